/** Fragmentation and reassembly (RFC 9171, 5.8 and 5.9). */
import { err, ok, type Result } from '@magpie/core/result'
import { BLOCK_FLAGS, BUNDLE_FLAGS, type Bundle, encodeBundle, payloadOf } from './bundle.ts'
import { isNobody } from './eid.ts'

/** Why a bundle was not cut, or fragments are not whole. */
export type FragmentError =
  | { readonly kind: 'not-to-be-fragmented' }
  /** Not even one octet of payload fits beside the blocks that must travel with it. */
  | { readonly kind: 'no-room'; readonly octets: number; readonly needed: number }
  | { readonly kind: 'fragments-missing'; readonly missing: readonly { readonly from: number; readonly to: number }[] }
  | { readonly kind: 'fragments-differ'; readonly what: 'bundle' | 'total' | 'octets' | 'place' }

/** The sentence for it. */
export function describeFragmentError(error: FragmentError): string {
  switch (error.kind) {
    case 'not-to-be-fragmented':
      return 'the bundle must not be fragmented'
    case 'no-room':
      return `a fragment needs at least ${error.needed} octets, there are ${error.octets}`
    case 'fragments-missing':
      return `octets are missing: ${error.missing.map(({ from, to }) => `${from} to ${to - 1}`).join(', ')}`
    case 'fragments-differ':
      return `the fragments are not of one bundle: ${error.what}`
  }
}

/** Whether the flags, and a source to tell fragments apart by, allow it. */
export function mayFragment({ primary }: Bundle): boolean {
  return (primary.flags & BUNDLE_FLAGS.unfragmentable) === 0 && !isNobody(primary.source)
}

/**
 * Two bundles in place of one, the first at most `octets` long. The first takes all extension blocks, the second those
 * that belong into each fragment. Blocks that secure the payload make a bundle that must not be cut (RFC 9172, 5).
 */
export function cutBundle(bundle: Bundle, octets: number): Result<readonly [Bundle, Bundle], FragmentError> {
  if (!mayFragment(bundle) || bundle.blocks.some(({ type }) => type === 11 || type === 12))
    return err({ kind: 'not-to-be-fragmented' })
  const payload = payloadOf(bundle).data
  const least = encodeBundle(part(bundle, 0, 1, true)).length
  // heads of the payload and of its numbers grow by at most 8 octets beyond those of one octet
  const room = Math.min(octets - least - 7, payload.length - 1)
  if (room < 1) return err({ kind: 'no-room', octets, needed: least + 8 })
  return ok([part(bundle, 0, room, true), part(bundle, room, payload.length, false)])
}

function part({ primary, blocks }: Bundle, from: number, to: number, first: boolean): Bundle {
  const payload = blocks[blocks.length - 1]!
  const offset_octets = (primary.fragment?.offset_octets ?? 0) + from
  const total_octets = primary.fragment?.total_octets ?? payload.data.length
  const extensions = blocks.slice(0, -1).filter(({ flags }) => first || (flags & BLOCK_FLAGS.inEachFragment) !== 0)
  return {
    primary: { ...primary, flags: primary.flags | BUNDLE_FLAGS.fragment, fragment: { offset_octets, total_octets } },
    blocks: [...extensions, { ...payload, data: payload.data.slice(from, to) }],
  }
}

/** The bundle that the fragments were cut from, in any order, overlapping or twice. */
export function joinFragments(fragments: readonly Bundle[]): Result<Bundle, FragmentError> {
  const sorted = [...fragments].sort(
    (a, b) => (a.primary.fragment?.offset_octets ?? 0) - (b.primary.fragment?.offset_octets ?? 0),
  )
  const first = sorted[0]
  const total = first?.primary.fragment?.total_octets
  if (first === undefined || total === undefined) return err({ kind: 'fragments-differ', what: 'bundle' })
  const odd = sorted.map((bundle) => differs(first, bundle)).find((what) => what !== undefined)
  if (odd !== undefined) return err({ kind: 'fragments-differ', what: odd })
  const missing = gaps(sorted, total)
  if (missing.length > 0) return err({ kind: 'fragments-missing', missing })
  const data = new Uint8Array(total)
  let filled = 0
  for (const bundle of sorted) {
    const { offset_octets } = bundle.primary.fragment!
    const octets = payloadOf(bundle).data
    for (let i = offset_octets; i < Math.min(filled, offset_octets + octets.length); i++)
      if (data[i] !== octets[i - offset_octets]) return err({ kind: 'fragments-differ', what: 'octets' })
    data.set(octets, offset_octets)
    filled = Math.max(filled, offset_octets + octets.length)
  }
  const { fragment: _, ...whole } = first.primary
  const payload = { ...payloadOf(first), data }
  return ok({
    primary: { ...whole, flags: whole.flags - BUNDLE_FLAGS.fragment },
    blocks: [...first.blocks.slice(0, -1), payload],
  })
}

function differs(first: Bundle, other: Bundle): 'bundle' | 'total' | 'place' | undefined {
  const a = first.primary
  const b = other.primary
  if (a.created.time_ms !== b.created.time_ms || a.created.sequence !== b.created.sequence) return 'bundle'
  if (JSON.stringify(a.source) !== JSON.stringify(b.source)) return 'bundle'
  if (b.fragment === undefined || a.fragment?.total_octets !== b.fragment.total_octets) return 'total'
  return b.fragment.offset_octets + payloadOf(other).data.length > b.fragment.total_octets ? 'place' : undefined
}

/** What is missing of `total` octets; sorted by offset. */
function gaps(sorted: readonly Bundle[], total: number): { from: number; to: number }[] {
  const out: { from: number; to: number }[] = []
  let to = 0
  for (const bundle of sorted) {
    const { offset_octets } = bundle.primary.fragment!
    if (offset_octets > to) out.push({ from: to, to: offset_octets })
    to = Math.max(to, offset_octets + payloadOf(bundle).data.length)
  }
  if (to < total) out.push({ from: to, to: total })
  return out
}
