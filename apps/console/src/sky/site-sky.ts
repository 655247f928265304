/**
 * Where Earth and Sun stand over the landing site, computed in the browser from a year's kernels by the same code that the
 * centre runs. Loaded on its own, after the page stands.
 */
import { fetchEphemerides } from '@magpie/adapters/browser-kernels'
import { describeKernelFetch } from '@magpie/adapters/browser-transfer'
import { LIGHT_KM_S } from '@magpie/astro/aberration'
import { correctedState } from '@magpie/astro/apparent-states'
import type { Ephemerides } from '@magpie/astro/ephemerides'
import { latitudinalOf } from '@magpie/astro/geometry/coordinates'
import { MOON, MOON_MAP_FRAME, moonSite } from '@magpie/astro/geometry/moon-frames'
import { localSolarTime } from '@magpie/astro/geometry/seasons'
import { azimuthElevation } from '@magpie/astro/sites'
import { err, ok, type Result } from '@magpie/core/result'
import type { TdbSeconds } from '@magpie/core/time'

const SUN = 10
const EARTH = 399
const RAD = Math.PI / 180

/** A place on the Moon: mean-Earth axes, height over the mean radius. */
export type Place = { readonly lat_deg: number; readonly lon_deg: number; readonly height_m: number }

/** As seen from the site, light on its way and its aberration taken into account: elevations over a level horizon. */
export type SiteSky = {
  readonly earthElevation_deg: number
  readonly sunElevation_deg: number
  readonly earthRange_km: number
  /** One way. */
  readonly earthLight_s: number
  /** Latitude that the Sun stands over, north positive: between -1.6 and 1.6 on the Moon, whose seasons it makes. */
  readonly sunLatitude_deg: number
  /** Local solar time, of 24 hours: a lunar day has 708.7 of ours. */
  readonly solarHours: number
}

/** The sky over a place at TDB seconds past J2000; undefined where the kernels do not reach. */
export function skyOver(eph: Ephemerides, place: Place): (tdb_s: number) => SiteSky | undefined {
  const longitude_rad = place.lon_deg * RAD
  const at = { longitude_rad, latitude_rad: place.lat_deg * RAD, height_km: place.height_m / 1000 }
  const site = moonSite('landing site', at)
  const earth = new Float64Array(3)
  const sun = new Float64Array(3)
  return (tdb_s) => {
    const t = tdb_s as TdbSeconds
    if (!azimuthElevation(eph, site, EARTH, t, 'LT+S', earth).ok) return undefined
    if (!azimuthElevation(eph, site, SUN, t, 'LT+S', sun).ok) return undefined
    const sunLatitude_deg = latitudeUnderSun(eph, t)
    const clock = localSolarTime(eph, MOON, MOON_MAP_FRAME, longitude_rad, t)
    if (sunLatitude_deg === undefined || !clock.ok) return undefined
    return {
      earthElevation_deg: earth[1]! / RAD,
      sunElevation_deg: sun[1]! / RAD,
      earthRange_km: earth[2]!,
      earthLight_s: earth[2]! / LIGHT_KM_S,
      sunLatitude_deg,
      solarHours: clock.value.hours,
    }
  }
}

const sunFromMoon = new Float64Array(6)

/** Latitude under the Sun as the Moon sees it, degrees. */
function latitudeUnderSun(eph: Ephemerides, t: TdbSeconds): number | undefined {
  const found = correctedState(eph, SUN, MOON, MOON_MAP_FRAME, t, 'LT+S', sunFromMoon)
  return found.ok ? latitudinalOf(sunFromMoon).latitude_rad / RAD : undefined
}

/** Fetches the kernels of a span, TDB seconds past J2000, from a centre; the error is a sentence. */
export async function openSky(
  origin: string,
  span: { readonly start_tdb_s: number; readonly end_tdb_s: number },
  place: Place,
): Promise<Result<(tdb_s: number) => SiteSky | undefined, string>> {
  const fetched = await fetchEphemerides(origin, span.start_tdb_s, span.end_tdb_s)
  return fetched.ok ? ok(skyOver(fetched.value.eph, place)) : err(describeKernelFetch(fetched.error))
}
