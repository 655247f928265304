/** What acts of a review share: who may act in it, which stage is open, and the words of a refusal. */
import { err, ok, type Result } from '@magpie/core/result'
import { barredPapers } from '../review/conflicts.ts'
import type { ReviewRules } from '../review/review-rules.ts'
import type { Stamp } from './act.ts'
import { callOf, ownCall } from './call-acts.ts'
import { type CallRecord, type Desk, put } from './record.ts'
import type { Refusal } from './refusal.ts'
import { reviewerOf, reviewingOf } from './review-papers.ts'
import { type ReviewerRecord, type Reviewing, stageOf } from './review-record.ts'

/** A call with what it says of reviews. */
export type Review = { readonly record: CallRecord; readonly rules: ReviewRules }

/** The call, where it has proposals reviewed. */
export function callWithReview(desk: Desk, call: string): Result<Review, Refusal> {
  const found = callOf(desk, call)
  if (!found.ok) return found
  const rules = found.value.call.review
  return rules === undefined
    ? rule('review', `${call} does not say how proposals are reviewed`)
    : ok({ record: found.value, rules })
}

/** The same, where the acting party owns it. */
export function ownReview(desk: Desk, call: string, stamp: Stamp): Result<Review, Refusal> {
  const own = ownCall(desk, call, stamp)
  return own.ok ? callWithReview(desk, call) : own
}

/** The review with the reviewer that acts in it. */
export function reviewing(
  desk: Desk,
  call: string,
  stamp: Stamp,
): Result<Review & { reviewer: ReviewerRecord }, Refusal> {
  const found = callWithReview(desk, call)
  if (!found.ok) return found
  const reviewer = reviewerOf(desk, call, stamp.person)
  return reviewer === undefined
    ? rule('reviewer', `you are no reviewer of ${call}, or have not accepted yet`)
    : ok({ ...found.value, reviewer })
}

/** The open stage, while there is one. */
export function openStage(desk: Desk, call: string, rules: ReviewRules): Result<string, Refusal> {
  const stage = stageOf(rules, reviewingOf(desk, call))
  return stage === undefined ? rule('open-stage', `all stages of the review of ${call} are closed`) : ok(stage)
}

/** The same words for what is not there, not given and barred: the difference would tell. */
export function noPaper(id: string): Result<never, Refusal> {
  return err({ kind: 'unknown', what: 'proposal for you', id })
}

/** Concerns the owner of the call beside who acts. */
export function ownerOnly({ call }: { readonly call: string }, desk: Desk): string[] {
  return [desk.calls.get(call)!.owner]
}

/** A notice to the owner of the call. */
export function toOwner(desk: Desk, call: string, subject: string, text = '') {
  return [{ to: desk.calls.get(call)!.owner, subject, text }]
}

/** The desk with this reviewer. */
export function withReviewer(desk: Desk, call: string, reviewer: ReviewerRecord): Desk {
  const before = reviewingOf(desk, call)
  return withReviewing(desk, call, { ...before, reviewers: put(before.reviewers, reviewer.profile.id, reviewer) })
}

/** The desk with this review of the call. */
export function withReviewing(desk: Desk, call: string, now: Reviewing): Desk {
  return { ...desk, reviewing: put(desk.reviewing, call, now) }
}

/** A refusal by a rule. */
export function rule(name: string, text: string): Result<never, Refusal> {
  return err({ kind: 'rule', rule: name, text })
}

/** The same as `ownReview`, for who is in conflict with nothing of it: what they would do or be told is about all proposals. */
export function impartialReview(desk: Desk, call: string, stamp: Stamp): Result<Review, Refusal> {
  const own = ownReview(desk, call, stamp)
  if (!own.ok || barredPapers(desk, call, reviewerOf(desk, call, stamp.person)).size === 0) return own
  return rule('own-conflict', 'an officer who is in conflict with no proposal of the call does this')
}
