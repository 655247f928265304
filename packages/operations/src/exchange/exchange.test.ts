import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Dialog, type DialogMessage } from './dialog.ts'
import {
  bitOf,
  describeExchangeError,
  EXCHANGE_STEPS,
  type ExchangeSide,
  type ExchangeState,
  type ExchangeStep,
  endingStep,
  isExchangeOver,
  merged,
  NOTHING_SAID,
  stateOf,
  stepped,
} from './protocol.ts'

const walk = (steps: readonly [ExchangeSide, ExchangeStep][]) =>
  steps.reduce((e, [side, step]) => {
    const next = stepped(e, side, step)
    return next.ok ? next.value : e
  }, NOTHING_SAID)

test.each<[ExchangeState, [ExchangeSide, ExchangeStep][]]>([
  ['requested', [['client', 'request']]],
  ['offered', [['provider', 'offer']]],
  [
    'declined',
    [
      ['client', 'request'],
      ['provider', 'decline'],
    ],
  ],
  [
    'withdrawn',
    [
      ['provider', 'offer'],
      ['provider', 'withdraw'],
    ],
  ],
  [
    'stopped',
    [
      ['provider', 'offer'],
      ['client', 'consent'],
      ['client', 'stop'],
    ],
  ],
  [
    'timed-out',
    [
      ['provider', 'offer'],
      ['client', 'time-out'],
    ],
  ],
  [
    'confirmed',
    [
      ['client', 'request'],
      ['provider', 'offer'],
      ['client', 'consent'],
      ['provider', 'start'],
      ['provider', 'finish'],
      ['client', 'confirm'],
    ],
  ],
])('to %s', (state, steps) => {
  expect(stateOf(walk(steps))).toBe(state)
})

test.each<[string, [ExchangeSide, ExchangeStep][], ExchangeSide, ExchangeStep]>([
  ['a provider cannot consent to its own offer', [['provider', 'offer']], 'provider', 'consent'],
  ['nothing starts without consent', [['provider', 'offer']], 'provider', 'start'],
  [
    'a client cannot start',
    [
      ['provider', 'offer'],
      ['client', 'consent'],
    ],
    'client',
    'start',
  ],
  [
    'what was declined is over',
    [
      ['provider', 'offer'],
      ['client', 'decline'],
    ],
    'client',
    'consent',
  ],
])('%s', (_, steps, by, step) => {
  const refused = stepped(walk(steps), by, step)
  expect(refused.ok).toBe(false)
  if (!refused.ok) expect(describeExchangeError(refused.error)).toContain(`the ${by} cannot ${step}`)
})

test('a side ends it as it can where it stands', () => {
  const offered = walk([['provider', 'offer']])
  expect([endingStep(offered, 'provider'), endingStep(offered, 'client')]).toEqual(['withdraw', 'decline'])
  const acting = walk([
    ['provider', 'offer'],
    ['client', 'consent'],
    ['provider', 'start'],
  ])
  expect([endingStep(acting, 'provider'), endingStep(acting, 'client')]).toEqual(['stop', 'stop'])
  expect(endingStep(NOTHING_SAID, 'client')).toBeUndefined()
})

test('what is known together does not depend on the order in which it was learned', () => {
  const sets = fc.record({ provider: fc.nat(1023), client: fc.nat(1023) })
  fc.assert(
    fc.property(sets, sets, sets, (a, b, c) => {
      expect(merged(a, b)).toEqual(merged(b, a))
      expect(merged(merged(a, b), c)).toEqual(merged(a, merged(b, c)))
      expect(merged(a, a)).toEqual(a)
    }),
  )
})

/** The reference: a set of words by each side, read with plain words instead of bits. */
function modelState(provider: ReadonlySet<string>, client: ReadonlySet<string>): string {
  if (client.has('confirm')) return 'confirmed'
  const both = new Set([...provider, ...client])
  if (both.has('stop')) return 'stopped'
  if (both.has('withdraw')) return 'withdrawn'
  if (both.has('decline')) return 'declined'
  if (both.has('time-out')) return 'timed-out'
  if (provider.has('finish')) return 'finished'
  if (provider.has('start')) return 'acting'
  if (client.has('consent')) return 'consented'
  if (provider.has('offer')) return 'offered'
  return client.has('request') ? 'requested' : 'idle'
}

type Flight = { readonly to: ExchangeSide; readonly message: DialogMessage; readonly due_s: number }

