/** The CRCs of bundles (RFC 9171, 4.2.1): CRC-16 of X.25 and CRC-32C of Castagnoli (RFC 4960, appendix B), both reflected. */

const X25 = table(0x8408)
const CASTAGNOLI = table(0x82f63b78)

function table(polynomial: number): Uint32Array {
  const out = new Uint32Array(256)
  for (let octet = 0; octet < 256; octet++) {
    let crc = octet
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1
    out[octet] = crc
  }
  return out
}

/** CRC-16/X.25 of the octets from `from` to before `to`, and of so many zeros behind them. */
export function crc16X25(bytes: Uint8Array, from = 0, to: number = bytes.length, zeros = 0): number {
  let crc = 0xffff
  for (let i = from; i < to; i++) crc = (crc >>> 8) ^ X25[(crc ^ bytes[i]!) & 0xff]!
  for (let i = 0; i < zeros; i++) crc = (crc >>> 8) ^ X25[crc & 0xff]!
  return crc ^ 0xffff
}

/** CRC-32C, unsigned, of the octets from `from` to before `to`, and of so many zeros behind them. */
export function crc32c(bytes: Uint8Array, from = 0, to: number = bytes.length, zeros = 0): number {
  let crc = -1
  for (let i = from; i < to; i++) crc = (crc >>> 8) ^ CASTAGNOLI[(crc ^ bytes[i]!) & 0xff]!
  for (let i = 0; i < zeros; i++) crc = (crc >>> 8) ^ CASTAGNOLI[crc & 0xff]!
  return ~crc >>> 0
}
