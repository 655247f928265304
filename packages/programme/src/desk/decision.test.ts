import { unwrap } from '@magpie/core/result'
import type { Role } from '@magpie/mission/role'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluatePortfolio, sum } from '../portfolio.ts'
import { decisionOf, selectedOf } from './decision-acts.ts'
import { deskProblem } from './decision-problem.ts'
import type { ProposalOutcome } from './decision-record.ts'
import { type Act, type ActName, replay } from './desk.ts'
import { describeRefusal } from './refusal.ts'
import { type Bench, stamp } from './testing/sample.ts'
import { element, proposedDesk, runOf } from './testing/selection-sample.ts'

const officer = stamp('agency', ['officer'])
const chair = { ...stamp('agency', ['chair']), person: 'the-chair' }
const lead = (party: string) => stamp(party, ['proposer'])
const why = { reason: 'it is good' }
const outcomes = (...selected: string[]): ProposalOutcome[] =>
  ['p-1', 'p-2', 'p-3'].map((proposal) => ({
    ...{ proposal, ...why },
    outcome: selected.includes(proposal) ? 'selected' : 'declined',
  }))
const told = (judged: ReturnType<Bench['do']>) => (judged.ok ? 'done' : describeRefusal(judged.error))

/** p-2 and p-3 are the optimum of 130; the motion is for what is given. */
function moved(selected: string[], departure?: string): Bench {
  const bench = proposedDesk()
  unwrap(bench.do('selection-run', runOf(bench.desk, 'run-1'), chair))
  unwrap(
    bench.do('decision-moved', { decision: 'd-1', run: 'run-1', outcomes: outcomes(...selected), departure }, chair),
  )
  return bench
}

function announced(selected: string[], departure?: string): Bench {
  const bench = moved(selected, departure)
  unwrap(bench.do('decision-voted', { decision: 'd-1', vote: 'yes', ...why }, chair))
  unwrap(bench.do('decision-taken', { decision: 'd-1', ...why }, officer))
  unwrap(bench.do('decision-announced', { decision: 'd-1' }, officer))
  return bench
}

