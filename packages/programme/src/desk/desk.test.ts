import { unwrap } from '@magpie/core/result'
import { role } from '@magpie/mission/role'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ACTS, type Act, type ActName, judge, replay } from './desk.ts'
import { describeRefusal } from './refusal.ts'
import { Bench, CALL, content, DEADLINE, GROUND, stamp } from './testing/sample.ts'

const submit = (letter: string, lead: string, changes: Record<string, unknown> = {}) => ({
  call: 'south-pole',
  letter,
  content: content(lead, changes),
})
const proposer = (party: string, at?: string) => stamp(party, ['proposer'], at)

function refusalOf(judged: ReturnType<Bench['do']>) {
  if (judged.ok) throw new Error('it was not refused')
  return judged.error
}

describe('a letter', () => {
  it.each([
    ['2030-12-31T15:59:59.999Z', 'in'],
    [DEADLINE, 'in'],
    ['2030-12-31T16:00:00.001Z', 'late'],
    ['2030-09-30T12:00:00.000Z', 'too-early'],
  ])('received at %s is %s', (at, verdict) => {
    const judged = Bench.opened().do('letter-submitted', submit('rover', 'alpha'), proposer('alpha', at))
    if (judged.ok) expect((judged.value.act.body as { receipt: { verdict: string } }).receipt.verdict).toBe(verdict)
    else expect(judged.error.kind).toBe(verdict)
  })

  it('in grace is taken and says so', () => {
    const bench = Bench.opened()
    const move = {
      call: 'south-pole',
      deadline: 'letters',
      day: '2030-12-31',
      time: '24:00',
      grace_s: 60,
      reason: 'storm',
    }
    unwrap(bench.do('deadline-moved', move, stamp('agency', ['officer'])))
    const at = '2030-12-31T16:00:59.000Z'
    const judged = unwrap(bench.do('letter-submitted', submit('rover', 'alpha'), proposer('alpha', at)))
    expect(judged.act.body).toMatchObject({ receipt: { verdict: 'in-grace', after_s: 59 } })
  })

  it('is judged by the deadline as moved, and keeps the one it was moved from', () => {
    const bench = Bench.opened()
    const at = '2031-01-05T00:00:00.000Z'
    expect(refusalOf(bench.do('letter-submitted', submit('rover', 'alpha'), proposer('alpha', at))).kind).toBe('late')
    const move = { call: 'south-pole', deadline: 'letters', day: '2031-01-31', time: '12:00', reason: 'more time' }
    unwrap(bench.do('deadline-moved', move, stamp('agency', ['officer'], at)))
    unwrap(bench.do('letter-submitted', submit('rover', 'alpha'), proposer('alpha', at)))
    const { versions } = bench.desk.calls.get('south-pole')!
    expect(versions.map((v) => v.call.letters.revisions.length)).toEqual([1, 2])
  })

  it.each([
    ['over the module limit', { mass_kg: 50.1 }, '/content/mass_kg'],
    ['over the whole envelope', { level: 'unit', mass_kg: 61, answers: { heritage: 'x' } }, '/content/mass_kg'],
    ['with a negative mass', { mass_kg: -1 }, '/content/mass_kg'],
    ['with a mass in words', { mass_kg: '20 lb' }, '/content/mass_kg'],
    ['without a required answer', { level: 'unit' }, '/content/answers/heritage'],
    ['with a choice that is none', { answers: { class: 'c' } }, '/content/answers/class'],
    ['with an answer to no question', { answers: { colour: 'red' } }, '/content/answers/colour'],
    ['with a level the call does not take', { level: 'mission' }, '/content/level'],
    ['with a script for a title', { title: '<script>alert(1)</script>' }, '/content/title'],
    ['with a title that runs backwards', { title: 'a\u202Eb' }, '/content/title'],
    ['with an unknown party', { team: [{ party: 'gamma', part: 'wheels' }] }, '/content/team/0/party'],
    [
      'with a party twice',
      { team: ['beta', 'beta'].map((p) => ({ party: p, part: 'wheels' })) },
      '/content/team/1/party',
    ],
    ['led by another', { lead: 'beta' }, '/content/lead'],
    ['with a field nobody knows', { weight: 3 }, '/content'],
  ])('%s is told at its field', (_name, changes, field) => {
    const judged = Bench.opened().do('letter-submitted', submit('rover', 'alpha', changes), proposer('alpha'))
    const refusal = refusalOf(judged)
    expect(refusal.kind === 'fields' && refusal.problems.map((p) => p.field)).toContain(field)
  })

  it('is confirmed by its team, once a version, and again after a change', () => {
    const bench = Bench.opened()
    const team = { team: [{ party: 'beta', part: 'wheels' }] }
    unwrap(bench.do('letter-submitted', submit('rover', 'alpha', team), proposer('alpha')))
    const confirm = (version: number) =>
      bench.do('part-confirmed', { letter: 'rover', version }, stamp('beta', ['member']))
    unwrap(confirm(1))
    expect(refusalOf(confirm(1))).toMatchObject({ rule: 'once' })
    unwrap(bench.do('letter-submitted', submit('rover', 'alpha', { ...team, mass_kg: 25 }), proposer('alpha')))
    expect(bench.desk.letters.get('rover')!.confirmed).toEqual([])
    expect(refusalOf(confirm(1))).toMatchObject({ rule: 'last-version' })
    unwrap(confirm(2))
  })

  it('splits into others, and two merge once both leads want it', () => {
    const bench = Bench.opened()
    unwrap(bench.do('letter-submitted', submit('whole', 'alpha'), proposer('alpha')))
    const into = ['left', 'right'].map((letter) => ({ letter, content: content('alpha', { mass_kg: 10 }) }))
    unwrap(bench.do('letter-split', { letter: 'whole', into }, proposer('alpha')))
    unwrap(bench.do('letter-submitted', submit('other', 'beta'), proposer('beta')))
    const offer = { letters: ['left', 'other'], merged: 'joint', content: content('alpha', { mass_kg: 30 }) }
    unwrap(bench.do('merge-offered', offer, proposer('alpha')))
    expect(refusalOf(bench.do('merge-accepted', { merged: 'joint' }, proposer('alpha'))).kind).toBe('not-yours')
    unwrap(bench.do('merge-accepted', { merged: 'joint' }, proposer('beta')))
    const states = [...bench.desk.letters.values()].map((l) => [l.id, l.state, l.from, l.became])
    expect(states).toEqual([
      ['whole', 'split', [], ['left', 'right']],
      ['left', 'merged', ['whole'], ['joint']],
      ['right', 'submitted', ['whole'], []],
      ['other', 'merged', [], ['joint']],
      ['joint', 'submitted', ['left', 'other'], []],
    ])
  })
})

