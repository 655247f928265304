/**
 * Places fixed to a body, and azimuth, elevation and range from them. Positions are km on the site's body-fixed frame;
 * azimuth runs clockwise from north, elevation up from the plane across the local vertical.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { TdbSeconds } from '@magpie/core/time'
import { apparentPosition, type Correction } from './apparent-states.ts'
import type { Ephemerides } from './ephemerides.ts'
import type { FrameError, StateError } from './errors.ts'
import type { Frame } from './frame-table.ts'
import { frameByName, orient, orientRate } from './frames.ts'
import { apply, applyTranspose, multiply } from './matrices.ts'
import { positionOf, stateOf } from './states.ts'

export type Site = {
  readonly name: string
  /** NAIF id of the body it stands on. */
  readonly body: number
  /** Body-fixed frame in which `position_km` stands: `ITRF93`, `MOON_ME` ... */
  readonly frame: string
  readonly position_km: Float64Array
  /** East, north and up on the axes of `frame`, by rows: the rotation to local axes. */
  readonly enuFromFrame: Float64Array
}

/** Longitude east and latitude (geocentric on a sphere, geodetic on an ellipsoid), and height over the surface. */
export type Place = { readonly longitude_rad: number; readonly latitude_rad: number; readonly height_km: number }

/** An ellipsoid of revolution. */
export type Ellipsoid = { readonly equatorial_km: number; readonly flattening: number }

/** World Geodetic System 1984: NGA.STND.0036, table 3.1. */
export const WGS84: Ellipsoid = { equatorial_km: 6378.137, flattening: 1 / 298.257223563 }

/** Mean radius of the Moon to which heights refer in LOLA's products and in IAU 2015, km. */
export const MOON_RADIUS_KM = 1737.4

const onAxes = new Float64Array(3)
const r = new Float64Array(9)
const rate = new Float64Array(9)
const observer = new Float64Array(6)
const place = new Float64Array(6)

/** What rounding may leave of a pole, rad. */
const BEYOND_POLE_RAD = 1e-12

type Standing = { readonly name: string; readonly body: number; readonly frame: string }

/** A site at a height over a sphere. */
export function siteFromSphere(standing: Standing, radius_km: number, at: Place): Site {
  return siteFromEllipsoid(standing, { equatorial_km: radius_km, flattening: 0 }, at)
}

/**
 * A site at a height over an ellipsoid, along its normal. Throws where the latitude is beyond a pole (as degrees are) or a
 * number is not finite.
 */
export function siteFromEllipsoid(standing: Standing, { equatorial_km, flattening }: Ellipsoid, at: Place): Site {
  const { longitude_rad, latitude_rad, height_km } = at
  if (!(Math.abs(latitude_rad) <= Math.PI / 2 + BEYOND_POLE_RAD && Number.isFinite(longitude_rad + height_km)))
    throw new RangeError(`no place at ${longitude_rad}, ${latitude_rad} rad, ${height_km} km`)
  const squeezed = (1 - flattening) * (1 - flattening)
  const s = Math.sin(latitude_rad)
  const c = Math.cos(latitude_rad)
  const normal_km = equatorial_km / Math.sqrt(c * c + squeezed * s * s)
  const axial_km = (normal_km + height_km) * c
  return siteFromPosition(
    standing,
    new Float64Array([
      axial_km * Math.cos(longitude_rad),
      axial_km * Math.sin(longitude_rad),
      (normal_km * squeezed + height_km) * s,
    ]),
    longitude_rad,
    latitude_rad,
  )
}

/** A site at a position, km on its frame's axes, whose vertical points to the given longitude and latitude. */
export function siteFromPosition(
  { name, body, frame }: Standing,
  position_km: Float64Array,
  longitude_rad: number,
  latitude_rad: number,
): Site {
  const [sl, cl] = [Math.sin(longitude_rad), Math.cos(longitude_rad)]
  const [sp, cp] = [Math.sin(latitude_rad), Math.cos(latitude_rad)]
  const enuFromFrame = new Float64Array([-sl, cl, 0, -sp * cl, -sp * sl, cp, cp * cl, cp * sl, sp])
  return { name, body, frame, position_km: position_km.slice(), enuFromFrame }
}

