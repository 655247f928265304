import { unwrap } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import { allConflicts } from '../review/conflicts.ts'
import { affinityWith, assignmentProblem } from '../review/desk-assignment.ts'
import { scopeWithout } from '../review/scope.ts'
import { reviewsFileOf, standingsOf } from '../review/standings.ts'
import { reviewsFile } from '../reviews-file.ts'
import { type Act, replay } from './desk.ts'
import { papersOf, reviewingOf } from './review-record.ts'
import {
  assign,
  CALL_ID,
  invite,
  officer,
  personOf,
  profileOf,
  proposalOf,
  refusalFor,
  review,
  reviewedCall,
  withProposals,
} from './testing/review-sample.ts'
import { stamp } from './testing/sample.ts'

const call = CALL_ID
const kindsOf = (bench: ReturnType<typeof withProposals>) =>
  allConflicts(bench.desk, call).map((c) => `${c.reviewer} ${c.paper} ${c.conflict.kind}`)

describe('reviewers', () => {
  it('accept what was sent to their address, and nobody else does', () => {
    const bench = withProposals(['alpha'])
    unwrap(bench.do('reviewer-invited', { call, reviewer: profileOf('ada') }, officer()))
    const accept = { call, reviewer: 'ada', topics: { geology: 0.5 } }
    expect(refusalFor(bench, 'review-accepted', accept, personOf('bob', 'house'))?.kind).toBe('unknown')
    const { email: _, ...unknown } = personOf('ada', 'house')
    expect(refusalFor(bench, 'review-accepted', accept, unknown)?.kind).toBe('unknown')
    const odd = { ...accept, topics: { cooking: 1 } }
    expect(refusalFor(bench, 'review-accepted', odd, personOf('ada', 'house'))).toMatchObject({
      problems: [{ field: '/topics/cooking' }],
    })
    unwrap(bench.do('review-accepted', accept, personOf('ada', 'house')))
    expect(reviewingOf(bench.desk, call).reviewers.get('ada')).toMatchObject({ state: 'accepted', party: 'house' })
  })

  it('come in from a file as a whole or not at all, with the line of each fault', () => {
    const bench = withProposals(['alpha'])
    const csv = 'id,name,email,institution,party\nada,Ada,ada@example.org,House,house\nbo,Bo,no address,Nowhere,nowhere'
    expect(refusalFor(bench, 'reviewers-imported', { call, csv }, officer())).toMatchObject({
      problems: [{ field: '/csv/email', line: 3 }],
    })
    expect(reviewingOf(bench.desk, call).reviewers.size).toBe(0)
    const judged = unwrap(
      bench.do(
        'reviewers-imported',
        { call, csv: csv.replace('no address', 'bo@x.org').replace(',nowhere', ',house') },
        officer(),
      ),
    )
    expect(judged.notices.map((n) => n.to)).toEqual(['ada@example.org', 'bo@x.org'])
  })

  it('need a call that says how proposals are reviewed', () => {
    const bench = withProposals(['alpha'])
    const { review: _, ...plain } = { ...reviewedCall(), id: 'plain' }
    unwrap(bench.do('call-opened', { call: plain }, officer()))
    const asked = { call: 'plain', reviewer: profileOf('ada') }
    expect(refusalFor(bench, 'reviewer-invited', asked, officer())).toMatchObject({ rule: 'review' })
    expect(
      refusalFor(bench, 'reviewer-invited', { call, reviewer: profileOf('ada') }, stamp('alpha', ['officer'])),
    ).toMatchObject({ kind: 'not-yours' })
  })
})

describe('the rules of a review', () => {
  it('stand once reviewers are invited', () => {
    const bench = withProposals(['alpha'])
    const amended = { call: reviewedCall({ anonymity: 'single' }), reason: 'quietly' }
    unwrap(bench.do('call-amended', { call: reviewedCall({ reviewsPerProposal: 3 }), reason: 'more' }, officer()))
    invite(bench, ['ada'])
    expect(refusalFor(bench, 'call-amended', amended, officer())).toMatchObject({
      problems: [{ field: '/call/review' }],
    })
  })
})

