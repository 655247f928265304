import { unwrap } from '@magpie/core/result'
import { expect, test } from 'vitest'
import { type LiveCommand, LiveDoor, type LiveReport } from './live-commands.ts'
import type { OperationsEvent } from './operations-event.ts'
import { simulateOperations } from './surface-operations.ts'
import { missionInput } from './testing/mission.ts'
import { MISSION_TEXTS } from './testing/read-mission.ts'

/** A party that joined by an agreement while the rehearsal ran: the mission's file names nobody of it. */
const NEWCOMER = 'alpha-institute'

type Run = { readonly told: string[]; readonly reports: LiveReport[]; readonly put: LiveCommand[] }

/** A run with a door; `during` may put commands in while it goes on, after each event. */
function run(door: LiveDoor | undefined, during: (event: OperationsEvent, put: (c: LiveCommand) => void) => void): Run {
  const input = missionInput(MISSION_TEXTS, 3, 'a')
  const generator = unwrap(
    simulateOperations(door === undefined ? input : { ...input, live: door, joined: () => new Set([NEWCOMER]) }),
  )
  const told: string[] = []
  const put: LiveCommand[] = []
  for (const event of generator) {
    told.push(JSON.stringify(event, (_, v) => (v instanceof Uint8Array ? [...v] : v)))
    during(event, (c) => {
      put.push(c)
      door?.put(c)
    })
  }
  return { told, reports: door?.heard(Number.POSITIVE_INFINITY) ?? [], put }
}

const command = (id: string, party: string, released_s: number, more: Partial<LiveCommand> = {}): LiveCommand => ({
  ...{ id, party, element: 'ce8-lander', command: 'retransmit', approvals: [], released_s },
  values: { source: 'ce8-lander', first: 0, count: 1 },
  ...{ execute_s: undefined, expires_s: released_s + 86400, purpose: 'test', ...more },
})

/** What fails on board: there is no structure 177, and in a rehearsal the gateway needs no telling. */
const failing = (released_s: number): LiveCommand[] => [
  command('c5', 'cnsa', released_s, {
    ...{ element: 'queqiao-2', command: 'housekeeping_delete', values: { structure: 177 } },
  }),
  command('c6', 'cnsa', released_s, { command: 'gateway_tell', values: { entry: '{}' } }),
]

/** A day after touchdown the lander's owner asks it for a packet, another party tries, and one that nobody knows. */
function sending(door: LiveDoor) {
  let begin_s = Number.NaN
  let sent = false
  return (event: OperationsEvent, put: (c: LiveCommand) => void) => {
    if (Number.isNaN(begin_s)) begin_s = event.at
    if (sent || event.at < begin_s + 86400) return
    sent = true
    const now_s = door.now_s + 0.001
    put(command('c1', 'cnsa', now_s))
    put(command('c2', 'suparco', now_s))
    put(command('c3', 'nobody', now_s))
    put(command('c4', NEWCOMER, now_s))
  }
}

test('commands of a centre go up, are answered, and those without authority are refused', () => {
  const door = new LiveDoor()
  const { reports } = run(door, sending(door))
  const stages = (id: string) => reports.filter((r) => r.id === id).map((r) => r.stage)
  expect(stages('c1')).toEqual(['ACCEPTED', 'COMPLETED'])
  expect(stages('c2')).toEqual(['REFUSED'])
  expect(reports.find((r) => r.id === 'c2')!.refusal!.rule).toBe('no-grant')
  expect(reports.find((r) => r.id === 'c3')!.refusal!.rule).toBe('gateway-identity')
  // Who joined is known on board by made-up people, and judged by the rules like anybody.
  expect(reports.find((r) => r.id === 'c4')!.refusal!.rule).toBe('no-grant')
  for (const r of reports) expect(r.at_s).toBeGreaterThanOrEqual(door.now_s - 4 * 86400)
})

test('what fails on board says why: in words, with code and data, by the packet that reported it', () => {
  const door = new LiveDoor()
  let sent = false
  let begin_s = Number.NaN
  const { reports, told } = run(door, (event, put) => {
    if (Number.isNaN(begin_s)) begin_s = event.at
    if (sent || event.at < begin_s + 86400) return
    sent = true
    for (const c of failing(door.now_s + 0.001)) put(c)
  })
  const failure = (id: string) => reports.find((r) => r.id === id && r.stage === 'FAILED')!.refusal!
  expect(failure('c5')).toMatchObject({
    rule: 'pus-start-failed',
    fact:
      'queqiao-2 reports that start failed: it has no housekeeping structure of that number ' +
      '(code 5, UNKNOWN_STRUCTURE), with failed_item 177',
    source: { title: expect.stringMatching(/^PUS report \[1,4\] of queqiao-2, packet \d+ made at 20\d\d-\d\d-\d\dT/) },
    remedy: 'Look at what it has, and send it again with other arguments.',
  })
  expect(failure('c6')).toMatchObject({
    rule: 'execution-failed',
    fact: 'ce8-lander reports that execution failed: it knows no such command (code 7, UNKNOWN_COMMAND)',
    source: { title: expect.stringMatching(/^Report of ce8-lander, packet \d+ made at /) },
  })
  const event = told.map((text) => JSON.parse(text)).find((e) => e.id === 'desk-c5' && e.state === 'failed')
  expect(event.failure.fact).toBe(failure('c5').fact)
})

test('people of a party that joined are entered once, marked assumed, and nobody else is', () => {
  const door = new LiveDoor()
  const notes = run(door, sending(door)).told.filter((text) => text.includes('made up (assumed)'))
  expect(notes).toHaveLength(1)
  expect(notes[0]).toContain(`${NEWCOMER}-operator act for it on board`)
})

test('a door through which nothing comes changes nothing', () => {
  expect(run(new LiveDoor(), () => undefined).told).toEqual(run(undefined, () => undefined).told)
})

test('begun again with the commands on record, the course is the same to the last packet', () => {
  const door = new LiveDoor()
  const live = run(door, sending(door))
  const again = new LiveDoor()
  for (const c of live.put) again.put(c)
  const replayed = run(again, () => undefined)
  expect(replayed.told.length).toBe(live.told.length)
  expect(replayed.told.findIndex((text, i) => text !== live.told[i])).toBe(-1)
  expect(replayed.reports).toEqual(live.reports)
})
