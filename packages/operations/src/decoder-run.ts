/** The loop that runs a container's program over a packet. It allocates nothing but strings, blobs and errors. */
import { type Calibrations, calibrate } from './calibration.ts'
import {
  type Compare,
  type Count,
  type FormulaTest,
  type Odd,
  type Program,
  READ,
  type Stretch,
  type Test,
  type Turn,
  type Whole,
} from './decoder-program.ts'
import type { Encoding, FieldSize, StringEncoding } from './dictionary.ts'
import { evaluate, isTrue } from './expression/formula.ts'
import { otherFloat } from './other-floats.ts'
import { decodeText, endOfText, unitOctets } from './text-codec.ts'
import { wideFloat } from './wide-floats.ts'

/** What a packet was decoded into. One sample is filled again and again: copy what must stay. */
export type Sample = {
  /** The most specific container that matched, by its place in `Decoder.containers`. */
  container: number
  /** How many values there are; their parameters' indices stand in `slots` in packet order. */
  count: number
  slots: Int32Array
  /** Room of its own for them: packets of one fixed layout share a list that was made beforehand, which nobody writes to. */
  own: Int32Array
  /** Raw and engineering values by parameter index; for enumerations and booleans both are the raw number. */
  readonly raw: Float64Array
  readonly value: Float64Array
  /** Strings and blobs by parameter index. */
  readonly text: (string | Uint8Array | undefined)[]
  /** Bits read so far. */
  bits: number
  /** Whole numbers beyond 2^53 by parameter index, exactly; in `raw` stands the nearest double. */
  readonly exact: Map<number, bigint>
  /** Values of parameters that the packet holds more than once, by their place in `slots`. */
  readonly kept: Map<number, KeptValue>
}
export type KeptValue = {
  readonly raw: number
  readonly value: number
  readonly text: string | Uint8Array | undefined
  readonly exact: bigint | undefined
}

/** Why a packet could not be decoded. `needed` and `got` in bits from the packet's start. */
export type DecodeError =
  | { readonly kind: 'decode-too-short'; readonly container: string; readonly needed: number; readonly got: number }
  | { readonly kind: 'decode-no-container'; readonly container: string }
  | {
      readonly kind: 'decode-bad-length'
      readonly container: string
      readonly parameter: string
      readonly bits: number
    }
  | { readonly kind: 'decode-bad-count'; readonly container: string; readonly count: number }
  | { readonly kind: 'decode-bad-place'; readonly container: string; readonly bit: number }

/** Octets of a packet without cutting it out: a view of the whole buffer, where the packet begins, and its length. */
export type PacketAt = { view: DataView; from: number; octets: number }

const scratch = new DataView(new ArrayBuffer(8))

/** Runs the program over a packet; what is wrong with it, or undefined. */
export function run(program: Program, packet: PacketAt, into: Sample): DecodeError | undefined {
  return runStretches(program, program.stretches, packet, into)
}

function runStretches(
  program: Program,
  stretches: readonly Stretch[],
  packet: PacketAt,
  into: Sample,
): DecodeError | undefined {
  let i = 0
  while (i < stretches.length) {
    const stretch = stretches[i]!
    const needed = into.bits + stretch.bits
    if (needed > packet.octets * 8) return tooShort(program, needed, packet)
    readStretch(program, stretch, packet, into)
    const { turn } = stretch
    i++
    if (turn === undefined) continue
    if (turn.kind === 'unless') i = all(turn.tests, into) ? i : turn.to
    else {
      const failure = takeTurn(program, turn, stretch.kept, packet, into)
      if (failure !== undefined) return failure
    }
  }
  return undefined
}

function takeTurn(
  program: Program,
  turn: Exclude<Turn, { kind: 'unless' }>,
  kept: boolean,
  packet: PacketAt,
  into: Sample,
): DecodeError | undefined {
  switch (turn.kind) {
    case 'size': {
      room(into, 1)
      const failure = readField(program, turn, packet, into)
      if (failure === undefined && kept) keep(into, into.count - 1)
      return failure
    }
    case 'loop':
      return runLoop(program, turn, packet, into)
    case 'seek': {
      const to = (turn.origin ?? into.bits) + countOf(turn.by, into)
      if (!(Number.isInteger(to) && to >= 0)) return { kind: 'decode-bad-place', container: program.name, bit: to }
      if (to > packet.octets * 8) return tooShort(program, to, packet)
      into.bits = to
    }
  }
  return undefined
}

