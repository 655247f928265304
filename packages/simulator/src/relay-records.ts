/** Files on their way over bundles, as they are kept and counted; times TDB s. */
import type { Eid } from '@magpie/operations/bundle/eid'
import type { FileRow, RelaySummary } from './operations-event.ts'
import type { Outage } from './relay-custody.ts'
import type { RelayNode } from './relay-plan.ts'
import type { World } from './world.ts'

/** A file that is on its way, or was; `keys` are the bundles that it goes in, `seenAt` those that nodes had. */
export type SentFile = FileRow & {
  readonly content: Uint8Array
  readonly party: string
  readonly keys: Set<string>
  readonly seenAt: Map<string, Set<string>>
  readonly hops: { node: string; at_s: number }[]
  delivered_s: number | undefined
  whole: boolean
  /** Of CFDP, where it began at the other end of a link. */
  readonly transaction?: number
}

/** What became of bundles and files here. */
export type Counts = RelaySummary['bundles'] & { damaged: number }
export const NO_COUNTS: Counts = { made: 0, sent: 0, lost: 0, again: 0, accepted: 0, dropped: 0, damaged: 0 }
/** Octets in front of a bundle on a link: the numbers of the nodes that it goes from and to. */
export const HOP_OCTETS = 4
/** A file as people see it. */
export function fileRow({ file, element, direction, octets, made_s, delivered_s, hops }: SentFile): FileRow {
  return { file, element, direction, octets, made_s, delivered_s, hops }
}

/** Files that an outage touched: under way when it began, or made while it lasted. */
export function felt({ start_s, end_s }: Pick<Outage, 'start_s' | 'end_s'>, files: readonly SentFile[]) {
  const touched = files.filter(
    ({ made_s, delivered_s }) => made_s < end_s && (delivered_s ?? Number.POSITIVE_INFINITY) > start_s,
  )
  const delivered = touched.filter(({ delivered_s }) => delivered_s !== undefined)
  const longest_s = Math.max(0, ...delivered.map(({ made_s, delivered_s }) => delivered_s! - made_s))
  return { files: touched.length, delivered: delivered.length, longest_s }
}

/** What is known of a file when it begins. */
export type NewFile = Pick<SentFile, 'element' | 'direction' | 'party' | 'content' | 'made_s'> & {
  readonly name: string
}

/** A file of which nothing has gone yet. */
export function newSent({ name, content, ...rest }: NewFile): SentFile {
  const unsent = { keys: new Set<string>(), seenAt: new Map<string, Set<string>>(), hops: [], whole: false }
  return { file: name, octets: content.length, delivered_s: undefined, content, ...rest, ...unsent }
}

/** A bundle as it goes over a link, behind the numbers of the nodes of its hop. */
export function withHop(from: Eid, to: Eid, bundle: Uint8Array): Uint8Array {
  const out = new Uint8Array(HOP_OCTETS + bundle.length)
  const view = new DataView(out.buffer)
  for (const [i, eid] of [from, to].entries()) view.setUint16(2 * i, eid.scheme === 'ipn' ? eid.node : 0)
  out.set(bundle, HOP_OCTETS)
  return out
}

/** The nodes of a bundle's hop; undefined where the network has none of the number. */
export function hopOfOctets(octets: Uint8Array, nodes: ReadonlyMap<string, RelayNode>) {
  if (octets.length <= HOP_OCTETS) return []
  const view = new DataView(octets.buffer, octets.byteOffset)
  return [0, 2].map((at) =>
    [...nodes.values()].find(({ eid }) => eid.scheme === 'ipn' && eid.node === view.getUint16(at)),
  )
}

/** Outages that the script of a rehearsal has. */
export function outagesOf(file: World['file'], touchdown_s: number): Outage[] {
  return file.script.flatMap((event) => {
    if (event.kind !== 'outage') return []
    const start_s = touchdown_s + event.at_s
    return [{ node: event.station, start_s, end_s: start_s + event.duration_s, why: event.why }]
  })
}
