/**
 * What of a review somebody may know: the review with every trace of some proposals taken out. Whatever is shown to a person
 * with conflicts is computed from this, and from nothing else, so that no mean, rank, count or offset depends on them.
 */
import type { Desk } from '../desk/record.ts'
import { type Paper, papersOf, reviewingOf } from '../desk/review-papers.ts'
import type { ReviewerRecord, Reviewing, ReviewPair } from '../desk/review-record.ts'
import { inConflict } from './conflicts.ts'

export type ReviewScope = { readonly papers: readonly Paper[]; readonly reviewing: Reviewing }

/**
 * The review of a call without these papers. Reviews by who turned out to be in conflict are left out for everybody: they
 * stand in the record, and count for nothing.
 */
export function scopeWithout(desk: Desk, call: string, hidden: ReadonlySet<string>): ReviewScope {
  const papers = papersOf(desk, call).filter((p) => !hidden.has(p.id))
  const now = withoutConflicted(desk, call, papers)
  if (hidden.size === 0) return { papers, reviewing: now }
  const shown = (p: { readonly paper: string }) => !hidden.has(p.paper)
  const reviewing = {
    ...now,
    reviewers: new Map([...now.reviewers].map(([id, r]) => [id, withoutPapers(r, hidden)])),
    assigned: now.assigned.filter(shown),
    // A run speaks of all proposals at once: its floor and total go, the pairs stay.
    assignments: now.assignments.map(({ run: _, ...entry }) => ({ ...entry, pairs: entry.pairs.filter(shown) })),
    reviews: new Map([...now.reviews].filter(([, review]) => shown(review))),
    posts: now.posts.filter(shown),
    panelScores: now.panelScores.filter(shown),
    closings: now.closings.map((c) => ({ ...c, forward: c.forward.filter((id) => !hidden.has(id)) })),
  }
  return { papers, reviewing }
}

function withoutPapers(r: ReviewerRecord, hidden: ReadonlySet<string>): ReviewerRecord {
  const rest = <T>(of: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(of).filter(([paper]) => !hidden.has(paper)))
  return { ...r, bids: rest(r.bids), declared: rest(r.declared), rulings: rest(r.rulings) }
}

function withoutConflicted(desk: Desk, call: string, papers: readonly Paper[]): Reviewing {
  const now = reviewingOf(desk, call)
  const at = new Map(papers.map((p) => [p.id, p]))
  const counts = ({ reviewer, paper }: ReviewPair) => {
    const found = at.get(paper)
    return found !== undefined && !inConflict(desk, call, now.reviewers.get(reviewer)!, found)
  }
  return { ...now, reviews: new Map([...now.reviews].filter(([, review]) => counts(review))) }
}
