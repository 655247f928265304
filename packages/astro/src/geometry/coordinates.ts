/**
 * Latitudinal, spherical and cylindrical coordinates, right ascension and declination, and the Jacobians between them
 * and rectangular ones: the definitions of NAIF's RECLAT, RECSPH, RECCYL, RECRAD and of DRDLAT, DLATDR and their like;
 * NAIF, "Most Used CSPICE APIs", "Coordinate systems". Lengths in any one unit, angles rad. Jacobians are nine numbers by
 * rows: a column for each coordinate in the order of its type.
 */
import { turnOf } from '../vectors.ts'

/** Distance, longitude (-pi to pi) and latitude. */
export type Latitudinal = { readonly radius: number; readonly longitude_rad: number; readonly latitude_rad: number }
/** Distance, angle from the z axis, and longitude (-pi to pi). */
export type Spherical = { readonly radius: number; readonly colatitude_rad: number; readonly longitude_rad: number }
/** Distance from the z axis, longitude (0 up to 2 pi), and height over the x-y plane. */
export type Cylindrical = { readonly radius: number; readonly longitude_rad: number; readonly z: number }
/** Range, right ascension (0 up to 2 pi) and declination. */
export type RightAscension = { readonly range: number; readonly ra_rad: number; readonly dec_rad: number }

/** Latitudinal coordinates of a vector (3); angles 0 where they have no meaning. */
export function latitudinalOf(v: Float64Array): Latitudinal {
  const across = Math.hypot(v[0]!, v[1]!)
  return {
    radius: Math.hypot(across, v[2]!),
    longitude_rad: across === 0 ? 0 : Math.atan2(v[1]!, v[0]!),
    latitude_rad: Math.atan2(v[2]!, across),
  }
}

/** The vector of latitudinal coordinates, written to `out` (3). */
export function vectorOfLatitudinal(at: Latitudinal, out: Float64Array): Float64Array {
  const { radius, longitude_rad, latitude_rad } = at
  const across = radius * Math.cos(latitude_rad)
  out[0] = across * Math.cos(longitude_rad)
  out[1] = across * Math.sin(longitude_rad)
  out[2] = radius * Math.sin(latitude_rad)
  return out
}

/** Spherical coordinates of a vector (3). */
export function sphericalOf(v: Float64Array): Spherical {
  const { radius, longitude_rad } = latitudinalOf(v)
  return { radius, colatitude_rad: Math.atan2(Math.hypot(v[0]!, v[1]!), v[2]!), longitude_rad }
}

/** The vector of spherical coordinates, written to `out` (3). */
export function vectorOfSpherical(at: Spherical, out: Float64Array): Float64Array {
  const { radius, colatitude_rad, longitude_rad } = at
  const across = radius * Math.sin(colatitude_rad)
  out[0] = across * Math.cos(longitude_rad)
  out[1] = across * Math.sin(longitude_rad)
  out[2] = radius * Math.cos(colatitude_rad)
  return out
}

/** Cylindrical coordinates of a vector (3). */
export function cylindricalOf(v: Float64Array): Cylindrical {
  const radius = Math.hypot(v[0]!, v[1]!)
  return { radius, longitude_rad: radius === 0 ? 0 : turnOf(Math.atan2(v[1]!, v[0]!)), z: v[2]! }
}

/** The vector of cylindrical coordinates, written to `out` (3). */
export function vectorOfCylindrical(at: Cylindrical, out: Float64Array): Float64Array {
  out[0] = at.radius * Math.cos(at.longitude_rad)
  out[1] = at.radius * Math.sin(at.longitude_rad)
  out[2] = at.z
  return out
}

/** Range, right ascension and declination of a vector (3). */
export function rightAscensionOf(v: Float64Array): RightAscension {
  const { radius, longitude_rad, latitude_rad } = latitudinalOf(v)
  return { range: radius, ra_rad: turnOf(longitude_rad), dec_rad: latitude_rad }
}

/** Derivative of the vector by radius, longitude, latitude (NAIF's DRDLAT), written to `out` (9). */
export function latitudinalJacobian(at: Latitudinal, out: Float64Array): Float64Array {
  const { radius, longitude_rad, latitude_rad } = at
  const [cl, sl] = [Math.cos(longitude_rad), Math.sin(longitude_rad)]
  const [cp, sp] = [Math.cos(latitude_rad), Math.sin(latitude_rad)]
  out.set([cl * cp, -radius * sl * cp, -radius * cl * sp, sl * cp, radius * cl * cp, -radius * sl * sp])
  out.set([sp, 0, radius * cp], 6)
  return out
}

/** Derivative of the vector by radius, colatitude, longitude (DRDSPH), written to `out` (9). */
export function sphericalJacobian(at: Spherical, out: Float64Array): Float64Array {
  const { radius, colatitude_rad, longitude_rad } = at
  const [cl, sl] = [Math.cos(longitude_rad), Math.sin(longitude_rad)]
  const [ct, st] = [Math.cos(colatitude_rad), Math.sin(colatitude_rad)]
  out.set([cl * st, radius * cl * ct, -radius * sl * st, sl * st, radius * sl * ct, radius * cl * st])
  out.set([ct, -radius * st, 0], 6)
  return out
}

/** Derivative of the vector by radius, longitude, z (DRDCYL), written to `out` (9). */
export function cylindricalJacobian(at: Cylindrical, out: Float64Array): Float64Array {
  const [c, s] = [Math.cos(at.longitude_rad), Math.sin(at.longitude_rad)]
  out.set([c, -at.radius * s, 0, s, at.radius * c, 0, 0, 0, 1])
  return out
}

/** The inverse of a Jacobian whose columns are across each other, as all of these and the geodetic one are; false on the z axis, where there is none. */
export function invertJacobian(jacobian: Float64Array, out: Float64Array): boolean {
  const inverse = new Float64Array(9)
  for (let column = 0; column < 3; column++) {
    const [x, y, z] = [jacobian[column]!, jacobian[3 + column]!, jacobian[6 + column]!]
    const square = x * x + y * y + z * z
    // On the axis the cosine of a right angle leaves 6e-17 of the radius.
    if (!(square > 0) || !(Math.hypot(x, y, z) > 1e-15 * longest(jacobian))) return false
    inverse.set([x / square, y / square, z / square], 3 * column)
  }
  out.set(inverse)
  return true
}

function longest(jacobian: Float64Array): number {
  let most = 0
  for (let i = 0; i < 9; i++) most = Math.max(most, Math.abs(jacobian[i]!))
  return most
}
