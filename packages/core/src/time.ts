/**
 * Time. Inside Magpie an instant is an `Epoch`: TAI seconds past 2000-01-01T12:00:00 TAI, as whole seconds and a
 * fraction, exact to far below a nanosecond over millennia. UTC, TT and TDB exist where people read and write, and TDB
 * seconds where kernels are read. TDB follows NAIF's leap-second kernel formula (NAIF, "Time Required Reading"; the one
 * term of Moyer, Celestial Mechanics 23, 1981), so that it agrees with SPICE to rounding.
 */
import type { LeapSeconds } from './leap-seconds.ts'
import { err, ok, type Result } from './result.ts'

declare const tdb: unique symbol
/** TDB seconds past J2000 (2000-01-01T12:00:00 TDB), what SPICE calls ET. */
export type TdbSeconds = number & { readonly [tdb]?: 'tdb' }

/** An instant: TAI seconds past 2000-01-01T12:00:00 TAI; `seconds` whole, `fraction` in [0, 1). */
export type Epoch = { readonly seconds: number; readonly fraction: number; readonly scale: 'TAI' }

export type TimeScale = 'UTC' | 'TAI' | 'TT' | 'TDB'

export type BadTime =
  | { readonly kind: 'bad-time'; readonly text: string; readonly why: string }
  | { readonly kind: 'before-utc'; readonly text: string }

const DAY_S = 86400
/** 2000-01-01T12:00:00 falls half a day after the day number 0 used here. */
const NOON_S = 43200

/** An epoch from TAI seconds past J2000 TAI. The second argument is added exactly. */
export function epoch(tai_s: number, fraction_s = 0): Epoch {
  const whole = Math.floor(tai_s)
  let f = tai_s - whole + fraction_s
  const carry = Math.floor(f)
  f -= carry
  return { seconds: whole + carry, fraction: f < 1 ? f : 0, scale: 'TAI' }
}

/** The epoch that lies `duration_s` SI seconds after. */
export function addSeconds(at: Epoch, duration_s: number): Epoch {
  const whole = Math.floor(duration_s)
  return epoch(at.seconds + whole, at.fraction + (duration_s - whole))
}

/** SI seconds from `a` to `b`. */
export function secondsBetween(a: Epoch, b: Epoch): number {
  return b.seconds - a.seconds + (b.fraction - a.fraction)
}

/** Negative when `a` is earlier, positive when later, 0 when the same instant. */
export function compareEpochs(a: Epoch, b: Epoch): number {
  return a.seconds - b.seconds || a.fraction - b.fraction
}

/** TT seconds past J2000 TT. */
export function ttSeconds(at: Epoch, leap: LeapSeconds): number {
  return at.seconds + (at.fraction + leap.ttMinusTai_s)
}

/** TDB seconds past J2000 TDB by the leap-second kernel formula. */
export function tdbSeconds(at: Epoch, leap: LeapSeconds): TdbSeconds {
  const tt = ttSeconds(at, leap)
  return (at.seconds + (at.fraction + leap.ttMinusTai_s + tdbMinusTt(tt, leap))) as TdbSeconds
}

/** The epoch of a TDB time; inverse of `tdbSeconds` to rounding. */
export function epochFromTdb(t: TdbSeconds, leap: LeapSeconds): Epoch {
  let tt = t - tdbMinusTt(t, leap)
  tt = t - tdbMinusTt(tt, leap)
  const correction = tdbMinusTt(tt, leap) + leap.ttMinusTai_s
  const whole = Math.floor(t)
  return epoch(whole, t - whole - correction)
}

/** TDB minus TT, s, at TT seconds past J2000. */
export function tdbMinusTt(tt_s: number, leap: LeapSeconds): number {
  const m = leap.m0_rad + leap.m1_rad_s * tt_s
  return leap.k_s * Math.sin(m + leap.eb * Math.sin(m))
}

/**
 * Reads ISO 8601 calendar or ordinal dates, `2028-08-01T00:00:00.25`, `2028-214T00:00`, `2028-08-01`, with an optional
 * `Z` or offset (UTC only), or a scale after a space: `UTC` (the default), `TAI`, `TT`, `TDB`. UTC accepts second 60 at
 * a leap second only, and no date before 1972.
 */
