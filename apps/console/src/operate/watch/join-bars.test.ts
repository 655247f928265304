import { describe, expect, it } from 'vitest'
import { tdbOfUtc } from '../../time/mission-time.ts'
import { joinBars } from './join-bars.ts'

const T0 = '2029-01-20T00:00:00Z'
const unix = (s: number) => Date.parse(T0) / 1000 + s
const tdb = (s: number) => tdbOfUtc(T0)! + s
const bar = (s: number, value: number) => ({
  ...{ time: new Date(1000 * unix(s)).toISOString(), count: 3, least: value - 1, mean: value, greatest: value + 1 },
})

describe('history joined to what comes in', () => {
  it('goes on with samples behind the last bar, without a second value for one time', () => {
    const recent = { times_s: [tdb(5), tdb(19), tdb(21), tdb(30)], values: [9, 9, 7, 8] }
    const joined = joinBars({ bars: [bar(0, 1), bar(10, 2)], width_s: 10 }, recent)
    expect(joined.times.map((t) => Math.round(10 * (t - unix(0))) / 10)).toEqual([5, 15, 21, 30])
    expect(joined.mean).toEqual([1, 2, 7, 8])
    expect(joined.least).toEqual([0, 1, 7, 8])
    expect(joined.greatest).toEqual([2, 3, 7, 8])
    expect([...joined.times].sort((a, b) => a - b)).toEqual(joined.times)
  })

  it('is what comes in alone before the archive has answered, and nothing of nothing', () => {
    expect(joinBars(undefined, { times_s: [tdb(1)], values: [4] }).mean).toEqual([4])
    expect(joinBars(undefined, { times_s: [], values: [] }).times).toEqual([])
  })
})
