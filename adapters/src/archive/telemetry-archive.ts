/**
 * The archive of telemetry in a folder. Raw packets come first, in segments (`packets-000001.seg`), synced in groups before
 * they count as archived; when a segment is full, what was made of its packets is written beside it as Parquet (an index of
 * the packets, a table for each container and source), and a seal names all of it. What is not sealed is read again from the
 * raw packets at the next start. docs/telemetry.md says how to open everything with other tools.
 */
import { join } from 'node:path'
import { type LeapSeconds, NAIF0012 } from '@magpie/core/leap-seconds'
import type {
  DiskStanding,
  Identity,
  IncomingPacket,
  OpenStore,
  PacketPlace,
  PacketWish,
  StoredPacket,
  TableInfo,
  TableToSeal,
  TelemetryStore,
} from '@magpie/operations/ingest/archive-port'
import type { SealedSegment, SealedTable } from '@magpie/operations/ingest/archive-seal'
import type { Block } from '@magpie/operations/ingest/history'
import { type LineFile, openLineFile } from '../line-file.ts'
import { DiskSpace } from './disk-space.ts'
import { inOrder, type OpeningReport, reopenSegments, sealsOf } from './opening.ts'
import type { PacketIndex } from './packet-index.ts'
import { numberOf, RawSegments } from './raw-segments.ts'
import { SealedTables } from './sealed-tables.ts'
import { Sealing } from './sealing.ts'
import { type Damage, scanSegment } from './segment-records.ts'
import { GroupWriter, OpenSegment, type WriterProgress } from './segment-writer.ts'

export type TelemetryArchiveOptions = {
  readonly leap: LeapSeconds
  /** A segment that holds so many packets or octets is full. */
  readonly segment_packets?: number
  readonly segment_octets?: number
  /** Files of tables that stay open. */
  readonly open_tables?: number
  /** The disk could not be written: nothing is archived any more. */
  onFault(cause: unknown): void
  /** The disk is full, or has space again. */
  onSpace?(standing: DiskStanding): void
}

/** The options of an archive whose troubles are told as those of a service are. */
export function archiveOptions(told: {
  onFault(cause: unknown): void
  disk?(standing: DiskStanding): void
}): TelemetryArchiveOptions {
  return { leap: NAIF0012, onFault: told.onFault, onSpace: (standing) => told.disk?.(standing) }
}

export class TelemetryArchive implements TelemetryStore {
  readonly folder: string
  report: OpeningReport
  private readonly options: TelemetryArchiveOptions
  private readonly space: DiskSpace
  private readonly writer: GroupWriter
  private readonly raw: RawSegments
  private readonly tableFiles: SealedTables
  private readonly sealer: Sealing
  private readonly sealed: SealedSegment[] = []
  /** Segments without a seal, the last one growing. */
  private segments: OpenSegment[] = []
  private readonly beingSealed = new Set<OpenSegment>()
  /** The index of a segment that was sealed, to be filled again. */
  private spareIndex: PacketIndex | undefined
  private journalFile: LineFile | undefined
  private sealing: Promise<void> = Promise.resolve()
  /** Notes under way in the journal, whatever becomes of them. */
  private noting: Promise<unknown> = Promise.resolve()
  private sealingNow = 0

  private constructor(folder: string, options: TelemetryArchiveOptions) {
    this.folder = folder
    this.options = options
    this.report = { packets: 0, unsealed: 0, damage: [], torn: undefined, repaired: [] }
    this.space = new DiskSpace((standing) => options.onSpace?.(standing))
    this.writer = new GroupWriter(() => this.segments, this.space, options.onFault)
    this.raw = new RawSegments(folder)
    this.tableFiles = new SealedTables(folder, options.open_tables)
    this.sealer = new Sealing(folder, options.leap)
  }

  /**
   * Opens or makes an archive; one process only. `unsealed` hears of each packet that no seal names, in order, with the
   * snapshot of the last seal before.
   */
  static async open(
    folder: string,
    options: TelemetryArchiveOptions,
    resume: Parameters<OpenStore>[0],
  ): Promise<TelemetryArchive> {
    const archive = new TelemetryArchive(folder, options)
    await archive.load(resume)
    return archive
  }

  get tables(): readonly SealedTable[] {
    return this.tableFiles.all
  }

  /** Takes a packet; its place. It counts as archived once `durably` of that place resolves. */
  append(packet: IncomingPacket): number {
    const place = this.writer.count()
    this.active().append(packet)
    return place
  }

  /** Resolves when the packet at a place would survive a crash. */
  durably(place: number): Promise<void> {
    return this.writer.durably(place)
  }

