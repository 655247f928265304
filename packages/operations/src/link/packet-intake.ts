/**
 * Octets of a link in, Space Packets out, whatever comes: frames are found by marker or length, decoded, corrected, their
 * packets put together by virtual channel; bad octets cost what they damage and are counted. It keeps at most one frame
 * and one packet a channel.
 */
import type { FrameError } from '../frames/frame-error.ts'
import { type FrameLayout, readFrame, type SeenFrame } from '../frames/frame-reader.ts'
import { type PacketRecovery, type PacketSink, packetRecovery } from '../frames/packet-recovery.ts'
import { randomise } from '../frames/randomiser.ts'
import { type ReedSolomon, reedSolomon } from '../frames/reed-solomon.ts'
import { segmentAssembler } from '../frames/segment-assembler.ts'
import { synchroniser } from '../frames/sync-marker.ts'
import { USLP_VERSION, uslpFrameOctets } from '../frames/uslp-frame.ts'
import { type VirtualChannel, virtualChannel } from '../frames/virtual-channel.ts'
import { noCounts, type PacketIntake } from './intake-counts.ts'
import type { LinkFraming } from './link-file.ts'
import { unitIntake } from './unit-intake.ts'

/** An intake for one link; `datagrams` says that whole packets or frames arrive together (UDP). */
export function packetIntake(framing: LinkFraming, datagrams: boolean): PacketIntake {
  if (framing.kind === 'packets') return barePackets(framing.longest_octets, datagrams)
  return framing.kind === 'cltu' ? unitIntake(datagrams) : framed(framing, datagrams)
}

/** A packet that ends where a datagram or a piece ends is believed, so that it need not wait for the next. */
function barePackets(longest_octets: number, datagrams: boolean): PacketIntake {
  const recovery = packetRecovery({ longest_octets })
  let octets = 0
  return {
    get counts() {
      return { ...noCounts(), octets, ...packetCounts([recovery]) }
    },
    push(piece, sink) {
      octets += piece.length
      recovery.push(piece, sink, datagrams ? 0 : -1, true)
      if (datagrams) recovery.flush(sink)
    },
    end: (sink) => recovery.flush(sink, true),
  }
}

function packetCounts(all: readonly { readonly counts: PacketRecovery['counts'] }[]) {
  const sum = { packets: 0, idle_packets: 0, damaged_packets: 0, lost_octets: 0 }
  for (const { counts } of all) {
    sum.packets += counts.packets
    sum.idle_packets += counts.idle
    sum.damaged_packets += counts.damaged
    sum.lost_octets += counts.lost_octets
  }
  return sum
}

type Framing = Exclude<LinkFraming, { kind: 'packets' | 'cltu' }>

/** Virtual channels beyond this many are noise that reads as headers. */
const MOST_CHANNELS = 4096

function framed(framing: Framing, datagrams: boolean): PacketIntake {
  const counts = noCounts()
  const channels = new Map<number, VirtualChannel>()
  const segments = segmentAssembler()
  const rs = framing.reed_solomon === 0 ? undefined : codeOf(framing)
  const layout: FrameLayout = {
    fecf_octets: framing.error_control,
    insert_octets: framing.insert_zone,
    ocf: framing.ocf,
    segments: false,
    headerControl: framing.header_control,
  }

  const channelOf = ({ scid, vcid }: SeenFrame): VirtualChannel | undefined => {
    const key = scid * 64 + vcid
    const there = channels.get(key)
    if (there !== undefined || channels.size >= MOST_CHANNELS) return there
    const made = virtualChannel()
    channels.set(key, made)
    return made
  }

  const take = (octets: Uint8Array, sink: PacketSink): void => {
    counts.frames++
    const frame = decoded(octets)
    const seen = frame === undefined ? undefined : readFrame(framing.kind, frame, layout, segments)
    if (seen === undefined || isError(seen)) {
      counts.bad_frames++
      return
    }
    const channel = channelOf(seen)
    if (channel === undefined) return
    counts.missing_frames += Math.max(0, channel.take(seen, sink))
  }

  /** The frame in a block: without its randomisation and check symbols; undefined where it cannot be corrected. */
  const decoded = (octets: Uint8Array): Uint8Array | undefined => {
    if (framing.randomised !== 'none') randomise(octets, framing.randomised)
    if (rs === undefined) return octets
    if (octets.length !== rs.data_octets + rs.code.check * rs.code.interleave) return undefined
    const { corrected, uncorrectable } = rs.correct(octets)
    counts.corrected_symbols += corrected
    return uncorrectable > 0 ? undefined : octets.subarray(0, rs.data_octets)
  }

  const cut = cutter(framing, rs, datagrams)
  return {
    get counts() {
      return { ...counts, ...packetCounts([...channels.values()].flatMap(({ extractors }) => extractors)) }
    },
    push(octets, sink) {
      counts.octets += octets.length
      cut(octets, (frame) => take(frame, sink))
    },
    end(sink) {
      for (const channel of channels.values()) channel.end(sink)
    },
  }
}

function isError(seen: SeenFrame | FrameError): seen is FrameError {
  return 'kind' in seen
}

function codeOf({ reed_solomon, interleave, frame_octets }: Framing): ReedSolomon {
  const check = reed_solomon as 16 | 32
  const whole = (255 - check) * interleave
  const fill = frame_octets === undefined ? 0 : Math.max(0, Math.floor((whole - frame_octets) / interleave))
  return reedSolomon({ check, interleave: interleave as 1, fill, basis: 'dual' })
}

type Cut = (octets: Uint8Array, frame: (octets: Uint8Array) => void) => void

/** Frames out of datagrams (one each), of a stream with markers, of fixed length, or (USLP) of the length that they tell. */
function cutter(framing: Framing, rs: ReedSolomon | undefined, datagrams: boolean): Cut {
  const block = rs === undefined ? framing.frame_octets : rs.data_octets + rs.code.check * rs.code.interleave
  if (framing.marker) {
    const sync = synchroniser({ octets: block ?? 1115 })
    return (octets, frame) => sync.push(octets, (found) => frame(found.octets))
  }
  if (datagrams) return (octets, frame) => frame(octets.slice())
  let kept: Uint8Array = new Uint8Array(0)
  return (octets, frame) => {
    const bytes = kept.length === 0 ? octets : joined(kept, octets)
    let at = 0
    for (;;) {
      const length = block ?? uslpLength(bytes, at)
      if (length === 0 || at + length > bytes.length) break
      if (length > 1) frame(bytes.slice(at, at + length))
      at += length
    }
    kept = bytes.slice(at)
  }
}

/** Octets of the USLP frame at a place, 1 where none can begin, 0 where more octets are needed to tell. */
function uslpLength(bytes: Uint8Array, at: number): number {
  if (at < bytes.length && bytes[at]! >>> 4 !== USLP_VERSION) return 1
  return uslpFrameOctets(bytes, at) ?? (bytes.length - at < 7 ? 0 : 1)
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length)
  out.set(a)
  out.set(b, a.length)
  return out
}
