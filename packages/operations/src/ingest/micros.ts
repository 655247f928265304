/**
 * Instants of telemetry as one number: whole TAI microseconds past 2000-01-01T12:00:00 TAI, exact in a double for 285
 * years. Tables and indices hold millions of them, where an `Epoch` each would be too much; UTC exists for files only.
 */
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import { type Epoch, epoch } from '@magpie/core/time'

/** Whole TAI microseconds past 2000-01-01T12:00:00 TAI; NaN where a packet says no time. */
export type Micros = number

/** From the Unix epoch to 2000-01-01T12:00:00 UTC. */
const UNIX_TO_J2000_S = 946_728_000

/** The nearest microsecond. */
export function microsOf(at: Epoch): Micros {
  return at.seconds * 1e6 + Math.round(at.fraction * 1e6)
}

/** The instant. */
export function epochOfMicros(time_us: Micros): Epoch {
  const seconds = Math.floor(time_us / 1e6)
  return epoch(seconds, (time_us - seconds * 1e6) / 1e6)
}

/** Unix time in microseconds, as files of other tools have it: a leap second shares its numbers with the second after it. */
export function unixMicros(time_us: Micros, leap: LeapSeconds): number {
  return time_us + UNIX_TO_J2000_S * 1e6 - taiMinusUtc_s(time_us, leap) * 1e6
}

/** The instant of a Unix time in microseconds. */
export function microsOfUnix(unix_us: number, leap: LeapSeconds): Micros {
  const utc_s = unix_us / 1e6 - UNIX_TO_J2000_S
  let offset_s = leap.steps[0]?.taiMinusUtc_s ?? 0
  for (const step of leap.steps) if (step.utc_s <= utc_s) offset_s = step.taiMinusUtc_s
  return unix_us - UNIX_TO_J2000_S * 1e6 + offset_s * 1e6
}

/** TAI minus UTC, s, at an instant. */
function taiMinusUtc_s(time_us: Micros, leap: LeapSeconds): number {
  const { steps } = leap
  for (let i = steps.length - 1; i >= 0; i--) {
    const step = steps[i]!
    if (time_us >= (step.utc_s + step.taiMinusUtc_s) * 1e6) return step.taiMinusUtc_s
  }
  return steps[0]?.taiMinusUtc_s ?? 0
}
