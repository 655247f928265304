/**
 * Units of user data that were sent in segments of telecommand frames (CCSDS 232.0-B-4, 4.3.1), by virtual channel and
 * multiplexer access point. A segment out of its order throws away what was begun.
 */
import type { SegmentHeader } from './tc-frame.ts'

/** Octets of a unit beyond which no more segments are kept. */
const LONGEST_OCTETS = 1 << 20

/** An assembler; `take` gives the whole unit that a segment completes, or undefined. `dropped` counts segments in vain. */
export function segmentAssembler(): {
  take(vcid: number, header: SegmentHeader | undefined, data: Uint8Array): Uint8Array | undefined
  /** Frames of the channel went missing: what was begun on it will not be whole. */
  forget(vcid: number): void
  readonly dropped: number
} {
  const begun = new Map<number, Uint8Array[]>()
  let dropped = 0

  /** The first or only segment of a unit: what was begun before it is in vain. */
  const begin = (key: number, data: Uint8Array, only: boolean): Uint8Array | undefined => {
    dropped += begun.get(key)?.length ?? 0
    begun.delete(key)
    if (only) return data
    begun.set(key, [data])
    return undefined
  }

  /** A further segment. */
  const goOn = (key: number, data: Uint8Array, last: boolean): Uint8Array | undefined => {
    const parts = begun.get(key)
    if (parts === undefined) {
      dropped++
      return undefined
    }
    parts.push(data)
    if (last || parts.length * data.length > LONGEST_OCTETS) begun.delete(key)
    return last ? joined(parts) : undefined
  }

  return {
    get dropped() {
      return dropped
    },
    forget(vcid) {
      for (const [key, parts] of begun) {
        if (key >> 6 !== vcid) continue
        dropped += parts.length
        begun.delete(key)
      }
    },
    take(vcid, header, data) {
      if (header === undefined) return data
      const key = vcid * 64 + header.map
      return header.flags & 1 ? begin(key, data, header.flags === 3) : goOn(key, data, header.flags === 2)
    },
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, part) => n + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
