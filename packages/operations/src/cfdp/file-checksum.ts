/** Checksums of whole files (CCSDS 727.0-B-5, 4.2.2; numbers of the SANA registry of checksum types). */
import { crc32c } from '../bundle/crc.ts'
import { crc32 as proximityCrc32 } from '../frames/crc32.ts'

/** Modular, CRC-32 of Proximity-1, CRC-32C, CRC-32 of IEEE 802.3, none. */
export type FileChecksum = 0 | 1 | 2 | 3 | 15

/** Whether the number of a checksum type is one of these. */
export function isFileChecksum(type: number): type is FileChecksum {
  return (type >= 0 && type <= 3) || type === 15
}

/** The checksum of a file, unsigned; 0 for none. */
export function fileChecksum(type: FileChecksum, file: Uint8Array): number {
  switch (type) {
    case 0:
      return modular(file)
    case 1:
      return proximityCrc32(file)
    case 2:
      return crc32c(file)
    case 3:
      return ieeeCrc32(file)
    case 15:
      return 0
  }
}

/** Sum of the big-endian words of 4 octets from the file's start, the last filled with zeros, modulo 2^32. */
function modular(file: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < file.length; i++) sum = (sum + (file[i]! << (24 - 8 * (i & 3)))) | 0
  return sum >>> 0
}

const IEEE = new Uint32Array(256)
for (let octet = 0; octet < 256; octet++) {
  let crc = octet
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  IEEE[octet] = crc
}

function ieeeCrc32(file: Uint8Array): number {
  let crc = 0xffffffff
  for (const octet of file) crc = (crc >>> 8) ^ IEEE[(crc ^ octet) & 0xff]!
  return ~crc >>> 0
}
