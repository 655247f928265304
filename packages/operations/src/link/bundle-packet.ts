/**
 * Bundles on a link of packets: one whole bundle a Space Packet, of an application process of their own, behind the numbers of
 * the nodes of its hop (CCSDS 734.20-O-1 names Space Packets among what may carry bundles).
 */
import { encodePacket, PRIMARY_HEADER_OCTETS, readPacketHeader, SEQUENCE_MODULUS } from '../space-packet.ts'

/** Assumed where nobody says another: no element of a mission has it. */
export const BUNDLE_APID = 1900

/** Makes packets, counted from 0; `telecommand` on the way up. */
export function bundlePackets(apid: number, telecommand: boolean): (octets: Uint8Array) => Uint8Array<ArrayBuffer> {
  let count = 0
  return (octets) => {
    const sequenceCount = count++ % SEQUENCE_MODULUS
    return encodePacket({ telecommand, secondaryHeader: false, apid, sequenceFlags: 3, sequenceCount }, octets)
  }
}

/** What a packet carries of bundles; undefined where it is another. */
export function bundleOf(packet: Uint8Array, apid: number | undefined): Uint8Array | undefined {
  const header = readPacketHeader(packet)
  if (apid === undefined || !header.ok || header.value.apid !== apid) return undefined
  return packet.subarray(PRIMARY_HEADER_OCTETS)
}
