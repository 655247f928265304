/**
 * Points on an ellipsoid with three axes: the nearest to a point, the first on a ray, the normal, and the shapes of bodies
 * from the kernels. What NAIF's NEARPT, SURFPT and SURFNM give ("Ellipsoids" in the required reading ELLIPSES). Units km
 * on the body's own axes.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { Ephemerides } from '../ephemerides.ts'
import { numbersOf } from '../pool.ts'
import type { NoShape } from './errors.ts'

/** Half axes along x, y and z, km. */
export type Radii = readonly [number, number, number]

/** The half axes of a body: `BODYnnn_RADII` of the loaded kernels. */
export function radiiOf(eph: Ephemerides, body: number): Result<Radii, NoShape> {
  const given = numbersOf(eph.pool, `BODY${body}_RADII`)
  if (given?.length !== 3 || !given.every((radius) => radius > 0)) return err({ kind: 'no-shape', body })
  return ok([given[0]!, given[1]!, given[2]!])
}

const q = new Float64Array(3)

/**
 * The point of the ellipsoid nearest to `p`, written to `out` (3, may be `p`); returns the height of `p` over it, km,
 * negative inside. Lagrange's condition p = x + t x / a^2 leaves one equation |a p / (a^2 + t)| = 1; its inverse length
 * is concave in t, so that Newton's method runs up to the root without a step too far (J. More, "The Levenberg-Marquardt
 * algorithm", 1978, 5). Of several nearest points (inside, on a plane of symmetry) the one on the positive side is taken.
 */
export function nearestPoint(radii: Radii, p: Float64Array, out: Float64Array): number {
  const size = Math.max(...radii)
  const least = Math.min(...radii) / size
  let t = -least * least
  for (let i = 0; i < 3; i++) {
    const a = radii[i]! / size
    if (p[i] !== 0) t = Math.max(t, a * (Math.abs(p[i]!) / size - a))
  }
  for (let i = 0; i < 60; i++) {
    const step = moreStep(radii, size, p, t)
    if (!(step > 1e-16 * Math.max(Math.abs(t), 1e-3))) break
    t += step
  }
  return placeOf(radii, size, p, t, out)
}

/** Newton's step for 1 / |q(t)| = 1; 0 or less where nothing is left to do. All lengths over `size`. */
function moreStep(radii: Radii, size: number, p: Float64Array, t: number): number {
  let square = 0
  let slope = 0
  for (let i = 0; i < 3; i++) {
    const a = radii[i]! / size
    q[i] = p[i] === 0 ? 0 : (a * p[i]!) / size / (a * a + t)
    square += q[i]! * q[i]!
    slope += q[i] === 0 ? 0 : (q[i]! * q[i]!) / (a * a + t)
  }
  const length = Math.sqrt(square)
  return slope > 0 ? ((length - 1) * square) / slope : 0
}

function placeOf(radii: Radii, size: number, p: Float64Array, t: number, out: Float64Array): number {
  let rest = 1
  let spare = -1
  for (let i = 0; i < 3; i++) {
    const a = radii[i]! / size
    if (p[i] === 0 && a * a + t <= 1e-14 && spare < 0) {
      spare = i
      q[i] = 0
    } else q[i] = p[i] === 0 ? 0 : (a * p[i]!) / size / (a * a + t)
    rest -= q[i]! * q[i]!
  }
  // On a plane of symmetry, so far inside that the nearest point lies off it.
  if (spare >= 0) q[spare] = Math.sqrt(Math.max(0, rest))
  let gradient = 0
  for (let i = 0; i < 3; i++) {
    out[i] = q[i]! * radii[i]!
    const g = q[i]! / (radii[i]! / size)
    gradient += g * g
  }
  return t * size * Math.sqrt(gradient)
}

/** The first point of the ray from `origin` along `direction` on the ellipsoid, written to `out` (3); false where it misses. */
export function surfaceIntercept(
  radii: Radii,
  origin: Float64Array,
  direction: Float64Array,
  out: Float64Array,
): boolean {
  let a = 0
  let b = 0
  let c = -1
  for (let i = 0; i < 3; i++) {
    const u = direction[i]! / radii[i]!
    const w = origin[i]! / radii[i]!
    a += u * u
    b += u * w
    c += w * w
  }
  // The distance of the line from the centre in the unit sphere's space: b^2 - a c cancels far away.
  let across = 0
  for (let i = 0; i < 3; i++) across += (origin[i]! / radii[i]! - (b / a) * (direction[i]! / radii[i]!)) ** 2
  if (!(across <= 1)) return false
  const half = Math.sqrt((1 - across) * a)
  const along = c > 0 ? (-b - half) / a : (-b + half) / a
  if (!(along >= 0)) return false
  for (let i = 0; i < 3; i++) out[i] = origin[i]! + along * direction[i]!
  return true
}

/** Unit normal outwards at a point of the ellipsoid, written to `out` (3). */
export function surfaceNormal(radii: Radii, point: Float64Array, out: Float64Array): Float64Array {
  const least = Math.min(...radii)
  let square = 0
  for (let i = 0; i < 3; i++) {
    const scale = least / radii[i]!
    out[i] = point[i]! * scale * scale
    square += out[i]! * out[i]!
  }
  for (let i = 0; i < 3; i++) out[i]! /= Math.sqrt(square)
  return out
}