describe('conflicts', () => {
  it.each([
    ['the institution is in the team', { party: 'alpha' }, ['ada paper-1 institution']],
    ['the institution by its name', { institution: 'the ALPHA institute' }, ['ada paper-1 institution']],
    ['a co-author is in the team', { coAuthors: ['Strange, Beta'] }, ['ada paper-2 co-author']],
    ['an advisor is, by address', { advisors: ['beta@BETA.example'] }, ['ada paper-2 advisor']],
    ['the reviewer is', { name: 'Alpha Strange' }, ['ada paper-1 own-work']],
    ['nothing is', { coAuthors: ['Nobody'] }, []],
  ])('are found where %s', (_, changes, found) => {
    expect(kindsOf(invite(withProposals(['alpha', 'beta']), ['ada'], changes))).toEqual(found)
  })

  it('by State only where the call says so', () => {
    const same = { state: 'IT' }
    expect(kindsOf(invite(withProposals(['alpha']), ['ada'], same))).toEqual([])
    const strict = { conflicts: { institution: true, coAuthor: true, advisor: true, state: true } }
    expect(kindsOf(invite(withProposals(['alpha'], strict), ['ada'], same))).toEqual(['ada paper-1 state'])
    expect(kindsOf(invite(withProposals(['alpha'], strict), ['ada'], { state: 'FR' }))).toEqual([])
  })

  it('by what a party is part of, up and down, but not between sisters', () => {
    const bench = withProposals(['alpha'])
    for (const [id, partOf] of [
      ['lab', 'alpha'],
      ['sister', 'agency'],
      ['cousin', 'agency'],
    ])
      unwrap(
        bench.do('party-registered', { party: { id, name: id, kind: 'institution', partOf } }, stamp(id!, ['officer'])),
      )
    invite(bench, ['ada'], { party: 'lab' })
    expect(kindsOf(bench)).toEqual(['ada paper-1 institution'])
    const more = { call, reviewer: profileOf('bob', { party: 'sister' }) }
    unwrap(bench.do('reviewer-invited', more, officer()))
    unwrap(
      bench.do(
        'proposal-submitted',
        proposalOf('alpha', { team: [{ party: 'cousin', part: 'wheels' }] }),
        stamp('alpha', ['proposer']),
      ),
    )
    expect(kindsOf(bench)).toEqual(['ada paper-1 institution'])
  })

  it('are declared by bid and stay, until the owner rules', () => {
    const bench = invite(withProposals(['alpha', 'beta']), ['ada'])
    const bid = (bids: Record<string, string>) => bench.do('bids-placed', { call, bids }, personOf('ada', 'house'))
    unwrap(bid({ 'paper-1': 'conflict', 'paper-2': 'eager' }))
    expect(kindsOf(bench)).toEqual(['ada paper-1 declared'])
    expect(bid({ 'paper-1': 'eager' }).ok).toBe(false)
    const rule = { call, reviewer: 'ada', paper: 'paper-1', conflicted: false, reason: 'a slip of the hand' }
    unwrap(bench.do('conflict-ruled', rule, officer()))
    expect(kindsOf(bench)).toEqual([])
    unwrap(bench.do('conflict-ruled', { ...rule, paper: 'paper-2', conflicted: true }, officer()))
    expect(kindsOf(bench)).toEqual(['ada paper-2 ruled'])
  })
})

