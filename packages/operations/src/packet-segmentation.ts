/**
 * User data longer than a packet (CCSDS 133.0-B-2, 4.1.3.4.2): sent in several by the sequence flags, put together again
 * where all of them came in order. What is missing costs the one unit of data.
 */
import { err, ok, type Result } from '@magpie/core/result'
import {
  encodePacket,
  type PacketHeader,
  PRIMARY_HEADER_OCTETS,
  readPacketHeader,
  SEQUENCE_MODULUS,
  type SequenceFlags,
} from './space-packet.ts'

/** Why a unit of data did not come whole. */
export type SegmentError =
  /** A segment of a unit of which the first did not come. */
  | { readonly kind: 'segment-without-first'; readonly apid: number; readonly count: number }
  /** A packet of the unit is missing: what came of it, octets, is thrown away. */
  | {
      readonly kind: 'segment-gap'
      readonly apid: number
      readonly expected: number
      readonly got: number
      readonly octets: number
    }
  /** A new unit begins before the last segment of the one before. */
  | { readonly kind: 'segment-unfinished'; readonly apid: number; readonly octets: number }
  | { readonly kind: 'segment-too-long'; readonly apid: number; readonly octets: number; readonly most: number }
  | { readonly kind: 'segment-no-packet' }

/** Packets that carry the data, each with at most so many octets of it, counted from `header.sequenceCount` on. */
export function segmentData(
  header: Omit<PacketHeader, 'dataOctets' | 'sequenceFlags'>,
  data: Uint8Array,
  most_octets: number,
): Uint8Array<ArrayBuffer>[] {
  const pieces = Math.max(1, Math.ceil(data.length / most_octets))
  return Array.from({ length: pieces }, (_, i) =>
    encodePacket(
      { ...header, sequenceFlags: flagsOf(i, pieces), sequenceCount: (header.sequenceCount + i) % SEQUENCE_MODULUS },
      data.subarray(i * most_octets, (i + 1) * most_octets),
    ),
  )
}

function flagsOf(i: number, pieces: number): SequenceFlags {
  return ((i === 0 ? 1 : 0) | (i === pieces - 1 ? 2 : 0)) as SequenceFlags
}

/** A unit of user data that is whole. */
export type UserData = { readonly apid: number; readonly data: Uint8Array }

/** Packets in, units of user data out. */
export type PacketReassembler = {
  /**
   * Takes a packet. The unit that it completes, or undefined; an error tells what was thrown away. A packet that begins
   * a unit is kept even where it ends another one in error.
   */
  take(packet: Uint8Array): Result<UserData | undefined, SegmentError>
  /** Octets kept of units that are not whole. */
  readonly pending_octets: number
}

type Begun = { readonly parts: Uint8Array[]; octets: number; next: number }

/** A reassembler for all APIDs of one source; units longer than `most_octets` are refused. */
export function packetReassembler(most_octets = 1 << 24): PacketReassembler {
  const begun = new Map<number, Begun>()

  const begin = (
    { apid, sequenceFlags, sequenceCount }: PacketHeader,
    data: Uint8Array,
  ): Result<UserData | undefined, SegmentError> => {
    const unfinished = begun.get(apid)
    begun.delete(apid)
    if (sequenceFlags === 1)
      begun.set(apid, { parts: [data.slice()], octets: data.length, next: (sequenceCount + 1) % SEQUENCE_MODULUS })
    if (unfinished !== undefined) return err({ kind: 'segment-unfinished', apid, octets: unfinished.octets })
    return ok(sequenceFlags === 3 ? { apid, data } : undefined)
  }

  const goOn = (
    { apid, sequenceFlags, sequenceCount }: PacketHeader,
    data: Uint8Array,
  ): Result<UserData | undefined, SegmentError> => {
    const unit = begun.get(apid)
    if (unit === undefined) return err({ kind: 'segment-without-first', apid, count: sequenceCount })
    if (sequenceCount !== unit.next) {
      begun.delete(apid)
      return err({ kind: 'segment-gap', apid, expected: unit.next, got: sequenceCount, octets: unit.octets })
    }
    unit.parts.push(data.slice())
    unit.octets += data.length
    unit.next = (sequenceCount + 1) % SEQUENCE_MODULUS
    if (unit.octets > most_octets) {
      begun.delete(apid)
      return err({ kind: 'segment-too-long', apid, octets: unit.octets, most: most_octets })
    }
    if (sequenceFlags === 0) return ok(undefined)
    begun.delete(apid)
    return ok({ apid, data: joined(unit) })
  }

  return {
    get pending_octets() {
      let octets = 0
      for (const unit of begun.values()) octets += unit.octets
      return octets
    },
    take(packet) {
      const header = readPacketHeader(packet)
      if (!header.ok) return err({ kind: 'segment-no-packet' })
      const data = packet.subarray(PRIMARY_HEADER_OCTETS, PRIMARY_HEADER_OCTETS + header.value.dataOctets)
      return header.value.sequenceFlags & 1 ? begin(header.value, data) : goOn(header.value, data)
    },
  }
}

function joined({ parts, octets }: Begun): Uint8Array {
  const out = new Uint8Array(octets)
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}

/** The sentence for a unit of data that did not come whole. */
export function describeSegmentError(error: SegmentError): string {
  switch (error.kind) {
    case 'segment-without-first':
      return `segment ${error.count} of APID ${error.apid} came without the first of its unit`
    case 'segment-gap':
      return `APID ${error.apid} went from ${error.expected} to ${error.got} within a unit: ${error.octets} octets of it are lost`
    case 'segment-unfinished':
      return `a unit of APID ${error.apid} ended without its last segment: ${error.octets} octets of it are lost`
    case 'segment-too-long':
      return `a unit of APID ${error.apid} has ${error.octets} octets where at most ${error.most} were agreed`
    case 'segment-no-packet':
      return 'the octets are no whole packet'
  }
}
