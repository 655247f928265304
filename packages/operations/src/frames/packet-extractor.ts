/**
 * Packets out of the data fields of one virtual channel's frames (TM 132.0-B-3, 4.2.3; AOS 732.0-B-4, 4.2.3; USLP
 * 732.1-B-2, 4.2.3): packets cross frames, the first header pointer tells where one begins, a missing frame costs the
 * packets that touch it and no other.
 */
import { IDLE_FIRST_HEADER, NO_FIRST_HEADER } from './frame-check.ts'
import { type PacketSink, packetRecovery, type RecoveryCounts, type RecoveryOptions } from './packet-recovery.ts'
import { USLP_NO_POINTER } from './uslp-frame.ts'

/** What pointers tell that are no places; zones of USLP may be so long that those of TM are places in them. */
const WITHOUT_PLACE: ReadonlyMap<number, 'idle' | 'none'> = new Map([
  [IDLE_FIRST_HEADER, 'idle'],
  [NO_FIRST_HEADER, 'none'],
  [USLP_NO_POINTER, 'none'],
])

/** Packets of one virtual channel. */
export type PacketExtractor = {
  /**
   * Takes the data field of the next frame. `missing` tells that frames before it were lost: then octets up to the first
   * header are the rest of a packet that cannot be whole.
   */
  take(data: Uint8Array, firstHeader: number, missing: boolean, sink: PacketSink): void
  /** The channel ends: what is whole is given out. */
  end(sink: PacketSink): void
  readonly counts: Readonly<RecoveryCounts & { badPointers: number }>
}

/** An extractor for one virtual channel. */
export function packetExtractor(options: RecoveryOptions = {}): PacketExtractor {
  const recovery = packetRecovery(options)
  let inStep = false
  let passed = 0
  let badPointers = 0
  return {
    get counts() {
      const { lost_octets, ...rest } = recovery.counts
      return { ...rest, lost_octets: lost_octets + passed, badPointers }
    },
    take(data, firstHeader, missing, sink) {
      if (missing && inStep) {
        recovery.flush(sink, true)
        inStep = false
      }
      const begins = firstHeader < data.length
      const tells = begins ? 'a place' : WITHOUT_PLACE.get(firstHeader)
      if (tells === 'idle') return
      badPointers += Number(tells === undefined)
      if (inStep) return recovery.push(data, sink, begins ? firstHeader : -1, true)
      if (!begins) {
        passed += data.length
        return
      }
      inStep = true
      passed += firstHeader
      recovery.push(data.subarray(firstHeader), sink, 0, true)
    },
    end(sink) {
      recovery.flush(sink)
      inStep = false
    },
  }
}
