/** The loop that runs a container's program over a packet. It allocates nothing but strings, blobs and errors. */
import { type Calibrations, calibrate } from './calibration.ts'
import type { Field, Program, Test } from './decoder-program.ts'

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
  const { ops } = program
  const last = ops.length
  let pc = 0
  while (pc < last) {
    const code = ops[pc]!
    const end = pc + 2 + ROW[code]! * ops[pc + 1]!
    if (code < 14) readOctets(ops, pc + 2, end, code, packet.view, packet.from + (into.bits >> 3), into)
    else if (code < 22) readAnywhere(ops, pc + 2, end, code, packet, into)
    else if (code === 22) calibrateAll(program.calibrations, ops, pc + 2, end, into)
    else if (code === 23) list(ops, pc + 2, end, into)
    else {
      const failure = control(program, code, pc + 2, packet, into)
      if (failure !== undefined) return failure
      if (code === 27 && !holdAll(program, ops[pc + 2]!, into)) {
        pc = ops[pc + 3]!
        continue
      }
    }
    pc = end
  }
  return undefined
}

/** Numbers a row, by code. */
const ROW = Int32Array.of(2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3, 2, 1, 1, 1, 1, 2)

function holdAll(program: Program, field: number, into: Sample): boolean {
  return all((program.fields[field] as Field & { kind: 'when' }).tests, into)
}

/** FIELD, CHECK and ADVANCE. */
function control(program: Program, code: number, at: number, packet: PacketAt, into: Sample): DecodeError | undefined {
  const operand = program.ops[at]!
  if (code === 25) {
    const needed = into.bits + operand
    return needed > packet.octets * 8 ? tooShort(program, needed, packet) : undefined
  }
  if (code === 26) into.bits += operand
  else if (code === 24) {
    const field = program.fields[operand] as SizeField
    const next = readField(program, field, packet, into.bits, into)
    if (typeof next !== 'number') return next
    into.bits = next
    into.slots[into.count++] = field.parameter.index
  }
  return undefined
}

function list(ops: Int32Array, from: number, end: number, into: Sample): void {
  const { slots } = into
  let count = into.count
  for (let pc = from; pc < end; pc++) slots[count++] = ops[pc]!
  into.count = count
}

function calibrateAll(calibrations: Calibrations, ops: Int32Array, from: number, end: number, into: Sample): void {
  const { raw, value } = into
  for (let pc = from; pc < end; pc += 2) {
    const slot = ops[pc]!
    value[slot] = calibrate(calibrations, ops[pc + 1]!, raw[slot]!)
  }
}

/**
 * One run of whole octets, or of parts of up to three. Each kind has a loop of its own, and the cases are the numbers of
 * `READ` written out, so that the engine jumps by a table once for a run (measured: three times as fast as once a field).
 */
function readOctets(
  ops: Int32Array,
  from: number,
  end: number,
  code: number,
  v: DataView,
  octet: number,
  into: Sample,
) {
  const { raw, value } = into
  switch (code) {
    case 0:
      return u8(ops, from, end, v, octet, raw, value)
    case 1:
      return u16(ops, from, end, v, octet, raw, value)
    case 2:
      return u24(ops, from, end, v, octet, raw, value)
    case 3:
      return u32(ops, from, end, v, octet, raw, value)
    case 4:
      return u48(ops, from, end, v, octet, raw, value)
    case 5:
      return u64(ops, from, end, v, octet, raw, value)
    case 6:
      return i8(ops, from, end, v, octet, raw, value)
    case 7:
      return i16(ops, from, end, v, octet, raw, value)
    case 8:
      return i32(ops, from, end, v, octet, raw, value)
    case 9:
      return f32(ops, from, end, v, octet, raw, value)
    case 10:
      return f64(ops, from, end, v, octet, raw, value)
    case 11:
      return few1(ops, from, end, v, octet, raw, value)
    case 12:
      return few2(ops, from, end, v, octet, raw, value)
    default:
      return few3(ops, from, end, v, octet, raw, value)
  }
}

