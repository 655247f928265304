/** Blocks that travel with the payload (RFC 9171, 4.4): previous node, bundle age, hop count. */
import { err, ok, type Result } from '@magpie/core/result'
import { BLOCK_TYPES, type Bundle, type CanonicalBlock } from './bundle.ts'
import type { BundleError } from './bundle-error.ts'
import { type CborReader, cborReader, cborWriter } from './cbor.ts'
import { type Eid, encodeEid, readEid } from './eid.ts'

/** What the extension blocks of a bundle say; a block that is not there leaves its name out. */
export type Extensions = {
  readonly previousNode?: Eid
  /** How long ago the bundle was made, ms. */
  readonly age_ms?: number
  readonly hops?: { readonly limit: number; readonly count: number }
}

/** Reads them; blocks of other types are left alone. */
export function extensionsOf(bundle: Bundle): Result<Extensions, BundleError> {
  const out: { previousNode?: Eid; age_ms?: number; hops?: { limit: number; count: number } } = {}
  let bad: BundleError | undefined
  for (const { type, data } of bundle.blocks) {
    const from = cborReader(data)
    if (type === BLOCK_TYPES.previousNode)
      out.previousNode = readEid(from, (text) => {
        bad ??= { kind: 'bad-eid', text }
      })
    else if (type === BLOCK_TYPES.age) out.age_ms = from.unsigned()
    else if (type === BLOCK_TYPES.hopCount) out.hops = readHops(from)
    else continue
    from.end()
    const wrong = from.fault ?? bad
    if (wrong !== undefined) return err(wrong)
  }
  return ok(out)
}

function readHops(from: CborReader): { limit: number; count: number } {
  const items = from.array()
  const hops = { limit: from.unsigned(), count: from.unsigned() }
  // a third item is left over and told by end()
  return items < 2 ? { limit: 0, count: 0 } : hops
}

/** The bundle with these extensions in place of those it had; a name that is left out keeps its block. */
export function withExtensions(bundle: Bundle, { previousNode, age_ms, hops }: Extensions): Bundle {
  let blocks = bundle.blocks
  if (previousNode !== undefined) blocks = replaced(blocks, BLOCK_TYPES.previousNode, encodeEid(previousNode))
  if (age_ms !== undefined)
    blocks = replaced(blocks, BLOCK_TYPES.age, cborWriter().unsigned(Math.floor(age_ms)).octets())
  if (hops !== undefined)
    blocks = replaced(blocks, BLOCK_TYPES.hopCount, cborWriter().value([hops.limit, hops.count]).octets())
  return { primary: bundle.primary, blocks }
}

function replaced(blocks: readonly CanonicalBlock[], type: number, data: Uint8Array): readonly CanonicalBlock[] {
  const at = blocks.findIndex((block) => block.type === type)
  if (at >= 0) return blocks.with(at, { ...blocks[at]!, data })
  const block = { type, number: freeNumber(blocks), flags: 0, crc: blocks[blocks.length - 1]?.crc ?? 0, data } as const
  return [...blocks.slice(0, -1), block, ...blocks.slice(-1)]
}

/** The least number above 1 that no block has. */
export function freeNumber(blocks: readonly CanonicalBlock[]): number {
  let number = 2
  while (blocks.some((block) => block.number === number)) number++
  return number
}
