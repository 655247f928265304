/**
 * Telecommands as a spacecraft's receiver takes them: command link units (CCSDS 231.0-B-4) are found in a stream, their
 * telecommand frames (232.0-B-4) checked, and packets put together from segments. A unit that is damaged costs itself.
 */
import { decodeCltu } from '../frames/cltu.ts'
import type { PacketSink } from '../frames/packet-recovery.ts'
import { segmentAssembler } from '../frames/segment-assembler.ts'
import { decodeTcFrame, type TcFrame, tcFrameOctets } from '../frames/tc-frame.ts'
import { PRIMARY_HEADER_OCTETS, readPacketHeader } from '../space-packet.ts'
import { noCounts, type PacketIntake } from './intake-counts.ts'

/** The longest unit that is waited for, octets: 64 frames of the longest kind. */
const LONGEST_UNIT = 80_000

/** An intake of units; `datagrams` says that units arrive whole. */
export function unitIntake(datagrams: boolean): PacketIntake {
  const counts = noCounts()
  let kept: Uint8Array = new Uint8Array(0)

  // A packet in segments may take several units.
  const segments = segmentAssembler()
  const expected = new Map<number, number>()

  /** A gap in the numbers of sequence-controlled frames: segments on both its sides are of two packets. */
  const follow = ({ bypass, vcid, sequence }: TcFrame) => {
    if (bypass) return
    if (sequence !== (expected.get(vcid) ?? sequence)) segments.forget(vcid)
    expected.set(vcid, (sequence + 1) % 256)
  }

  /** The packets in a frame's data unit (CCSDS 232.0-B-4, 3.2.2: one or several), which they fill to its end. */
  const takePackets = (unit: Uint8Array, sink: PacketSink) => {
    for (let at = 0; at < unit.length; ) {
      const header = readPacketHeader(unit.subarray(at))
      const end = header.ok ? at + PRIMARY_HEADER_OCTETS + header.value.dataOctets : Number.POSITIVE_INFINITY
      if (end > unit.length) {
        counts.damaged_packets++
        counts.lost_octets += unit.length - at
        return
      }
      counts.packets++
      sink(unit.slice(at, end) as Uint8Array<ArrayBuffer>)
      at = end
    }
  }

  const takeFrames = (octets: Uint8Array, sink: PacketSink) => {
    for (let at = 0; ; ) {
      const length = tcFrameOctets(octets, at)
      // Fill of the last codeblock is 0x55, which begins no frame of version 0.
      if (length === undefined || at + length > octets.length || octets[at]! >>> 6 !== 0) return
      counts.frames++
      const frame = decodeTcFrame(octets, { fecf: true, segments: true }, at)
      at += length
      if (!frame.ok) {
        counts.bad_frames++
        continue
      }
      follow(frame.value)
      if (frame.value.control) continue
      const unit = segments.take(frame.value.vcid, frame.value.segment, frame.value.data)
      if (unit !== undefined) takePackets(unit, sink)
    }
  }

  const takeUnits = (sink: PacketSink, whole: boolean) => {
    for (;;) {
      const at = startIn(kept)
      counts.lost_octets += at
      kept = kept.subarray(at)
      if (kept.length < 2) return
      const unit = decodeCltu(kept)
      if (unit.ok) {
        takeFrames(unit.value.octets, sink)
        kept = kept.subarray(unit.value.length)
        continue
      }
      const waits = unit.error.kind === 'cltu-no-tail' && !whole && kept.length < LONGEST_UNIT
      if (waits) return
      counts.bad_frames++
      counts.lost_octets += 2
      kept = kept.subarray(2)
    }
  }

  return {
    counts,
    push(octets, sink) {
      counts.octets += octets.length
      const joined = new Uint8Array(kept.length + octets.length)
      joined.set(kept)
      joined.set(octets, kept.length)
      kept = joined
      takeUnits(sink, datagrams)
      if (datagrams) kept = new Uint8Array(0)
    },
    end(sink) {
      takeUnits(sink, true)
      kept = new Uint8Array(0)
    },
  }
}

/** Where the next unit may begin: at its start sequence, or at the last octet where that could be half of one. */
function startIn(octets: Uint8Array): number {
  for (let at = octets.indexOf(0xeb); at >= 0; at = octets.indexOf(0xeb, at + 1))
    if (at + 1 === octets.length || octets[at + 1] === 0x90) return at
  return octets.length
}