describe('a run', () => {
  it('keeps what it was made of, and must be worth what it says', () => {
    const bench = proposedDesk()
    const run = runOf(bench.desk, 'run-1')
    expect(run.result).toMatchObject({ kind: 'optimum', proposals: ['p-2', 'p-3'], score: 130 })
    const lie = { ...run, result: { ...run.result, score: 131 } }
    expect(told(bench.do('selection-run', lie, chair))).toMatch(/is not what its portfolio is worth: 130/)
    expect(told(bench.do('selection-run', run, lead('alpha')))).toMatch(/takes the role officer or chair/)
    expect(told(bench.do('selection-run', run, stamp('alpha', ['officer'])))).toMatch(/is agency's/)
    unwrap(bench.do('selection-run', run, chair))
    expect(bench.desk.runs.get('run-1')).toMatchObject({
      person: 'the-chair',
      versions: { 'p-1': 1, 'p-2': 1, 'p-3': 1 },
    })
  })

  it.each([
    ['a score left out', { scores: { 'p-1': 1, 'p-2': 1 } }, /needs a score of p-3/],
    ['a score of nothing', { scores: { 'p-1': 1, 'p-2': 1, 'p-3': 1, 'p-9': 1 } }, /"p-9" is no proposal/],
    ['a wish for nothing', { forced: { in: ['p-9'], out: [] } }, /"p-9" is no proposal/],
  ])('with %s is refused', (_, changes, sentence) => {
    const bench = proposedDesk()
    expect(told(bench.do('selection-run', runOf(bench.desk, 'run-1', changes), chair))).toMatch(sentence)
  })
})

describe('a decision', () => {
  it.each<[string, ProposalOutcome[], string | undefined, RegExp]>([
    ['leaves one out', outcomes('p-2').slice(1), undefined, /leaves p-1 undecided/],
    ['decides one twice', [...outcomes('p-2', 'p-3'), outcomes('p-1')[0]!], undefined, /p-1 is decided twice/],
    ['breaks a limit', outcomes('p-1', 'p-2', 'p-3'), 'we want all', /mass: 90 is over the limit of 60/],
    ['departs from the optimum without a reason', outcomes('p-1', 'p-2'), undefined, /worth 130, this 110, 20 less/],
    ['is the optimum', outcomes('p-2', 'p-3'), undefined, /^done$/],
  ])('that %s', (_, list, departure, sentence) => {
    const bench = proposedDesk()
    unwrap(bench.do('selection-run', runOf(bench.desk, 'run-1'), chair))
    const motion = { decision: 'd-1', run: 'run-1', outcomes: list, departure }
    expect(told(bench.do('decision-moved', motion, chair))).toMatch(sentence)
  })

  it('may differ from the optimum for a reason, and what that costs is on record', () => {
    const bench = announced(['p-1', 'p-2'], 'two countries')
    expect(bench.desk.decisions.get('d-1')).toMatchObject({ loss: 20, score: 110, departure: 'two countries' })
    expect(bench.acts.at(-1)!.body).toMatchObject({ selected: ['p-1', 'p-2'] })
    expect(JSON.stringify(bench.acts.at(-1)!.body)).not.toContain('p-3')
  })

  it('takes more votes for than against, the last of each person, and proposals as they were', () => {
    const bench = moved(['p-2', 'p-3'])
    const vote = (by: string, v: string) =>
      bench.do('decision-voted', { decision: 'd-1', vote: v, ...why }, { ...chair, person: by })
    unwrap(vote('one', 'yes'))
    unwrap(vote('two', 'yes'))
    unwrap(vote('two', 'no'))
    const take = () => told(bench.do('decision-taken', { decision: 'd-1', ...why }, officer))
    expect(take()).toMatch(/not carried: 1 for it, 1 against, 0 abstained; it takes more for than against/)
    unwrap(vote('three', 'yes'))
    const grown = { title: 'Grown', lead: 'beta', level: 'system', elements: [element('e-2', 29)], cost: 1 }
    unwrap(bench.do('proposal-submitted', { letter: 'l-2', proposal: 'p-2', content: grown }, lead('beta')))
    expect(take()).toMatch(/p-2 changed since run-1: run the selection again/)
  })

  it('once taken is the only one, and its proposals stand as they are', () => {
    const bench = announced(['p-2', 'p-3'])
    expect(told(bench.do('proposal-withdrawn', { proposal: 'p-2', ...why }, lead('beta')))).toMatch(/d-1 is taken on/)
    const again = { decision: 'd-2', run: 'run-1', outcomes: outcomes('p-2', 'p-3') }
    expect(told(bench.do('decision-moved', again, chair))).toMatch(/d-1 is taken on/)
  })

  it('tells each lead its own outcome', () => {
    const bench = moved(['p-2', 'p-3'])
    unwrap(bench.do('decision-voted', { decision: 'd-1', vote: 'yes', ...why }, chair))
    unwrap(bench.do('decision-taken', { decision: 'd-1', ...why }, officer))
    const { notices } = unwrap(bench.do('decision-announced', { decision: 'd-1' }, officer))
    expect(notices.map((n) => [n.to, n.subject])).toEqual([
      ['alpha', 'Your proposal p-1 is declined'],
      ['beta', 'Your proposal p-2 is selected'],
      ['alpha', 'Your proposal p-3 is selected'],
    ])
  })
})

describe('a project', () => {
  const form = (bench: Bench, project: string, from: unknown[], changes = {}) => {
    const base = { decision: 'd-1', project, name: 'A project', level: 'system', lead: 'alpha', from, ...why }
    return bench.do('project-formed', { ...base, ...changes }, officer)
  }

  it('is merged of proposals, with their mass and score, and stands once every lead confirms', () => {
    const bench = announced(['p-1', 'p-2'], 'two countries')
    unwrap(form(bench, 'joint', [{ proposal: 'p-1' }, { proposal: 'p-2' }]))
    const standing = () => bench.desk.projects.get('joint')!
    expect(standing()).toMatchObject({ mass_kg: 55, score: 110, leads: ['alpha', 'beta'], state: 'formed' })
    const confirm = (party: string) => bench.do('project-confirmed', { project: 'joint' }, lead(party))
    unwrap(confirm('alpha'))
    expect([told(confirm('alpha')), standing().state]).toEqual([
      expect.stringMatching(/confirmed joint already/),
      'formed',
    ])
    expect(told(confirm('agency'))).toMatch(/is alpha, beta's/)
    unwrap(confirm('beta'))
    expect(standing().state).toBe('standing')
    expect(told(bench.do('project-declined', { project: 'joint', ...why }, lead('beta')))).toMatch(/is standing/)
  })

  it('is split of one, and the parts are worth together what it was', () => {
    const bench = announced(['p-1', 'p-2'], 'two countries')
    unwrap(form(bench, 'left', [{ proposal: 'p-1', elements: ['e-1a'] }]))
    unwrap(form(bench, 'right', [{ proposal: 'p-1', elements: ['e-1b'] }]))
    const parts = [...bench.desk.projects.values()]
    expect(parts.map((p) => p.mass_kg)).toEqual([20, 10])
    expect(sum(parts.map((p) => p.score))).toBeCloseTo(50, 5)
    expect(told(form(bench, 'more', [{ proposal: 'p-1' }]))).toMatch(/"e-1a" is in left; .*"e-1b" is in right/)
    unwrap(bench.do('project-declined', { project: 'left', ...why }, lead('alpha')))
    unwrap(form(bench, 'more', [{ proposal: 'p-1', elements: ['e-1a'] }]))
  })

  it.each([
    ['what was not selected', [{ proposal: 'p-3' }], {}, /"p-3" is not selected/],
    ['an element it has not', [{ proposal: 'p-2', elements: ['e-9'] }], {}, /p-2 has no element "e-9"/],
    ['the same twice', [{ proposal: 'p-2' }, { proposal: 'p-2' }], {}, /"e-2" is in this project already/],
    ['a lead from outside', [{ proposal: 'p-2' }], { lead: 'agency' }, /is none of the project's parties: beta/],
    ['a party from outside', [{ proposal: 'p-1' }], { parties: ['alpha', 'beta'] }, /"beta" is in none of/],
  ])('is not made of %s', (_, from, changes, sentence) => {
    expect(told(form(announced(['p-1', 'p-2'], 'x'), 'one', from, changes))).toMatch(sentence)
  })
})

describe('any sequence of attempts', () => {
  const id = (...ids: string[]) => fc.constantFrom(...ids)
  const outcome = id('selected', 'selected', 'reserve', 'declined')
  const proposal = id('p-1', 'p-1', 'p-2', 'p-2', 'p-3')
  const attempts: Record<string, [number, fc.Arbitrary<unknown>]> = {
    'selection-run': [3, fc.record({ run: id('r-1', 'r-2', 'r-3'), forced: fc.boolean() })],
    'decision-moved': [
      6,
      fc.record({
        decision: id('d-1', 'd-2'),
        run: id('r-1', 'r-2', 'r-3'),
        picks: fc.tuple(outcome, outcome, outcome),
      }),
    ],
    'decision-voted': [
      6,
      fc.record({ decision: id('d-1', 'd-2'), vote: id('yes', 'yes', 'yes', 'no', 'abstain'), reason: id('so') }),
    ],
    'decision-taken': [5, fc.record({ decision: id('d-1', 'd-2'), reason: id('so') })],
    'decision-announced': [4, fc.record({ decision: id('d-1', 'd-2') })],
    'project-formed': [
      8,
      fc.record({
        ...{ decision: id('d-1', 'd-2'), project: id('x', 'y', 'z'), name: id('A project'), reason: id('so') },
        ...{ level: id('system'), lead: id('alpha', 'beta') },
        from: fc.array(fc.record({ proposal }, { requiredKeys: ['proposal'] }), { minLength: 1, maxLength: 2 }),
      }),
    ],
    'decision-recused': [1, fc.record({ decision: id('d-1', 'd-2'), reason: id('so') })],
    'decision-lapsed': [1, fc.record({ decision: id('d-1', 'd-2'), reason: id('so') })],
    'project-confirmed': [8, fc.record({ project: id('x', 'y', 'z') })],
    'project-declined': [4, fc.record({ project: id('x', 'y', 'z'), reason: id('so') })],
    'proposal-withdrawn': [1, fc.record({ proposal, reason: id('so') })],
    'transfer-offered': [1, fc.record({ call: id('south-pole'), to: id('alpha'), reason: id('so') })],
    'transfer-accepted': [1, fc.record({ call: id('south-pole') })],
  }
  const attempt = fc.tuple(
    fc.oneof(
      ...Object.entries(attempts).map(([kind, [weight, arbitrary]]) => ({
        weight,
        arbitrary: fc.tuple(fc.constant(kind as ActName), arbitrary),
      })),
    ),
    id('agency', 'agency', 'agency', 'alpha', 'beta'),
    id('one', 'two', 'three'),
    fc.constantFrom<Role[]>(['officer', 'chair', 'proposer'], ['officer', 'chair', 'proposer'], ['chair'], []),
  )

  it('reaches only legal states, and the acts alone give the same state again', () => {
    const done = new Set<string>()
    fc.assert(
      fc.property(fc.array(attempt, { minLength: 60, maxLength: 160 }), fc.boolean(), (tries, far) => {
        const bench = far ? announced(['p-1', 'p-2'], 'two countries') : proposedDesk()
        for (const [[kind, input], party, person, roles] of tries) {
          bench.do(kind, inputOf(bench, kind, input), { ...stamp(party, roles), person })
          expectLegal(bench)
        }
        for (const { kind } of bench.acts) done.add(kind)
        expect(replay(JSON.parse(JSON.stringify(bench.acts)) as Act[])).toEqual(bench.desk)
      }),
      { numRuns: 100 },
    )
    expect([...done]).toEqual(expect.arrayContaining(Object.keys(attempts)))
  })
})

/** What a run and a motion need to make sense. */
function inputOf({ desk }: Bench, kind: ActName, input: unknown): unknown {
  if (kind === 'selection-run') {
    const { run, forced } = input as { run: string; forced: boolean }
    return runOf(desk, run, forced ? { forced: { in: ['p-1', 'p-3'], out: [] } } : {})
  }
  if (kind !== 'decision-moved') return input
  const { decision, run, picks } = input as { decision: string; run: string; picks: ProposalOutcome['outcome'][] }
  const known = ['p-1', 'p-2', 'p-3'].filter((p) => desk.proposals.get(p)!.state === 'submitted')
  const list = known.map((proposal, i) => ({ proposal, outcome: picks[i]!, reason: 'so' }))
  return { decision, run, outcomes: list, departure: 'so' }
}

function expectLegal({ desk }: Bench) {
  expect(
    [...desk.decisions.values()].filter((d) => d.state === 'taken' || d.state === 'announced').length,
  ).toBeLessThanOrEqual(1)
  for (const d of desk.decisions.values()) {
    const run = desk.runs.get(d.run)!
    expect(d.outcomes.map((o) => o.proposal).sort()).toEqual(Object.keys(run.versions).sort())
    if (d.state === 'moved' || d.state === 'lapsed') continue
    const aside = new Set(d.recusals?.map((r) => r.person))
    const last = [...new Map(d.votes.map((v) => [v.person, v])).values()].filter((v) => !aside.has(v.person))
    const count = (vote: string) => last.filter((v) => v.vote === vote).length
    expect(aside).not.toContain(d.takenBy)
    expect(count('yes')).toBeGreaterThan(count('no'))
    expect(decisionOf(desk, d.call)).toBe(d)
    const problem = unwrap(deskProblem(desk, desk.calls.get(d.call)!, run.inputs))
    expect(evaluatePortfolio(problem, selectedOf(d.outcomes)).violations).toEqual([])
  }
  const held: string[] = []
  for (const p of desk.projects.values()) {
    const decision = desk.decisions.get(p.decision)!
    expect(decision.state).toBe('announced')
    for (const part of p.from) expect(selectedOf(decision.outcomes)).toContain(part.proposal)
    expect(p.state === 'standing').toBe(p.state !== 'declined' && p.leads.every((l) => p.confirmed.includes(l)))
    if (p.state !== 'declined') held.push(...p.from.flatMap((part) => part.elements))
  }
  expect(new Set(held).size).toBe(held.length)
}
