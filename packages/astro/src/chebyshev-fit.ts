/**
 * Chebyshev series of a given function, in records of equal length as SPK type 2 has them, or in pieces as long as each
 * part allows, to a tolerance, with an error bound found afterwards. Times are known to 1e-7 s this century: a body at 1 km/s to 1e-7 km, and no tolerance
 * below that can be met.
 *
 * The bound: on each record the function is sampled at 4 n Chebyshev points, n being the terms kept. A polynomial of degree
 * d is nowhere larger than its greatest value at m > d such points over cos(pi d / 2 m) (H. Ehlich and K. Zeller,
 * "Schwankung von Polynomen zwischen Gitterpunkten", Mathematische Zeitschrift 86, 1964, 41). That covers the part of the
 * error up to degree 2 n; the coefficients from there to 4 n, taken from the same samples, are added in full. So the bound
 * is RIGOROUS for functions that are polynomials of degree below 4 n on a record, as other kernels' records are, and for
 * others as good as 4 n samples can tell: what lies above degree 4 n is taken to be less than what lies below.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { ChebyshevRecords } from './chebyshev-records.ts'

/** A vector function of time: writes three components to `out`; says why where it cannot. */
export type Motion<E> = (t: number, out: Float64Array) => Result<unknown, E>

/** No fit within the tolerance: the best bound was reached with pieces of `step_s` about `at`. */
export type NotFitted = {
  readonly kind: 'not-fitted'
  readonly at: number
  readonly step_s: number
  readonly bound: number
  readonly tolerance: number
}

/** Between what times, how well, and with how many coefficients a component (2 to 40). */
export type FitSetting = {
  readonly start: number
  readonly end: number
  /** Greatest length of the error vector, in the function's unit. */
  readonly tolerance: number
  readonly terms: number
  /** More records than this are not tried; 100,000 where it is not given. */
  readonly most?: number
}

/** A fit, with the bound on the length of its error vector: see above for what it promises. */
export type Fit = ChebyshevRecords & { readonly bound: number }

/** A piece of a fit with its own length. */
export type Piece = {
  readonly start: number
  readonly end: number
  /** Three components one after another, lowest order first. */
  readonly coefficients: Float64Array
  readonly bound: number
}

const OVERSAMPLE = 4

/** Records of equal length, as few as halving and then trimming find, each within the tolerance: what SPK type 2 needs. */
export function fitRecords<E>(motion: Motion<E>, setting: FitSetting): Result<Fit, E | NotFitted> {
  const found = searchCount(motion, setting)
  if (!found.ok) return found
  const { noise: _, ...fit } = found.value
  return ok(fit)
}

function searchCount<E>(motion: Motion<E>, setting: FitSetting): Result<Fit & Quality, E | NotFitted> {
  const { start, end, tolerance, most = 100_000 } = setting
  let count = 1
  let tried = fitCount(motion, setting, count)
  while (tried.ok && !(tried.value.bound <= tolerance)) {
    if (2 * count > most || tried.value.noise > tolerance)
      return err(notFitted(start, (end - start) / count, tried.value.bound, tolerance))
    count *= 2
    tried = fitCount(motion, setting, count)
  }
  // Between a count that does not do and one that does.
  let low = count / 2
  let high = count
  while (tried.ok && high - low > Math.max(1, 0.02 * high)) {
    const middle = Math.ceil((low + high) / 2)
    const fit = fitCount(motion, setting, middle)
    if (!fit.ok) return fit
    if (fit.value.bound <= tolerance) {
      high = middle
      tried = fit
    } else low = middle
  }
  return tried
}

/** Pieces halved where the function needs it: fewer numbers than equal records where it is quiet for long. */
export function fitPieces<E>(motion: Motion<E>, setting: FitSetting): Result<Piece[], E | NotFitted> {
  const { start, end, tolerance, terms, most = 100_000 } = setting
  const out: Piece[] = []
  const waiting: [number, number][] = [[start, end]]
  const coefficients = new Float64Array(3 * terms)
  while (waiting.length > 0) {
    const [from, to] = waiting.pop()!
    const one = fitOne(motion, from, to, terms, coefficients, 0)
    if (!one.ok) return one
    const { bound, noise } = one.value
    const middle = (from + to) / 2
    if (bound <= tolerance) out.push({ start: from, end: to, coefficients: coefficients.slice(), bound })
    else if (noise > tolerance || out.length + waiting.length >= most || !(middle > from && middle < to))
      return err(notFitted(from, to - from, bound, tolerance))
    else waiting.push([middle, to], [from, middle])
  }
  return ok(out)
}

/** Value of a piece at `t`, written to `out` (3): Clenshaw's recurrence. */
export function pieceAt({ start, end, coefficients }: Piece, t: number, out: Float64Array): Float64Array {
  const terms = coefficients.length / 3
  const s = (2 * t - start - end) / (end - start)
  for (let axis = 0; axis < 3; axis++) out[axis] = seriesAt(coefficients, axis * terms, terms, s)
  return out
}

