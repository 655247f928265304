/** Counts what frames of one kind hold, frame by frame: channels, counters, gaps, packets, control words, damage. */
import { readPacketHeader, SEQUENCE_MODULUS } from '../space-packet.ts'
import type { CaptureKind } from './capture-kind.ts'
import { type Clcw, decodeClcw } from './clcw.ts'
import { describeFrameError, type FrameError } from './frame-error.ts'
import { type FrameLayout, readFrame, type SeenFrame } from './frame-reader.ts'
import { segmentAssembler } from './segment-assembler.ts'
import { type VirtualChannel, virtualChannel } from './virtual-channel.ts'

/** One virtual channel. */
export type ChannelRow = {
  scid: number
  vcid: number
  frames: number
  idle: number
  /** Frames missing by the counter, in so many gaps; frames whose count came twice in a row. */
  missing: number
  gaps: number
  repeated: number
  first_count: number
  last_count: number
  /** Packets out of its frames, and those that were damaged. */
  packets: number
  damaged_packets: number
}

/** Frames missing before the `frame`-th of the recording, after the count `before` of its channel. */
export type Gap = {
  readonly scid: number
  readonly vcid: number
  readonly frame: number
  readonly before: number
  readonly missing: number
}

/** Packets of one APID on one virtual channel. */
export type PacketRow = {
  apid: number
  vcid: number
  packets: number
  octets: number
  missing: number
  first_count: number
  last_count: number
}

/** Reports about one virtual channel of the uplink: how many had each flag, and the last values. */
export type ClcwRow = {
  vcid: number
  reports: number
  lockout: number
  wait: number
  retransmit: number
  report: number
  farm_b: number
}

/** All that was counted. */
export type Census = {
  readonly frames: number
  readonly bad_frames: readonly { readonly error: string; readonly frames: number; readonly example: string }[]
  readonly crc_failures: number
  readonly channels: readonly ChannelRow[]
  /** The first hundred. */
  readonly gaps: readonly Gap[]
  readonly packets: readonly PacketRow[]
  readonly clcw: readonly ClcwRow[]
}

type Channel = {
  readonly row: ChannelRow
  readonly channel: VirtualChannel
}

const GAPS_SHOWN = 100

/** A census for frames (or, of kind `packets`, octets of packets) of one kind. */
export function frameCensus(kind: CaptureKind, layout: FrameLayout): { take(frame: Uint8Array): void; end(): Census } {
  const channels = new Map<number, Channel>()
  const packets = new Map<number, PacketRow>()
  const words = new Map<number, ClcwRow>()
  const bad = new Map<string, { frames: number; example: string }>()
  const gaps: Gap[] = []
  const segments = segmentAssembler()
  let frames = 0
  let crc_failures = 0

  const channelOf = ({ scid, vcid, count }: SeenFrame): Channel => {
    const key = scid * 64 + vcid
    let channel = channels.get(key)
    if (channel === undefined) {
      const counts = { frames: 0, idle: 0, missing: 0, gaps: 0, repeated: 0, packets: 0, damaged_packets: 0 }
      const row = { scid, vcid, ...counts, first_count: count, last_count: count }
      channel = { row, channel: virtualChannel() }
      channels.set(key, channel)
    }
    return channel
  }

  const takePacket = (packet: Uint8Array, vcid: number) => {
    const header = readPacketHeader(packet)
    if (!header.ok) return
    const { apid, sequenceCount } = header.value
    const key = apid * 64 + vcid
    const row = packets.get(key)
    if (row === undefined) {
      const counts = { missing: 0, first_count: sequenceCount, last_count: sequenceCount }
      packets.set(key, { apid, vcid, packets: 1, octets: packet.length, ...counts })
      return
    }
    const ahead = (sequenceCount - row.last_count + SEQUENCE_MODULUS) % SEQUENCE_MODULUS
    // What is behind came late or twice, and is not counted as a gap of nearly all numbers.
    if (ahead > 0 && ahead <= SEQUENCE_MODULUS / 2) {
      row.missing += ahead - 1
      row.last_count = sequenceCount
    }
    row.packets++
    row.octets += packet.length
  }

  const takeWord = (word: number) => {
    const clcw = decodeClcw(word)
    if (clcw !== undefined) countWord(words, clcw)
  }

  /** Notes the frame's number among those of its channel. */
  const follow = (seen: SeenFrame, row: ChannelRow, missing: number) => {
    const before = row.last_count
    if (seen.modulus > 0) row.last_count = seen.count
    if (missing < 0) row.repeated++
    if (missing <= 0) return
    row.missing += missing
    row.gaps++
    if (gaps.length < GAPS_SHOWN) gaps.push({ scid: seen.scid, vcid: seen.vcid, frame: frames - 1, before, missing })
  }

  const takeSeen = (seen: SeenFrame) => {
    const { row, channel } = channelOf(seen)
    follow(
      seen,
      row,
      channel.take(seen, (packet) => takePacket(packet, seen.vcid)),
    )
    row.frames++
    if (seen.idle) row.idle++
    if (seen.ocf !== undefined) takeWord(seen.ocf)
  }

  const refuse = (error: FrameError) => {
    if (error.kind === 'frame-wrong-crc') crc_failures++
    const seen = bad.get(error.kind)
    if (seen !== undefined) seen.frames++
    else bad.set(error.kind, { frames: 1, example: describeFrameError(error) })
  }

  return {
    take(frame) {
      frames++
      const read = kind === 'packets' ? undefined : readFrame(kind, frame, layout, segments)
      if (read === undefined) takeSeen({ ...NOWHERE, data: frame })
      else if ('kind' in read) refuse(read)
      else takeSeen(read)
    },
    end() {
      for (const { row, channel } of channels.values()) {
        channel.end((p) => takePacket(p, row.vcid))
        for (const { counts } of channel.extractors) {
          row.packets += counts.packets
          row.damaged_packets += counts.damaged
        }
      }
      return {
        frames: kind === 'packets' ? 0 : frames,
        bad_frames: [...bad].map(([error, b]) => ({ error, ...b })),
        crc_failures,
        channels:
          kind === 'packets'
            ? []
            : [...channels.values()].map((c) => c.row).sort((a, b) => a.scid - b.scid || a.vcid - b.vcid),
        gaps,
        packets: [...packets.values()].sort((a, b) => a.apid - b.apid || a.vcid - b.vcid),
        clcw: [...words.values()].sort((a, b) => a.vcid - b.vcid),
      }
    },
  }
}

const ANYWHERE = { scid: 0, vcid: 0, map: 0, expedited: false, count: 0, modulus: 0 }
const NOWHERE = { ...ANYWHERE, idle: false, ocf: undefined, firstHeader: 0 }

function countWord(words: Map<number, ClcwRow>, clcw: Clcw): void {
  const row = words.get(clcw.vcid) ?? {
    vcid: clcw.vcid,
    reports: 0,
    lockout: 0,
    wait: 0,
    retransmit: 0,
    report: 0,
    farm_b: 0,
  }
  words.set(clcw.vcid, row)
  row.reports++
  row.lockout += Number(clcw.lockout)
  row.wait += Number(clcw.wait)
  row.retransmit += Number(clcw.retransmit)
  row.report = clcw.report
  row.farm_b = clcw.farmB
}
