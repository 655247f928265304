import type { Grant } from '@magpie/mission/agreement'
import { authoriseWith, type Revocations } from '@magpie/mission/authority'
import { type AuthorityModel, compileAuthority } from '@magpie/mission/authority-compile'
import type { AuthorityRequest, Refusal } from '@magpie/mission/authority-request'
import { describe, expect, test } from 'vitest'
import { agreement, elements, grant, parties, request } from './authority-samples.ts'
import { cedarEngine } from './cedar.ts'

const engine = cedarEngine()

function ask(grants: Grant[], given: Partial<AuthorityRequest>, revocations: Revocations = new Map()) {
  const model = compileAuthority({ parties, elements, agreements: [agreement('joint-operation', grants)] })
  return authoriseWith(model, engine, () => revocations)(request(given))
}

const drive = grant('drive', { grantee: 'suparco', actions: ['drive', 'stop'] })
const consent = grant('consent', { covers: 'consent' })

type Case = [what: string, grants: Grant[], given: Partial<AuthorityRequest>, rule: string, permitted: boolean]
const cases: Case[] = [
  ['the owner commands its element', [], {}, 'owner-commands', true],
  ['another party does not', [], { party: 'suparco' }, 'no-grant', false],
  ['nor does the host', [], { party: 'cnsa', element: 'rover' }, 'no-grant', false],
  ['but the host makes it safe', [], { party: 'cnsa', element: 'rover', makesSafe: true }, 'host-makes-safe', true],
  ['up the tree', [], { party: 'cnsa', element: 'camera', makesSafe: true }, 'host-makes-safe', true],
  ['and the host in between', [], { element: 'camera', makesSafe: true }, 'host-makes-safe', true],
  ['not who is carried', [], { element: 'lander', makesSafe: true }, 'no-grant', false],
  [
    'a host makes safe alone',
    [],
    { party: 'cnsa', element: 'rover', makesSafe: true, hazardous: true },
    'host-makes-safe',
    true,
  ],
  ['a grant', [drive], { party: 'suparco', action: 'drive', element: 'rover' }, 'grant', true],
  ['of another act', [drive], { party: 'suparco', action: 'dig', element: 'rover' }, 'grant-action', false],
  ['to another party', [drive], { party: 'hkust', action: 'drive', element: 'rover' }, 'no-grant', false],
  ['any act', [grant('all', { actions: ['*'] })], { action: 'dig', element: 'rover' }, 'grant', true],
  ['a consent is no right to command', [consent], { element: 'rover' }, 'no-grant', false],
  ['a touch needs the other owner', [], { touches: ['rover'] }, 'both-owners', false],
  ['who approves', [], { touches: ['rover'], approvals: [{ party: 'metu', person: 'ada' }] }, 'owner-commands', true],
  ['as another person', [], { touches: ['rover'], approvals: [{ party: 'metu', person: 'li' }] }, 'both-owners', false],
  ['not a third party', [], { touches: ['rover'], approvals: [{ party: 'cnsa', person: 'wu' }] }, 'both-owners', false],
  ['or has consented', [consent], { touches: ['rover'] }, 'owner-commands', true],
  ['to this act', [consent], { action: 'lift', touches: ['rover'] }, 'consent-action', false],
  ['a right to command is no consent', [grant('c', {})], { touches: ['rover'] }, 'both-owners', false],
  ['unless it covers both', [grant('c', { covers: 'both' })], { touches: ['rover'] }, 'owner-commands', true],
  ['all touched owners', [consent], { touches: ['rover', 'lander'] }, 'both-owners', false],
  ['its own element needs nobody', [], { touches: ['robot'] }, 'owner-commands', true],
  ['hazardous alone', [], { hazardous: true }, 'two-people-two-parties', false],
  [
    'with one of the same party',
    [],
    { hazardous: true, approvals: [{ party: 'hkust', person: 'mo' }] },
    'two-people-two-parties',
    false,
  ],
  [
    'with one of another',
    [],
    { hazardous: true, approvals: [{ party: 'cnsa', person: 'wu' }] },
    'owner-commands',
    true,
  ],
  [
    'with oneself as another',
    [],
    { hazardous: true, approvals: [{ party: 'cnsa', person: 'li' }] },
    'two-people-two-parties',
    false,
  ],
  [
    'with a party nobody knows',
    [],
    { hazardous: true, approvals: [{ party: 'nobody', person: 'x' }] },
    'two-people-two-parties',
    false,
  ],
  ['unknown party', [], { party: 'nobody' }, 'unknown-name', false],
  ['unknown element', [], { element: 'nothing' }, 'unknown-name', false],
  ['unknown touched element', [], { touches: ['nothing'] }, 'unknown-name', false],
  ['no time', [], { at: 'noon' }, 'unknown-name', false],
]

