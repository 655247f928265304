/** The Sun at the site as the surface study gives it: windows of light, and samples of elevation and uncovered disc. */
import { contains, type Interval } from '@magpie/core/interval'
import type { TdbSeconds } from '@magpie/core/time'

/** Samples one after another; `above` is the share of the disc above the skyline. */
export type SunTrack = {
  readonly start_tdb_s: number
  readonly step_s: number
  readonly elevation_deg: readonly number[]
  readonly above: readonly number[]
}

export type Environment = {
  /** Share of the Sun's disc in view, 0 to 1. */
  lit(at_s: number): number
  elevation_deg(at_s: number): number
  /** Whether any of the Sun is in view, by the study's exact windows. */
  isLit(at_s: number): boolean
}

/** Straight lines between samples; outside the windows of light nothing shines, whatever the samples say. */
export function environment(windows: readonly Interval<TdbSeconds>[], sun: SunTrack): Environment {
  const at = (list: readonly number[], t: number): number => {
    const x = Math.min(Math.max((t - sun.start_tdb_s) / sun.step_s, 0), list.length - 1)
    const i = Math.min(Math.floor(x), list.length - 2)
    return list[i]! + (list[i + 1]! - list[i]!) * (x - i)
  }
  return {
    lit: (t) => (contains(windows, t as TdbSeconds) ? at(sun.above, t) : 0),
    elevation_deg: (t) => at(sun.elevation_deg, t),
    isLit: (t) => contains(windows, t as TdbSeconds),
  }
}
