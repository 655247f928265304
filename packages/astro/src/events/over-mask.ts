/**
 * When a target stands over a horizon mask, with nothing missed at the mask's kinks. Where elevations alone do not settle it
 * the sky is cut at the turning points of azimuth and elevation and at the compass points; in the arcs between, both run
 * one way. An arc is settled where its elevations and those of the mask over its azimuths do not meet, and else cut at
 * the very time at which it passes the middle one of the mask's nodes. In what is left the mask is one straight line and
 * the scalar smooth, so that the search of `search.ts` misses nothing.
 */
import { complement, difference, type Interval, union } from '@magpie/core/interval'
import { err, ok, type Result } from '@magpie/core/result'
import type { Correction } from '../apparent-states.ts'
import { crossing } from '../crossings.ts'
import type { Ephemerides } from '../ephemerides.ts'
import type { StateError } from '../errors.ts'
import type { Site } from '../sites.ts'
import {
  type HorizonMask,
  maskAt,
  maskExtent,
  nodeAzimuth,
  nodeBefore,
  nodeElevation,
  slopeAfter,
} from './horizon-mask.ts'
import type { Point } from './line-of-sight.ts'
import { LocalSky } from './local-sky.ts'
import type { Scalar } from './scalar.ts'
import { type SearchOptions, TOLERANCE_S, whereAbove, wherePositive } from './search.ts'
import { elevation } from './sights.ts'

/** Elevations closer than this are left to the scalar itself, rad. */
const CLOSE_RAD = 1e-9
const TURN = 2 * Math.PI

/** Elevation of a target over the mask, rad: what crosses zero at the edges. It has corners at the nodes. */
export function maskClearance(
  eph: Ephemerides,
  site: Site,
  target: Point,
  mask: HorizonMask,
  correction: Correction,
): Scalar {
  const sky = new LocalSky(eph, site, target, correction)
  return sky.scalar(({ azimuth_rad, elevation_rad }) => elevation_rad - maskAt(mask, azimuth_rad))
}

/**
 * The parts of a span in which a target stands over the mask of a site: excursions of any length are found, since the
 * target's own path is smooth; gaps and windows shorter than twice the tolerance are not told from none.
 */
export function whereOverMask(
  eph: Ephemerides,
  site: Site,
  target: Point,
  mask: HorizonMask,
  correction: Correction,
  span: Interval,
  options: SearchOptions = {},
): Result<Interval[], StateError> {
  const height = elevation(eph, site, target, correction)
  const { least, greatest } = maskExtent(mask)
  const over = whereAbove(height, greatest, span, options)
  if (!over.ok || least === greatest) return over
  const above = whereAbove(height, least, span, options)
  if (!above.ok) return above
  const arcs = new Arcs(eph, site, target, mask, correction, options)
  let found = over.value
  for (const part of difference(above.value, over.value)) {
    const inside = arcs.over(part)
    if (!inside.ok) return inside
    found = union(found, inside.value)
  }
  return ok(withoutSlivers(found, span, 2 * (options.tolerance_s ?? TOLERANCE_S)))
}

/** Fills gaps and drops windows that are shorter than the edges are known. */
export function withoutSlivers(list: readonly Interval[], span: Interval, shortest_s: number): Interval[] {
  const gaps = complement(list, span).filter(
    ({ start, end }) => end - start >= shortest_s || start === span.start || end === span.end,
  )
  return complement(gaps, span).filter(({ start, end }) => end - start >= shortest_s)
}

/** A stretch in which azimuth and elevation run one way: the mask's nodes inside it are `first` + 1 to `inner`. */
type Arc = {
  readonly start: number
  readonly end: number
  readonly first: number
  readonly inner: number
  /** An azimuth near by, so that others are counted on from it. */
  readonly middle: number
}

class Arcs {
  private readonly sky: LocalSky
  private readonly mask: HorizonMask
  private readonly options: SearchOptions
  private readonly tolerance_s: number
  private readonly turns: readonly Scalar[]

  constructor(
    eph: Ephemerides,
    site: Site,
    target: Point,
    mask: HorizonMask,
    correction: Correction,
    options: SearchOptions,
  ) {
    this.sky = new LocalSky(eph, site, target, correction)
    this.mask = mask
    this.options = options
    this.tolerance_s = options.tolerance_s ?? TOLERANCE_S
    this.turns = [
      this.sky.scalar((sky) => sky.azimuthTurn),
      this.sky.scalar((sky) => sky.upRate),
      this.sky.scalar((sky) => sky.east),
      this.sky.scalar((sky) => sky.north),
    ]
  }

