import type { Caller } from '@magpie/api/access'
import { studyView } from '@magpie/api/selection-operations'
import { unwrap } from '@magpie/core/result'
import { rehearsalSigner } from '@magpie/ledger/keys'
import type { Role } from '@magpie/mission/role'
import type { ActName } from '@magpie/programme/desk/desk'
import { GROUND } from '@magpie/programme/desk/testing/sample'
import { proposedDesk, SCORES } from '@magpie/programme/desk/testing/selection-sample'
import { exactSolver } from '@magpie/programme/study/exact'
import { describe, expect, it } from 'vitest'
import { memoryProgrammeStore } from './memory-programme-store.ts'
import { openProgrammeDesk } from './programme-desk.ts'
import { selectionHandlers } from './selection-handlers.ts'

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
    const { handlers } = await centre()
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
  })
})
