/**
 * Whole numbers as packed differences: Parquet's DELTA_BINARY_PACKED (Apache Parquet, "Encodings", 5), blocks of 128 in four
 * parts of 32. Times and counters shrink to a few octets so, at a tenth of what a compressor takes.
 */

const BLOCK = 128
const PARTS = 4
const PART = BLOCK / PARTS
/** Differences beyond this are no counters: the arithmetic below stays exact. */
const MOST = 2 ** 51
const TWO_32 = 0x1_0000_0000
/** It pays where the octets shrink to so much of what they were. */
const WORTH = 0.6

type Whole = Int32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer> | BigUint64Array<ArrayBuffer>

const deltas = new Float64Array(BLOCK)

/** The octets of a page's values; undefined where it does not pay, or differences need more than 32 bits. */
export function packDeltas(values: Whole): Uint8Array<ArrayBuffer> | undefined {
  if (values.length < 2 * BLOCK) return undefined
  const wide = !(values instanceof Int32Array)
  const halves = wide ? new Int32Array(values.buffer, values.byteOffset, 2 * values.length) : values
  const most = Math.floor(WORTH * values.byteLength)
  const out = outFor(most)
  let at = putVarint(out, 0, BLOCK)
  at = putVarint(out, at, PARTS)
  at = putVarint(out, at, values.length)
  at = putZigzag64(out, at, wide ? BigInt.asIntN(64, (values as BigInt64Array)[0]!) : BigInt(halves[0]!))
  for (let from = 1; from < values.length; from += BLOCK) {
    const count = Math.min(BLOCK, values.length - from)
    const least = wide ? wideDeltas(halves, from, count) : narrowDeltas(halves, from, count)
    if (least === undefined) return undefined
    at = putBlock(out, at, least, count)
    // Judged as it goes: what does not shrink costs little.
    if (at > most || (from === 1 + 7 * BLOCK && at > WORTH * 8 * BLOCK * values.BYTES_PER_ELEMENT)) return undefined
  }
  return out.slice(0, at)
}

let scratch = new Uint8Array(0)

/** Octets to write into, with room for one block more; used within one call. */
function outFor(most: number): Uint8Array<ArrayBuffer> {
  if (scratch.length < most + LARGEST_BLOCK) scratch = new Uint8Array(most + LARGEST_BLOCK)
  return scratch
}

/** Of a block whose differences have up to 32 bits, and of the heading of a page. */
const LARGEST_BLOCK = 64 + PARTS + 4 * BLOCK

/** Differences to the value before, as 32 bits have them; the least. */
function narrowDeltas(values: Int32Array, from: number, count: number): number {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < count; i++) {
    const delta = (values[from + i]! - values[from + i - 1]!) | 0
    deltas[i] = delta
    if (delta < least) least = delta
  }
  return least
}

/** The same of whole numbers in halves, the lower first; undefined where one cannot be counted exactly, or the range is too wide. */
function wideDeltas(halves: Int32Array, from: number, count: number): number | undefined {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (let i = 0; i < count; i++) {
    const at = 2 * (from + i)
    const delta = (halves[at + 1]! - halves[at - 1]!) * TWO_32 + ((halves[at]! >>> 0) - (halves[at - 2]! >>> 0))
    deltas[i] = delta
    if (delta < least) least = delta
    if (delta > greatest) greatest = delta
  }
  return least < -MOST || greatest > MOST || greatest - least >= TWO_32 ? undefined : least
}

function putBlock(out: Uint8Array, from: number, least: number, count: number): number {
  const widthsAt = putVarint(out, from, least >= 0 ? 2 * least : -2 * least - 1)
  let at = widthsAt + PARTS
  for (let part = 0; part < PARTS; part++) {
    const first = part * PART
    let bits = 0
    for (let i = first; i < first + PART; i++) {
      // Places beyond the last value are written as none.
      const above = i < count ? (deltas[i]! - least) >>> 0 : 0
      deltas[i] = above
      bits |= above
    }
    const width = first < count ? 32 - Math.clz32(bits) : 0
    out[widthsAt + part] = width
    at = width === 0 ? at : putPart(out, at, first, width)
  }
  return at
}

/** Packs a part, the least significant bits first. */
function putPart(out: Uint8Array, from: number, first: number, width: number): number {
  let at = from
  let held = 0
  let bits = 0
  for (let i = first; i < first + PART; i++) {
    let value = deltas[i]!
    // At most 16 bits at once, so that those held fit in 32.
    for (let left = width; left > 0; left -= 16) {
      const now = left < 16 ? left : 16
      held |= (value & 0xffff) << bits
      value >>>= 16
      bits += now
      for (; bits >= 8; bits -= 8) {
        out[at++] = held
        held >>>= 8
      }
    }
  }
  return at
}

