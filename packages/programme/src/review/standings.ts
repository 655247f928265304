/** Where the proposals of a call stand by their reviews, and the same as `reviews.json` of a mission folder. */
import { type CallCriterion, type CallFile, criteriaOf } from '../call-file.ts'
import type { ReviewEntry } from '../desk/review-record.ts'
import type { ReviewsFile } from '../reviews-file.ts'
import { calibrate } from './normalise.ts'
import { scaleOf } from './review-rules.ts'
import type { ReviewScope } from './scope.ts'

/** Scores are 0 to 100 by the criteria's weights. */
export type Standing = {
  readonly paper: string
  readonly reviews: number
  /** The mean as given. */
  readonly mean: number
  /** Freed of the reviewers' offsets; ranks follow it. */
  readonly calibrated: number
  /** From the lowest to the highest as given. */
  readonly spread: number
  readonly rank: number
  /** Of the panel, where it scored the proposal. */
  readonly panel?: number
}

export type Standings = {
  readonly standings: readonly Standing[]
  /** Proposals without a review. */
  readonly without: readonly string[]
  /** Reviewers who share no proposal form groups that cannot be compared; 1 where all can. */
  readonly groups: number
}

/** The standings by the last review that each reviewer wrote of each proposal. */
export function standingsOf(call: CallFile, scope: ReviewScope): Standings {
  const reviews = lastReviews(scope)
  const criteriaAt = criteriaByReview(call, scope)
  const scores = reviews.map((r) => ({
    paper: r.paper,
    reviewer: r.reviewer,
    value: weighted(criteriaAt(r), percentOf(call, criteriaAt(r), r)),
  }))
  const { papers, groups } = calibrate(scores)
  const order = [...papers].sort((a, b) => b[1] - a[1])
  const standings = order.map(([paper, calibrated]): Standing => {
    const given = scores.filter((s) => s.paper === paper).map((s) => s.value)
    const panel = scope.reviewing.panelScores.findLast((s) => s.paper === paper)?.score
    return {
      ...{ paper, calibrated: round(calibrated), reviews: given.length },
      mean: round(given.reduce((a, b) => a + b, 0) / given.length),
      spread: round(Math.max(...given) - Math.min(...given)),
      // Equal ones share a rank.
      rank: 1 + order.findIndex(([, other]) => round(other) === round(calibrated)),
      ...(panel === undefined ? {} : { panel }),
    }
  })
  const without = scope.papers.map((p) => p.id).filter((id) => !papers.has(id))
  return { standings, without, groups }
}

/**
 * The reviews as a mission folder has them: proposals by their ids, reviewers by number alone, scores 0 to 100; `calibrated`
 * takes each reviewer's offset in each criterion off, within the scale. Undefined where there is no review.
 */
export function reviewsFileOf(call: CallFile, scope: ReviewScope, calibrated: boolean): ReviewsFile | undefined {
  const proposals = new Map(scope.papers.map((p) => [p.id, p.proposal.id]))
  const reviews = lastReviews(scope)
  if (reviews.length === 0) return undefined
  const criteriaAt = criteriaByReview(call, scope)
  const percents = reviews.map((r) => percentOf(call, criteriaAt(r), r))
  const offsets = call.criteria.map(({ id }) => {
    const scores = reviews.flatMap((r, i) => {
      const value = percents[i]![id]
      return value === undefined ? [] : [{ paper: r.paper, reviewer: r.reviewer, value }]
    })
    return [id, calibrated ? calibrate(scores).offsets : new Map<string, number>()] as const
  })
  const numbers = new Map([...new Set(reviews.map((r) => r.reviewer))].sort().map((id, i) => [id, i + 1]))
  const title = `Reviews of ${call.id} at this centre${calibrated ? ", freed of each reviewer's offset" : ''}`
  return {
    provenance: { kind: 'sourced', source: { title, publisher: call.by }, verified: true },
    reviewers: [...numbers.values()].map((n) => ({ id: `reviewer-${n}`, name: `Reviewer ${n}` })),
    reviews: reviews.map((r, i) => ({
      proposal: proposals.get(r.paper)!,
      reviewer: `reviewer-${numbers.get(r.reviewer)}`,
      scores: Object.fromEntries(
        offsets.flatMap(([id, of]) => {
          const percent = percents[i]![id]
          return percent === undefined ? [] : [[id, clamp(round(percent - (of.get(r.reviewer) ?? 0)))]]
        }),
      ),
    })),
  }
}

/** Of each reviewer and proposal the review of the latest stage, as the proposals stand under review. */
function lastReviews({ papers, reviewing }: ReviewScope): ReviewEntry[] {
  const shown = new Set(papers.map((p) => p.id))
  const last = new Map<string, ReviewEntry>()
  for (const review of reviewing.reviews.values())
    if (shown.has(review.paper)) last.set(`${review.paper} ${review.reviewer}`, review)
  return [...last.values()]
}

/** The criteria that a review's proposal is scored by, which depend on its level. */
function criteriaByReview(call: CallFile, { papers }: ReviewScope): (review: ReviewEntry) => readonly CallCriterion[] {
  const levels = new Map(papers.map(({ id, proposal }) => [id, proposal.versions.at(-1)!.content.level]))
  return (review) => criteriaOf(call, levels.get(review.paper)!)
}

/** The scores of a review's last version, 0 to 100 by the scale of each criterion. */
function percentOf(
  call: CallFile,
  criteria: readonly CallCriterion[],
  review: ReviewEntry,
): Readonly<Record<string, number>> {
  const { scores } = review.versions.at(-1)!
  return Object.fromEntries(
    criteria.map(({ id }) => {
      const { least, most } = scaleOf(call.review!, id)
      return [id, (100 * ((scores[id] ?? least) - least)) / (most - least)]
    }),
  )
}

function weighted(criteria: readonly CallCriterion[], percent: Readonly<Record<string, number>>): number {
  return criteria.reduce((sum, c) => sum + c.weight * percent[c.id]!, 0)
}

function clamp(score: number): number {
  return Math.min(100, Math.max(0, score))
}

/** In millionths: what is equal but for rounding is equal. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
