import type { Caller } from '@magpie/api/access'
import { reviewReads } from '@magpie/api/review-operations'
import { err, ok, unwrap } from '@magpie/core/result'
import { judge } from '@magpie/programme/desk/desk'
import type { Refusal } from '@magpie/programme/desk/refusal'
import {
  assign,
  CALL_ID,
  invite,
  officer,
  personOf,
  profileOf,
  review,
  withProposals,
} from '@magpie/programme/desk/testing/review-sample'
import { type Bench, GROUND, type stamp } from '@magpie/programme/desk/testing/sample'
import { describe, expect, it } from 'vitest'
import { failureOf, type ProgrammeDesk } from './programme-desk.ts'
import { reviewHandlers } from './review-handlers.ts'

const call = CALL_ID

function callerOf({ party, roles, person: id }: ReturnType<typeof stamp>): Caller {
  return { arrivedAt: '2030-11-02T00:00:00.000Z', party, roles, person: { id, name: id } }
}

/** The handlers over a bench whose acts were done before. */
function handlersOf(bench: Bench) {
  const foresee: ProgrammeDesk['foresee'] = (kind, input, { party, roles, person, arrivedAt: at }) => {
    const judged = judge(bench.desk, kind, input, { at, party: party!, roles, person: person!.id }, GROUND)
    return judged.ok ? ok(judged.value.desk) : err(failureOf(judged.error as Refusal))
  }
  const desk = { desk: bench.desk, foresee } as ProgrammeDesk
  return reviewHandlers({ desk, solver: { name: 'none', solve: () => Promise.reject(new Error('nothing is solved')) } })
}

describe('reviewers before they are invited', () => {
  const csv =
    'id,name,email,institution,co-authors\nann,Ann,ann@example.org,House of A,Alpha Strange\nben,Ben,ben@example.org,The beta institute,'

  it('are shown with what would stand between them and the proposals, and nobody is told', async () => {
    const bench = withProposals(['alpha', 'beta'])
    const before = bench.acts.length
    const seen = unwrap(await handlersOf(bench).previewReviewers({ call, csv }, callerOf(officer())))
    expect(reviewReads.previewReviewers.output.safeParse(seen).error).toBeUndefined()
    expect(seen.reviewers.map((r) => r.id)).toEqual(['ann', 'ben'])
    expect(seen.conflicts.map((c) => [c.reviewer, c.paper, c.kind])).toEqual([
      ['ann', 'paper-1', 'co-author'],
      ['ben', 'paper-2', 'institution'],
    ])
    expect(bench.acts.length).toBe(before)
    expect(bench.desk.reviewing.get(call)).toBeUndefined()
  })

  it('are refused field by field, line by line', async () => {
    const bench = withProposals(['alpha'])
    const handlers = handlersOf(bench)
    const wrong = csv.replace('ben@example.org', 'nowhere')
    expect(unwrap(await handlers.previewReviewers({ call, csv: wrong }, callerOf(officer())))).toMatchObject({
      reviewers: [],
      problems: [{ field: '/csv/email', line: 3 }],
    })
    const reviewer = profileOf('ada', { party: 'nobody' }) as never
    expect(unwrap(await handlers.previewReviewers({ call, reviewer }, callerOf(officer())))).toMatchObject({
      problems: [{ field: '/reviewer/party', rule: 'party' }],
    })
  })

  it('are seen by the owner of the call alone, without the proposals barred to the officer', async () => {
    const bench = withProposals(['alpha', 'beta'])
    const alphas = callerOf({ ...officer(), party: 'alpha' })
    expect(await handlersOf(bench).previewReviewers({ call, csv }, alphas)).toMatchObject({
      error: { kind: 'not-allowed' },
    })
    invite(bench, ['cleo'])
    unwrap(
      bench.do(
        'conflict-ruled',
        { call, reviewer: 'cleo', paper: 'paper-2', conflicted: true, reason: 'kin' },
        officer(),
      ),
    )
    const cleo = callerOf(personOf('cleo', 'agency', ['officer']))
    const seen = unwrap(await handlersOf(bench).previewReviewers({ call, csv }, cleo))
    expect(seen.conflicts.map((c) => c.paper)).toEqual(['paper-1'])
  })
})

describe('the desk of a review', () => {
  it('shows proposals, stage, panel and what is in, and says where something is left out', async () => {
    const bench = invite(withProposals(['alpha', 'beta']), ['ada', 'bob', 'cleo'])
    unwrap(assign(bench, 'ada paper-1', 'bob paper-1', 'ada paper-2', 'bob paper-2'))
    unwrap(review(bench, 'ada', 'paper-1', 70))
    unwrap(bench.do('panel-formed', { call, chair: 'cleo', alternate: 'bob' }, officer()))
    const of = async (who: Caller) => unwrap(await handlersOf(bench).reviewers({ call }, who))
    const seen = await of(callerOf(officer()))
    expect(reviewReads.reviewers.output.safeParse(seen).error).toBeUndefined()
    expect(seen).toMatchObject({
      stage: 'preliminary',
      panel: { chair: 'cleo', alternate: 'bob' },
      released: false,
      withheld: false,
      closings: [],
    })
    expect(seen.papers.map((p) => [p.paper, p.proposal, p.lead, p.open])).toEqual([
      ['paper-1', 'alpha-rover', 'alpha', true],
      ['paper-2', 'beta-rover', 'beta', true],
    ])
    const close = { call, stage: 'preliminary', forward: ['paper-1'], reason: 'time' }
    unwrap(bench.do('review-stage-closed', close, officer()))
    expect((await of(callerOf(officer()))).papers.map((p) => p.open)).toEqual([true, false])
    unwrap(
      bench.do(
        'conflict-ruled',
        { call, reviewer: 'cleo', paper: 'paper-1', conflicted: true, reason: 'kin' },
        officer(),
      ),
    )
    const barred = await of(callerOf(personOf('cleo', 'agency', ['officer'])))
    expect(barred.withheld).toBe(true)
    expect(barred.papers.map((p) => p.paper)).toEqual(['paper-2'])
    expect(barred.closings).toMatchObject([{ stage: 'preliminary', forward: [] }])
  })
})
