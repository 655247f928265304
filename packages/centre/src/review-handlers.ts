/** The handlers of a review: acts go to the desk, the solver finds who reviews what, reads show what the caller may see. */
import type { Caller } from '@magpie/api/access'
import type { Failure } from '@magpie/api/failure'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { reviewActs } from '@magpie/api/review-operations'
import { err, ok, type Result } from '@magpie/core/result'
import { canonicalJson } from '@magpie/ledger/canonical-json'
import type { ActName } from '@magpie/programme/desk/desk'
import type { CallRecord } from '@magpie/programme/desk/record'
import { reviewingOf } from '@magpie/programme/desk/review-papers'
import type { MilpSolver } from '@magpie/programme/milp'
import { assignReviewers, describeAssignmentError } from '@magpie/programme/review/assignment'
import type { AssignmentProblem } from '@magpie/programme/review/assignment-model'
import { assignmentProblem } from '@magpie/programme/review/desk-assignment'
import { reviewsFileOf, standingsOf } from '@magpie/programme/review/standings'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Handlers } from './dispatch.ts'
import type { ProgrammeDesk } from './programme-desk.ts'
import {
  conflictsSeenBy,
  feedbackFor,
  myReviewOf,
  paperViewOf,
  reviewersSeenBy,
  type Sight,
  scopeFor,
  sightOf,
  titleFor,
} from './review-views.ts'

type ActKey = keyof typeof reviewActs
type ReadKey =
  | 'myReviews'
  | 'reviewPaper'
  | 'previewReviewers'
  | 'reviewers'
  | 'reviewConflicts'
  | 'assignReviewers'
  | 'reviewStandings'
  | 'reviewFeedback'
  | 'exportReviews'

export type ReviewHandlerPorts = {
  readonly desk: ProgrammeDesk
  /** On a thread of its own: the centre goes on answering meanwhile. */
  readonly solver: MilpSolver
}

/** One handler an operation of the review. */
export function reviewHandlers(ports: ReviewHandlerPorts): Handlers<ActKey | ReadKey> {
  const { desk } = ports
  const acts = Object.entries(reviewActs).map(([key, { act }]) => [
    key,
    (input: unknown, caller: Caller) => desk.perform(act as ActName, input, caller),
  ])
  return { ...(Object.fromEntries(acts) as Handlers<ActKey>), ...readHandlers(ports) }
}

function readHandlers(ports: ReviewHandlerPorts): Handlers<ReadKey> {
  const { desk } = ports
  return {
    async myReviews({ call }, caller) {
      const calls = [...desk.desk.calls.values()].filter((c) => call === undefined || c.call.id === call)
      return ok({ reviews: calls.flatMap((c) => myReviewOf(desk.desk, c, caller)) })
    },
    async reviewPaper({ call, paper }, caller) {
      const found = reviewOf(desk, call, caller)
      if (!found.ok) return found
      const view = paperViewOf(desk.desk, found.value.record, paper, found.value.sight)
      return view === undefined ? missing('proposal for you', paper) : ok(view)
    },
    async previewReviewers(input, caller) {
      const found = ownReview(desk, input.call, caller)
      return found.ok ? preview(desk, input, caller, found.value) : found
    },
    async reviewers({ call }, caller) {
      const found = ownReview(desk, call, caller)
      return found.ok ? ok(reviewersSeenBy(desk.desk, call, found.value.sight)) : found
    },
    async reviewConflicts({ call }, caller) {
      const found = reviewOf(desk, call, caller)
      if (!found.ok) return found
      return ok({ conflicts: conflictsSeenBy(desk.desk, found.value.record, found.value.sight) })
    },
    assignReviewers: (input, caller) => assign(ports, input, caller),
    async reviewStandings({ call }, caller) {
      const found = reviewOf(desk, call, caller)
      if (!found.ok) return found
      const { record, sight } = found.value
      if (!sight.owns && sight.panel === undefined)
        return err(notAllowed(`The standings of ${call} are its owner's and its panel's.`, record.owner))
      return ok(standingsFor(desk, record, sight))
    },
    async reviewFeedback({ call }, { party }) {
      return ok({ feedback: feedbackFor(desk.desk, call, party) })
    },
    async exportReviews({ call, scores }, caller) {
      const found = ownReview(desk, call, caller)
      if (!found.ok) return found
      const { record, sight } = found.value
      const file = reviewsFileOf(record.call, scopeFor(desk.desk, call, sight), scores === 'calibrated')
      if (file !== undefined) return ok(file)
      return err({ kind: 'refused', rule: 'reviews', message: `There is no review of ${call} yet.` })
    },
  }
}

