/**
 * ZIP archives written as a stream (PKWARE APPNOTE 6.3.10): files are stored as they are, one behind the other, each with its
 * length and CRC-32 behind it, since they are not known before (4.3.9). Names are UTF-8 (appendix D). An archive may be
 * longer than 4 GiB and hold more than 65,535 files (ZIP64, 4.3.14 to 4.5.3); one file of it stays below 4 GiB.
 */
import { recordChecksum } from '../ingest/record-checksum.ts'

/** A file of an archive: its path with slashes, and its octets as they come. */
export type ArchiveFile = { readonly name: string; readonly octets: AsyncIterable<Uint8Array> | Iterable<Uint8Array> }

type Listed = {
  readonly name: Uint8Array
  readonly offset: number
  readonly checksum: number
  readonly octets: number
}

const LARGEST = 0xffff_ffff
/** Version 4.5 of the format: ZIP64 may be in it. */
const VERSION = 45
/** Lengths stand behind the file; the name is UTF-8. */
const FLAGS = 0x0808
const utf8 = new TextEncoder()

/** The octets of an archive. A file is asked for when the one before it has been written; all bear one time (UTC, ms since 1970). */
export async function* zipped(
  files: AsyncIterable<ArchiveFile> | Iterable<ArchiveFile>,
  at_ms: number,
): AsyncGenerator<Uint8Array> {
  const stamp = dosTime(at_ms)
  const listed: Listed[] = []
  let at = 0
  for await (const { name, octets } of files) {
    const head = localHeader(utf8.encode(name), stamp)
    yield head
    const sum = { octets: 0, checksum: 0 }
    for await (const piece of octets) {
      sum.checksum = joinedChecksum(sum.checksum, recordChecksum(piece), piece.length)
      sum.octets += piece.length
      if (sum.octets > LARGEST) throw new Error(`${name} is longer than a file of an archive may be`)
      yield piece
    }
    const tail = fields([4, 0x08074b50], [4, sum.checksum], [4, sum.octets], [4, sum.octets])
    yield tail
    listed.push({ name: utf8.encode(name), offset: at, ...sum })
    at += head.length + sum.octets + tail.length
  }
  const directory = at
  for (const one of listed) {
    const entry = directoryEntry(one, stamp)
    yield entry
    at += entry.length
  }
  yield endOf(listed.length, directory, at - directory)
}

function localHeader(name: Uint8Array, [time, day]: DosTime): Uint8Array {
  const front = fields(
    ...([
      [4, 0x04034b50],
      [2, VERSION],
      [2, FLAGS],
      [2, 0],
      [2, time],
      [2, day],
    ] as const),
    ...([
      [4, 0],
      [4, 0],
      [4, 0],
      [2, name.length],
      [2, 0],
    ] as const),
  )
  return joined(front, name)
}

function directoryEntry({ name, offset, checksum, octets }: Listed, [time, day]: DosTime): Uint8Array {
  const far = offset >= LARGEST
  const extra = far ? fields([2, 1], [2, 8], [8, offset]) : new Uint8Array(0)
  const front = fields(
    ...([
      [4, 0x02014b50],
      [2, VERSION],
      [2, VERSION],
      [2, FLAGS],
      [2, 0],
      [2, time],
      [2, day],
    ] as const),
    ...([
      [4, checksum],
      [4, octets],
      [4, octets],
      [2, name.length],
      [2, extra.length],
      [2, 0],
    ] as const),
    ...([
      [2, 0],
      [2, 0],
      [4, 0],
      [4, far ? LARGEST : offset],
    ] as const),
  )
  return joined(front, name, extra)
}

function endOf(count: number, directory: number, octets: number): Uint8Array {
  const last = fields(
    ...([
      [4, 0x06054b50],
      [2, 0],
      [2, 0],
      [2, Math.min(count, 0xffff)],
      [2, Math.min(count, 0xffff)],
    ] as const),
    ...([
      [4, Math.min(octets, LARGEST)],
      [4, Math.min(directory, LARGEST)],
      [2, 0],
    ] as const),
  )
  if (count < 0xffff && directory < LARGEST && octets < LARGEST) return last
  const end64 = fields(
    ...([
      [4, 0x06064b50],
      [8, 44],
      [2, VERSION],
      [2, VERSION],
      [4, 0],
      [4, 0],
    ] as const),
    ...([
      [8, count],
      [8, count],
      [8, octets],
      [8, directory],
    ] as const),
  )
  return joined(end64, fields([4, 0x07064b50], [4, 0], [8, directory + octets], [4, 1]), last)
}

/** Unsigned numbers of so many octets each, least significant first. */
function fields(...parts: readonly (readonly [octets: 2 | 4 | 8, value: number])[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, [octets]) => sum + octets, 0))
  const view = new DataView(out.buffer)
  let at = 0
  for (const [octets, value] of parts) {
    if (octets === 2) view.setUint16(at, value, true)
    else if (octets === 4) view.setUint32(at, value, true)
    else view.setBigUint64(at, BigInt(value), true)
    at += octets
  }
  return out
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

type DosTime = readonly [time: number, day: number]

/** To two seconds, from 1980 on (4.4.6). */
function dosTime(at_ms: number): DosTime {
  const at = new Date(Math.max(at_ms, Date.UTC(1980, 0, 1)))
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1)
  return [time, ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate()]
}

/**
 * The CRC-32 of two pieces one behind the other, from that of each: the first one moved on by as many zero octets as the
 * second is long, which is a multiplication by a power of x in GF(2) (as zlib's crc32_combine).
 */
export function joinedChecksum(first: number, second: number, octets: number): number {
  let power = 0x4000_0000 // x, least power in the highest bit
  let moved = first
  for (let bits = octets * 8; bits > 0; bits = Math.floor(bits / 2)) {
    if (bits % 2 === 1) moved = product(power, moved)
    power = product(power, power)
  }
  return (moved ^ second) >>> 0
}

/** The product of two polynomials modulo that of CRC-32, reflected. */
function product(a: number, b: number): number {
  let out = 0
  let shifted = b
  for (let bit = 31; bit >= 0; bit--) {
    if ((a >>> bit) & 1) out ^= shifted
    shifted = shifted & 1 ? (shifted >>> 1) ^ 0xedb88320 : shifted >>> 1
  }
  return out
}