  get isStalled(): boolean {
    return this.space.isFull
  }

  get refusal(): Error | undefined {
    return this.writer.refusal
  }

  /** Packets taken and packets durable since the archive was opened, groups, and the slowest of them. */
  get progress(): WriterProgress {
    return this.writer.progress
  }

  /** Packets in the archive, durable or on the way. */
  get packetCount(): number {
    const sealed = this.sealed.reduce((sum, one) => sum + one.packets, 0)
    return this.segments.reduce((sum, one) => sum + one.index.rows, sealed)
  }

  /** Whether the growing segment should be sealed. */
  get isFull(): boolean {
    const segment = this.segments.at(-1)
    if (segment === undefined) return false
    return (
      segment.index.rows >= (this.options.segment_packets ?? 131_072) ||
      segment.size >= (this.options.segment_octets ?? 1 << 26)
    )
  }

  /** Seals under way: who fills faster than they are written should wait. */
  get sealsUnderWay(): number {
    return this.sealingNow
  }

  /** Up to which time each channel of a source is archived and sealed. */
  archivedUntil(source: string): Map<number, number> {
    const out = new Map<number, number>()
    for (const { channels } of this.sealed)
      for (const { source: of, apid, last_us } of channels)
        if (of === source) out.set(apid, Math.max(last_us, out.get(apid) ?? Number.NEGATIVE_INFINITY))
    return out
  }

  /** Which of these are in the archive, with the digests that they have there. */
  async held(identities: readonly Identity[]): Promise<(number | undefined)[]> {
    const out: (number | undefined)[] = new Array(identities.length).fill(undefined)
    const take = (found: readonly (number | undefined)[]) => {
      found.forEach((digest, i) => {
        if (digest !== undefined) out[i] = digest
      })
    }
    for (const segment of this.sealed) {
      if (!identities.some((one) => covers(segment, one))) continue
      take((await this.raw.indexOf(segment)).held(identities))
    }
    for (const segment of this.segments) take(segment.index.held(identities))
    return out
  }

  /**
   * Ends the growing segment and seals it with these tables, in the background; resolves when it is sealed. The tables must
   * hold what came of all packets since the last turn.
   */
  turn(tables: readonly TableToSeal[], snapshot: unknown): Promise<void> {
    const segments = this.segments
    const last = segments.at(-1)
    if (last === undefined || segments.every((s) => s.index.rows === 0)) return Promise.resolve()
    this.segments = [...segments, this.newSegment(last.number + 1)]
    const due = segments.filter((segment) => !this.beingSealed.has(segment))
    for (const segment of due) this.beingSealed.add(segment)
    this.sealingNow++
    // What is sealed is on the disk; packets that come after it are not waited for.
    const upTo = this.writer.progress.appended
    this.sealing = this.sealing
      .then(() => this.seal(due, upTo, tables, snapshot))
      .finally(() => {
        this.sealingNow--
      })
    return this.sealing
  }

  /** Resolves when nothing is being sealed and all is durable. */
  async settled(): Promise<void> {
    await this.writer.flush()
    await this.sealing
  }

  tablesOf(source: string): readonly TableInfo[] {
    return this.tables.filter((table) => table.source === source)
  }

  blockOf(table: TableInfo): Block {
    return this.tableFiles.blockOf(table as SealedTable)
  }

  get journal(): readonly string[] {
    return this.journalFile?.lines ?? []
  }

  note(lines: readonly string[]): Promise<void> {
    const noted = this.space.patiently(async () => this.journalFile?.append(lines))
    this.noting = Promise.allSettled([this.noting, noted])
    return noted
  }

  waitNoMore(): void {
    this.space.giveUp()
  }

  /** Packets as they came, in the order of the archive, behind `after`. */
  async *packets(wish: PacketWish = {}, after?: PacketPlace): AsyncGenerator<StoredPacket> {
    const first = after?.segment ?? 0
    const behind = (number: number) => (number === first ? after : undefined)
    const sealed = this.sealedFrom(first)
    // Rows that come from now on may not be on the disk when the others are read.
    const open = this.segments
      .filter(({ number }) => number >= first)
      .map((segment) => {
        const { number, index } = segment
        return { number, index, rows: this.space.isFull ? rowsWritten(segment) : index.rows }
      })
    for (const { index } of open) index.lent = true
    if (!this.space.isFull) await this.writer.flush()
    for (const segment of sealed.filter(({ channels }) => channels.some((channel) => mayHold(channel, wish)))) {
      const number = numberOf(segment.file)
      yield* this.raw.packets(number, await this.raw.indexOf(segment), wish, behind(number))
    }
    for (const { number, index, rows } of open) yield* this.raw.packets(number, index, wish, behind(number), rows)
  }