/** State of a site from the centre of its body, km and km/s on J2000 axes, written to `out` (6). */
export function siteState(
  eph: Ephemerides,
  site: Site,
  t: TdbSeconds,
  out: Float64Array,
): Result<Float64Array, FrameError> {
  const frame = frameByName(eph, site.frame)
  if (!frame.ok) return frame
  const turned = orientRate(frame.value, t, r, rate)
  if (!turned.ok) return turned
  applyTranspose(r, site.position_km, 0, out, 0)
  applyTranspose(rate, site.position_km, 0, out, 3)
  return ok(out)
}

/** Rotation from J2000 to the site's east, north and up at `t`, written to `out` (9, by rows). */
export function enuRotation(
  eph: Ephemerides,
  site: Site,
  t: TdbSeconds,
  out: Float64Array,
): Result<Float64Array, FrameError> {
  const frame = frameByName(eph, site.frame)
  if (!frame.ok) return frame
  const turned = orient(frame.value, t, r)
  if (!turned.ok) return turned
  multiply(site.enuFromFrame, turned.value, out)
  return ok(out)
}

/**
 * Azimuth (rad, 0 to 2 pi, clockwise from north), elevation (rad) and range (km) of `target` from a site, written to
 * `out` (3). Axes at `t`; aberration by the site's own barycentric velocity. No refraction.
 */
export function azimuthElevation(
  eph: Ephemerides,
  site: Site,
  target: number,
  t: TdbSeconds,
  correction: Correction,
  out: Float64Array,
): Result<Float64Array, StateError> {
  const frame = frameByName(eph, site.frame)
  if (!frame.ok) return frame
  const failed =
    correction === 'NONE'
      ? geometricFromSite(eph, site, frame.value, target, t)
      : apparentFromSite(eph, site, target, t, correction)
  if (failed !== undefined) return err(failed)
  const e = site.enuFromFrame
  const x = onAxes[0]!
  const y = onAxes[1]!
  const z = onAxes[2]!
  const east = e[0]! * x + e[1]! * y + e[2]! * z
  const north = e[3]! * x + e[4]! * y + e[5]! * z
  const up = e[6]! * x + e[7]! * y + e[8]! * z
  const azimuth_rad = Math.atan2(east, north)
  const level_km = Math.sqrt(east * east + north * north)
  out[0] = azimuth_rad < 0 ? azimuth_rad + 2 * Math.PI : azimuth_rad
  out[1] = Math.atan2(up, level_km)
  out[2] = Math.sqrt(level_km * level_km + up * up)
  return ok(out)
}

/** The target from the site on the site's frame: the chain of centres need not pass the solar system's barycentre. */
function geometricFromSite(
  eph: Ephemerides,
  site: Site,
  frame: Frame,
  target: number,
  t: TdbSeconds,
): StateError | undefined {
  const found = positionOf(eph, target, site.body, t, place)
  if (!found.ok) return found.error
  const turned = orient(frame, t, r)
  if (!turned.ok) return turned.error
  const m = turned.value
  const { position_km: from } = site
  const x = place[0]!
  const y = place[1]!
  const z = place[2]!
  onAxes[0] = m[0]! * x + m[1]! * y + m[2]! * z - from[0]!
  onAxes[1] = m[3]! * x + m[4]! * y + m[5]! * z - from[1]!
  onAxes[2] = m[6]! * x + m[7]! * y + m[8]! * z - from[2]!
  return undefined
}

function apparentFromSite(
  eph: Ephemerides,
  site: Site,
  target: number,
  t: TdbSeconds,
  correction: Correction,
): StateError | undefined {
  const centre = stateOf(eph, site.body, 0, t, observer)
  if (!centre.ok) return centre.error
  const standing = siteState(eph, site, t, place)
  if (!standing.ok) return standing.error
  for (let i = 0; i < 6; i++) observer[i]! += place[i]!
  const seen = apparentPosition(eph, target, observer, t, correction, onAxes)
  if (!seen.ok) return seen.error
  apply(r, onAxes, 0, onAxes, 0)
  return undefined
}
