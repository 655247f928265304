/**
 * Discrete states: SPK types 8 and 9 (Lagrange), 12 and 13 (Hermite) over a window of states about the time, chosen as
 * NAIF's "SPK Required Reading" says: as many on both sides, or about the nearest where the window is odd. The kernels
 * here cannot fail and allocate nothing; the caller has checked the coverage.
 */
import { epochAt, MAX_WINDOW, type NewtonWindow, type Segment } from './segments.ts'

const nodes = new Float64Array(MAX_WINDOW)

/** Adds `sign` times position, km, and where asked velocity, km/s, at `t` to `out`. */
export function addInterpolated(seg: Segment, t: number, sign: number, out: Float64Array, velocity: boolean): void {
  const first = windowAt(seg, t)
  for (let i = 0; i < seg.size; i++) nodes[i] = epochAt(seg, first + i) - t
  if (seg.newton !== undefined) addHermite(seg, first, sign, out, velocity)
  else addLagrange(seg, first, sign, out, velocity)
}

/** Each component by Lagrange's formula: velocities are interpolated by themselves. `nodes` are relative to the time. */
function addLagrange(seg: Segment, first: number, sign: number, out: Float64Array, velocity: boolean): void {
  const { words, size } = seg
  const components = velocity ? 6 : 3
  for (let i = 0; i < size; i++) {
    const ti = nodes[i]!
    let weight = sign
    for (let j = 0; j < size; j++) if (j !== i) weight *= nodes[j]! / (nodes[j]! - ti)
    const state = seg.first + 6 * (first + i)
    for (let k = 0; k < components; k++) out[k]! += weight * words[state + k]!
  }
}

/**
 * Hermite's polynomial in Newton's form, each node twice (Stoer and Bulirsch, Introduction to Numerical Analysis, 2.1.5).
 * Nodes are taken from the middle of the window outwards, which keeps the sums small; the coefficients of the last window
 * are kept, since successive times mostly share it.
 */
function addHermite(seg: Segment, first: number, sign: number, out: Float64Array, velocity: boolean): void {
  const newton = seg.newton!
  if (newton.first !== first) divideDifferences(seg, newton, first)
  const { coefficients } = newton
  const terms = 2 * seg.size
  for (let axis = 0; axis < 3; axis++) {
    const c = axis * terms
    let p = coefficients[c + terms - 1]!
    let v = 0
    for (let k = terms - 2; k >= 0; k--) {
      const h = -nodes[outward(k >> 1, seg.size)]!
      v = v * h + p
      p = p * h + coefficients[c + k]!
    }
    out[axis]! += sign * p
    if (velocity) out[3 + axis]! += sign * v
  }
}

/** The index in a window of the i-th node counted from its middle outwards. */
function outward(i: number, size: number): number {
  const middle = (size - 1) >> 1
  return i % 2 === 1 ? middle + ((i + 1) >> 1) : middle - (i >> 1)
}

/** Divided differences of the window at `first` along the diagonal, three axes one after another. */
function divideDifferences(seg: Segment, newton: NewtonWindow, first: number): void {
  const { words, size } = seg
  const { coefficients } = newton
  const terms = 2 * size
  for (let axis = 0; axis < 3; axis++) {
    const c = axis * terms
    // From the last term down, each order overwrites the one before in place.
    for (let k = 0; k < terms; k++) coefficients[c + k] = words[stateAt(seg, first, k >> 1) + axis]!
    for (let order = 1; order < terms; order++) {
      for (let k = terms - 1; k >= order; k--) {
        // Of the epochs themselves, not of the nodes, which would leave a trace of the time that was asked first.
        const span_s =
          epochAt(seg, first + outward(k >> 1, size)) - epochAt(seg, first + outward((k - order) >> 1, size))
        coefficients[c + k] =
          span_s === 0
            ? words[stateAt(seg, first, k >> 1) + 3 + axis]!
            : (coefficients[c + k]! - coefficients[c + k - 1]!) / span_s
      }
    }
  }
  newton.first = first
}

/** Word of the state at the i-th node from the middle of a window outwards. */
function stateAt(seg: Segment, first: number, i: number): number {
  return seg.first + 6 * (first + outward(i, seg.size))
}

/** First state of the window for `t`: `size` states from it on are all that its value comes from. */
export function windowAt(seg: Segment, t: number): number {
  const { size, count } = seg
  let low = lastEpochBefore(seg, t)
  let first: number
  if (size % 2 === 0) first = low - size / 2 + 1
  else {
    if (low + 1 < count && epochAt(seg, low + 1) - t < t - epochAt(seg, low)) low++
    first = low - (size - 1) / 2
  }
  return first < 0 ? 0 : first > count - size ? count - size : first
}

/** Index of the last epoch at or before `t`, or 0. */
function lastEpochBefore(seg: Segment, t: number): number {
  if (seg.epochs === 0) {
    const i = Math.floor((t - seg.origin) / seg.step_s)
    return i < 0 ? 0 : i >= seg.count ? seg.count - 1 : i
  }
  const { words, epochs } = seg
  let lo = 0
  let hi = seg.count
  while (hi - lo > 1) {
    const mid = (lo + hi) >> 1
    if (words[epochs + mid]! <= t) lo = mid
    else hi = mid
  }
  return lo
}
