/** The loop that runs a container's program over a packet. It allocates nothing but strings, blobs and errors. */
import { type Calibrations, calibrate } from './calibration.ts'
import { type Program, READ, type Stretch, type Test, type Turn } from './decoder-program.ts'

/** What a packet was decoded into. One sample is filled again and again: copy what must stay. */
export type Sample = {
  /** The most specific container that matched, by its place in `Decoder.containers`. */
  container: number
  /** How many values there are; their parameters' indices stand in `slots` in packet order. */
  count: number
  readonly slots: Int32Array
  /** Raw and engineering values by parameter index; for enumerations and booleans both are the raw number. */
  readonly raw: Float64Array
  readonly value: Float64Array
  /** Strings and blobs by parameter index. */
  readonly text: (string | Uint8Array | undefined)[]
  /** Bits read so far. */
  bits: number
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

/** Octets of a packet without cutting it out: a view of the whole buffer, where the packet begins, and its length. */
export type PacketAt = { view: DataView; from: number; octets: number }

const scratch = new DataView(new ArrayBuffer(8))

/** Runs the program over a packet; what is wrong with it, or undefined. */
export function run(program: Program, packet: PacketAt, into: Sample): DecodeError | undefined {
  const { stretches } = program
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
      const failure = readField(program, turn, packet, into)
      if (failure !== undefined) return failure
    }
  }
  return undefined
}

function readStretch(program: Program, stretch: Stretch, packet: PacketAt, into: Sample): void {
  readOctets(stretch, packet.view, packet.from + (into.bits >> 3), into)
  if (stretch.anywhere.length > 0) readAnywhere(stretch.anywhere, packet, into)
  if (stretch.calibrated.length > 0) calibrateAll(program.calibrations, stretch.calibrated, into)
  list(stretch.listed, into)
  into.bits += stretch.advance
}

