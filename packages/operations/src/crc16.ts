/**
 * CRC-16 of CCSDS packet and frame error control (CCSDS 132.0-B-3, 4.1.6.2; ITU-T V.41): x^16 + x^12 + x^5 + 1, preset
 * to ones, not reflected, not inverted.
 */

const TABLE = new Uint16Array(256)
for (let octet = 0; octet < 256; octet++) {
  let crc = octet << 8
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1
  TABLE[octet] = crc
}

/** Over bytes [from, to). Over a message with its own CRC appended the result is 0. */
export function crc16(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let crc = 0xffff
  for (let i = from; i < to; i++) crc = ((crc << 8) & 0xffff) ^ TABLE[(crc >>> 8) ^ bytes[i]!]!
  return crc
}
