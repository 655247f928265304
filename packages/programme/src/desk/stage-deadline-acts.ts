/** The act by which the deadline of a review's stage moves. What was in force before stays readable. */
import { err, ok } from '@magpie/core/result'
import { formatEpoch } from '@magpie/core/time'
import { deadlineInstant } from '../deadline.ts'
import { actKind, badField } from './act.ts'
import { dayInZone } from './call-acts.ts'
import { put } from './record.ts'
import { ownReview, rule } from './review-gate.ts'
import { REVIEW_INTENTS } from './review-intents.ts'
import { reviewingOf } from './review-papers.ts'

/** The owner moves, or first sets, until when an open or coming stage takes reviews; reviewers are told. */
export const reviewDeadlineMoved = actKind({
  ...REVIEW_INTENTS['review-deadline-moved'],
  kind: 'review-deadline-moved',
  settle(desk, intent, stamp, ground) {
    const own = ownReview(desk, intent.call, stamp)
    if (!own.ok) return own
    const { rules, record } = own.value
    const at = rules.stages.findIndex((s) => s.id === intent.stage)
    if (at < 0)
      return badField('/stage', 'stage', `is none of the review's: ${rules.stages.map((s) => s.id).join(', ')}`)
    if (at < reviewingOf(desk, intent.call).stage) return rule('open-stage', `the stage ${intent.stage} is closed`)
    const zone = rules.stages[at]!.deadline?.zone ?? record.call.letters.zone
    const today = dayInZone(stamp.at, zone, ground)
    if (!today.ok) return today
    const due = deadlineInstant(intent, zone, ground.leap)
    if (!due.ok) return err({ kind: 'deadline', error: due.error })
    const closes = formatEpoch(due.value, ground.leap, { digits: 3 })
    return ok({ ...intent, zone, knownFrom: today.value, closes })
  },
  enact(desk, { call: id, stage: of, day, time, zone, knownFrom, closes, grace_s, reason }, stamp) {
    const record = desk.calls.get(id)!
    const source = { title: reason, publisher: stamp.party, date: knownFrom }
    const provenance = { kind: 'sourced' as const, source, verified: true }
    const revision = { day, time, knownFrom, provenance, timeProvenance: provenance }
    const review = record.call.review!
    const stages = review.stages.map((stage) => {
      if (stage.id !== of) return stage
      const before = stage.deadline ?? { zone, revisions: [], grace: { seconds: 0, text: 'none', provenance } }
      const grace = grace_s === undefined ? before.grace : { seconds: grace_s, text: `${grace_s} s`, provenance }
      return { ...stage, closes, deadline: { zone, revisions: [...before.revisions, revision], grace } }
    })
    const call = { ...record.call, review: { ...review, stages } }
    const versions = [...record.versions, { at: stamp.at, reason, call }]
    return { ...desk, calls: put(desk.calls, id, { ...record, call, versions }) }
  },
  subject: ({ call }) => call,
  concerns: () => 'everyone' as const,
  notices: ({ call, stage, day, time, zone, reason }, desk) =>
    [...reviewingOf(desk, call).reviewers.values()]
      .filter((r) => r.state === 'accepted')
      .map((r) => ({
        to: r.profile.email,
        subject: `Reviews of the stage ${stage} of ${call} are due by ${day} ${time} (${zone})`,
        text: reason,
      })),
})