type Values = Float64Array

function u8(ops: Int32Array, from: number, end: number, v: DataView, octet: number, raw: Values, value: Values) {
  for (let pc = from; pc < end; pc += 2) {
    const slot = ops[pc]!
    const at = octet + ops[pc + 1]!
    const x = v.getUint8(at)
    raw[slot] = x
    value[slot] = x
  }
}

function u16(ops: Int32Array, from: number, end: number, v: DataView, octet: number, raw: Values, value: Values) {
  for (let pc = from; pc < end; pc += 2) {
    const slot = ops[pc]!
    const at = octet + ops[pc + 1]!
    const x = v.getUint16(at)
    raw[slot] = x
    value[slot] = x
  }
}

function u24(ops: Int32Array, from: number, end: number, v: DataView, octet: number, raw: Values, value: Values) {
  for (let pc = from; pc < end; pc += 2) {
    const slot = ops[pc]!
    const at = octet + ops[pc + 1]!
    const x = v.getUint16(at) * 256 + v.getUint8(at + 2)
    raw[slot] = x
    value[slot] = x
  }
}

function u32(ops: Int32Array, from: number, end: number, v: DataView, octet: number, raw: Values, value: Values) {
  for (let pc = from; pc < end; pc += 2) {
    const slot = ops[pc]!
    const at = octet + ops[pc + 1]!
    const x = v.getUint32(at)
    raw[slot] = x
    value[slot] = x
  }
}

function u48(ops: Int32Array, from: number, end: number, v: DataView, octet: number, raw: Values, value: Values) {
  for (let pc = from; pc < end; pc += 2) {
    const slot = ops[pc]!
    const at = octet + ops[pc + 1]!
    const x = v.getUint16(at) * 0x1_0000_0000 + v.getUint32(at + 2)
    raw[slot] = x
    value[slot] = x
  }
}

function u64(ops: Int32Array, from: number, end: number, v: DataView, octet: number, raw: Values, value: Values) {
  for (let pc = from; pc < end; pc += 2) {
    const slot = ops[pc]!
    const at = octet + ops[pc + 1]!
    const x = v.getUint32(at) * 0x1_0000_0000 + v.getUint32(at + 4)
    raw[slot] = x
    value[slot] = x
  }
}

function i8(ops: Int32Array, from: number, end: number, v: DataView, octet: number, raw: Values, value: Values) {
  for (let pc = from; pc < end; pc += 2) {
    const slot = ops[pc]!
    const at = octet + ops[pc + 1]!
    const x = v.getInt8(at)
    raw[slot] = x
    value[slot] = x
  }
}

function i16(ops: Int32Array, from: number, end: number, v: DataView, octet: number, raw: Values, value: Values) {
  for (let pc = from; pc < end; pc += 2) {
    const slot = ops[pc]!
    const at = octet + ops[pc + 1]!
    const x = v.getInt16(at)
    raw[slot] = x
    value[slot] = x
  }
}

function i32(ops: Int32Array, from: number, end: number, v: DataView, octet: number, raw: Values, value: Values) {
  for (let pc = from; pc < end; pc += 2) {
    const slot = ops[pc]!
    const at = octet + ops[pc + 1]!
    const x = v.getInt32(at)
    raw[slot] = x
    value[slot] = x
  }
}

function f32(ops: Int32Array, from: number, end: number, v: DataView, octet: number, raw: Values, value: Values) {
  for (let pc = from; pc < end; pc += 2) {
    const slot = ops[pc]!
    const at = octet + ops[pc + 1]!
    const x = v.getFloat32(at)
    raw[slot] = x
    value[slot] = x
  }
}

function f64(ops: Int32Array, from: number, end: number, v: DataView, octet: number, raw: Values, value: Values) {
  for (let pc = from; pc < end; pc += 2) {
    const slot = ops[pc]!
    const at = octet + ops[pc + 1]!
    const x = v.getFloat64(at)
    raw[slot] = x
    value[slot] = x
  }
}

