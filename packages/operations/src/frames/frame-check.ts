/** What the four kinds of transfer frame have in common: error control, bounds of fields, frame counters. */
import { err, ok, type Result } from '@magpie/core/result'
import { crc16 } from '../crc16.ts'
import type { FrameError, FrameKind } from './frame-error.ts'

/** First header pointer of a frame in which no packet begins (TM 132.0-B-3, 4.1.2.7.6; AOS 732.0-B-4, 4.1.4.2.3). */
export const NO_FIRST_HEADER = 0x7ff
/** First header pointer of a frame that holds idle data only. */
export const IDLE_FIRST_HEADER = 0x7fe

/** Whether the last two octets of [from, to) are the CRC-16 of those before. */
export function checkFecf(
  frame: FrameKind,
  bytes: Uint8Array,
  from: number,
  to: number,
): Result<undefined, FrameError> {
  const expected = crc16(bytes, from, to - 2)
  const found = (bytes[to - 2]! << 8) | bytes[to - 1]!
  return expected === found ? ok(undefined) : err({ kind: 'frame-wrong-crc', frame, expected, found })
}

/** Writes the CRC-16 of all octets before into the last two. */
export function sealFrame(frame: Uint8Array): void {
  const crc = crc16(frame, 0, frame.length - 2)
  frame[frame.length - 2] = crc >>> 8
  frame[frame.length - 1] = crc
}

/** Throws where a field that is to be written does not fit: the caller's bug. */
export function within(value: number, most: number, field: string): void {
  if (!(Number.isInteger(value) && value >= 0 && value <= most))
    throw new RangeError(`${field} ${value} is not in 0..${most}`)
}

/**
 * Follows one frame counter. `see` tells how many frames are missing before this one: 0 for the next, -1 for the same
 * count again (the frame came twice, or all but a multiple of the modulus went missing).
 */
export function frameCounter(modulus: number): { see(count: number): number; readonly missing: number } {
  let last = -1
  let missing = 0
  return {
    get missing() {
      return missing
    },
    see(count) {
      const before = last
      last = count
      if (before < 0) return 0
      const ahead = (((count - before) % modulus) + modulus) % modulus
      if (ahead === 0) return -1
      missing += ahead - 1
      return ahead - 1
    },
  }
}
