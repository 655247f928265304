import { describe, expect, test } from 'vitest'
import { proximityService } from '../operations-file.ts'
import { judgeExchange } from './exchange-people.ts'
import { bitOf, NOTHING_SAID } from './protocol.ts'
import { commandOf, type ExchangeAction, seenFrom_s } from './services.ts'

const provenance = { kind: 'assumed', reason: 'for a test' }
const service = proximityService.parse({
  ...{ id: 'sample', service: 'sample', agreement: 'both', from: 'robot', to: 'rover', provenance },
  ...{ first_s: 0, apart_s: 1, times: 1, item: { number: 3, id: 'box', mass_kg: 0.05, provenance } },
  visibility: [
    { to: 'lead', from: 'consented' },
    { to: 'public', from: 'confirmed', delay_s: 100 },
  ],
})
const OWNERS: Record<string, string> = { robot: 'giver', rover: 'taker' }
const ground = {
  ownerOf: (element: string) => OWNERS[element],
  agreements: [{ id: 'both', title: 'Both', parties: ['giver', 'taker'] }],
}
const offered = { provider: bitOf('offer'), client: 0 }
const confirmed = {
  provider: bitOf('offer') | bitOf('start') | bitOf('finish'),
  client: bitOf('consent') | bitOf('confirm'),
}

describe('who may say what', () => {
  test.each<[string, ExchangeAction, typeof NOTHING_SAID, string | undefined]>([
    ['giver', 'offer', NOTHING_SAID, undefined],
    ['taker', 'ask', NOTHING_SAID, undefined],
    ['taker', 'consent', offered, undefined],
    ['giver', 'stop', offered, undefined],
    ['taker', 'decline', offered, undefined],
    ['giver', 'offer', confirmed, undefined],
    ['taker', 'offer', NOTHING_SAID, 'exchange-owner'],
    ['giver', 'consent', offered, 'exchange-owner'],
    ['stranger', 'stop', offered, 'exchange-owner'],
    ['giver', 'start', offered, 'exchange-protocol'],
    ['taker', 'confirm', offered, 'exchange-protocol'],
    ['taker', 'consent', NOTHING_SAID, 'exchange-protocol'],
  ])('%s, %s', (party, action, exchange, rule) => {
    const { refusal } = judgeExchange(service, exchange, action, party, ground)
    expect(refusal?.rule).toBe(rule)
    if (refusal === undefined) return
    expect([refusal.fact, refusal.source.title, refusal.remedy].every((text) => text.length > 5)).toBe(true)
  })

  test('nothing is said without an agreement of both owners', () => {
    for (const agreements of [[], [{ id: 'both', title: 'One', parties: ['giver'] }]])
      expect(judgeExchange(service, undefined, 'offer', 'giver', { ...ground, agreements }).refusal?.rule).toBe(
        'exchange-agreement',
      )
  })
})

test.each<[string, boolean, string[], number]>([
  ['an owner', true, ['taker'], 10],
  ['the lead', false, ['cnsa', 'public', 'lead'], 30],
  ['everybody else', false, ['stranger', 'public'], 150],
])('%s sees it from the state that was agreed', (_, owner, names, from_s) => {
  const reached = [
    { state: 'offered', at_s: 10 },
    { state: 'consented', at_s: 30 },
    { state: 'confirmed', at_s: 50 },
  ] as const
  expect(seenFrom_s(service, reached, { owner, names })).toBe(from_s)
  expect(seenFrom_s(service, reached.slice(0, 1), { owner: false, names: ['lead', 'public'] })).toBe(Infinity)
})

test('a command has the arguments that the dictionary gives it, and no others', () => {
  const takes = (_: string, name: string) => (name === 'exchange_offer' ? ['peer', 'amount', 'item'] : undefined)
  expect(commandOf(service, 'offer', 'provider', {}, takes)).toEqual({
    ...{ element: 'robot', command: 'exchange_offer' },
    values: { peer: 'rover', amount: 0.05, item: 3 },
  })
  expect(commandOf(service, 'start', 'provider', {}, takes)).toBeUndefined()
})
