/**
 * Space Packets (CCSDS 133.0-B-2): the primary header of six octets, and a data field of 1 to 65536 octets. Packet error
 * control is the CRC-16 of `crc16.ts` in the last two octets, where a mission agrees on it.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { crc16 } from './crc16.ts'

/** Octets of the primary header. */
export const PRIMARY_HEADER_OCTETS = 6
/** The APID of idle packets (4.1.2.3.3). */
export const IDLE_APID = 0x7ff
/** The sequence count is modulo 2^14. */
export const SEQUENCE_MODULUS = 16384

/** Place of a packet in a segmented unit of user data (4.1.2.4.2): 0 continuation, 1 first, 2 last, 3 unsegmented. */
export type SequenceFlags = 0 | 1 | 2 | 3

export type PacketHeader = {
  readonly telecommand: boolean
  readonly secondaryHeader: boolean
  /** 0 to 2047; 2047 is idle. */
  readonly apid: number
  readonly sequenceFlags: SequenceFlags
  /** 0 to 16383; in telecommands it may be a name instead. */
  readonly sequenceCount: number
  /** Octets of the data field, 1 to 65536: one more than the header's field says. */
  readonly dataOctets: number
}

/** What a packet that came in can have wrong with it. `needed` and `got` in octets. */
export type PacketError =
  | { readonly kind: 'packet-too-short'; readonly needed: number; readonly got: number }
  | { readonly kind: 'packet-wrong-version'; readonly version: number }
  | { readonly kind: 'packet-wrong-crc'; readonly apid: number; readonly expected: number; readonly found: number }

/** Reads the primary header at `at`; the data field must be there whole. */
export function readPacketHeader(bytes: Uint8Array, at = 0): Result<PacketHeader, PacketError> {
  const got = bytes.length - at
  if (got < PRIMARY_HEADER_OCTETS) return err({ kind: 'packet-too-short', needed: PRIMARY_HEADER_OCTETS, got })
  const id = (bytes[at]! << 8) | bytes[at + 1]!
  if (id >>> 13 !== 0) return err({ kind: 'packet-wrong-version', version: id >>> 13 })
  const sequence = (bytes[at + 2]! << 8) | bytes[at + 3]!
  const dataOctets = ((bytes[at + 4]! << 8) | bytes[at + 5]!) + 1
  if (got < PRIMARY_HEADER_OCTETS + dataOctets)
    return err({ kind: 'packet-too-short', needed: PRIMARY_HEADER_OCTETS + dataOctets, got })
  return ok({
    telecommand: (id & 0x1000) !== 0,
    secondaryHeader: (id & 0x0800) !== 0,
    apid: id & 0x7ff,
    sequenceFlags: (sequence >>> 14) as SequenceFlags,
    sequenceCount: sequence & 0x3fff,
    dataOctets,
  })
}

/** Writes the primary header at `at`. Fields out of range are the caller's bug. */
export function writePacketHeader(header: PacketHeader, out: Uint8Array, at = 0): void {
  const { apid, sequenceFlags, sequenceCount, dataOctets } = header
  if (!(apid >= 0 && apid <= 0x7ff)) throw new RangeError(`APID ${apid} is not in 0..2047`)
  if (!(sequenceCount >= 0 && sequenceCount < SEQUENCE_MODULUS)) throw new RangeError(`sequence count ${sequenceCount}`)
  if (!(dataOctets >= 1 && dataOctets <= 65536)) throw new RangeError(`data field of ${dataOctets} octets`)
  out[at] = (header.telecommand ? 0x10 : 0) | (header.secondaryHeader ? 0x08 : 0) | (apid >>> 8)
  out[at + 1] = apid
  out[at + 2] = (sequenceFlags << 6) | (sequenceCount >>> 8)
  out[at + 3] = sequenceCount
  out[at + 4] = (dataOctets - 1) >>> 8
  out[at + 5] = dataOctets - 1
}

/** A packet with the given data field. With `crc` two octets of error control are appended to it. */
export function encodePacket(
  header: Omit<PacketHeader, 'dataOctets'>,
  data: Uint8Array,
  crc = false,
): Uint8Array<ArrayBuffer> {
  const dataOctets = data.length + (crc ? 2 : 0)
  const out = new Uint8Array(PRIMARY_HEADER_OCTETS + dataOctets)
  writePacketHeader({ ...header, dataOctets }, out)
  out.set(data, PRIMARY_HEADER_OCTETS)
  if (crc) sealPacket(out)
  return out
}

/** An idle packet of `octets` in all, at least 7: it fills a link and is thrown away on arrival. */
export function idlePacket(octets: number): Uint8Array<ArrayBuffer> {
  return encodePacket(
    { telecommand: false, secondaryHeader: false, apid: IDLE_APID, sequenceFlags: 3, sequenceCount: 0 },
    new Uint8Array(octets - PRIMARY_HEADER_OCTETS),
  )
}

/** Writes the error control into the last two octets of a whole packet. */
export function sealPacket(packet: Uint8Array): void {
  const crc = crc16(packet, 0, packet.length - 2)
  packet[packet.length - 2] = crc >>> 8
  packet[packet.length - 1] = crc
}

/** Checks the error control of one whole packet. */
export function checkPacket(packet: Uint8Array): Result<PacketHeader, PacketError> {
  const header = readPacketHeader(packet)
  if (!header.ok) return header
  const end = PRIMARY_HEADER_OCTETS + header.value.dataOctets
  if (header.value.dataOctets < 2) return err({ kind: 'packet-too-short', needed: 8, got: end })
  const expected = crc16(packet, 0, end - 2)
  const found = (packet[end - 2]! << 8) | packet[end - 1]!
  if (expected !== found) return err({ kind: 'packet-wrong-crc', apid: header.value.apid, expected, found })
  return header
}

/** The sentence for a packet that could not be read. */
export function describePacketError(error: PacketError): string {
  switch (error.kind) {
    case 'packet-too-short':
      return `the packet needs ${error.needed} octets and ${error.got} came`
    case 'packet-wrong-version':
      return `packet version ${error.version} is not a Space Packet's, which is 0`
    case 'packet-wrong-crc':
      return `packet error control of APID ${error.apid} is ${hex(error.found)} and should be ${hex(error.expected)}`
  }
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(4, '0')}`
}
