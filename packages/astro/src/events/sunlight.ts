/**
 * Light at a site: the finite disc of the Sun over a horizon mask. An edge is where the disc touches the skyline: its
 * centre stands as far from the nearest point of the skyline as its limb. That distance cannot change faster than the
 * Sun moves in the sky, so a search may step by it, and misses nothing but what is shorter than its smallest step.
 */
import { complement, difference, type Interval } from '@magpie/core/interval'
import { err, ok, type Result } from '@magpie/core/result'
import type { Correction } from '../apparent-states.ts'
import { crossing } from '../crossings.ts'
import type { Ephemerides } from '../ephemerides.ts'
import type { StateError } from '../errors.ts'
import type { Site } from '../sites.ts'
import { type HorizonMask, maskExtent } from './horizon-mask.ts'
import { LocalSky } from './local-sky.ts'
import { SUN } from './quantities.ts'
import type { Scalar } from './scalar.ts'
import { type SearchOptions, TOLERANCE_S } from './search.ts'
import { shareOverSkyline, skylineBound, skylineDistance } from './skyline-distance.ts'

/** Nominal radius of the Sun, km: IAU 2015 Resolution B3. */
export const SUN_RADIUS_KM = 695_700

/** `any`: some of the disc is seen; `full`: all of it; `partial`: some and not all; `none`: nothing. */
export type Light = 'any' | 'full' | 'partial' | 'none'

/** Whose disc over which mask. The body is the Sun unless another is named, with its radius. */
export type LitSite = {
  readonly site: Site
  readonly mask: HorizonMask
  readonly body?: number
  readonly radius_km?: number
}

/** Steps may not be shorter where nothing else is asked, s: what is shorter may be missed. */
const SMALLEST_S = 1
/** The rate at which the disc moves may grow by this factor within a step. */
const QUICKENING = 1.25
/** Longest step against the pace of the motions, rad. */
const LONGEST_RAD = 0.2

/** The share of the disc over the mask, 0 to 1; it has corners, and stands still at both ends. */
export function litShare(eph: Ephemerides, lit: LitSite, correction: Correction): Scalar {
  const { mask, body = SUN, radius_km = SUN_RADIUS_KM } = lit
  const sky = new LocalSky(eph, lit.site, body, correction)
  return sky.scalar((now) =>
    shareOverSkyline(mask, now.azimuth_rad, now.elevation_rad, Math.asin(radius_km / now.range_km)),
  )
}

/**
 * By how much the disc's highest point over the skyline (`any`) or its lowest (`full`) clears it, rad, measured on the
 * sphere across the skyline: positive while there is such light.
 */
export function lightClearance(eph: Ephemerides, lit: LitSite, light: 'any' | 'full', correction: Correction): Scalar {
  const { mask, body = SUN, radius_km = SUN_RADIUS_KM } = lit
  const sky = new LocalSky(eph, lit.site, body, correction)
  const sign = light === 'any' ? 1 : -1
  return sky.scalar(
    (now) =>
      skylineDistance(mask, now.azimuth_rad, now.elevation_rad) +
      sign * Math.asin(Math.min(1, radius_km / now.range_km)),
  )
}

/**
 * The parts of a span in which a site has light of a kind: windows and gaps shorter than `smallest_s` (1 s) may be missed.
 * What other bodies hide is not in it: take that away with `occultations`.
 */
export function whereLit(
  eph: Ephemerides,
  lit: LitSite,
  light: Light,
  correction: Correction,
  span: Interval,
  options: SearchOptions = {},
): Result<Interval[], StateError> {
  if (!(span.end >= span.start)) throw new RangeError(`no span from ${span.start} to ${span.end}`)
  if (light === 'any' || light === 'full') return new Steps(eph, lit, light, correction, options).windows(span)
  const any = new Steps(eph, lit, 'any', correction, options).windows(span)
  if (!any.ok) return any
  if (light === 'none') return ok(complement(any.value, span))
  const full = new Steps(eph, lit, 'full', correction, options).windows(span)
  return full.ok ? ok(difference(any.value, full.value)) : full
}

class Steps {
  private readonly sky: LocalSky
  private readonly mask: HorizonMask
  private readonly extent: ReturnType<typeof maskExtent>
  private readonly radius_km: number
  private readonly sign: 1 | -1
  private readonly smallest_s: number
  private readonly tolerance_s: number

  constructor(
    eph: Ephemerides,
    { site, mask, body = SUN, radius_km = SUN_RADIUS_KM }: LitSite,
    light: 'any' | 'full',
    correction: Correction,
    { smallest_s = SMALLEST_S, tolerance_s = TOLERANCE_S }: SearchOptions,
  ) {
    if (!(smallest_s > 0) || !(tolerance_s > 0)) throw new RangeError('a search needs positive times')
    this.sky = new LocalSky(eph, site, body, correction)
    this.mask = mask
    this.extent = maskExtent(mask)
    this.radius_km = radius_km
    this.sign = light === 'any' ? 1 : -1
    this.smallest_s = smallest_s
    this.tolerance_s = tolerance_s
  }

  windows({ start, end }: Interval): Result<Interval[], StateError> {
    if (start === end) return ok([])
    const edges: number[] = []
    let t = start
    let now = this.clearance(t)
    const lit = now > 0
    while (t < end) {
      const next = this.reach(t, now, end)
      const then = this.clearance(next)
      if (!Number.isFinite(now) || !Number.isFinite(then)) return err(this.sky.fault!)
      if (now > 0 !== then > 0) edges.push(this.edge(t, next))
      t = next
      now = then
    }
    const bounds = lit ? [start, ...edges] : edges
    if (bounds.length % 2 === 1) bounds.push(end)
    const out: Interval[] = []
    for (let i = 0; i < bounds.length; i += 2)
      if (bounds[i + 1]! > bounds[i]!) out.push({ start: bounds[i]!, end: bounds[i + 1]! })
    return ok(out)
  }

  private edge(from: number, to: number): number {
    return to - from <= this.tolerance_s ? to : crossing((t) => this.exact(t), from, to, this.tolerance_s)
  }

  /** How far a step from `t` may go: not past the time the disc needs for its clearance. */
  private reach(t: number, clearance: number, end: number): number {
    const { sky, smallest_s } = this
    const turning = sky.at(t) ? QUICKENING * this.quickness() : 0
    let step = Math.max(smallest_s, Math.min(Math.abs(clearance) / turning, LONGEST_RAD / sky.pace(t)))
    while (step > smallest_s && sky.at(t + step) && this.quickness() > turning) step = Math.max(smallest_s, step / 2)
    return Math.min(end, t + step)
  }

  /** How fast the clearance may change, rad/s: the disc moves, and grows as it comes near. */
  private quickness(): number {
    const { turning_rad_s, rangeRate_km_s, range_km } = this.sky
    return turning_rad_s + (2 * Math.abs(this.radius() * rangeRate_km_s)) / range_km
  }

  private radius(): number {
    return this.sign * Math.asin(Math.min(1, this.radius_km / this.sky.range_km))
  }

  private exact(t: number): number {
    if (!this.sky.at(t)) return Number.NaN
    return skylineDistance(this.mask, this.sky.azimuth_rad, this.sky.elevation_rad) + this.radius()
  }

  /** The clearance, or a bound from below its size where elevations tell its sign. */
  private clearance(t: number): number {
    if (!this.sky.at(t)) return Number.NaN
    const bound = skylineBound(this.extent, this.sky.elevation_rad)
    const radius = this.radius()
    const sure = Math.abs(bound) > 2 * Math.abs(radius)
    return sure ? bound + radius : this.exact(t)
  }
}
