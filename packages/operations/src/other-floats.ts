/**
 * Floats that are not of IEEE 754: MIL-STD-1750A (4.1.5), DEC VAX F and D (VAX Architecture Reference Manual, 2.2), IBM System/360
 * hexadecimal (Principles of Operation), and TI TMS320C3x single and extended precision (User's Guide, 5.3).
 */
import { READ } from './decoder-program.ts'
import type { FloatEncoding } from './dictionary.ts'

/** The value of `size` bits as high and low words, the low one of 32 bits where there is a high one. */
export function otherFloat(code: number, high: number, low: number, size: number): number {
  switch (code) {
    case READ.BITS_MIL:
      return mil1750a(high, low, size)
    case READ.BITS_DEC:
      return vax(high, low, size)
    case READ.BITS_IBM:
      return ibm(high, low, size)
    default:
      return ti(high, low, size)
  }
}

function signed(x: number, bits: number): number {
  return x >= 2 ** (bits - 1) ? x - 2 ** bits : x
}

/** Mantissa of 24 bits, exponent of 8; 48 bits have 16 more of mantissa behind; 16 bits have 10 and 6. Two's complement. */
function mil1750a(high: number, low: number, size: number): number {
  if (size === 16) return signed(low >>> 6, 10) * 2 ** (signed(low & 63, 6) - 9)
  if (size === 32) return signed(low >>> 8, 24) * 2 ** (signed(low & 255, 8) - 23)
  const first = high * 65536 + Math.floor(low / 65536) // the first 32 of 48 bits
  const mantissa = signed(Math.floor(first / 256), 24) * 65536 + (low & 65535)
  return mantissa * 2 ** (signed(first & 255, 8) - 39)
}

/** Words of 16 bits, the first with sign, exponent of excess 128 and the top of the fraction; a hidden 0.1 in front. */
function vax(high: number, low: number, size: number): number {
  const first = size === 64 ? high : low
  const sign = first >= 0x8000_0000 ? -1 : 1
  const exponent = (first >>> 23) & 255
  if (exponent === 0) return sign < 0 ? Number.NaN : 0
  const fraction = (first & 0x7f_ffff) + 0x80_0000
  const rest = size === 64 ? low / 2 ** 32 : 0
  return sign * ((fraction + rest) / 2 ** 24) * 2 ** (exponent - 128)
}

/** Sign, exponent of 16 with excess 64, fraction of 24 or 56 bits. */
function ibm(high: number, low: number, size: number): number {
  const first = size === 64 ? high : low
  const sign = first >= 0x8000_0000 ? -1 : 1
  const fraction = (first & 0xff_ffff) + (size === 64 ? low / 2 ** 32 : 0)
  return (sign * fraction * 16 ** (((first >>> 24) & 127) - 64)) / 2 ** 24
}

/** Exponent of 8 bits in two's complement, sign, fraction of 23, in extended precision 31; 01 or 10 in front of it. */
function ti(high: number, low: number, size: number): number {
  const exponent = signed(size === 40 ? high : low >>> 24, 8)
  if (exponent === -128) return 0
  const fractionBits = size - 9
  const field = size === 40 ? low : low & 0xff_ffff
  const negative = field >= 2 ** fractionBits
  const fraction = (negative ? field - 2 ** fractionBits : field) / 2 ** fractionBits
  return (negative ? -2 + fraction : 1 + fraction) * 2 ** exponent
}

/** The bits of the nearest number that a standard has; beyond its range the largest, below it zero. */
export function otherFloatBits(form: NonNullable<FloatEncoding['form']>, value: number, bits: number): bigint {
  const x = Number.isNaN(value) ? 0 : value
  switch (form) {
    case 'mil1750a':
      return milBits(x, bits === 16 ? 10 : bits === 32 ? 24 : 40, bits === 16 ? 6 : 8, bits)
    case 'dec':
      return vaxBits(x, bits === 64 ? 56 : 24, bits)
    case 'ibm':
      return ibmBits(x, bits === 64 ? 56 : 24, bits)
    case 'ti':
      return tiBits(x, bits)
  }
}

/** A fraction in [0.5, 1) and its power of two; zero for zero. */
function parts(x: number): readonly [fraction: number, exponent: number] {
  if (x === 0) return [0, 0]
  let exponent = Math.floor(Math.log2(x)) + 1
  let fraction = x / 2 ** exponent
  if (fraction >= 1) {
    fraction /= 2
    exponent++
  } else if (fraction < 0.5) {
    fraction *= 2
    exponent--
  }
  return [fraction, exponent]
}

