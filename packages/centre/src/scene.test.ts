import fc from 'fast-check'
import { expect, it } from 'vitest'
import { quaternionOf } from './scene.ts'

it('turns every rotation matrix into the quaternion that turns as it does', () => {
  const angle = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true })
  fc.assert(
    fc.property(angle, angle, angle, (a, b, c) => {
      const m = product(product(turn(2, a), turn(0, b)), turn(1, c))
      const [x, y, z, w] = quaternionOf(m)
      expect(x * x + y * y + z * z + w * w).toBeCloseTo(1, 12)
      const back = [
        1 - 2 * (y * y + z * z),
        2 * (x * y - w * z),
        2 * (x * z + w * y),
        2 * (x * y + w * z),
        1 - 2 * (x * x + z * z),
        2 * (y * z - w * x),
        2 * (x * z - w * y),
        2 * (y * z + w * x),
        1 - 2 * (x * x + y * y),
      ]
      for (let i = 0; i < 9; i++) expect(back[i]).toBeCloseTo(m[i]!, 12)
    }),
  )
})

function turn(axis: number, angle: number): Float64Array {
  const [i, j] = [(axis + 1) % 3, (axis + 2) % 3]
  const m = new Float64Array(9)
  m[4 * axis] = 1
  m[4 * i] = m[4 * j] = Math.cos(angle)
  m[3 * i + j] = -Math.sin(angle)
  m[3 * j + i] = Math.sin(angle)
  return m
}

function product(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(9)
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++) for (let k = 0; k < 3; k++) out[3 * i + j]! += a[3 * i + k]! * b[3 * k + j]!
  return out
}
