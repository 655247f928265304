/**
 * Records of a segment file, the raw part of the archive: packets as they came, one after another, each with its own
 * check value, so that damage costs the record that it hit. All numbers have the most significant octet first.
 *
 * A record: the mark `MGP2`, the length of what follows the check value, a CRC-32 (each four octets), the kind (one octet: 0
 * a packet, 1 an origin), and what the kind says. An origin: two octets of its number, then JSON with `source` and
 * `station`; it stands in the segment, twice, before the first packet that names it. A packet: the standing (one octet, as
 * `STANDINGS` numbers it), the origin's number (two), when it was received and when it was made (eight each, TAI
 * microseconds past 2000-01-01T12:00:00 TAI, signed), the CRC-32 of its octets (four), then its octets. The first CRC is of
 * all that follows it, of a packet up to its octets, which have their own.
 */
import { crc32 } from 'node:zlib'
import type { IncomingPacket } from '@magpie/operations/ingest/archive-port'
import { STANDINGS } from '@magpie/operations/ingest/pipeline'
import { recordChecksum } from '@magpie/operations/ingest/record-checksum'

export const MARK = 0x4d475032
const FRONT = 12
/** Octets of a record that are not the packet's. */
export const PACKET_HEAD = FRONT + 24
/** A Space Packet has 65,542 octets at most. */
const LONGEST = 1 << 17
const MARK_OCTETS = Buffer.from('MGP2', 'latin1')

export type Origin = { readonly source: string; readonly station: string }

/** A packet of a segment: what its record says. `at` is where the record begins, `octets` how long the packet is. */
export type PacketRecord = {
  readonly at: number
  readonly octets: number
  readonly origin: Origin
  readonly standing: IncomingPacket['why']
  readonly received_us: number
  readonly time_us: number
  readonly digest: number
}

/** Octets of a segment that are no record though records follow. */
export type Damage = { readonly file: string; readonly from: number; readonly to: number }

/** A growing run of octets that records are written into. */
export class RecordBuffer {
  octets: Buffer
  length = 0
  private view: DataView

  constructor(capacity = 1 << 16) {
    this.octets = Buffer.allocUnsafe(capacity)
    this.view = new DataView(this.octets.buffer, this.octets.byteOffset, capacity)
  }

  /** Writes a packet's record; octets written. */
  packet(packet: IncomingPacket, origin: number): number {
    const { octets, from, bytes, received_us, time_us } = packet
    const total = PACKET_HEAD + octets
    this.room(total)
    const at = this.length
    const { view } = this
    view.setUint32(at, MARK)
    view.setUint32(at + 4, total - FRONT)
    view.setUint8(at + 12, 0)
    view.setUint8(at + 13, STANDINGS.indexOf(packet.why))
    view.setUint16(at + 14, origin)
    putLong(view, at + 16, received_us)
    putLong(view, at + 24, time_us)
    view.setUint32(at + 32, packet.digest)
    const to = this.octets
    view.setUint32(at + 8, recordChecksum(to, at + FRONT, at + PACKET_HEAD))
    if (octets > 512) to.set(bytes.subarray(from, from + octets), at + PACKET_HEAD)
    else for (let i = 0; i < octets; i++) to[at + PACKET_HEAD + i] = bytes[from + i]!
    this.length = at + total
    return total
  }

  /** Writes an origin's record; octets written. */
  origin(number: number, origin: Origin): number {
    const text = Buffer.from(JSON.stringify({ source: origin.source, station: origin.station }), 'utf8')
    const total = FRONT + 3 + text.length
    this.room(total)
    const at = this.length
    const { view } = this
    view.setUint32(at, MARK)
    view.setUint32(at + 4, total - FRONT)
    view.setUint8(at + 12, 1)
    view.setUint16(at + 13, number)
    this.octets.set(text, at + FRONT + 3)
    view.setUint32(at + 8, recordChecksum(this.octets, at + FRONT, at + total))
    this.length = at + total
    return total
  }

