import type { Caller } from '@magpie/api/access'
import { FAULT_IDS } from '@magpie/operations/faults'
import { loadHash } from '@magpie/operations/procedure/load'
import { expect, test } from 'vitest'
import { rehearsalHandlers } from './rehearsal-handlers.ts'

const AT = '2028-11-25T00:00:00.000Z'
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
function handlers() {
  const said: { event: unknown; stamp: unknown }[] = []
  const desk = {
    book: { said, lead: { holder: 'cnsa' } },
    ground: { ownerOf: (id: string) => (id === 'rover' ? 'suparco' : 'cnsa') },
    record: (event: unknown, stamp: unknown) => said.push({ event, stamp }),
  }
  const centre = { desk, perform: async (act: (d: typeof desk, at: string) => unknown) => act(desk, AT) }
  return { said, ...rehearsalHandlers({ centre: () => centre as never, operations: () => file as never }) }
}
const caller = (party: string, role: 'officer' | 'operator' = 'officer'): Caller => ({
  ...{ arrivedAt: AT, party, person: { id: 'ada', name: 'Ada' }, roles: [role] },
})

test('an officer of the lead puts a fault in and takes it away; both are on record', async () => {
  const h = handlers()
  const put = { element: 'rover', fault: 'heater-stuck', amount: 1, why: 'training' } as const
  expect(await h.faultInject(put, caller('cnsa'))).toEqual({ ok: true, value: { at: AT } })
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
  expect(listed.value.mayInject).toBe(true)
})

test.each([
  ['another party', { element: 'rover', fault: 'heater-stuck' }, 'suparco', 'refused'],
  ['a fault of another kind', { element: 'rover', fault: 'wheel-lost' }, 'cnsa', 'bad-request'],
  ['what is not simulated', { element: 'mirror', fault: 'heater-stuck' }, 'cnsa', 'not-found'],
] as const)('%s puts nothing in', async (_, what, party, kind) => {
  const h = handlers()
  const outcome = await h.faultInject({ ...what, amount: 1, why: '' }, caller(party))
  expect(outcome.ok ? 'ok' : outcome.error.kind).toBe(kind)
  expect(h.said).toEqual([])
})

test('the owner sends software up, and is told its hash; others and broken files are refused', async () => {
  const h = handlers()
  const load = { element: 'rover', name: 'image-b', content: 'AAEC', why: '' }
  const sent = await h.loadSend(load, caller('suparco', 'operator'))
  expect(sent).toEqual({ ok: true, value: { at: AT, octets: 3, sha256: loadHash(Uint8Array.of(0, 1, 2)) } })
  expect((await h.loadSend(load, caller('cnsa'))).ok).toBe(false)
  expect((await h.loadSend({ ...load, content: '?!' }, caller('suparco'))).ok).toBe(false)
  expect((await h.loadSend({ ...load, content: 'A'.repeat(300_000) }, caller('suparco'))).ok).toBe(false)
  expect(h.said).toHaveLength(1)
})

test('before operations begin there is nothing to put a fault into, and the table can be read', async () => {
  const h = rehearsalHandlers({ centre: () => undefined, operations: () => file as never })
  const put = { element: 'rover', fault: 'heater-stuck', amount: 1, why: '' } as const
  expect((await h.faultInject(put, caller('cnsa'))).ok).toBe(false)
  expect(await h.faultList({}, caller('cnsa'))).toMatchObject({ ok: true, value: { mayInject: false, record: [] } })
})
