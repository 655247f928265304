import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ClockMessage, launchTime, missionTime, receiveClock } from './clock.ts'

const message: ClockMessage = {
  type: 'clock',
  utc: '2029-08-02T04:00:00Z',
  tdb_s: 1000,
  wall_ms: 0,
  rate: 60,
  paused: false,
  mode: 'tour',
  phase: 'cruise',
  met_s: 400,
  lightTime_s: 1,
}

describe('the mission clock', () => {
  it('runs on at its rate between messages, and stands while paused', () => {
    const running = receiveClock(undefined, message, 5000)
    expect(missionTime(running, 5000)).toBe(1000)
    expect(missionTime(running, 7500)).toBe(1150)
    const paused = receiveClock(running, { ...message, paused: true, tdb_s: 1150 }, 7500)
    expect(missionTime(paused, 60_000)).toBe(1150)
  })

  it('does not run backwards before the message came in', () => {
    expect(missionTime(receiveClock(undefined, message, 5000), 4000)).toBe(1000)
  })

  it('blends a small correction in: no jump, and right after a quarter of a second', () => {
    const before = receiveClock(undefined, message, 0)
    const after = receiveClock(before, { ...message, tdb_s: 1050 }, 1000)
    expect(missionTime(before, 1000)).toBe(1060)
    expect(missionTime(after, 1000)).toBe(1060)
    expect(missionTime(after, 1250)).toBe(1065)
  })

  it('takes a jump at once', () => {
    const before = receiveClock(undefined, message, 0)
    expect(missionTime(receiveClock(before, { ...message, tdb_s: 90_000 }, 100), 100)).toBe(90_000)
    expect(missionTime(receiveClock(before, { ...message, tdb_s: -90_000 }, 100), 100)).toBe(-90_000)
  })

  it('never runs backwards while a correction is blended in, when the correction is within 0.25 s of real time', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -0.24, max: 0.24, noNaN: true }),
        fc.integer({ min: 1, max: 20_000 }),
        (off, rate) => {
          const before = receiveClock(undefined, { ...message, rate }, 0)
          const after = receiveClock(before, { ...message, rate, tdb_s: 1000 + rate * (1 + off) }, 1000)
          let last = missionTime(after, 1000)
          for (let ms = 1010; ms <= 1400; ms += 10) {
            const t = missionTime(after, ms)
            expect(t).toBeGreaterThanOrEqual(last - 1e-9 * rate)
            last = t
          }
        },
      ),
    )
  })

  it('knows the launch from the elapsed time', () => {
    expect(launchTime(receiveClock(undefined, message, 0))).toBe(600)
  })
})
