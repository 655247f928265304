/** A call whose proposals are reviewed: an agency, four teams, and reviewers of parties of their own. */
import { unwrap } from '@magpie/core/result'
import type { CallFile } from '../../call-file.ts'
import { type ReviewRules, reviewRules } from '../../review/review-rules.ts'
import { judge } from '../desk.ts'
import { Bench, CALL, content, GROUND, stamp } from './sample.ts'

const PROVENANCE = { kind: 'assumed', reason: 'a test' } as const
export const CALL_ID = CALL.id

/** Two reviews a proposal, two criteria, one of them from 1 to 5. */
export const RULES: ReviewRules = reviewRules.parse({
  anonymity: 'dual',
  conflicts: { state: false },
  reviewsPerProposal: 2,
  load: { least: 0, most: 4 },
  topics: ['geology', 'power', 'robotics'],
  scales: { merit: { least: 1, most: 5 } },
  provenance: PROVENANCE,
})

export function reviewedCall(rules: Partial<ReviewRules> = {}): CallFile {
  return {
    ...CALL,
    criteria: [
      { id: 'science', name: 'Science', weight: 0.6, provenance: PROVENANCE },
      { id: 'merit', name: 'Merit', weight: 0.4, provenance: PROVENANCE },
    ],
    // Enough for every team.
    envelope: [
      { resource: 'mass', limit: { value: 600, unit: 'kg', provenance: PROVENANCE }, levels: ['system', 'unit'] },
    ],
    review: { ...RULES, ...rules },
  }
}

export const officer = (at?: string) => stamp('agency', ['officer'], at)

/** A person with an address, who acts for a party. */
export function personOf(name: string, party: string, roles: Parameters<typeof stamp>[1] = ['reviewer']) {
  return { ...stamp(party, roles), person: `${name}-account`, email: `${name}@example.org` }
}

export const profileOf = (id: string, changes: Record<string, unknown> = {}) => ({
  ...{ id, name: `Reviewer ${id}`, email: `${id}@example.org`, institution: `House of ${id}` },
  ...changes,
})

/** The desk with proposals of these teams in, each by its own party. */
export function withProposals(teams: readonly string[], rules: Partial<ReviewRules> = {}): Bench {
  const bench = new Bench()
  for (const id of ['agency', 'house', ...teams]) {
    const party = { id, name: `The ${id} institute`, kind: 'institution', state: id === 'house' ? 'FR' : 'IT' }
    unwrap(bench.do('party-registered', { party }, stamp(id, ['officer'], '2030-09-01T00:00:00.000Z')))
  }
  unwrap(bench.do('call-opened', { call: reviewedCall(rules) }, officer('2030-10-01T00:00:00.000Z')))
  for (const team of teams) {
    const letter = { call: CALL_ID, letter: `${team}-letter`, content: content(team) }
    unwrap(bench.do('letter-submitted', letter, stamp(team, ['proposer'])))
    const answer = { letter: `${team}-letter`, answer: 'invited', reason: 'a fit' }
    unwrap(bench.do('letter-answered', answer, officer()))
    unwrap(bench.do('proposal-submitted', proposalOf(team), stamp(team, ['proposer'])))
  }
  return bench
}

/** What a team proposes; it names itself wherever it can. */
export function proposalOf(team: string, changes: Record<string, unknown> = {}) {
  return {
    letter: `${team}-letter`,
    proposal: `${team}-rover`,
    content: {
      ...{ title: `A rover of ${team}`, lead: team, level: 'system', cost: 1, topics: ['robotics'] },
      summary: `We, the ${team} institute, and Dr ${team} Strange, send a rover.`,
      people: [{ name: `${team} Strange`, email: `${team}@${team}.example`, party: team }],
      elements: [
        {
          ...{ id: `${team}-1`, name: `${team} rover`, kind: 'rover', owner: team },
          parameters: [{ name: 'mass', value: 20, unit: 'kg', maturity: 'new', asOf: '2030-11' }],
        },
      ],
      attachments: [{ name: `${team}.pdf`, sha256: 'a'.repeat(64), bytes: 9 }],
      ...changes,
    },
  }
}

/** Invites and accepts these, all of the party `house`. */
export function invite(bench: Bench, ids: readonly string[], changes: Record<string, unknown> = {}): Bench {
  for (const id of ids) {
    unwrap(bench.do('reviewer-invited', { call: CALL_ID, reviewer: profileOf(id, changes) }, officer()))
    unwrap(bench.do('review-accepted', { call: CALL_ID, reviewer: id }, personOf(id, 'house')))
  }
  return bench
}

/** By hand, all these pairs, such as `ada paper-1`. */
export function assign(bench: Bench, ...pairs: readonly string[]) {
  const list = pairs.map((p) => ({ reviewer: p.split(' ')[0]!, paper: p.split(' ')[1]! }))
  return bench.do('reviewers-assigned', { call: CALL_ID, pairs: list, reason: 'by hand' }, officer())
}

export function review(bench: Bench, id: string, paper: string, science: number, merit = 3) {
  const scores = { science, merit }
  const texts = { toPanel: `${id} to the panel`, toProposers: `Good, says one of ${paper}` }
  return bench.do('review-submitted', { call: CALL_ID, paper, scores, confidence: 4, ...texts }, personOf(id, 'house'))
}

/** Judges only: what would be said, with nothing done. */
export function refusalFor(
  bench: Bench,
  kind: Parameters<Bench['do']>[0],
  input: unknown,
  s: Parameters<Bench['do']>[2],
) {
  const judged = judge(bench.desk, kind, input, s, GROUND)
  return judged.ok ? undefined : judged.error
}