/** Two's complement mantissa of so many bits, then the exponent; of 48 bits the exponent stands inside. */
function milBits(x: number, mantissaBits: number, exponentBits: number, bits: number): bigint {
  const most = 2 ** (exponentBits - 1) - 1
  const scale = 2 ** (mantissaBits - 1)
  let [fraction, exponent] = parts(Math.abs(x))
  let mantissa = Math.round((x < 0 ? -fraction : fraction) * scale)
  if (mantissa === scale || mantissa === -scale / 2) {
    // One more power up, or -0.5, which a normalised number has as -1 of one power less.
    mantissa = mantissa === scale ? scale / 2 : -scale
    exponent += mantissa > 0 ? 1 : -1
  }
  if (exponent > most) return milWord(x < 0 ? -scale : scale - 1, most, mantissaBits, exponentBits, bits)
  if (x === 0 || exponent < -most - 1) return 0n
  return milWord(mantissa, exponent, mantissaBits, exponentBits, bits)
}

function milWord(mantissa: number, exponent: number, mantissaBits: number, exponentBits: number, bits: number): bigint {
  const m = BigInt.asUintN(mantissaBits, BigInt(mantissa))
  const e = BigInt.asUintN(exponentBits, BigInt(exponent))
  if (bits < 48) return (m << BigInt(exponentBits)) | e
  return ((m >> 16n) << 24n) | (e << 16n) | (m & 0xffffn)
}

function vaxBits(x: number, fractionBits: number, bits: number): bigint {
  let [fraction, exponent] = parts(Math.abs(x))
  let whole = fractionOf(fraction, fractionBits)
  if (whole === 1n << BigInt(fractionBits)) {
    whole >>= 1n
    exponent++
  }
  if (x === 0 || exponent < -127) return 0n
  if (exponent > 127) {
    exponent = 127
    whole = (1n << BigInt(fractionBits)) - 1n
  }
  const hidden = whole & ((1n << BigInt(fractionBits - 1)) - 1n)
  return (x < 0 ? 1n << BigInt(bits - 1) : 0n) | (BigInt(exponent + 128) << BigInt(fractionBits - 1)) | hidden
}

/** A fraction in [1/16, 1) as an integer of so many bits, which may round up to one more. */
function fractionOf(fraction: number, bits: number): bigint {
  return BigInt(Math.round(fraction * 2 ** bits))
}

function ibmBits(x: number, fractionBits: number, bits: number): bigint {
  const [, exponent] = parts(Math.abs(x))
  let hex = Math.ceil(exponent / 4)
  let whole = fractionOf(Math.abs(x) / 16 ** hex, fractionBits)
  if (whole === 1n << BigInt(fractionBits)) {
    whole >>= 4n
    hex++
  }
  if (x === 0 || hex < -64) return 0n
  if (hex > 63) {
    hex = 63
    whole = (1n << BigInt(fractionBits)) - 1n
  }
  return (x < 0 ? 1n << BigInt(bits - 1) : 0n) | (BigInt(hex + 64) << BigInt(fractionBits)) | whole
}

/** 1.f for positive numbers, -2 + f for negative ones. */
function tiBits(x: number, bits: number): bigint {
  const fractionBits = bits - 9
  let [, exponent] = parts(Math.abs(x))
  exponent-- // of a number in [1, 2)
  let m = x / 2 ** exponent
  if (m === -1) {
    m = -2
    exponent--
  }
  let fraction = Math.round((m < 0 ? m + 2 : m - 1) * 2 ** fractionBits)
  if (fraction === 2 ** fractionBits) {
    fraction = 0
    exponent += m > 0 ? 1 : -1
  }
  const word = (e: number, negative: boolean, f: number) =>
    (BigInt.asUintN(8, BigInt(e)) << BigInt(fractionBits + 1)) |
    (negative ? 1n << BigInt(fractionBits) : 0n) |
    BigInt(f)
  if (x === 0 || exponent < -127) return word(-128, false, 0)
  if (exponent > 127) return x > 0 ? word(127, false, 2 ** fractionBits - 1) : word(127, true, 0)
  return word(exponent, m < 0, fraction)
}
