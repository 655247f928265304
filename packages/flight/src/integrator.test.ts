import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Derivative, describeIntegrationError, integrate } from './integrator.ts'

/** Kepler's problem with GM 1 in the plane. */
const kepler: Derivative = (_t, y, dy) => {
  const r3 = Math.hypot(y[0]!, y[1]!) ** 3
  dy[0] = y[2]!
  dy[1] = y[3]!
  dy[2] = -y[0]! / r3
  dy[3] = -y[1]! / r3
  return true
}
const ellipse = (e: number) => new Float64Array([1 - e, 0, 0, Math.sqrt((1 + e) / (1 - e))])
const tolerance = (a: number) => ({ absolute: [a, a, a, a] })
const exponential: Derivative = (_t, y, dy) => {
  dy[0] = -y[0]!
  return true
}

describe('DOP853', () => {
  it('is of order 8: half the step, a 256th of the error', () => {
    const error = (h: number) => {
      const options = { ...tolerance(1e9), firstStep_s: h, maxStep_s: h }
      const end = unwrap(integrate(kepler, 0, ellipse(0), 6.4, options)).state
      return Math.hypot(end[0]! - Math.cos(6.4), end[1]! - Math.sin(6.4))
    }
    // Measured 234, 241: a little less than 256 at steps this long.
    expect(Math.log2(error(0.4) / error(0.2))).toBeCloseTo(8, 0)
    expect(Math.log2(error(0.8) / error(0.4))).toBeCloseTo(8, 0)
  })

  it('meets a closed orbit and keeps energy', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.7, noNaN: true }), (e) => {
        const end = unwrap(integrate(kepler, 0, ellipse(e), 20 * Math.PI, tolerance(1e-13))).state
        const energy = (end[2]! ** 2 + end[3]! ** 2) / 2 - 1 / Math.hypot(end[0]!, end[1]!)
        // Ten revolutions at 1e-13: measured 8e-13 in energy and 1.1e-10 in place, at e = 0.6.
        expect(Math.abs(energy + 0.5)).toBeLessThan(1e-11)
        expect(Math.hypot(end[0]! - (1 - e), end[1]!)).toBeLessThan(1e-9)
      }),
      { numRuns: 20 },
    )
  })

  it('comes back when run backwards', () => {
    const there = unwrap(integrate(kepler, 3, ellipse(0.5), 40, tolerance(1e-13)))
    const back = unwrap(integrate(kepler, 40, there.state, 3, tolerance(1e-13)))
    for (const [i, v] of ellipse(0.5).entries()) expect(back.state[i]).toBeCloseTo(v, 9)
    expect(back.t_s).toBe(3)
  })

  it('samples within a step to the order of its interpolant', () => {
    const error = (h: number) => {
      let worst = 0
      const out = new Float64Array(1)
      unwrap(
        integrate(exponential, 0, new Float64Array([1]), 4 * h, {
          absolute: [1e9],
          firstStep_s: h,
          maxStep_s: h,
          onStep: (step) => {
            for (let x = 0.1; x < 1; x += 0.2) {
              const t = step.from_s + x * h
              worst = Math.max(worst, Math.abs(step.sample(t, out)[0]! / Math.exp(-t) - 1))
            }
            expect(step.sample(step.to_s, out)[0]).toBeCloseTo(step.state[0]!, 15)
          },
        }),
      )
      return worst
    }
    expect(Math.log2(error(1) / error(0.5))).toBeGreaterThan(6.5)
  })

  it('gives the same bits twice', () => {
    const run = () => unwrap(integrate(kepler, 0, ellipse(0.3), 100, tolerance(1e-12))).state
    expect(run()).toEqual(run())
  })
})

describe('events', () => {
  const crossing = (direction: -1 | 0 | 1, terminal: boolean) => ({
    name: 'axis',
    value: (_t: number, y: Float64Array) => y[1]!,
    direction,
    terminal,
  })

  it('are found where they are, in the order of time, by direction', () => {
    const run = (direction: -1 | 0 | 1) =>
      unwrap(integrate(kepler, 0, ellipse(0), 13, { ...tolerance(1e-13), events: [crossing(direction, false)] })).events
    const times = (direction: -1 | 0 | 1) => run(direction).map((e) => e.t_s / Math.PI)
    for (const [i, t] of times(0).entries()) expect(t).toBeCloseTo(i + 1, 9)
    expect(times(0)).toHaveLength(4)
    for (const [i, t] of times(-1).entries()) expect(t).toBeCloseTo(2 * i + 1, 9)
    expect(times(1)).toHaveLength(2)
  })

  it('end the integration where they are terminal, backwards too', () => {
    const options = { ...tolerance(1e-13), events: [crossing(0, true)] }
    const forth = unwrap(
      integrate(kepler, 0.5, unwrap(integrate(kepler, 0, ellipse(0), 0.5, tolerance(1e-13))).state, 50, options),
    )
    expect(forth.endedBy).toBe('axis')
    expect(forth.t_s).toBeCloseTo(Math.PI, 9)
    expect(Math.abs(forth.state[1]!)).toBeLessThan(1e-9)
    const back = unwrap(
      integrate(kepler, 3, unwrap(integrate(kepler, 0, ellipse(0), 3, tolerance(1e-13))).state, -50, options),
    )
    expect(back.t_s).toBeCloseTo(0, 9)
  })

  it('ends the last step at the event', () => {
    const ends: number[] = []
    const end = unwrap(
      integrate(kepler, 0.1, unwrap(integrate(kepler, 0, ellipse(0), 0.1, tolerance(1e-13))).state, 50, {
        ...tolerance(1e-10),
        events: [crossing(0, true)],
        onStep: (step) => ends.push(step.to_s),
      }),
    )
    expect(ends.at(-1)).toBe(end.t_s)
  })
})

describe('what cannot be integrated', () => {
  it('says where the derivative failed', () => {
    const until: Derivative = (t, y, dy) => {
      dy[0] = y[0]!
      return t < 2
    }
    const end = integrate(until, 0, new Float64Array([1]), 5, { absolute: [1e-9] })
    expect(end.ok).toBe(false)
    if (!end.ok) {
      expect(end.error.kind).toBe('derivative-failed')
      expect(end.error.at_s).toBeLessThan(2)
      expect(describeIntegrationError(end.error)).toMatch(/^the forces could not be evaluated/)
    }
  })

  it('stops at a singularity and at the limit of steps', () => {
    const blowUp: Derivative = (_t, y, dy) => {
      dy[0] = y[0]! ** 2
      return true
    }
    const end = integrate(blowUp, 0, new Float64Array([1]), 2, { absolute: [1e-9], relative: 1e-9, maxSteps: 5000 })
    expect(end).toMatchObject({ ok: false, error: { kind: 'step-too-small' } })
    const few = integrate(kepler, 0, ellipse(0), 1000, { ...tolerance(1e-12), maxSteps: 10 })
    expect(few).toMatchObject({ ok: false, error: { kind: 'too-many-steps', steps: 10 } })
  })
})