/** More rounds than bits are damage; a body that reads nothing comes no more often than that either. */
function runLoop(
  program: Program,
  { counts, body, gap_bits }: Turn & { kind: 'loop' },
  packet: PacketAt,
  into: Sample,
): DecodeError | undefined {
  let count = 1
  for (const one of counts) count *= countOf(one, into)
  if (!(Number.isInteger(count) && count >= 0 && count <= 8 * packet.octets - into.bits))
    return { kind: 'decode-bad-count', container: program.name, count }
  for (let round = 0; round < count; round++) {
    if (round > 0) into.bits += gap_bits
    const before = into.bits
    const failure = runStretches(program, body, packet, into)
    if (failure !== undefined) return failure
    if (into.bits === before && count > 1) return { kind: 'decode-bad-count', container: program.name, count }
  }
  return undefined
}

/** The number that a count comes to; NaN where it has none. */
function countOf(count: Count, into: Sample): number {
  if (count.kind === 'fixed') return count.value
  if (count.kind === 'slot') {
    const x = count.calibrated ? into.value[count.slot]! : into.raw[count.slot]!
    return x * count.slope + count.intercept
  }
  for (const { tests, value } of count.cases) if (all(tests, into)) return value
  return count.otherwise
}

/** Makes room for more values: only what repeats or is derived needs more than was foreseen. */
export function room(into: Sample, more: number): void {
  if (into.count + more > into.own.length) {
    const larger = new Int32Array(2 * into.own.length + more)
    larger.set(into.slots.subarray(0, into.count))
    into.own = larger
  } else if (into.slots !== into.own) into.own.set(into.slots.subarray(0, into.count))
  into.slots = into.own
}

function keep(into: Sample, place: number): void {
  const slot = into.slots[place]!
  into.kept.set(place, {
    raw: into.raw[slot]!,
    value: into.value[slot]!,
    text: into.text[slot],
    exact: into.exact.get(slot),
  })
}

/** Leaves nothing of the packet before. */
export function forget(into: Sample): void {
  into.bits = 0
  if (into.exact.size > 0) into.exact.clear()
  if (into.kept.size > 0) into.kept.clear()
}

/** Reads a packet of fixed layout, which is as long as that needs. */
export function runWhole({ container, program, stretch }: Whole, packet: PacketAt, into: Sample): void {
  forget(into)
  readOctets(stretch, packet.view, packet.from, into)
  if (stretch.anywhere.length > 0) readAnywhere(stretch.anywhere, program.odd, packet, into)
  if (stretch.calibrated.length > 0) calibrateAll(program.calibrations, stretch.calibrated, into)
  if (stretch.contextual.length > 0) calibrateByContext(program.calibrations, stretch, into)
  into.container = container
  into.slots = stretch.listed
  into.count = stretch.listed.length
  into.bits = stretch.advance
}

function readStretch(program: Program, stretch: Stretch, packet: PacketAt, into: Sample): void {
  readOctets(stretch, packet.view, packet.from + (into.bits >> 3), into)
  if (stretch.anywhere.length > 0) readAnywhere(stretch.anywhere, program.odd, packet, into)
  if (stretch.calibrated.length > 0) calibrateAll(program.calibrations, stretch.calibrated, into)
  if (stretch.contextual.length > 0) calibrateByContext(program.calibrations, stretch, into)
  if (stretch.kept) {
    room(into, stretch.listed.length)
    list(stretch.listed, into)
    for (let i = into.count - stretch.listed.length; i < into.count; i++) keep(into, i)
  } else list(stretch.listed, into)
  into.bits += stretch.advance
}

function calibrateByContext(calibrations: Calibrations, { contextual }: Stretch, into: Sample): void {
  for (const { slot, cases } of contextual) {
    const holding = cases.find(({ tests }) => all(tests, into))
    if (holding !== undefined) into.value[slot] = calibrate(calibrations, holding.calibrator, into.raw[slot]!)
  }
}

function list(listed: Int32Array, into: Sample): void {
  // A repetition before may have used up what was foreseen.
  if (into.count + listed.length > into.slots.length) room(into, listed.length)
  const { slots } = into
  let count = into.count
  for (let i = 0; i < listed.length; i++) slots[count++] = listed[i]!
  into.count = count
}

