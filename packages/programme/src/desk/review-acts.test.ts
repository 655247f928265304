import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allConflicts, inConflict } from '../review/conflicts.ts'
import { affinityWith, assignmentProblem } from '../review/desk-assignment.ts'
import { scopeWithout } from '../review/scope.ts'
import { reviewsFileOf, standingsOf } from '../review/standings.ts'
import { reviewsFile } from '../reviews-file.ts'
import { type Act, type ActName, replay } from './desk.ts'
import { papersOf, reviewingOf } from './review-papers.ts'
import { reviewKey } from './review-record.ts'
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

describe('a conflict that comes up late', () => {
  it('takes the review out of what counts, and does not block the next assignment', () => {
    const bench = invite(withProposals(['alpha']), ['ada', 'bob', 'eve'])
    unwrap(assign(bench, 'ada paper-1', 'bob paper-1'))
    for (const id of ['ada', 'bob']) unwrap(review(bench, id, 'paper-1', 70))
    const rule = { call, reviewer: 'ada', paper: 'paper-1', conflicted: true, reason: 'kin' }
    unwrap(bench.do('conflict-ruled', rule, officer()))
    const counted = () => standingsOf(bench.desk.calls.get(call)!.call, scopeWithout(bench.desk, call, new Set()))
    expect(counted().standings.map((s) => s.reviews)).toEqual([1])
    unwrap(assign(bench, 'bob paper-1', 'eve paper-1'))
    unwrap(bench.do('review-declined', { call, reviewer: 'eve' }, personOf('eve', 'house')))
    expect(reviewingOf(bench.desk, call).assigned).toEqual([{ reviewer: 'bob', paper: 'paper-1' }])
  })

  it("keeps an officer from what is about all proposals, and from their own and others' bars", () => {
    const bench = invite(withProposals(['alpha', 'beta']), ['ada', 'bob'])
    const rule = { call, reviewer: 'ada', paper: 'paper-1', conflicted: true, reason: 'kin' }
    unwrap(bench.do('conflict-ruled', rule, officer()))
    const ada = personOf('ada', 'agency', ['officer'])
    const own = { rule: 'own-conflict' }
    expect(refusalFor(bench, 'conflict-ruled', { ...rule, conflicted: false }, ada)).toMatchObject(own)
    expect(refusalFor(bench, 'conflict-ruled', { ...rule, reviewer: 'bob' }, ada)).toMatchObject(own)
    const pairs = [{ reviewer: 'bob', paper: 'paper-2' }]
    expect(refusalFor(bench, 'reviewers-assigned', { call, pairs, reason: 'mine' }, ada)).toMatchObject(own)
    const close = { call, stage: 'preliminary', forward: ['paper-2'], reason: 'mine' }
    expect(refusalFor(bench, 'review-stage-closed', close, ada)).toMatchObject(own)
    unwrap(bench.do('conflict-ruled', { ...rule, reviewer: 'bob', paper: 'paper-2' }, ada))
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

/** Any act of a review by anyone, most of them sensible, so that a walk comes far. */
const ids = fc.constantFrom('ada', 'bob', 'eve')
const paper = fc.constantFrom('paper-1', 'paper-2', 'paper-3')
const inputs: Partial<Record<ActName, fc.Arbitrary<Record<string, unknown>>>> = {
  'reviewer-invited': ids.map((id) => ({ reviewer: profileOf(id) })),
  'review-accepted': ids.map((reviewer) => ({ reviewer })),
  'review-declined': ids.map((reviewer) => ({ reviewer })),
  'bids-placed': fc.record({ bids: fc.dictionary(paper, fc.constantFrom('eager', 'not', 'conflict'), { maxKeys: 2 }) }),
  'conflict-ruled': fc.record({ reviewer: ids, paper, conflicted: fc.boolean(), reason: fc.constant('so') }),
  'reviewers-assigned': fc.record({
    pairs: fc.uniqueArray(fc.record({ reviewer: ids, paper }), {
      minLength: 1,
      maxLength: 5,
      selector: (p) => p.reviewer + p.paper,
    }),
    reason: fc.constant('by hand'),
  }),
  'review-submitted': fc.record({
    paper,
    scores: fc.record({ science: fc.integer({ min: 0, max: 101 }), merit: fc.integer({ min: 1, max: 5 }) }),
    confidence: fc.constant(3),
    toProposers: fc.constant('well'),
  }),
  'reviews-imported': fc.record({
    reviews: fc.array(
      fc.record({
        paper,
        scores: fc.record({ science: fc.integer({ min: 0, max: 101 }), merit: fc.constant(2) }),
        ...{ confidence: fc.constant(3), toProposers: fc.constant('well') },
      }),
      { minLength: 1, maxLength: 2 },
    ),
  }),
  // Now and then into the past: no review is in after it.
  'review-deadline-moved': fc.record({
    stage: fc.constantFrom('preliminary', 'final'),
    day: fc.constantFrom('2030-12-01', '2030-12-02', '2030-10-20'),
    time: fc.constant('18:00'),
    reason: fc.constant('so'),
  }),
  'discussion-posted': fc.record({ paper, text: fc.constant('hm') }),
  'panel-formed': fc.record({ chair: ids }),
  'panel-scored': fc.record({ paper, score: fc.nat(100), text: fc.constant('so') }),
  'review-stage-closed': fc.record({
    stage: fc.constantFrom('preliminary', 'final'),
    forward: fc.subarray(['paper-1', 'paper-2']),
    reason: fc.constant('time'),
  }),
  'reviews-released': fc.constant({ reason: 'done' }),
}
const often: Partial<Record<ActName, number>> = {
  'review-submitted': 9,
  'reviews-imported': 2,
  'review-deadline-moved': 1,
  'reviewers-assigned': 5,
  'review-accepted': 4,
  'review-stage-closed': 3,
  'reviews-released': 4,
  'review-declined': 1,
}
const attempt = fc.oneof(
  ...Object.entries(inputs).map(([kind, input]) => ({
    weight: often[kind as ActName] ?? 2,
    arbitrary: fc.tuple(fc.constant(kind as ActName), input, ids, fc.constantFrom('house', 'house', 'agency')),
  })),
)

/** Acts that only the owner of the call does. */
const OWNERS = [
  'reviewer-invited',
  'conflict-ruled',
  'reviewers-assigned',
  'panel-formed',
  'review-deadline-moved',
  'review-stage-closed',
  'reviews-released',
]

describe('any sequence of attempts', () => {
  it('reaches only legal states, and the acts alone give the same state again', () => {
    const done = new Map<string, number>()
    fc.assert(
      fc.property(fc.array(attempt, { minLength: 40, maxLength: 100 }), (tries) => {
        const bench = invite(withProposals(['alpha', 'beta', 'gamma']), ['ada'])
        for (const [kind, input, who, party] of tries) {
          const acting =
            OWNERS.includes(kind) && who !== 'eve' ? officer() : personOf(who, party, ['reviewer', 'officer'])
          const judged = bench.do(kind, { call, ...input }, acting)
          if (judged.ok) done.set(kind, (done.get(kind) ?? 0) + 1)
          expectLegal(bench, judged.ok && kind === 'reviewers-assigned')
        }
        expect(replay(JSON.parse(JSON.stringify(bench.acts)) as Act[])).toEqual(bench.desk)
      }),
      { numRuns: 100 },
    )
    // The walk is worth something only if every kind of act comes up.
    expect([...done.keys()].sort()).toEqual(Object.keys(inputs).sort())
  })
})

/** What must hold of a review after every act. */
function expectLegal({ desk, acts }: ReturnType<typeof withProposals>, assigned: boolean) {
  const now = reviewingOf(desk, call)
  const papers = new Map(papersOf(desk, call).map((p) => [p.id, p]))
  expect(now.stage).toBe(now.closings.length)
  expect(now.stage).toBeLessThanOrEqual(2)
  if (now.released) expect(now.stage).toBe(2)
  for (const { reviewer, paper: id } of now.assigned) {
    expect(now.reviewers.get(reviewer)!.state).toBe('accepted')
    if (now.stage > 0) expect(now.closings.at(-1)!.forward).toContain(id)
    if (assigned) expect(inConflict(desk, call, now.reviewers.get(reviewer)!, papers.get(id)!)).toBe(false)
  }
  for (const [key, entry] of now.reviews) {
    expect(key).toBe(reviewKey(entry.stage, entry))
    for (const v of entry.versions) {
      expect(v.scores['science']).toBeLessThanOrEqual(100)
      expect(v.verdict).not.toBe('late')
    }
    const given = now.assignments.some((a) =>
      a.pairs.some((p) => p.reviewer === entry.reviewer && p.paper === entry.paper),
    )
    expect(given).toBe(true)
  }
  // One person, one reviewer; and who accepted has the address that was invited.
  for (const a of acts.filter((one) => one.kind === 'review-accepted'))
    expect(a.stamp.email).toBe(`${(a.body as { reviewer: string }).reviewer}@example.org`)
}
