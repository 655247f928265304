/**
 * Where a scalar is positive, and where it turns, with nothing missed: the span is cut into pieces as long as the motions
 * allow, each is fitted by a Chebyshev series through its samples, and cut again until the series settles the signs (as in
 * Boyd, "Solving Transcendental Equations", SIAM 2014). Roots are polished on the scalar itself.
 */

import type { Interval } from '@magpie/core/interval'
import { err, ok, type Result } from '@magpie/core/result'
import { crossing } from '../crossings.ts'
import type { StateError } from '../errors.ts'
import { fineSeries, fitSeries, NODES, rootBetween, slopeAt, TERMS, tailOf, turnsTowardsZero } from './piece.ts'
import { rateOf, type Scalar, shifted } from './scalar.ts'

export type SearchOptions = {
  /**
   * Where the scalar is smooth, excursions of any length are found. Where it is not (a corner, a jump), pieces are cut
   * down to this, s, and what is shorter may be missed.
   */
  readonly smallest_s?: number
  /** Edges lie within so much of the change of sign, s. */
  readonly tolerance_s?: number
}

const SMALLEST_S = 1
/** Where no other tolerance is asked, s. */
export const TOLERANCE_S = 1e-6
/** Radians of the fastest motion in one piece, and half of it where the motion grows faster inside. */
const REACH_RAD = 1
/** A series whose last terms are this small against its samples describes them. */
const SETTLED = 1e-4
/**
 * Values of a settled series are known to this many times its last terms. Narrow features, as the outline of a flattened
 * body makes when another passes close by, have been seen to leave 9 times these.
 */
const DOUBT = 64
/** No more polishing steps on the scalar than this before bisection takes over. */
const MAX_POLISH = 4
/** The longest piece, s, where nothing moves. */
const LONGEST_S = 30 * 86400

/** The parts of a span where a scalar is positive. Edges at the span's own ends are cuts. */
export function wherePositive(
  scalar: Scalar,
  span: Interval,
  options: SearchOptions = {},
): Result<Interval[], StateError> {
  if (!(span.end >= span.start)) throw new RangeError(`no span from ${span.start} to ${span.end}`)
  if (span.end === span.start) return ok([])
  const search = new Search(scalar, options)
  const edges = search.edges(span)
  if (edges === undefined) return err(faultOf(scalar))
  const bounds = [...(search.startsPositive ? [span.start] : []), ...edges]
  if (bounds.length % 2 === 1) bounds.push(span.end)
  const out: Interval[] = []
  for (let i = 0; i < bounds.length; i += 2)
    if (bounds[i + 1]! > bounds[i]!) out.push({ start: bounds[i]!, end: bounds[i + 1]! })
  return ok(out)
}

export type Extreme = { readonly kind: 'minimum' | 'maximum'; readonly at: number; readonly value: number }

/**
 * The turning points of a scalar strictly inside a span, in order of time. The scalar is read up to 40 s outside the span.
 */
export function extremes(scalar: Scalar, span: Interval, options: SearchOptions = {}): Result<Extreme[], StateError> {
  const rising = wherePositive(rateOf(scalar), span, options)
  if (!rising.ok) return rising
  const out: Extreme[] = []
  for (const { start, end } of rising.value) {
    if (start > span.start) out.push({ kind: 'minimum', at: start, value: scalar.value(start) })
    if (end < span.end) out.push({ kind: 'maximum', at: end, value: scalar.value(end) })
  }
  return ok(out)
}

/** The parts of a span where a scalar lies above a threshold. */
export function whereAbove(
  scalar: Scalar,
  threshold: number,
  span: Interval,
  options: SearchOptions = {},
): Result<Interval[], StateError> {
  return wherePositive(shifted(scalar, threshold), span, options)
}

/** The parts of a span where a scalar lies below a threshold. */
export function whereBelow(
  scalar: Scalar,
  threshold: number,
  span: Interval,
  options: SearchOptions = {},
): Result<Interval[], StateError> {
  return wherePositive(shifted(scalar, threshold, -1), span, options)
}

