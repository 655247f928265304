/** Acts of selection: a run is recorded, a decision is moved, voted on, taken and announced. People decide; runs advise. */
import { err, ok, type Result } from '@magpie/core/result'
import { addSeconds, formatEpoch, parseEpoch } from '@magpie/core/time'
import { describeViolation, evaluatePortfolio, sum } from '../portfolio.ts'
import { barredPapers } from '../review/conflicts.ts'
import { actKind, badField, type Ground, type Stamp } from './act.ts'
import { ownCall } from './call-acts.ts'
import { DECISION_INTENTS } from './decision-intents.ts'
import { deskProblem, submittedTo } from './decision-problem.ts'
import type { DecisionRecord, ProposalOutcome, RunRecord } from './decision-record.ts'
import { type Desk, put } from './record.ts'
import type { FieldProblem, Refusal } from './refusal.ts'
import { reviewerOf } from './review-papers.ts'
import { hasLapsed, tallyOf, votingOf, whyNot } from './tally.ts'

/** The centre made a run for the owner of the call. What it says is checked against the proposals as they stand. */
export const selectionRun = actKind({
  ...DECISION_INTENTS['selection-run'],
  kind: 'selection-run',
  settle(desk, intent, stamp) {
    if (desk.runs.has(intent.run)) return err({ kind: 'taken', what: 'run', id: intent.run })
    const call = ownCall(desk, intent.call, stamp)
    if (!call.ok) return call
    const conflict = refuseConflicted(desk, intent.call, stamp)
    if (conflict !== undefined) return err(conflict)
    const problem = deskProblem(desk, call.value, intent.inputs)
    if (!problem.ok) return problem
    if (intent.result.kind === 'optimum') {
      const { score, violations } = evaluatePortfolio(problem.value, intent.result.proposals)
      if (violations.length > 0 || score !== intent.result.score)
        return badField('/result', 'run', `is not what its portfolio is worth: ${score}`)
    }
    const versions = Object.fromEntries(submittedTo(desk, intent.call).map((p) => [p.id, p.versions.length]))
    return ok({ ...intent, versions })
  },
  enact(desk, { run, ...body }, stamp) {
    const { at, party, person } = stamp
    const record: RunRecord = { id: run, ...body, ...{ at, party, person }, objective: 'score' }
    return { ...desk, runs: put(desk.runs, run, record) }
  },
  subject: ({ run }) => run,
  concerns: ({ call }, desk) => [desk.calls.get(call)!.owner],
})

/** An officer or chair moves a decision over every proposal of the call, on the ground of a run. */
export const decisionMoved = actKind({
  ...DECISION_INTENTS['decision-moved'],
  kind: 'decision-moved',
  settle(desk, intent, stamp, ground) {
    if (desk.decisions.has(intent.decision)) return err({ kind: 'taken', what: 'decision', id: intent.decision })
    const run = desk.runs.get(intent.run)
    if (run === undefined) return err({ kind: 'unknown', what: 'run', id: intent.run })
    const call = ownCall(desk, run.call, stamp)
    if (!call.ok) return call
    const refused = refuseConflicted(desk, run.call, stamp) ?? refuseDecided(desk, run.call) ?? refuseStale(desk, run)
    if (refused !== undefined) return err(refused)
    const problems = outcomeProblems(intent.outcomes, new Set(Object.keys(run.versions)))
    if (problems.length > 0) return err({ kind: 'fields', problems })
    const problem = deskProblem(desk, call.value, run.inputs)
    if (!problem.ok) return problem
    const { score, violations } = evaluatePortfolio(problem.value, selectedOf(intent.outcomes))
    const broken = violations.filter((v) => v.kind !== 'out-of-balance')
    if (broken.length > 0) return err({ kind: 'rule', rule: 'limits', text: broken.map(describeViolation).join('; ') })
    const loss = run.result.kind === 'optimum' ? sum([run.result.score, -score]) : 0
    const departs = run.result.kind === 'conflict' || differ(run.result.proposals, selectedOf(intent.outcomes))
    if (departs && !intent.departure) return badField('/departure', 'required', departureNeeded(run, score, loss))
    const lapsesAt = lapsesOn(desk, run.call, stamp, ground)
    return ok({ ...intent, call: run.call, score, loss, ...(lapsesAt === undefined ? {} : { lapsesAt }) })
  },
  enact(desk, { decision, ...body }, { at, party, person }) {
    const record: DecisionRecord = { id: decision, ...body, ...{ by: party, person, at }, votes: [], state: 'moved' }
    return withDecision(desk, record)
  },
  subject: ({ decision }) => decision,
  concerns: ({ call }, desk) => [desk.calls.get(call)!.owner],
  notices: ({ call, decision }, desk) => [
    { to: desk.calls.get(call)!.owner, subject: `${decision} is moved for ${call}: vote on it`, text: '' },
  ],
})