describe('the rules, case by case', () => {
  test.each(cases)('%s', (_, grants, given, rule, permitted) => {
    const decision = ask(grants, given)
    expect([decision.permitted, decision.rule]).toEqual([permitted, rule])
    if (!decision.permitted) expectSentences(decision)
  })
})

function expectSentences({ rule, fact, source, remedy }: Refusal) {
  expect(rule).not.toBe('rules-not-evaluated')
  expect(fact.length).toBeGreaterThan(10)
  expect(source.title.length).toBeGreaterThan(3)
  expect(remedy).toMatch(/\.$/)
}

describe('bounds of a grant', () => {
  const to = { party: 'suparco', action: 'drive', element: 'rover' }
  const bounded = (given: Partial<Grant>) => [grant('drive', { grantee: 'suparco', actions: ['drive'], ...given })]
  const range = { arguments: { distance_m: { min: 0.1, max: 10 } } }
  test.each<[Partial<Grant>, Partial<AuthorityRequest>, string]>([
    [range, { arguments: { distance_m: 10 } }, 'grant'],
    [range, { arguments: { distance_m: 10.000000000000002 } }, 'grant-argument'],
    [range, { arguments: { distance_m: 0.1 } }, 'grant'],
    [range, { arguments: { distance_m: 0.09999999999999999 } }, 'grant-argument'],
    [range, { arguments: { distance_m: 1e300 } }, 'grant-argument'],
    [range, { arguments: { distance_m: Number.NaN } }, 'grant-argument'],
    [range, { arguments: { speed: 1 } }, 'grant'],
    [{ arguments: { in: { min: -1, max: 0 } } }, { arguments: { in: -1e-9 } }, 'grant'],
    [{ arguments: { in: { min: -1, max: 0 } } }, { arguments: { in: 1e-9 } }, 'grant-argument'],
    [{ from: '2029-01-10' }, { at: '2029-01-10T00:00:00Z' }, 'grant'],
    [{ from: '2029-01-10' }, { at: '2029-01-09T23:59:59.999999Z' }, 'grant-window'],
    [{ until: '2029-01-10' }, { at: '2029-01-10T00:00:00Z' }, 'grant-window'],
    [{ until: '2029-01-10' }, { at: '2029-01-09T23:59:59.999999Z' }, 'grant'],
    [{ until: '2029-01-10' }, { at: '2029-01-10T07:59:00+08:00' }, 'grant'],
    [{}, { at: '2025-04-23T23:59:59Z' }, 'grant-window'],
    [{ phases: ['surface'] }, {}, 'grant'],
    [{ phases: ['descent'] }, {}, 'grant-phase'],
    [{ approvals: 1 }, {}, 'grant-approvals'],
    [{ approvals: 1 }, { approvals: [{ party: 'metu', person: 'ada' }] }, 'grant'],
    [{ approvals: 2 }, { approvals: [1, 2].map(() => ({ party: 'metu', person: 'ada' })) }, 'grant-approvals'],
    [{ approvals: 2 }, { approvals: ['ada', 'can'].map((person) => ({ party: 'metu', person })) }, 'grant'],
  ])('%j asked %j', (given, asked, rule) => {
    expect(ask(bounded(given), { ...to, ...asked }).rule).toBe(rule)
  })

  test('a revocation holds from its time on, and reaches a compiled model', () => {
    const revoked = new Map([['drive', '2029-01-10T06:00:00Z']])
    expect(ask(bounded({}), { ...to, at: '2029-01-10T05:59:59.999Z' }, revoked).permitted).toBe(true)
    expect(ask(bounded({}), to, revoked)).toMatchObject({ permitted: false, rule: 'grant-revocation' })
    expect(ask(bounded({ revocable: false }), to, revoked).permitted).toBe(true)
  })

  test('names in the text of a policy cannot end it', () => {
    const hostile = '"] .contains(context.command) || true || ["\\'
    expect(ask(bounded({ actions: [hostile] }), to).rule).toBe('grant-action')
    expect(ask(bounded({ actions: [hostile] }), { ...to, action: hostile }).rule).toBe('grant')
  })
})