  /** The parts of a span in which the target stands over the mask. */
  over(span: Interval): Result<Interval[], StateError> {
    const cuts = [span.start, span.end]
    for (const turn of this.turns) {
      const found = wherePositive(turn, span, this.options)
      if (!found.ok) return found
      for (const { start, end } of found.value) cuts.push(start, end)
    }
    cuts.sort((p, q) => p - q)
    const out: Interval[] = []
    for (let i = 1; i < cuts.length; i++) {
      const failed = cuts[i]! > cuts[i - 1]! ? this.settle(cuts[i - 1]!, cuts[i]!, out) : undefined
      if (failed !== undefined) return err(failed)
    }
    return ok(union(out, []))
  }

  /** Adds what of an arc between cuts lies over the mask. */
  private settle(start: number, end: number, out: Interval[]): StateError | undefined {
    const { sky, mask } = this
    const azimuths: number[] = []
    for (const t of [(start + end) / 2, start, end]) {
      if (!sky.at(t)) return sky.fault
      azimuths.push(sky.azimuth_rad)
    }
    const middle = azimuths[0]!
    const [left, right] = [1, 2].map((i) => middle + shortest(azimuths[i]! - middle)).sort((p, q) => p - q)
    const first = nodeFrom(mask, left!)
    const last = nodeFrom(mask, right!)
    const inner = nodeAzimuth(mask, last) < right! || last === first ? last : last - 1
    return this.divide({ start, end, first, inner, middle }, out)
  }

  private divide(arc: Arc, out: Interval[]): StateError | undefined {
    const { sky, mask } = this
    const { start, end, first, inner, middle } = arc
    if (!(end > start)) return undefined
    let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    let turned = 0
    for (const t of [start, end]) {
      if (!sky.at(t)) return sky.fault
      lowest = Math.min(lowest, sky.elevation_rad)
      highest = Math.max(highest, sky.elevation_rad)
      const azimuth = middle + shortest(sky.azimuth_rad - middle)
      const under = maskAt(mask, azimuth)
      least = Math.min(least, under)
      greatest = Math.max(greatest, under)
      turned = azimuth - turned
    }
    for (let i = first + 1; i <= inner; i++) {
      least = Math.min(least, nodeElevation(mask, i))
      greatest = Math.max(greatest, nodeElevation(mask, i))
    }
    if (lowest > greatest + CLOSE_RAD) out.push({ start, end })
    if (lowest > greatest + CLOSE_RAD || highest < least - CLOSE_RAD) return undefined
    if (first === inner) return this.alongLine(first, middle, { start, end }, out)
    const node = (first + 1 + inner) >> 1
    const at = this.passes(nodeAzimuth(mask, node), start, end)
    const before = turned > 0 ? { first, inner: node - 1 } : { first: node, inner }
    const after = turned > 0 ? { first: node, inner } : { first, inner: node - 1 }
    return (
      this.divide({ start, end: at, middle, ...before }, out) ?? this.divide({ start: at, end, middle, ...after }, out)
    )
  }

  /** When the target passes an azimuth in an arc; the nearer end where rounding puts the azimuth outside it. */
  private passes(azimuth: number, start: number, end: number): number {
    const [sine, cosine] = [Math.sin(azimuth), Math.cos(azimuth)]
    const past = (t: number) => (this.sky.at(t) ? this.sky.east * cosine - this.sky.north * sine : Number.NaN)
    const [a, b] = [past(start), past(end)]
    if (a > 0 === b > 0) return Math.abs(a) < Math.abs(b) ? start : end
    return end - start <= this.tolerance_s ? end : crossing(past, start, end, this.tolerance_s / 10)
  }

  /** Adds what lies over one straight line of the mask. */
  private alongLine(node: number, middle: number, arc: Interval, out: Interval[]): StateError | undefined {
    const { sky, mask } = this
    const line: Scalar = {
      get fault() {
        return sky.fault
      },
      value: (t) =>
        sky.at(t) ? sky.elevation_rad - lineAt(mask, node, middle + shortest(sky.azimuth_rad - middle)) : Number.NaN,
      pace: (t) => Math.max(sky.pace(t), sky.at(t) ? Math.abs(sky.azimuthRate_rad_s) : 0),
    }
    const found = wherePositive(line, arc, this.options)
    if (!found.ok) return found.error
    out.push(...found.value)
    return undefined
  }
}

/** The straight line after a node, carried on. */
function lineAt(mask: HorizonMask, node: number, azimuth: number): number {
  return nodeElevation(mask, node) + slopeAfter(mask, node) * (azimuth - nodeAzimuth(mask, node))
}

/** The last node at or before an azimuth that may lie a turn outside. */
function nodeFrom(mask: HorizonMask, azimuth: number): number {
  const turns = Math.floor(azimuth / TURN)
  return nodeBefore(mask, azimuth - TURN * turns) + turns * mask.azimuth_rad.length
}

/** An angle turned into -pi to pi. */
function shortest(angle: number): number {
  return angle - TURN * Math.round(angle / TURN)
}
