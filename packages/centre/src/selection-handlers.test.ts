import type { Caller } from '@magpie/api/access'
import { studyView } from '@magpie/api/selection-operations'
import { unwrap } from '@magpie/core/result'
import { rehearsalSigner } from '@magpie/ledger/keys'
import type { Role } from '@magpie/mission/role'
import type { ActName } from '@magpie/programme/desk/desk'
import { assign, invite, review, withProposals } from '@magpie/programme/desk/testing/review-sample'
import { type Bench, GROUND, stamp } from '@magpie/programme/desk/testing/sample'
import { proposedDesk, runOf, SCORES } from '@magpie/programme/desk/testing/selection-sample'
import { exactSolver } from '@magpie/programme/study/exact'
import { describe, expect, it } from 'vitest'
import { memoryProgrammeStore } from './memory-programme-store.ts'
import { openProgrammeDesk, type ProgrammeDesk } from './programme-desk.ts'
import { selectionHandlers } from './selection-handlers.ts'
import { hiddenActsOfSelection } from './selection-views.ts'

const signers = { signerOf: async (party: string) => rehearsalSigner('a test', party) }
const solver = exactSolver({
  name: 'nobody',
  solve: () => {
    throw new Error('the search is enough here')
  },
})
const at = '2030-11-02T00:00:00.000Z'
const caller = (party: string, ...roles: Role[]): Caller => ({
  ...{ arrivedAt: at, party, roles },
  person: { id: `${party}-person`, name: `A person of ${party}` },
})
const officer = caller('agency', 'officer', 'chair')
const noMore = { synergies: [], exclusions: [], balance: [], forced: { in: [], out: [] } }
const scored = { ...noMore, scores: SCORES, scoresFrom: 'a test' }
const plain = { most: 20, seed: 'magpie' }

/** A centre at whose desk three proposals were submitted. */
async function centre() {
  const store = memoryProgrammeStore()
  const open = async () =>
    unwrap(await openProgrammeDesk({ store, signers, ground: GROUND, lead: 'agency', parties: [] }))
  const desk = await open()
  const tell = (p: string) => ({ party: p, person: { id: `${p}-person`, name: p } })
  for (const { kind, body, stamp } of proposedDesk().acts) {
    const given = givenOf(kind, body as Record<string, unknown>)
    unwrap(await desk.perform(kind, given, { ...tell(stamp.party), arrivedAt: stamp.at, roles: stamp.roles }))
  }
  return { desk, handlers: selectionHandlers({ desk, solver }), open }
}

/** What a person gave for an act, of what was recorded. */
function givenOf(kind: ActName, body: Record<string, unknown>): unknown {
  const { receipt: _r, version: _v, call, ...rest } = body
  if (kind === 'party-registered') {
    const { provenance: _p, ...party } = body['party'] as Record<string, unknown>
    return { party }
  }
  return kind === 'proposal-submitted' || kind === 'letter-answered' ? rest : { ...rest, call }
}