function calibrateAll(calibrations: Calibrations, calibrated: Int32Array, into: Sample): void {
  const { raw, value } = into
  for (let i = 0; i < calibrated.length; i += 2) {
    const slot = calibrated[i]!
    value[slot] = calibrate(calibrations, calibrated[i + 1]!, raw[slot]!)
  }
}

/** Whole octets, and parts of up to three: one loop for each kind, in the order of `READ`. */
function readOctets({ rows, ends }: Stretch, v: DataView, octet: number, { raw, value, exact }: Sample): void {
  let i = 0
  for (const end = ends[0]!; i < end; i += 2) {
    const slot = rows[i]!
    const at = octet + rows[i + 1]!
    const x = v.getUint8(at)
    raw[slot] = x
    value[slot] = x
  }
  for (const end = ends[1]!; i < end; i += 2) {
    const slot = rows[i]!
    const at = octet + rows[i + 1]!
    const x = v.getUint16(at)
    raw[slot] = x
    value[slot] = x
  }
  for (const end = ends[2]!; i < end; i += 2) {
    const slot = rows[i]!
    const at = octet + rows[i + 1]!
    const x = v.getUint16(at) * 256 + v.getUint8(at + 2)
    raw[slot] = x
    value[slot] = x
  }
  for (const end = ends[3]!; i < end; i += 2) {
    const slot = rows[i]!
    const at = octet + rows[i + 1]!
    const x = v.getUint32(at)
    raw[slot] = x
    value[slot] = x
  }
  for (const end = ends[4]!; i < end; i += 2) {
    const slot = rows[i]!
    const at = octet + rows[i + 1]!
    const x = v.getUint16(at) * 0x1_0000_0000 + v.getUint32(at + 2)
    raw[slot] = x
    value[slot] = x
  }
  for (const end = ends[5]!; i < end; i += 2) {
    const slot = rows[i]!
    const at = octet + rows[i + 1]!
    const x = eightOctets(v, at, slot, exact)
    raw[slot] = x
    value[slot] = x
  }
  for (const end = ends[6]!; i < end; i += 2) {
    const slot = rows[i]!
    const at = octet + rows[i + 1]!
    const x = v.getInt8(at)
    raw[slot] = x
    value[slot] = x
  }
  for (const end = ends[7]!; i < end; i += 2) {
    const slot = rows[i]!
    const at = octet + rows[i + 1]!
    const x = v.getInt16(at)
    raw[slot] = x
    value[slot] = x
  }
  for (const end = ends[8]!; i < end; i += 2) {
    const slot = rows[i]!
    const at = octet + rows[i + 1]!
    const x = v.getInt32(at)
    raw[slot] = x
    value[slot] = x
  }
  for (const end = ends[9]!; i < end; i += 2) {
    const slot = rows[i]!
    const at = octet + rows[i + 1]!
    const x = v.getFloat32(at)
    raw[slot] = x
    value[slot] = x
  }
  for (const end = ends[10]!; i < end; i += 2) {
    const slot = rows[i]!
    const at = octet + rows[i + 1]!
    const x = v.getFloat64(at)
    raw[slot] = x
    value[slot] = x
  }
  for (const end = ends[11]!; i < end; i += 4) {
    const slot = rows[i]!
    const at = octet + rows[i + 1]!
    const x = (v.getUint8(at) >>> rows[i + 2]!) & rows[i + 3]!
    raw[slot] = x
    value[slot] = x
  }
  for (const end = ends[12]!; i < end; i += 4) {
    const slot = rows[i]!
    const at = octet + rows[i + 1]!
    const x = (v.getUint16(at) >>> rows[i + 2]!) & rows[i + 3]!
    raw[slot] = x
    value[slot] = x
  }
  for (const end = ends[13]!; i < end; i += 4) {
    const slot = rows[i]!
    const at = octet + rows[i + 1]!
    const x = (((v.getUint16(at) << 8) | v.getUint8(at + 2)) >>> rows[i + 2]!) & rows[i + 3]!
    raw[slot] = x
    value[slot] = x
  }
}

function eightOctets(v: DataView, at: number, slot: number, exact: Map<number, bigint>): number {
  const x = v.getUint32(at) * 0x1_0000_0000 + v.getUint32(at + 4)
  if (x > Number.MAX_SAFE_INTEGER) exact.set(slot, v.getBigUint64(at))
  return x
}

