/**
 * Directions from an observer to bodies and sites, with SPICE's corrections (NAIF, "Aberration Corrections Required
 * Reading"), for searches: nothing is allocated a call. Units km and s, axes J2000, times TDB past J2000.
 */
import { aberrate, aberrateState, LIGHT_KM_S } from '../aberration.ts'
import { type Correction, type LightPath, lightPath } from '../apparent-states.ts'
import type { Ephemerides } from '../ephemerides.ts'
import type { StateError } from '../errors.ts'
import { frameByCode, frameByName, isInertial, orient, orientRate } from '../frames.ts'
import { applyTranspose } from '../matrices.ts'
import { routeAt } from '../routes.ts'
import type { Segment } from '../segments.ts'
import { type Site, siteState } from '../sites.ts'
import { positionOf, stateOf } from '../states.ts'

/** A body by its NAIF id, or a site. */
export type Point = number | Site

const SSB = 0
const CONVERGED = 1e-17

const r = new Float64Array(9)
const rate = new Float64Array(9)
const onAxes = new Float64Array(3)
const standing = new Float64Array(6)
const here = new Float64Array(6)
const soon = new Float64Array(6)
const away = new Float64Array(6)
const acceleration = new Float64Array(3)

/** What an observer sees, the time set once for several targets. */
export class LineOfSight {
  /** One-way light time to the target asked last, s; 0 without correction. */
  light_s = 0
  /** Its rate, s/s, where a state was asked last. */
  lightRate = 0
  private readonly eph: Ephemerides
  private readonly observer: Point
  private readonly path: LightPath
  /** Observer from the solar system's barycentre, where corrections need it. */
  private readonly from = new Float64Array(6)
  private t = Number.NaN
  /** Where the target asked last was taken: with one step of light time not quite `epoch`. */
  private takenAt = Number.NaN

  constructor(eph: Ephemerides, observer: Point, correction: Correction) {
    this.eph = eph
    this.observer = observer
    this.path = lightPath(correction)
  }

  /** Sets the time of the observation. */
  at(t: number): StateError | undefined {
    this.t = t
    return this.path.steps === 0 ? undefined : stateFromSsb(this.eph, this.observer, t, this.from)
  }

  /** Writes the target's apparent position from the observer to `out` (3). */
  to(target: Point, out: Float64Array): StateError | undefined {
    if (this.path.steps === 0) return this.geometric(target, out)
    const { eph, from, t } = this
    const { way, steps, stellar } = this.path
    let epoch = t
    let change = 1
    this.light_s = 0
    for (let i = 0; i <= steps && change > CONVERGED; i++) {
      const failed = positionBetween(eph, target, SSB, epoch, out)
      if (failed !== undefined) return failed
      this.takenAt = epoch
      const [x, y, z] = [out[0]! - from[0]!, out[1]! - from[1]!, out[2]! - from[2]!]
      const light_s = Math.sqrt(x * x + y * y + z * z) / LIGHT_KM_S
      change = Math.abs(light_s - this.light_s) / Math.max(1, Math.abs(epoch))
      this.light_s = light_s
      epoch = t + way * light_s
    }
    for (let i = 0; i < 3; i++) out[i]! -= from[i]!
    if (stellar) aberrate(out, from, 3, -way)
    return undefined
  }

  /**
   * Writes the target's apparent state, km and km/s, to `out` (6). The velocity has the rates of light time and of
   * aberration in it, as SPICE's SPKEZ and SPKCPO give them (NAIF, "SPK Required Reading", "Velocity corrections").
   */
  stateTo(target: Point, out: Float64Array): StateError | undefined {
    if (this.path.steps === 0) return this.geometricState(target, out)
    const failed = this.to(target, out)
    if (failed !== undefined) return failed
    const { eph, from, light_s } = this
    const { way, stellar } = this.path
    const missed = stateFromSsb(eph, target, this.takenAt, away)
    if (missed !== undefined) return missed
    const distance_km = light_s * LIGHT_KM_S
    let along = 0
    let relative = 0
    for (let i = 0; i < 3; i++) {
      out[i] = away[i]! - from[i]!
      along += (out[i]! / distance_km) * away[3 + i]!
      relative += (out[i]! / distance_km) * (away[3 + i]! - from[3 + i]!)
    }
    this.lightRate = relative / (LIGHT_KM_S - way * along)
    for (let i = 3; i < 6; i++) out[i] = away[i]! * (1 + way * this.lightRate) - from[i]!
    return stellar ? this.aberrateStateOf(out, -way) : undefined
  }

