/**
 * Occultations and eclipses with the bodies' shapes, as SPICE's GFOCLT tells them (NAIF, "GF Required Reading"): the front
 * body an ellipsoid, the one behind it an ellipsoid or a point. The ellipsoid in front is stretched to a unit sphere, whose
 * cone is circular; the outline of the one behind, stretched alike, is measured from the cone's axis.
 */
import { difference, type Interval, normalise } from '@magpie/core/interval'
import { err, ok, type Result } from '@magpie/core/result'
import { LIGHT_KM_S } from '../aberration.ts'
import type { Correction } from '../apparent-states.ts'
import { bodyName } from '../bodies.ts'
import type { Ephemerides } from '../ephemerides.ts'
import type { StateError } from '../errors.ts'
import { frameByName, orient } from '../frames.ts'
import { numbersOf } from '../pool.ts'
import { LineOfSight, Pace, type Point } from './line-of-sight.ts'
import { type OutlineAngles, outlineAngles, transform } from './outline.ts'
import type { Scalar } from './scalar.ts'
import { type SearchOptions, wherePositive } from './search.ts'
import { angleBetween } from './sights.ts'

/** A body with the shape of an ellipsoid: half axes, km, along the axes of a frame. */
export type Disc = {
  readonly body: number
  readonly frame: string
  readonly radii_km: readonly [number, number, number]
}

/**
 * FULL: nothing of the back is seen; ANNULAR: the front lies within its disc; PARTIAL: a part is hidden, and it is neither
 * of these; ANY: any of them. A point has no partial and no annular occultation.
 */
export type OccultationType = 'FULL' | 'ANNULAR' | 'PARTIAL' | 'ANY'

/** Who sees what behind what. */
export type Occultation = { readonly observer: Point; readonly front: Disc; readonly back: Disc | Point }

/** The shape of a body by its radii in the loaded kernels; its IAU frame unless another is named. */
export function discOf(eph: Ephemerides, body: number, frame?: string): Disc | undefined {
  const radii = numbersOf(eph.pool, `BODY${body}_RADII`)
  if (radii?.length !== 3 || !radii.every((radius) => radius > 0)) return undefined
  return {
    body,
    frame: frame ?? `IAU_${bodyName(eph.pool, body)}`,
    radii_km: radii as unknown as [number, number, number],
  }
}

/** The parts of a span in which an occultation of a type takes place. */
export function occultations(
  eph: Ephemerides,
  occultation: Occultation,
  type: OccultationType,
  correction: Correction,
  span: Interval,
  options: SearchOptions = {},
): Result<Interval[], StateError> {
  const search = (margin: Margin) => {
    const scalar = occultationMargin(eph, occultation, margin, correction)
    const found = wherePositive(scalar, span, options)
    // Bodies change their order only when they are far apart in the sky, so one look settles an interval.
    return found.ok ? ok(found.value.filter(({ start, end }) => scalar.inOrder((start + end) / 2))) : found
  }
  if (!isDisc(occultation.back)) return type === 'ANY' || type === 'FULL' ? search('any') : ok([])
  if (type !== 'PARTIAL') return search(type === 'ANY' ? 'any' : type === 'FULL' ? 'full' : 'annular')
  const any = search('any')
  if (!any.ok || any.value.length === 0) return any
  const total: Interval[] = []
  for (const margin of ['full', 'annular'] as const) {
    const found = search(margin)
    if (!found.ok) return err(found.error)
    total.push(...found.value)
  }
  return ok(difference(any.value, normalise(total)))
}

type Margin = 'any' | 'full' | 'annular'

/** Whether a value is the name of a type of occultation. */
export function isOccultationType(value: unknown): value is OccultationType {
  return value === 'FULL' || value === 'ANNULAR' || value === 'PARTIAL' || value === 'ANY'
}

/** The margin of an occultation: besides the scalar for searches, the order of the bodies and the margin as an angle. */
export type OccultationMargin = Scalar & {
  /** Whether the front is the nearer one at `t`. */
  inOrder(t: number): boolean
  /** The margin near its edge as an angle, rad. */
  angle(t: number): number
}

/**
 * Positive while an occultation of a kind lasts: `full` and `annular` as the types say, `any` for all. `inOrder` tells
 * whether the front is the nearer one, which the margin of two discs does not.
 */
export function occultationMargin(
  eph: Ephemerides,
  { observer, front, back }: Occultation,
  margin: Margin,
  correction: Correction,
): OccultationMargin {
  if (!isDisc(back)) return new PointBehind(eph, observer, front, back, correction)
  return new DiscBehind(eph, observer, front, back, margin, correction)
}

function isDisc(back: Disc | Point): back is Disc {
  return typeof back === 'object' && 'radii_km' in back
}

