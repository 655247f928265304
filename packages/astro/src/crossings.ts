/**
 * When a smooth function of time is positive: bracketed by steps, refined by the ITP method (Oliveira and Takahashi, "An
 * Enhancement of the Bisection Method Average Performance Preserving Minmax Optimality", ACM TOMS 47, 2021).
 */
import type { Interval } from '@magpie/core/interval'

/** ITP's constants as its authors recommend them. */
const KAPPA_1 = 0.2
const KAPPA_2 = 2
const N_0 = 1
/** Enough to bring any bracket of doubles to its tolerance. */
const MAX_STEPS = 200
/** The share of a step that the samples next to the ends of a span are away from them. */
const END_STEP = 1e-3
/** Samples of an excursion between steps. */
const MAX_PROBES = 40

/**
 * The intervals within `span` where `f` > 0, each end within `tolerance_s` of where `f` changes sign. `f` is sampled every
 * `step_s`; an excursion that starts and ends between two samples is found where the three samples about it bend towards
 * zero as a parabola through it would. NaN counts as not positive.
 */
export function intervalsWhere<T extends number>(
  f: (t: T) => number,
  span: Interval<T>,
  step_s: number,
  tolerance_s: number,
): Interval<T>[] {
  if (span.end === span.start) return []
  if (!(span.end > span.start && step_s > 0 && tolerance_s > 0)) {
    throw new RangeError(`no steps of ${step_s} s to ${tolerance_s} s from ${span.start} to ${span.end}`)
  }
  const edges = new Edges<T>(span.start, f(span.start) > 0)
  const steps = Math.max(1, Math.ceil((span.end - span.start) / step_s))
  const length_s = (span.end - span.start) / steps
  const at = (i: number) => (i >= steps ? span.end : span.start + (i * (span.end - span.start)) / steps) as T
  const take = (a: Sample, b: Sample, c: Sample) => {
    if (b.y > 0 !== c.y > 0) {
      edges.add(crossing(f, b.x as T, c.x as T, tolerance_s))
      return
    }
    const turn = bend(f, a, b, c, tolerance_s)
    // The turn may lie in the step before, which had no crossing either.
    if (turn === undefined) return
    edges.add(crossing(f, a.x as T, turn, tolerance_s))
    edges.add(crossing(f, turn, c.x as T, tolerance_s))
  }
  // A bend needs a sample on both sides: at either end of the span one lies close by.
  const near_s = Math.max(END_STEP * length_s, 2 ** -40 * Math.max(Math.abs(span.start), Math.abs(span.end)))
  let a: Sample = { x: span.start, y: f(span.start) }
  let b: Sample = a
  for (let i = 0; i <= steps + 1; i++) {
    const x = i === 0 ? span.start + near_s : i === steps ? span.end - near_s : at(i)
    if (x > b.x) {
      const c: Sample = { x, y: f(x as T) }
      take(a, b, c)
      ;[a, b] = [b, c]
    }
  }
  return edges.close(span.end)
}

/** Where `f` changes sign between `a` and `b`, at which its signs differ, within `tolerance_s`. */
export function crossing<T extends number>(f: (t: T) => number, a: T, b: T, tolerance_s: number): T {
  let [lo, hi] = [a as number, b as number]
  const rising = f(b) > 0
  // Signed so that the function rises through zero.
  const g = (t: number) => (rising ? f(t as T) : -f(t as T))
  let [gLo, gHi] = [g(lo), g(hi)]
  const half = tolerance_s / 2
  const bisections = Math.ceil(Math.log2((hi - lo) / tolerance_s)) + N_0
  const k1 = KAPPA_1 / (hi - lo)
  for (let j = 0; hi - lo > tolerance_s && j < MAX_STEPS; j++) {
    const mid = (lo + hi) / 2
    const aimed = itpStep(lo, hi, gLo, gHi, mid, Math.max(0, half * 2 ** (bisections - j) - (hi - lo) / 2), k1)
    // The last doubles before an end may round onto it, far from where the bracket closes.
    const x = aimed > lo && aimed < hi ? aimed : mid
    if (x <= lo || x >= hi) break
    const gx = g(x)
    // The side that counts as positive is decided as `f > 0` is, whichever way it is signed.
    if ((rising && gx > 0) || (!rising && !(gx < 0))) [hi, gHi] = [x, gx]
    else [lo, gLo] = [x, gx]
  }
  return ((lo + hi) / 2) as T
}