describe('a proposal', () => {
  const element = (mass: number, changes: Record<string, unknown> = {}) => ({
    ...{ id: 'rover-1', name: 'Rover', kind: 'rover' },
    parameters: [{ name: 'mass', value: mass, unit: 'kg', maturity: 'new', asOf: '2030-11' }],
    ...changes,
  })
  const proposal = (elements: unknown[], changes: Record<string, unknown> = {}) => ({
    letter: 'rover',
    proposal: 'p-rover',
    content: { title: 'A rover', lead: 'alpha', level: 'system', elements, cost: 3, ...changes },
  })
  const answer = (what: string) => ({ letter: 'rover', answer: what, reason: 'a fit' })

  function invited(): Bench {
    const bench = Bench.opened()
    unwrap(bench.do('letter-submitted', submit('rover', 'alpha'), proposer('alpha')))
    unwrap(bench.do('letter-answered', answer('invited'), stamp('agency', ['officer'])))
    return bench
  }

  it('needs an invited letter, and the letter its owner', () => {
    const bench = Bench.opened()
    unwrap(bench.do('letter-submitted', submit('rover', 'alpha'), proposer('alpha')))
    const early = bench.do('proposal-submitted', proposal([element(20)]), proposer('alpha'))
    expect(refusalOf(early)).toMatchObject({ rule: 'invited' })
    unwrap(bench.do('letter-answered', answer('declined'), stamp('agency', ['officer'])))
    expect(refusalOf(bench.do('letter-answered', answer('invited'), stamp('agency', ['officer']))).kind).toBe('rule')
    expect(refusalOf(bench.do('proposal-submitted', proposal([element(20)]), proposer('beta'))).kind).toBe('not-yours')
  })

  it('keeps its versions, and can be taken back', () => {
    const bench = invited()
    for (const mass of [20, 24]) unwrap(bench.do('proposal-submitted', proposal([element(mass)]), proposer('alpha')))
    expect(bench.desk.proposals.get('p-rover')!.versions).toHaveLength(2)
    unwrap(bench.do('proposal-withdrawn', { proposal: 'p-rover', reason: 'no money' }, proposer('alpha')))
    expect(replay(JSON.parse(JSON.stringify(bench.acts)) as Act[])).toEqual(bench.desk)
  })

  it.each([
    ['a module too heavy', [element(50.5)], '/content/elements/0/parameters'],
    ['more than the envelope', [element(40), element(30, { id: 'rover-2' })], '/content/elements'],
    [
      'a wrong unit',
      [element(20, { parameters: [{ name: 'mass', value: 20, unit: 'W', maturity: 'new', asOf: '2030' }] })],
      '/content/elements/0/parameters/0/unit',
    ],
    ['no mass', [element(20, { parameters: [] })], '/content/elements/0/parameters'],
    ['one id twice', [element(20), element(20)], '/content/elements/1/id'],
    ['a host that is not there', [element(20, { host: 'moon' })], '/content/elements/0/host'],
    ['no element', [], '/content/elements'],
    [
      'an impossible month',
      [element(20, { parameters: [{ name: 'mass', value: 1, unit: 'kg', maturity: 'new', asOf: 'soon' }] })],
      '/content/elements/0/parameters/0/asOf',
    ],
  ])('with %s is told at its field', (_name, elements, field) => {
    const refusal = refusalOf(invited().do('proposal-submitted', proposal(elements), proposer('alpha')))
    expect(refusal.kind === 'fields' && refusal.problems.map((p) => p.field)).toContain(field)
  })
})

