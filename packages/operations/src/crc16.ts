/**
 * CRC-16 of CCSDS packet and frame error control (CCSDS 132.0-B-3, 4.1.6.2; ITU-T V.41): x^16 + x^12 + x^5 + 1, preset
 * to ones, not reflected, not inverted. Four octets a step: the table of an octet that stands k octets before the end of
 * the step has it pushed through k octets of zeros.
 */

const TABLE = new Uint16Array(4 * 256)
for (let octet = 0; octet < 256; octet++) {
  let crc = octet << 8
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1
  TABLE[octet] = crc
}
for (let i = 256; i < TABLE.length; i++) {
  const before = TABLE[i - 256]!
  TABLE[i] = (before << 8) ^ TABLE[before >>> 8]!
}

/** Over bytes [from, to). Over a message with its own CRC appended the result is 0. */
export function crc16(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let crc = 0xffff
  let i = from
  for (; i + 4 <= to; i += 4)
    crc =
      TABLE[768 + ((crc >>> 8) ^ bytes[i]!)]! ^
      TABLE[512 + ((crc & 0xff) ^ bytes[i + 1]!)]! ^
      TABLE[256 + bytes[i + 2]!]! ^
      TABLE[bytes[i + 3]!]!
  for (; i < to; i++) crc = ((crc << 8) & 0xffff) ^ TABLE[(crc >>> 8) ^ bytes[i]!]!
  return crc
}
