/**
 * Chebyshev series on one piece of a search: fitted through samples at the extreme points of the last polynomial (Boyd,
 * "Chebyshev and Fourier Spectral Methods", 2nd edition), with its turns towards zero and its roots. The variable x
 * runs from -1 to 1 across the piece.
 */

/** Terms of the series, and samples of a piece. */
export const TERMS = 11
const LAST = TERMS - 1
/** Points on which a series is looked at: four for each sample. */
const FINE = 4 * LAST + 1

/** Where the samples lie, ascending from -1 to 1. */
export const NODES = Float64Array.from({ length: TERMS }, (_, j) =>
  2 * j === LAST ? 0 : -Math.cos((Math.PI * j) / LAST),
)
const FIT = Float64Array.from({ length: TERMS * TERMS }, (_, i) => {
  const [k, j] = [Math.floor(i / TERMS), i % TERMS]
  const weight = (j === 0 || j === LAST ? 0.5 : 1) * (k === 0 || k === LAST ? 0.5 : 1)
  return ((2 * weight) / LAST) * Math.cos(k * Math.PI * (1 - j / LAST))
})
const FINE_NODES = Float64Array.from({ length: FINE }, (_, i) => -Math.cos((Math.PI * i) / (FINE - 1)))
const FINE_TERMS = Float64Array.from({ length: FINE * TERMS }, (_, i) =>
  Math.cos((i % TERMS) * Math.PI * (1 - Math.floor(i / TERMS) / (FINE - 1))),
)
/** Rounding of samples, relative to the largest. */
const ROUNDING = 4e-16

const fine = new Float64Array(FINE)
/** Sums and differences of samples that lie alike about the middle; what is even and what is odd in x. */
const even = new Float64Array(LAST / 2 + 1)
const odd = new Float64Array(LAST / 2 + 1)

/** Coefficients of the series through the samples; returns the size of its last terms, no less than rounding. */
export function fitSeries(samples: Float64Array, out: Float64Array): number {
  const middle = LAST / 2
  for (let j = 0; j < middle; j++) {
    even[j] = samples[j]! + samples[LAST - j]!
    odd[j] = samples[j]! - samples[LAST - j]!
  }
  even[middle] = samples[middle]!
  for (let k = 0; k < TERMS; k++) {
    const half = (k & 1) === 0 ? even : odd
    let sum = 0
    // Of odd polynomials the middle sample has no part: `odd` stays 0 there.
    for (let j = 0, i = k * TERMS; j <= middle; j++, i = (i + 1) | 0) sum += FIT[i]! * half[j]!
    out[k] = sum
  }
  return tailOf(out)
}

/** The size of a series' last terms, no less than rounding: about what the terms beyond them would add. */
export function tailOf(c: Float64Array): number {
  let most = 0
  for (let k = 0; k < TERMS; k++) most = Math.max(most, Math.abs(c[k]!))
  return Math.max(Math.abs(c[LAST]!), Math.abs(c[LAST - 1]!), ROUNDING * most)
}

/** Evaluates the series on the fine points, for `turnsTowardsZero`. */
export function fineSeries(c: Float64Array): void {
  for (let i = 0; i <= (FINE - 1) / 2; i++) {
    let alike = c[0]!
    let unlike = 0
    for (let k = 1, at = (i * TERMS + 1) | 0; k < TERMS; k = (k + 2) | 0, at = (at + 2) | 0) {
      unlike += FINE_TERMS[at]! * c[k]!
      alike += FINE_TERMS[(at + 1) | 0]! * c[(k + 1) | 0]!
    }
    fine[i] = alike + unlike
    fine[(FINE - 1 - i) | 0] = alike - unlike
  }
}

/**
 * Adds to `out` where the samples may have missed two changes of sign, by the series last given to `fineSeries`: the turns
 * that come within `doubt` of zero, and the tops of excursions that pass between two samples.
 */
