import fc from 'fast-check'
import { expect, it } from 'vitest'
import { axisOver, placeOn } from './chart-scale.ts'

it.each([
  [
    [0, 100],
    [0, 20, 40, 60, 80, 100],
  ],
  [
    [0.1, 0.3],
    [0.1, 0.15, 0.2, 0.25, 0.3],
  ],
  [
    [612, 655],
    [610, 620, 630, 640, 650, 660],
  ],
  [[7], [6, 8]],
  [[0], [0, 0.2]],
])('steps over %j: %j', (values, ticks) => {
  expect(axisOver(values).ticks).toEqual(ticks)
})

it('holds every value between its ends', () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(values, (list) => {
      const axis = axisOver(list)
      expect(axis.ticks.length).toBeGreaterThan(1)
      for (const v of list) {
        expect(placeOn(axis, v)).toBeGreaterThanOrEqual(-1e-6)
        expect(placeOn(axis, v)).toBeLessThanOrEqual(1 + 1e-6)
      }
    }),
  )
})
