/**
 * CCSDS Unsegmented Code (CCSDS 301.0-B-4, 3.2) at level 1: TAI seconds past 1958-01-01T00:00:00 TAI in four octets and
 * two octets of fraction (15.3 us), without P-field: the form that the secondary headers of Magpie's packets carry.
 */
import { type Epoch, epoch } from '@magpie/core/time'

/** From 1958-01-01T00:00:00 TAI to 2000-01-01T12:00:00 TAI: 15340.5 days. */
export const CUC_TO_J2000_S = 15340.5 * 86400

/** Writes the time at `at`, rounded to 2^-16 s. Times before 1958 or after 2094 do not fit and throw. */
export function writeCuc(time: Epoch, out: Uint8Array, at: number): void {
  let seconds = time.seconds + CUC_TO_J2000_S
  let ticks = Math.round(time.fraction * 65536)
  if (ticks === 65536) {
    seconds += 1
    ticks = 0
  }
  if (!(seconds >= 0 && seconds <= 0xffffffff)) throw new RangeError(`time outside the code: ${seconds} s past 1958`)
  out[at] = seconds >>> 24
  out[at + 1] = seconds >>> 16
  out[at + 2] = seconds >>> 8
  out[at + 3] = seconds
  out[at + 4] = ticks >>> 8
  out[at + 5] = ticks
}

/** The time written at `at`; the caller has checked that six octets are there. */
export function readCuc(bytes: Uint8Array, at: number): Epoch {
  const seconds = bytes[at]! * 0x1000000 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!)
  return epoch(seconds - CUC_TO_J2000_S, ((bytes[at + 4]! << 8) | bytes[at + 5]!) / 65536)
}