  /** Stellar aberration of a state, with the observer's acceleration as SPICE takes it. */
  private aberrateStateOf(out: Float64Array, sign: number): StateError | undefined {
    const failed =
      stateFromSsb(this.eph, this.observer, this.t + ACCELERATION_STEP_S, soon) ??
      stateFromSsb(this.eph, this.observer, this.t - ACCELERATION_STEP_S, here)
    if (failed !== undefined) return failed
    for (let i = 0; i < 3; i++) acceleration[i] = (soon[3 + i]! - here[3 + i]!) / (2 * ACCELERATION_STEP_S)
    aberrateState(out, this.from, 3, acceleration, sign)
    return undefined
  }

  /** Writes the target's position where light was there that takes `light_s` to (or from) the observer. */
  toAfter(target: Point, light_s: number, out: Float64Array): StateError | undefined {
    if (this.path.steps === 0) return this.geometric(target, out)
    this.light_s = light_s
    const failed = positionBetween(this.eph, target, SSB, this.epoch, out)
    if (failed !== undefined) return failed
    for (let i = 0; i < 3; i++) out[i]! -= this.from[i]!
    if (this.path.stellar) aberrate(out, this.from, 3, -this.path.way)
    return undefined
  }

  /** Whether light takes time here. */
  get corrects(): boolean {
    return this.path.steps > 0
  }

  /** When the light that is seen left the target asked last (or will reach it). */
  get epoch(): number {
    return this.t + this.path.way * this.light_s
  }

  private geometric(target: Point, out: Float64Array): StateError | undefined {
    const failed = positionBetween(this.eph, target, bodyOf(this.observer), this.t, out)
    if (failed !== undefined || typeof this.observer === 'number') return failed
    const turned = offset(this.eph, this.observer, this.t)
    if (turned !== undefined) return turned
    for (let i = 0; i < 3; i++) out[i]! -= onAxes[i]!
    return undefined
  }

  private geometricState(target: Point, out: Float64Array): StateError | undefined {
    const found = stateOf(this.eph, bodyOf(target), bodyOf(this.observer), this.t, out)
    if (!found.ok) return found.error
    return this.addStanding(target, 1, out) ?? this.addStanding(this.observer, -1, out)
  }

  private addStanding(point: Point, sign: number, out: Float64Array): StateError | undefined {
    if (typeof point === 'number') return undefined
    const stood = siteState(this.eph, point, this.t, standing)
    if (!stood.ok) return stood.error
    for (let i = 0; i < 6; i++) out[i]! += sign * standing[i]!
    return undefined
  }
}

/**
 * How fast the motions between points run, rad/s: for each segment on the way from one to another the angular rate of its
 * state and that of free fall at its distance and acceleration, and for sites the turning of their frame.
 */
export class Pace {
  private readonly eph: Ephemerides
  private readonly points: readonly Point[]
  private fixed = Number.NaN
  private last_t = Number.NaN
  private last = 0
  /** Of segments in records: the record asked last, and the pace in its middle. */
  private readonly records = new Map<Segment, { index: number; pace: number }>()

  constructor(eph: Ephemerides, points: readonly Point[]) {
    this.eph = eph
    this.points = points
  }

  /** The fastest rate at `t`; what cannot be computed counts as nothing, since the scalar itself will say so. */
  at(t: number): number {
    if (t === this.last_t) return this.last
    if (Number.isNaN(this.fixed)) this.fixed = this.turning(t)
    let fastest = this.fixed
    const first = bodyOf(this.points[0]!)
    for (let i = 1; i < this.points.length; i++) {
      const route = routeAt(this.eph, bodyOf(this.points[i]!), first, t)
      if (!route.ok) continue
      for (const segment of route.value.plus) fastest = Math.max(fastest, this.along(segment, t))
      for (const segment of route.value.minus) fastest = Math.max(fastest, this.along(segment, t))
    }
    this.last_t = t
    this.last = fastest
    return fastest
  }