const d = new Float64Array(3)
const b = new Float64Array(3)
const axis = new Float64Array(3)
const frontR = new Float64Array(9)
const backR = new Float64Array(9)
const stretch = new Float64Array(9)
const behind = new Float64Array(9)
const angles: OutlineAngles = { least: 0, greatest: 0 }

abstract class Behind implements OccultationMargin {
  fault: StateError | undefined
  protected readonly eph: Ephemerides
  protected readonly front: Disc
  protected readonly sight: LineOfSight
  private readonly motion: Pace

  constructor(eph: Ephemerides, observer: Point, front: Disc, back: Point, correction: Correction) {
    this.eph = eph
    this.front = front
    this.sight = new LineOfSight(eph, observer, correction)
    // From the front body: an orbiter's motion about it is what counts, whether it sees or is seen.
    this.motion = new Pace(eph, [front.body, observer, back])
  }

  protected abstract measure(): number | StateError
  abstract inOrder(t: number): boolean
  abstract angle(t: number): number

  value(t: number): number {
    const found = this.sight.at(t) ?? this.measure()
    if (typeof found === 'number') return found
    this.fault = found
    return Number.NaN
  }

  pace(t: number): number {
    return this.motion.at(t)
  }
}

/** A point behind an ellipsoid: hidden where the straight line to it passes through. */
class PointBehind extends Behind {
  private readonly back: Point

  constructor(eph: Ephemerides, observer: Point, front: Disc, back: Point, correction: Correction) {
    super(eph, observer, front, back, correction)
    this.back = back
  }

  /**
   * How deep the line of sight passes in the stretched sphere; near its edge an angle as seen by the observer. The line
   * ends at the point, so that one in front of the body is not hidden.
   */
  protected measure(): number | StateError {
    const missed = this.sight.to(this.back, b) ?? this.sight.to(this.front.body, d)
    if (missed !== undefined) return missed
    if (this.sight.corrects) {
      // The light that decides passes the edge of the front, nearer than its centre: so does SPICE (measured: 13
      // microseconds and 0.4 m for the Moon from the Earth, 13 ms of a grazing orbit).
      const along_km = (d[0]! * b[0]! + d[1]! * b[1]! + d[2]! * b[2]!) / Math.hypot(b[0]!, b[1]!, b[2]!)
      const failed = this.sight.toAfter(this.front.body, Math.max(0, along_km) / LIGHT_KM_S, d)
      if (failed !== undefined) return failed
    }
    const turned = stretchOf(this.eph, this.front, this.sight.epoch, stretch)
    if (turned !== undefined) return turned
    transform(stretch, d, d)
    transform(stretch, b, b)
    return depthBehindSphere(d, b)
  }

  /** The line of sight ends at the point: the order is in the scalar already. */
  inOrder(): boolean {
    return true
  }

  angle(t: number): number {
    return this.value(t)
  }
}

/**
 * How deep the line from an observer at the origin to a point at `b` passes in the unit sphere at `d`: positive where the
 * sphere hides the point, as an angle near its edge. With
 * both outside, the line meets the sphere where the angle between them at its centre exceeds acos(1 / D) + acos(1 / R), D
 * and R their distances from it: for an orbiter a plain sinusoid, also where it passes in front.
 */
export function depthBehindSphere(d: Float64Array, b: Float64Array): number {
  const px = b[0]! - d[0]!
  const py = b[1]! - d[1]!
  const pz = b[2]! - d[2]!
  const observer2 = d[0]! * d[0]! + d[1]! * d[1]! + d[2]! * d[2]!
  const point2 = px * px + py * py + pz * pz
  if (!(observer2 > 1 && point2 > 1)) return depthOfLine(d, b)
  // Lengths of the tangents, whose sum is the line's own length where it grazes.
  const near = Math.sqrt(observer2 - 1)
  const far = Math.sqrt(point2 - 1)
  const excess = 1 - near * far + (px * d[0]! + py * d[1]! + pz * d[2]!)
  return excess / (Math.sqrt(observer2) * (2 + far / near + near / far))
}

/** The same where one end lies on or in the sphere: by the point of the line that is nearest to its centre. */
function depthOfLine(d: Float64Array, b: Float64Array): number {
  const length2 = b[0]! * b[0]! + b[1]! * b[1]! + b[2]! * b[2]!
  const share = (d[0]! * b[0]! + d[1]! * b[1]! + d[2]! * b[2]!) / length2
  const s = Math.max(0, Math.min(1, share))
  const [x, y, z] = [s * b[0]! - d[0]!, s * b[1]! - d[1]!, s * b[2]! - d[2]!]
  // The square has no corner where the line passes through the centre.
  return (1 - (x * x + y * y + z * z)) / (2 * Math.max(1, Math.hypot(d[0]!, d[1]!, d[2]!)))
}