function faultOf(scalar: Scalar): StateError {
  if (scalar.fault !== undefined) return scalar.fault
  throw new RangeError('the scalar has no value in the span, and says no reason')
}

const samples = new Float64Array(TERMS)
const series = new Float64Array(TERMS)
const turns: number[] = []
type Spread = { least: number; most: number; mixed: boolean }
const spread: Spread = { least: 0, most: 0, mixed: false }

/** One search: collects the times at which the sign changes, in order. */
class Search {
  startsPositive = false
  private readonly scalar: Scalar
  private readonly smallest_s: number
  private readonly tolerance_s: number
  private readonly found: number[] = []

  constructor(scalar: Scalar, { smallest_s = SMALLEST_S, tolerance_s = TOLERANCE_S }: SearchOptions) {
    if (!(smallest_s > 0) || !(tolerance_s > 0)) throw new RangeError('a search needs positive times')
    this.scalar = scalar
    this.smallest_s = smallest_s
    this.tolerance_s = tolerance_s
  }

  /** All changes of sign in a span, or undefined where the scalar has no value. */
  edges({ start, end }: Interval): readonly number[] | undefined {
    let a = start
    let ya = this.scalar.value(a)
    this.startsPositive = ya > 0
    while (a < end) {
      const b = this.reach(a, end)
      const yb = this.scalar.value(b)
      if (!this.settle(a, b, ya, yb)) return undefined
      a = b
      ya = yb
    }
    return this.found
  }

  /** The end of the piece that starts at `a`: no longer than the pace allows at either end. */
  private reach(a: number, end: number): number {
    let b = Math.min(end, a + Math.min(LONGEST_S, REACH_RAD / this.scalar.pace(a)))
    while (b - a > this.smallest_s && this.tooLong(a, b)) b = a + (b - a) / 2
    return b > a ? b : end
  }

  private tooLong(a: number, b: number): boolean {
    const most = (2 * REACH_RAD) / (b - a)
    return this.scalar.pace(b) > most || this.scalar.pace((a + b) / 2) > most
  }

  /** Finds the changes of sign between `a` and `b`, cutting the piece as long as its series does not settle them. */
  private settle(a: number, b: number, ya: number, yb: number): boolean {
    const mid = (a + b) / 2
    const half = (b - a) / 2
    const spread = this.sample(mid, half, ya, yb)
    if (spread === undefined) return false
    const { least, most, mixed } = spread
    const tail = fitSeries(samples, series)
    const doubt = DOUBT * tail
    if (!mixed && least > doubt && definite(doubt)) return true
    const last = b - a <= this.smallest_s || mid <= a || mid >= b
    const settled = tail <= SETTLED * most || (!mixed && least > 2 * doubt)
    if (settled && this.takeSeries(a, b, doubt, last)) return true
    if (last) return this.takeSigns(a, b, mid, half)
    const y = samples[(TERMS - 1) / 2]!
    return this.settle(a, mid, ya, y) && this.settle(mid, b, y, yb)
  }

  /** Fills `samples`; the least and greatest size among them, and whether both signs occur. Undefined past the scalar. */
  private sample(mid: number, half: number, ya: number, yb: number): Spread | undefined {
    samples[0] = ya
    samples[TERMS - 1] = yb
    for (let j = 1; j < TERMS - 1; j++) samples[j] = this.scalar.value(mid + half * NODES[j]!)
    spread.least = Number.POSITIVE_INFINITY
    spread.most = 0
    spread.mixed = false
    for (let j = 0; j < TERMS; j++) {
      const size = Math.abs(samples[j]!)
      if (!Number.isFinite(size)) return undefined
      if (size < spread.least) spread.least = size
      if (size > spread.most) spread.most = size
      if (samples[j]! > 0 !== ya > 0) spread.mixed = true
    }
    return spread
  }

