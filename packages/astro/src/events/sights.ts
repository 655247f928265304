/** Scalars of direction and distance: elevation, range, separation. Angles in rad, distances in km. */

import type { Correction } from '../apparent-states.ts'
import type { Ephemerides } from '../ephemerides.ts'
import type { StateError } from '../errors.ts'
import { frameByName, orient } from '../frames.ts'
import { apply } from '../matrices.ts'
import type { Site } from '../sites.ts'
import { LineOfSight, Pace, type Point } from './line-of-sight.ts'
import type { Scalar } from './scalar.ts'
import { type Track, trackOf } from './track.ts'

const a = new Float64Array(3)
const b = new Float64Array(3)
const r = new Float64Array(9)

/** A scalar of what one observer sees of some points. */
abstract class Sight implements Scalar {
  fault: StateError | undefined
  protected readonly sight: LineOfSight
  private readonly motion: Pace

  constructor(eph: Ephemerides, observer: Point, targets: readonly Point[], correction: Correction) {
    this.sight = new LineOfSight(eph, observer, correction)
    this.motion = new Pace(eph, [observer, ...targets])
  }

  abstract measure(t: number): number | StateError

  value(t: number): number {
    const found = this.sight.at(t) ?? this.measure(t)
    if (typeof found === 'number') return found
    this.fault = found
    return Number.NaN
  }

  pace(t: number): number {
    return this.motion.at(t)
  }
}

class Elevation extends Sight {
  private readonly eph: Ephemerides
  private readonly site: Site
  private readonly target: Point
  private readonly track: Track | undefined

  constructor(eph: Ephemerides, site: Site, target: Point, correction: Correction) {
    super(eph, site, [target], correction)
    this.eph = eph
    this.site = site
    this.target = target
    const frame = frameByName(eph, site.frame)
    const tracked = correction === 'NONE' && typeof target === 'number' && frame.ok
    this.track = tracked ? trackOf(eph, target, site.body, frame.value) : undefined
  }

  override value(t: number): number {
    if (this.track === undefined) return super.value(t)
    const failed = this.track.write(t, a)
    if (failed !== undefined) {
      this.fault = failed
      return Number.NaN
    }
    const { position_km } = this.site
    a[0]! -= position_km[0]!
    a[1]! -= position_km[1]!
    a[2]! -= position_km[2]!
    return this.elevationOf(a)
  }

  measure(t: number): number | StateError {
    const failed = this.sight.to(this.target, a)
    if (failed !== undefined) return failed
    const frame = frameByName(this.eph, this.site.frame)
    if (!frame.ok) return frame.error
    const turned = orient(frame.value, t, r)
    if (!turned.ok) return turned.error
    apply(turned.value, a, 0, a, 0)
    return this.elevationOf(a)
  }

  /** Of a direction on the site's axes. */
  private elevationOf(v: Float64Array): number {
    const { enuFromFrame: e } = this.site
    const x = v[0]!
    const y = v[1]!
    const z = v[2]!
    const up = e[6]! * x + e[7]! * y + e[8]! * z
    const east = e[0]! * x + e[1]! * y
    const north = e[3]! * x + e[4]! * y + e[5]! * z
    return Math.atan2(up, Math.sqrt(east * east + north * north))
  }
}

class Range extends Sight {
  private readonly target: Point

  constructor(eph: Ephemerides, observer: Point, target: Point, correction: Correction) {
    super(eph, observer, [target], correction)
    this.target = target
  }

  measure(): number | StateError {
    return this.sight.to(this.target, a) ?? Math.sqrt(a[0]! * a[0]! + a[1]! * a[1]! + a[2]! * a[2]!)
  }
}

class Separation extends Sight {
  private readonly targets: readonly [Point, Point]

  constructor(eph: Ephemerides, observer: Point, targets: readonly [Point, Point], correction: Correction) {
    super(eph, observer, targets, correction)
    this.targets = targets
  }

  measure(): number | StateError {
    return this.sight.to(this.targets[0], a) ?? this.sight.to(this.targets[1], b) ?? angleBetween(a, b)
  }
}

/** Elevation of a target over the plane across a site's vertical, rad; no refraction. */
export function elevation(eph: Ephemerides, site: Site, target: Point, correction: Correction): Scalar {
  return new Elevation(eph, site, target, correction)
}

/** Distance of a target's centre, km. */
export function range(eph: Ephemerides, observer: Point, target: Point, correction: Correction): Scalar {
  return new Range(eph, observer, target, correction)
}

/** Angle between the centres of two targets, rad. */
export function separation(
  eph: Ephemerides,
  observer: Point,
  targets: readonly [Point, Point],
  correction: Correction,
): Scalar {
  return new Separation(eph, observer, targets, correction)
}

/** Angle between two vectors by its tangent, so that small ones keep their digits. */
export function angleBetween(p: Float64Array, q: Float64Array): number {
  const x = p[1]! * q[2]! - p[2]! * q[1]!
  const y = p[2]! * q[0]! - p[0]! * q[2]!
  const z = p[0]! * q[1]! - p[1]! * q[0]!
  const dot = p[0]! * q[0]! + p[1]! * q[1]! + p[2]! * q[2]!
  return Math.atan2(Math.sqrt(x * x + y * y + z * z), dot)
}
