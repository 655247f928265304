import { random } from '@magpie/core/random'
import { describe, expect, it } from 'vitest'
import { eulerRotation } from './euler-rotation.ts'
import { axisRotation, product } from './matrices.ts'

const draws = random('euler rotation')
const r = new Float64Array(9)
const rate = new Float64Array(9)

/** The same by three rotations with the engine's own sines. */
function byAxes(phi: number, delta: number, w: number): Float64Array {
  return product(axisRotation(w, 3), product(axisRotation(delta, 1), axisRotation(phi, 3)))
}

describe('rotation by Euler angles', () => {
  it.each([
    ['small angles', 1e-6],
    ['a turn', 2 * Math.PI],
    ['many turns', 1e4],
    ['the limit of the reduction', 2 ** 20],
    ['beyond it', 1e9],
  ])('%s: as by three axes, to rounding', (_, most) => {
    for (let i = 0; i < 5000; i++) {
      const angles = Float64Array.from({ length: 6 }, () => most * (2 * draws.next() - 1))
      eulerRotation(angles, r, undefined)
      const expected = byAxes(angles[0]!, angles[1]!, angles[2]!)
      // Measured: 6.2e-16 at most, sums of two products of sines good to a unit in the last place each.
      for (let k = 0; k < 9; k++) expect(Math.abs(r[k]! - expected[k]!)).toBeLessThan(1e-15)
    }
  })

  it('quarter turns are exact but for what pi lacks', () => {
    for (let k = -9; k <= 9; k++) {
      eulerRotation(Float64Array.of((k * Math.PI) / 2, 0, 0, 0, 0, 0), r, undefined)
      expect(r[0]).toBe(Math.cos((k * Math.PI) / 2))
      expect(r[1]).toBe(Math.sin((k * Math.PI) / 2))
    }
  })

  it('rates are the differences', () => {
    const step_s = 1e-5
    for (let i = 0; i < 200; i++) {
      const angles = Float64Array.from({ length: 6 }, () => 4 * draws.next() - 2)
      eulerRotation(angles, r, rate)
      const moved = (s: number) =>
        byAxes(angles[0]! + s * angles[3]!, angles[1]! + s * angles[4]!, angles[2]! + s * angles[5]!)
      const [after, before] = [moved(step_s), moved(-step_s)]
      for (let k = 0; k < 9; k++) expect(rate[k]).toBeCloseTo((after[k]! - before[k]!) / (2 * step_s), 8)
    }
  })

  it('no angle, no rotation', () => {
    eulerRotation(Float64Array.of(Number.NaN, 0, 0, 0, 0, 0), r, undefined)
    expect(r[0]).toBeNaN()
    eulerRotation(Float64Array.of(Number.POSITIVE_INFINITY, 0, 0, 0, 0, 0), r, undefined)
    expect(r[0]).toBeNaN()
  })
})
