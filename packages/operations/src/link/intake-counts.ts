/** What an intake is, and what it counts, whatever the octets are. */
import type { PacketSink } from '../frames/packet-recovery.ts'

/** What came and what it was worth. */
export type IntakeCounts = {
  octets: number
  packets: number
  idle_packets: number
  damaged_packets: number
  lost_octets: number
  frames: number
  bad_frames: number
  missing_frames: number
  corrected_symbols: number
}

export type PacketIntake = {
  /** Takes what arrived at once: a datagram, or a piece of a stream of any size. */
  push(octets: Uint8Array, sink: PacketSink): void
  /** The connection ended: what is whole is given out, the rest thrown away. */
  end(sink: PacketSink): void
  readonly counts: Readonly<IntakeCounts>
}

/** Nothing came yet. */
export function noCounts(): IntakeCounts {
  return {
    octets: 0,
    packets: 0,
    idle_packets: 0,
    damaged_packets: 0,
    lost_octets: 0,
    frames: 0,
    bad_frames: 0,
    missing_frames: 0,
    corrected_symbols: 0,
  }
}
