import { err, ok, unwrap } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import { type NewtonProblem, solveNewton } from './newton.ts'

const circleAndLine: NewtonProblem<never> = {
  what: 'a circle and a line',
  start: [3, 1],
  steps: [1e-6, 1e-6],
  limits: [1, 1],
  tolerances: [1e-10, 1e-10],
  residuals: (x, out) => {
    out[0] = x[0]! ** 2 + x[1]! ** 2 - 25
    out[1] = x[0]! - 2 * x[1]! + 5
    return ok(undefined)
  },
}

describe("Newton's method", () => {
  it('solves to its tolerances', () => {
    const { x, residuals, iterations } = unwrap(solveNewton(circleAndLine))
    expect(x[0]).toBeCloseTo(3, 9)
    expect(x[1]).toBeCloseTo(4, 9)
    expect(Math.max(...residuals.map(Math.abs))).toBeLessThan(1e-10)
    expect(iterations).toBeLessThan(12)
  })

  it('leaves the last call of the residuals at the solution', () => {
    let last = Number.NaN
    const problem: NewtonProblem<never> = {
      ...circleAndLine,
      residuals: (x, out) => {
        last = x[1]!
        return circleAndLine.residuals(x, out)
      },
    }
    expect(unwrap(solveNewton(problem)).x[1]).toBe(last)
  })

  it('comes down from far away by shorter steps', () => {
    const root = solveNewton<never>({
      what: 'an arctangent',
      start: [20],
      steps: [1e-6],
      limits: [100],
      tolerances: [1e-9],
      maxIterations: 60,
      residuals: (x, out) => {
        out[0] = Math.atan(x[0]!)
        return ok(undefined)
      },
    })
    expect(unwrap(root).x[0]).toBeCloseTo(0, 8)
  })

  it('says what did not converge, and passes errors on', () => {
    const never = solveNewton<never>({
      ...circleAndLine,
      what: 'a circle without points',
      residuals: (x, out) => {
        out[0] = x[0]! ** 2 + x[1]! ** 2 + 1
        out[1] = x[0]!
        return ok(undefined)
      },
    })
    expect(never).toMatchObject({ ok: false, error: { kind: 'not-converged', what: 'a circle without points' } })
    const broken = solveNewton<{ kind: 'broken' }>({ ...circleAndLine, residuals: () => err({ kind: 'broken' }) })
    expect(broken).toEqual({ ok: false, error: { kind: 'broken' } })
  })
})
