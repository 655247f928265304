import { unwrap } from '@magpie/core/result'
import { expect, test } from 'vitest'
import { type LiveAct, LiveDoor } from './live-commands.ts'
import { simulateOperations } from './surface-operations.ts'
import { missionInput, TOUCHDOWN } from './testing/mission.ts'
import { MISSION_TEXTS } from './testing/read-mission.ts'

const AT_S = TOUCHDOWN + 7200

/** A third of a day. Acts are said when their time has come and stamped then, as a centre does; `replayed` are there at once. */
function run(acts: readonly LiveAct[], replayed: readonly LiveAct[]): { told: string[]; said: LiveAct[] } {
  const door = new LiveDoor()
  const told: string[] = []
  const said: LiveAct[] = []
  const left = [...acts]
  for (const act of replayed) door.say(act)
  for (const event of unwrap(simulateOperations({ ...missionInput(MISSION_TEXTS, 0.3, 'live'), live: door }))) {
    told.push(JSON.stringify(event, (_, v) => (v instanceof Uint8Array ? [...v] : v)))
    while (left[0] !== undefined && left[0].at_s <= door.now_s) {
      const act = { ...left.shift()!, at_s: door.now_s + 0.001 }
      said.push(act)
      door.say(act)
    }
  }
  return { told, said }
}

const by = { kind: 'rehearsal', party: 'cnsa', why: 'test' } as const
const acts: LiveAct[] = [
  { ...by, at_s: AT_S, act: { do: 'inject', element: 'ce8-lander', fault: 'array-string-lost', amount: 10 } },
  { ...by, at_s: AT_S + 60, act: { do: 'inject', element: 'queqiao-2', fault: 'memory-upset', amount: 2 } },
  { ...by, at_s: AT_S + 7200, act: { do: 'clear', element: 'ce8-lander' } },
  { ...by, at_s: AT_S + 7260, act: { do: 'clear', element: 'queqiao-2', fault: 'memory-upset' } },
]

test('faults put in and taken away live are told, seen, and over; begun again with the record the course is the same', () => {
  const { told: live, said } = run(acts, [])
  const faults = live.flatMap((text) => {
    const event = JSON.parse(text)
    return event.kind === 'fault' && ['ce8-lander', 'queqiao-2'].includes(event.element) ? [event.fault] : []
  })
  expect(faults).toEqual(['array-string-lost', 'memory-upset', 'recovered', 'memory-upset-cleared'])
  expect(live.some((text) => text.includes('"array_strings","value":10,'))).toBe(true)
  const again = run([], said).told
  expect(again.length).toBe(live.length)
  expect(again.findIndex((text, i) => text !== live[i])).toBe(-1)
})