/** A person of the owner votes, with a reason, and may vote anew until the motion is closed: both stay on record. */
export const decisionVoted = actKind({
  ...DECISION_INTENTS['decision-voted'],
  kind: 'decision-voted',
  settle(desk, intent, stamp, ground) {
    const found = openMotion(desk, intent.decision, stamp, ground)
    if (!found.ok) return found
    const why = whyNot(desk, found.value, stamp.person)
    if (why !== undefined)
      return err({ kind: 'rule', rule: 'conflict', text: `${stamp.person} ${why}, and votes on nothing of it` })
    return ok({ ...intent, call: found.value.call })
  },
  enact(desk, { decision, vote, reason }, { at, party, person, roles }) {
    const record = desk.decisions.get(decision)!
    const chair = roles.includes('chair') ? { chair: true } : {}
    return withDecision(desk, { ...record, votes: [...record.votes, { person, party, vote, reason, at, ...chair }] })
  },
  subject: ({ decision }) => decision,
  concerns: ({ call }, desk) => [desk.calls.get(call)!.owner],
})

/** A person stands aside from a motion, with the reason. A vote of theirs counts no more. */
export const decisionRecused = actKind({
  ...DECISION_INTENTS['decision-recused'],
  kind: 'decision-recused',
  settle(desk, intent, stamp, ground) {
    const found = openMotion(desk, intent.decision, stamp, ground)
    if (!found.ok) return found
    if (found.value.recusals?.some((r) => r.person === stamp.person))
      return err({ kind: 'rule', rule: 'once', text: `${stamp.person} stands aside from ${intent.decision} already` })
    return ok({ ...intent, call: found.value.call })
  },
  enact(desk, { decision, reason }, { at, person }) {
    const record = desk.decisions.get(decision)!
    return withDecision(desk, { ...record, recusals: [...(record.recusals ?? []), { person, reason, at }] })
  },
  subject: ({ decision }) => decision,
  concerns: ({ call }, desk) => [desk.calls.get(call)!.owner],
})

/** An officer closes a motion that was not carried, or has lapsed; another may be moved. */
export const decisionLapsed = actKind({
  ...DECISION_INTENTS['decision-lapsed'],
  kind: 'decision-lapsed',
  settle(desk, intent, stamp) {
    const found = ownDecision(desk, intent.decision, ['moved'], stamp)
    if (!found.ok) return found
    const { yes, no, abstain } = tallyOf(desk, found.value)
    return ok({ ...intent, call: found.value.call, ...{ yes, no, abstain } })
  },
  enact(desk, { decision, reason }, { at, person }) {
    const record = desk.decisions.get(decision)!
    return withDecision(desk, { ...record, state: 'lapsed', closed: { reason, at, person } })
  },
  subject: ({ decision }) => decision,
  concerns: ({ call }, desk) => [desk.calls.get(call)!.owner],
  notices: ({ call, decision, reason }, desk) => [
    { to: desk.calls.get(call)!.owner, subject: `${decision} is closed without a decision`, text: reason },
  ],
})

/** An officer takes the decision that the votes carry by the call's rules. From then on its proposals stand as they are. */
export const decisionTaken = actKind({
  ...DECISION_INTENTS['decision-taken'],
  kind: 'decision-taken',
  settle(desk, intent, stamp, ground) {
    const found = openMotion(desk, intent.decision, stamp, ground)
    if (!found.ok) return found
    const { call, run } = found.value
    if (found.value.recusals?.some((r) => r.person === stamp.person))
      return err({ kind: 'rule', rule: 'conflict', text: `${stamp.person} stands aside from ${intent.decision}` })
    const refused =
      refuseConflicted(desk, call, stamp) ?? refuseDecided(desk, call) ?? refuseStale(desk, desk.runs.get(run)!)
    if (refused !== undefined) return err(refused)
    const { carried, because, yes, no, abstain, excluded } = tallyOf(desk, found.value)
    if (!carried) return err({ kind: 'rule', rule: 'majority', text: `${intent.decision} is not carried: ${because}` })
    return ok({ ...intent, call, ...{ yes, no, abstain, because }, excluded: [...excluded] })
  },
  enact(desk, { decision }, { at, person }) {
    const record = desk.decisions.get(decision)!
    return withDecision(desk, { ...record, state: 'taken', takenAt: at, takenBy: person })
  },
  subject: ({ decision }) => decision,
  concerns: ({ call }, desk) => [desk.calls.get(call)!.owner],
})

/** What is selected is told to everyone; what else was decided, to each lead its own with the reason. */
export const decisionAnnounced = actKind({
  ...DECISION_INTENTS['decision-announced'],
  kind: 'decision-announced',
  settle(desk, intent, stamp) {
    const found = ownDecision(desk, intent.decision, ['taken'], stamp)
    if (!found.ok) return found
    return ok({ ...intent, call: found.value.call, selected: selectedOf(found.value.outcomes) })
  },
  enact: (desk, { decision }, { at }) =>
    withDecision(desk, { ...desk.decisions.get(decision)!, state: 'announced', announcedAt: at }),
  subject: ({ decision }) => decision,
  concerns: () => 'everyone' as const,
  notices: ({ decision }, desk) =>
    desk.decisions.get(decision)!.outcomes.map(({ proposal, outcome, reason }) => ({
      to: desk.proposals.get(proposal)!.owner,
      subject: `Your proposal ${proposal} is ${SAID[outcome]}`,
      text: reason,
    })),
})

