import { expect, it } from 'vitest'
import { fixtureUpcoming } from '../testing/fixture-mission.ts'
import { LAUNCH_S, TOUCHDOWN_S } from '../testing/fixture-scene.ts'
import { sortOut } from './upcoming.ts'

const all = fixtureUpcoming(LAUNCH_S)

it('splits at the time: what holds it, and what begins after it', () => {
  const at = TOUCHDOWN_S + 3 * 3600
  const { now, ahead } = sortOut(all, at)
  expect(now.map((u) => u.kind)).toContain('deployment')
  for (const u of now) expect(u.start_tdb_s <= at && u.end_tdb_s! > at).toBe(true)
  for (const u of ahead) expect(u.start_tdb_s).toBeGreaterThan(at)
})

it('shows few of the many passes, and no more than nine things to come', () => {
  const { ahead } = sortOut(all, LAUNCH_S)
  expect(ahead.length).toBe(9)
  expect(ahead.filter((u) => u.kind === 'pass')).toHaveLength(2)
})

it('takes all for to come while there is no clock', () => {
  expect(sortOut(all, undefined).now).toEqual([])
  expect(sortOut([], 0)).toEqual({ now: [], ahead: [] })
})
