import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fixtureMission } from '../testing/fixture-mission.ts'
import { DESCENT_S, END_S, LAUNCH_S, TOUCHDOWN_S } from '../testing/fixture-scene.ts'
import { layOut, phaseAt, toFraction, toTime } from './ribbon-scale.ts'

const SCENE = { start_tdb_s: LAUNCH_S - 86_400, end_tdb_s: END_S }
const phases = layOut(fixtureMission.phases, SCENE)

describe('the ribbon', () => {
  it('fills its width with the phases, in order and without gaps', () => {
    expect(phases.map((p) => p.id)).toEqual(fixtureMission.phases.map((p) => p.id))
    let left = 0
    for (const p of phases) {
      expect(p.left).toBeCloseTo(left, 12)
      left += p.width
    }
    expect(left).toBeCloseTo(1, 12)
  })

  it('leaves twelve minutes of descent wide enough to grasp beside a month', () => {
    expect(phases.find((p) => p.id === 'descent')!.width).toBeGreaterThan(0.04)
  })

  it('goes from time to place and back', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (f) => {
        expect(toFraction(phases, toTime(phases, f)!)).toBeCloseTo(f, 9)
      }),
    )
  })

  it('is monotone in time and stops at its ends', () => {
    const time = fc.double({ min: LAUNCH_S - 1e6, max: END_S + 1e6, noNaN: true })
    fc.assert(
      fc.property(time, time, (a, b) => {
        expect(Math.sign(toFraction(phases, b) - toFraction(phases, a)) * Math.sign(b - a)).toBeGreaterThanOrEqual(0)
      }),
    )
    expect([toFraction(phases, LAUNCH_S - 5), toFraction(phases, END_S + 5)]).toEqual([0, 1])
  })

  it('knows the phase of a time', () => {
    expect(phaseAt(phases, DESCENT_S + 1)!.id).toBe('descent')
    expect(phaseAt(phases, TOUCHDOWN_S + 1)!.id).toBe('deployment')
    expect(phaseAt(phases, LAUNCH_S - 1)!.id).toBe('launch')
  })

  it('gives years of preparation little room', () => {
    const call = { id: 'call', name: 'Call', begins: '2023-10-02T00:00:00Z', ends: '2029-08-02T04:00:00Z' }
    const [first, second] = layOut([call, ...fixtureMission.phases], SCENE)
    expect(first!.width).toBeLessThan(1.2 * second!.width)
    expect(first!.end_s).toBe(second!.start_s)
  })

  it('shows nothing while no phase has a time, and gives the last phase the end of the scene', () => {
    expect(layOut([{ id: 'a', name: 'A' }], SCENE)).toEqual([])
    expect(toTime([], 0.5)).toBeUndefined()
    const [only] = layOut([{ id: 'a', name: 'A', begins: '2029-08-02T04:00:00Z' }], SCENE)
    expect(only!.end_s).toBe(END_S)
  })
})
