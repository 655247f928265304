/** How numbers and times are written for people: digits grouped by a narrow space, units set apart, UTC. */
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { epochFromTdb, formatEpoch, type TdbSeconds } from '@magpie/core/time'

/** Narrow no-break space: between groups of three digits, and before units. */
const THIN = '\u202f'

/** A number with so many decimals, its digits in groups of three. */
export function number(value: number, digits = 0): string {
  if (!Number.isFinite(value)) return '\u2013'
  const [whole, decimals] = Math.abs(value).toFixed(digits).split('.')
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, THIN)
  const sign = value < 0 && Number(value.toFixed(digits)) !== 0 ? '\u2212' : ''
  return `${sign}${grouped}${decimals === undefined ? '' : `.${decimals}`}`
}

/** A number with its unit. */
export function amount(value: number, unit: string, digits = 0): string {
  return unit === '' ? number(value, digits) : `${number(value, digits)}${THIN}${unit}`
}

/** UTC to the minute: `2028-08-01 06:30`. */
export function utcMinute(tdb_s: number): string {
  return iso(tdb_s, 0).slice(0, 16).replace('T', ' ')
}

/** UTC to the second: `2028-08-01 06:30:00`. */
export function utcSecond(tdb_s: number): string {
  return iso(tdb_s, 0).slice(0, 19).replace('T', ' ')
}

/** The day in UTC: `2028-08-01`. */
export function utcDay(tdb_s: number): string {
  return iso(tdb_s, 0).slice(0, 10)
}

/** TDB seconds of the first midnight UTC at or after, within a second of it: for axes. */
export function nextMidnight(tdb_s: number): number {
  const [h, m, s] = iso(tdb_s, 0).slice(11, 19).split(':').map(Number)
  const passed = h! * 3600 + m! * 60 + s!
  return passed === 0 ? tdb_s : tdb_s + 86_400 - passed
}

/** An ISO time with its zone as people read it: `2023-12-31T23:59:59+08:00[Asia/Shanghai]` without its T and offset. */
export function zoned(text: string): string {
  const read = /^(\d{4}-\d{2}-\d{2})T([\d:.]+)(?:Z|[+-][\d:]+)?(?:\[([^\]]+)\])?$/.exec(text)
  if (read === null) return text
  return `${read[1]} ${read[2]} ${read[3] ?? 'UTC'}`
}

/** A text cut to so many characters, with an ellipsis where something is gone. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}\u2026`
}

/** A duration: days above two days, hours above two hours, else minutes or seconds. */
export function duration(s: number): string {
  if (s >= 172_800) return amount(s / 86_400, 'd', 1)
  if (s >= 7200) return amount(s / 3600, 'h', 1)
  return s >= 120 ? amount(s / 60, 'min', 0) : amount(s, 's', 0)
}

function iso(tdb_s: number, digits: number): string {
  return formatEpoch(epochFromTdb(tdb_s as TdbSeconds, NAIF0012), NAIF0012, { digits })
}
