import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type OutlineAngles, outlineAngles } from './outline.ts'

const out: OutlineAngles = { least: 0, greatest: 0 }
const unit = (v: number[]) => v.map((x) => x / Math.hypot(...v))
const angle = (p: readonly number[], q: readonly number[]) => {
  const dot = p[0]! * q[0]! + p[1]! * q[1]! + p[2]! * q[2]!
  return Math.acos(Math.min(1, dot / Math.hypot(...p) / Math.hypot(...q)))
}
const number = fc.double({ min: -1, max: 1, noNaN: true })
const direction = fc.tuple(number, number, number).filter((v) => Math.hypot(...v) > 0.1)

describe('the outline of an ellipsoid', () => {
  it('of a sphere lies its angular radius about its centre', () => {
    fc.assert(
      fc.property(direction, direction, fc.double({ min: 1.5, max: 1000, noNaN: true }), (to, from, distance) => {
        const c = Float64Array.from(unit(to), (x) => x * distance)
        const axis = Float64Array.from(unit(from))
        expect(outlineAngles(c, new Float64Array([1, 0, 0, 0, 1, 0, 0, 0, 1]), axis, out)).toBe(true)
        const radius = Math.asin(1 / distance)
        const apart = angle([...c], [...axis])
        expect(out.least).toBeCloseTo(apart - radius, 7)
        expect(out.greatest).toBeCloseTo(apart + radius > Math.PI ? 2 * Math.PI - apart - radius : apart + radius, 7)
      }),
    )
  })

  it('encloses every direction to the body, and touches it', () => {
    const shape = fc.array(number, { minLength: 9, maxLength: 9 })
    fc.assert(
      fc.property(direction, direction, shape, (to, off, entries) => {
        // Half axes of a body that is never flatter than 1 : 3, six of its size away.
        const n = Float64Array.from(entries, (x, i) => (i % 4 === 0 ? 2 : 0) + x / 3)
        const c = Float64Array.from(unit(to), (x) => 20 * x)
        const axis = Float64Array.from(unit(unit(to).map((x, i) => x + 0.2 * off[i]!)))
        expect(outlineAngles(c, n, axis, out)).toBe(true)
        let [least, greatest] = [Math.PI, 0]
        for (let i = 0; i < 120; i++)
          for (let j = 0; j < 240; j++) {
            const [lat, lon] = [((i + 0.5) / 120 - 0.5) * Math.PI, (j / 120) * Math.PI]
            const w = [Math.cos(lat) * Math.cos(lon), Math.cos(lat) * Math.sin(lon), Math.sin(lat)]
            const p = [0, 1, 2].map((k) => c[k]! + n[3 * k]! * w[0]! + n[3 * k + 1]! * w[1]! + n[3 * k + 2]! * w[2]!)
            const at = angle(p, [...axis])
            least = Math.min(least, at)
            greatest = Math.max(greatest, at)
          }
        expect(greatest).toBeLessThanOrEqual(out.greatest + 1e-9)
        expect(out.greatest - greatest).toBeLessThan(2e-3)
        if (out.least > 0) {
          expect(least).toBeGreaterThanOrEqual(out.least - 1e-9)
          expect(least - out.least).toBeLessThan(2e-3)
        } else expect(least).toBeLessThan(2e-2)
      }),
      { numRuns: 30 },
    )
  })

  it('is none from inside', () => {
    const n = new Float64Array([2, 0, 0, 0, 3, 0, 0, 0, 4])
    expect(outlineAngles(new Float64Array([0, 0, 3.9]), n, new Float64Array([0, 0, 1]), out)).toBe(false)
    expect(outlineAngles(new Float64Array([0, 0, 4.1]), n, new Float64Array([0, 0, 1]), out)).toBe(true)
  })
})
