/**
 * Light at a site: how much of the Sun's disc stands above the terrain's skyline, and when. The disc is finite (IAU 2015
 * Resolution B3: nominal solar radius 695,700 km), the skyline is followed across its width. Angles rad, times TDB s.
 */
import { intervalsWhere } from '@magpie/astro/crossings'
import type { Interval } from '@magpie/core/interval'
import type { TdbSeconds } from '@magpie/core/time'
import { type Horizon, skylineAt } from './horizon.ts'
import type { Sighting } from './sightings.ts'

export const SUN_RADIUS_KM = 695_700

/** Odd, so that the middle of the disc is among them. */
const STRIPS = 33
/** Strips at equal angles across the disc: half height of each is the cosine, its place the sine, of the angle. */
const STRIP_SINE = Float64Array.from({ length: STRIPS }, (_, i) => Math.sin(((i + 0.5) / STRIPS - 0.5) * Math.PI))
const STRIP_COSINE = STRIP_SINE.map((s) => Math.sqrt(1 - s * s))
/** Sum of 2 cos^2: a whole disc. */
const WHOLE = STRIP_COSINE.reduce((sum, c) => sum + 2 * c * c, 0)

/** Apparent radius of a sphere, rad, seen from a distance. */
export function discRadius(radius_km: number, range_km: number): number {
  return Math.asin(radius_km / range_km)
}

/** Share of a disc that stands above the skyline, 0 to 1, by strips; right to 0.0003 over a straight skyline. */
export function discFraction(horizon: Horizon, azimuth_rad: number, elevation_rad: number, radius_rad: number): number {
  const across = radius_rad / Math.max(Math.cos(elevation_rad), 1e-6)
  let sum = 0
  for (let i = 0; i < STRIPS; i++) {
    const half = STRIP_COSINE[i]!
    const above = (elevation_rad - skylineAt(horizon, azimuth_rad + across * STRIP_SINE[i]!)) / radius_rad + half
    sum += Math.min(Math.max(above, 0), 2 * half) * half
  }
  return sum / WHOLE
}

/** How far the disc's best part stands above the skyline, rad: positive when any of it is seen. */
export function discClearance(
  horizon: Horizon,
  azimuth_rad: number,
  elevation_rad: number,
  radius_rad: number,
): number {
  const across = radius_rad / Math.max(Math.cos(elevation_rad), 1e-6)
  let best = Number.NEGATIVE_INFINITY
  for (let i = 0; i < STRIPS; i++) {
    const top = elevation_rad + radius_rad * STRIP_COSINE[i]!
    const above = top - skylineAt(horizon, azimuth_rad + across * STRIP_SINE[i]!)
    if (above > best) best = above
  }
  return best
}

/** How closely a search looks: nothing that lasts longer than `smallest_s` is missed, and ends are right to `edge_s`. */
export type Search = { readonly smallest_s: number; readonly edge_s: number }

export const SEARCH_DEFAULTS: Search = { smallest_s: 600, edge_s: 0.5 }

const seen = new Float64Array(3)

/** When any of the Sun's disc is above the skyline. */
export function litWindows(
  horizon: Horizon,
  sun: Sighting,
  span: Interval<TdbSeconds>,
  { smallest_s, edge_s }: Search = SEARCH_DEFAULTS,
): Interval<TdbSeconds>[] {
  const clearance = (t: TdbSeconds) => {
    sun(t, seen)
    return discClearance(horizon, seen[0]!, seen[1]!, discRadius(SUN_RADIUS_KM, seen[2]!))
  }
  return intervalsWhere(clearance, span, smallest_s, edge_s)
}

/** When at least `share` of the Sun's disc is above the skyline. */
export function discWindows(
  horizon: Horizon,
  sun: Sighting,
  share: number,
  span: Interval<TdbSeconds>,
  { smallest_s, edge_s }: Search = SEARCH_DEFAULTS,
): Interval<TdbSeconds>[] {
  const excess = (t: TdbSeconds) => {
    sun(t, seen)
    return discFraction(horizon, seen[0]!, seen[1]!, discRadius(SUN_RADIUS_KM, seen[2]!)) - share
  }
  return intervalsWhere(excess, span, smallest_s, edge_s)
}

/** When the middle of what is sighted stands more than `mask_rad` above the skyline. */
export function visibleWindows(
  horizon: Horizon,
  sighting: Sighting,
  mask_rad: number,
  span: Interval<TdbSeconds>,
  { smallest_s, edge_s }: Search = SEARCH_DEFAULTS,
): Interval<TdbSeconds>[] {
  const above = (t: TdbSeconds) => {
    sighting(t, seen)
    return seen[1]! - mask_rad - skylineAt(horizon, seen[0]!)
  }
  return intervalsWhere(above, span, smallest_s, edge_s)
}