  /** Reads every record of every segment again: octets that are no record any more, and how many packets are whole. */
  async verify(): Promise<{ packets: number; damage: Damage[]; tables: { file: string; why: string }[] }> {
    await this.writer.flush()
    const damage: Damage[] = []
    let packets = 0
    for (const number of this.numbers()) {
      const octets = await this.raw.octetsOf(number)
      const file = this.raw.pathOf(number)
      const scan = scanSegment(octets, file)
      packets += scan.records.length
      damage.push(...scan.damage)
      if (scan.end < octets.length) damage.push({ file, from: scan.end, to: octets.length })
    }
    return { packets, damage, tables: await this.tableFiles.faults() }
  }

  async close(): Promise<void> {
    this.waitNoMore()
    const written = await Promise.allSettled([this.writer.flush(), this.sealing, this.noting])
    // A disk that took not everything is no reason to leave files open, which somebody else may open next.
    for (const segment of this.segments) await segment.file?.close()
    await this.journalFile?.close()
    await this.raw.close()
    await this.tableFiles.close()
    for (const one of written) if (one.status === 'rejected') throw one.reason
  }

  /** Sealed segments from a number on; they stand in the order of their numbers. */
  private sealedFrom(number: number): readonly SealedSegment[] {
    let at = this.sealed.length
    while (at > 0 && numberOf(this.sealed[at - 1]!.file) >= number) at--
    return this.sealed.slice(at)
  }

  private active(): OpenSegment {
    const found = this.segments.at(-1)
    if (found !== undefined) return found
    const made = this.newSegment((this.sealed.length === 0 ? 0 : numberOf(this.sealed.at(-1)!.file)) + 1)
    this.segments = [made]
    return made
  }

  private newSegment(number: number): OpenSegment {
    const index = this.spareIndex
    this.spareIndex = undefined
    return new OpenSegment(number, this.raw.pathOf(number), 0, index)
  }

  private numbers(): number[] {
    return [
      ...this.sealed.map(({ file }) => numberOf(file)),
      ...this.segments.filter((s) => s.written > 0).map((s) => s.number),
    ]
  }

  private async seal(
    segments: readonly OpenSegment[],
    upTo: number,
    tables: readonly TableToSeal[],
    snapshot: unknown,
  ): Promise<void> {
    try {
      await this.writer.durably(upTo)
      const seal = await this.space.patiently(() => this.sealer.seal(segments, tables, snapshot))
      this.sealed.push(...seal.segments)
      inOrder(this.sealed)
      this.tableFiles.all.push(...seal.tables)
      this.segments = this.segments.filter((segment) => !segments.includes(segment))
      for (const segment of segments) {
        this.beingSealed.delete(segment)
        await segment.file?.close()
        if (!segment.index.lent) this.spareIndex = segment.index.reset()
      }
    } catch (cause) {
      this.options.onFault(cause)
      throw cause
    }
  }

  private async load(resume: Parameters<OpenStore>[0]): Promise<void> {
    const { segments, tables, snapshot, unsealed, repaired } = await sealsOf(this.folder)
    for (const segment of segments) this.sealed.push(segment)
    for (const table of tables) this.tableFiles.all.push(table)
    this.journalFile = await openLineFile(join(this.folder, 'journal.jsonl'), isJson)
    resume.begin(snapshot, (source) => this.archivedUntil(source))
    const found = await reopenSegments(this.folder, unsealed, resume.unsealed)
    this.segments.push(...found.segments)
    const { unsealed: count, damage, torn } = found
    this.report = { packets: this.packetCount, unsealed: count, damage, torn, repaired }
  }
}

/** Rows of a growing segment that are on the disk. */
function rowsWritten({ index, written }: OpenSegment): number {
  let rows = index.rows
  while (rows > 0 && index.ats[rows - 1]! >= written) rows--
  return rows
}

function covers({ channels }: SealedSegment, one: Identity): boolean {
  return channels.some(
    (c) => c.source === one.source && c.apid === one.apid && one.time_us >= c.first_us && one.time_us <= c.last_us,
  )
}

function mayHold(channel: SealedSegment['channels'][number], { source, apid, from_us, to_us }: PacketWish): boolean {
  return (
    (source === undefined || channel.source === source) &&
    (apid === undefined || channel.apid === apid) &&
    (from_us === undefined || channel.last_us >= from_us) &&
    (to_us === undefined || channel.first_us < to_us)
  )
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}
