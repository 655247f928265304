/** Numbers, strings and blobs written at any bit, as the encodings of XTCE say: the mirror image of `decoder-run.ts`. */
import type { FieldSize, FloatEncoding, IntegerEncoding } from './dictionary.ts'
import { otherFloatBits } from './other-floats.ts'
import { wideFloatBits } from './wide-floats.ts'

const buffer = new ArrayBuffer(8)
const view = new DataView(buffer)
const octets8 = new Uint8Array(buffer)

/** The least and greatest raw value that an encoding carries; for floats the finite range is not bounded here. */
export function rawRange(encoding: IntegerEncoding | FloatEncoding): readonly [number, number] {
  if (encoding.kind === 'float') return [-1e9, 1e9]
  const { bits, form } = encoding
  if (form === 'unsigned') return [0, 2 ** bits - 1]
  if (form === 'bcd') return [0, 10 ** (bits / 8) - 1]
  if (form === 'packedBcd') return [0, 10 ** (bits / 4) - 1]
  return form === 'twosComplement'
    ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1]
    : [1 - 2 ** (bits - 1), 2 ** (bits - 1) - 1]
}

/** Writes an integer; returns the bit after it. The caller keeps it within the range. */
export function putBits(encoding: IntegerEncoding, value: number, out: Uint8Array, at: number): number {
  const { bits, form, littleEndian } = encoding
  let n = BigInt(Math.trunc(value))
  if (form === 'bcd' || form === 'packedBcd') n = digitsOf(n, form === 'bcd' ? 8n : 4n)
  if (n < 0n) {
    if (form === 'signMagnitude') n = -n + (1n << BigInt(bits - 1))
    else n += (1n << BigInt(bits)) - (form === 'onesComplement' ? 1n : 0n)
  }
  return putBig(ordered(encoding, littleEndian ? turned(n, bits) : n, n), bits, out, at)
}

function digitsOf(n: bigint, digit: bigint): bigint {
  let out = 0n
  let rest = n
  for (let at = 0n; rest > 0n; at += digit, rest /= 10n) out |= (rest % 10n) << at
  return out
}

/** The number's octets and bits in an order of their own, where its encoding has one. */
function ordered(
  { bits, octetOrder, bitsReversed }: IntegerEncoding | FloatEncoding,
  n: bigint,
  plain: bigint,
): bigint {
  let out = n
  if (octetOrder !== undefined)
    out = octetOrder.reduce((sum, significance) => (sum << 8n) | ((plain >> BigInt(8 * significance)) & 0xffn), 0n)
  if (!bitsReversed) return out
  const group = bits % 8 === 0 ? 8 : bits
  let reversed = 0n
  for (let i = 0; i < bits; i++) {
    const from = i - (i % group) + group - 1 - (i % group)
    reversed |= ((out >> BigInt(from)) & 1n) << BigInt(i)
  }
  return reversed
}

/** Writes a float of any standard; returns the bit after it. */
export function putFloat(encoding: FloatEncoding, value: number, out: Uint8Array, at: number): number {
  const { bits, littleEndian, form } = encoding
  if (form !== undefined || encoding.octetOrder !== undefined || encoding.bitsReversed || bits > 64) {
    const n = form === undefined ? ieeeBits(value, bits) : otherFloatBits(form, value, bits)
    return putBig(ordered(encoding, littleEndian ? turned(n, bits) : n, n), bits, out, at)
  }
  if (bits === 64) view.setFloat64(0, value, littleEndian)
  else if (bits === 32) view.setFloat32(0, value, littleEndian)
  else view.setUint16(0, halfOf(value), littleEndian)
  for (let i = 0; i < bits >> 3; i++) few(octets8[i]!, 8, out, at + 8 * i)
  return at + bits
}