export function parseEpoch(text: string, leap: LeapSeconds): Result<Epoch, BadTime> {
  const m =
    /^(\d{4})-(?:(\d{2})-(\d{2})|(\d{3}))(?:T(\d{2}):(\d{2})(?::(\d{2})(\.\d{1,18})?)?)?(Z|[+-]\d{2}:\d{2})?(?: (UTC|TAI|TT|TDB))?$/.exec(
      text.trim(),
    )
  if (m === null) return bad(text, 'expected a date such as 2028-08-01T06:30:00.000Z')
  const [, year, month, dayOfMonth, ordinal, hh, mm, ss, fraction, zone, scale = 'UTC'] = m
  if (zone !== undefined && scale !== 'UTC') return bad(text, `an offset makes no sense with ${scale}`)
  const day = ordinal === undefined ? calendarDay(+year!, +month!, +dayOfMonth!) : ordinalDay(+year!, +ordinal)
  if (day === undefined) return bad(text, 'there is no such day')
  const clock = { h: +(hh ?? 0), m: +(mm ?? 0), s: +(ss ?? 0), f: fraction === undefined ? 0 : Number(`0${fraction}`) }
  const offset_s = zone === undefined || zone === 'Z' ? 0 : offsetSeconds(zone)
  if (clock.h > 23 || clock.m > 59 || clock.s > 60 || offset_s === undefined)
    return bad(text, 'there is no such time of day')
  return scale === 'UTC'
    ? fromUtc(text, day, clock, offset_s, leap)
    : fromUniform(text, day, clock, scale as TimeScale, leap)
}

type Clock = { readonly h: number; readonly m: number; readonly s: number; readonly f: number }

function fromUtc(text: string, day: number, clock: Clock, offset_s: number, leap: LeapSeconds): Result<Epoch, BadTime> {
  const leapSecond = clock.s === 60
  const utc_s = day * DAY_S - NOON_S + clock.h * 3600 + clock.m * 60 + (leapSecond ? 59 : clock.s) - offset_s
  const first = leap.steps[0]
  if (first === undefined || utc_s < first.utc_s) return err({ kind: 'before-utc', text })
  let tai_utc_s = first.taiMinusUtc_s
  for (const step of leap.steps) if (step.utc_s <= utc_s) tai_utc_s = step.taiMinusUtc_s
  if (!leapSecond) return ok(epoch(utc_s + tai_utc_s, clock.f))
  const next = leap.steps.find((step) => step.utc_s === utc_s + 1)
  if (next === undefined) return bad(text, 'no leap second was inserted there')
  return ok(epoch(utc_s + tai_utc_s + 1, clock.f))
}

function fromUniform(
  text: string,
  day: number,
  clock: Clock,
  scale: TimeScale,
  leap: LeapSeconds,
): Result<Epoch, BadTime> {
  if (clock.s > 59) return bad(text, `${scale} has no leap seconds`)
  const s = day * DAY_S - NOON_S + clock.h * 3600 + clock.m * 60 + clock.s
  if (scale === 'TAI') return ok(epoch(s, clock.f))
  if (scale === 'TT') return ok(epoch(s, clock.f - leap.ttMinusTai_s))
  let tt = s + clock.f
  for (let i = 0; i < 2; i++) tt = s + clock.f - tdbMinusTt(tt, leap)
  return ok(epoch(s, clock.f - tdbMinusTt(tt, leap) - leap.ttMinusTai_s))
}

export type FormatTime = { readonly scale?: TimeScale /** digits of the second, 0 to 15 */; readonly digits?: number }