describe('the selection of a call at the desk', () => {
  it('is studied for its owner alone, and nothing is recorded', async () => {
    const { desk, handlers } = await centre()
    const before = desk.entries.length
    const asked = { call: 'south-pole', inputs: scored, ...plain, alternatives: 20, pareto: 'score,free:mass' }
    const study = unwrap(await handlers.selectionStudy(asked, officer))
    expect(studyView.safeParse(study).error).toBeUndefined()
    expect(study.optimum).toMatchObject({ proposals: ['p-2', 'p-3'], score: 130, proved: true })
    expect(study.proposals.map((p) => [p.id, p.in, p.price])).toEqual([
      ['p-1', false, 20],
      ['p-2', true, 60],
      ['p-3', true, 20],
    ])
    expect(study.pareto?.points[0]).toMatchObject({ first: 130, second: 0 })
    // All that a page needs to judge a portfolio by itself.
    expect(study.scoresFrom).toBe('a test')
    expect(study.instance).toMatchObject({
      limits: [{ id: 'mass', limit: 60, unit: 'kg' }],
      forced: { in: [], out: [] },
    })
    expect(study.proposals[0]).toMatchObject({ module_kg: 20, demands: { mass: 30 }, parties: ['alpha'] })
    expect(desk.entries.length).toBe(before)
    expect(await handlers.selectionStudy(asked, caller('alpha', 'officer'))).toMatchObject({
      error: { kind: 'not-allowed', party: 'agency' },
    })
  })

  it('says which field is wrong, and why wishes cannot be', async () => {
    const { handlers } = await centre()
    const ask = (more: object) =>
      handlers.selectionStudy({ call: 'south-pole', inputs: scored, ...plain, ...more }, officer)
    expect(await ask({ inputs: { ...scored, scores: { 'p-1': 1 } } })).toMatchObject({
      error: { kind: 'bad-request', problems: [{ field: '/scores/p-2' }, { field: '/scores/p-3' }] },
    })
    // Without reviews there are no scores of this centre's own.
    expect(await ask({ inputs: noMore })).toMatchObject({ error: { kind: 'bad-request' } })
    expect(await ask({ pareto: 'score' })).toMatchObject({ error: { problems: [{ field: '/pareto' }] } })
    expect(await ask({ pareto: 'score,beauty' })).toMatchObject({ error: { problems: [{ rule: 'objective' }] } })
    expect(await ask({ force_in: 'p-9' })).toMatchObject({ error: { kind: 'not-found', id: 'p-9' } })
    const study = unwrap(await ask({ force_in: 'p-1, p-3' }))
    expect(study.optimum).toBeUndefined()
    expect(study.conflict?.at(-1)).toBe('mass is limited to 60 kg; p-1, p-3 take 30 + 35 = 65 kg, 5 kg too much')
  })

  it('is run on record: inputs, result and who are in the ledger, which replays', async () => {
    const { desk, handlers, open } = await centre()
    const asked = { call: 'south-pole', run: 'run-1', inputs: scored }
    const { receipt, study } = unwrap(await handlers.selectionRun(asked, officer))
    expect(receipt).toMatchObject({ kind: 'selection-run', subject: 'run-1', party: 'agency' })
    expect(study.optimum?.score).toBe(130)
    const again = unwrap(await handlers.selectionRun({ ...asked, run: 'run-2' }, officer))
    const digest = (body: unknown) => (body as { digest: string }).digest
    expect(digest(again.receipt.body)).toBe(digest(receipt.body))
    expect((await open()).desk).toEqual(desk.desk)
    expect(await handlers.selectionRun(asked, officer)).toMatchObject({ error: { kind: 'conflict', with: 'run-1' } })
  })

  it('is seen whole by those who decide, by leads as far as it is theirs, and by others once it is announced', async () => {
    const { desk, handlers } = await centre()
    unwrap(await handlers.selectionRun({ call: 'south-pole', run: 'run-1', inputs: scored }, officer))
    const outcome = (proposal: string, what: 'selected' | 'declined') => ({
      proposal,
      outcome: what,
      reason: `${what} it is`,
    })
    const outcomes = [outcome('p-1', 'declined'), outcome('p-2', 'selected'), outcome('p-3', 'selected')]
    const decision = 'd-1'
    unwrap(await handlers.moveDecision({ decision, run: 'run-1', outcomes }, officer))
    unwrap(await handlers.voteDecision({ decision, vote: 'yes', reason: 'so' }, officer))
    const show = async (who: Caller) => unwrap(await handlers.selection({ call: 'south-pole' }, who))
    expect((await show(caller('alpha', 'proposer'))).decisions).toEqual([])
    expect((await show(caller('agency', 'member'))).decisions).toEqual([])
    expect((await show(officer)).decisions[0]?.votes).toHaveLength(1)
    unwrap(await handlers.takeDecision({ decision, reason: 'voted' }, officer))
    unwrap(await handlers.announceDecision({ decision }, officer))
    const [mine, other, publicly] = await Promise.all(
      [caller('alpha', 'proposer'), caller('beta', 'proposer'), { arrivedAt: at, roles: [] }].map(show),
    )
    expect(mine!.decisions[0]!.outcomes.map((o) => o.proposal)).toEqual(['p-1', 'p-3'])
    expect(other!.decisions[0]!.outcomes.map((o) => o.proposal)).toEqual(['p-2'])
    expect(publicly!.decisions[0]).toMatchObject({ selected: ['p-2', 'p-3'], outcomes: [] })
    expect([mine, other, publicly].every((v) => v!.runs.length === 0)).toBe(true)
    // What is announced has a title and a place in the ledger; what was moved and voted is not told.
    expect(publicly!.proposals.map((p) => [p.id, p.title, p.lead])).toEqual([
      ['p-2', 'Proposal 2', 'beta'],
      ['p-3', 'Proposal 3', 'alpha'],
    ])
    expect(publicly!.decisions[0]!.ledger.map((l) => l.kind)).toEqual(['decision-announced'])
    const whole = await show(officer)
    expect(whole.proposals).toHaveLength(3)
    expect(whole.decisions[0]!.ledger.map((l) => l.kind)).toEqual([
      ...['decision-moved', 'decision-voted', 'decision-taken', 'decision-announced'],
    ])
    const { ledger: places } = whole.decisions[0]!
    expect(places.every((l) => desk.entries[l.sequence]?.hash === l.hash)).toBe(true)
    const project = { decision, project: 'one', name: 'One', level: 'system' as const, lead: 'beta', reason: 'so' }
    unwrap(await handlers.formProject({ ...project, from: [{ proposal: 'p-2' }] }, officer))
    expect((await show(officer)).projects).toMatchObject([{ id: 'one', mass_kg: 25, score: 60, awaited: ['beta'] }])
    expect((await show(caller('beta', 'proposer'))).projects[0]?.score).toBeUndefined()
  })
})

