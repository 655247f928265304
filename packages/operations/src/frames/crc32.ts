/**
 * The 32-bit frame error control that USLP allows (CCSDS 732.1-B-2, 4.1.6): the CRC of Proximity-1 (CCSDS 211.2-B-3,
 * annex C), x^32 + x^23 + x^21 + x^11 + x^2 + 1, preset to zeros, not reflected, not inverted.
 */

const TABLE = new Uint32Array(256)
for (let octet = 0; octet < 256; octet++) {
  let crc = octet << 24
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x00a00805 : crc << 1
  TABLE[octet] = crc
}

/** Over bytes [from, to), unsigned. Over a message with its own CRC appended the result is 0. */
export function crc32(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let crc = 0
  for (let i = from; i < to; i++) crc = (crc << 8) ^ TABLE[(crc >>> 24) ^ bytes[i]!]!
  return crc >>> 0
}