  /** Records are as long as their motion allows a series to be: one pace serves for all of a record. */
  private along(segment: Segment, t: number): number {
    const { terms, origin, step_s } = segment
    if (terms === 0) return ORBIT_SHARE * segmentPace(this.eph, segment, t)
    const index = Math.floor((t - origin) / step_s)
    const known = this.records.get(segment)
    if (known?.index === index) return known.pace
    const middle = Math.max(segment.start, Math.min(segment.end, origin + (index + 0.5) * step_s))
    const pace = ORBIT_SHARE * segmentPace(this.eph, segment, middle)
    this.records.set(segment, { index, pace })
    return pace
  }

  /** Rates of the sites' frames, |dR/dt| / sqrt 2 for the norm over all elements, at their share. */
  private turning(t: number): number {
    let fastest = 0
    for (const point of this.points) {
      if (typeof point === 'number') continue
      const frame = frameByName(this.eph, point.frame)
      if (frame.ok && orientRate(frame.value, t, r, rate).ok)
        fastest = Math.max(fastest, (TURNING_SHARE * Math.hypot(...rate)) / Math.SQRT2)
    }
    return fastest
  }
}

/**
 * Frames turn evenly, so that a series follows them further than an orbit, which runs faster at one end: 2.5 rad of a
 * sine leave 3e-10 of it to eleven terms.
 */
const TURNING_SHARE = 0.4

/** Of an orbit's rate: 2 rad of one and of its first harmonic leave 3e-10 and 3e-7 to eleven terms. */
const ORBIT_SHARE = 0.5

/** Acceleration is taken over so long, s. */
const ACCELERATION_STEP_S = 1

function segmentPace(eph: Ephemerides, segment: Segment, t: number): number {
  const { body, centre, end, start } = segment
  const ahead = t + ACCELERATION_STEP_S <= end ? t + ACCELERATION_STEP_S : t - ACCELERATION_STEP_S
  if (ahead < start || !stateOf(eph, body, centre, t, here).ok) return 0
  const distance = Math.hypot(here[0]!, here[1]!, here[2]!)
  const speed = Math.hypot(here[3]!, here[4]!, here[5]!)
  if (distance === 0 || !stateOf(eph, body, centre, ahead, soon).ok) return 0
  const pull = Math.hypot(soon[3]! - here[3]!, soon[4]! - here[4]!, soon[5]! - here[5]!) / ACCELERATION_STEP_S
  const own = Math.max(speed / distance, Math.sqrt(pull / distance))
  if (segment.frame === 1) return own
  const frame = frameByCode(eph, segment.frame)
  if (!frame.ok || isInertial(frame.value) || !orientRate(frame.value, t, r, rate).ok) return own
  return Math.max(own, Math.hypot(...rate) / Math.SQRT2)
}

/** The body itself, or the one that a site stands on. */
export function bodyOf(point: Point): number {
  return typeof point === 'number' ? point : point.body
}

function stateFromSsb(eph: Ephemerides, point: Point, t: number, out: Float64Array): StateError | undefined {
  const body = stateOf(eph, bodyOf(point), SSB, t, out)
  if (!body.ok) return body.error
  if (typeof point === 'number') return undefined
  const stood = siteState(eph, point, t, standing)
  if (!stood.ok) return stood.error
  for (let i = 0; i < 6; i++) out[i]! += standing[i]!
  return undefined
}

function positionBetween(
  eph: Ephemerides,
  target: Point,
  centre: number,
  t: number,
  out: Float64Array,
): StateError | undefined {
  const body = positionOf(eph, bodyOf(target), centre, t, out)
  if (!body.ok) return body.error
  if (typeof target === 'number') return undefined
  const failed = offset(eph, target, t)
  if (failed !== undefined) return failed
  for (let i = 0; i < 3; i++) out[i]! += onAxes[i]!
  return undefined
}

/** Writes a site's position from its body's centre to `onAxes`. */
function offset(eph: Ephemerides, site: Site, t: number): StateError | undefined {
  const frame = frameByName(eph, site.frame)
  if (!frame.ok) return frame.error
  const turned = orient(frame.value, t, r)
  if (!turned.ok) return turned.error
  applyTranspose(turned.value, site.position_km, 0, onAxes, 0)
  return undefined
}
