/** The assignment problem of a call as it stands at the desk: who is willing and able to review what is under review. */
import type { Desk } from '../desk/record.ts'
import { type Paper, papersUnderReview, reviewingOf, rulesOf } from '../desk/review-papers.ts'
import { type Bid, type ReviewerRecord, type ReviewPair, reviewKey, stageOf } from '../desk/review-record.ts'
import { type AssignmentProblem, CONFLICT } from './assignment-model.ts'
import { inConflict } from './conflicts.ts'

/** What a bid makes of how well the topics fit; a conflict bars. */
const FACTORS: Readonly<Record<Exclude<Bid, 'conflict'>, number>> = { eager: 1, willing: 0.8, neutral: 0.5, not: 0.1 }

/**
 * How well a proposal suits a reviewer, a whole number from 1 to 100: how well they know its topics (their mean weight, a
 * half where either names none) times what they bid. Conferences multiply so too (Shah et al., "Design and analysis of the
 * NIPS 2016 review process", JMLR 19, 2018, 49); the figures of `FACTORS` are ours.
 */
export function affinityWith(reviewer: ReviewerRecord, paper: Paper): number {
  const { topics } = paper.proposal.versions.at(-1)!.content
  const known = reviewer.profile.topics
  const vague = topics.length === 0 || Object.keys(known).length === 0
  const fit = vague ? 0.5 : topics.reduce((sum, t) => sum + (known[t] ?? 0), 0) / topics.length
  const bid = reviewer.bids[paper.id] ?? 'neutral'
  return Math.round(100 * (0.1 + 0.9 * fit) * FACTORS[bid === 'conflict' ? 'not' : bid])
}

/** The problem: accepted reviewers, proposals under review; reviews that are written already stay, and `locked` ones. */
export function assignmentProblem(desk: Desk, call: string, locked: readonly ReviewPair[] = []): AssignmentProblem {
  const rules = rulesOf(desk.calls.get(call)!)
  const now = reviewingOf(desk, call)
  const papers = papersUnderReview(desk, call)
  const reviewers = [...now.reviewers.values()].filter((r) => r.state === 'accepted')
  const affinity = new Int16Array(papers.length * reviewers.length)
  for (const [r, reviewer] of reviewers.entries())
    for (const [p, paper] of papers.entries())
      affinity[r * papers.length + p] = inConflict(desk, call, reviewer, paper)
        ? CONFLICT
        : affinityWith(reviewer, paper)
  const [paperAt, reviewerAt] = [indices(papers.map((p) => p.id)), indices(reviewers.map((r) => r.profile.id))]
  const stays = new Map([...written(desk, call), ...locked].map((pair) => [reviewKey('', pair), pair]))
  return {
    papers: papers.map((p) => p.id),
    reviewers: reviewers.map(({ profile }) => ({ id: profile.id, ...rules.load })),
    reviewsPerPaper: rules.reviewsPerProposal,
    affinity,
    locked: [...stays.values()].flatMap(({ reviewer, paper }) => {
      const [r, p] = [reviewerAt.get(reviewer), paperAt.get(paper)]
      return r === undefined || p === undefined ? [] : [[r, p] as const]
    }),
  }
}

/** Pairs of the open stage whose review is in and counts: the proposal is under review, and no conflict came up since. */
export function written(desk: Desk, call: string): ReviewPair[] {
  const now = reviewingOf(desk, call)
  const stage = stageOf(rulesOf(desk.calls.get(call)!), now)
  if (stage === undefined) return []
  const papers = new Map(papersUnderReview(desk, call).map((p) => [p.id, p]))
  return now.assigned.filter((pair) => {
    const [reviewer, paper] = [now.reviewers.get(pair.reviewer)!, papers.get(pair.paper)]
    const stands = paper !== undefined && !inConflict(desk, call, reviewer, paper)
    return stands && now.reviews.has(reviewKey(stage, pair))
  })
}

function indices(ids: readonly string[]): Map<string, number> {
  return new Map(ids.map((id, i) => [id, i]))
}
