/** Acts of reviewing: who reviews what, reviews, discussion, the panel's scores, how a stage ends and what is let out. */
import { err, ok, type Result } from '@magpie/core/result'
import { parseEpoch, secondsBetween } from '@magpie/core/time'
import { criteriaOf } from '../call-file.ts'
import type { Receipt } from '../deadline.ts'
import { evaluateAssignment } from '../review/assignment.ts'
import { inConflict } from '../review/conflicts.ts'
import { assignmentProblem, written } from '../review/desk-assignment.ts'
import { type ReviewRules, scaleOf } from '../review/review-rules.ts'
import { actKind, badField, type Ground, type Stamp } from './act.ts'
import { partiesOf } from './letter-content.ts'
import { receiptBy } from './receipt.ts'
import { type CallRecord, type Desk, put } from './record.ts'
import type { FieldProblem, Refusal } from './refusal.ts'
import {
  callWithReview,
  impartialReview,
  noPaper,
  openStage,
  ownerOnly,
  ownReview,
  reviewing,
  rule,
  withReviewing,
} from './review-gate.ts'
import { REVIEW_INTENTS } from './review-intents.ts'
import { type Paper, papersOf, papersUnderReview, reviewerOf, reviewingOf } from './review-papers.ts'
import { type ReviewerRecord, reviewKey, stageOf } from './review-record.ts'

/**
 * The owner says who reviews what from now on. A run's answer must be what the run says of it; an assignment by hand may be
 * uneven, but nobody gets what they are in conflict with, and no review that is in is taken from its writer.
 */
export const reviewersAssigned = actKind({
  ...REVIEW_INTENTS['reviewers-assigned'],
  kind: 'reviewers-assigned',
  settle(desk, intent, stamp) {
    const own = impartialReview(desk, intent.call, stamp)
    if (!own.ok) return own
    const stage = openStage(desk, intent.call, own.value.rules)
    if (!stage.ok) return stage
    const problem = assignmentProblem(desk, intent.call)
    const judged = evaluateAssignment(problem, intent.pairs)
    const kept = new Set(intent.pairs.map((p) => reviewKey('', p)))
    const lost = written(desk, intent.call).find((p) => !kept.has(reviewKey('', p)))
    if (lost !== undefined) return rule('written', `${lost.reviewer} has reviewed ${lost.paper}: it stays with them`)
    const { run } = intent
    const broken = run === undefined ? judged.barred : judged.violations
    if (broken.length > 0) return rule('assignment', broken.join('; '))
    if (run !== undefined && (run.floor !== judged.floor || run.total !== judged.total))
      return rule(
        'run',
        `the floor is ${judged.floor} and the total ${judged.total}, not ${run.floor} and ${run.total}`,
      )
    return ok({ ...intent, stage: stage.value })
  },
  enact(desk, { call, pairs, stage, reason, run }, stamp) {
    const before = reviewingOf(desk, call)
    const entry = { at: stamp.at, stage, pairs, reason, ...(run === undefined ? {} : { run }) }
    return withReviewing(desk, call, { ...before, assigned: pairs, assignments: [...before.assignments, entry] })
  },
  subject: ({ call }) => call,
  concerns: () => [],
  notices({ call, pairs }, desk) {
    const { reviewers } = reviewingOf(desk, call)
    return [...new Set(pairs.map((p) => p.reviewer))].map((id) => ({
      to: reviewers.get(id)!.profile.email,
      subject: `Proposals of ${call} are yours to review`,
      text: '',
    }))
  },
})

/** A reviewer reviews a proposal they were given, or reviews it anew, until the stage ends. */
export const reviewSubmitted = actKind({
  ...REVIEW_INTENTS['review-submitted'],
  kind: 'review-submitted',
  settle(desk, intent, stamp, ground) {
    const me = reviewing(desk, intent.call, stamp)
    if (!me.ok) return me
    const { rules, record, reviewer } = me.value
    const stage = openStage(desk, intent.call, rules)
    if (!stage.ok) return stage
    const receipt = receiptOf(rules, stage.value, intent.paper, stamp, ground)
    if (!receipt.ok) return receipt
    const paper = givenTo(desk, intent.call, reviewer, intent.paper)
    if (!paper.ok) return paper
    const problems = checkScores(record, paper.value, rules, intent.scores)
    if (problems.length > 0) return err({ kind: 'fields', problems })
    return ok({
      ...intent,
      reviewer: reviewer.profile.id,
      stage: stage.value,
      of: paper.value.proposal.versions.length,
      ...(receipt.value === undefined ? {} : { receipt: receipt.value }),
    })
  },
  enact(desk, { call, paper, reviewer, stage, of, scores, confidence, toPanel, toProposers, receipt }, stamp) {
    const before = reviewingOf(desk, call)
    const key = reviewKey(stage, { paper, reviewer })
    const verdict = receipt === undefined ? {} : { verdict: receipt.verdict }
    const version = { at: stamp.at, of, scores, confidence, toPanel, toProposers, ...verdict }
    const versions = [...(before.reviews.get(key)?.versions ?? []), version]
    return withReviewing(desk, call, {
      ...before,
      reviews: put(before.reviews, key, { paper, reviewer, stage, versions }),
    })
  },
  subject: ({ paper }) => paper,
  concerns: ownerOnly,
})

