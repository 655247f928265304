/** The loop that runs a container's program over a packet. It allocates nothing but strings, blobs and errors. */
import { calibrate } from './calibration.ts'
import { type Field, OP, type Program, STRIDE, type Test } from './decoder-program.ts'

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

const words = new Uint32Array(2)
const floats32 = new Float32Array(words.buffer)
const floats64 = new Float64Array(words.buffer)
/** Which of the two words of a double is its high one on this machine. */
floats64[0] = 1
const HIGH = words[1] === 0 ? 0 : 1

/** Runs the program; what is wrong with the packet, or undefined. */
export function run(program: Program, packet: Uint8Array, into: Sample): DecodeError | undefined {
  const { ops, calibrations } = program
  const { slots, raw, value } = into
  let base = into.bits
  let octet = base >> 3
  let count = into.count
  const last = ops.length
  for (let pc = 0; pc < last; pc += STRIDE) {
    const code = ops[pc]!
    const at = octet + ops[pc + 2]!
    let x: number
    switch (code) {
      case OP.U8:
        x = packet[at]!
        break
      case OP.U16:
        x = (packet[at]! << 8) | packet[at + 1]!
        break
      case OP.U24:
        x = (packet[at]! << 16) | (packet[at + 1]! << 8) | packet[at + 2]!
        break
      case OP.U32:
        x = word(packet, at) >>> 0
        break
      case OP.U48:
        x = ((packet[at]! << 8) | packet[at + 1]!) * 0x1_0000_0000 + (word(packet, at + 2) >>> 0)
        break
      case OP.U64:
        x = (word(packet, at) >>> 0) * 0x1_0000_0000 + (word(packet, at + 4) >>> 0)
        break
      case OP.I8:
        x = (packet[at]! << 24) >> 24
        break
      case OP.I16:
        x = ((packet[at]! << 24) >> 16) | packet[at + 1]!
        break
      case OP.I32:
        x = word(packet, at)
        break
      case OP.F32:
        words[0] = word(packet, at)
        x = floats32[0]!
        break
      case OP.F64:
        words[HIGH] = word(packet, at)
        words[1 - HIGH] = word(packet, at + 4)
        x = floats64[0]!
        break
      case OP.CHECK:
        if (base + ops[pc + 3]! > packet.length * 8) return tooShort(program, base + ops[pc + 3]!, packet)
        continue
      case OP.ADVANCE:
        base += ops[pc + 3]!
        octet = base >> 3
        continue
      case OP.UNLESS:
        if (!all((program.fields[ops[pc + 1]!] as Field & { kind: 'when' }).tests, into))
          pc += (ops[pc + 3]! - 1) * STRIDE
        continue
      case OP.FIELD: {
        const field = program.fields[ops[pc + 2]!] as SizeField
        const next = readField(program, field, packet, base, into)
        if (typeof next !== 'number') return next
        base = next
        octet = base >> 3
        slots[count++] = ops[pc + 1]!
        continue
      }
      case OP.TURNED:
        x = turned(packet, base + ops[pc + 2]!, ops[pc + 3]! & 255, ops[pc + 3]! >> 8)
        break
      default:
        x = bits(code, packet, base + ops[pc + 2]!, ops[pc + 3]!)
    }
    const slot = ops[pc + 1]!
    const calibration = ops[pc + 4]!
    raw[slot] = x
    value[slot] = calibration < 0 ? x : calibrate(calibrations, calibration, x)
    slots[count++] = slot
  }
  into.bits = base
  into.count = count
  return undefined
}

function tooShort(program: Program, needed: number, packet: Uint8Array): DecodeError {
  return { kind: 'decode-too-short', container: program.name, needed, got: packet.length * 8 }
}

function word(b: Uint8Array, at: number): number {
  return (b[at]! << 24) | (b[at + 1]! << 16) | (b[at + 2]! << 8) | b[at + 3]!
}

/** Unsigned of up to 32 bits beginning at any bit. */
function few(b: Uint8Array, from: number, size: number): number {
  let x = 0
  let left = size
  let at = from
  while (left > 0) {
    const inOctet = 8 - (at & 7)
    const take = left < inOctet ? left : inOctet
    x = x * (1 << take) + ((b[at >> 3]! >> (inOctet - take)) & ((1 << take) - 1))
    at += take
    left -= take
  }
  return x
}

/** A number of any encoding at any bit. Beyond 53 bits the nearest double. */
function bits(code: number, b: Uint8Array, from: number, size: number): number {
  if (code === OP.BITS && size <= 25) {
    const at = from >> 3
    const end = (from & 7) + size
    const window = (b[at]! << 24) | ((b[at + 1] ?? 0) << 16) | ((b[at + 2] ?? 0) << 8) | (b[at + 3] ?? 0)
    return end <= 32 ? (window << (from & 7)) >>> (32 - size) : few(b, from, size)
  }
  const highSize = size > 32 ? size - 32 : 0
  const high = few(b, from, highSize)
  const low = few(b, from + highSize, size - highSize)
  return interpret(code, high, low, size)
}

/** The number that high and low words (the low one of 32 bits, where there is a high one) of `size` bits stand for. */
function interpret(code: number, high: number, low: number, size: number): number {
  const unsigned = high * 0x1_0000_0000 + low
  const topSize = size > 32 ? size - 32 : size
  const top = size > 32 ? high : low
  const negative = top >= 2 ** (topSize - 1)
  switch (code) {
    case OP.BITS_TWOS:
      if (!negative) return unsigned
      return size > 32 ? (high - 2 ** topSize) * 0x1_0000_0000 + low : low - 2 ** size
    case OP.BITS_ONES:
      return negative ? unsigned - (2 ** size - 1) : unsigned
    case OP.BITS_SIGN:
      return negative ? -(unsigned - 2 ** (size - 1)) : unsigned
    case OP.BITS_F16:
      return half(low)
    case OP.BITS_F32:
      words[0] = low
      return floats32[0]!
    case OP.BITS_F64:
      words[HIGH] = high
      words[1 - HIGH] = low
      return floats64[0]!
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
function turned(b: Uint8Array, from: number, size: number, code: number): number {
  const octets = size >> 3
  let low = 0
  let high = 0
  for (let i = octets - 1; i >= 0; i--) {
    const octet = few(b, from + 8 * i, 8)
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
  packet: Uint8Array,
  base: number,
  into: Sample,
): number | DecodeError {
  const { size, parameter } = field
  const have = packet.length * 8
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
      length = few(packet, base, size.lengthBits)
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

function terminatedBits(packet: Uint8Array, base: number, by: readonly number[], maxBits: number): number {
  const end = Math.min(packet.length * 8, base + maxBits) - 8 * by.length
  for (let at = base; at <= end; at += 8)
    if (by.every((octet, i) => few(packet, at + 8 * i, 8) === octet)) return at - base
  return -1
}

function cut(packet: Uint8Array, from: number, octets: number): Uint8Array {
  if ((from & 7) === 0) return packet.slice(from >> 3, (from >> 3) + octets)
  return Uint8Array.from({ length: octets }, (_, i) => few(packet, from + 8 * i, 8))
}

const decoders = new Map<string, TextDecoder>()

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
