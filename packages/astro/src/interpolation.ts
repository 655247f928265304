/**
 * Discrete states: SPK types 8 and 9 (Lagrange), 12 and 13 (Hermite) over a window of states about the time, chosen as
 * NAIF's "SPK Required Reading" says: as many on both sides, or about the nearest where the window is odd. The kernels
 * here cannot fail and allocate nothing; the caller has checked the coverage.
 */
import { addHermite, weigh } from './hermite.ts'
import { epochAt, MAX_WINDOW, type Segment } from './segments.ts'

const epochs = new Float64Array(MAX_WINDOW)

/** Adds `sign` times position, km, and where asked velocity, km/s, at `t` to `out`. */
export function addInterpolated(seg: Segment, t: number, sign: number, out: Float64Array, velocity: boolean): void {
  const first = windowAt(seg, t)
  for (let i = 0; i < seg.size; i++) epochs[i] = epochAt(seg, first + i)
  if (seg.hermite === undefined) {
    addLagrange(seg, first, t, sign, out, velocity)
    return
  }
  weigh(seg.hermite, epochs)
  addHermite(seg.hermite, epochs, seg.words, seg.first + 6 * first, t, sign, out, velocity)
}

/** Each component by Lagrange's formula: velocities are interpolated by themselves. */
function addLagrange(seg: Segment, first: number, t: number, sign: number, out: Float64Array, velocity: boolean): void {
  const { words, size } = seg
  const components = velocity ? 6 : 3
  for (let i = 0; i < size; i++) {
    const ti = epochs[i]!
    let weight = sign
    for (let j = 0; j < size; j++) if (j !== i) weight *= (epochs[j]! - t) / (epochs[j]! - ti)
    const state = seg.first + 6 * (first + i)
    for (let k = 0; k < components; k++) out[k]! += weight * words[state + k]!
  }
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
  const { words, epochs: at, count } = seg
  // States mostly lie evenly: then the first guess is right.
  const span_s = words[at + count - 1]! - words[at]!
  const guess = Math.max(0, Math.min(count - 2, Math.floor(((t - words[at]!) / span_s) * (count - 1))))
  if (count > 1 && words[at + guess]! <= t && t < words[at + guess + 1]!) return guess
  let lo = 0
  let hi = count
  while (hi - lo > 1) {
    const mid = (lo + hi) >> 1
    if (words[at + mid]! <= t) lo = mid
    else hi = mid
  }
  return lo
}
