import { expect, it } from 'vitest'
import { tdbOfUtc } from '../time/mission-time.ts'
import { joinSamples, sparkPoints, unixOffset } from './series.ts'

it('joins stored and recent samples, each once', () => {
  const stored = { times_s: [1, 2, 3], values: [10, 20, 30] }
  const recent = { times_s: [2, 3, 4], values: [20, 30, 40] }
  expect(joinSamples(stored, recent)).toEqual({ times_s: [1, 2, 3, 4], values: [10, 20, 30, 40] })
  expect(joinSamples(stored, { times_s: [2], values: [20] })).toBe(stored)
  expect(joinSamples({ times_s: [], values: [] }, recent)).toEqual(recent)
})

it('puts plots on POSIX time', () => {
  const at = tdbOfUtc('2029-08-02T04:00:00Z')!
  expect(at + unixOffset(at)).toBeCloseTo(Date.UTC(2029, 7, 2, 4) / 1000, 2)
})

it('draws a trend from left to right, greatest at the top, a constant in the middle', () => {
  expect(sparkPoints([0, 10], 20, 10)).toBe('2.0,8.0 18.0,2.0')
  expect(sparkPoints([5, 5, 5], 20, 10)).toBe('2.0,5.0 10.0,5.0 18.0,5.0')
})