describe('an assignment', () => {
  it('never gives anyone what they are in conflict with, not by hand either', () => {
    const bench = invite(withProposals(['alpha', 'beta']), ['ada'], { party: 'alpha' })
    expect(assign(bench, 'ada paper-1')).toMatchObject({ error: { rule: 'assignment' } })
    expect(assign(bench, 'ada paper-2').ok).toBe(true)
  })

  it('takes a run only with the figures that the desk finds too', () => {
    const bench = invite(withProposals(['alpha']), ['ada', 'bob'])
    const pairs = ['ada', 'bob'].map((reviewer) => ({ reviewer, paper: 'paper-1' }))
    const run = { solver: 'a test', inputs: '0'.repeat(64), floorBound: 56, proved: true }
    const asked = (floor: number, of = pairs) => ({
      call,
      pairs: of,
      reason: 'a run',
      run: { ...run, floor, total: floor },
    })
    expect(refusalFor(bench, 'reviewers-assigned', asked(57), officer())).toMatchObject({ rule: 'run' })
    expect(refusalFor(bench, 'reviewers-assigned', asked(28, pairs.slice(1)), officer())).toMatchObject({
      rule: 'assignment',
    })
    // Two of 28: topics unknown (0.55), no bid (0.5).
    unwrap(bench.do('reviewers-assigned', asked(56), officer()))
  })

  it('follows topics times bids, and leaves reviews that are in with their writers', () => {
    const bench = invite(withProposals(['alpha', 'beta']), ['ada'], { topics: { robotics: 1 } })
    invite(bench, ['bob'], { topics: { geology: 1 } })
    const { reviewers } = reviewingOf(bench.desk, call)
    const [paper] = papersOf(bench.desk, call)
    expect(['ada', 'bob'].map((id) => affinityWith(reviewers.get(id)!, paper!))).toEqual([50, 5])
    unwrap(bench.do('bids-placed', { call, bids: { 'paper-1': 'eager' } }, personOf('ada', 'house')))
    expect(affinityWith(reviewingOf(bench.desk, call).reviewers.get('ada')!, paper!)).toBe(100)
    unwrap(assign(bench, 'ada paper-1', 'bob paper-1'))
    unwrap(review(bench, 'ada', 'paper-1', 70))
    expect(assign(bench, 'bob paper-1')).toMatchObject({ error: { rule: 'written' } })
    expect(assignmentProblem(bench.desk, call).locked).toEqual([[0, 0]])
  })
})

