import type { Caller } from '@magpie/api/access'
import { unwrap } from '@magpie/core/result'
import {
  assign,
  CALL_ID,
  invite,
  officer,
  personOf,
  review,
  withProposals,
} from '@magpie/programme/desk/testing/review-sample'
import { type Bench, GROUND } from '@magpie/programme/desk/testing/sample'
import type { MilpSolver } from '@magpie/programme/milp'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryProgrammeStore } from './memory-programme-store.ts'
import type { ProgrammeDesk } from './programme-desk.ts'
import { programmeHandlers } from './programme-handlers.ts'
import { reviewHandlers } from './review-handlers.ts'
import { hiddenActsOfReview } from './review-views.ts'

const TEAMS = ['alpha', 'beta', 'gamma', 'delta']
const PAPERS = TEAMS.map((_, i) => `paper-${i + 1}`)
const REVIEWERS = ['ada', 'bob', 'eve', 'zoe']
const call = CALL_ID

const noSolver: MilpSolver = { name: 'none', solve: () => Promise.reject(new Error('nothing is solved here')) }

function callerOf(stamp: {
  party: string
  roles: readonly Caller['roles'][number][]
  person: string
  email?: string
}): Caller {
  const { party, roles, person: id, email } = stamp
  return { arrivedAt: '2030-11-02T00:00:00.000Z', party, roles, person: { id, name: id, ...(email ? { email } : {}) } }
}

/** All that this caller can read of the review, refusals and all. */
async function everythingFor(bench: Bench, caller: Caller): Promise<string> {
  const handlers = reviewHandlers({ desk: { desk: bench.desk } as ProgrammeDesk, solver: noSolver })
  return JSON.stringify([
    await handlers.myReviews({}, caller),
    await handlers.reviewConflicts({ call }, caller),
    await handlers.reviewers({ call }, caller),
    await handlers.reviewStandings({ call }, caller),
    await handlers.exportReviews({ call, scores: 'given' }, caller),
    await handlers.exportReviews({ call, scores: 'calibrated' }, caller),
    await handlers.reviewFeedback({ call }, caller),
    ...(await Promise.all(PAPERS.map((paper) => handlers.reviewPaper({ call, paper }, caller)))),
  ])
}

/** What may happen to one paper. */
type Happening = { readonly reviewer: number; readonly score: number; readonly post: boolean; readonly panel: boolean }
const happenings = fc.array(
  fc.record({ reviewer: fc.nat(3), score: fc.nat(100), post: fc.boolean(), panel: fc.boolean() }),
  { maxLength: 5 },
)
const world = fc.tuple(happenings, happenings, happenings, happenings)
type World = readonly (readonly Happening[])[]

/** Cleo chairs, and is in conflict with `hidden`; the alternate scores those. What happens to each paper happens in its turn. */
function play(hidden: readonly number[], happens: World, forward: readonly number[]): Bench {
  const bench = invite(withProposals(TEAMS), [...REVIEWERS, 'cleo'])
  const rule = { call, reviewer: 'cleo', conflicted: true, reason: 'kin' }
  for (const i of hidden) unwrap(bench.do('conflict-ruled', { ...rule, paper: PAPERS[i] }, officer()))
  unwrap(bench.do('panel-formed', { call, chair: 'cleo', alternate: 'zoe' }, officer()))
  const pairs = happens.flatMap((list, p) => list.map((h) => `${REVIEWERS[h.reviewer]} ${PAPERS[p]}`))
  if (pairs.length > 0) unwrap(assign(bench, ...new Set(pairs)))
  for (const [p, list] of happens.entries())
    for (const h of list) {
      unwrap(review(bench, REVIEWERS[h.reviewer]!, PAPERS[p]!, h.score))
      const by = personOf(REVIEWERS[h.reviewer]!, 'house')
      if (h.post) unwrap(bench.do('discussion-posted', { call, paper: PAPERS[p], text: `of ${PAPERS[p]}` }, by))
      const chair = personOf(hidden.includes(p) ? 'zoe' : 'cleo', 'house')
      if (h.panel) unwrap(bench.do('panel-scored', { call, paper: PAPERS[p], score: h.score, text: 'so' }, chair))
    }
  const going = forward.map((i) => PAPERS[i])
  if (going.length > 0)
    unwrap(bench.do('review-stage-closed', { call, stage: 'preliminary', forward: going, reason: 'time' }, officer()))
  return bench
}