function notFitted(at: number, step_s: number, bound: number, tolerance: number): NotFitted {
  return { kind: 'not-fitted', at, step_s, bound, tolerance }
}

/** The fit with a number of records; it stops at the first that is past the tolerance, with that one's bound. */
function fitCount<E>(motion: Motion<E>, setting: FitSetting, count: number): Result<Fit & Quality, E> {
  const { start, end, tolerance, terms } = setting
  const step_s = (end - start) / count
  const coefficients = new Float64Array(3 * terms * count)
  let bound = 0
  let noise = 0
  for (let i = 0; i < count && bound <= tolerance; i++) {
    const to = i === count - 1 ? end : start + (i + 1) * step_s
    const one = fitOne(motion, start + i * step_s, to, terms, coefficients, 3 * terms * i)
    if (!one.ok) return one
    bound = Math.max(bound, one.value.bound)
    noise = Math.max(noise, one.value.noise)
  }
  return ok({ origin_s: start, step_s, terms, coefficients, bound, noise })
}

/** A bound on the error, and what rounding of the samples and of their times makes of it at least: no fit comes below. */
type Quality = { readonly bound: number; readonly noise: number }

const value = new Float64Array(3)

/** Coefficients of one record, from `at` on in `out`. */
function fitOne<E>(
  motion: Motion<E>,
  start: number,
  end: number,
  terms: number,
  out: Float64Array,
  at: number,
): Result<Quality, E> {
  const points = OVERSAMPLE * terms
  const samples = new Float64Array(3 * points)
  const middle = (start + end) / 2
  const radius = (end - start) / 2
  for (let j = 0; j < points; j++) {
    // Rounding must not lead out of the record, where a kernel may end.
    const t = Math.min(end, Math.max(start, middle + radius * Math.cos((Math.PI * (j + 0.5)) / points)))
    const found = motion(t, value)
    if (!found.ok) return found
    for (let axis = 0; axis < 3; axis++) samples[axis * points + j] = value[axis]!
  }
  const time_s = Math.max(Math.abs(start), Math.abs(end)) * Number.EPSILON
  let square = 0
  let noise = 0
  for (let axis = 0; axis < 3; axis++) {
    const own = samples.subarray(axis * points, (axis + 1) * points)
    const bound = fitAxis(own, terms, out, at + axis * terms)
    square += bound * bound
    noise = Math.max(noise, noiseOf(own, time_s / radius))
  }
  return ok({ bound: Math.sqrt(square), noise })
}

/** Rounding of the samples, and of their times (`part` of half the record) where the function is steepest between two. */
function noiseOf(samples: Float64Array, part: number): number {
  let size = 0
  let slope = 0
  for (let j = 0; j < samples.length; j++) {
    size = Math.max(size, Math.abs(samples[j]!))
    if (j === 0) continue
    const apart = Math.cos((Math.PI * (j - 0.5)) / samples.length) - Math.cos((Math.PI * (j + 0.5)) / samples.length)
    slope = Math.max(slope, Math.abs(samples[j]! - samples[j - 1]!) / apart)
  }
  return size * Number.EPSILON + Math.min(slope, size) * part
}

/** Coefficients of one component from its samples, and the bound of its error. */
function fitAxis(samples: Float64Array, terms: number, out: Float64Array, at: number): number {
  const points = samples.length
  // Discrete least squares at the Chebyshev points: the truncated cosine transform (Mason and Handscomb, 2003, 4.6).
  for (let k = 0; k < terms; k++) out[at + k] = transform(samples, k)
  let high = 0
  for (let k = 2 * terms; k < points; k++) high += Math.abs(transform(samples, k))
  let worst = 0
  let size = 0
  for (let j = 0; j < points; j++) {
    const s = Math.cos((Math.PI * (j + 0.5)) / points)
    worst = Math.max(worst, Math.abs(samples[j]! - seriesAt(out, at, terms, s)))
    size = Math.max(size, Math.abs(samples[j]!))
  }
  const between = 1 / Math.cos((Math.PI * (2 * terms - 1)) / (2 * points))
  // Sums of n terms of that size, each rounded.
  const rounding = terms * size * Number.EPSILON
  return between * (worst + high) + high + rounding
}

/** Coefficient k of the polynomial through samples at Chebyshev points, from s = 1 down. */
function transform(samples: Float64Array, k: number): number {
  const points = samples.length
  let sum = 0
  for (let j = 0; j < points; j++)
    sum += samples[j]! * Math.cos((Math.PI * ((k * (2 * j + 1)) % (4 * points))) / (2 * points))
  return (sum * (k === 0 ? 1 : 2)) / points
}

/** Clenshaw's recurrence (MTAC 9, 1955, 118). */
function seriesAt(c: Float64Array, first: number, terms: number, s: number): number {
  let b1 = 0
  let b2 = 0
  for (let k = terms - 1; k > 0; k--) {
    const b = 2 * s * b1 - b2 + c[first + k]!
    b2 = b1
    b1 = b
  }
  return s * b1 - b2 + c[first]!
}
