/** Mission times for people: UTC by the leap-second table, mission elapsed time, countdowns and light time. */
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { epochFromTdb, formatEpoch, parseEpoch, type TdbSeconds, tdbSeconds } from '@magpie/core/time'

const DAY_S = 86400
/** Speed of light, km/s, exact by the definition of the metre. */
const LIGHT_KM_S = 299_792.458

/** UTC in ISO 8601 of TDB seconds past J2000, with so many digits of the second. */
export function isoUtc(tdb_s: number, digits = 0): string {
  return formatEpoch(epochFromTdb(tdb_s as TdbSeconds, NAIF0012), NAIF0012, { digits })
}

/** UTC as people read it: `2029-05-01 02:00:00`, without the `Z`; the label says UTC. */
export function readableUtc(tdb_s: number): string {
  return isoUtc(tdb_s).replace('T', ' ').replace('Z', '')
}

/** The same from ISO text that the centre sent; what is not a time is shown as it came. */
export function readableIso(iso: string): string {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(iso) ? iso.slice(0, 19).replace('T', ' ').replace('Z', '') : iso
}

/** TDB seconds past J2000 of UTC text, or undefined where it is not a time. */
export function tdbOfUtc(text: string): number | undefined {
  const read = parseEpoch(text, NAIF0012)
  return read.ok ? tdbSeconds(read.value, NAIF0012) : undefined
}

/** Mission elapsed time: `T+3d 04:05:06`, before launch `T−00:10:00`. */
export function missionElapsed(met_s: number): string {
  const sign = met_s < 0 ? '−' : '+'
  const whole = met_s < 0 ? Math.ceil(-met_s) : Math.floor(met_s)
  const days = Math.floor(whole / DAY_S)
  const clock = hms(whole - days * DAY_S)
  return days > 0 ? `T${sign}${days}d ${clock}` : `T${sign}${clock}`
}

/** A span in its two largest units, `2 d 03 h`, `14 min 05 s`, `8 s`; the sign is left to the caller. */
export function span(duration_s: number): string {
  const s = Math.max(0, Math.floor(Math.abs(duration_s)))
  const two = (n: number) => String(n).padStart(2, '0')
  if (s >= 100 * DAY_S) return `${Math.floor(s / DAY_S)} d`
  if (s >= DAY_S) return `${Math.floor(s / DAY_S)} d ${two(Math.floor((s % DAY_S) / 3600))} h`
  if (s >= 3600) return `${Math.floor(s / 3600)} h ${two(Math.floor((s % 3600) / 60))} min`
  if (s >= 60) return `${Math.floor(s / 60)} min ${two(s % 60)} s`
  return `${s} s`
}

/** One-way light time, `1.283 s`; below a tenth of a second in milliseconds. */
export function lightTime(seconds: number): string {
  return seconds < 0.1 ? `${(seconds * 1000).toFixed(1)} ms` : `${seconds.toFixed(3)} s`
}

/** One-way light time over a distance in km, s. */
export function lightTimeOver(range_km: number): number {
  return range_km / LIGHT_KM_S
}

/** A rate of mission time: `×3,600`, `×0.5`. */
export function rateText(rate: number, language: string): string {
  return `×${new Intl.NumberFormat(language, { maximumFractionDigits: rate < 10 ? 1 : 0 }).format(rate)}`
}

function hms(s: number): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`
}
