/**
 * The day segmented time code (CCSDS 301.0-B-4, 3.3): days of UTC from 1958-01-01 or an agency's day, milliseconds of the
 * day, and perhaps microseconds or picoseconds of the millisecond. A day with a leap second has 86401 seconds.
 */
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import { err, ok, type Result } from '@magpie/core/result'
import { type Epoch, epoch } from '@magpie/core/time'
import { type CdsFormat, readUnsigned, type TimeCodeError, timeOctets, writeUnsigned } from './time-code.ts'

/** From 1958-01-01 to 2000-01-01. */
const DAYS_1958_TO_2000 = 15340
const DAY_S = 86400
const NOON_S = 43200

/** The parts of a time: day of UTC from 2000-01-01, seconds of the day, the leap second being the 86400th. */
type UtcTime = { readonly day: number; readonly second: number; readonly fraction: number }

/** Reads a day segmented time. */
export function readCdsTime(
  bytes: Uint8Array,
  format: CdsFormat,
  at: number,
  leap: LeapSeconds,
): Result<Epoch, TimeCodeError> {
  const needed = timeOctets(format)
  if (bytes.length - at < needed) return err({ kind: 'time-too-short', needed, got: Math.max(0, bytes.length - at) })
  const { day_octets, fraction } = format
  const day = readUnsigned(bytes, at, day_octets) + (format.agencyDay ?? -DAYS_1958_TO_2000)
  const millisecond = readUnsigned(bytes, at + day_octets, 4)
  if (millisecond > lastMillisecond(day, leap)) return err({ kind: 'time-no-such-millisecond', millisecond })
  const rest = at + day_octets + 4
  const second = Math.floor(millisecond / 1000)
  let part = (millisecond % 1000) / 1000
  if (fraction === 'microseconds') part += readUnsigned(bytes, rest, 2) / 1e6
  else if (fraction === 'picoseconds') part += readUnsigned(bytes, rest, 4) / 1e12
  return ok(fromUtc({ day, second, fraction: part }, leap))
}

/** Writes a day segmented time, rounded to its last part. */
export function writeCdsTime(
  time: Epoch,
  format: CdsFormat,
  out: Uint8Array,
  at: number,
  leap: LeapSeconds,
): Result<undefined, TimeCodeError> {
  const unit = { none: 1e3, microseconds: 1e6, picoseconds: 1e12 }[format.fraction]
  let ticks = Math.round(time.fraction * unit)
  const seconds = ticks === unit ? time.seconds + 1 : time.seconds
  if (ticks === unit) ticks = 0
  const utc = toUtc(seconds, leap)
  const day = utc.day - (format.agencyDay ?? -DAYS_1958_TO_2000)
  const most = 256 ** format.day_octets - 1
  if (!(day >= 0 && day <= most)) return err({ kind: 'time-outside-code', seconds: day * DAY_S, most: most * DAY_S })
  const perMillisecond = unit / 1000
  writeUnsigned(day, out, at, format.day_octets)
  writeUnsigned(utc.second * 1000 + Math.floor(ticks / perMillisecond), out, at + format.day_octets, 4)
  const rest = timeOctets(format) - format.day_octets - 4
  writeUnsigned(ticks % perMillisecond, out, at + format.day_octets + 4, rest)
  return ok(undefined)
}

/** The last millisecond of a day: a leap second makes it longer. Days before 1972 have none. */
function lastMillisecond(day: number, leap: LeapSeconds): number {
  const end = (day + 1) * DAY_S - NOON_S
  const leaps = leap.steps.some((step, i) => i > 0 && step.utc_s === end)
  return (leaps ? DAY_S + 1 : DAY_S) * 1000 - 1
}

function fromUtc({ day, second, fraction }: UtcTime, leap: LeapSeconds): Epoch {
  const start = day * DAY_S - NOON_S
  let tai_utc_s = leap.steps[0]?.taiMinusUtc_s ?? 0
  for (const step of leap.steps) if (step.utc_s <= start) tai_utc_s = step.taiMinusUtc_s
  return epoch(start + second + tai_utc_s, fraction)
}

function toUtc(tai_s: number, leap: LeapSeconds): UtcTime {
  let tai_utc_s = leap.steps[0]?.taiMinusUtc_s ?? 0
  for (const step of leap.steps) {
    if (tai_s >= step.utc_s + step.taiMinusUtc_s) tai_utc_s = step.taiMinusUtc_s
    else if (tai_s >= step.utc_s + tai_utc_s)
      return { day: Math.floor((step.utc_s + NOON_S) / DAY_S) - 1, second: DAY_S, fraction: 0 }
    else break
  }
  const day = Math.floor((tai_s - tai_utc_s + NOON_S) / DAY_S)
  return { day, second: tai_s - tai_utc_s + NOON_S - day * DAY_S, fraction: 0 }
}