/** Numbers that begin at any bit, or whose octets or bits are turned. */
function readAnywhere(anywhere: Int32Array, odd: readonly Odd[], packet: PacketAt, into: Sample): void {
  const base = 8 * packet.from + into.bits
  for (let i = 0; i < anywhere.length; i += 4) {
    const slot = anywhere[i + 1]!
    const from = base + anywhere[i + 2]!
    const size = anywhere[i + 3]!
    const code = anywhere[i]!
    const x = code === READ.ODD ? readOdd(odd[size]!, packet.view, from) : readBits(code, packet.view, from, size)
    into.raw[slot] = x
    into.value[slot] = x
    if (x > Number.MAX_SAFE_INTEGER || x < Number.MIN_SAFE_INTEGER) {
      const whole = exactly()
      if (whole !== undefined) into.exact.set(slot, whole)
    }
  }
}

function tooShort(program: Program, needed: number, packet: PacketAt): DecodeError {
  return { kind: 'decode-too-short', container: program.name, needed, got: packet.octets * 8 }
}

/** Unsigned of up to 32 bits beginning at any bit of the view. */
function few(v: DataView, from: number, size: number): number {
  let x = 0
  let left = size
  let at = from
  while (left > 0) {
    const inOctet = 8 - (at & 7)
    const take = left < inOctet ? left : inOctet
    x = x * (1 << take) + ((v.getUint8(at >> 3) >> (inOctet - take)) & ((1 << take) - 1))
    at += take
    left -= take
  }
  return x
}

/** A number of any encoding at any bit. Beyond 53 bits the nearest double. */
function readBits(code: number, v: DataView, from: number, size: number): number {
  if (code === READ.TURNED) return turned(v, from, size & 255, size >> 8)
  const highSize = size > 32 ? size - 32 : 0
  return interpret(code, few(v, from, highSize), few(v, from + highSize, size - highSize), size)
}

/** Words, code and size of the number read last: what is too large for a double is read again exactly. */
const last = { code: 0, high: 0, low: 0, size: 0 }

/** The number that high and low words (the low one of 32 bits, where there is a high one) of `size` bits stand for. */
function interpret(code: number, high: number, low: number, size: number): number {
  last.code = code
  last.high = high
  last.low = low
  last.size = size
  const unsigned = high * 0x1_0000_0000 + low
  const topSize = size > 32 ? size - 32 : size
  const top = size > 32 ? high : low
  const negative = top >= 2 ** (topSize - 1)
  switch (code) {
    case READ.BITS:
      return unsigned
    case READ.BITS_TWOS:
      if (!negative) return unsigned
      return size > 32 ? (high - 2 ** topSize) * 0x1_0000_0000 + low : low - 2 ** size
    case READ.BITS_ONES:
      return negative ? unsigned - (2 ** size - 1) : unsigned
    case READ.BITS_SIGN:
      return negative ? -(unsigned - 2 ** (size - 1)) : unsigned
    case READ.BITS_F16:
      return half(low)
    case READ.BITS_F32:
      scratch.setUint32(0, low)
      return scratch.getFloat32(0)
    case READ.BITS_F64:
      scratch.setUint32(0, high)
      scratch.setUint32(4, low)
      return scratch.getFloat64(0)
    case READ.BITS_BCD:
      return decimal(high, low, size, 8)
    case READ.BITS_PACKED:
      return decimal(high, low, size, 4)
    default:
      return otherFloat(code, high, low, size)
  }
}

/** The whole number read last, exactly; undefined where it was a float. */
function exactly(): bigint | undefined {
  const { code, high, low, size } = last
  const unsigned = (BigInt(high) << 32n) | BigInt(low)
  const negative = unsigned >> BigInt(size - 1) === 1n
  switch (code) {
    case READ.BITS:
      return unsigned
    case READ.BITS_TWOS:
      return negative ? unsigned - (1n << BigInt(size)) : unsigned
    case READ.BITS_ONES:
      return negative ? unsigned - ((1n << BigInt(size)) - 1n) : unsigned
    case READ.BITS_SIGN:
      return negative ? -(unsigned - (1n << BigInt(size - 1))) : unsigned
    default:
      return undefined
  }
}

/** Binary coded decimal digits of 4 or 8 bits each; NaN where one is above 9. */
function decimal(high: number, low: number, size: number, digit: 4 | 8): number {
  let x = 0
  for (let at = size - digit; at >= 0; at -= digit) {
    const word = at >= 32 ? high >>> (at - 32) : low >>> at
    const value = word & (2 ** digit - 1)
    if (value > 9) return Number.NaN
    x = 10 * x + value
  }
  return x
}