describe('a review', () => {
  const ready = () => {
    const bench = invite(withProposals(['alpha', 'beta']), ['ada', 'bob', 'eve'])
    unwrap(assign(bench, 'ada paper-1', 'bob paper-1', 'ada paper-2', 'bob paper-2'))
    return bench
  }

  it('is written by who was given it, on the scales of the call, and again until the stage is closed', () => {
    const bench = ready()
    expect(review(bench, 'eve', 'paper-1', 70)).toMatchObject({ error: { kind: 'unknown' } })
    expect(review(bench, 'ada', 'paper-1', 101)).toMatchObject({ error: { problems: [{ field: '/scores/science' }] } })
    expect(review(bench, 'ada', 'paper-1', 70, 0)).toMatchObject({ error: { problems: [{ field: '/scores/merit' }] } })
    unwrap(review(bench, 'ada', 'paper-1', 70))
    unwrap(review(bench, 'ada', 'paper-1', 75))
    expect([...reviewingOf(bench.desk, call).reviews.values()].map((r) => r.versions.length)).toEqual([2])
    const close = { call, stage: 'preliminary', forward: ['paper-1'], reason: 'time' }
    expect(refusalFor(bench, 'review-stage-closed', { ...close, stage: 'final' }, officer())).toMatchObject({
      rule: 'open-stage',
    })
    expect(refusalFor(bench, 'review-stage-closed', { ...close, forward: [] }, officer())).toMatchObject({
      kind: 'fields',
    })
    unwrap(bench.do('review-stage-closed', close, officer()))
    // What did not go on takes no review; what did takes one anew.
    expect(review(bench, 'ada', 'paper-2', 50).ok).toBe(false)
    unwrap(review(bench, 'ada', 'paper-1', 80))
    unwrap(bench.do('review-stage-closed', { ...close, stage: 'final', forward: [] }, officer()))
    expect(review(bench, 'ada', 'paper-1', 90)).toMatchObject({ error: { rule: 'open-stage' } })
    expect(replay(JSON.parse(JSON.stringify(bench.acts)) as Act[])).toEqual(bench.desk)
  })

  it('is late past the instant that the call names', () => {
    const stages = [{ id: 'only', name: 'Only', closes: '2030-11-01T00:00:00.000Z' }]
    const bench = invite(withProposals(['alpha'], { stages }), ['ada'])
    unwrap(assign(bench, 'ada paper-1'))
    unwrap(review(bench, 'ada', 'paper-1', 70))
    const asked = { call, paper: 'paper-1', scores: { science: 1, merit: 1 }, confidence: 1, toProposers: 'x' }
    const late = { ...personOf('ada', 'house'), at: '2030-11-01T00:00:00.001Z' }
    expect(refusalFor(bench, 'review-submitted', asked, late)).toMatchObject({ rule: 'stage-closes' })
  })

  it('is talked about by who may read it: reviewers once theirs is in, the panel, the owner', () => {
    const bench = ready()
    const post = (who: Parameters<typeof bench.do>[2], paper = 'paper-1') =>
      bench.do('discussion-posted', { call, paper, text: 'Is it warm enough?' }, who).ok
    const ada = personOf('ada', 'house')
    expect([post(ada), post(personOf('eve', 'house')), post(officer()), post(stamp('alpha', ['officer']))]).toEqual([
      false,
      false,
      true,
      false,
    ])
    unwrap(review(bench, 'ada', 'paper-1', 70))
    expect([post(ada), post(ada, 'paper-2')]).toEqual([true, false])
    unwrap(bench.do('panel-formed', { call, chair: 'eve' }, officer()))
    expect(post(personOf('eve', 'house'))).toBe(true)
    unwrap(
      bench.do(
        'conflict-ruled',
        { call, reviewer: 'eve', paper: 'paper-1', conflicted: true, reason: 'kin' },
        officer(),
      ),
    )
    expect(post(personOf('eve', 'house'))).toBe(false)
  })

  it('is scored by the panel: the chair, and the alternate where the chair is in conflict', () => {
    const bench = ready()
    unwrap(bench.do('panel-formed', { call, chair: 'eve', alternate: 'bob' }, officer()))
    const score = (id: string, paper: string) =>
      bench.do('panel-scored', { call, paper, score: 80, text: 'strong' }, personOf(id, 'house')).ok
    expect([score('eve', 'paper-1'), score('bob', 'paper-1'), score('ada', 'paper-1')]).toEqual([true, false, false])
    unwrap(
      bench.do(
        'conflict-ruled',
        { call, reviewer: 'eve', paper: 'paper-1', conflicted: true, reason: 'kin' },
        officer(),
      ),
    )
    expect([score('eve', 'paper-1'), score('bob', 'paper-1')]).toEqual([false, true])
  })

  it('counts in the standings free of its writer, and goes to a mission folder by number', () => {
    const bench = ready()
    // Bob is 20 harder than Ada on both.
    for (const [paper, science] of [
      ['paper-1', 80],
      ['paper-2', 60],
    ] as const) {
      unwrap(review(bench, 'ada', paper, science))
      unwrap(review(bench, 'bob', paper, science - 20))
    }
    const record = bench.desk.calls.get(call)!.call
    const scope = scopeWithout(bench.desk, call, new Set())
    // 0.6 science + 0.4 merit, 3 of 1 to 5 being 50: 0.6 * 70 + 20 and 0.6 * 50 + 20.
    expect(standingsOf(record, scope).standings).toEqual([
      { paper: 'paper-1', reviews: 2, mean: 62, calibrated: 62, spread: 12, rank: 1 },
      { paper: 'paper-2', reviews: 2, mean: 50, calibrated: 50, spread: 12, rank: 2 },
    ])
    const file = reviewsFile.parse(reviewsFileOf(record, scope, true))
    expect(file.reviews.map((r) => [r.proposal, r.reviewer, r.scores])).toEqual([
      ['alpha-rover', 'reviewer-1', { science: 70, merit: 50 }],
      ['alpha-rover', 'reviewer-2', { science: 70, merit: 50 }],
      ['beta-rover', 'reviewer-1', { science: 50, merit: 50 }],
      ['beta-rover', 'reviewer-2', { science: 50, merit: 50 }],
    ])
    expect(JSON.stringify(file)).not.toMatch(/ada|bob/)
  })
})