describe('a grant passed on', () => {
  const first = grant('first', { grantee: 'hkust', actions: ['drive', 'stop'], onward: true, until: '2029-02-01' })
  const second = grant('second', { grantor: 'hkust', grantee: 'suparco', actions: ['*'] })
  const by = { party: 'suparco', element: 'rover', action: 'drive' }
  test('holds within the bounds of the first', () => {
    expect(ask([first, second], by).permitted).toBe(true)
    expect(ask([first, second], { ...by, action: 'dig' })).toMatchObject({
      rule: 'grant-action',
      fact: expect.stringContaining('first'),
    })
    expect(ask([first, second], { ...by, at: '2029-02-01T00:00:00Z' }).rule).toBe('grant-window')
    expect(ask([first, second], by, new Map([['first', '2029-01-01']])).rule).toBe('grant-revocation')
  })
  test.each<[string, Grant[], string]>([
    ['not when the first may not be passed on', [{ ...first, onward: false }, second], 'grantor-has-no-right'],
    ['not without a first', [second], 'grantor-has-no-right'],
    ['not in a circle', [second, grant('third', { grantor: 'suparco', onward: true })], 'grantor-has-no-right'],
    ['not to the owner', [grant('x', { grantor: 'hkust', grantee: 'metu' })], 'grantee-owns'],
    ['not by a stranger', [grant('x', { grantee: 'nobody' })], 'unknown-party'],
    ['not on nothing', [grant('x', { element: 'nothing' })], 'unknown-element'],
    ['not for a time that is none', [grant('x', { until: 'spring' })], 'bad-time'],
  ])('%s', (_, grants, why) => {
    const model = compileAuthority({ parties, elements, agreements: [agreement('joint-operation', grants)] })
    expect(model.voidGrants[0]?.why).toBe(why)
    expect(model.grants.size).toBe(grants.some((g) => g.id === 'first') ? 1 : 0)
  })
  test('not by those who did not sign', () => {
    const agreements = [agreement('a', [drive], { parties: ['metu', 'cnsa'] })]
    expect(compileAuthority({ parties, elements, agreements }).voidGrants[0]?.why).toBe('not-in-agreement')
  })
})

test('a policy that cannot be evaluated denies', () => {
  const model = compileAuthority({ parties, elements, agreements: [] })
  const broken: AuthorityModel = {
    ...model,
    slice: () => ({
      bounded: false,
      policies: {
        'owner-commands': 'permit(principal, action, resource);',
        'two-people-two-parties': 'forbid(principal, action, resource) when { context.nothing };',
      },
    }),
  }
  expect(authoriseWith(broken, engine)(request({}))).toMatchObject({ permitted: false, rule: 'rules-not-evaluated' })
})
