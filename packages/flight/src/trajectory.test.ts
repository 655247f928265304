import { propagateKepler } from '@magpie/astro/elements/conic-motion'
import { norm } from '@magpie/astro/vectors'
import { unwrap } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import { type Derivative, integrate } from './integrator.ts'
import { sampleTrajectory, TrajectoryRecorder } from './trajectory.ts'

const MU = 4902.8
const start = new Float64Array([1753, 0, 0, 0, 0.3, 1.66])
const START_TDB_S = 9.1e8
const central: Derivative = (_t, y, dy) => {
  const k = -MU / norm(y) ** 3
  for (let i = 0; i < 3; i++) {
    dy[i] = y[3 + i]!
    dy[3 + i] = k * y[i]!
  }
  return true
}

function recorded(to_s: number) {
  const out = new TrajectoryRecorder('test', 301, START_TDB_S, MU)
  const options = { absolute: [1e-9, 1e-9, 1e-9, 1e-12, 1e-12, 1e-12], onStep: out.onStep }
  const end = unwrap(integrate(central, 0, start, to_s, options))
  return out.finish(end.t_s, end.state)
}

describe('a recorded trajectory', () => {
  const path = recorded(20_000)

  it('covers the arc, in ascending times, with some forty samples a revolution', () => {
    expect(path.times_s[0]).toBe(START_TDB_S)
    expect(path.times_s.at(-1)).toBe(START_TDB_S + 20_000)
    for (let i = 1; i < path.times_s.length; i++) expect(path.times_s[i]).toBeGreaterThan(path.times_s[i - 1]!)
    expect(path.states).toHaveLength(6 * path.times_s.length)
    expect(path.times_s.length).toBeLessThan(130)
  })

  it('interpolates to a millimetre', () => {
    const out = new Float64Array(6)
    let [worst_km, worst_km_s] = [0, 0]
    for (let t = 0; t <= 20_000; t += 37) {
      expect(sampleTrajectory(path, START_TDB_S + t, out)).toBe(true)
      const truth = propagateKepler(start, MU, t, new Float64Array(6))
      worst_km = Math.max(worst_km, Math.hypot(out[0]! - truth[0]!, out[1]! - truth[1]!, out[2]! - truth[2]!))
      worst_km_s = Math.max(worst_km_s, Math.hypot(out[3]! - truth[3]!, out[4]! - truth[4]!, out[5]! - truth[5]!))
    }
    // Measured 1.5e-7 km, at the ends of the path, and 3.5e-9 km/s.
    expect(worst_km).toBeLessThan(5e-7)
    expect(worst_km_s).toBeLessThan(1e-8)
  })

  it('gives the samples themselves at their times', () => {
    const out = new Float64Array(6)
    for (const i of [0, 1, 17, path.times_s.length - 1]) {
      sampleTrajectory(path, path.times_s[i]!, out)
      for (let k = 0; k < 6; k++) expect(out[k]).toBeCloseTo(path.states[6 * i + k]!, 9)
    }
  })

  it('has nothing outside', () => {
    const out = new Float64Array(6)
    expect(sampleTrajectory(path, START_TDB_S - 1e-3, out)).toBe(false)
    expect(sampleTrajectory(path, START_TDB_S + 20_000.1, out)).toBe(false)
    expect(sampleTrajectory(path, Number.NaN, out)).toBe(false)
  })

  it('survives JSON', () => {
    expect(JSON.parse(JSON.stringify(path))).toEqual(path)
  })

  it('works with as few as two samples', () => {
    const out = new Float64Array(6)
    const truth = propagateKepler(start, MU, 20, new Float64Array(6))
    const short = recorded(40)
    expect(short.times_s).toHaveLength(2)
    sampleTrajectory(short, START_TDB_S + 20, out)
    // A cubic over 40 s: h^4 / 384 of the fourth derivative, measured 1 cm.
    expect(Math.hypot(out[0]! - truth[0]!, out[1]! - truth[1]!, out[2]! - truth[2]!)).toBeLessThan(2e-5)
  })
})
