/**
 * The BCH (63,56) code of telecommand (CCSDS 231.0-B-4, 3): 56 bits of data, 7 inverted bits of remainder by
 * x^7 + x^6 + x^2 + 1, one fill bit. It detects up to three wrong bits, or corrects one and detects two.
 */

/** Octets of data in a codeblock. */
export const BCH_DATA_OCTETS = 7
/** Octets of a codeblock in all. */
export const BCH_BLOCK_OCTETS = 8

/** Remainders after one octet, the register in the upper seven bits. */
const TABLE = new Uint8Array(256)
for (let octet = 0; octet < 256; octet++) {
  let register = octet
  for (let bit = 0; bit < 8; bit++)
    register = register & 0x80 ? ((register << 1) & 0xff) ^ 0x8a : (register << 1) & 0xff
  TABLE[octet] = register
}

/** Which of the 63 bits is wrong where the remainder differs by this, 255 where no single one is. */
const WRONG_BIT = new Uint8Array(128).fill(255)
for (let bit = 0; bit < 63; bit++) {
  const block = new Uint8Array(BCH_BLOCK_OCTETS)
  block[bit >> 3] = 0x80 >> (bit & 7)
  WRONG_BIT[remainder(block, 0) ^ (block[7]! >> 1)] = bit
}

/** The last octet of a codeblock whose data stand at `at`: inverted remainder and fill bit 0. */
export function bchParity(bytes: Uint8Array, at: number): number {
  return (~remainder(bytes, at) << 1) & 0xfe
}

/**
 * Checks the codeblock at `at`: 0 where it is right, 1 where one bit was wrong (and, with `correct`, is right now), -1
 * where more were. The fill bit is not looked at.
 */
export function checkCodeblock(bytes: Uint8Array, at: number, correct: boolean): 0 | 1 | -1 {
  const difference = remainder(bytes, at) ^ (~(bytes[at + 7]! >> 1) & 0x7f)
  if (difference === 0) return 0
  const bit = WRONG_BIT[difference]!
  if (bit === 255 || !correct) return -1
  bytes[at + (bit >> 3)]! ^= 0x80 >> (bit & 7)
  return 1
}

function remainder(bytes: Uint8Array, at: number): number {
  let register = 0
  for (let i = at; i < at + BCH_DATA_OCTETS; i++) register = TABLE[register ^ bytes[i]!]!
  return register >> 1
}
