import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addCalibrator, calibrate, calibrations, uncalibrate } from './calibration.ts'
import type { Calibrator } from './dictionary.ts'

const value = (calibrator: Calibrator, raw: number) => {
  const table = calibrations()
  addCalibrator(table, { kind: 'polynomial', coefficients: [99] }) // so that a wrong first index shows
  return calibrate(table, addCalibrator(table, calibrator), raw)
}
const points = [
  { raw: 0, calibrated: -5 },
  { raw: 10000, calibrated: 0 },
  { raw: 40000, calibrated: 20 },
]
const spline = (order: 0 | 1, extrapolate = false): Calibrator => ({ kind: 'spline', order, extrapolate, points })

test.each<[string, Calibrator, number, number]>([
  ['constant', { kind: 'polynomial', coefficients: [7] }, 3, 7],
  ['line', { kind: 'polynomial', coefficients: [-10, 0.5] }, 40, 10],
  ['cubic', { kind: 'polynomial', coefficients: [1, 2, 3, 4] }, 2, 1 + 4 + 12 + 32],
  ['spline, between points', spline(1), 25000, 10],
  ['spline, on a point', spline(1), 10000, 0],
  ['spline, on the last point', spline(1), 40000, 20],
  ['spline, before its start', spline(1), -100, -5],
  ['spline, past its end', spline(1), 50000, 20],
  ['spline past its end, extrapolated', spline(1, true), 55000, 30],
  ['spline before its start, extrapolated', spline(1, true), -10000, -10],
  ['steps, between points', spline(0), 39999, 0],
  ['steps, on a point', spline(0), 10000, 0],
  ['steps, past the end', spline(0), 99999, 20],
])('%s', (_, calibrator, raw, expected) => {
  expect(value(calibrator, raw)).toBeCloseTo(expected, 12)
})

describe('back to raw', () => {
  test('lines, exactly to rounding', () => {
    fc.assert(
      fc.property(fc.integer({ min: -32768, max: 32767 }), fc.constantFrom(0.01, -0.05, 0.001, 3), (raw, scale) => {
        const line: Calibrator = { kind: 'polynomial', coefficients: [12.5, scale] }
        expect(Math.abs(Math.round(uncalibrate(line, value(line, raw), -32768, 32767)) - raw)).toBe(0)
      }),
    )
  })
  test('rising curves and splines, by search', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 39999 }), (raw) => {
        const cubic: Calibrator = { kind: 'polynomial', coefficients: [-40, 0.002, 1e-9, 2e-14] }
        expect(Math.abs(uncalibrate(cubic, value(cubic, raw), 0, 65535) - raw)).toBeLessThanOrEqual(0.5)
        expect(Math.abs(uncalibrate(spline(1), value(spline(1), raw), 0, 65535) - raw)).toBeLessThanOrEqual(0.5)
      }),
    )
  })
})

describe('splines of other orders than 0 and 1 (XTCE 1.2, SplinePointType)', () => {
  const cubic = (x: number) => x ** 3 - 2 * x + 1
  const points = [-3, -1, 0, 2, 5, 6].map((raw) => ({ raw, calibrated: cubic(raw) }))
  const of = (order: number, extrapolate: boolean, own: readonly (number | undefined)[] = []) => {
    const table = calibrations()
    const withOrders = points.map((p, i) => (own[i] === undefined ? p : { ...p, order: own[i]! }))
    const index = addCalibrator(table, { kind: 'spline', order, extrapolate, points: withOrders })
    return (raw: number) => calibrate(table, index, raw)
  }

  test('a spline of order 3 gives back a cubic, between its points and beyond', () => {
    const spline = of(3, true)
    for (let x = -5; x <= 8; x += 0.37) expect(spline(x)).toBeCloseTo(cubic(x), 9)
  })
  test('order 2 goes through all points, and through a parabola of three of them between', () => {
    const spline = of(2, false)
    for (const { raw, calibrated } of points) expect(spline(raw)).toBeCloseTo(calibrated, 12)
    // Newton's form by hand through (0, 1), (2, 5) and (5, 116): 1 + 2 x + 7 x (x - 2).
    expect(spline(1)).toBeCloseTo(-4, 12)
    expect([spline(-9), spline(9)]).toEqual([cubic(-3), cubic(6)])
  })
  test('a point has an order of its own up to the next', () => {
    const spline = of(1, false, [0, undefined, 2])
    expect(spline(-1.5)).toBe(cubic(-3))
    expect(spline(-1)).toBe(2)
    expect(spline(-0.5)).toBe(1.5)
    expect(spline(5.5)).toBe((cubic(5) + cubic(6)) / 2)
  })
})
