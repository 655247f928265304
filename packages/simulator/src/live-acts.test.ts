import { unwrap } from '@magpie/core/result'
import { beforeAll, describe, expect, test } from 'vitest'
import { type LiveAct, LiveDoor } from './live-commands.ts'
import type { OperationsEvent } from './operations-event.ts'
import { simulateOperations } from './surface-operations.ts'
import { missionInput } from './testing/mission.ts'
import { MISSION_TEXTS } from './testing/read-mission.ts'

const input = missionInput(MISSION_TEXTS, 3, 'acts')
const at = (hours: number) => input.touchdown + hours * 3600
const deployment = (hours: number, module: string, party: string, action: string, why = 'because'): LiveAct =>
  ({
    ...{ kind: 'deployment', at_s: at(hours), module, party, person: `${party}-someone`, lead: 'cnsa' },
    act: { action, why },
  }) as LiveAct

/** The owner of the camera takes its seat and waits; the host objects to a detector for six hours; the lead holds another. */
const ACTS: readonly LiveAct[] = [
  deployment(0.1, 'imaging-system', 'nssa', 'take-seat'),
  deployment(0.2, 'plasma-dust', 'cnsa', 'object', 'the star tracker is being checked'),
  deployment(0.3, 'ion-ena', 'cnsa', 'hold', 'bus voltage is low'),
  deployment(14, 'plasma-dust', 'cnsa', 'withdraw', ''),
  deployment(15, 'ion-ena', 'cnsa', 'resume', ''),
  deployment(40, 'imaging-system', 'nssa', 'go', ''),
]

/** Runs it; acts come in when the course is there, or all at the beginning, as after a restart. */
function run(when: 'live' | 'restarted'): OperationsEvent[] {
  const live = new LiveDoor()
  const events: OperationsEvent[] = []
  let left = [...ACTS]
  if (when === 'restarted') for (const act of left.splice(0)) live.say(act)
  const course = unwrap(simulateOperations({ ...input, live }))
  for (let next = course.next(); next.done !== true; next = course.next()) {
    events.push(next.value)
    // A clock that runs an hour behind what is simulated next: the act goes on record before the step after it.
    const due = left.filter((a) => a.at_s > live.now_s && a.at_s < live.now_s + 3600)
    left = left.filter((a) => !due.includes(a))
    for (const act of due) live.say(act)
  }
  return events
}

describe('acts of people at a running centre', () => {
  let events: OperationsEvent[]
  beforeAll(() => {
    events = run('live')
  })
  const changes = (module: string) =>
    events.flatMap((e) => (e.kind === 'deployment' && e.module === module ? [{ at_s: e.at, ...e.change }] : []))
  const first = (module: string, state: string) =>
    changes(module).find((c) => c.kind === 'state' && c.state === state)?.at_s ?? Number.POSITIVE_INFINITY

  test('a seat that is taken is spoken from by nobody else: no go before its owner says so', () => {
    expect(first('imaging-system', 'deploying')).toBeGreaterThan(at(40))
    expect(first('imaging-system', 'deployed')).toBeLessThan(at(72))
    const said = changes('imaging-system').flatMap((c) => (c.kind === 'act' ? [[c.act.action, c.by.party]] : []))
    expect(said).toContainEqual(['go', 'nssa'])
    expect(said.filter(([action]) => action === 'go')).toHaveLength(1)
  })

  test('an objection keeps it back until it is withdrawn, a hold until it is lifted', () => {
    expect(first('plasma-dust', 'deploying')).toBeGreaterThan(at(14))
    expect(first('ion-ena', 'deploying')).toBeGreaterThan(at(15))
    expect(first('ion-ena', 'held')).toBeLessThan(at(15))
  })

  test('the others go their way', () => {
    for (const module of ['retroreflector', 'neutron-analyser', 'hk-robot'])
      expect(first(module, 'deployed')).toBeLessThan(at(60))
  })

  test('a restart takes the acts on record at the same moments: the same course to the octet', () => {
    const text = (list: readonly OperationsEvent[]) =>
      list.map((e) => JSON.stringify(e, (_, v) => (v instanceof Uint8Array ? [...v] : v)))
    const again = text(run('restarted'))
    const before = text(events)
    expect(again.length).toBe(before.length)
    expect(again.findIndex((line, i) => line !== before[i])).toBe(-1)
  })
})
