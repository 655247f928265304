/** Telecommand packets as the octets that a link sends: as they are, or in bypass frames (CCSDS 232.0-B-4) in one CLTU (231.0-B-4). */
import { encodeCltu } from '../frames/cltu.ts'
import { encodeTcFrame, TC_HEADER_OCTETS, TC_LONGEST_OCTETS } from '../frames/tc-frame.ts'
import type { SequenceFlags } from '../space-packet.ts'
import type { UplinkFraming } from './link-file.ts'

/** Octets of data that a frame has room for beside its header, its segment header and its check. */
const SEGMENT_OCTETS = TC_LONGEST_OCTETS - TC_HEADER_OCTETS - 1 - 2

/** The octets that carry a packet up. */
export function uplinkOctets(packet: Uint8Array, framing: UplinkFraming): Uint8Array {
  if (framing.kind === 'packets') return packet
  const { scid, vcid } = framing
  const pieces = Math.max(1, Math.ceil(packet.length / SEGMENT_OCTETS))
  const frames: number[] = []
  for (let i = 0; i < pieces; i++) {
    const flags = ((i === 0 ? 1 : 0) | (i === pieces - 1 ? 2 : 0)) as SequenceFlags
    const data = packet.subarray(i * SEGMENT_OCTETS, (i + 1) * SEGMENT_OCTETS)
    const id = { bypass: true, control: false, scid, vcid, sequence: 0 }
    frames.push(...encodeTcFrame({ ...id, segment: { flags, map: 0 }, data }, true))
  }
  return encodeCltu(Uint8Array.from(frames))
}
