/**
 * A flown path as samples that anyone can interpolate: states about one centre on J2000 axes, looked up by Hermite's
 * polynomial of degree 7 through the four nearest samples (as SPK type 13 does: NAIF, "SPK Required Reading").
 */

import { norm } from '@magpie/astro/vectors'
import type { Step } from './integrator.ts'

/** JSON-able. `states` holds six numbers a sample: km and km/s; times are TDB seconds past J2000, ascending. */
export type Trajectory = {
  readonly name: string
  readonly centre: number
  readonly axes: 'J2000'
  readonly times_s: readonly number[]
  readonly states: readonly number[]
}

const SAMPLES = 4
const z = new Float64Array(2 * SAMPLES)
const table = new Float64Array(2 * SAMPLES)

/** Position and velocity at `t` (TDB s), written to `out` (6); false outside the samples. */
export function sampleTrajectory(path: Trajectory, t: number, out: Float64Array): boolean {
  const { times_s, states } = path
  const count = times_s.length
  if (count < 2 || !(t >= times_s[0]! && t <= times_s[count - 1]!)) return false
  const size = Math.min(SAMPLES, count)
  const first = Math.max(0, Math.min(indexOf(times_s, t) - (size >> 1) + 1, count - size))
  for (let axis = 0; axis < 3; axis++) hermite(times_s, states, first, size, axis, t, out)
  return true
}

/** Index of the last sample not after `t`. */
function indexOf(times_s: readonly number[], t: number): number {
  let lo = 0
  let hi = times_s.length - 1
  while (hi - lo > 1) {
    const mid = (lo + hi) >> 1
    if (times_s[mid]! <= t) lo = mid
    else hi = mid
  }
  return lo
}

/** Newton's divided differences with every sample twice, evaluated with the derivative. */
function hermite(
  times_s: readonly number[],
  states: readonly number[],
  first: number,
  size: number,
  axis: number,
  t: number,
  out: Float64Array,
): void {
  const n = 2 * size
  const origin = times_s[first]!
  for (let i = 0; i < size; i++) {
    z[2 * i] = times_s[first + i]! - origin
    z[2 * i + 1] = z[2 * i]!
    table[2 * i] = states[6 * (first + i) + axis]!
    table[2 * i + 1] = table[2 * i]!
  }
  for (let order = 1; order < n; order++) {
    for (let i = n - 1; i >= order; i--) {
      const same = order === 1 && i % 2 === 1
      table[i] = same
        ? states[6 * (first + (i >> 1)) + 3 + axis]!
        : (table[i]! - table[i - 1]!) / (z[i]! - z[i - order]!)
    }
  }
  const x = t - origin
  let value = table[n - 1]!
  let slope = 0
  for (let i = n - 2; i >= 0; i--) {
    slope = slope * (x - z[i]!) + value
    value = value * (x - z[i]!) + table[i]!
  }
  out[axis] = value
  out[3 + axis] = slope
}

/**
 * Collects samples from an integration, a part of the time apart in which the path bends (r/v, or the free-fall time
 * where that is shorter): some forty a revolution on a circle, after which the interpolation is good to metres, the
 * lumps of the field included.
 */
export class TrajectoryRecorder {
  private readonly name: string
  private readonly centre: number
  private readonly startTdb_s: number
  private readonly mu: number
  private readonly scratch = new Float64Array(8)
  private readonly times_s: number[] = []
  private readonly states: number[] = []
  private next_s = Number.NEGATIVE_INFINITY

  /** `startTdb_s` is the epoch from which the integration counts, `mu_km3_s2` the centre's. */
  constructor(name: string, centre: number, startTdb_s: number, mu_km3_s2: number) {
    this.name = name
    this.centre = centre
    this.startTdb_s = startTdb_s
    this.mu = mu_km3_s2
  }

  /** Adds a state at `t_s` since the start; ignored unless later than the last. */
  add(t_s: number, state: Float64Array): void {
    const t = this.startTdb_s + t_s
    const last = this.times_s.at(-1)
    if (last !== undefined && !(t > last)) return
    this.times_s.push(t)
    for (let i = 0; i < 6; i++) this.states.push(rounded(state[i]!, i < 3 ? 1e7 : 1e10))
    const r = norm(state)
    this.next_s = t_s + SPACING * Math.min(r / norm(state, 3), Math.sqrt((r * r * r) / this.mu))
  }

  /** For `onStep` of an integration. */
  onStep = (step: Step): void => {
    if (this.times_s.length === 0) this.add(step.from_s, step.sample(step.from_s, this.scratch))
    while (this.next_s < step.to_s) this.add(this.next_s, step.sample(this.next_s, this.scratch))
  }

  /** The samples, ended with a state at the end of the arc. */
  finish(t_s: number, state: Float64Array): Trajectory {
    const last = this.times_s.at(-1)
    if (last !== undefined && this.startTdb_s + t_s - last < 1e-3) {
      this.times_s.pop()
      this.states.length -= 6
    }
    this.add(t_s, state)
    const { name, centre, times_s, states } = this
    return { name, centre, axes: 'J2000', times_s, states }
  }
}

/** Samples lie this part of that time apart. */
const SPACING = 0.15

/** A tenth of a millimetre and a tenth of a micrometre a second: far below any error, and half the bytes. */
function rounded(value: number, scale: number): number {
  return Math.round(value * scale) / scale
}
