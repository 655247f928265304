/** What one looks up of a call's review: its papers, its reviewers, its rules. */
import type { ReviewRules } from '../review/review-rules.ts'
import type { CallRecord, Desk, ProposalRecord } from './record.ts'
import { NO_REVIEWING, type ReviewerRecord, type Reviewing } from './review-record.ts'

/** The review of a call; none yet is an empty one. */
export function reviewingOf(desk: Desk, call: string): Reviewing {
  return desk.reviewing.get(call) ?? NO_REVIEWING
}

export type Paper = { readonly id: string; readonly proposal: ProposalRecord }

/** The proposals of a call by the number they came in with; those taken back keep theirs and are left out. */
export function papersOf(desk: Desk, call: string): Paper[] {
  return [...desk.proposals.values()]
    .filter((p) => p.call === call)
    .map((proposal, i) => ({ id: `paper-${i + 1}`, proposal }))
    .filter((p) => p.proposal.state === 'submitted')
}

/** Those that are still under review: what the last closing let through. */
export function papersUnderReview(desk: Desk, call: string): Paper[] {
  const forward = reviewingOf(desk, call).closings.at(-1)?.forward
  return papersOf(desk, call).filter((p) => forward === undefined || forward.includes(p.id))
}

/** The reviewer that a person is for a call, once they have accepted. */
export function reviewerOf(desk: Desk, call: string, person: string | undefined): ReviewerRecord | undefined {
  if (person === undefined) return undefined
  for (const r of reviewingOf(desk, call).reviewers.values())
    if (r.state === 'accepted' && r.person === person) return r
  return undefined
}

/** The rules of a call that has proposals reviewed. */
export function rulesOf({ call }: CallRecord): ReviewRules {
  if (call.review === undefined) throw new Error(`${call.id} has no review`)
  return call.review
}
