/**
 * Discrete states: SPK types 8 and 9 (Lagrange) and 13 (Hermite) over a window of states about the time, chosen as
 * NAIF's "SPK Required Reading" says: as many on both sides, or about the nearest where the window is odd. The kernels
 * here cannot fail and allocate nothing; the caller has checked the coverage.
 */
import { MAX_WINDOW, type Segment } from './segments.ts'

const nodes = new Float64Array(MAX_WINDOW)

/** Adds `sign` times position, km, and where asked velocity, km/s, at `t` to `out`. */
export function addInterpolated(seg: Segment, t: number, sign: number, out: Float64Array, velocity: boolean): void {
  const first = windowAt(seg, t)
  for (let i = 0; i < seg.size; i++) nodes[i] = epochAt(seg, first + i) - t
  if (seg.type === 13) addHermite(seg, first, sign, out, velocity)
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
 * Hermite's formula (Abramowitz and Stegun 25.2.27 in Lagrangian form): with l_i the Lagrange basis and s_i = l_i'(t_i),
 * p = sum (1 - 2 (t - t_i) s_i) l_i^2 x_i + (t - t_i) l_i^2 v_i; the velocity is its derivative.
 */
function addHermite(seg: Segment, first: number, sign: number, out: Float64Array, velocity: boolean): void {
  const { words, size } = seg
  for (let i = 0; i < size; i++) {
    const ti = nodes[i]!
    let l = 1
    let dl = 0
    let slope = 0
    for (let j = 0; j < size; j++) {
      if (j === i) continue
      const inverse = 1 / (ti - nodes[j]!)
      const factor = -nodes[j]! * inverse
      dl = dl * factor + l * inverse
      l *= factor
      slope += inverse
    }
    const h = -ti
    const forPosition = sign * (1 - 2 * h * slope) * l * l
    const forVelocity = sign * h * l * l
    const state = seg.first + 6 * (first + i)
    for (let k = 0; k < 3; k++) out[k]! += forPosition * words[state + k]! + forVelocity * words[state + 3 + k]!
    if (!velocity) continue
    const rateForPosition = sign * 2 * l * ((1 - 2 * h * slope) * dl - slope * l)
    const rateForVelocity = sign * l * (l + 2 * h * dl)
    for (let k = 0; k < 3; k++)
      out[3 + k]! += rateForPosition * words[state + k]! + rateForVelocity * words[state + 3 + k]!
  }
}

/** First state of the window for `t`. */
function windowAt(seg: Segment, t: number): number {
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
  if (seg.type === 8) {
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

function epochAt(seg: Segment, i: number): number {
  return seg.type === 8 ? seg.origin + i * seg.step_s : seg.words[seg.epochs + i]!
}