const SAID = { selected: 'selected', reserve: 'on the reserve list', declined: 'declined' } as const

/** The decision that was taken on a call, if one was. */
export function decisionOf(desk: Desk, call: string): DecisionRecord | undefined {
  return [...desk.decisions.values()].find((d) => d.call === call && (d.state === 'taken' || d.state === 'announced'))
}

/** Why a proposal may not change any more, if so. */
export function refuseDecided(desk: Desk, call: string): Refusal | undefined {
  const taken = decisionOf(desk, call)
  return taken && { kind: 'rule', rule: 'decided', text: `${taken.id} is taken on ${call}` }
}

/** Who has a conflict with one of a call's proposals decides on none: each decision is over all of them. */
function refuseConflicted(desk: Desk, call: string, { person }: Stamp): Refusal | undefined {
  const barred = barredPapers(desk, call, reviewerOf(desk, call, person))
  if (barred.size === 0) return undefined
  return {
    kind: 'rule',
    rule: 'conflict',
    text: `${person} has a conflict with a proposal of ${call}, and decides on none`,
  }
}

/** The proposals that outcomes select. */
export function selectedOf(outcomes: readonly ProposalOutcome[]): string[] {
  return outcomes.filter((o) => o.outcome === 'selected').map((o) => o.proposal)
}

/** The decision, if the acting party owns its call and it is in one of these states. */
export function ownDecision(
  desk: Desk,
  id: string,
  needs: readonly DecisionRecord['state'][],
  stamp: Stamp,
): Result<DecisionRecord, Refusal> {
  const found = desk.decisions.get(id)
  if (found === undefined) return err({ kind: 'unknown', what: 'decision', id })
  const call = ownCall(desk, found.call, stamp)
  if (!call.ok) return call
  const { state } = found
  return needs.includes(state) ? ok(found) : err({ kind: 'wrong-state', what: 'decision', id, state, needs })
}

/** The motion, if the acting party owns its call and it still takes votes. */
function openMotion(desk: Desk, id: string, stamp: Stamp, ground: Ground): Result<DecisionRecord, Refusal> {
  const found = ownDecision(desk, id, ['moved'], stamp)
  if (!found.ok || !hasLapsed(found.value, stamp.at, ground)) return found
  const text = `${id} has lapsed on ${found.value.lapsesAt}: it was moved on ${found.value.at}, and not taken in time`
  return err({ kind: 'rule', rule: 'lapsed', text })
}

/** The instant after which a motion moved now lapses, UTC. */
function lapsesOn(desk: Desk, call: string, { at }: Stamp, { leap }: Ground): string | undefined {
  const { lapsesAfter_days } = votingOf(desk, call)
  const moved = parseEpoch(at, leap)
  if (lapsesAfter_days === undefined || !moved.ok) return undefined
  return formatEpoch(addSeconds(moved.value, lapsesAfter_days * 86_400), leap, { digits: 3 })
}

/** A run advises only as long as the proposals are those it was made of. */
function refuseStale(desk: Desk, run: RunRecord): Refusal | undefined {
  const now = new Map(submittedTo(desk, run.call).map((p) => [p.id, p.versions.length]))
  const changed = [...new Set([...now.keys(), ...Object.keys(run.versions)])].filter(
    (id) => now.get(id) !== run.versions[id],
  )
  if (changed.length === 0) return undefined
  return {
    kind: 'rule',
    rule: 'stale-run',
    text: `${changed.join(', ')} changed since ${run.id}: run the selection again`,
  }
}

function outcomeProblems(outcomes: readonly ProposalOutcome[], known: ReadonlySet<string>): FieldProblem[] {
  const seen = new Set<string>()
  const problems: FieldProblem[] = []
  outcomes.forEach(({ proposal }, i) => {
    const field = `/outcomes/${i}/proposal`
    if (!known.has(proposal)) problems.push({ field, rule: 'proposal', message: `"${proposal}" is not in the run` })
    if (seen.has(proposal)) problems.push({ field, rule: 'duplicate', message: `${proposal} is decided twice` })
    seen.add(proposal)
  })
  const left = [...known].filter((id) => !seen.has(id))
  if (left.length > 0)
    problems.push({ field: '/outcomes', rule: 'all', message: `leaves ${left.join(', ')} undecided` })
  return problems
}

function departureNeeded(run: RunRecord, score: number, loss: number): string {
  if (run.result.kind === 'conflict') return `needs a reason: by ${run.id} no portfolio keeps all that was asked for`
  return `needs a reason: the optimum of ${run.id} is worth ${run.result.score}, this ${score}, ${loss} less`
}

function differ(a: readonly string[], b: readonly string[]): boolean {
  return a.length !== b.length || a.some((id) => !b.includes(id))
}

function withDecision(desk: Desk, record: DecisionRecord): Desk {
  return { ...desk, decisions: put(desk.decisions, record.id, record) }
}
