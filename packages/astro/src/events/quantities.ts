/**
 * Scalars of geometry besides those of `sights`: rates of range, phase, elongation, off-axis and beta angles, light on a
 * surface, coordinates. Angles in rad, distances in km, rates in km/s; times TDB past J2000. What is seen is seen with
 * SPICE's corrections; each scalar says which SPICE routine has the same meaning.
 */

import type { Correction } from '../apparent-states.ts'
import type { Ephemerides } from '../ephemerides.ts'
import type { StateError } from '../errors.ts'
import type { Frame } from '../frame-table.ts'
import { frameByName, isInertial, orient } from '../frames.ts'
import { apply, applyTranspose } from '../matrices.ts'
import type { Site } from '../sites.ts'
import { stateOf } from '../states.ts'
import { LineOfSight, Pace, type Point } from './line-of-sight.ts'
import type { Scalar } from './scalar.ts'
import { angleBetween, separation } from './sights.ts'

/** NAIF id of the Sun. */
export const SUN = 10

const a = new Float64Array(6)
const b = new Float64Array(6)
const c = new Float64Array(3)
const r = new Float64Array(9)

/** A scalar from what an observer sees; `measure` is called with the time of the observation set. */
export function quantity(
  eph: Ephemerides,
  observer: Point,
  others: readonly Point[],
  correction: Correction,
  measure: (sight: LineOfSight, t: number) => number | StateError,
): Scalar {
  const sight = new LineOfSight(eph, observer, correction)
  const motion = new Pace(eph, [observer, ...others])
  const scalar = {
    fault: undefined as StateError | undefined,
    value(t: number): number {
      const found = sight.at(t) ?? measure(sight, t)
      if (typeof found === 'number') return found
      scalar.fault = found
      return Number.NaN
    },
    pace: (t: number) => motion.at(t),
  }
  return scalar
}

/** Rate of a target's apparent distance, km/s, positive while it recedes; SPICE's GFRR. */
export function rangeRate(eph: Ephemerides, observer: Point, target: Point, correction: Correction): Scalar {
  return quantity(eph, observer, [target], correction, (sight) => sight.stateTo(target, a) ?? radial(a))
}

/** Speed of a target as seen by an observer on J2000 axes, km/s. */
export function speed(eph: Ephemerides, observer: Point, target: Point, correction: Correction): Scalar {
  return quantity(
    eph,
    observer,
    [target],
    correction,
    (sight) => sight.stateTo(target, a) ?? Math.sqrt(a[3]! * a[3]! + a[4]! * a[4]! + a[5]! * a[5]!),
  )
}

/** Angle at a target between the directions to a source of light and to the observer, rad; SPICE's PHASEQ and GFPA. */
export function phaseAngle(
  eph: Ephemerides,
  observer: Point,
  target: Point,
  source: Point,
  correction: Correction,
): Scalar {
  const fromTarget = new LineOfSight(eph, target, correction)
  return quantity(eph, observer, [target, source], correction, (sight) => {
    const failed = sight.to(target, a)
    if (failed !== undefined) return failed
    const missed = fromTarget.at(sight.epoch) ?? fromTarget.to(source, b)
    if (missed !== undefined) return missed
    for (let i = 0; i < 3; i++) a[i] = -a[i]!
    return angleBetween(a, b)
  })
}

/** Angle at the observer between a target and the Sun, rad. */
export function elongation(eph: Ephemerides, observer: Point, target: Point, correction: Correction): Scalar {
  return separation(eph, observer, [target, SUN], correction)
}

/** Two targets as spheres: the angle between their limbs, rad, negative while they overlap; SPICE's GFSEP with SPHERE. */
export function limbSeparation(
  eph: Ephemerides,
  observer: Point,
  targets: readonly [Point, Point],
  radii_km: readonly [number, number],
  correction: Correction,
): Scalar {
  return quantity(eph, observer, targets, correction, (sight) => {
    const failed = sight.to(targets[0], a) ?? sight.to(targets[1], b)
    return failed ?? angleBetween(a, b) - discRadius(a, radii_km[0]) - discRadius(b, radii_km[1])
  })
}

/** A direction that stands still on the axes of a frame, or the direction to a point. */
export type Axis = { readonly frame: string; readonly direction: readonly [number, number, number] } | Point

/**
 * Angle at the observer between an axis and a target, rad: below the half angle of a cone the target is in its field of
 * view (SPICE's GFTFOV with a circular field). Axes of a frame are taken at the time of the observation.
 */
export function offAxis(eph: Ephemerides, observer: Point, axis: Axis, target: Point, correction: Correction): Scalar {
  const others = isPoint(axis) ? [target, axis] : [target]
  return quantity(eph, observer, others, correction, (sight, t) => {
    const failed = sight.to(target, a)
    if (failed !== undefined) return failed
    const missed = isPoint(axis) ? sight.to(axis, b) : direction(eph, axis.frame, axis.direction, t)
    return missed ?? angleBetween(a, b)
  })
}

/**
 * Angle of the Sun over the plane of an orbit, rad, positive on the side of the orbit's angular momentum: the orbiter's
 * geometric state about the centre, the Sun as seen from the centre with the correction. The plane of an orbit near the
 * ground wobbles in minutes: its extremes want `turningPoints` with a rate over steps of a second or two.
 */
