/**
 * What the pipeline needs of an archive: packets go in as they are, in the order in which they came, and are called archived
 * once they would survive a crash. Adapters implement it on files.
 */
import type { Block } from './history.ts'
import type { HotChunk } from './hot-table.ts'
import type { Micros } from './micros.ts'

/** A packet on its way into the archive: where its octets stand, and what was worked out about them. */
export type IncomingPacket = {
  readonly source: string
  readonly station: string
  readonly apid: number
  readonly sequence: number
  readonly time_us: Micros
  readonly received_us: Micros
  readonly bytes: Uint8Array
  readonly from: number
  readonly octets: number
  /** Of its octets, `recordChecksum`. */
  readonly digest: number
  /** It has the identity of another with other octets, or the dictionary does not explain it: kept, but no sample of it. */
  readonly why: PacketStanding
}

/** What became of a packet: a sample, or kept as it came because it contradicts another or cannot be decoded. */
export type PacketStanding = 'sample' | 'conflict' | 'undecoded'

/** Asks whether a packet that memory does not know was archived before. */
export type Identity = {
  readonly source: string
  readonly apid: number
  readonly sequence: number
  readonly time_us: Micros
}

export type PacketSink = {
  /** Takes a packet; its octets are copied before it returns. The packet's place in the order of all. */
  append(packet: IncomingPacket): number
  /** Which of these are in the archive, durable or on the way, with the digests that they have there. */
  held(identities: readonly Identity[]): Promise<(number | undefined)[]>
}

/** Rows of one container and source that go into a file when their segment is sealed. */
export type TableToSeal = { readonly source: string; readonly chunk: HotChunk; readonly stations: readonly string[] }

/** Which packets are wanted; times are of the packets, half-open. */
export type PacketWish = {
  readonly source?: string
  readonly apid?: number
  readonly from_us?: Micros
  readonly to_us?: Micros
}

/** A packet out of the archive; no octets where its record was altered. */
export type StoredPacket = {
  readonly source: string
  readonly station: string
  readonly apid: number
  readonly sequence: number
  readonly time_us: Micros
  readonly received_us: Micros
  readonly standing: PacketStanding
  readonly bytes: Uint8Array | undefined
  /** Its place, to go on behind it. */
  readonly place: PacketPlace
}
export type PacketPlace = { readonly segment: number; readonly row: number }

/** A sealed table and what is known of it. */
export type TableInfo = {
  readonly source: string
  readonly container: string
  readonly rows: number
  readonly first_us: Micros
  readonly last_us: Micros
}

/** A disk that is full: packets wait in memory, none of them counts as archived, and it is tried again until there is space. */
export type DiskStanding =
  | { readonly kind: 'disk-full'; readonly why: string }
  | { readonly kind: 'disk-free'; readonly after_ms: number }

/** The sentence for a disk that is full, or has space again. */
export function describeDisk(standing: DiskStanding): string {
  if (standing.kind === 'disk-full')
    return `the disk is full (${standing.why}): packets wait in memory, none of them counts as archived until there is space`
  return `the disk has space again after ${(standing.after_ms / 1000).toFixed(1)} s: what waited is archived`
}

/** An archive that is open. */
export type TelemetryStore = PacketSink & {
  /** Resolves when the packet at a place would survive a crash. */
  durably(place: number): Promise<void>
  /** Whether the disk is full and packets wait for it. */
  readonly isStalled: boolean
  /** Why no packet can be taken now: the disk failed, or is full and too much waits for it. */
  readonly refusal: Error | undefined
  /** Whether what is growing should be sealed. */
  readonly isFull: boolean
  /** Seals under way: who fills faster than they are written should wait. */
  readonly sealsUnderWay: number
  readonly packetCount: number
  /** Packets taken and durable since the archive was opened. */
  readonly progress: { readonly appended: number; readonly archived: number; readonly slowest_ms: number }
  /** Up to which time each channel of a source is sealed, by APID. */
  archivedUntil(source: string): ReadonlyMap<number, Micros>
  /** Seals what has grown with these tables, in the background. */
  turn(tables: readonly TableToSeal[], snapshot: unknown): Promise<void>
  tablesOf(source: string): readonly TableInfo[]
  /** The rows of a sealed table, whose file is opened once they are read. */
  blockOf(table: TableInfo): Block
  packets(wish?: PacketWish, after?: PacketPlace): AsyncIterable<StoredPacket>
  /** Lines of a journal that is kept beside the packets. */
  readonly journal: readonly string[]
  note(lines: readonly string[]): Promise<void>
  /** From now on a full disk is not waited for: what finds no space fails, and who waits for it is told. */
  waitNoMore(): void
  /** Writes what was taken, without waiting for space, and closes; rejects with why where that could not be written. */
  close(): Promise<void>
}

/** How an archive is opened: it hears first the snapshot of the last seal, then every packet that no seal names. */
export type OpenStore = (resume: {
  begin(snapshot: unknown, archivedUntil: (source: string) => ReadonlyMap<number, Micros>): void
  unsealed(packet: IncomingPacket): void
}) => Promise<TelemetryStore>