/** A number whose octets stand in an order of their own, or whose bits are turned in each octet (or altogether). */
function readOdd({ bits, code, order, reversed }: Odd, v: DataView, from: number): number {
  if (bits % 8 !== 0) return readReversed(code, v, from, bits)
  const octets = bits >> 3
  if (bits > 64) return readWide({ bits, code, order, reversed }, v, from)
  let high = 0
  let low = 0
  for (let k = 0; k < octets; k++) {
    const octet = few(v, from + 8 * k, 8)
    const value = reversed ? turnedOctet(octet) : octet
    const significance = order === undefined ? octets - 1 - k : order[k]!
    if (significance >= 4) high += value * 256 ** (significance - 4)
    else low += value * 256 ** significance
  }
  return interpret(code, high, low, bits)
}

/** A float that is wider than a double. */
function readWide({ bits, order, reversed }: Odd, v: DataView, from: number): number {
  const octets = bits >> 3
  let n = 0n
  for (let k = 0; k < octets; k++) {
    const octet = few(v, from + 8 * k, 8)
    const significance = order === undefined ? octets - 1 - k : order[k]!
    n |= BigInt(reversed ? turnedOctet(octet) : octet) << BigInt(8 * significance)
  }
  last.code = READ.BITS_F64 // a number beyond 2^53 that is no whole one
  return wideFloat(n, bits)
}

function readReversed(code: number, v: DataView, from: number, bits: number): number {
  let high = 0
  let low = 0
  for (let i = 0; i < bits; i++) {
    if (few(v, from + i, 1) === 0) continue
    if (i >= 32) high += 2 ** (i - 32)
    else low += 2 ** i
  }
  return interpret(code, high, low, bits)
}

function turnedOctet(octet: number): number {
  let out = 0
  for (let i = 0; i < 8; i++) out |= ((octet >> i) & 1) << (7 - i)
  return out
}