function ieeeBits(value: number, bits: number): bigint {
  if (bits > 64) return wideFloatBits(value, bits)
  if (bits === 64) view.setFloat64(0, value)
  else if (bits === 32) view.setFloat32(0, value)
  else return BigInt(halfOf(value))
  return view.getBigUint64(0) >> BigInt(64 - bits)
}

/**
 * Writes the content of a string or blob that takes `bits` in all, with what tells its length; returns the bit after it. The
 * caller sees to it that it fits; what does not is cut.
 */
export function putText(
  { size, littleEndian }: { readonly size: FieldSize; readonly littleEndian?: true },
  octets: Uint8Array,
  out: Uint8Array,
  at: number,
  bits: number,
): number {
  const { lead, tail } = aroundText(size)
  const room = (bits - lead) >> 3
  const content = octets.length > room ? octets.subarray(0, room) : octets
  let to = at
  if (lead > 0) {
    const unit = 'countsOctets' in size && size.countsOctets ? 1 : 8
    const length = BigInt(unit * content.length)
    to = putBig(littleEndian && lead % 8 === 0 ? turned(length, lead) : length, lead, out, at)
  }
  for (const octet of content) to = few(octet, 8, out, to)
  if (content.length + tail.length <= room) for (const octet of tail) to = few(octet, 8, out, to)
  return at + bits
}

/** The bits of a length in front of a content, and the octets that end it. */
export function aroundText(size: FieldSize): { readonly lead: number; readonly tail: readonly number[] } {
  if (size.kind === 'leading') return { lead: size.lengthBits, tail: [] }
  if (size.kind === 'terminated') return { lead: 0, tail: size.by }
  return { lead: size.lengthBits ?? 0, tail: size.lengthBits === undefined ? (size.end ?? []) : [] }
}

/** Writes the last `bits` bits of some octets; returns the bit after them. */
export function putFixed(octets: Uint8Array, bits: number, out: Uint8Array, at: number): number {
  const skip = 8 * octets.length - bits
  let to = at
  for (let i = skip >> 3; i < octets.length; i++) {
    const take = i === skip >> 3 ? 8 - (skip & 7) : 8
    to = few(octets[i]! & (2 ** take - 1), take, out, to)
  }
  return to
}

function putBig(n: bigint, bits: number, out: Uint8Array, at: number): number {
  if (bits > 64) return putBig(BigInt.asUintN(64, n), 64, out, putBig(n >> 64n, bits - 64, out, at))
  const high = bits > 32 ? bits - 32 : 0
  if (high > 0) few(Number(n >> 32n) >>> 0, high, out, at)
  few(Number(n & 0xffffffffn), bits - high, out, at + high)
  return at + bits
}

/** Up to 32 bits; returns the bit after them. */
function few(value: number, bits: number, out: Uint8Array, at: number): number {
  let left = bits
  let to = at
  while (left > 0) {
    const inOctet = 8 - (to & 7)
    const take = left < inOctet ? left : inOctet
    const piece = (value / 2 ** (left - take)) & ((1 << take) - 1)
    const shift = inOctet - take
    out[to >> 3] = (out[to >> 3]! & ~(((1 << take) - 1) << shift)) | (piece << shift)
    to += take
    left -= take
  }
  return to
}

function turned(n: bigint, bits: number): bigint {
  let out = 0n
  for (let i = 0; i < bits; i += 8) out = (out << 8n) | ((n >> BigInt(i)) & 0xffn)
  return out
}

/** The nearest IEEE 754 binary16, ties to even. */
function halfOf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0
  const x = Math.abs(value)
  if (x >= 65520) return sign | 0x7c00
  if (x < 2 ** -14) return sign | roundEven(x * 2 ** 24)
  const exponent = Math.floor(Math.log2(x))
  const fraction = roundEven((x / 2 ** exponent - 1) * 1024)
  return sign | (((exponent + 15) << 10) + fraction)
}

function roundEven(x: number): number {
  const floor = Math.floor(x)
  const rest = x - floor
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor
}
