/**
 * Floats of IEEE 754 that are wider than a double: binary128 (IEEE 754-2008, 3.6), and the double extended format of 80 bits as the
 * x87 has it (Intel 64 and IA-32 Architectures Software Developer's Manual, volume 1, 4.2.2), whose leading one is written.
 */

const BIAS = 16383
const TOP = 0x7fffn

/** The nearest double of an encoding's bits. */
export function wideFloat(n: bigint, bits: number): number {
  const fractionBits = bits === 80 ? 64 : 112
  const sign = n >> BigInt(bits - 1) === 1n ? -1 : 1
  const exponent = (n >> BigInt(fractionBits)) & TOP
  const field = BigInt.asUintN(fractionBits, n)
  if (exponent === TOP) return BigInt.asUintN(bits === 80 ? 63 : 112, n) === 0n ? sign * Infinity : Number.NaN
  const mantissa = bits === 80 || exponent === 0n ? field : field | (1n << 112n)
  const power = Math.max(Number(exponent), 1) - BIAS - (bits === 80 ? 63 : 112)
  return sign * scaled(mantissa, power)
}

/** A whole number times a power of two, rounded once (to even, as a bigint becomes a number) where a double has no room for it. */
function scaled(mantissa: bigint, power: number): number {
  if (mantissa === 0n) return 0
  const length = mantissa.toString(2).length
  if (length + power > 1024) return Infinity
  // Below the least normal double there are fewer bits: what they cannot hold is rounded off before.
  const spare = Math.max(0, -1074 - power)
  if (spare > length) return 0
  const whole = spare === 0 ? mantissa : shifted(mantissa, BigInt(spare))
  const half = Math.trunc((power + spare) / 2)
  return Number(whole) * 2 ** half * 2 ** (power + spare - half)
}

/** Shifted to the right, rounded to even. */
function shifted(n: bigint, by: bigint): bigint {
  const rest = BigInt.asUintN(Number(by), n)
  const half = 1n << (by - 1n)
  const down = n >> by
  return rest > half || (rest === half && (down & 1n) === 1n) ? down + 1n : down
}

const view = new DataView(new ArrayBuffer(8))

/** The bits of a double in 80 or 128, exactly. */
export function wideFloatBits(value: number, bits: number): bigint {
  view.setFloat64(0, value)
  const n = view.getBigUint64(0)
  const fractionBits = bits === 80 ? 64 : 112
  const sign = (n >> 63n) << BigInt(bits - 1)
  const biased = Number((n >> 52n) & 0x7ffn)
  const fraction = BigInt.asUintN(52, n)
  const leading = bits === 80 ? 1n << 63n : 0n
  const place = BigInt((bits === 80 ? 63 : 112) - 52)
  if (biased === 0x7ff) return sign | (TOP << BigInt(fractionBits)) | leading | (fraction << place)
  if (biased === 0 && fraction === 0n) return sign
  // A subnormal double is a normal number here.
  const up = biased === 0 ? 53 - fraction.toString(2).length : 0
  const exponent = BigInt(Math.max(biased, 1) - up - 1023 + BIAS) << BigInt(fractionBits)
  return sign | exponent | leading | (BigInt.asUintN(52, fraction << BigInt(up)) << place)
}
