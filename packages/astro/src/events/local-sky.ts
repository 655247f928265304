/** A target in the sky of a site: its direction on the local axes, how it turns, and scalars of both without corners. */

import type { Correction } from '../apparent-states.ts'
import type { Ephemerides } from '../ephemerides.ts'
import type { StateError } from '../errors.ts'
import { frameByName, orientRate } from '../frames.ts'
import { apply } from '../matrices.ts'
import type { Site } from '../sites.ts'
import { LineOfSight, Pace, type Point } from './line-of-sight.ts'
import type { Scalar } from './scalar.ts'

const s = new Float64Array(6)
const r = new Float64Array(9)
const rate = new Float64Array(9)
const v = new Float64Array(3)
const turned = new Float64Array(3)

/** The sky at the time asked last. Unit direction east, north, up, and its rate, 1/s, both on the local axes. */
export class LocalSky {
  fault: StateError | undefined
  east = 0
  north = 0
  up = 0
  eastRate = 0
  northRate = 0
  upRate = 0
  range_km = 0
  rangeRate_km_s = 0
  private readonly eph: Ephemerides
  private readonly site: Site
  private readonly target: Point
  private readonly sight: LineOfSight
  private readonly motion: Pace
  private t = Number.NaN

  constructor(eph: Ephemerides, site: Site, target: Point, correction: Correction) {
    this.eph = eph
    this.site = site
    this.target = target
    this.sight = new LineOfSight(eph, site, correction)
    this.motion = new Pace(eph, [site, target])
  }

  /** Computes the sky at `t`; false where there is none, and `fault` says why. */
  at(t: number): boolean {
    if (t === this.t) return true
    const failed = this.sight.at(t) ?? this.sight.stateTo(this.target, s) ?? this.turnAt(t)
    this.t = failed === undefined ? t : Number.NaN
    this.fault = failed ?? this.fault
    return failed === undefined
  }

  get azimuth_rad(): number {
    const azimuth = Math.atan2(this.east, this.north)
    return azimuth < 0 ? azimuth + 2 * Math.PI : azimuth
  }

  get elevation_rad(): number {
    return Math.atan2(this.up, Math.sqrt(this.east * this.east + this.north * this.north))
  }

  /** How fast the direction turns on the local axes, rad/s. */
  get turning_rad_s(): number {
    return Math.sqrt(this.eastRate * this.eastRate + this.northRate * this.northRate + this.upRate * this.upRate)
  }

  /** Rate of the azimuth, rad/s; beyond all bounds at the zenith. */
  get azimuthRate_rad_s(): number {
    return this.azimuthTurn / (this.east * this.east + this.north * this.north)
  }

  /** Of the sign of the azimuth's rate, and smooth at the zenith. */
  get azimuthTurn(): number {
    return this.north * this.eastRate - this.east * this.northRate
  }

  pace(t: number): number {
    return this.motion.at(t)
  }

  /** A scalar read from the sky. */
  scalar(read: (sky: LocalSky) => number): Scalar {
    const sky = this
    return {
      get fault() {
        return sky.fault
      },
      value: (t) => (sky.at(t) ? read(sky) : Number.NaN),
      pace: (t) => sky.pace(t),
    }
  }

  /** Turns the state to the local axes: direction and rate there, the axes' own turning taken in. */
  private turnAt(t: number): StateError | undefined {
    const frame = frameByName(this.eph, this.site.frame)
    if (!frame.ok) return frame.error
    const axes = orientRate(frame.value, t, r, rate)
    if (!axes.ok) return axes.error
    const distance = Math.sqrt(s[0]! * s[0]! + s[1]! * s[1]! + s[2]! * s[2]!)
    const recession = (s[0]! * s[3]! + s[1]! * s[4]! + s[2]! * s[5]!) / distance
    for (let i = 0; i < 3; i++) s[3 + i] = (s[3 + i]! - (recession * s[i]!) / distance) / distance
    for (let i = 0; i < 3; i++) s[i]! /= distance
    apply(r, s, 3, v, 0)
    apply(rate, s, 0, turned, 0)
    for (let i = 0; i < 3; i++) v[i]! += turned[i]!
    apply(this.site.enuFromFrame, v, 0, v, 0)
    this.eastRate = v[0]!
    this.northRate = v[1]!
    this.upRate = v[2]!
    apply(r, s, 0, turned, 0)
    apply(this.site.enuFromFrame, turned, 0, turned, 0)
    this.east = turned[0]!
    this.north = turned[1]!
    this.up = turned[2]!
    this.range_km = distance
    this.rangeRate_km_s = recession
    return undefined
  }
}