/** IEEE 754 binary16. */
function half(h: number): number {
  const sign = h & 0x8000 ? -1 : 1
  const exponent = (h >> 10) & 31
  const fraction = h & 1023
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** Whole octets in turned order at any bit. */
function turned(v: DataView, from: number, size: number, code: number): number {
  const octets = size >> 3
  let low = 0
  let high = 0
  for (let i = octets - 1; i >= 0; i--) {
    const octet = few(v, from + 8 * i, 8)
    if (i >= 4) high = high * 256 + octet
    else low = low * 256 + octet
  }
  return interpret(code, high, low, size)
}

type SizeField = Turn & { kind: 'size' }

/** Reads a string or blob at the base, which moves behind it; what is wrong, or undefined. */
function readField(program: Program, field: SizeField, packet: PacketAt, into: Sample): DecodeError | undefined {
  const { size, parameter } = field
  const { index, type } = parameter
  const lead = size.kind === 'leading' ? size.lengthBits : 0
  if (into.bits + lead > packet.octets * 8) return tooShort(program, into.bits + lead, packet)
  const length = fieldBits(field, packet, into)
  if (length === -1) return tooShort(program, packet.octets * 8 + 8, packet)
  const unit = type.encoding.kind === 'string' ? 8 : 1
  if (!(length >= 0) || length % unit !== 0)
    return { kind: 'decode-bad-length', container: program.name, parameter: parameter.name, bits: length }
  const from = into.bits + lead
  if (from + length > packet.octets * 8) return tooShort(program, from + length, packet)
  const octets = cut(packet, from, length)
  if (type.encoding.kind === 'string') {
    const content = contentWithin(octets, type.encoding)
    if (content === undefined)
      return { kind: 'decode-bad-length', container: program.name, parameter: parameter.name, bits: length }
    into.text[index] = decodeText(content, type.encoding)
  } else into.text[index] = octets
  into.raw[index] = Number.NaN
  into.value[index] = Number.NaN
  into.slots[into.count++] = index
  into.bits = from + length + (size.kind === 'terminated' ? 8 * size.by.length : 0)
  return undefined
}

/** The content inside the bits that a text takes; undefined where its length does not fit. */
function contentWithin(octets: Uint8Array, { size, charset, littleEndian }: StringEncoding): Uint8Array | undefined {
  if (size.kind === 'leading' || size.kind === 'terminated') return octets
  const { lengthBits, end: by, countsOctets } = size
  if (lengthBits !== undefined) {
    const tag = octets.subarray(0, lengthBits >> 3)
    const length = numberOf(littleEndian ? tag.toReversed() : tag) / (countsOctets ? 1 : 8)
    const rest = octets.length - tag.length
    return Number.isInteger(length) && length <= rest ? octets.subarray(tag.length, tag.length + length) : undefined
  }
  const end = by === undefined ? -1 : endOfText(octets, by, unitOctets(charset))
  return end < 0 ? octets : octets.subarray(0, end)
}

function numberOf(octets: Uint8Array): number {
  let number = 0
  for (const octet of octets) number = 256 * number + octet
  return number
}

/** Bits of the field's content; -1 where no end is found, NaN where it is longer than allowed. */
function fieldBits({ size, length, parameter }: SizeField, packet: PacketAt, into: Sample): number {
  const { encoding } = parameter.type
  switch (size.kind) {
    case 'fixed':
      return size.bits
    case 'dynamic':
    case 'lookup':
      return countOf(length!, into)
    case 'leading': {
      const bits = tagOf(packet, into.bits, size.lengthBits, encoding) * (size.countsOctets ? 8 : 1)
      return bits > size.maxBits ? Number.NaN : bits
    }
    case 'terminated':
      return terminatedBits(packet, into.bits, size, encoding.kind === 'string' ? unitOctets(encoding.charset) : 1)
    case 'told':
    case 'cases':
      return Number.NaN // of arguments, which the command decoder has made parameters
  }
}

/** The length in front of a text. */
function tagOf({ view, from }: PacketAt, at: number, bits: number, encoding: Encoding): number {
  if (encoding.kind === 'string' && encoding.littleEndian) return turned(view, 8 * from + at, bits, READ.BITS)
  return few(view, 8 * from + at, bits)
}

function terminatedBits(
  packet: PacketAt,
  base: number,
  { by, maxBits }: FieldSize & { readonly kind: 'terminated' },
  unit: number,
): number {
  const end = Math.min(packet.octets * 8, base + maxBits) - 8 * by.length
  for (let at = base; at <= end; at += 8 * unit)
    if (by.every((octet, i) => few(packet.view, 8 * packet.from + at + 8 * i, 8) === octet)) return at - base
  return -1
}

/** Bits as octets; those of a last, partial octet are its low ones. */
function cut(packet: PacketAt, from: number, bits: number): Uint8Array {
  const base = 8 * packet.from + from
  if ((base & 7) === 0 && (bits & 7) === 0)
    return new Uint8Array(packet.view.buffer, packet.view.byteOffset + (base >> 3), bits >> 3).slice()
  const out = new Uint8Array((bits + 7) >> 3)
  for (let i = 0; i < out.length; i++) out[i] = few(packet.view, base + 8 * i, Math.min(8, bits - 8 * i))
  return out
}

/** Whether all comparisons hold on what has been decoded so far. */
export function all(tests: readonly Test[], into: Sample): boolean {
  for (const test of tests) if (!holds(test, into)) return false
  return true
}

function holds(test: Test, into: Sample): boolean {
  if ('any' in test) return test.any ? test.tests.some((inner) => holds(inner, into)) : all(test.tests, into)
  if ('formula' in test) return formulaHolds(test, into)
  if (test.text !== undefined) {
    const equal = into.text[test.slot] === test.text
    return test.operator === '==' ? equal : test.operator === '!=' && !equal
  }
  return compare(test.operator, test.calibrated ? into.value[test.slot]! : into.raw[test.slot]!, otherOf(test, into))
}

/** What is no number, as where an input has no value, holds as little as 0. */
function formulaHolds({ formula, inputs, room: values }: FormulaTest, into: Sample): boolean {
  for (let i = 0; i < inputs.length; i++) {
    const { slot, calibrated } = inputs[i]!
    values[i] = calibrated ? into.value[slot]! : into.raw[slot]!
  }
  return isTrue(evaluate(formula, values))
}

function otherOf({ other, otherCalibrated, number }: Compare, into: Sample): number {
  if (other < 0) return number
  return otherCalibrated ? into.value[other]! : into.raw[other]!
}

/** Whether the comparison's operator holds between the two. */
export function compare(operator: Compare['operator'], x: number, y: number): boolean {
  switch (operator) {
    case '==':
      return x === y
    case '!=':
      return x !== y
    case '<':
      return x < y
    case '<=':
      return x <= y
    case '>':
      return x > y
    case '>=':
      return x >= y
  }
}