class DiscBehind extends Behind {
  private readonly back: Disc
  private readonly margin: Margin
  private readonly round: boolean

  constructor(eph: Ephemerides, observer: Point, front: Disc, back: Disc, margin: Margin, correction: Correction) {
    super(eph, observer, front, back.body, correction)
    this.back = back
    this.margin = margin
    this.round = isRound(front) && isRound(back)
  }

  protected measure(): number | StateError {
    const failed = this.sight.to(this.front.body, d)
    if (failed !== undefined) return failed
    const frontEpoch = this.sight.epoch
    const missed = this.sight.to(this.back.body, b)
    if (missed !== undefined) return missed
    if (this.round) return this.spheres()
    const turned = stretchOf(this.eph, this.front, frontEpoch, stretch)
    if (turned !== undefined) return turned
    return this.ellipsoids(this.sight.epoch)
  }

  /** Whether the front is the nearer one at `t`. */
  inOrder(t: number): boolean {
    if (this.sight.at(t) !== undefined || this.sight.to(this.front.body, d) !== undefined) return false
    return this.sight.to(this.back.body, b) === undefined && Math.hypot(...d) < Math.hypot(...b)
  }

  angle(t: number): number {
    // The scalar is a difference of cosines: its change by the angle is the sine.
    return this.value(t) / Math.sin(angleBetween(d, b))
  }

  private spheres(): number {
    const apart = angleBetween(d, b)
    const front = Math.asin(Math.min(1, this.front.radii_km[0] / Math.hypot(d[0]!, d[1]!, d[2]!)))
    const back = Math.asin(Math.min(1, this.back.radii_km[0] / Math.hypot(b[0]!, b[1]!, b[2]!)))
    return this.pick(apart, front, back, back)
  }

  private ellipsoids(backEpoch: number): number | StateError {
    const turned = axesOf(this.eph, this.back, backEpoch, backR)
    if (turned !== undefined) return turned
    transform(stretch, d, d)
    transform(stretch, b, b)
    // Columns of `behind`: the back's half axes, stretched as the front is.
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) {
        let sum = 0
        for (let k = 0; k < 3; k++) sum += stretch[3 * i + k]! * backR[3 * j + k]!
        behind[3 * i + j] = sum * this.back.radii_km[j]!
      }
    const distance = Math.hypot(d[0]!, d[1]!, d[2]!)
    for (let i = 0; i < 3; i++) axis[i] = d[i]! / distance
    if (!outlineAngles(b, behind, axis, angles)) return -1
    const apart = angleBetween(axis, b)
    return this.pick(apart, Math.asin(Math.min(1, 1 / distance)), apart - angles.least, angles.greatest - apart)
  }

  /**
   * The margin of one kind from the angle between the centres, the front's radius and the back's radii on the near and the
   * far side. Cosines, since the angle itself has a corner where the bodies pass centrally, which hides from samples.
   */
  private pick(apart: number, front: number, near: number, far: number): number {
    switch (this.margin) {
      case 'any':
        return Math.cos(apart) - bound(front + near)
      case 'full':
        return Math.cos(apart) - bound(front - far)
      case 'annular':
        return Math.cos(apart) - bound(near - front)
    }
  }
}

/** Cosine of an angle that must not be exceeded; past 1 where that angle is negative, so that nothing stays below. */
function bound(angle: number): number {
  return angle >= 0 ? Math.cos(angle) : 2 - Math.cos(angle)
}

function isRound({ radii_km: [x, y, z] }: Disc): boolean {
  return x === y && y === z
}

/** Rotation from J2000 to a body's axes at `t`, copied to `out`; none is needed for a sphere. */
function axesOf(eph: Ephemerides, disc: Disc, t: number, out: Float64Array): StateError | undefined {
  if (isRound(disc)) {
    out.fill(0)
    out[0] = 1
    out[4] = 1
    out[8] = 1
    return undefined
  }
  const frame = frameByName(eph, disc.frame)
  if (!frame.ok) return frame.error
  const turned = orient(frame.value, t, out)
  if (!turned.ok) return turned.error
  if (turned.value !== out) out.set(turned.value)
  return undefined
}

/** The map that turns a body to its axes and makes it a unit sphere. */
function stretchOf(eph: Ephemerides, disc: Disc, t: number, out: Float64Array): StateError | undefined {
  if (isRound(disc)) {
    out.fill(0)
    out[0] = 1 / disc.radii_km[0]
    out[4] = out[0]
    out[8] = out[0]
    return undefined
  }
  const failed = axesOf(eph, disc, t, frontR)
  if (failed !== undefined) return failed
  for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) out[3 * i + j] = frontR[3 * i + j]! / disc.radii_km[i]!
  return undefined
}
