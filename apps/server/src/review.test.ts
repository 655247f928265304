import { threadedSolver } from '@magpie/adapters/milp-thread'
import { reviewHandlers } from '@magpie/centre/review-handlers'
import { unwrap } from '@magpie/core/result'
import { CALL_ID, proposalOf, reviewedCall } from '@magpie/programme/desk/testing/review-sample'
import { CALL, content } from '@magpie/programme/desk/testing/sample'
import { reviewsFile } from '@magpie/programme/reviews-file'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DeskCentre, startDeskCentre } from './testing/desk-centre.ts'
import { PASSWORD, Visitor } from './testing/visitor.ts'

let centre: DeskCentre
const solver = threadedSolver()
beforeAll(async () => {
  centre = await startDeskCentre({}, (desk) => reviewHandlers({ desk, solver }))
})
afterAll(async () => {
  await centre?.close()
  await solver.close()
})

const newcomer = (name: string, party: string) => Visitor.named(centre.url, name, party)

const call = CALL_ID
const TODAYS = {
  ...reviewedCall(),
  publishedOn: '2020-01-01',
  letters: {
    ...CALL.letters,
    revisions: [{ ...CALL.letters.revisions[0]!, day: '2099-12-31', knownFrom: '2020-01-01' }],
  },
}

describe('a review over HTTP', () => {
  it('goes from invitations to standings, past two reviewers and a chair in conflict', async () => {
    const olga = new Visitor(centre.url)
    const officer = { name: 'Olga', email: 'olga@example.org', password: PASSWORD }
    unwrap(await olga.api('setUp', { ...officer, code: centre.people.setUpCode }))
    await olga.auth('/sign-in/email', officer)
    unwrap(await olga.api('openCall', { call: TODAYS }))
    const teams = await Promise.all(['alpha', 'beta'].map((team) => newcomer(team, team)))
    for (const [i, team] of ['alpha', 'beta'].entries()) {
      const letter = { call, letter: `${team}-letter`, content: content(team) as never }
      unwrap(await teams[i]!.api('submitLetter', letter))
      unwrap(await olga.api('answerLetter', { letter: `${team}-letter`, answer: 'invited', reason: 'a fit' }))
      const { sha256, bytes } = unwrap(
        await teams[i]!.api('addAttachment', { type: 'application/pdf', base64: Buffer.from(team).toString('base64') }),
      )
      const attachments = [{ name: `${team}.pdf`, sha256, bytes }]
      unwrap(await teams[i]!.api('submitProposal', proposalOf(team, { attachments }) as never))
    }

    // Invited by a file, of which one line is wrong at first.
    const csv = (address: string) =>
      `id,name,email,institution,co-authors\nrita,Rita,rita@example.org,House of R,\nron,Ron,${address},House of R,\ncarla,Carla,carla@example.org,House of C,Alpha Strange`
    expect(await olga.api('importReviewers', { call, csv: csv('nowhere') })).toMatchObject({
      error: { kind: 'bad-request', problems: [{ field: '/csv/email', line: 3 }] },
    })
    unwrap(await olga.api('importReviewers', { call, csv: csv('ron@example.org') }))
    expect(await teams[0]!.api('importReviewers', { call, csv: csv('ron@example.org') })).toMatchObject({
      error: { kind: 'not-allowed' },
    })
    const [rita, ron, carla] = await Promise.all(
      ['rita', 'ron', 'carla'].map((name) => newcomer(name, `house-${name}`)),
    )
    expect(unwrap(await rita!.api('myReviews', {})).reviews).toMatchObject([
      { reviewer: 'rita', state: 'invited', papers: [] },
    ])
    expect(await ron!.api('acceptReview', { call, reviewer: 'rita' })).toMatchObject({ error: { kind: 'not-found' } })
    unwrap(await rita!.api('acceptReview', { call, reviewer: 'rita', topics: { robotics: 0.9 } }))
    unwrap(await ron!.api('acceptReview', { call, reviewer: 'ron' }))
    unwrap(await carla!.api('acceptReview', { call, reviewer: 'carla' }))

    // Conflicts are known before anyone is given anything; who proposes is not.
    expect(unwrap(await olga.api('reviewConflicts', { call })).conflicts).toEqual([
      { reviewer: 'carla', paper: 'paper-1', kind: 'co-author', reason: 'a co-author, Alpha Strange, is of the team' },
    ])
    expect(unwrap(await carla!.api('reviewConflicts', { call })).conflicts).toEqual([])
    const mine = unwrap(await carla!.api('myReviews', { call })).reviews[0]!
    expect(mine.papers.map((p) => [p.paper, p.title])).toEqual([['paper-2', 'A rover of [the team]']])
    unwrap(await rita!.api('placeBids', { call, bids: { 'paper-1': 'eager' } }))
    unwrap(await olga.api('formPanel', { call, chair: 'carla', alternate: 'rita' }))

    const tried = unwrap(await olga.api('assignReviewers', { call, try: true }))
    expect(tried.receipt).toBeUndefined()
    const assigned = unwrap(await olga.api('assignReviewers', { call }))
    expect(assigned.run).toMatchObject({ proved: true, inputs: tried.run.inputs })
    expect(assigned.pairs.filter((p) => p.paper === 'paper-1').map((p) => p.reviewer)).toEqual(['rita', 'ron'])

    const write = (paper: string, science: number) => ({
      ...{ call, paper, scores: { science, merit: 4 }, confidence: 3 },
      ...{ toPanel: `panel: ${science}`, toProposers: `team: ${science}` },
    })
    expect(await carla!.api('submitReview', write('paper-1', 10))).toMatchObject({ error: { kind: 'not-found' } })
    unwrap(await rita!.api('submitReview', write('paper-1', 81)))
    unwrap(await ron!.api('submitReview', write('paper-1', 71)))
    for (const { reviewer, paper } of assigned.pairs.filter((p) => p.paper === 'paper-2'))
      unwrap(await { rita: rita!, ron: ron!, carla: carla! }[reviewer]!.api('submitReview', write(paper, 61)))
    unwrap(await ron!.api('discuss', { call, paper: 'paper-1', text: 'Warm enough at night?' }))
    expect(unwrap(await rita!.api('reviewPaper', { call, paper: 'paper-1' }))).toMatchObject({
      reviews: [{ reviewer: 'ron', toPanel: 'panel: 71' }],
      posts: [{ by: 'ron', text: 'Warm enough at night?' }],
    })

    // The chair is in conflict with paper-1: it is not there for them, the alternate scores it.
    const score = { call, paper: 'paper-1', score: 90, text: 'strong' }
    expect(await carla!.api('scoreByPanel', score)).toMatchObject({ error: { kind: 'not-found' } })
    unwrap(await rita!.api('scoreByPanel', score))
    unwrap(await carla!.api('scoreByPanel', { ...score, paper: 'paper-2', score: 50 }))
    expect(await carla!.api('reviewPaper', { call, paper: 'paper-1' })).toMatchObject({ error: { kind: 'not-found' } })
    const chairs = unwrap(await carla!.api('reviewStandings', { call }))
    expect(chairs).toMatchObject({ standings: [{ paper: 'paper-2', rank: 1, panel: 50 }], without: [] })
    expect(chairs.standings).toHaveLength(1)
    const owners = unwrap(await olga.api('reviewStandings', { call })).standings
    expect(owners.map((s) => [s.proposal, s.rank, s.panel])).toEqual([
      ['alpha-rover', 1, 90],
      ['beta-rover', 2, 50],
    ])
    expect(await ron!.api('reviewStandings', { call })).toMatchObject({ error: { kind: 'not-allowed' } })
    // Their party's copy of the record does not tell either.
    expect(unwrap(await carla!.api('record', {})).entries.join('')).not.toMatch(/panel: [78]1|Warm enough/)

    for (const [stage, forward] of [
      ['preliminary', ['paper-1', 'paper-2']],
      ['final', []],
    ] as const)
      unwrap(await olga.api('closeReviewStage', { call, stage, forward: [...forward], reason: 'time' }))
    expect(unwrap(await teams[0]!.api('reviewFeedback', { call })).feedback).toEqual([])
    unwrap(await olga.api('releaseReviews', { call, reason: 'decided' }))
    const { feedback } = unwrap(await teams[0]!.api('reviewFeedback', { call }))
    expect(feedback.map((f) => [f.proposal, f.texts.map((t) => t.text)])).toEqual([
      ['alpha-rover', ['team: 71', 'team: 81']],
    ])
    expect(JSON.stringify(unwrap(await teams[0]!.api('record', {})))).not.toMatch(/panel: 71|"ron"/)
    const file = reviewsFile.parse(unwrap(await olga.api('exportReviews', { call, scores: 'calibrated' })))
    expect(new Set(file.reviews.map((r) => r.proposal))).toEqual(new Set(['alpha-rover', 'beta-rover']))
    expect(await teams[0]!.api('exportReviews', { call })).toMatchObject({ error: { kind: 'not-allowed' } })
  })
})
