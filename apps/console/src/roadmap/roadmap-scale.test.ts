import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BREAK_YEAR, FIRST_YEAR, LAST_YEAR, positionOf, TICKS, yearOf } from './roadmap-scale.ts'

it.each([
  ['2026', 2026],
  ['2026-07', 2026.5],
  ['2026-01-01', 2026],
])('reads %s as the year %f', (day, year) => {
  expect(yearOf(day)).toBeCloseTo(year, 9)
})

it('keeps days in their order, and every day of a year within it', () => {
  const day = fc.date({ min: new Date('2019-01-01'), max: new Date('2050-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(day, day, (a, b) => {
      const [first, second] = [a, b].map((d) => d.toISOString().slice(0, 10)).sort()
      expect(yearOf(first!)).toBeLessThanOrEqual(yearOf(second!))
      expect(positionOf(yearOf(first!))).toBeLessThanOrEqual(positionOf(yearOf(second!)))
      expect(Math.floor(yearOf(first!))).toBe(Number(first!.slice(0, 4)))
    }),
  )
})

it('fills the width without a jump, and holds what lies outside at its edge', () => {
  expect([positionOf(FIRST_YEAR), positionOf(LAST_YEAR)]).toEqual([0, 100])
  expect([positionOf(1990), positionOf(2100)]).toEqual([0, 100])
  expect(positionOf(BREAK_YEAR + 1e-9) - positionOf(BREAK_YEAR)).toBeLessThan(1e-6)
  for (const tick of TICKS) expect(positionOf(tick)).toBeGreaterThan(0)
})
