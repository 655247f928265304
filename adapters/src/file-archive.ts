/**
 * The archive in a folder: raw packets in segment files, in the order they were received, synced before they are called
 * archived. A record is the mark `MGPK`, the length of what follows the check value and its CRC-32 (both 32 bits, most
 * significant octet first), the length of a JSON heading (16 bits), the heading (receivedAt, station, source) and the
 * packet's octets. The index by APID and time is made by reading the segments when the archive is opened.
 */
import { type FileHandle, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { parseEpoch } from '@magpie/core/time'
import type { ArchivedPacket, ArchiveStore, PacketFilter } from '@magpie/operations/archive-store'
import { appendDurably, cutTornEnd, grouped, openForAppend, type TornEnd } from './durable-append.ts'

/** Octets of a segment that are no record though records follow: what was read around them is still served. */
export type Damage = { readonly file: string; readonly from: number; readonly to: number }

export type FileArchive = ArchiveStore & {
  readonly packetCount: () => number
  readonly damage: readonly Damage[]
  /** What a crash had left of a last record, which was never acknowledged. */
  readonly torn: TornEnd | undefined
}

export type ArchiveOptions = {
  /** A segment that has reached this length is followed by a new one. */
  readonly segment_octets?: number
}

const MARK = Buffer.from('MGPK', 'latin1')
const FRONT = 12 // mark, length, check value
const LONGEST = 1 << 24
const READ_AT_ONCE = 1 << 20

/** Where a packet stands, and by what it is found. */
type Place = {
  readonly segment: number
  readonly at: number
  readonly length: number
  readonly apid: number
  readonly received_s: number
}

type Segment = { readonly path: string; readonly file: FileHandle; size: number }

/** Opens or makes an archive. Only one process may have it open. */
export async function openFileArchive(folder: string, options: ArchiveOptions = {}): Promise<FileArchive> {
  await mkdir(folder, { recursive: true })
  const segments: Segment[] = []
  const places: Place[] = []
  const damage: Damage[] = []
  let torn: TornEnd | undefined
  const names = (await readdir(folder)).filter((name) => /^packets-\d{6}\.seg$/.test(name)).sort()
  for (const [i, name] of names.entries()) {
    const path = join(folder, name)
    const file = await openForAppend(path)
    const octets = await readWhole(file)
    const scan = scanSegment(octets, segments.length, path)
    for (const place of scan.places) places.push(place)
    damage.push(...scan.damage)
    const last = i === names.length - 1
    if (scan.end < octets.length && last) torn = await cutTornEnd(file, path, scan.end, octets.subarray(scan.end))
    else if (scan.end < octets.length) damage.push({ file: path, from: scan.end, to: octets.length })
    segments.push({ path, file, size: last ? scan.end : octets.length })
  }
  const flush = writer(folder, segments, places, options.segment_octets ?? 1 << 26)
  const append = grouped<readonly Prepared[]>((groups) => flush(groups.flat()))
  return {
    damage,
    torn,
    packetCount: () => places.length,
    append: async (packets) => {
      if (packets.length > 0) await append(packets.map(prepare))
    },
    packets: (filter = {}) => readPackets(segments, places, filter),
    close: async () => {
      for (const { file } of segments) await file.close()
    },
  }
}

/** A packet ready to be written: what is wrong with it concerns its sender, not those whose packets wait with it. */
type Prepared = { readonly record: Buffer; readonly apid: number; readonly received_s: number }

function prepare(packet: ArchivedPacket): Prepared {
  return { record: encodeRecord(packet), apid: apidOf(packet.bytes), received_s: seconds(packet.receivedAt) }
}

function writer(
  folder: string,
  segments: Segment[],
  places: Place[],
  limit: number,
): (prepared: readonly Prepared[]) => Promise<void> {
  return async (prepared) => {
    if (segments.length === 0 || segments.at(-1)!.size >= limit) {
      const path = join(folder, `packets-${String(segments.length + 1).padStart(6, '0')}.seg`)
      segments.push({ path, file: await openForAppend(path), size: 0 })
    }
    const segment = segments.at(-1)!
    let at = segment.size
    const added = prepared.map(({ record, apid, received_s }) => {
      at += record.length
      return { segment: segments.length - 1, at: at - record.length, length: record.length, apid, received_s }
    })
    const octets = Buffer.concat(prepared.map(({ record }) => record))
    segment.size = await appendDurably(segment.file, segment.size, octets)
    for (const place of added) places.push(place)
  }
}

/** A packet's record: mark, length, check value, heading, octets. */
export function encodeRecord({ receivedAt, station, source, bytes }: ArchivedPacket): Buffer {
  const heading = Buffer.from(JSON.stringify({ receivedAt, station, source }), 'utf8')
  const record = Buffer.alloc(FRONT + 2 + heading.length + bytes.length)
  const length = record.length - FRONT
  if (length > LONGEST || heading.length > 0xffff)
    throw new Error(`a packet of ${bytes.length} octets cannot be archived`)
  MARK.copy(record)
  record.writeUInt32BE(length, 4)
  record.writeUInt16BE(heading.length, FRONT)
  heading.copy(record, FRONT + 2)
  record.set(bytes, FRONT + 2 + heading.length)
  record.writeUInt32BE(crc32(record.subarray(FRONT)), 8)
  return record
}

/** The record at a place, or undefined where there is none that is whole and unaltered. */
function recordAt(octets: Buffer, at: number): { packet: ArchivedPacket; length: number } | undefined {
  if (at + FRONT + 2 > octets.length || octets.compare(MARK, 0, 4, at, at + 4) !== 0) return undefined
  const length = octets.readUInt32BE(at + 4)
  if (length < 2 || length > LONGEST || at + FRONT + length > octets.length) return undefined
  const body = octets.subarray(at + FRONT, at + FRONT + length)
  if (crc32(body) !== octets.readUInt32BE(at + 8)) return undefined
  const start = 2 + body.readUInt16BE(0)
  if (start > body.length) return undefined
  const heading = headingIn(body.toString('utf8', 2, start))
  if (heading === undefined) return undefined
  return { packet: { ...heading, bytes: new Uint8Array(body.subarray(start)) }, length: FRONT + length }
}

/** What a record's heading says; undefined where its check value is right and yet it says nothing of the kind. */
function headingIn(text: string): Omit<ArchivedPacket, 'bytes'> | undefined {
  try {
    const { receivedAt, station, source } = JSON.parse(text) as Partial<Record<string, unknown>>
    if (typeof receivedAt !== 'string' || typeof station !== 'string' || typeof source !== 'string') return undefined
    if (!parseEpoch(receivedAt, NAIF0012).ok) return undefined
    return { receivedAt, station, source }
  } catch {
    return undefined
  }
}

/** Finds all records; `end` is where the last ends. Octets between records that are none are damage. */
export function scanSegment(
  octets: Buffer,
  segment: number,
  file: string,
): { places: Place[]; damage: Damage[]; end: number } {
  const places: Place[] = []
  const damage: Damage[] = []
  let end = 0
  for (let at = 0; at >= 0 && at < octets.length; ) {
    const record = recordAt(octets, at)
    if (record === undefined) {
      at = octets.indexOf(MARK, at + 1)
      continue
    }
    if (at > end) damage.push({ file, from: end, to: at })
    const { receivedAt, bytes } = record.packet
    places.push({ segment, at, length: record.length, apid: apidOf(bytes), received_s: seconds(receivedAt) })
    at += record.length
    end = at
  }
  return { places, damage, end }
}

async function* readPackets(
  segments: readonly Segment[],
  places: readonly Place[],
  filter: PacketFilter,
): AsyncGenerator<ArchivedPacket> {
  const from = filter.from === undefined ? -Infinity : seconds(filter.from)
  const to = filter.to === undefined ? Infinity : seconds(filter.to)
  const wanted = places.filter(
    (p) => (filter.apid === undefined || p.apid === filter.apid) && p.received_s >= from && p.received_s < to,
  )
  for (let i = 0; i < wanted.length; ) {
    const first = wanted[i]!
    let last = i
    while (last + 1 < wanted.length && near(first, wanted[last + 1]!)) last++
    const { file, path } = segments[first.segment]!
    const octets = Buffer.alloc(wanted[last]!.at + wanted[last]!.length - first.at)
    await file.read(octets, 0, octets.length, first.at)
    for (; i <= last; i++) {
      const record = recordAt(octets, wanted[i]!.at - first.at)
      if (record === undefined) throw new Error(`${path}: the packet at octet ${wanted[i]!.at} was altered`)
      yield record.packet
    }
  }
}

/** Whether a record is read together with one before it. */
function near(first: Place, next: Place): boolean {
  return next.segment === first.segment && next.at + next.length - first.at <= READ_AT_ONCE
}

/** APID of a space packet (CCSDS 133.0-B-2, 4.1.3.3.4); -1 of what is too short to be one. */
function apidOf(bytes: Uint8Array): number {
  return bytes.length < 6 ? -1 : ((bytes[0]! & 0x07) << 8) | bytes[1]!
}

function seconds(utc: string): number {
  const at = parseEpoch(utc, NAIF0012)
  if (!at.ok) throw new Error(`"${utc}" is not a UTC time`)
  return at.value.seconds + at.value.fraction
}

async function readWhole(file: FileHandle): Promise<Buffer> {
  const octets = Buffer.alloc((await file.stat()).size)
  let at = 0
  while (at < octets.length) {
    const { bytesRead } = await file.read(octets, at, octets.length - at, at)
    if (bytesRead === 0) break
    at += bytesRead
  }
  return octets.subarray(0, at)
}