function list(listed: Int32Array, into: Sample): void {
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
function readOctets({ rows, ends }: Stretch, v: DataView, octet: number, { raw, value }: Sample): void {
  let i = 0
  for (const end = ends[0]!; i < end; i += 2) {
    const x = v.getUint8(octet + rows[i + 1]!)
    raw[rows[i]!] = x
    value[rows[i]!] = x
  }
  for (const end = ends[1]!; i < end; i += 2) {
    const x = v.getUint16(octet + rows[i + 1]!)
    raw[rows[i]!] = x
    value[rows[i]!] = x
  }
  for (const end = ends[2]!; i < end; i += 2) {
    const x = v.getUint16(octet + rows[i + 1]!) * 256 + v.getUint8(octet + rows[i + 1]! + 2)
    raw[rows[i]!] = x
    value[rows[i]!] = x
  }
  for (const end = ends[3]!; i < end; i += 2) {
    const x = v.getUint32(octet + rows[i + 1]!)
    raw[rows[i]!] = x
    value[rows[i]!] = x
  }
  for (const end = ends[4]!; i < end; i += 2) {
    const x = v.getUint16(octet + rows[i + 1]!) * 0x1_0000_0000 + v.getUint32(octet + rows[i + 1]! + 2)
    raw[rows[i]!] = x
    value[rows[i]!] = x
  }
  for (const end = ends[5]!; i < end; i += 2) {
    const x = v.getUint32(octet + rows[i + 1]!) * 0x1_0000_0000 + v.getUint32(octet + rows[i + 1]! + 4)
    raw[rows[i]!] = x
    value[rows[i]!] = x
  }
  for (const end = ends[6]!; i < end; i += 2) {
    const x = v.getInt8(octet + rows[i + 1]!)
    raw[rows[i]!] = x
    value[rows[i]!] = x
  }
  for (const end = ends[7]!; i < end; i += 2) {
    const x = v.getInt16(octet + rows[i + 1]!)
    raw[rows[i]!] = x
    value[rows[i]!] = x
  }
  for (const end = ends[8]!; i < end; i += 2) {
    const x = v.getInt32(octet + rows[i + 1]!)
    raw[rows[i]!] = x
    value[rows[i]!] = x
  }
  for (const end = ends[9]!; i < end; i += 2) {
    const x = v.getFloat32(octet + rows[i + 1]!)
    raw[rows[i]!] = x
    value[rows[i]!] = x
  }
  for (const end = ends[10]!; i < end; i += 2) {
    const x = v.getFloat64(octet + rows[i + 1]!)
    raw[rows[i]!] = x
    value[rows[i]!] = x
  }
  for (const end = ends[11]!; i < end; i += 4) {
    const x = (v.getUint8(octet + rows[i + 1]!) >>> rows[i + 2]!) & rows[i + 3]!
    raw[rows[i]!] = x
    value[rows[i]!] = x
  }
  for (const end = ends[12]!; i < end; i += 4) {
    const x = (v.getUint16(octet + rows[i + 1]!) >>> rows[i + 2]!) & rows[i + 3]!
    raw[rows[i]!] = x
    value[rows[i]!] = x
  }
  for (const end = ends[13]!; i < end; i += 4) {
    const x =
      (((v.getUint16(octet + rows[i + 1]!) << 8) | v.getUint8(octet + rows[i + 1]! + 2)) >>> rows[i + 2]!) &
      rows[i + 3]!
    raw[rows[i]!] = x
    value[rows[i]!] = x
  }
}

/** Numbers that begin at any bit, or whose octets are turned. */
function readAnywhere(anywhere: Int32Array, packet: PacketAt, into: Sample): void {
  const base = 8 * packet.from + into.bits
  for (let i = 0; i < anywhere.length; i += 4) {
    const slot = anywhere[i + 1]!
    const x = readBits(anywhere[i]!, packet.view, base + anywhere[i + 2]!, anywhere[i + 3]!)
    into.raw[slot] = x
    into.value[slot] = x
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

/** The number that high and low words (the low one of 32 bits, where there is a high one) of `size` bits stand for. */
function interpret(code: number, high: number, low: number, size: number): number {
  const unsigned = high * 0x1_0000_0000 + low
  const topSize = size > 32 ? size - 32 : size
  const top = size > 32 ? high : low
  const negative = top >= 2 ** (topSize - 1)
  switch (code) {
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
    default:
      return unsigned
  }
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
  if (!(length >= 0) || length % 8 !== 0)
    return { kind: 'decode-bad-length', container: program.name, parameter: parameter.name, bits: length }
  const from = into.bits + lead
  if (from + length > packet.octets * 8) return tooShort(program, from + length, packet)
  const octets = cut(packet, from, length / 8)
  into.text[index] = type.encoding.kind === 'string' ? textOf(octets, type.encoding.charset) : octets
  into.raw[index] = Number.NaN
  into.value[index] = Number.NaN
  into.slots[into.count++] = index
  into.bits = from + length + (size.kind === 'terminated' ? 8 * size.by.length : 0)
  return undefined
}

/** Bits of the field's content; -1 where no end is found, NaN where it is longer than allowed. */
function fieldBits({ size, lengthSlot }: SizeField, packet: PacketAt, into: Sample): number {
  switch (size.kind) {
    case 'fixed':
      return size.bits
    case 'dynamic':
      return into.value[lengthSlot]! * size.slope + size.intercept
    case 'leading': {
      const bits = few(packet.view, 8 * packet.from + into.bits, size.lengthBits)
      return bits > size.maxBits ? Number.NaN : bits
    }
    case 'terminated':
      return terminatedBits(packet, into.bits, size.by, size.maxBits)
  }
}

function terminatedBits(packet: PacketAt, base: number, by: readonly number[], maxBits: number): number {
  const end = Math.min(packet.octets * 8, base + maxBits) - 8 * by.length
  for (let at = base; at <= end; at += 8)
    if (by.every((octet, i) => few(packet.view, 8 * packet.from + at + 8 * i, 8) === octet)) return at - base
  return -1
}

function cut(packet: PacketAt, from: number, octets: number): Uint8Array {
  return Uint8Array.from({ length: octets }, (_, i) => few(packet.view, 8 * packet.from + from + 8 * i, 8))
}

const decoders = new Map<string, { decode(octets: Uint8Array): string }>()

function textOf(octets: Uint8Array, charset: string): string {
  const label = charset === 'UTF-16BE' || charset === 'UTF-16' ? 'utf-16be' : charset.toLowerCase()
  let decoder = decoders.get(label)
  if (decoder === undefined) {
    decoder = new TextDecoder(label, { ignoreBOM: true })
    decoders.set(label, decoder)
  }
  const end = octets.indexOf(0)
  return decoder.decode(end < 0 || label.startsWith('utf-16') ? octets : octets.subarray(0, end))
}

/** Whether all comparisons hold on what has been decoded so far. */
export function all(tests: readonly Test[], into: Sample): boolean {
  for (const test of tests) if (!holds(test, into)) return false
  return true
}

function holds(test: Test, into: Sample): boolean {
  if (test.text !== undefined) {
    const equal = into.text[test.slot] === test.text
    return test.operator === '==' ? equal : test.operator === '!=' && !equal
  }
  const x = test.calibrated ? into.value[test.slot]! : into.raw[test.slot]!
  switch (test.operator) {
    case '==':
      return x === test.number
    case '!=':
      return x !== test.number
    case '<':
      return x < test.number
    case '<=':
      return x <= test.number
    case '>':
      return x > test.number
    case '>=':
      return x >= test.number
  }
}
