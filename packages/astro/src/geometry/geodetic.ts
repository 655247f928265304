/**
 * Geodetic and planetographic coordinates of points near, on and in an ellipsoid of revolution, and their Jacobian: NAIF's
 * GEOREC, RECGEO, DRDGEO, RECPGR and PGRREC; W. Torge, "Geodesy", 3rd edition, 4.1. The point is brought to the surface by
 * its nearest point, which holds at the poles, on the equator and down to the centre. Units km and rad.
 */
import type { Ephemerides } from '../ephemerides.ts'
import { numberOf, numbersOf, stringsOf } from '../pool.ts'
import type { Ellipsoid, Place } from '../sites.ts'
import { turnOf } from '../vectors.ts'
import { nearestPoint, type Radii, surfaceNormal } from './ellipsoid.ts'

const surface = new Float64Array(3)
const normal = new Float64Array(3)

/** Longitude (-pi to pi), geodetic latitude and height of a position, km on the body's axes. */
export function geodeticOf(position_km: Float64Array, { equatorial_km, flattening }: Ellipsoid): Place {
  const radii: Radii = [equatorial_km, equatorial_km, equatorial_km * (1 - flattening)]
  const height_km = nearestPoint(radii, position_km, surface)
  surfaceNormal(radii, surface, normal)
  const [x, y] = [position_km[0]!, position_km[1]!]
  return {
    longitude_rad: x === 0 && y === 0 ? 0 : Math.atan2(y, x),
    latitude_rad: Math.atan2(normal[2]!, Math.hypot(normal[0]!, normal[1]!)),
    height_km,
  }
}

/** Position, km on the body's axes, written to `out` (3). */
export function positionOfGeodetic(
  at: Place,
  { equatorial_km, flattening }: Ellipsoid,
  out: Float64Array,
): Float64Array {
  const [c, s] = [Math.cos(at.latitude_rad), Math.sin(at.latitude_rad)]
  const squeezed = (1 - flattening) * (1 - flattening)
  const across_km = equatorial_km / Math.sqrt(c * c + squeezed * s * s)
  out[0] = (across_km + at.height_km) * c * Math.cos(at.longitude_rad)
  out[1] = (across_km + at.height_km) * c * Math.sin(at.longitude_rad)
  out[2] = (across_km * squeezed + at.height_km) * s
  return out
}

/**
 * Derivative of the position by longitude, latitude, height (NAIF's DRDGEO), nine numbers by rows, written to `out`: east,
 * north and up times the radius of curvature across and along the meridian (Torge, 4.1.3).
 */
export function geodeticJacobian(at: Place, { equatorial_km, flattening }: Ellipsoid, out: Float64Array): Float64Array {
  const [cl, sl] = [Math.cos(at.longitude_rad), Math.sin(at.longitude_rad)]
  const [c, s] = [Math.cos(at.latitude_rad), Math.sin(at.latitude_rad)]
  const squeezed = (1 - flattening) * (1 - flattening)
  const w = Math.sqrt(c * c + squeezed * s * s)
  const east = (equatorial_km / w + at.height_km) * c
  const north = (equatorial_km * squeezed) / (w * w * w) + at.height_km
  out.set([-sl * east, -s * cl * north, c * cl, cl * east, -s * sl * north, c * sl, 0, c * north, s])
  return out
}

/**
 * Whether planetographic longitude runs west: for bodies that turn eastwards it does, save the Earth, the Moon and the Sun;
 * `BODYnnn_PGR_POSITIVE_LON` of a kernel decides otherwise (NAIF, RECPGR, "Particulars").
 */
export function longitudeRunsWest(eph: Ephemerides, body: number): boolean {
  const said = stringsOf(eph.pool, `BODY${body}_PGR_POSITIVE_LON`)?.[0]?.trim().toUpperCase()
  if (said === 'WEST' || said === 'EAST') return said === 'WEST'
  if (body === 399 || body === 301 || body === 10) return false
  return (numbersOf(eph.pool, `BODY${body}_PM`)?.[1] ?? numberOf(eph.pool, `BODY${body}_PM`) ?? 0) >= 0
}

/** Planetographic longitude (0 up to 2 pi, in the body's sense), latitude and height of a position, km. */
export function planetographicOf(position_km: Float64Array, shape: Ellipsoid, runsWest: boolean): Place {
  const { longitude_rad, ...place } = geodeticOf(position_km, shape)
  return { ...place, longitude_rad: turnOf(runsWest ? -longitude_rad : longitude_rad) }
}

/** Position of planetographic coordinates, km, written to `out` (3). */
export function positionOfPlanetographic(
  at: Place,
  shape: Ellipsoid,
  runsWest: boolean,
  out: Float64Array,
): Float64Array {
  return positionOfGeodetic({ ...at, longitude_rad: runsWest ? -at.longitude_rad : at.longitude_rad }, shape, out)
}
