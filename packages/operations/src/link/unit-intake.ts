/**
 * Telecommands as a spacecraft's receiver takes them: command link units (CCSDS 231.0-B-4) are found in a stream, their
 * telecommand frames (232.0-B-4) checked, and packets put together from segments. A unit that is damaged costs itself.
 */
import { decodeCltu } from '../frames/cltu.ts'
import type { PacketSink } from '../frames/packet-recovery.ts'
import { segmentAssembler } from '../frames/segment-assembler.ts'
import { decodeTcFrame, tcFrameOctets } from '../frames/tc-frame.ts'
import { noCounts, type PacketIntake } from './intake-counts.ts'

/** The longest unit that is waited for, octets: 64 frames of the longest kind. */
const LONGEST_UNIT = 80_000

/** An intake of units; `datagrams` says that units arrive whole. */
export function unitIntake(datagrams: boolean): PacketIntake {
  const counts = noCounts()
  let kept: Uint8Array = new Uint8Array(0)

  const takeFrames = (octets: Uint8Array, sink: PacketSink) => {
    const segments = segmentAssembler()
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
      const packet = segments.take(frame.value.vcid, frame.value.segment, frame.value.data)
      if (packet === undefined) continue
      counts.packets++
      sink(packet.slice() as Uint8Array<ArrayBuffer>)
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
