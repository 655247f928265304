import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { advance, type ClockState, paceAfter, rateAt } from './mission-clock.ts'

const tour = [
  { until_s: 1000, wall_s: 10 },
  { until_s: 1600, wall_s: 20 },
]
const at = (at_s: number, pace: Partial<ClockState['pace']> = {}): ClockState => ({
  at_s,
  wall_ms: 0,
  pace: { mode: 'tour', rate: 60, paused: false, ...pace },
})

describe('the mission clock', () => {
  it.each([
    ['within a stretch', at(0), 5_000, 500],
    ['across stretches', at(900), 2_000, 1030],
    ['to the end and no further', at(900), 3_600_000, 1600],
    ['paused', at(900, { paused: true }), 5_000, 900],
    ['at a fixed rate', at(0, { mode: 'fixed' }), 2_500, 150],
  ])('%s', (_, state, wall_ms, expected) => {
    expect(advance(state, wall_ms, 0, tour, 1e9).at_s).toBeCloseTo(expected, 9)
  })

  it('waits at the limit of what is known, and never goes back', () => {
    expect(advance(at(0), 60_000, 0, tour, 700).at_s).toBe(700)
    expect(advance(at(800), 60_000, 0, tour, 700).at_s).toBe(800)
    expect(rateAt(at(1600), 0, tour)).toBe(0)
  })

  it.each([
    ['leaves the tour at its rate of the moment', at(1200), { mode: 'fixed' }, { mode: 'fixed', rate: 30 }],
    ['the same while paused', at(1200, { paused: true }), { mode: 'fixed' }, { mode: 'fixed', rate: 30, paused: true }],
    ['leaves it past its end in real time', at(1600), { mode: 'fixed' }, { mode: 'fixed', rate: 1 }],
    ['leaves it as told', at(1200), { mode: 'fixed', rate: 5 }, { mode: 'fixed', rate: 5 }],
    ['keeps a fixed rate', at(0, { mode: 'fixed' }), { mode: 'fixed' }, { mode: 'fixed' }],
    ['is paused on the tour', at(1200), { paused: true }, { paused: true }],
  ] as const)('%s', (_, state, change, expected) => {
    expect(paceAfter(state, change, 0, tour)).toEqual({ mode: 'tour', rate: 60, paused: false, ...expected })
  })

  it('does not depend on how often it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 20 }), (steps) => {
        let state = at(0)
        let wall = 0
        for (const step of steps) {
          wall += step
          state = advance(state, wall, 0, tour, 1e9)
        }
        expect(state.at_s).toBeCloseTo(advance(at(0), wall, 0, tour, 1e9).at_s, 6)
      }),
    )
  })
})