/** Whoever may read of a proposal talks about it: its reviewers once theirs is in, the panel, the owner. */
export const discussionPosted = actKind({
  ...REVIEW_INTENTS['discussion-posted'],
  kind: 'discussion-posted',
  settle(desk, intent, stamp) {
    const found = callWithReview(desk, intent.call)
    if (!found.ok) return found
    const me = reviewerOf(desk, intent.call, stamp.person)
    const owns = found.value.record.owner === stamp.party && stamp.roles.includes('officer')
    if (!readsDiscussion(desk, intent.call, me, owns, intent.paper)) return noPaper(intent.paper)
    return ok({ ...intent, ...(me === undefined ? {} : { by: me.profile.id }) })
  },
  enact(desk, { call, paper, by, text }, stamp) {
    const before = reviewingOf(desk, call)
    const post = { at: stamp.at, paper, text, ...(by === undefined ? {} : { by }) }
    return withReviewing(desk, call, { ...before, posts: [...before.posts, post] })
  },
  subject: ({ paper }) => paper,
  concerns: ownerOnly,
})

/** The owner names the panel: its chair, who chairs in the chair's place, and its members, all of them reviewers. */
export const panelFormed = actKind({
  ...REVIEW_INTENTS['panel-formed'],
  kind: 'panel-formed',
  settle(desk, intent, stamp) {
    const own = ownReview(desk, intent.call, stamp)
    if (!own.ok) return own
    const { reviewers } = reviewingOf(desk, intent.call)
    const named = [intent.chair, ...(intent.alternate === undefined ? [] : [intent.alternate]), ...intent.members]
    const missing = named.find((id) => reviewers.get(id)?.state !== 'accepted')
    if (missing !== undefined) return rule('accepted', `${missing} has not accepted to review for ${intent.call}`)
    if (new Set(named).size < named.length) return rule('once', 'a person stands in the panel twice')
    return ok(intent)
  },
  enact(desk, { call, chair, alternate, members }) {
    const panel = { chair, members, ...(alternate === undefined ? {} : { alternate }) }
    return withReviewing(desk, call, { ...reviewingOf(desk, call), panel })
  },
  subject: ({ call }) => call,
  concerns: () => [],
})

/** The chair records what the panel makes of a proposal; where the chair is in conflict, the alternate does. */
export const panelScored = actKind({
  ...REVIEW_INTENTS['panel-scored'],
  kind: 'panel-scored',
  settle(desk, intent, stamp) {
    const me = reviewing(desk, intent.call, stamp)
    if (!me.ok) return me
    const { rules, reviewer } = me.value
    const stage = openStage(desk, intent.call, rules)
    if (!stage.ok) return stage
    const { panel, reviewers } = reviewingOf(desk, intent.call)
    const { id } = reviewer.profile
    if (panel === undefined || (panel.chair !== id && panel.alternate !== id))
      return rule('chair', `the chair of the panel of ${intent.call} does this`)
    const paper = papersUnderReview(desk, intent.call).find((p) => p.id === intent.paper)
    if (paper === undefined || inConflict(desk, intent.call, reviewer, paper)) return noPaper(intent.paper)
    if (panel.chair !== id && !inConflict(desk, intent.call, reviewers.get(panel.chair)!, paper))
      return rule('chair', `the chair scores ${intent.paper}`)
    return ok({ ...intent, by: id, stage: stage.value })
  },
  enact(desk, { call, paper, by, stage, score, text }, stamp) {
    const before = reviewingOf(desk, call)
    const others = before.panelScores.filter((s) => s.paper !== paper || s.stage !== stage)
    const panelScores = [...others, { at: stamp.at, paper, by, stage, score, text }]
    return withReviewing(desk, call, { ...before, panelScores })
  },
  subject: ({ paper }) => paper,
  concerns: ownerOnly,
})

