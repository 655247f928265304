/**
 * Interpolation through given values, for users: Lagrange's polynomial (NAIF's LGRIND) and Hermite's, which takes rates too
 * (HRMINT), over a window of a longer table. Both by divided differences in Newton's form (Stoer and Bulirsch,
 * "Introduction to Numerical Analysis", 2.1.3 and 2.1.5). Times ascend; units are the caller's.
 */

/** A table of values, and of rates where Hermite's polynomial is wanted, at ascending times. */
export type Samples = { readonly times: Float64Array; readonly values: Float64Array; readonly rates?: Float64Array }

/** Longest window. */
const MAX_NODES = 64
const differences = new Float64Array(MAX_NODES)
const nodes = new Float64Array(MAX_NODES)

/**
 * Index of the first of `size` neighbours about `t`: as many before as after it, about the nearest where the size is odd,
 * the outermost ones near the ends (NAIF, "SPK Required Reading", types 9 and 13).
 */
export function windowAbout(times: Float64Array, size: number, t: number): number {
  let low = 0
  let high = times.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (times[middle]! <= t) low = middle
    else high = middle
  }
  const nearest = low + 1 < times.length && times[low + 1]! - t < t - times[low]! ? low + 1 : low
  const first = size % 2 === 0 ? low - size / 2 + 1 : nearest - (size - 1) / 2
  return Math.max(0, Math.min(first, times.length - size))
}

/** Value and derivative at `t` of Lagrange's polynomial through `size` samples from `first` on, written to `out` (2). */
export function lagrangeAt(
  { times, values }: Samples,
  first: number,
  size: number,
  t: number,
  out: Float64Array,
): Float64Array {
  for (let k = 0; k < size; k++) {
    nodes[k] = times[first + outward(k, size)]!
    differences[k] = values[first + outward(k, size)]!
  }
  for (let order = 1; order < size; order++)
    for (let k = size - 1; k >= order; k--)
      differences[k] = (differences[k]! - differences[k - 1]!) / (nodes[k]! - nodes[k - order]!)
  return newtonAt(size, t, out)
}

/** The same of Hermite's polynomial, of degree 2 size - 1, through values and rates. */
export function hermiteAt(
  { times, values, rates }: Required<Samples>,
  first: number,
  size: number,
  t: number,
  out: Float64Array,
): Float64Array {
  const terms = 2 * size
  for (let k = 0; k < terms; k++) {
    nodes[k] = times[first + outward(k >> 1, size)]!
    differences[k] = values[first + outward(k >> 1, size)]!
  }
  for (let order = 1; order < terms; order++)
    for (let k = terms - 1; k >= order; k--) {
      const span = nodes[k]! - nodes[k - order]!
      differences[k] =
        span === 0 ? rates[first + outward(k >> 1, size)]! : (differences[k]! - differences[k - 1]!) / span
    }
  return newtonAt(terms, t, out)
}

/** From the middle of a window outwards, which keeps the sums small. */
function outward(i: number, size: number): number {
  const middle = (size - 1) >> 1
  return i % 2 === 1 ? middle + ((i + 1) >> 1) : middle - (i >> 1)
}

function newtonAt(terms: number, t: number, out: Float64Array): Float64Array {
  let value = differences[terms - 1]!
  let rate = 0
  for (let k = terms - 2; k >= 0; k--) {
    const h = t - nodes[k]!
    rate = rate * h + value
    value = value * h + differences[k]!
  }
  out[0] = value
  out[1] = rate
  return out
}
