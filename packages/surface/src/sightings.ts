/**
 * Where things stand in the sky of a site: azimuth clockwise from north and elevation, rad, and range, km, as they are
 * seen at the time (light time and stellar aberration, SPICE's LT+S; no refraction). A search that asks thousands of
 * times wants numbers and no results: what could not be computed is kept, and asked for at the end, so that a gap in the
 * kernels is never taken for night.
 */
import { aberrate, LIGHT_KM_S } from '@magpie/astro/aberration'
import type { Ephemerides } from '@magpie/astro/ephemerides'
import type { StateError } from '@magpie/astro/errors'
import { rotation } from '@magpie/astro/frames'
import { moonSite } from '@magpie/astro/geometry/moon-frames'
import { apply } from '@magpie/astro/matrices'
import { azimuthElevation, MOON_RADIUS_KM, type Site, siteFromEllipsoid, siteState, WGS84 } from '@magpie/astro/sites'
import { positionOf, stateOf } from '@magpie/astro/states'
import type { Result } from '@magpie/core/result'
import type { TdbSeconds } from '@magpie/core/time'
import type { Station } from './stations-file.ts'

/** NAIF ids. */
export const SUN = 10
export const EARTH = 399
export const MOON = 301

/** Writes azimuth, elevation and range to `out`; NaN where they are not known. */
export type Sighting = (t: TdbSeconds, out: Float64Array) => void

/** Position from the Moon's centre, km on J2000 axes, written to `out`; false where it is not known. */
export type RelayPosition = (t: TdbSeconds, out: Float64Array) => boolean

/** Keeps the first failure of what was asked. */
export type Watch = { failure: StateError | undefined }

/** A place on the Moon's map, `height_m` above the sphere of 1737.4 km. */
export function lunarSite(name: string, latitude_rad: number, longitude_rad: number, height_m: number): Site {
  return moonSite(name, { latitude_rad, longitude_rad, height_km: height_m / 1000 })
}

/** A station on the Earth's ellipsoid WGS84. */
export function earthStation(station: Station): Site {
  return siteFromEllipsoid({ name: station.id, body: EARTH, frame: 'ITRF93' }, WGS84, {
    latitude_rad: (station.lat_deg * Math.PI) / 180,
    longitude_rad: (station.lon_deg * Math.PI) / 180,
    height_km: station.height_m / 1000,
  })
}

/** A body's centre seen from a site. */
export function sightingOf(eph: Ephemerides, site: Site, target: number, watch: Watch): Sighting {
  return (t, out) => {
    if (!kept(azimuthElevation(eph, site, target, t, 'LT+S', out), watch)) out.fill(Number.NaN, 0, 3)
  }
}

const observer = new Float64Array(6)
const standing = new Float64Array(6)
const target = new Float64Array(6)
const fromSite = new Float64Array(3)
const local = new Float64Array(3)
const turn = new Float64Array(9)

/** One site seen from another, on whatever bodies they stand. */
export function sightingBetween(eph: Ephemerides, from: Site, to: Site, watch: Watch): Sighting {
  return (t, out) => {
    const seen =
      barycentric(eph, from, t, observer, watch) &&
      lightTimeTo(t, out, (at) => barycentric(eph, to, at, target, watch)) &&
      kept(rotation(eph, 'J2000', from.frame, t, turn), watch)
    if (seen) toLocal(from, out)
    else out.fill(Number.NaN, 0, 3)
  }
}

/** The relay seen from a site on the Earth or the Moon. */
export function sightingOfRelay(eph: Ephemerides, from: Site, relay: RelayPosition, watch: Watch): Sighting {
  const at = (t: TdbSeconds) => {
    if (!relay(t, standing) || !kept(positionOf(eph, MOON, 0, t, target), watch)) return false
    for (let i = 0; i < 3; i++) target[i]! += standing[i]!
    return true
  }
  return (t, out) => {
    const seen =
      barycentric(eph, from, t, observer, watch) &&
      lightTimeTo(t, out, at) &&
      kept(rotation(eph, 'J2000', from.frame, t, turn), watch)
    if (seen) toLocal(from, out)
    else out.fill(Number.NaN, 0, 3)
  }
}

/**
 * By how much the line from the relay to an Earth station clears the Moon's sphere, rad at the relay: positive when the
 * station is not behind the Moon. Geometric: in the light time the line turns by less than 0.001 degrees.
 */
export function moonClearance(
  eph: Ephemerides,
  station: Site,
  relay: RelayPosition,
  watch: Watch,
): (t: TdbSeconds) => number {
  return (t) => {
    if (!relay(t, local) || !kept(positionOf(eph, station.body, MOON, t, target), watch)) return Number.NaN
    if (!kept(siteState(eph, station, t, standing), watch)) return Number.NaN
    let [along, distance2, line2] = [0, 0, 0]
    for (let i = 0; i < 3; i++) {
      const toStation = target[i]! + standing[i]! - local[i]!
      along -= toStation * local[i]!
      distance2 += local[i]! * local[i]!
      line2 += toStation * toStation
    }
    const angle = Math.acos(Math.min(1, Math.max(-1, along / Math.sqrt(distance2 * line2))))
    return angle - Math.asin(Math.min(1, MOON_RADIUS_KM / Math.sqrt(distance2)))
  }
}

/** State from the solar system's barycentre, km and km/s on J2000 axes. */
function barycentric(eph: Ephemerides, site: Site, t: TdbSeconds, out: Float64Array, watch: Watch): boolean {
  if (!kept(stateOf(eph, site.body, 0, t, out), watch) || !kept(siteState(eph, site, t, standing), watch)) return false
  for (let i = 0; i < 6; i++) out[i]! += standing[i]!
  return true
}

/** From `observer` to where the target was when the light left, two steps of light time, with aberration; in `fromSite`. */
function lightTimeTo(t: TdbSeconds, out: Float64Array, place: (t: TdbSeconds) => boolean): boolean {
  let light_s = 0
  for (let i = 0; i < 3; i++) {
    if (!place((t - light_s) as TdbSeconds)) return false
    for (let k = 0; k < 3; k++) fromSite[k] = target[k]! - observer[k]!
    light_s = Math.hypot(fromSite[0]!, fromSite[1]!, fromSite[2]!) / LIGHT_KM_S
  }
  out[2] = light_s * LIGHT_KM_S
  aberrate(fromSite, observer, 3, 1)
  return true
}

/** `fromSite`, turned by `turn` to the site's frame, as azimuth and elevation. */
function toLocal(site: Site, out: Float64Array): void {
  apply(turn, fromSite, 0, local, 0)
  apply(site.enuFromFrame, local, 0, fromSite, 0)
  const [east, north, up] = [fromSite[0]!, fromSite[1]!, fromSite[2]!]
  const azimuth_rad = Math.atan2(east, north)
  out[0] = azimuth_rad < 0 ? azimuth_rad + 2 * Math.PI : azimuth_rad
  out[1] = Math.atan2(up, Math.hypot(east, north))
}

function kept(result: Result<unknown, StateError>, watch: Watch): boolean {
  if (!result.ok) watch.failure ??= result.error
  return result.ok
}
