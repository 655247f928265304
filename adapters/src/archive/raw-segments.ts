/** Raw segments of an archive as they are read: files that stay open for a while, indices of the sealed ones, packets out of both. */
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { IncomingPacket, PacketPlace, PacketWish, StoredPacket } from '@magpie/operations/ingest/archive-port'
import type { SealedSegment } from '@magpie/operations/ingest/archive-seal'
import { PacketIndex, readIndex } from './packet-index.ts'
import { openParquet } from './parquet-files.ts'
import { type Origin, PACKET_HEAD, type PacketRecord, packetAt, scanSegment } from './segment-records.ts'

/** Indices of sealed segments that stay in memory. */
const INDICES = 6
/** Files that stay open. */
const FILES = 32
/** Octets that are read at once. */
const BLOCK = 1 << 18

export class RawSegments {
  private readonly folder: string
  private readonly indices = new Map<string, Promise<PacketIndex>>()
  private readonly files = new Map<number, Promise<FileHandle>>()

  constructor(folder: string) {
    this.folder = folder
  }

  pathOf(number: number): string {
    return join(this.folder, `packets-${String(number).padStart(6, '0')}.seg`)
  }

  /** All octets of a segment. */
  async octetsOf(number: number): Promise<Buffer> {
    return readWhole(await this.file(number))
  }

  /** The index of a sealed segment; made again from the packets where its file was altered. */
  indexOf(segment: SealedSegment): Promise<PacketIndex> {
    const found = this.indices.get(segment.file)
    if (found !== undefined) return found
    const read = this.loadIndex(segment)
    this.indices.set(segment.file, read)
    const [oldest] = this.indices.keys()
    if (this.indices.size > INDICES && oldest !== undefined) this.indices.delete(oldest)
    return read
  }

  /** Packets of a segment that are wanted, in the order in which they came, behind `after`. */
  async *packets(
    segment: number,
    index: PacketIndex,
    wish: PacketWish,
    after: PacketPlace | undefined,
    rows = index.rows,
  ): AsyncGenerator<StoredPacket> {
    let block: Buffer = Buffer.alloc(0)
    let blockAt = 0
    for (let row = (after?.row ?? -1) + 1; row < rows; row++) {
      const { source, station } = index.origins[index.originOf[row]!]!
      const one = index.row(row)
      if (!matches(one, source, wish)) continue
      const length = PACKET_HEAD + one.octets
      if (one.at < blockAt || one.at + length > blockAt + block.length) {
        blockAt = one.at
        block = await readFrom(await this.file(segment), blockAt, Math.max(length, BLOCK))
      }
      const bytes = packetAt(block, one.at - blockAt)
      const { apid, sequence, time_us, received_us, standing } = one
      yield {
        ...{ source, station, apid, sequence, time_us, received_us, standing },
        bytes: bytes === undefined ? undefined : new Uint8Array(bytes),
        place: { segment, row },
      }
    }
  }

  async close(): Promise<void> {
    for (const file of this.files.values()) await (await file).close()
  }

  private file(number: number): Promise<FileHandle> {
    const found = this.files.get(number)
    if (found !== undefined) return found
    const opened = open(this.pathOf(number), 'r')
    this.files.set(number, opened)
    const [oldest] = this.files
    if (this.files.size > FILES && oldest !== undefined) {
      this.files.delete(oldest[0])
      void oldest[1].then((file) => file.close())
    }
    return opened
  }

  private async loadIndex(segment: SealedSegment): Promise<PacketIndex> {
    const opened = await openParquet(join(this.folder, segment.index.file), segment.index)
    if (opened.ok) {
      const index = await readIndex(opened.value)
      await opened.value.close()
      if (index !== undefined) return index
    }
    const number = numberOf(segment.file)
    const octets = await this.octetsOf(number)
    const { records, origins } = scanSegment(octets, this.pathOf(number), segment.origins)
    const index = new PacketIndex()
    index.origins = origins
    indexRecords(index, octets, records, () => undefined)
    return index
  }
}

/** Puts records of a segment into its index; `each` hears of every packet that is one. */
export function indexRecords(
  index: PacketIndex,
  octets: Buffer,
  records: readonly PacketRecord[],
  each: (packet: IncomingPacket) => void,
): void {
  for (const record of records) {
    const packet = packetOf(octets, record)
    if (packet === undefined) continue
    index.addPacket(packet, originIn(index.origins, packet), record.at)
    each(packet)
  }
}

function originIn(origins: readonly Origin[], { source, station }: Origin): number {
  return origins.findIndex((one) => one.source === source && one.station === station)
}

function packetOf(octets: Buffer, record: PacketRecord): IncomingPacket | undefined {
  const bytes = octets.subarray(record.at + PACKET_HEAD, record.at + PACKET_HEAD + record.octets)
  if (bytes.length < 6) return undefined
  const { origin, received_us, time_us, standing, digest } = record
  return {
    ...{ source: origin.source, station: origin.station, time_us, received_us, digest, why: standing },
    apid: bytes.readUInt16BE(0) & 0x7ff,
    sequence: bytes.readUInt16BE(2) & 0x3fff,
    ...{ bytes, from: 0, octets: bytes.length },
  }
}

/** The number of a segment by the name of its file. */
export function numberOf(file: string): number {
  return Number(/(\d{6})/.exec(file)?.[1])
}

export async function readWhole(file: FileHandle): Promise<Buffer> {
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
