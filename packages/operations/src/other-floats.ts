/**
 * Floats that are not of IEEE 754: MIL-STD-1750A (4.1.5), DEC VAX F and D (VAX Architecture Reference Manual, 2.2), IBM System/360
 * hexadecimal (Principles of Operation), and TI TMS320C3x single precision (User's Guide, 5.3).
 */
import { READ } from './decoder-program.ts'

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
      return ti(low)
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

/** Exponent of 8 bits in two's complement, sign, fraction of 23; 01 or 10 in front of it. */
function ti(low: number): number {
  const exponent = signed(low >>> 24, 8)
  if (exponent === -128) return 0
  const fraction = (low & 0x7f_ffff) / 2 ** 23
  return ((low & 0x80_0000) === 0 ? 1 + fraction : -2 + fraction) * 2 ** exponent
}
