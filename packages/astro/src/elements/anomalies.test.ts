import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  eccentricFromTrue,
  hyperbolicFromTrue,
  meanFromTrue,
  meanMotion,
  timeFromPeriapsis,
  trueAfterPeriapsis,
  trueFromEccentric,
  trueFromHyperbolic,
  trueFromMean,
} from './anomalies.ts'
import { eccentricAnomaly, hyperbolicAnomaly, lessSine, parabolicAnomaly, sinhLess } from './kepler-equation.ts'

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })
/** Below this numbers lose their digits one by one. */
const TINY = 1e-300
const nearOne = number(0.3, 16).map((x) => 10 ** -x)
const closed = fc.oneof(
  number(0, 1 - 1e-16),
  nearOne.map((x) => Math.max(0, 1 - x)),
)
const open = fc.oneof(
  number(1 + 1e-15, 50),
  nearOne.map((x) => 1 + Math.max(x, 3e-16)),
)
const mean = fc.oneof(
  number(-Math.PI, Math.PI),
  number(0, 300).map((x) => Math.PI * 10 ** -x),
)

describe("Kepler's equation", () => {
  it('is met by the eccentric anomaly at every eccentricity and mean anomaly', () => {
    fc.assert(
      fc.property(closed, mean, (e, m) => {
        const x = eccentricAnomaly(m, e)
        const back = (1 - e) * x + e * lessSine(x)
        // Measured 5e-16 of the mean anomaly.
        expect(Math.abs(back - m)).toBeLessThanOrEqual(2e-15 * Math.abs(m) + TINY)
      }),
      { numRuns: 5000 },
    )
  })

  it('keeps whole revolutions', () => {
    for (const turns of [-3, 1, 100])
      expect(eccentricAnomaly(1 + 2 * Math.PI * turns, 0.7) - 2 * Math.PI * turns).toBeCloseTo(
        eccentricAnomaly(1, 0.7),
        12,
      )
  })

  it('is met by the hyperbolic anomaly', () => {
    const wide = fc.oneof(
      number(-1e6, 1e6),
      number(-300, 300).map((x) => 10 ** x),
    )
    fc.assert(
      fc.property(open, wide, (e, m) => {
        const x = hyperbolicAnomaly(m, e)
        const back = (e - 1) * Math.sinh(x) + sinhLess(x)
        // A hyperbolic anomaly of 700 is known to 1e-13, which its sine multiplies.
        expect(Math.abs(back - m)).toBeLessThanOrEqual(4e-15 * Math.abs(m) * Math.max(1, Math.abs(x)) + TINY)
      }),
      { numRuns: 5000 },
    )
  })

  it("is Barker's on the parabola", () => {
    fc.assert(
      fc.property(number(-1e9, 1e9), (m) => {
        const d = parabolicAnomaly(m)
        expect(Math.abs(d + d ** 3 / 3 - m)).toBeLessThanOrEqual(1e-14 * Math.abs(m) + TINY)
      }),
    )
  })
})

describe('anomalies', () => {
  it('go there and back on every conic', () => {
    fc.assert(
      fc.property(closed, number(-3.1, 3.1), (e, nu) => {
        expect(trueFromEccentric(eccentricFromTrue(nu, e), e)).toBeCloseTo(nu, 13)
        expect(trueFromMean(meanFromTrue(nu, e), e)).toBeCloseTo(nu, 11)
      }),
    )
    fc.assert(
      fc.property(open, number(-0.99, 0.99), (e, part) => {
        const nu = part * Math.acos(-1 / e)
        expect(trueFromHyperbolic(hyperbolicFromTrue(nu, e), e)).toBeCloseTo(nu, 11)
        expect(trueFromMean(meanFromTrue(nu, e), e)).toBeCloseTo(nu, 11)
        expect(trueFromMean(meanFromTrue(nu, 1), 1)).toBeCloseTo(nu, 12)
      }),
    )
  })

  it('time from periapsis is the mean anomaly over the mean motion', () => {
    fc.assert(
      fc.property(fc.oneof(closed, open, fc.constant(1)), number(-0.98, 0.98), number(100, 1e6), (e, part, q) => {
        const nu = part * (e < 1 ? Math.PI : Math.acos(-1 / e))
        const t = timeFromPeriapsis(q, e, nu, 4902.8)
        const expected = meanFromTrue(nu, e) / meanMotion(q, e, 4902.8)
        // Close to the parabola the quotient of two vanishing numbers has lost its digits.
        fc.pre(e === 1 || Math.abs(e - 1) > 1e-3)
        expect(Math.abs(t - expected)).toBeLessThanOrEqual(1e-11 * Math.abs(t) + TINY)
      }),
    )
  })

  it('passes smoothly through the parabola', () => {
    for (const nu of [0.3, 1.7, 2.6]) {
      const at = timeFromPeriapsis(7000, 1, nu, 398600)
      for (const step of [1e-13, 1e-10, 1e-7]) {
        const [below, above] = [1 - step, 1 + step].map((e) => timeFromPeriapsis(7000, e, nu, 398600)) as [
          number,
          number,
        ]
        expect(below).toBeLessThanOrEqual(at * (1 + 1e-15) * (1 + 60 * step))
        expect(Math.abs(below - at) + Math.abs(above - at)).toBeLessThan(at * (4e-15 + 200 * step))
        expect((below + above) / 2 / at).toBeCloseTo(1, 13 - (step > 1e-8 ? 2 : 0))
      }
    }
  })

  it('the true anomaly comes back from the time, a revolution or more included', () => {
    fc.assert(
      fc.property(fc.oneof(closed, open, fc.constant(1)), number(-0.98, 0.98), number(100, 1e6), (e, part, q) => {
        const nu = part * (e < 1 ? Math.PI : Math.acos(-1 / e))
        const t = timeFromPeriapsis(q, e, nu, 4902.8)
        expect(Math.abs(trueAfterPeriapsis(q, e, t, 4902.8) - nu)).toBeLessThan(1e-13)
      }),
      { numRuns: 3000 },
    )
    const [q, e] = [7000, 0.4]
    const around = timeFromPeriapsis(q, e, 1 + 8 * Math.PI, 398600)
    expect(trueAfterPeriapsis(q, e, around, 398600)).toBeCloseTo(1 + 8 * Math.PI, 12)
  })
})