/** The owner ends the open stage, and says what goes on to the next. */
export const reviewStageClosed = actKind({
  ...REVIEW_INTENTS['review-stage-closed'],
  kind: 'review-stage-closed',
  settle(desk, intent, stamp) {
    const own = impartialReview(desk, intent.call, stamp)
    if (!own.ok) return own
    const stage = openStage(desk, intent.call, own.value.rules)
    if (!stage.ok) return stage
    if (stage.value !== intent.stage) return rule('open-stage', `the open stage is ${stage.value}, not ${intent.stage}`)
    const under = new Set(papersUnderReview(desk, intent.call).map((p) => p.id))
    const last = reviewingOf(desk, intent.call).stage === own.value.rules.stages.length - 1
    const odd = intent.forward.findIndex((id) => !under.has(id))
    if (odd >= 0) return badField(`/forward/${odd}`, 'paper', 'is not under review')
    if (last !== (intent.forward.length === 0))
      return badField('/forward', 'stage', last ? 'is empty: this is the last stage' : 'names what goes on')
    return ok({ ...intent, forward: last ? [...under] : intent.forward })
  },
  enact(desk, { call, stage, forward }, stamp) {
    const before = reviewingOf(desk, call)
    const going = new Set(forward)
    return withReviewing(desk, call, {
      ...before,
      stage: before.stage + 1,
      assigned: before.assigned.filter((p) => going.has(p.paper)),
      closings: [...before.closings, { at: stamp.at, stage, forward }],
    })
  },
  subject: ({ call }) => call,
  concerns: () => [],
})

/** The owner lets the proposers read what reviewers wrote for them; by whom, they do not. */
export const reviewsReleased = actKind({
  ...REVIEW_INTENTS['reviews-released'],
  kind: 'reviews-released',
  settle(desk, intent, stamp) {
    const own = ownReview(desk, intent.call, stamp)
    if (!own.ok) return own
    const open = stageOf(own.value.rules, reviewingOf(desk, intent.call))
    if (open !== undefined) return rule('open-stage', `the stage ${open} is open: close it first`)
    return ok(intent)
  },
  enact: (desk, { call }) => withReviewing(desk, call, { ...reviewingOf(desk, call), released: true }),
  subject: ({ call }) => call,
  concerns: () => [],
  notices: ({ call }, desk) =>
    papersOf(desk, call)
      .flatMap((p) => partiesOf(p.proposal.versions.at(-1)!.content))
      .filter((to, i, all) => all.indexOf(to) === i)
      .map((to) => ({ to, subject: `The reviews of your proposals to ${call} can be read`, text: '' })),
})

/** Whether a reviewer, or the owner's officer, reads what others wrote of a proposal: never against a conflict. */
export function readsDiscussion(
  desk: Desk,
  call: string,
  me: ReviewerRecord | undefined,
  owns: boolean,
  paperId: string,
): boolean {
  const paper = papersOf(desk, call).find((p) => p.id === paperId)
  if (paper === undefined || (me !== undefined && inConflict(desk, call, me, paper))) return false
  if (owns) return true
  if (me === undefined) return false
  const { panel, assigned, reviews } = reviewingOf(desk, call)
  const { id } = me.profile
  if (panel !== undefined && [panel.chair, panel.alternate, ...panel.members].includes(id)) return true
  // Not before one's own is in: nobody leans on the others.
  const mine = [...reviews.values()].some((r) => r.paper === paperId && r.reviewer === id)
  return mine && assigned.some((p) => p.paper === paperId && p.reviewer === id)
}

/** What the stage's deadline says of a review: none where it has none; late is a refusal that says by how much. */
function receiptOf(
  rules: ReviewRules,
  stage: string,
  paper: string,
  stamp: Stamp,
  ground: Ground,
): Result<Receipt | undefined, Refusal> {
  const { closes, deadline } = rules.stages.find((s) => s.id === stage)!
  if (deadline !== undefined) return receiptBy(deadline, `review of ${paper}`, stamp, ground)
  if (closes === undefined) return ok(undefined)
  const [due, now] = [parseEpoch(closes, ground.leap), parseEpoch(stamp.at, ground.leap)]
  if (due.ok && now.ok && secondsBetween(due.value, now.value) <= 0) return ok(undefined)
  return rule('stage-closes', `the stage ${stage} took reviews until ${closes}`)
}

function givenTo(desk: Desk, call: string, reviewer: ReviewerRecord, id: string): Result<Paper, Refusal> {
  const paper = papersUnderReview(desk, call).find((p) => p.id === id)
  const given = reviewingOf(desk, call).assigned.some((p) => p.paper === id && p.reviewer === reviewer.profile.id)
  return paper === undefined || !given || inConflict(desk, call, reviewer, paper) ? noPaper(id) : ok(paper)
}

function checkScores(
  { call }: CallRecord,
  { proposal }: Paper,
  rules: ReviewRules,
  scores: Readonly<Record<string, number>>,
): FieldProblem[] {
  const problems: FieldProblem[] = []
  const criteria = criteriaOf(call, proposal.versions.at(-1)!.content.level)
  for (const { id } of criteria) {
    const { least, most } = scaleOf(rules, id)
    const score = scores[id]
    if (score === undefined) problems.push({ field: `/scores/${id}`, rule: 'required', message: 'needs a score' })
    else if (score < least || score > most)
      problems.push({ field: `/scores/${id}`, rule: 'scale', message: `is from ${least} to ${most}` })
  }
  for (const id of Object.keys(scores))
    if (!criteria.some((c) => c.id === id))
      problems.push({ field: `/scores/${id}`, rule: 'unknown', message: 'is no criterion of the call at this level' })
  return problems
}
