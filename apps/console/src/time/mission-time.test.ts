import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isoUtc,
  lightTime,
  lightTimeOver,
  missionElapsed,
  rateText,
  readableIso,
  readableUtc,
  span,
  tdbOfUtc,
} from './mission-time.ts'

describe('UTC', () => {
  it('reads J2000 from its definition: 12:00:00 TDB is 11:58:55.816 UTC', () => {
    // 32.184 s of TT - TAI and 32 s of TAI - UTC before noon; TDB - TT is below 0.1 ms there.
    expect(isoUtc(0, 3)).toBe('2000-01-01T11:58:55.816Z')
    expect(readableUtc(0)).toBe('2000-01-01 11:58:56')
  })

  it('comes back to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_200_000_000_000 }), (ms) => {
        expect(Math.abs(tdbOfUtc(isoUtc(ms / 1000, 3))! - ms / 1000)).toBeLessThan(0.000_6)
      }),
    )
  })

  it('leaves alone what is not a time', () => {
    expect(tdbOfUtc('tomorrow')).toBeUndefined()
    expect(readableIso('tomorrow')).toBe('tomorrow')
    expect(readableIso('2029-08-02T04:00:00.123Z')).toBe('2029-08-02 04:00:00')
  })
})

it.each([
  [0, 'T+00:00:00'],
  [59.9, 'T+00:00:59'],
  [-600, 'T−00:10:00'],
  [-0.4, 'T−00:00:01'],
  [3 * 86400 + 4 * 3600 + 5 * 60 + 6, 'T+3d 04:05:06'],
])('mission elapsed time of %d s is %s', (s, text) => {
  expect(missionElapsed(s)).toBe(text)
})

it.each([
  [0, '0 s'],
  [8.9, '8 s'],
  [845, '14 min 05 s'],
  [7500, '2 h 05 min'],
  [183_600, '2 d 03 h'],
  [9_000_000, '104 d'],
  [-845, '14 min 05 s'],
])('a span of %d s is %s', (s, text) => {
  expect(span(s)).toBe(text)
})

it('tells light time in the unit that can be read', () => {
  expect(lightTime(lightTimeOver(384_400))).toBe('1.282 s')
  expect(lightTime(0.021)).toBe('21.0 ms')
})

it('groups rates', () => {
  expect(rateText(3600, 'en')).toBe('×3,600')
  expect(rateText(0.5, 'en')).toBe('×0.5')
})