export function betaAngle(
  eph: Ephemerides,
  orbiter: number,
  centre: number,
  correction: Correction,
  source: Point = SUN,
): Scalar {
  return quantity(eph, centre, [orbiter, source], correction, (sight, t) => {
    const failed = sight.to(source, b)
    if (failed !== undefined) return failed
    const orbit = stateOf(eph, orbiter, centre, t, a)
    if (!orbit.ok) return orbit.error
    c[0] = a[1]! * a[5]! - a[2]! * a[4]!
    c[1] = a[2]! * a[3]! - a[0]! * a[5]!
    c[2] = a[0]! * a[4]! - a[1]! * a[3]!
    return Math.PI / 2 - angleBetween(c, b)
  })
}

/** Angles of light at a place: at it between its vertical and the source, its vertical and the observer, or the two. */
export type LightAngle = 'incidence' | 'emission' | 'phase'

/**
 * An angle of light at a site seen from an observer, rad; SPICE's ILUMIN and GFILUM, where the site's vertical is the normal
 * of the shape. The light that is seen left the site its light time before, and the source is seen from there.
 */
export function lightAngle(
  eph: Ephemerides,
  angle: LightAngle,
  observer: Point,
  site: Site,
  source: Point,
  correction: Correction,
): Scalar {
  const fromSite = new LineOfSight(eph, site, correction)
  const { enuFromFrame: e } = site
  return quantity(eph, observer, [site, source], correction, (sight) => {
    const failed = sight.to(site, a)
    if (failed !== undefined) return failed
    const epoch = sight.epoch
    for (let i = 0; i < 3; i++) a[i] = -a[i]!
    const missed = fromSite.at(epoch) ?? fromSite.to(source, b)
    if (missed !== undefined) return missed
    if (angle === 'phase') return angleBetween(a, b)
    const turned = direction(eph, site.frame, [e[6]!, e[7]!, e[8]!], epoch, c)
    return turned ?? angleBetween(c, angle === 'incidence' ? b : a)
  })
}

/** Rectangular coordinates, km, and latitude over the frame's xy plane, rad. Longitudes jump: search their sines. */
export type Coordinate = 'x' | 'y' | 'z' | 'latitude' | 'sine of longitude' | 'cosine of longitude'

/**
 * A coordinate of a target as seen, on the axes of a frame; SPICE's GFPOSC. Axes that turn are taken when the light left the
 * frame's centre: of the Earth's, seen from a station, that is 21 ms before.
 */
export function coordinate(
  eph: Ephemerides,
  which: Coordinate,
  observer: Point,
  target: Point,
  frame: string,
  correction: Correction,
): Scalar {
  return quantity(eph, observer, [target], correction, (sight, t) => {
    const axes = frameByName(eph, frame)
    if (!axes.ok) return axes.error
    const failed = seenOnAxes(sight, axes.value, observer, target, t)
    return failed ?? pick(which, a[0]!, a[1]!, a[2]!)
  })
}

/** Writes the target's position to `a`, on axes taken when light left their centre. */
function seenOnAxes(
  sight: LineOfSight,
  axes: Frame,
  observer: Point,
  target: Point,
  t: number,
): StateError | undefined {
  const { centre } = axes
  const standing = isInertial(axes) || centre === observer
  const ofTarget = centre === target
  // The centre's light time first: the target's position is wanted last.
  const failed = standing || ofTarget ? undefined : sight.to(centre, b)
  if (failed !== undefined) return failed
  const light = sight.epoch
  const missed = sight.to(target, a)
  if (missed !== undefined) return missed
  const turned = orient(axes, standing ? t : ofTarget ? sight.epoch : light, r)
  if (!turned.ok) return turned.error
  apply(turned.value, a, 0, a, 0)
  return undefined
}

function pick(which: Coordinate, x: number, y: number, z: number): number {
  switch (which) {
    case 'x':
      return x
    case 'y':
      return y
    case 'z':
      return z
    case 'latitude':
      return Math.atan2(z, Math.sqrt(x * x + y * y))
    case 'sine of longitude':
      return y / Math.sqrt(x * x + y * y)
    case 'cosine of longitude':
      return x / Math.sqrt(x * x + y * y)
  }
}

/** Writes a direction on a frame's axes to `out`, on J2000's. */
function direction(
  eph: Ephemerides,
  frame: string,
  on: readonly [number, number, number],
  t: number,
  out: Float64Array = b,
): StateError | undefined {
  const axes = frameByName(eph, frame)
  if (!axes.ok) return axes.error
  const turned = orient(axes.value, t, r)
  if (!turned.ok) return turned.error
  for (let i = 0; i < 3; i++) out[i] = on[i]!
  applyTranspose(turned.value, out, 0, out, 0)
  return undefined
}

function isPoint(axis: Axis): axis is Point {
  return typeof axis === 'number' || !('direction' in axis)
}

function radial(s: Float64Array): number {
  const distance = Math.sqrt(s[0]! * s[0]! + s[1]! * s[1]! + s[2]! * s[2]!)
  return (s[0]! * s[3]! + s[1]! * s[4]! + s[2]! * s[5]!) / distance
}

function discRadius(p: Float64Array, radius_km: number): number {
  return Math.asin(Math.min(1, radius_km / Math.sqrt(p[0]! * p[0]! + p[1]! * p[1]! + p[2]! * p[2]!)))
}
