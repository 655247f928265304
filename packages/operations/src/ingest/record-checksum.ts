/**
 * CRC-32 of IEEE 802.3 as zlib, PNG and Parquet have it (reflected, preset and inverted), eight octets a step (Kounavis
 * and Berry, "A systematic approach to building high performance software-based CRC generators", 2005).
 */

const TABLE = new Int32Array(8 * 256)
for (let octet = 0; octet < 256; octet++) {
  let crc = octet
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  TABLE[octet] = crc
}
for (let i = 256; i < TABLE.length; i++) {
  const before = TABLE[i - 256]!
  TABLE[i] = (before >>> 8) ^ TABLE[before & 0xff]!
}

/** Over bytes [from, to), as an unsigned number of 32 bits. */
export function recordChecksum(bytes: Uint8Array, from = 0, to = bytes.length): number {
  let crc = -1
  let i = from
  for (; i + 8 <= to; i += 8) {
    const a = crc ^ (bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24))
    crc =
      TABLE[1792 + (a & 0xff)]! ^
      TABLE[1536 + ((a >>> 8) & 0xff)]! ^
      TABLE[1280 + ((a >>> 16) & 0xff)]! ^
      TABLE[1024 + (a >>> 24)]! ^
      TABLE[768 + bytes[i + 4]!]! ^
      TABLE[512 + bytes[i + 5]!]! ^
      TABLE[256 + bytes[i + 6]!]! ^
      TABLE[bytes[i + 7]!]!
  }
  for (; i < to; i++) crc = (crc >>> 8) ^ TABLE[(crc ^ bytes[i]!) & 0xff]!
  return ~crc >>> 0
}