  /** The changes of sign of a settled series; false where it leaves one in doubt, unless it is the `last` look. */
  private takeSeries(a: number, b: number, doubt: number, last: boolean): boolean {
    const mid = (a + b) / 2
    const half = (b - a) / 2
    turns.length = 0
    fineSeries(series)
    turnsTowardsZero(series, doubt, turns)
    if (turns.length === 0) return this.takeCrossings(a, b)
    const points: [number, number][] = []
    for (let j = 0; j < TERMS; j++) points.push([NODES[j]!, samples[j]!])
    for (const x of turns) {
      const y = this.scalar.value(mid + half * x)
      points.push([x, y])
    }
    points.sort((p, q) => p[0] - q[0])
    for (let i = 0; i < turns.length; i++) if (!last && this.doubtful(turns[i]!, points, doubt)) return false
    const own = series.slice()
    for (let i = 1; i < points.length; i++) {
      const [x0, y0] = points[i - 1]!
      const [x1, y1] = points[i]!
      if (y0 > 0 === y1 > 0) continue
      this.found.push(this.polish(own, a, b, x0, x1))
    }
    return true
  }

  /** The changes of sign between the samples, where the series has no others. */
  private takeCrossings(a: number, b: number): boolean {
    let own: Float64Array | undefined
    for (let j = 1; j < TERMS; j++) {
      if (samples[j - 1]! > 0 === samples[j]! > 0) continue
      own ??= series.slice()
      this.found.push(this.polish(own, a, b, NODES[j - 1]!, NODES[j]!))
    }
    return true
  }

  /** Whether a turn comes so near zero, on the side of its neighbours, that the series cannot tell. */
  private doubtful(x: number, points: readonly (readonly [number, number])[], doubt: number): boolean {
    const i = points.findIndex((p) => p[0] === x)
    const y = points[i]![1]
    const before = points[i - 1]
    const crosses = before !== undefined && before[1] > 0 !== y > 0
    return !crosses && Math.abs(y) <= doubt
  }

  /** A piece that may be cut no further: its samples alone count. */
  private takeSigns(a: number, b: number, mid: number, half: number): boolean {
    const own = samples.slice()
    for (let j = 1; j < TERMS; j++) {
      if (own[j - 1]! > 0 === own[j]! > 0) continue
      const lo = j === 1 ? a : mid + half * NODES[j - 1]!
      const hi = j === TERMS - 1 ? b : mid + half * NODES[j]!
      this.found.push(
        hi - lo <= this.tolerance_s ? hi : crossing((t) => this.scalar.value(t), lo, hi, this.tolerance_s),
      )
    }
    return true
  }

  /** A root of the series, moved onto the scalar's own by Newton's and secant steps; bisection where they do not settle. */
  private polish(own: Float64Array, a: number, b: number, x0: number, x1: number): number {
    const mid = (a + b) / 2
    const half = (b - a) / 2
    // The very times of the samples: one rounding off an end the sign may be another.
    const lo = x0 === -1 ? a : mid + half * x0
    const hi = x1 === 1 ? b : mid + half * x1
    const x = rootBetween(own, x0, x1)
    let slope = slopeAt(own, x) / half
    // The derivative of what the series leaves out is at most its size times the square of its degree.
    const sure = 10 * TERMS * TERMS * tailOf(own) <= Math.abs(slope * half)
    let t = mid + half * x
    let y = this.scalar.value(t)
    for (let i = 0; i < MAX_POLISH; i++) {
      const step = -y / slope
      const next = t + step
      if (!(next >= lo && next <= hi)) break
      if (Math.abs(step) <= this.tolerance_s && (i > 0 || sure)) return next
      const after = this.scalar.value(next)
      if (after === y) break
      slope = (after - y) / step
      t = next
      y = after
    }
    return crossing((at) => this.scalar.value(at), lo, hi, this.tolerance_s)
  }
}

/** Whether the series cannot reach zero: its first term outweighs all others. */
function definite(doubt: number): boolean {
  let sum = doubt
  for (let k = 1; k < TERMS; k++) sum += Math.abs(series[k]!)
  return Math.abs(series[0]!) > sum
}