describe('a conflicted chair', () => {
  const setting = fc
    .subarray([0, 1, 2, 3], { minLength: 1, maxLength: 3 })
    .chain((hidden) =>
      fc.tuple(fc.constant(hidden), world, world, fc.subarray([0, 1, 2, 3]), fc.subarray([0, 1, 2, 3])),
    )

  /** Two worlds that differ by what they are in conflict with, and by that alone. */
  const twoWorlds = setting.map(([hidden, one, other, forward, otherForward]) => {
    const mixed = one.map((list, p) => (hidden.includes(p) ? other[p]! : list))
    const going = [...forward.filter((i) => !hidden.includes(i)), ...otherForward.filter((i) => hidden.includes(i))]
    // A stage that closes in one closes in the other.
    const closes = forward.length > 0 && going.length > 0
    return { hidden, worlds: [play(hidden, one, closes ? forward : []), play(hidden, mixed, closes ? going : [])] }
  })

  it('sees the same whatever happens to what they are in conflict with: no score, name, rank or count tells', async () => {
    let different = 0
    const inBoth = async ({ worlds }: { worlds: Bench[] }, as: Parameters<typeof callerOf>[0]) => {
      const [one, other] = await Promise.all(worlds.map((w) => everythingFor(w, callerOf(as))))
      return { one: one!, other: other! }
    }
    await fc.assert(
      fc.asyncProperty(twoWorlds, async (two) => {
        for (const as of [personOf('cleo', 'house'), personOf('cleo', 'agency', ['officer', 'chair'])]) {
          const { one, other } = await inBoth(two, as)
          expect(one).toBe(other)
          for (const i of two.hidden) expect(one).not.toContain(`says one of ${PAPERS[i]}`)
        }
        const officers = await inBoth(two, officer())
        different += officers.one === officers.other ? 0 : 1
      }),
      { numRuns: 100 },
    )
    // The worlds do differ for who may see it.
    expect(different).toBeGreaterThan(60)
  })

  it('finds none of it in the copy of the record that they take home', () => {
    fc.assert(
      fc.property(setting, ([hidden, one]) => {
        const bench = play(hidden, one, [])
        const barred = new Set(hidden.map((i) => PAPERS[i]))
        for (const as of [personOf('cleo', 'house'), personOf('cleo', 'agency', ['officer'])]) {
          const hides = hiddenActsOfReview(bench.desk, callerOf(as))
          for (const { kind, body, stamp } of bench.acts) {
            const { paper } = body as { paper?: string }
            const tells = kind === 'reviewers-assigned' || (paper !== undefined && barred.has(paper))
            if (tells && stamp.person !== as.person) expect(hides(kind, body, stamp.person)).toBe(true)
          }
        }
        // The owner's other officers miss nothing.
        const sees = hiddenActsOfReview(bench.desk, callerOf(officer()))
        expect(bench.acts.some((a) => sees(a.kind, a.body, a.stamp.person))).toBe(false)
      }),
      { numRuns: 50 },
    )
  })
})

describe('dual anonymity', () => {
  const all: World = PAPERS.map(() =>
    [0, 1].map((reviewer) => ({ reviewer, score: 50 + reviewer, post: true, panel: true })),
  )

  it.each(['ada', 'cleo', 'eve'])('%s reads of the proposals and not who proposes them', async (id) => {
    const bench = play([], all, [])
    const seen = await everythingFor(bench, callerOf(personOf(id, 'house')))
    expect(seen).toContain('A rover of [the team]')
    for (const team of TEAMS) expect(seen.toLowerCase()).not.toContain(team)
    expect(seen).not.toMatch(/strange/i)
  })

  it("holds for a reviewer among the people of the call's owner too, in lists and in the record", async () => {
    const bench = play([], all, [])
    const desk = { desk: bench.desk, extract: () => [] } as unknown as ProgrammeDesk
    const { letters, proposals } = programmeHandlers({ desk, store: memoryProgrammeStore(), ground: GROUND })
    const ada = callerOf(personOf('ada', 'agency', ['reviewer', 'member']))
    const told = async (caller: Caller) => JSON.stringify([await letters({}, caller), await proposals({}, caller)])
    expect(await told(ada)).not.toContain('alpha')
    expect(await told(callerOf(personOf('olga', 'agency', ['member'])))).toContain('alpha')
    const hides = hiddenActsOfReview(bench.desk, ada)
    const shown = bench.acts.filter((a) => !hides(a.kind, a.body, a.stamp.person))
    expect(JSON.stringify(shown.filter((a) => a.kind !== 'party-registered'))).not.toContain('alpha')
  })

  it('is not what the call asks for where it is single: then reviewers know the team', async () => {
    const bench = invite(withProposals(TEAMS, { anonymity: 'single' }), ['ada'])
    expect(await everythingFor(bench, callerOf(personOf('ada', 'house')))).toContain('"lead":"alpha"')
  })

  it('hides reviewers from proposers, who read what was written for them once it is let out', async () => {
    const bench = play([], all, [0, 1, 2, 3])
    const team = callerOf({ ...personOf('amy', 'alpha', ['proposer', 'officer']) })
    expect(await everythingFor(bench, team)).not.toMatch(/says one of|ada|bob|reviewer-/)
    unwrap(bench.do('review-stage-closed', { call, stage: 'final', reason: 'time' }, officer()))
    unwrap(bench.do('reviews-released', { call, reason: 'done' }, officer()))
    const seen = await everythingFor(bench, team)
    expect(seen).toContain('says one of paper-1')
    expect(seen).not.toMatch(/says one of paper-[234]|ada|bob|to the panel|"score/)
  })

  it('lets a reviewer read the others once theirs is in, and not before', async () => {
    const bench = invite(withProposals(TEAMS), REVIEWERS)
    unwrap(assign(bench, 'ada paper-1', 'bob paper-1'))
    unwrap(review(bench, 'bob', 'paper-1', 40))
    const ada = callerOf(personOf('ada', 'house'))
    expect(await everythingFor(bench, ada)).not.toContain('bob to the panel')
    unwrap(review(bench, 'ada', 'paper-1', 60))
    expect(await everythingFor(bench, ada)).toContain('bob to the panel')
    expect(await everythingFor(bench, callerOf(personOf('eve', 'house')))).not.toContain('bob to the panel')
  })
})
