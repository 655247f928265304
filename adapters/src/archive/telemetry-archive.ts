/**
 * The archive of telemetry in a folder. Raw packets come first, in segments (`packets-000001.seg`), synced in groups before
 * they count as archived; when a segment is full, what was made of its packets is written beside it as Parquet (an index of
 * the packets, a table for each container and source), and a seal names all of it. What is not sealed is read again from the
 * raw packets at the next start. docs/telemetry.md says how to open everything with other tools.
 */
import { type FileHandle, mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import type {
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
import type { Seal, SealedFile, SealedSegment, SealedTable } from '@magpie/operations/ingest/archive-seal'
import type { Block } from '@magpie/operations/ingest/history'
import { fileColumns, writeChunk } from '@magpie/operations/ingest/table-file'
import { cutTornEnd, openForAppend, type TornEnd } from '../durable-append.ts'
import { type LineFile, openLineFile } from '../line-file.ts'
import { INDEX_COLUMNS, type PacketIndex, readIndex, writeIndex } from './packet-index.ts'
import { openParquet, writeParquet } from './parquet-files.ts'
import { readSeal, writeSeal } from './seal.ts'
import { type Damage, PACKET_HEAD, type PacketRecord, packetAt, scanSegment } from './segment-records.ts'
import { GroupWriter, OpenSegment } from './segment-writer.ts'
import { tableBlocks } from './table-blocks.ts'

export type TelemetryArchiveOptions = {
  readonly leap: LeapSeconds
  /** A segment that holds so many packets or octets is full. */
  readonly segment_packets?: number
  readonly segment_octets?: number
  /** The disk could not be written: nothing is archived any more. */
  onFault(cause: unknown): void
}

/** What was found when the archive was opened. */
export type OpeningReport = {
  readonly packets: number
  readonly unsealed: number
  readonly damage: readonly Damage[]
  readonly torn: TornEnd | undefined
  /** Files that were left half-written, and seals that cannot be read: their packets are decoded again. */
  readonly repaired: readonly string[]
}

/** Indices of sealed segments that stay in memory. */
const INDICES = 6
/** Tables that stay open. */
const OPEN_TABLES = 200

export class TelemetryArchive implements TelemetryStore {
  readonly folder: string
  report: OpeningReport
  readonly tables: SealedTable[] = []
  private readonly options: TelemetryArchiveOptions
  private readonly writer: GroupWriter
  private readonly sealed: SealedSegment[] = []
  /** Segments without a seal, the last one growing. */
  private segments: OpenSegment[] = []
  private lastSnapshot: unknown
  private journalFile: LineFile | undefined
  private sealing: Promise<void> = Promise.resolve()
  private sealingNow = 0
  private readonly indices = new Map<string, Promise<PacketIndex>>()
  private readonly openTables = new Map<string, ReturnType<typeof openParquet>>()
  private readonly rawFiles = new Map<number, Promise<FileHandle>>()

  private constructor(folder: string, options: TelemetryArchiveOptions) {
    this.folder = folder
    this.options = options
    this.report = { packets: 0, unsealed: 0, damage: [], torn: undefined, repaired: [] }
    this.writer = new GroupWriter(() => this.segments, options.onFault)
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

  /** Packets taken and packets durable since the archive was opened, groups, and the slowest of them. */
  get progress(): { appended: number; archived: number; groups: number; slowest_ms: number } {
    const { appended, archived, groups, slowest_ms } = this.writer
    return { appended, archived, groups, slowest_ms }
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
      take((await this.indexOf(segment)).held(identities))
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
    const next = new OpenSegment(last.number + 1, this.segmentPath(last.number + 1))
    this.segments = [...segments, next]
    const due = segments.filter((segment) => !this.beingSealed.has(segment))
    for (const segment of due) this.beingSealed.add(segment)
    this.sealingNow++
    this.sealing = this.sealing
      .then(() => this.seal(due, tables, snapshot))
      .finally(() => {
        this.sealingNow--
      })
    return this.sealing
  }

  private readonly beingSealed = new Set<OpenSegment>()

  /** Resolves when nothing is being sealed and all is durable. */
  async settled(): Promise<void> {
    await this.writer.flush()
    await this.sealing
  }

  tablesOf(source: string): readonly TableInfo[] {
    return this.tables.filter((table) => table.source === source)
  }

  /** The rows of a sealed table; one block that tells its damage where the file cannot be opened. */
  async blocksOf(table: TableInfo): Promise<readonly Block[]> {
    const sealed = this.tables.find((one) => one === table)
    if (sealed === undefined) throw new Error('a table of another archive')
    return tableBlocks(sealed, await this.opened(sealed))
  }

  get journal(): readonly string[] {
    return this.journalFile?.lines ?? []
  }

  async note(lines: readonly string[]): Promise<void> {
    await this.journalFile?.append(lines)
  }

  private opened(sealed: SealedTable): ReturnType<typeof openParquet> {
    const found = this.openTables.get(sealed.file)
    if (found !== undefined) {
      this.openTables.delete(sealed.file)
      this.openTables.set(sealed.file, found)
      return found
    }
    const opened = openParquet(join(this.folder, sealed.file), fileOf(sealed))
    this.openTables.set(sealed.file, opened)
    const [oldest] = this.openTables
    if (this.openTables.size > OPEN_TABLES && oldest !== undefined) {
      this.openTables.delete(oldest[0])
      void oldest[1].then((file) => (file.ok ? file.value.close() : undefined))
    }
    return opened
  }

  /** Packets as they came, in the order of the archive, behind `after`. */
  async *packets(wish: PacketWish = {}, after?: PacketPlace): AsyncGenerator<StoredPacket> {
    await this.writer.flush()
    const first = after?.segment ?? 0
    const behind = (number: number) => (number === first ? after : undefined)
    const sealed = this.sealed.filter((segment) => numberOf(segment.file) >= first)
    const open = this.segments.filter(({ number }) => number >= first)
    for (const segment of sealed.filter(({ channels }) => channels.some((channel) => mayHold(channel, wish)))) {
      const number = numberOf(segment.file)
      yield* this.packetsOf(number, await this.indexOf(segment), wish, behind(number))
    }
    for (const { number, index } of open) yield* this.packetsOf(number, index, wish, behind(number))
  }

  /** Reads every record of every segment again: octets that are no record any more, and how many packets are whole. */
  async verify(): Promise<{ packets: number; damage: Damage[]; tables: { file: string; why: string }[] }> {
    await this.writer.flush()
    const damage: Damage[] = []
    const tables: { file: string; why: string }[] = []
    let packets = 0
    for (const number of this.numbers()) {
      const octets = await readWhole(await this.rawFile(number))
      const scan = scanSegment(octets, this.segmentPath(number))
      packets += scan.records.length
      damage.push(...scan.damage)
      if (scan.end < octets.length) damage.push({ file: this.segmentPath(number), from: scan.end, to: octets.length })
    }
    for (const sealed of this.tables) {
      const why = await this.faultOf(sealed)
      if (why !== undefined) tables.push({ file: sealed.file, why })
    }
    return { packets, damage, tables }
  }

  async close(): Promise<void> {
    await this.settled()
    for (const segment of this.segments) await segment.file?.close()
    await this.journalFile?.close()
    for (const file of this.rawFiles.values()) await (await file).close()
    for (const table of this.openTables.values()) {
      const opened = await table
      if (opened.ok) await opened.value.close()
    }
  }

  private async faultOf(sealed: SealedTable): Promise<string | undefined> {
    const opened = await openParquet(join(this.folder, sealed.file), fileOf(sealed))
    if (!opened.ok) return opened.error.kind
    const { info, read, close } = opened.value
    for (let group = 0; group < info.groups.length; group++)
      for (const { name } of info.columns) {
        const chunk = await read(group, name)
        if (chunk.ok) continue
        await close()
        return `${name}: ${chunk.error.kind}`
      }
    await close()
    return undefined
  }

  private active(): OpenSegment {
    const found = this.segments.at(-1)
    if (found !== undefined) return found
    const number = Math.max(0, ...this.sealed.map(({ file }) => numberOf(file))) + 1
    const made = new OpenSegment(number, this.segmentPath(number))
    this.segments = [made]
    return made
  }

  private numbers(): number[] {
    return [
      ...this.sealed.map(({ file }) => numberOf(file)),
      ...this.segments.filter((s) => s.written > 0).map((s) => s.number),
    ]
  }

  private async seal(
    segments: readonly OpenSegment[],
    tables: readonly TableToSeal[],
    snapshot: unknown,
  ): Promise<void> {
    try {
      await this.writer.flush()
      const part = String(segments.at(-1)!.number).padStart(6, '0')
      const sealedTables: SealedTable[] = []
      for (const { source, chunk, stations } of tables) {
        const { qualifiedName } = chunk.plan.layout.container
        const file = join('parameters', pathOf(source), pathOf(qualifiedName), `${part}.parquet`)
        const notes = { 'magpie.source': source, 'magpie.container': qualifiedName }
        const written = await writeParquet(join(this.folder, file), fileColumns(chunk), notes, (writer) =>
          writeChunk(chunk, writer, stations, this.options.leap),
        )
        const { rows, first_us, last_us } = chunk
        sealedTables.push({ ...written, file, source, container: qualifiedName, rows, first_us, last_us })
      }
      const sealedSegments = []
      for (const segment of segments) sealedSegments.push(await this.sealSegment(segment))
      const content: Seal = {
        format: 'magpie-archive-seal/1',
        segments: sealedSegments,
        tables: sealedTables,
        snapshot,
      }
      await writeSeal(join(this.folder, `seal-${part}.json`), content)
      this.lastSnapshot = snapshot
      this.sealed.push(...sealedSegments)
      this.tables.push(...sealedTables)
      this.segments = this.segments.filter((segment) => !segments.includes(segment))
      for (const segment of segments) {
        this.beingSealed.delete(segment)
        await segment.file?.close()
      }
    } catch (cause) {
      this.options.onFault(cause)
      throw cause
    }
  }

  private async sealSegment(segment: OpenSegment): Promise<SealedSegment> {
    const file = `packets-${String(segment.number).padStart(6, '0')}`
    const { index } = segment
    const written = await writeParquet(join(this.folder, `${file}.index.parquet`), INDEX_COLUMNS, {}, (writer) =>
      writeIndex(index, writer, this.options.leap),
    )
    return {
      file: `${file}.seg`,
      octets: segment.size,
      packets: index.rows,
      index: { ...written, file: `${file}.index.parquet` },
      origins: index.origins.map(({ source, station }) => ({ source, station })),
      channels: index.channels(),
    }
  }

  private async load(resume: Parameters<OpenStore>[0]): Promise<void> {
    await mkdir(this.folder, { recursive: true })
    const names = (await readdir(this.folder)).sort()
    const repaired: string[] = []
    for (const name of names.filter((n) => n.endsWith('.writing'))) {
      await rm(join(this.folder, name))
      repaired.push(name)
    }
    for (const name of names.filter((n) => /^seal-\d{6}\.json$/.test(n))) {
      const read = await readSeal(join(this.folder, name))
      if (!read.ok) {
        repaired.push(name)
        continue
      }
      this.sealed.push(...read.value.segments)
      this.tables.push(...read.value.tables)
      this.lastSnapshot = read.value.snapshot
    }
    this.journalFile = await openLineFile(join(this.folder, 'journal.jsonl'), isJson)
    resume.begin(this.lastSnapshot, (source) => this.archivedUntil(source))
    const known = new Set(this.sealed.map(({ file }) => file))
    const open = names.filter((n) => /^packets-\d{6}\.seg$/.test(n) && !known.has(n))
    const damage: Damage[] = []
    let torn: TornEnd | undefined
    let unsealed = 0
    for (const [i, name] of open.entries()) {
      const found = await this.reopen(name, i === open.length - 1, resume.unsealed)
      damage.push(...found.damage)
      torn = found.torn ?? torn
      unsealed += found.packets
    }
    this.report = { packets: this.packetCount, unsealed, damage, torn, repaired }
  }

  /** Takes up a segment that has no seal; a torn end of the last one is cut off and kept aside. */
  private async reopen(
    name: string,
    last: boolean,
    unsealed: (packet: IncomingPacket) => void,
  ): Promise<{ damage: Damage[]; torn: TornEnd | undefined; packets: number }> {
    const path = join(this.folder, name)
    const file = await openForAppend(path)
    const octets = await readWhole(file)
    const { records, damage, end, origins } = scanSegment(octets, path)
    const torn = last && end < octets.length ? await cutTornEnd(file, path, end, octets.subarray(end)) : undefined
    if (!last && end < octets.length) damage.push({ file: path, from: end, to: octets.length })
    const segment = new OpenSegment(numberOf(name), path, last ? end : octets.length)
    segment.file = file
    origins.forEach((origin, number) => {
      segment.know(number, origin.source, origin.station)
    })
    this.segments.push(segment)
    for (const record of records) {
      const packet = packetOf(octets, record)
      if (packet === undefined) continue
      const origin = segment.index.origins.findIndex((o) => o.source === packet.source && o.station === packet.station)
      const { apid, sequence, time_us, received_us, digest, why } = packet
      const { at, octets: length } = record
      segment.index.add({ origin, apid, sequence, time_us, received_us, at, octets: length, digest, standing: why })
      unsealed(packet)
    }
    return { damage, torn, packets: records.length }
  }

  private async *packetsOf(
    segment: number,
    index: PacketIndex,
    wish: PacketWish,
    after: PacketPlace | undefined,
  ): AsyncGenerator<StoredPacket> {
    const rows = index.rows
    let block: Buffer = Buffer.alloc(0)
    let blockAt = 0
    for (let row = (after?.row ?? -1) + 1; row < rows; row++) {
      const { source, station } = index.origins[index.originOf[row]!]!
      const one = index.row(row)
      if (!matches(one, source, wish)) continue
      const length = PACKET_HEAD + one.octets
      if (one.at < blockAt || one.at + length > blockAt + block.length) {
        blockAt = one.at
        block = await readFrom(await this.rawFile(segment), blockAt, Math.max(length, BLOCK))
      }
      const bytes = packetAt(block, one.at - blockAt)
      const { apid, sequence, time_us, received_us, standing } = one
      const place = { segment, row }
      yield {
        source,
        station,
        apid,
        sequence,
        time_us,
        received_us,
        standing,
        bytes: bytes === undefined ? undefined : new Uint8Array(bytes),
        place,
      }
    }
  }

  private rawFile(number: number): Promise<FileHandle> {
    const found = this.rawFiles.get(number)
    if (found !== undefined) return found
    const opened = open(this.segmentPath(number), 'r')
    this.rawFiles.set(number, opened)
    const [oldest] = this.rawFiles
    if (this.rawFiles.size > 32 && oldest !== undefined) {
      this.rawFiles.delete(oldest[0])
      void oldest[1].then((file) => file.close())
    }
    return opened
  }

  /** The index of a sealed segment; made again from the packets where its file was altered. */
  private indexOf(segment: SealedSegment): Promise<PacketIndex> {
    const found = this.indices.get(segment.file)
    if (found !== undefined) return found
    const read = this.loadIndex(segment)
    this.indices.set(segment.file, read)
    const [oldest] = this.indices.keys()
    if (this.indices.size > INDICES && oldest !== undefined) this.indices.delete(oldest)
    return read
  }

  private async loadIndex(segment: SealedSegment): Promise<PacketIndex> {
    const opened = await openParquet(join(this.folder, segment.index.file), segment.index)
    if (opened.ok) {
      const index = await readIndex(opened.value)
      await opened.value.close()
      if (index !== undefined) return index
    }
    const number = numberOf(segment.file)
    const octets = await readWhole(await this.rawFile(number))
    const again = new OpenSegment(number, this.segmentPath(number))
    const { records, origins } = scanSegment(octets, again.path, segment.origins)
    again.index.origins = origins
    for (const record of records) {
      const packet = packetOf(octets, record)
      if (packet === undefined) continue
      const origin = origins.findIndex((o) => o.source === packet.source && o.station === packet.station)
      const { apid, sequence, time_us, received_us, digest, why, octets: length } = packet
      again.index.add({
        origin,
        apid,
        sequence,
        time_us,
        received_us,
        at: record.at,
        octets: length,
        digest,
        standing: why,
      })
    }
    return again.index
  }

  private segmentPath(number: number): string {
    return join(this.folder, `packets-${String(number).padStart(6, '0')}.seg`)
  }
}

const BLOCK = 1 << 18

function packetOf(octets: Buffer, record: PacketRecord): IncomingPacket | undefined {
  const bytes = octets.subarray(record.at + PACKET_HEAD, record.at + PACKET_HEAD + record.octets)
  if (bytes.length < 6) return undefined
  const { origin, received_us, time_us, standing, digest } = record
  return {
    source: origin.source,
    station: origin.station,
    apid: bytes.readUInt16BE(0) & 0x7ff,
    sequence: bytes.readUInt16BE(2) & 0x3fff,
    time_us,
    received_us,
    bytes,
    from: 0,
    octets: bytes.length,
    digest,
    why: standing,
  }
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

function matches(
  one: { readonly apid: number; readonly time_us: number },
  of: string,
  { source, apid, from_us, to_us }: PacketWish,
): boolean {
  return (
    (source === undefined || of === source) &&
    (apid === undefined || one.apid === apid) &&
    (from_us === undefined || one.time_us >= from_us) &&
    (to_us === undefined || one.time_us < to_us)
  )
}

function fileOf({ file, octets, footer_octets, footer_checksum }: SealedTable): SealedFile {
  return { file, octets, footer_octets, footer_checksum }
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

function numberOf(file: string): number {
  return Number(/(\d{6})/.exec(file)?.[1])
}

/** A name as part of a path: what no file system minds stays, the rest is its code. */
function pathOf(name: string): string {
  return name
    .replace(/^\/|^\.+/, '')
    .replace(/[^A-Za-z0-9_.-]/g, (c) => (c === '/' ? '.' : `%${c.codePointAt(0)!.toString(16)}`))
}

async function readWhole(file: FileHandle): Promise<Buffer> {
  return readFrom(file, 0, (await file.stat()).size)
}

async function readFrom(file: FileHandle, from: number, octets: number): Promise<Buffer> {
  const out = Buffer.allocUnsafe(octets)
  let done = 0
  while (done < octets) {
    const { bytesRead } = await file.read(out, done, octets - done, from + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return out.subarray(0, done)
}
