import type { Caller } from '@magpie/api/access'
import { rehearsalOperations } from '@magpie/api/rehearsal-operations'
import { FAULT_IDS } from '@magpie/operations/faults'
import { loadHash } from '@magpie/operations/procedure/load'
import { expect, test } from 'vitest'
import { OPEN_EVENTS } from './data-events.ts'
import { OPEN_READING } from './data-reading.ts'
import { rehearsalHandlers } from './rehearsal-handlers.ts'

const AT = '2028-11-25T00:00:00.000Z'
const LATER = '2028-11-25T01:00:00.000Z'
const file = {
  ...{ gateway: 'lander', relay: 'relay', orbiter: {} },
  elements: [
    { id: 'lander' },
    { id: 'relay' },
    { id: 'rover', model: { kind: 'rover' } },
    { id: 'mirror', model: { kind: 'passive' } },
  ],
}

/** Handlers over a desk that only records; the lead is `cnsa`, and the rover `suparco`'s. */
function handlers({ simulated = true, alarms = [] as readonly object[] } = {}) {
  const said: { event: unknown; stamp: unknown }[] = []
  const desk = {
    book: { said, lead: { holder: 'cnsa' } },
    ground: { ownerOf: (id: string) => (id === 'rover' ? 'suparco' : 'cnsa') },
    record: (event: unknown, stamp: unknown) => said.push({ event, stamp }),
  }
  const perform = async (act: (d: typeof desk, at: string) => unknown) => act(desk, AT)
  const centre = { desk, perform, now: () => AT }
  return { said, ...rehearsalHandlers({ ...ports({ simulated, alarms }), centre: () => centre as never }) }
}

/** Alarms of a rover whose heater sticks, and what the log says; everybody reads everything. */
function ports({ simulated = true, alarms = [] }: { simulated?: boolean; alarms?: readonly object[] }) {
  const event = (sequence: number, element: string, at: string) => ({
    sequence,
    element,
    at,
    kind: 'alarm',
    text: 'hot',
  })
  const happenings = [
    event(1, 'rover', '2028-11-24T00:00:00.000Z'),
    event(2, 'rover', LATER),
    event(3, 'lander', LATER),
  ]
  return {
    ...{
      operations: () => file as never,
      simulated: () => simulated,
      takesFiles: () => simulated,
      reading: OPEN_READING,
      events: OPEN_EVENTS,
    },
    ...{ happenings: () => happenings as never, telemetry: () => ({ alarms: { list: () => alarms } }) as never },
  }
}
const caller = (party: string, role: 'officer' | 'operator' = 'officer'): Caller => ({
  ...{ arrivedAt: AT, party, person: { id: 'ada', name: 'Ada' }, roles: [role] },
})

test('an officer of the lead puts a fault in and takes it away; both are on record', async () => {
  const h = handlers()
  const put = { element: 'rover', fault: 'heater-stuck', amount: 1, why: 'training' } as const
  expect(await h.faultInject(put, caller('cnsa'))).toEqual({ ok: true, value: { at: AT, done: true } })
  expect((await h.faultClear({ element: 'rover', why: '' }, caller('cnsa'))).ok).toBe(true)
  expect(h.said.map(({ event }) => event)).toEqual([
    { kind: 'rehearsal', act: { do: 'inject', element: 'rover', fault: 'heater-stuck', amount: 1 }, why: 'training' },
    { kind: 'rehearsal', act: { do: 'clear', element: 'rover' }, why: '' },
  ])
  const listed = await h.faultList({}, caller('cnsa'))
  if (!listed.ok) throw new Error('not listed')
  expect(listed.value.faults.map((f) => f.id)).toEqual([...FAULT_IDS])
  expect(listed.value.faults.find((f) => f.id === 'wheel-lost')!.elements).toEqual(['relay'])
  expect(listed.value.record.map((r) => [r.done, r.fault, r.person])).toEqual([
    ['clear', '', 'ada'],
    ['inject', 'heater-stuck', 'ada'],
  ])
  expect(listed.value.refusal).toBeUndefined()
})

test.each([
  ['a fault of another kind', { element: 'rover', fault: 'wheel-lost' }, 'cnsa', 'bad-request'],
  ['what is not simulated', { element: 'mirror', fault: 'heater-stuck' }, 'cnsa', 'not-found'],
] as const)('%s puts nothing in', async (_, what, party, kind) => {
  const h = handlers()
  const outcome = await h.faultInject({ ...what, amount: 1, why: '' }, caller(party))
  expect(outcome.ok ? 'ok' : outcome.error.kind).toBe(kind)
  expect(h.said).toEqual([])
})

