import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Caller } from '@magpie/api/access'
import type { AlarmView } from '@magpie/api/alarm-view'
import { agreedSubscriber } from '@magpie/centre/agreed-subscriber'
import { alarmHandlers } from '@magpie/centre/alarm-handlers'
import { type DataReading, OPEN_READING } from '@magpie/centre/data-reading'
import { LiveFeed } from '@magpie/centre/live-feed'
import { unwrap } from '@magpie/core/result'
import { testPacket } from '@magpie/operations/testing/telemetry-dictionary'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openTestCentre, type TestCentre } from './testing-archive.ts'

const SOURCE = 'ce8-lander'
const ELEMENTS = [
  { id: SOURCE, owner: 'cnsa' },
  { id: 'rover', owner: 'suparco', host: SOURCE },
]
let folder: string
let centre: TestCentre
let told: AlarmView[] = []
let reading: DataReading = OPEN_READING
const open = async (at = folder) => {
  centre = await openTestCentre(at, {}, { alarm: (alarm) => told.push(alarm) })
}
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'magpie-alarms-'))
  told = []
  reading = OPEN_READING
  await open()
})
afterEach(async () => {
  await centre.service.close()
  await rm(folder, { recursive: true })
})

/** Packets by their number, whose temperature is given, degrees Celsius; limits are 50 and 80, two in a row. */
function take(from: number, celsius: readonly number[], source = SOURCE): void {
  celsius.forEach((value, k) => {
    const i = from + k
    const raw = 2 * (value + 100)
    const packet = testPacket(1, i, raw - 200 - 7 * i + 400 * i)
    centre.service.take(source, 'miyun', packet, 0, packet.length, 9e14 + i)
  })
}

const handlers = alarmHandlers({
  telemetry: () => centre.service,
  reading: {
    of: (...asked) => reading.of(...asked),
    packetsOf: (...asked) => reading.packetsOf(...asked),
    now_ms: () => Date.UTC(2029, 0, 10, 1),
  },
  elements: () => ELEMENTS,
  lead: () => 'cnsa',
})
const person = { id: 'p', name: 'Zhao Min' }
const of = (party: string): Caller => ({ arrivedAt: '2026-01-01T00:00:00Z', roles: ['operator'], person, party })
const listed = async (caller = of('cnsa')) => unwrap(await handlers.alarms({}, caller)).alarms
const acknowledge = (party: string, more: { element?: string; since?: string } = {}) =>
  handlers.alarmAcknowledge({ element: SOURCE, parameter: 'temperature', note: 'heater off', ...more }, of(party))

it('stands once as many values in a row agree, with its limit, value and unit', async () => {
  take(0, [20, 60])
  expect(await listed()).toEqual([])
  take(2, [61, 85, 86])
  expect(await listed()).toEqual([
    {
      ...{ element: SOURCE, parameter: 'temperature', unit: 'degC', state: 'standing', level: 'critical' },
      ...{ worst: 'critical', since: '2029-01-10T00:00:02.000Z', changed: '2029-01-10T00:00:04.000Z', value: 86 },
      ...{ limit: { kind: 'range', form: 'outside', least: -80, greatest: 80 }, times: 1 },
    },
  ])
  expect(told.map(({ level, state }) => [level, state])).toEqual([
    ['warning', 'standing'],
    ['critical', 'standing'],
  ])
})

it('is acknowledged by who answers for the element, and by nobody else', async () => {
  take(0, [60, 60])
  take(0, [60, 60], 'rover')
  expect(await acknowledge('suparco')).toMatchObject({ error: { kind: 'refused', rule: 'alarm-of-own-element' } })
  expect(await acknowledge('esa', { element: 'rover' })).toMatchObject({ error: { kind: 'refused' } })
  const by = { person: 'Zhao Min', at: '2029-01-10T01:00:00.000Z', note: 'heater off' }
  expect(await acknowledge('suparco', { element: 'rover' })).toMatchObject({
    value: { acknowledged: { ...by, party: 'suparco' } },
  })
  expect(await acknowledge('cnsa', { since: '2029-01-10T00:00:00.000Z' })).toMatchObject({
    error: { kind: 'conflict' },
  })
  expect(await acknowledge('cnsa', { since: '2029-01-10T00:00:01.000Z' })).toMatchObject({
    value: { state: 'standing' },
  })
  take(2, [20, 20])
  expect((await listed()).map(({ element }) => element)).toEqual(['rover'])
  expect(told.at(-1)).toMatchObject({ element: SOURCE, state: 'over' })
  expect(await acknowledge('cnsa')).toMatchObject({ error: { kind: 'not-found' } })
})

it('survives a restart, with who acknowledged it, and is told of none of it twice', async () => {
  take(0, [60, 60, 85, 85])
  await acknowledge('cnsa')
  take(4, [20, 20, 70, 70])
  const before = await listed()
  await centre.service.durably()
  await centre.service.alarms.settled()
  // What a power cut leaves: the files as they are now, nothing closed.
  const cut = await mkdtemp(join(tmpdir(), 'magpie-alarms-cut-'))
  await cp(folder, cut, { recursive: true })
  await centre.service.turn()
  await centre.service.close()
  for (const at of [folder, cut]) {
    told = []
    await open(at)
    expect(await listed()).toEqual(before)
    expect(told).toEqual([])
    if (at === folder) await centre.service.close()
  }
  await centre.service.close()
  await rm(cut, { recursive: true })
  await open()
})

it('is told to those who may read what it is about, rounded and delayed as that is', async () => {
  take(0, [60, 60])
  const shared = (delay_ms: number): DataReading => ({
    of: () => ({
      kind: 'shared',
      reader: () => ({
        delay_ms,
        begins: (from_ms: number) => from_ms,
        admit: ({ received_ms }, at_ms) => (received_ms + delay_ms <= at_ms ? 50 : undefined),
      }),
      held: () => undefined,
    }),
    packetsOf: OPEN_READING.packetsOf,
    now_ms: () => Date.UTC(2029, 0, 10, 0, 1),
  })
  const refusal = { permitted: false, rule: 'embargo', fact: '', source: { title: '' }, remedy: '' } as const
  const cases: [DataReading, number[]][] = [
    [OPEN_READING, [60]],
    [shared(0), [50]],
    [shared(3_600_000 * 2), []],
    [{ ...OPEN_READING, of: () => ({ kind: 'refused', refusal }) }, []],
  ]
  for (const [how, values] of cases) {
    reading = how
    expect((await listed(of('esa'))).map(({ value }) => value)).toEqual(values)
    const heard: unknown[] = []
    const feed = new LiveFeed(centre.service, { now_ms: () => 0, later: (_ms, work) => work() })
    const tell = (message: { type: string }) => message.type === 'alarm' && heard.push(message)
    const inner = { tell, offer: () => undefined, flush: () => true }
    feed.watch(agreedSubscriber(inner as never, of('esa'), { ...how, now_ms: () => Date.UTC(2029, 0, 10, 1) }))
    expect(heard).toMatchObject(values.map((value) => ({ alarm: { value } })))
  }
  expect(await acknowledge('cnsa')).toMatchObject({ error: { kind: 'refused', rule: 'embargo' } })
})
