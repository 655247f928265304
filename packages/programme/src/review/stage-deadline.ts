/** Until when the stages of a review take reviews: a deadline like the call's own, and the instant that follows from it. */
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import { err, ok, type Result } from '@magpie/core/result'
import { formatEpoch } from '@magpie/core/time'
import type { CallDeadline } from '../call-deadline.ts'
import type { CallFile } from '../call-file.ts'
import { type DeadlineError, deadlineInstant } from '../deadline.ts'

/** What is wrong with a stage's deadline: which revision of which stage. */
export type StageDeadlineError = { readonly field: string; readonly error: DeadlineError }

/** The call with `closes` of each stage as its deadline in force has it; the last revision known is that. */
export function withStageCloses(call: CallFile, leap: LeapSeconds): Result<CallFile, StageDeadlineError> {
  if (call.review === undefined) return ok(call)
  const stages: typeof call.review.stages = []
  for (const [i, stage] of call.review.stages.entries()) {
    if (stage.deadline === undefined) {
      stages.push(stage)
      continue
    }
    for (const [k, revision] of stage.deadline.revisions.entries()) {
      const due = deadlineInstant(revision, stage.deadline.zone, leap)
      if (!due.ok) return err({ field: `/review/stages/${i}/deadline/revisions/${k}`, error: due.error })
    }
    const closes = closesOf(stage.deadline, leap)
    if (!closes.ok) return err({ field: `/review/stages/${i}/deadline`, error: closes.error })
    stages.push({ ...stage, closes: closes.value })
  }
  return ok({ ...call, review: { ...call.review, stages } })
}

/** The instant of a deadline's last known revision, UTC with milliseconds. */
function closesOf(deadline: CallDeadline, leap: LeapSeconds): Result<string, DeadlineError> {
  const last = deadline.revisions.reduce((a, b) => (b.knownFrom >= a.knownFrom ? b : a))
  const due = deadlineInstant(last, deadline.zone, leap)
  return due.ok ? ok(formatEpoch(due.value, leap, { digits: 3 })) : due
}
