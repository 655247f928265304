/** Counts what frames of one kind hold, frame by frame: channels, counters, gaps, packets, control words, damage. */
import { readPacketHeader, SEQUENCE_MODULUS } from '../space-packet.ts'
import type { CaptureKind } from './capture-kind.ts'
import { type Clcw, decodeClcw } from './clcw.ts'
import { frameCounter } from './frame-check.ts'
import { describeFrameError, type FrameError } from './frame-error.ts'
import { type FrameLayout, readFrame, type SeenFrame } from './frame-reader.ts'
import { type PacketExtractor, packetExtractor } from './packet-extractor.ts'
import { segmentAssembler } from './segment-assembler.ts'

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
  readonly counter: ReturnType<typeof frameCounter>
  readonly extractor: PacketExtractor
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

  const channelOf = ({ scid, vcid, count, modulus }: SeenFrame): Channel => {
    const key = scid * 64 + vcid
    let channel = channels.get(key)
    if (channel === undefined) {
      const counts = { frames: 0, idle: 0, missing: 0, gaps: 0, repeated: 0, packets: 0, damaged_packets: 0 }
      const row = { scid, vcid, ...counts, first_count: count, last_count: count }
      channel = { row, counter: frameCounter(modulus === 0 ? 256 : modulus), extractor: packetExtractor() }
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

  /** The frame's number among those of its channel; returns whether frames are missing before it. */
  const follow = (seen: SeenFrame, { row, counter }: Channel): boolean => {
    if (seen.modulus === 0) return false
    const before = row.last_count
    const missing = counter.see(seen.count)
    row.last_count = seen.count
    if (missing < 0) row.repeated++
    if (missing <= 0) return missing < 0
    row.missing += missing
    row.gaps++
    if (gaps.length < GAPS_SHOWN) gaps.push({ scid: seen.scid, vcid: seen.vcid, frame: frames - 1, before, missing })
    return true
  }

  const takeSeen = (seen: SeenFrame) => {
    const channel = channelOf(seen)
    const { row, extractor } = channel
    const missing = row.frames > 0 || seen.modulus > 0 ? follow(seen, channel) : false
    row.frames++
    if (seen.idle) row.idle++
    if (seen.ocf !== undefined) takeWord(seen.ocf)
    if (seen.data !== undefined) extractor.take(seen.data, seen.firstHeader, missing, (p) => takePacket(p, seen.vcid))
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
      for (const { row, extractor } of channels.values()) {
        extractor.end((p) => takePacket(p, row.vcid))
        row.packets = extractor.counts.packets
        row.damaged_packets = extractor.counts.damaged
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

const NOWHERE = { scid: 0, vcid: 0, count: 0, modulus: 0, idle: false, ocf: undefined, firstHeader: 0 }

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
