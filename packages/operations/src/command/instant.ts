/** Instants of the desk: UTC texts, as the ledger has them, and seconds to reckon with. */
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { epoch, formatEpoch, parseEpoch } from '@magpie/core/time'

/** TAI seconds past J2000 of a UTC text; not a number where it is none. */
export function secondsOf(utc: string): number {
  const at = parseEpoch(utc, NAIF0012)
  return at.ok ? at.value.seconds + at.value.fraction : Number.NaN
}

/** The UTC text, to the millisecond, of TAI seconds past J2000. */
export function utcText(tai_s: number): string {
  return formatEpoch(epoch(tai_s), NAIF0012)
}
