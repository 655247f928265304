/** The relay's PUS services by ordinary commands of its dictionary, from the desk through the gateway to decoded reports. */
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { epoch, tdbSeconds } from '@magpie/core/time'
import { CUC_TO_J2000_S } from '@magpie/operations/cuc-time'
import type { ScriptedEvent } from '@magpie/operations/operations-file'
import { beforeAll, expect, test } from 'vitest'
import type { OperationsEvent, OperationsSummary } from './operations-event.ts'
import { simulateOperations } from './surface-operations.ts'
import { missionInput, TOUCHDOWN } from './testing/mission.ts'
import { MISSION_TEXTS } from './testing/read-mission.ts'

type Values = Record<string, number | string>
type Expected = (ScriptedEvent & { kind: 'command' })['expect']
const command = (minute: number, name: string, values: Values = {}, more: object = {}, expect: Expected = 'executed') =>
  ({
    ...{ kind: 'command', id: `${name}-${minute}`, at_s: 60 * minute, why: 'test', party: 'cnsa' },
    ...{ person: 'cnsa-operator', element: 'queqiao-2', command: name, arguments: values, approvals: [], expect },
    ...more,
  }) as ScriptedEvent
const stranger = { party: 'suparco', person: 'suparco-operator' }
const PARAMETERS = {
  parameter_1: 'temperature',
  parameter_2: 'wheel_1',
  parameter_3: 'momentum',
  parameter_4: 'array_power',
}

const SCRIPT: ScriptedEvent[] = [
  command(60, 'are_you_alive'),
  command(61, 'test_connection'),
  command(62, 'are_you_alive', {}, stranger, 'refused-at-submission'),
  command(63, 'are_you_alive', {}, { forgedBy: 'suparco' }, 'refused-at-gateway'),
  command(70, 'housekeeping_create', { structure: 100, interval: 5, ...PARAMETERS }),
  command(71, 'housekeeping_define', { structure: 100 }),
  command(72, 'housekeeping_enable', { structure: 100 }),
  command(100, 'housekeeping_disable', { structure: 100 }),
  command(101, 'housekeeping_once', { structure: 2 }),
  command(102, 'housekeeping_delete', { structure: 100 }),
  command(110, 'events_disable', { event: 'WHEELS_UNLOADED' }),
  command(111, 'events_list'),
  command(112, 'unload_wheels'),
  command(113, 'events_enable', { event: 'WHEELS_UNLOADED' }),
  command(114, 'unload_wheels'),
  command(120, 'parameter_set', { parameter: 'unload_above', value: 0.5 }),
  command(121, 'parameter_report', { parameter: 'unload_above' }),
  // On board from now on, executed in an hour and in two; what stands in the schedule is listed.
  command(130, 'point', { mode: 'EARTH' }, { execute_s: 200 * 60 }),
  command(131, 'point', { mode: 'RELAY' }, { execute_s: 260 * 60 }),
  command(132, 'schedule_list'),
  command(300, 'schedule_list'),
]

let events: OperationsEvent[]
let summary: OperationsSummary
beforeAll(() => {
  const input = missionInput(MISSION_TEXTS, 0.5, 'pus', (file) => {
    file.script = SCRIPT
  })
  const generator = unwrap(simulateOperations({ ...input, plan: [] }))
  events = []
  for (;;) {
    const next = generator.next()
    if (next.done === true) {
      summary = next.value
      return
    }
    events.push(next.value)
  }
})

/** Packets of a container: their values, and when they were made, minutes after touchdown. */
function packets(container: string) {
  return events.flatMap((e) =>
    e.kind === 'telemetry' && e.element === 'queqiao-2' && e.container === container
      ? [
          {
            at_min: (e.generated_s - TOUCHDOWN) / 60,
            of: Object.fromEntries(e.parameters.map((p) => [p.name, p.value])),
          },
        ]
      : [],
  )
}

test('every command ends as the script says: carried out, or refused at the desk and on board', () => {
  expect(summary.unexpected).toEqual([])
})

test('services 17 and 1: the connection is tested, and each stage is reported of the request by its count', () => {
  expect(packets('alive')).toHaveLength(1)
  expect(packets('connection')[0]!.of['tested_apid']).toBe(110)
  const first = packets('accepted')[0]!.of['request_count']
  expect(packets('started')[0]!.of['request_count']).toBe(first)
  expect(packets('completed')[0]!.of['request_count']).toBe(first)
  expect(packets('acceptance-failed').map((p) => p.of['failure'])).toEqual(['NOT_PERMITTED'])
})

test('service 3: a structure is created, described, reported every five minutes while it is enabled, and forgotten', () => {
  const defined = packets('structure-defined')[0]!.of
  expect([defined['structure'], defined['parameters'], defined['defined_2']]).toEqual([100, 4, 'wheel_1'])
  const created = packets('created')
  expect(created).toHaveLength(5)
  for (let i = 1; i < created.length; i++) expect(created[i]!.at_min - created[i - 1]!.at_min).toBeCloseTo(5, 1)
  const once = packets('power').find((p) => Math.abs(p.at_min - 101) < 1)!
  expect(Number(once.of['battery_charge'])).toBeGreaterThan(90)
})

test('service 5: a disabled event is listed and not told; enabled again it is', () => {
  expect(packets('events-disabled')[0]!.of).toMatchObject({ disabled_events: 1, disabled_1: 'WHEELS_UNLOADED' })
  const unloaded = packets('event').filter((p) => p.of['event_code'] === 3)
  expect(unloaded.map((p) => Math.floor(p.at_min))).toEqual([114])
})

test('service 20: a parameter is set and reported', () => {
  expect(packets('parameter-values')[0]!.of).toMatchObject({ parameter: 'unload_above', value: 0.5 })
})

test('services 8 and 11: functions wait in the schedule, are listed with their times, and turn the antenna when due', () => {
  const [listed, later] = packets('schedule-list')
  expect(listed!.of['listed']).toBe(2)
  const due_s = Number(listed!.of['scheduled_1_at'])
  const at = tdbSeconds(epoch(Math.floor(due_s) - CUC_TO_J2000_S, due_s % 1), NAIF0012)
  expect((at - TOUCHDOWN) / 60).toBeCloseTo(200, 2)
  expect(later!.of['listed']).toBe(0)
  const modes = packets('attitude').map((p) => [Math.floor(p.at_min), p.of['mode']] as const)
  expect(modes.find(([minute]) => minute > 205 && minute < 255)![1]).toBe('EARTH')
  expect(modes.at(-1)![1]).toBe('RELAY')
})

test('while the antenna looks elsewhere the lander is not heard through the relay', () => {
  const heard = events.filter(
    (e) => e.kind === 'packet-received' && e.element === 'ce8-lander' && e.station === 'queqiao-2',
  )
  const minutes = heard.map((e) => (e.at - TOUCHDOWN) / 60)
  expect(minutes.filter((m) => m > 202 && m < 260)).toEqual([])
  expect(minutes.some((m) => m < 200)).toBe(true)
  expect(minutes.some((m) => m > 300)).toBe(true)
})