/** Two dialogs over a link that loses, repeats and reorders as it is told. */
function bench(fates: readonly number[]) {
  const times = { again_s: 10, patience_s: 1e9, acts_s: 0 }
  const sides = { provider: new Dialog('provider', 1, times, 0, 5), client: new Dialog('client', 1, times, 0, 7) }
  const said = { provider: new Set<string>(), client: new Set<string>() }
  let now_s = 0
  let flights: Flight[] = []
  let n = 0
  const send = (from: ExchangeSide, message: DialogMessage, sure: boolean) => {
    const to = from === 'provider' ? 'client' : 'provider'
    const fate = sure ? 1 : (fates[n++ % Math.max(1, fates.length)] ?? 1)
    // 0: lost; 1 to 3: so many copies, each late in its own way.
    for (let copy = 0; copy < fate; copy++)
      flights.push({ to, message, due_s: now_s + 1 + (sure ? 0 : (n * 7 + copy * 13) % 40) })
  }
  const started: boolean[] = []
  const say = (side: ExchangeSide, step: ExchangeStep, sure = false) => {
    const agreed = (sides[side].exchange.client & bitOf('consent')) !== 0
    const made = sides[side].say(step, now_s)
    if (!made.ok) return
    if (step === 'start') started.push(agreed && said.client.has('consent'))
    said[side].add(step)
    send(side, made.value, sure)
  }
  const deliver = (sure: boolean) => {
    const due = flights.filter((f) => f.due_s <= now_s)
    flights = flights.filter((f) => f.due_s > now_s)
    for (const { to, message } of due) {
      const { answer } = sides[to].hear(message, now_s)
      if (answer !== undefined) send(to, answer, sure)
    }
  }
  const run = (until_s: number, sure: boolean) => {
    for (; now_s < until_s; now_s++) {
      deliver(sure)
      for (const side of ['provider', 'client'] as const) {
        const again = sides[side].due(now_s)
        if (again !== undefined) send(side, again, sure)
      }
    }
  }
  return { sides, said, started, say, run, now: () => now_s }
}

const act = fc.record({
  side: fc.constantFrom<ExchangeSide>('provider', 'client'),
  step: fc.constantFrom<ExchangeStep>(...EXCHANGE_STEPS),
  wait_s: fc.nat(60),
})

test('over a link that loses, repeats and reorders, both sides end alike, and nothing starts without consent', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 60 }),
      fc.array(act, { maxLength: 40 }),
      (fates, acts) => {
        const b = bench(fates)
        for (const { side, step, wait_s } of acts) {
          b.say(side, step)
          b.run(b.now() + wait_s, false)
        }
        // The link heals: what was said is heard.
        b.run(b.now() + 200, true)
        const { provider, client } = b.sides
        expect(provider.exchange).toEqual(client.exchange)
        expect(provider.state).toBe(modelState(b.said.provider, b.said.client))
        expect(b.started.every(Boolean)).toBe(true)
        expect([provider.settled, client.settled]).toEqual([true, true])
        if (b.said.provider.size > 0) expect(client.theirAmount).toBe(5)
      },
    ),
    { numRuns: 1500 },
  )
})

test('a course over a bad link ends confirmed by both, or stopped by both', () => {
  const course: [ExchangeSide, ExchangeStep][] = [
    ['client', 'request'],
    ['provider', 'offer'],
    ['client', 'consent'],
    ['provider', 'start'],
    ['provider', 'finish'],
    ['client', 'confirm'],
  ]
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 30 }),
      fc.option(fc.record({ after: fc.nat(6), side: fc.constantFrom<ExchangeSide>('provider', 'client') }), {
        nil: undefined,
      }),
      (fates, stop) => {
        const b = bench(fates.some((f) => f > 0) ? fates : [1])
        for (const [i, [side, step]] of course.entries()) {
          // Each waits until it may: its step follows on what it heard.
          for (let tries = 0; tries < 60 && !b.said[side].has(step) && !b.sides[side].over; tries++) {
            b.say(side, step)
            b.run(b.now() + 20, false)
          }
          if (stop?.after === i) {
            const end = endingStep(b.sides[stop.side].exchange, stop.side)
            if (end !== undefined) b.say(stop.side, end)
          }
        }
        b.run(b.now() + 200, true)
        const { provider, client } = b.sides
        expect(provider.state).toBe(client.state)
        expect(isExchangeOver(provider.state)).toBe(true)
      },
    ),
    { numRuns: 500 },
  )
})

test('patience ends: what nobody answers times out, once, and the other hears it', () => {
  const times = { again_s: 10, patience_s: 100, acts_s: 0 }
  const asking = new Dialog('client', 3, times, 0)
  const first = asking.say('request', 0)
  expect(first.ok && first.value).toMatchObject({ step: 'request', wants: true, said: bitOf('request') })
  let last: DialogMessage | undefined
  for (let now = 1; now < 300; now++) last = asking.due(now) ?? last
  expect(asking.state).toBe('timed-out')
  expect(asking.repeated).toBeGreaterThan(10)
  const other = new Dialog('provider', 3, times, 0)
  expect(other.hear(last!, 300)).toMatchObject({ changed: true })
  expect(other.state).toBe('timed-out')
})
