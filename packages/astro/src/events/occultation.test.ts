import { random } from '@magpie/core/random'
import { describe, expect, it } from 'vitest'
import { depthBehindSphere } from './occultation.ts'

const draws = random('behind a sphere')

/** Distance of the line from the origin to `b` from `d`, at its nearest point. */
function nearest(d: Float64Array, b: Float64Array): number {
  const length2 = b[0]! ** 2 + b[1]! ** 2 + b[2]! ** 2
  const along = (d[0]! * b[0]! + d[1]! * b[1]! + d[2]! * b[2]!) / length2
  const s = Math.max(0, Math.min(1, along))
  return Math.hypot(s * b[0]! - d[0]!, s * b[1]! - d[1]!, s * b[2]! - d[2]!)
}

const scatter = (most: number) => Float64Array.from({ length: 3 }, () => most * (2 * draws.next() - 1))

describe('a point behind a unit sphere', () => {
  it.each([
    ['near', 2],
    ['far', 300],
  ])('%s: hidden where the line to it meets the sphere', (_, most) => {
    let [hidden, seen] = [0, 0]
    for (let i = 0; i < 20000; i++) {
      const d = scatter(most)
      const around = scatter(2)
      const b = d.map((x, k) => x + around[k]!)
      const distance = nearest(d, b)
      // A line that grazes to rounding may fall on either side.
      if (Math.abs(distance - 1) < 1e-9) continue
      expect(depthBehindSphere(d, b) > 0).toBe(distance < 1)
      if (distance < 1) hidden++
      else seen++
    }
    expect(Math.min(hidden, seen)).toBeGreaterThan(1000)
  })

  it('near the edge it is the angle between the line and the limb', () => {
    for (const [away, beyond] of [
      [220, 0.3],
      [5, 4],
      [1.1, 60],
    ] as const) {
      for (const angle of [1e-6, -1e-6, 1e-9]) {
        // The limb seen from the origin lies asin(1 / away) off the centre; the point a tangent's length and more beyond.
        const off = Math.asin(1 / away) - angle
        const long = Math.sqrt(away * away - 1) + beyond
        const b = Float64Array.of(long * Math.cos(off), long * Math.sin(off), 0)
        const depth = depthBehindSphere(Float64Array.of(away, 0, 0), b)
        // Measured: the relative error is the angle's size over that of the sphere.
        expect(depth / angle / Math.sqrt(1 - 1 / away ** 2)).toBeCloseTo(1, 2)
      }
    }
  })

  it('is smooth where an orbiter passes in front: second differences stay small', () => {
    const at = (u: number) =>
      depthBehindSphere(Float64Array.of(220, 0, 0), Float64Array.of(220 - 1.06 * Math.sin(u), 1.06 * Math.cos(u), 0))
    for (let u = 0; u < 2 * Math.PI; u += 0.01) {
      const third = at(u + 0.03) - 3 * at(u + 0.02) + 3 * at(u + 0.01) - at(u)
      expect(Math.abs(third)).toBeLessThan(1e-6 * 0.01)
    }
  })
})
