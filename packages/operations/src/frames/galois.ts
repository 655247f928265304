/**
 * The field GF(2^8) of the CCSDS Reed-Solomon codes (131.0-B-5, 4.3.2): x^8 + x^7 + x^2 + x + 1, and Berlekamp's dual
 * basis (4.3.9 and annex F), in which symbols travel.
 */

/** Powers of alpha, twice over, so that sums of two logarithms need no remainder. */
export const EXP = new Uint8Array(510)
/** Logarithms to alpha; that of 0 is not defined and stands as 0. */
export const LOG = new Uint8Array(256)
for (let power = 0, value = 1; power < 255; power++) {
  EXP[power] = value
  EXP[power + 255] = value
  LOG[value] = power
  value = value & 0x80 ? ((value << 1) & 0xff) ^ 0x87 : value << 1
}

/** A conventional symbol in the dual basis, first bit most significant. */
export const TO_DUAL = new Uint8Array(256)
/** A symbol of the dual basis in the conventional one. */
export const FROM_DUAL = new Uint8Array(256)
for (let symbol = 0; symbol < 256; symbol++) {
  // Coordinate i in the dual basis of 1, b, ..., b^7 is the trace of u b^i, with b = alpha^117.
  let dual = 0
  for (let i = 0; i < 8; i++) dual |= trace(times(symbol, EXP[(117 * i) % 255]!)) << (7 - i)
  TO_DUAL[symbol] = dual
  FROM_DUAL[dual] = symbol
}

/** The product of two symbols. */
export function times(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : EXP[LOG[a]! + LOG[b]!]!
}

/** The sum of the eight conjugates, 0 or 1. */
function trace(symbol: number): number {
  let sum = 0
  for (let k = 0, power = symbol; k < 8; k++, power = times(power, power)) sum ^= power
  return sum
}
