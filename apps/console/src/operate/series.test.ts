import { expect, it } from 'vitest'
import { tdbOfUtc } from '../time/mission-time.ts'
import { sparkPoints, unixOffset } from './series.ts'

it('puts plots on POSIX time', () => {
  const at = tdbOfUtc('2029-08-02T04:00:00Z')!
  expect(at + unixOffset(at)).toBeCloseTo(Date.UTC(2029, 7, 2, 4) / 1000, 2)
})

it('draws a trend from left to right, greatest at the top, a constant in the middle', () => {
  expect(sparkPoints([0, 10], 20, 10)).toBe('2.0,8.0 18.0,2.0')
  expect(sparkPoints([5, 5, 5], 20, 10)).toBe('2.0,5.0 10.0,5.0 18.0,5.0')
})