describe('a call', () => {
  it('goes over to the party that accepts it, and its old owner has no say then', () => {
    const bench = Bench.opened()
    const officer = (party: string) => stamp(party, ['officer'])
    const close = { call: 'south-pole', reason: 'over' }
    unwrap(bench.do('transfer-offered', { call: 'south-pole', to: 'beta', reason: 'new lead' }, officer('agency')))
    expect(refusalOf(bench.do('transfer-accepted', { call: 'south-pole' }, officer('alpha'))).kind).toBe('not-yours')
    unwrap(bench.do('transfer-accepted', { call: 'south-pole' }, officer('beta')))
    expect(refusalOf(bench.do('call-closed', close, officer('agency'))).kind).toBe('not-yours')
    expect(bench.desk.calls.get('south-pole')!.owners).toMatchObject([
      { party: 'agency' },
      { party: 'beta', reason: 'new lead' },
    ])
    unwrap(bench.do('call-closed', close, officer('beta')))
    const late = bench.do('letter-submitted', submit('rover', 'alpha'), proposer('alpha'))
    expect(describeRefusal(refusalOf(late))).toContain('closed')
  })

  it('cannot change its dates by an amendment', () => {
    const call = { ...CALL, publishedOn: '2030-11-11' }
    const refused = Bench.opened().do('call-amended', { call, reason: 'quietly' }, stamp('agency', ['officer']))
    expect(refusalOf(refused)).toMatchObject({ problems: [{ field: '/call/publishedOn' }] })
  })

  it('answers in public what was asked', () => {
    const bench = Bench.opened()
    unwrap(bench.do('question-asked', { call: 'south-pole', text: 'May we bring a drill?' }, proposer('alpha')))
    const answer = { call: 'south-pole', question: 'q-1', answer: 'Yes.' }
    const judged = unwrap(bench.do('question-answered', answer, stamp('agency', ['officer'])))
    expect(judged.concerns).toBe('everyone')
    expect(judged.notices.map((n) => n.to)).toEqual(['alpha'])
  })
})

/** Any act by anyone at any time, most of them sensible, so that a walk comes far. */
const mostly = <T>(usual: T, odd: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 9 }, { arbitrary: odd, weight: 1 })
const party = fc.constantFrom('agency', 'alpha', 'beta', 'gamma')
const letter = fc.constantFrom('l1', 'l2', 'l3', 'l4', 'l5', 'l6', 'l7')
const call = mostly('south-pole', fc.constant('no-call'))
const reason = fc.constant('because')
const bodyOf = (who: string) =>
  fc.record({
    title: mostly('A rover', fc.string({ maxLength: 12, unit: 'grapheme' })),
    lead: mostly(who, party),
    level: mostly('system', fc.constantFrom('unit', 'mission')),
    team: fc.array(fc.record({ party: fc.constantFrom('agency', 'alpha', 'beta'), part: reason }), { maxLength: 1 }),
    mass_kg: mostly(20, fc.integer({ min: -5, max: 70 })),
    funding: fc.constant(['alpha']),
    mode: fc.constantFrom('bilateral', 'multilateral'),
    declaresForeignParty: fc.boolean(),
    answers: mostly({}, fc.constantFrom<Record<string, string>>({ heritage: 'much' }, { class: 'a' })),
  })