function putVarint(out: Uint8Array, from: number, value: number): number {
  let at = from
  let rest = value
  for (; rest >= 128; rest = Math.floor(rest / 128)) out[at++] = (rest % 128) | 128
  out[at++] = rest
  return at
}

function putZigzag64(out: Uint8Array, from: number, value: bigint): number {
  let at = from
  let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))
  for (; rest >= 128n; rest >>= 7n) out[at++] = Number(rest & 127n) | 128
  out[at++] = Number(rest)
  return at
}

/** Why packed differences cannot be read. */
export class DeltasError extends Error {}

/** Whole numbers of four or eight octets out of a page of packed differences, as they would stand plainly. */
export function unpackDeltas(octets: Uint8Array, count: number, size: 4 | 8): Uint8Array<ArrayBuffer> {
  const place = { octets, at: 0 }
  const [block, parts, total] = [takeNumber(place), takeNumber(place), takeNumber(place)]
  const part = block / parts
  if (total !== count || block > 65_536 || !(Number.isInteger(part) && part % 32 === 0))
    throw new DeltasError('heading')
  const out = new Int32Array((count * size) / 4)
  const state = first64(takeVarint(place))
  const put = size === 8 ? putWide : putNarrow
  if (count > 0) put(out, 0, state, 0)
  const above = new Float64Array(part)
  for (let row = 1; row < count; ) {
    const least = takeZigzag(place)
    const widthsAt = place.at
    place.at += parts
    for (let i = 0; i < parts && row < count; i++) {
      takePart(place, octets[widthsAt + i] ?? 0, above)
      const end = Math.min(count, row + part)
      for (let k = 0; row < end; row++, k++) put(out, row, state, least + above[k]!)
    }
  }
  return new Uint8Array(out.buffer)
}

type Place = { readonly octets: Uint8Array; at: number }
/** The value before, in halves. */
type State = { low: number; high: number }

function first64(zigzag: bigint): State {
  const value = BigInt.asIntN(64, (zigzag >> 1n) ^ -(zigzag & 1n))
  return { low: Number(value & 0xffff_ffffn), high: Number(BigInt.asIntN(32, value >> 32n)) }
}

function putNarrow(out: Int32Array, row: number, state: State, delta: number): void {
  state.low = (state.low + delta) | 0
  out[row] = state.low
}

function putWide(out: Int32Array, row: number, state: State, delta: number): void {
  const high = Math.floor(delta / TWO_32)
  const low = state.low + (delta - high * TWO_32)
  const carry = low >= TWO_32 ? 1 : 0
  state.low = carry === 1 ? low - TWO_32 : low
  state.high = (state.high + high + carry) | 0
  out[2 * row] = state.low
  out[2 * row + 1] = state.high
}

/** Takes the values of one part, as far as the octets go: the last part of a page may end early. */
function takePart(place: Place, width: number, into: Float64Array): void {
  if (width > 32) throw new DeltasError(`${width} bits a difference`)
  const { octets } = place
  const end = place.at + (into.length * width) / 8
  if (end > octets.length) throw new DeltasError('cut short')
  if (width === 0) {
    into.fill(0)
    return
  }
  let { at } = place
  let held = 0
  let bits = 0
  for (let i = 0; i < into.length; i++) {
    let value = 0
    for (let got = 0; got < width; ) {
      if (bits === 0) {
        held = octets[at++]!
        bits = 8
      }
      const now = Math.min(bits, width - got)
      value += (held & ((1 << now) - 1)) * 2 ** got
      held >>>= now
      bits -= now
      got += now
    }
    into[i] = value
  }
  place.at = end
}

function takeVarint(place: Place): bigint {
  let value = 0n
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const octet = place.octets[place.at++]
    if (octet === undefined) throw new DeltasError('cut short')
    value |= BigInt(octet & 127) << shift
    if (octet < 128) return value
  }
  throw new DeltasError('a number of that length')
}

function takeNumber(place: Place): number {
  const value = Number(takeVarint(place))
  if (!Number.isSafeInteger(value)) throw new DeltasError('a size of that length')
  return value
}

function takeZigzag(place: Place): number {
  const value = takeVarint(place)
  const signed = Number((value >> 1n) ^ -(value & 1n))
  if (!Number.isSafeInteger(signed)) throw new DeltasError('a difference of that size')
  return signed
}