test.each([
  ['of another party', {}, 'suparco', 'officer', 'lead-injects-faults'],
  ['who is no officer', {}, 'cnsa', 'operator', 'officers-inject-faults'],
  ['at a centre over links', { simulated: false }, 'cnsa', 'officer', 'faults-in-rehearsals'],
] as const)('somebody %s is refused with rule, fact, source and remedy', async (_, how, party, role, rule) => {
  const h = handlers(how)
  const put = { element: 'rover', fault: 'heater-stuck', amount: 1, why: '' } as const
  const outcome = await h.faultInject(put, caller(party, role))
  expect(outcome).toMatchObject({ ok: true, value: { done: false, refusal: { rule } } })
  if (outcome.ok) rehearsalOperations.faultInject.output.parse(outcome.value)
  const told = outcome.ok ? outcome.value.refusal : undefined
  for (const text of [told?.fact, told?.source.title, told?.remedy]) expect(text ?? '').not.toBe('')
  expect(await h.faultList({}, caller(party, role))).toMatchObject({ ok: true, value: { refusal: { rule } } })
  expect(h.said).toEqual([])
})

test('what a fault brought about: alarms of what tells of it, and events of the element, since then', async () => {
  const alarm = (parameter: string, since: string) => ({
    ...{ element: 'rover', parameter, unit: '', state: 'standing', level: 'warning', worst: 'warning', value: 1 },
    ...{ since, changed: since, times: 1 },
  })
  const before = '2028-11-24T00:00:00.000Z'
  const h = handlers({ alarms: [alarm('/common/heater', LATER), alarm('heater', before), alarm('odometer', LATER)] })
  await h.faultInject({ element: 'rover', fault: 'heater-stuck', amount: 1, why: '' }, caller('cnsa'))
  const standing = await h.faultList({}, caller('cnsa'))
  // What is told is what the contract says, as a client reads it.
  if (standing.ok) rehearsalOperations.faultList.output.parse(standing.value)
  expect(standing).toMatchObject({ ok: true, value: { record: [{ standing: true, fault: 'heater-stuck' }] } })
  expect(standing.ok && standing.value.record[0]!.traces).toEqual([
    { kind: 'alarm', at: LATER, parameter: '/common/heater', level: 'warning', state: 'standing' },
    { kind: 'event', at: LATER, sequence: 2, of: 'alarm', text: 'hot' },
  ])
  await h.faultClear({ element: 'rover', why: '' }, caller('cnsa'))
  expect(await h.faultList({}, caller('cnsa'))).toMatchObject({
    value: { record: [{ done: 'clear', traces: [] }, { standing: false }] },
  })
})

test('the owner sends software up, and is told its hash; others and broken files are refused', async () => {
  const h = handlers()
  const load = { element: 'rover', name: 'image-b', content: 'AAEC', why: '' }
  const sent = await h.loadSend(load, caller('suparco', 'operator'))
  expect(sent).toEqual({ ok: true, value: { at: AT, done: true, octets: 3, sha256: loadHash(Uint8Array.of(0, 1, 2)) } })
  const refused = { ok: true, value: { done: false, refusal: { rule: 'owner-loads' } } }
  expect(await h.loadSend(load, caller('cnsa'))).toMatchObject(refused)
  expect((await h.loadSend({ ...load, content: '?!' }, caller('suparco'))).ok).toBe(false)
  expect((await h.loadSend({ ...load, content: 'A'.repeat(300_000) }, caller('suparco'))).ok).toBe(false)
  expect(h.said).toHaveLength(1)
})

test('before operations begin there is nothing to put a fault into, and the table can be read', async () => {
  const h = rehearsalHandlers({ ...ports({}), centre: () => undefined })
  const put = { element: 'rover', fault: 'heater-stuck', amount: 1, why: '' } as const
  expect((await h.faultInject(put, caller('cnsa'))).ok).toBe(false)
  expect(await h.faultList({}, caller('cnsa'))).toMatchObject({
    ok: true,
    value: { refusal: { rule: 'faults-after-touchdown' }, record: [] },
  })
})
