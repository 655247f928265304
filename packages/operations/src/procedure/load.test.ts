import { random } from '@magpie/core/random'
import { unwrap } from '@magpie/core/result'
import { expect, test } from 'vitest'
import { cfdpReceiver, newReceiver } from '../cfdp/receiver.ts'
import { cfdpSender } from '../cfdp/sender.ts'
import type { CfdpSettings } from '../cfdp/transaction.ts'
import { type Load, LoadStore, loadHash, loadProcedure } from './load.ts'
import { allSteps, compileProcedure } from './program.ts'
import { advancedRun, newRun, type RunEvent, type RunState } from './run.ts'

const OLD = new TextEncoder().encode('version 1')
const NEW = Uint8Array.from({ length: 3000 }, (_, i) => (i * 7) % 251)
const load: Load = {
  ...{ id: 'rover-software', mission: 'change-8', element: 'rover', owner: 'metu', second: 'cnsa' },
  ...{ target: 'image-b', octets: NEW, transfer_s: 7200 },
}

const SETTINGS: CfdpSettings = {
  ...{ id_octets: 1, sequence_octets: 1, crc: true, checksum: 3, segment_octets: 200, largest_octets: 1e6 },
  ...{ ackTimer_s: 5, ackLimit: 9, nakTimer_s: 5, nakLimit: 9, checkTimer_s: 5, checkLimit: 9, inactivity_s: 600 },
}

/** Sends a file over a link that loses a third of the PDUs. */
function carried(file: Uint8Array): Uint8Array | undefined {
  const r = random('load')
  const names = { sourceName: 'image-b', destinationName: 'image-b' }
  const put = { source: 1, destination: 2, sequence: 1, acknowledged: true, closure: true, ...names, file }
  const sender = cfdpSender(SETTINGS, put)
  let receiver: ReturnType<typeof cfdpReceiver> | undefined
  for (let now_s = 0; now_s < 600 && receiver?.file() === undefined; now_s++) {
    for (let pdu = sender.next(now_s); pdu !== undefined; pdu = sender.next(now_s)) {
      if (r.next() < 1 / 3) continue
      receiver ??= cfdpReceiver(SETTINGS, newReceiver(pdu))
      receiver.take(pdu, now_s)
    }
    for (let pdu = receiver?.next(now_s); pdu !== undefined; pdu = receiver?.next(now_s))
      if (r.next() >= 1 / 3) sender.take(pdu, now_s)
  }
  return receiver?.file()
}

/** Runs the procedure against a store on board; `carry` is the transfer, and commands are executed as they are sent. */
function run(store: LoadStore, carry: () => Uint8Array | undefined, go = true): RunState {
  const program = compileProcedure(loadProcedure(load))
  const commands = new Map<string, string>()
  let now_s = 0
  let state = newRun('r1', program, { party: 'metu', person: 'ada' }, now_s)
  const act = (event: RunEvent, party: string): void => {
    const moved = advancedRun(
      program,
      state,
      event,
      { party, person: party },
      {
        ...{ now_s, phase: 'surface', window_s: () => undefined },
        value: () => ({ value: store.state, at_s: now_s }),
        byNonce: (by, nonce) => commands.get(`${by} ${nonce}`),
      },
    )
    if (!moved.ok) return
    state = moved.value.state
    for (const effect of moved.value.effects) {
      if (effect.kind !== 'send') continue
      const hash = String(effect.step.arguments['hash'])
      const done = {
        load_check: () => store.check(hash).ok,
        load_commit: () => store.commit(hash).ok,
        load_discard: () => {
          store.discard()
          return true
        },
      }
      const worked = done[effect.step.command as keyof typeof done]()
      commands.set(`${effect.party} ${effect.nonce}`, worked ? 'completed' : 'failed')
    }
  }
  act({ kind: 'tick' }, 'metu')
  const file = carry()
  if (file !== undefined) store.arrive(file)
  act({ kind: 'done' }, 'metu')
  for (let i = 0; i < 20; i++) {
    now_s += 1000
    act({ kind: 'tick' }, 'metu')
    act(go ? { kind: 'go' } : { kind: 'no-go', why: 'not today' }, 'cnsa')
  }
  return state
}

test('a load over a lossy link: transferred, checked, gone for by the other party, committed, and reverted', () => {
  const store = new LoadStore(OLD)
  expect(run(store, () => carried(NEW)).status).toBe('done')
  expect(store.image).toEqual(NEW)
  unwrap(store.revert())
  expect(store.image).toEqual(OLD)
})

test('one octet changed on the way to memory: the check fails, and what ran goes on', () => {
  const store = new LoadStore(OLD)
  const state = run(store, () => NEW.with(1234, 0xff))
  expect(state).toMatchObject({ status: 'aborted' })
  expect(store.image).toEqual(OLD)
  expect(store.state).toBe('NONE')
})

test('nothing comes, or the other party says no: aborted, nothing runs', () => {
  for (const [carry, go] of [
    [() => undefined, true],
    [() => NEW, false],
  ] as const) {
    const store = new LoadStore(OLD)
    expect(run(store, carry, go).status).toBe('aborted')
    expect(store.image).toEqual(OLD)
  }
})

test('nothing runs unchecked, under another hash, or twice', () => {
  const store = new LoadStore(OLD)
  expect(store.commit(loadHash(NEW))).toMatchObject({ error: { kind: 'load-absent' } })
  store.arrive(NEW)
  expect(store.commit(loadHash(NEW))).toMatchObject({ error: { kind: 'load-unchecked' } })
  expect(store.check(loadHash(OLD))).toMatchObject({ error: { kind: 'load-differs' } })
  unwrap(store.check(loadHash(NEW)))
  unwrap(store.commit(loadHash(NEW)))
  expect(store.commit(loadHash(NEW))).toMatchObject({ error: { kind: 'load-absent' } })
  expect(new LoadStore(OLD).revert()).toMatchObject({ error: { kind: 'load-nothing-before' } })
})

test('its steps belong to the owner but for the go of the other party', () => {
  const parties = allSteps(loadProcedure(load).steps).map((s) => `${s.id} ${s.party}`)
  expect(parties.filter((s) => s.endsWith('cnsa'))).toEqual(['go cnsa'])
})