function few1(ops: Int32Array, from: number, end: number, v: DataView, octet: number, raw: Values, value: Values) {
  for (let pc = from; pc < end; pc += 4) {
    const slot = ops[pc]!
    const at = octet + ops[pc + 1]!
    const x = (v.getUint8(at) >>> ops[pc + 2]!) & ops[pc + 3]!
    raw[slot] = x
    value[slot] = x
  }
}

function few2(ops: Int32Array, from: number, end: number, v: DataView, octet: number, raw: Values, value: Values) {
  for (let pc = from; pc < end; pc += 4) {
    const slot = ops[pc]!
    const at = octet + ops[pc + 1]!
    const x = (v.getUint16(at) >>> ops[pc + 2]!) & ops[pc + 3]!
    raw[slot] = x
    value[slot] = x
  }
}

function few3(ops: Int32Array, from: number, end: number, v: DataView, octet: number, raw: Values, value: Values) {
  for (let pc = from; pc < end; pc += 4) {
    const slot = ops[pc]!
    const at = octet + ops[pc + 1]!
    const x = (((v.getUint16(at) << 8) | v.getUint8(at + 2)) >>> ops[pc + 2]!) & ops[pc + 3]!
    raw[slot] = x
    value[slot] = x
  }
}

/** A run of numbers that begin at any bit, or whose octets are turned. */
function readAnywhere(ops: Int32Array, from: number, end: number, code: number, packet: PacketAt, into: Sample): void {
  const base = 8 * packet.from + into.bits
  for (let pc = from; pc < end; pc += 3) {
    const slot = ops[pc]!
    const x = readBits(code, packet.view, base + ops[pc + 1]!, ops[pc + 2]!)
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
  if (code === 21) return turned(v, from, size & 255, size >> 8)
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
    case 15: // BITS_TWOS
      if (!negative) return unsigned
      return size > 32 ? (high - 2 ** topSize) * 0x1_0000_0000 + low : low - 2 ** size
    case 16: // BITS_ONES
      return negative ? unsigned - (2 ** size - 1) : unsigned
    case 17: // BITS_SIGN
      return negative ? -(unsigned - 2 ** (size - 1)) : unsigned
    case 18: // BITS_F16
      return half(low)
    case 19: // BITS_F32
      scratch.setUint32(0, low)
      return scratch.getFloat32(0)
    case 20: // BITS_F64
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

type SizeField = Field & { kind: 'size' }

/** Reads a string or blob at `base`; the bit after it, or what is wrong. */
function readField(
  program: Program,
  field: SizeField,
  packet: PacketAt,
  base: number,
  into: Sample,
): number | DecodeError {
  const { size, parameter } = field
  const have = packet.octets * 8
  let from = base
  let length: number
  switch (size.kind) {
    case 'fixed':
      length = size.bits
      break
    case 'dynamic':
      length = into.value[field.lengthSlot]! * size.slope + size.intercept
      break
    case 'leading':
      if (base + size.lengthBits > have) return tooShort(program, base + size.lengthBits, packet)
      length = few(packet.view, 8 * packet.from + base, size.lengthBits)
      from = base + size.lengthBits
      if (length > size.maxBits) length = Number.NaN
      break
    case 'terminated':
      length = terminatedBits(packet, base, size.by, size.maxBits)
      if (length < 0) return tooShort(program, have + 8, packet)
  }
  if (!(length >= 0) || length % 8 !== 0)
    return { kind: 'decode-bad-length', container: program.name, parameter: parameter.name, bits: length }
  if (from + length > have) return tooShort(program, from + length, packet)
  const octets = cut(packet, from, length / 8)
  into.text[parameter.index] =
    parameter.type.encoding.kind === 'string' ? textOf(octets, parameter.type.encoding.charset) : octets
  into.raw[parameter.index] = Number.NaN
  into.value[parameter.index] = Number.NaN
  return from + length + (size.kind === 'terminated' ? 8 * size.by.length : 0)
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