export function turnsTowardsZero(c: Float64Array, doubt: number, out: number[]): void {
  addTurn(c, 0, doubt, out)
  for (let i = 1; i < FINE - 1; i = (i + 1) | 0) {
    const y = fine[i]!
    // Most points lie on a slope.
    if (!((fine[(i - 1) | 0]! - y) * (fine[(i + 1) | 0]! - y) < 0)) addTurn(c, i, doubt, out)
  }
  addTurn(c, FINE - 1, doubt, out)
}

function addTurn(c: Float64Array, i: number, doubt: number, out: number[]): void {
  const sign = fine[i]! > 0 ? 1 : -1
  if (isLowest(i, sign)) {
    if (staysOff(i, sign, doubt)) return
    const x = turnNear(c, i, sign)
    if (x !== undefined && sign * valueAt(c, x) <= doubt) out.push(x)
  } else if (betweenSamples(i, sign) && isLowest(i, -sign)) out.push(turnNear(c, i, -sign) ?? FINE_NODES[i]!)
}

/** Whether `sign` times the series is lowest at fine point `i`; of two equal ones the first. */
function isLowest(i: number, sign: number): boolean {
  const y = sign * fine[i]!
  return (i === 0 || sign * fine[i - 1]! > y) && (i === FINE - 1 || sign * fine[i + 1]! >= y)
}

/**
 * Whether the series cannot come near zero about fine point `i`, the lowest of three: a parabola through them falls below it
 * by an eighth of their second difference at most; all of it is allowed.
 */
function staysOff(i: number, sign: number, doubt: number): boolean {
  if (i === 0 || i === FINE - 1) return false
  const y = sign * fine[i]!
  return y - (sign * fine[i - 1]! + sign * fine[i + 1]! - 2 * y) > doubt
}

/** Whether the fine points about `i` of its sign reach no sample on either side. */
function betweenSamples(i: number, sign: number): boolean {
  const first = i - (i % 4)
  return i % 4 !== 0 && sign * fine[first]! <= 0 && sign * fine[first + 4]! <= 0
}

/** Where the series turns about fine point `i`, which is lowest among its neighbours; undefined for none inside. */
function turnNear(c: Float64Array, i: number, sign: number): number | undefined {
  let lo = FINE_NODES[Math.max(0, i - 1)]!
  let hi = FINE_NODES[Math.min(FINE - 1, i + 1)]!
  if (!(sign * slopeAt(c, lo) < 0 && sign * slopeAt(c, hi) > 0)) return undefined
  for (let n = 0; n < 30 && hi - lo > 1e-9; n++) {
    const mid = (lo + hi) / 2
    if (sign * slopeAt(c, mid) < 0) lo = mid
    else hi = mid
  }
  return (lo + hi) / 2
}

/** A root of the series between points at which the samples have unlike signs: Newton's method, bisection where it leaves. */
export function rootBetween(c: Float64Array, x0: number, x1: number): number {
  const y0 = valueAt(c, x0)
  const y1 = valueAt(c, x1)
  if (y0 > 0 === y1 > 0) return Math.abs(y0) < Math.abs(y1) ? x0 : x1
  let [lo, hi] = [x0, x1]
  let x = (x0 * y1 - x1 * y0) / (y1 - y0)
  for (let n = 0; n < 60; n++) {
    const y = valueAt(c, x)
    if (y > 0 === y1 > 0) hi = x
    else lo = x
    const newton = x - y / slopeAt(c, x)
    const next = newton > lo && newton < hi ? newton : (lo + hi) / 2
    if (Math.abs(next - x) < 1e-13) return next
    x = next
  }
  return x
}

/** The series at x by Clenshaw's recurrence. */
export function valueAt(c: Float64Array, x: number): number {
  let b1 = 0
  let b2 = 0
  for (let k = LAST; k > 0; k--) {
    const b = 2 * x * b1 - b2 + c[k]!
    b2 = b1
    b1 = b
  }
  return x * b1 - b2 + c[0]!
}

/** Its derivative by x: the sum of k c_k U_(k-1). */
export function slopeAt(c: Float64Array, x: number): number {
  let b1 = 0
  let b2 = 0
  for (let k = LAST; k > 0; k--) {
    const b = 2 * x * b1 - b2 + k * c[k]!
    b2 = b1
    b1 = b
  }
  return b1
}