describe('the selection that a mission records', () => {
  it('is not there without a mission', async () => {
    const { handlers } = await centre()
    expect(await handlers.recordedSelection({}, { arrivedAt: at, roles: [] })).toMatchObject({
      error: { kind: 'not-found', what: 'recorded selection' },
    })
  })
})

describe('the scores of a review', () => {
  async function reviewed() {
    const bench = invite(withProposals(['alpha', 'beta', 'gamma']), ['ada', 'bob'])
    unwrap(assign(bench, 'ada paper-1', 'bob paper-1', 'ada paper-2', 'bob paper-2', 'bob paper-3'))
    for (const [id, paper, science] of [
      ['ada', 'paper-1', 80],
      ['bob', 'paper-1', 60],
      ['ada', 'paper-2', 40],
      ['bob', 'paper-2', 20],
      ['bob', 'paper-3', 50],
    ] as const)
      unwrap(review(bench, id, paper, science))
    return bench
  }
  const handlersOf = (bench: Bench) =>
    selectionHandlers({ desk: { desk: bench.desk, entries: [] } as unknown as ProgrammeDesk, solver })

  it("are taken where none are given, each freed of its reviewers' offsets", async () => {
    const study = unwrap(
      await handlersOf(await reviewed()).selectionStudy({ call: 'south-pole', inputs: noMore, ...plain }, officer),
    )
    const scores = new Map(study.proposals.map((p) => [p.id, p.score]))
    // 60 % science, 40 % merit of 50; ada gives 20 more of science than bob, of which half is taken off her and given to him.
    expect([...scores]).toEqual([
      ['alpha-rover', 62],
      ['beta-rover', 38],
      ['gamma-rover', 56],
    ])
  })

  it('are for nobody with a conflict, nor is a vote', async () => {
    const bench = await reviewed()
    const rule = { call: 'south-pole', reviewer: 'ada', conflicted: true, reason: 'kin', paper: 'paper-3' }
    unwrap(bench.do('conflict-ruled', rule, stamp('agency', ['officer'])))
    const ada: Caller = { ...officer, person: { id: 'ada-account', name: 'Ada' } }
    const asked = {
      call: 'south-pole',
      inputs: { ...noMore, scores: { 'alpha-rover': 1, 'beta-rover': 1, 'gamma-rover': 1 } },
      ...plain,
    }
    const { selectionStudy, exportProgramme, selection } = handlersOf(bench)
    expect(await selectionStudy(asked, ada)).toMatchObject({ error: { kind: 'refused', rule: 'conflict' } })
    expect(await exportProgramme({ call: 'south-pole' }, ada)).toMatchObject({ error: { rule: 'conflict' } })
    unwrap(bench.do('selection-run', runOf(bench.desk, 'run-1'), stamp('agency', ['officer'])))
    const adas = { ...stamp('agency', ['officer']), person: 'ada-account' }
    expect(bench.do('selection-run', runOf(bench.desk, 'run-2'), adas)).toMatchObject({ error: { rule: 'conflict' } })
    const again = handlersOf(bench)
    expect(unwrap(await again.selection({ call: 'south-pole' }, ada)).runs).toEqual([])
    expect(unwrap(await again.selection({ call: 'south-pole' }, officer)).runs).toHaveLength(1)
    expect(unwrap(await selection({ call: 'south-pole' }, officer)).runs).toEqual([])
    const hides = (who: Caller) => hiddenActsOfSelection(bench.desk, who)('selection-run', { call: 'south-pole' })
    expect([hides(ada), hides(officer)]).toEqual([true, false])
  })
})