/** One ITP point: interpolate, truncate, project onto the bracket about the middle. */
function itpStep(lo: number, hi: number, gLo: number, gHi: number, mid: number, radius: number, k1: number): number {
  const secant = (gHi * lo - gLo * hi) / (gHi - gLo)
  if (!Number.isFinite(secant)) return mid
  const towards = Math.sign(mid - secant)
  const delta = k1 * (hi - lo) ** KAPPA_2
  const truncated = delta <= Math.abs(mid - secant) ? secant + towards * delta : mid
  return Math.abs(truncated - mid) <= radius ? truncated : mid - towards * radius
}

type Sample = { readonly x: number; readonly y: number }

/** A time about `b` at which `f` has the other sign, where three samples of one sign bend towards zero. */
function bend<T extends number>(
  f: (t: T) => number,
  a: Sample,
  b: Sample,
  c: Sample,
  tolerance_s: number,
): T | undefined {
  const sign = b.y > 0 ? 1 : -1
  let at: Triple = [
    { x: a.x, y: sign * a.y },
    { x: b.x, y: sign * b.y },
    { x: c.x, y: sign * c.y },
  ]
  // Strict on one side, so that of two equal samples only one is the lowest.
  if (!(at[1].y < at[0].y && at[1].y <= at[2].y)) return undefined
  for (let i = 0; i < MAX_PROBES && at[2].x - at[0].x > tolerance_s; i++) {
    const { x, y: lowest } = vertex(at)
    if (!(lowest <= 0.5 * at[1].y)) return undefined
    const y = f(x as T)
    if (y > 0 !== b.y > 0) return x as T
    at = narrow(at, { x, y: sign * y })
  }
  return undefined
}

/** Three samples in order of time, the middle one the lowest. */
type Triple = readonly [Sample, Sample, Sample]

function narrow([left, low, right]: Triple, probe: Sample): Triple {
  if (probe.y < low.y) return probe.x < low.x ? [left, probe, low] : [low, probe, right]
  return probe.x < low.x ? [probe, low, right] : [left, low, probe]
}

/** The lowest point of the parabola through three points; its place is kept off the points themselves. */
function vertex([left, low, right]: Triple): Sample {
  const falling = (low.y - left.y) / (low.x - left.x)
  const rising = (right.y - low.y) / (right.x - low.x)
  const curve = (rising - falling) / (right.x - left.x)
  if (!(curve > 0)) return low
  const at = (left.x + low.x) / 2 - falling / (2 * curve)
  const margin = 1e-3 * (right.x - left.x)
  const inside = Math.min(Math.max(at, left.x + margin), right.x - margin)
  const outward = right.x - low.x > low.x - left.x ? margin : -margin
  return {
    x: Math.abs(inside - low.x) < margin ? low.x + outward : inside,
    y: left.y + falling * (at - left.x) + curve * (at - left.x) * (at - low.x),
  }
}

/** Collects sign changes into intervals. */
class Edges<T extends number> {
  private readonly out: Interval<T>[] = []
  private start: T | undefined

  constructor(from: T, positive: boolean) {
    if (positive) this.start = from
  }

  add(at: T): void {
    if (this.start === undefined) this.start = at
    else {
      if (at > this.start) this.out.push({ start: this.start, end: at })
      this.start = undefined
    }
  }

  close(end: T): Interval<T>[] {
    if (this.start !== undefined && end > this.start) this.out.push({ start: this.start, end })
    return this.out
  }
}