/** What would stand between people and proposals, were they invited: the act is judged, and its state read and dropped. */
function preview(
  desk: ProgrammeDesk,
  { call, csv, reviewer }: InputOf<Operations['previewReviewers']>,
  caller: Caller,
  { record, sight }: Found,
): Result<OutputOf<Operations['previewReviewers']>, Failure> {
  const judged =
    csv === undefined
      ? desk.foresee('reviewer-invited', { call, reviewer }, caller)
      : desk.foresee('reviewers-imported', { call, csv }, caller)
  if (!judged.ok) {
    const { error } = judged
    return error.kind === 'bad-request' ? ok({ reviewers: [], conflicts: [], problems: error.problems }) : judged
  }
  const after = judged.value
  const known = reviewingOf(desk.desk, call).reviewers
  const added = [...reviewingOf(after, call).reviewers.values()].filter((r) => !known.has(r.profile.id))
  const names = new Set(added.map((r) => r.profile.id))
  const conflicts = conflictsSeenBy(after, record, sight).filter((c) => names.has(c.reviewer))
  return ok({ reviewers: added.map((r) => r.profile), conflicts, problems: [] })
}

function standingsFor(desk: ProgrammeDesk, record: CallRecord, sight: Sight): OutputOf<Operations['reviewStandings']> {
  const scope = scopeFor(desk.desk, record.call.id, sight)
  const { standings, without, groups } = standingsOf(record.call, scope)
  const papers = new Map(scope.papers.map((p) => [p.id, p]))
  return {
    standings: standings.map((s) => {
      const paper = papers.get(s.paper)!
      const plain = paper.proposal.versions.at(-1)!.content.title
      return sight.owns
        ? { ...s, title: plain, proposal: paper.proposal.id }
        : { ...s, title: titleFor(desk.desk, record, paper).title }
    }),
    without: [...without],
    groups,
  }
}

async function assign(
  { desk, solver }: ReviewHandlerPorts,
  input: InputOf<Operations['assignReviewers']>,
  caller: Caller,
): Promise<Result<OutputOf<Operations['assignReviewers']>, Failure>> {
  const { call, locked } = input
  const found = ownReview(desk, call, caller)
  if (!found.ok) return found
  // The answer would tell who reviews it.
  if (found.value.sight.barred.size > 0)
    return err({
      kind: 'refused',
      rule: 'own-conflict',
      message: 'You are in conflict with a proposal of the call: an officer who is with none finds who reviews what.',
    })
  const problem = assignmentProblem(desk.desk, call, locked)
  const made = await assignReviewers(problem, solver)
  if (!made.ok)
    return err({ kind: 'refused', rule: made.error.kind, message: words(describeAssignmentError(made.error)) })
  const { floor, floorBound, total, totalBound, proved, loads, pairs } = made.value
  const run = { solver: made.value.solver, inputs: hashOf(problem), floor, floorBound, total, proved }
  const answer = { pairs: [...pairs], run, totalBound, loads: [...loads] as [number, number] }
  if (input.try) return ok(answer)
  // What changed while it was solved is judged with it: the run's figures are computed again at the desk.
  const plain = pairs.map(({ reviewer, paper }) => ({ reviewer, paper }))
  const act = { call, pairs: plain, run, reason: `found by ${run.solver}` }
  const receipt = await desk.perform('reviewers-assigned', act, caller)
  return receipt.ok ? ok({ ...answer, receipt: receipt.value }) : receipt
}

/** The SHA-256 of the problem in canonical JSON: who has the desk's record can build it again and compare. */
function hashOf({ affinity, ...problem }: AssignmentProblem): string {
  const text = canonicalJson({ ...JSON.parse(JSON.stringify(problem)), affinity: [...affinity] })
  if (!text.ok) throw new Error(`a problem without canonical text: ${text.error.pointer}`)
  return bytesToHex(sha256(utf8ToBytes(text.value)))
}

type Found = { readonly record: CallRecord; readonly sight: Sight }

/** The review for who has a part in it: to all others it is not there. */
function reviewOf(desk: ProgrammeDesk, call: string, caller: Caller): Result<Found, Failure> {
  const record = desk.desk.calls.get(call)
  if (record?.call.review === undefined) return missing('review of the call', call)
  const sight = sightOf(desk.desk, record, caller)
  if (sight.owns || sight.me !== undefined) return ok({ record, sight })
  return err(notAllowed(`The review of ${call} is for its reviewers and its owner.`, record.owner))
}

function ownReview(desk: ProgrammeDesk, call: string, caller: Caller): Result<Found, Failure> {
  const found = reviewOf(desk, call, caller)
  if (!found.ok || found.value.sight.owns) return found
  return err(
    notAllowed(`This is for officers of ${found.value.record.owner}, whose call it is.`, found.value.record.owner),
  )
}

function notAllowed(message: string, party: string): Failure {
  return { kind: 'not-allowed', message, needs: [], party }
}

function missing(what: string, id: string): Result<never, Failure> {
  return err({ kind: 'not-found', message: `There is no ${what} "${id}" at this centre.`, what, id })
}

function words(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