  private room(more: number): void {
    if (this.length + more <= this.octets.length) return
    const larger = Buffer.allocUnsafe(2 * this.octets.length + more)
    larger.set(this.octets.subarray(0, this.length))
    this.octets = larger
    this.view = new DataView(larger.buffer, larger.byteOffset, larger.length)
  }
}

/** A whole number of up to 53 bits with its sign, without a bigint. */
function putLong(view: DataView, at: number, value: number): void {
  const high = Math.floor(value / 0x1_0000_0000)
  view.setInt32(at, high)
  view.setUint32(at + 4, value - high * 0x1_0000_0000)
}

function longAt(octets: Buffer, at: number): number {
  return octets.readInt32BE(at) * 0x1_0000_0000 + octets.readUInt32BE(at + 4)
}

/** Where the record at a place ends, or undefined where none stands whole and unaltered. */
function recordEnd(octets: Buffer, at: number): number | undefined {
  if (at + FRONT + 3 > octets.length || octets.readUInt32BE(at) !== MARK) return undefined
  const end = at + FRONT + octets.readUInt32BE(at + 4)
  if (end > octets.length || end - at > LONGEST || end < at + FRONT + 3) return undefined
  if (octets[at + FRONT] !== 0) return checked(octets, at + FRONT, end, at + 8) ? end : undefined
  const body = at + PACKET_HEAD
  if (end < body || !checked(octets, at + FRONT, body, at + 8)) return undefined
  return checked(octets, body, end, at + 32) ? end : undefined
}

function checked(octets: Buffer, from: number, to: number, checkAt: number): boolean {
  return crc32(octets.subarray(from, to)) === octets.readUInt32BE(checkAt)
}

/** The packet whose record stands at a place, whole and unaltered; undefined otherwise. */
export function packetAt(octets: Buffer, at: number): Buffer | undefined {
  const end = recordEnd(octets, at)
  return end === undefined || octets[at + FRONT] !== 0 ? undefined : octets.subarray(at + PACKET_HEAD, end)
}

/**
 * Finds all records of a segment; `end` is where the last one ends. Octets between records that are none are damage. A packet
 * whose origin's record was hit is given to the origin of that number in the segment's seal, or else to nobody.
 */
export function scanSegment(
  octets: Buffer,
  file: string,
  known: readonly Origin[] = [],
): { records: PacketRecord[]; damage: Damage[]; end: number; origins: Origin[] } {
  const records: PacketRecord[] = []
  const damage: Damage[] = []
  const origins: Origin[] = [...known]
  let end = 0
  for (let at = 0; at >= 0 && at < octets.length; ) {
    const next = recordEnd(octets, at)
    if (next === undefined) {
      at = octets.indexOf(MARK_OCTETS, at + 1)
      continue
    }
    if (at > end) damage.push({ file, from: end, to: at })
    if (octets[at + FRONT] === 1) takeOrigin(octets, at, next, origins)
    else if (octets[at + FRONT] === 0) records.push(recordOf(octets, at, next, origins))
    at = next
    end = next
  }
  return { records, damage, end, origins }
}

function takeOrigin(octets: Buffer, at: number, end: number, origins: Origin[]): void {
  const origin = originIn(octets.toString('utf8', at + FRONT + 3, end))
  if (origin !== undefined) origins[octets.readUInt16BE(at + 13)] = origin
}

/** What an origin's record says; undefined where its check value is right and yet it says nothing of the kind. */
function originIn(text: string): Origin | undefined {
  try {
    const { source, station } = JSON.parse(text) as Partial<Record<'source' | 'station', unknown>>
    return typeof source === 'string' && typeof station === 'string' ? { source, station } : undefined
  } catch {
    return undefined
  }
}

function recordOf(octets: Buffer, at: number, end: number, origins: readonly Origin[]): PacketRecord {
  const number = octets.readUInt16BE(at + 14)
  return {
    at,
    octets: end - at - PACKET_HEAD,
    origin: origins[number] ?? { source: `unknown-${number}`, station: '' },
    standing: STANDINGS[octets[at + 13]!] ?? 'undecoded',
    received_us: longAt(octets, at + 16),
    time_us: longAt(octets, at + 24),
    digest: octets.readUInt32BE(at + 32),
  }
}