const inputsOf = (who: string): Partial<Record<ActName, [number, fc.Arbitrary<unknown>]>> => ({
  'letter-submitted': [8, fc.record({ call, letter, content: bodyOf(who) })],
  'letters-imported': [
    3,
    fc.record({ call, letters: fc.array(fc.record({ letter, content: bodyOf(who) }), { minLength: 1, maxLength: 3 }) }),
  ],
  'letter-withdrawn': [1, fc.record({ letter, reason })],
  'part-confirmed': [3, fc.record({ letter, version: fc.integer({ min: 1, max: 2 }) })],
  'letter-split': [
    2,
    fc.record({ letter, into: fc.array(fc.record({ letter, content: bodyOf(who) }), { minLength: 1, maxLength: 3 }) }),
  ],
  'merge-offered': [4, fc.record({ letters: fc.tuple(letter, letter), merged: letter, content: bodyOf(who) })],
  'merge-accepted': [6, fc.record({ merged: letter })],
  'deadline-moved': [
    1,
    fc.record({
      call,
      deadline: fc.constantFrom('letters', 'proposals'),
      day: mostly('2031-03-01', fc.constantFrom('2030-11-15', '2030-01-01')),
      time: fc.constantFrom('12:00', '24:00'),
      reason,
    }),
  ],
  'transfer-offered': [1, fc.record({ call, to: party, reason })],
  'transfer-accepted': [1, fc.record({ call })],
  'question-asked': [1, fc.record({ call, text: fc.string({ maxLength: 9 }) })],
  'call-closed': [1, fc.record({ call: mostly('no-call', call), reason })],
})
const attempt = fc.constantFrom('agency', 'alpha', 'alpha', 'beta', 'beta', 'gamma').chain((who) => {
  const inputs = Object.entries(inputsOf(who)) as [ActName, [number, fc.Arbitrary<unknown>]][]
  const choices = inputs.map(([kind, [weight, arbitrary]]) => ({
    weight,
    arbitrary: fc.tuple(fc.constant(kind), arbitrary),
  }))
  const roles = mostly([...role.options], fc.subarray(role.options))
  return fc.tuple(fc.oneof(...choices), fc.constant(who), roles, fc.nat(1440))
})

describe('any sequence of attempts', () => {
  it('reaches only legal states, and the acts alone give the same state again', () => {
    const done = new Set<string>()
    fc.assert(
      fc.property(fc.array(attempt, { minLength: 40, maxLength: 120 }), (tries) => {
        const bench = Bench.opened()
        let at = Date.parse('2030-09-28T00:00:00Z')
        for (const [[kind, input], who, roles, minutes] of tries) {
          at += minutes * 60_000
          bench.do(kind, input, stamp(who, roles, new Date(at).toISOString()))
          expectLegal(bench)
        }
        for (const { kind } of bench.acts) done.add(kind)
        const told = JSON.parse(JSON.stringify(bench.acts)) as Act[]
        expect(replay(told)).toEqual(bench.desk)
      }),
      { numRuns: 100 },
    )
    // The walk is worth something only if it comes far.
    const far: ActName[] = [
      'letters-imported',
      'letter-withdrawn',
      'letter-split',
      'merge-accepted',
      'part-confirmed',
      'transfer-accepted',
    ]
    expect([...done]).toEqual(expect.arrayContaining(far))
  })

  it('never throws, whatever is sent', () => {
    const kinds = Object.keys(ACTS) as ActName[]
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.anything(), (kind, input) => {
        const judged = judge(Bench.opened().desk, kind, input, stamp('agency', role.options), GROUND)
        if (!judged.ok) expect(describeRefusal(judged.error)).not.toBe('')
      }),
      { numRuns: 2000 },
    )
  })
})

/** What must hold of the desk after every act. */
function expectLegal({ desk }: Bench) {
  for (const l of desk.letters.values()) {
    const record = desk.calls.get(l.call)!
    expect(l.versions.length).toBeGreaterThan(0)
    for (const v of l.versions) {
      expect(v.receipt.verdict).not.toBe('late')
      expect(v.content.lead).toBe(l.owner)
      expect(v.content.mass_kg ?? 0).toBeLessThanOrEqual(v.content.level === 'system' ? 50 : 60)
      expect(desk.parties.has(v.content.lead)).toBe(true)
    }
    expect(l.became.length > 0).toBe(l.state === 'split' || l.state === 'merged')
    for (const id of l.became) expect(desk.letters.get(id)!.from).toContain(l.id)
    for (const id of l.from) expect(desk.letters.get(id)!.became).toContain(l.id)
    const team = l.versions.at(-1)!.content.team.map((t) => t.party)
    for (const p of l.confirmed) expect(team).toContain(p)
    expect(record.versions.at(-1)!.call).toEqual(record.call)
  }
}