/** ISO 8601: UTC ends with `Z` (and shows second 60 in a leap second), other scales with their name after a space. */
export function formatEpoch(at: Epoch, leap: LeapSeconds, { scale = 'UTC', digits = 3 }: FormatTime = {}): string {
  const inScale = scale === 'UTC' || scale === 'TAI' ? at : shiftTo(at, scale, leap)
  const unit = 10 ** digits
  const ticks = Math.round(inScale.fraction * unit)
  const seconds = ticks >= unit ? inScale.seconds + 1 : inScale.seconds
  const decimals = digits === 0 ? '' : `.${String(ticks >= unit ? 0 : ticks).padStart(digits, '0')}`
  if (scale !== 'UTC') return `${calendar(seconds, 0)}${decimals} ${scale}`
  const { utc_s, leapSecond } = utcOf(seconds, leap)
  return `${calendar(utc_s, leapSecond ? 1 : 0)}${decimals}Z`
}

/** Seconds of UTC as if no day had more than 86400, and whether the instant lies in a leap second (then of the second before). */
function utcOf(tai_s: number, leap: LeapSeconds): { utc_s: number; leapSecond: boolean } {
  let offset_s = leap.steps[0]?.taiMinusUtc_s ?? 0
  for (const step of leap.steps) {
    const from = step.utc_s + step.taiMinusUtc_s
    if (tai_s >= from) offset_s = step.taiMinusUtc_s
    else if (tai_s === from - 1 && step.taiMinusUtc_s > offset_s) return { utc_s: step.utc_s - 1, leapSecond: true }
    else break
  }
  return { utc_s: tai_s - offset_s, leapSecond: false }
}

function shiftTo(at: Epoch, scale: 'TT' | 'TDB', leap: LeapSeconds): Epoch {
  const tt = ttSeconds(at, leap)
  return epoch(at.seconds, at.fraction + leap.ttMinusTai_s + (scale === 'TDB' ? tdbMinusTt(tt, leap) : 0))
}

function calendar(seconds: number, extra: number): string {
  const day = Math.floor((seconds + NOON_S) / DAY_S)
  const s = seconds + NOON_S - day * DAY_S
  const [y, mo, d] = dateOf(day)
  const p = (n: number, w = 2) => String(n).padStart(w, '0')
  return `${p(y, 4)}-${p(mo)}-${p(d)}T${p(Math.floor(s / 3600))}:${p(Math.floor(s / 60) % 60)}:${p((s % 60) + extra)}`
}

/** Days from 2000-01-01 of a Gregorian date, or undefined where there is no such day (Hinnant's civil-day algorithm). */
function calendarDay(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1 || day > monthLength(year, month)) return undefined
  const y = month > 2 ? year : year - 1
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 730425
}

function ordinalDay(year: number, ordinal: number): number | undefined {
  const first = calendarDay(year, 1, 1)!
  const next = calendarDay(year + 1, 1, 1)!
  return ordinal >= 1 && first + ordinal - 1 < next ? first + ordinal - 1 : undefined
}

function dateOf(day: number): [number, number, number] {
  const z = day + 730425
  const era = Math.floor(z / 146097)
  const doe = z - era * 146097
  const yoe = Math.floor((doe - Math.floor(doe / 1460) + Math.floor(doe / 36524) - Math.floor(doe / 146096)) / 365)
  const doy = doe - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100))
  const mp = Math.floor((5 * doy + 2) / 153)
  const month = mp < 10 ? mp + 3 : mp - 9
  return [yoe + era * 400 + (month <= 2 ? 1 : 0), month, doy - Math.floor((153 * mp + 2) / 5) + 1]
}

function monthLength(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function offsetSeconds(zone: string): number | undefined {
  const h = Number(zone.slice(1, 3))
  const m = Number(zone.slice(4, 6))
  if (h > 18 || m > 59) return undefined
  return (zone[0] === '-' ? -1 : 1) * (h * 3600 + m * 60)
}

function bad(text: string, why: string): Result<never, BadTime> {
  return err({ kind: 'bad-time', text, why })
}

/** The sentence for a time that could not be read. */
export function describeBadTime(error: BadTime): string {
  return error.kind === 'bad-time'
    ? `"${error.text}" is not a time: ${error.why}`
    : `"${error.text}" lies before 1972-01-01, where UTC had no whole leap seconds: give it in TAI, TT or TDB`
}
