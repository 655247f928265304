/** The handlers of selection: studies and runs over the desk's proposals, acts, what is seen, and the export. */
import type { Caller } from '@magpie/api/access'
import type { Failure } from '@magpie/api/failure'
import { selectionActs, type selectionOperations } from '@magpie/api/selection-operations'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { err, ok, type Result, unwrap } from '@magpie/core/result'
import { canonicalJson } from '@magpie/ledger/canonical-json'
import type { CallFile } from '@magpie/programme/call-file'
import { deskProblem } from '@magpie/programme/desk/decision-problem'
import type { RunInputs, RunResult } from '@magpie/programme/desk/decision-record'
import type { ActName } from '@magpie/programme/desk/desk'
import type { PortfolioProblem } from '@magpie/programme/portfolio'
import type { ReviewScope } from '@magpie/programme/review/scope'
import { reviewsFileOf, standingsOf } from '@magpie/programme/review/standings'
import type { ExactSolver } from '@magpie/programme/study/exact'
import { studySelection } from '@magpie/programme/study/study'
import type { MissionFolder } from '@magpie/rehearsal/mission-folder'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Handlers } from './dispatch.ts'
import { failureOf, type ProgrammeDesk } from './programme-desk.ts'
import { exportCall } from './programme-export.ts'
import { scopeFor, sightOf } from './review-views.ts'
import { failureOfStudy, recordedStudy, studyAsAsked, studyViewOf } from './selection-study.ts'
import { selectionSeenBy } from './selection-views.ts'

type SelectionKey = keyof typeof selectionActs | Exclude<keyof typeof selectionOperations, 'select'>

export type SelectionPorts = {
  readonly desk: ProgrammeDesk
  readonly solver: ExactSolver
  /** The mission's folder, which records a selection; the same object as long as nothing in it changed. */
  mission?(): MissionFolder
}

/** One handler an operation of selection that a centre serves. */
export function selectionHandlers({ desk, solver, mission }: SelectionPorts): Handlers<SelectionKey> {
  const recorded = new WeakMap<object, ReturnType<typeof recordedStudy>>()
  const acts = Object.entries(selectionActs).map(([key, { act }]) => [
    key,
    (input: unknown, caller: Caller) => desk.perform(act as ActName, input, caller),
  ])
  return {
    ...(Object.fromEntries(acts) as Handlers<keyof typeof selectionActs>),
    async selectionStudy({ call, inputs, ...asked }, caller) {
      const found = ownProblem(desk, call, inputs, caller)
      if (!found.ok) return found
      const study = await studyAsAsked(call, found.value.problem, asked, solver)
      return study.ok ? ok({ ...study.value, scoresFrom: found.value.whole.scoresFrom }) : study
    },
    async selectionRun({ call, run, inputs }, caller) {
      const found = ownProblem(desk, call, inputs, caller)
      if (!found.ok) return found
      const { problem, whole } = found.value
      const study = await studySelection(problem, { prices: true }, solver)
      if (!study.ok) return err(failureOfStudy(study.error))
      const made = { inputs: whole, digest: digestOf(problem), result: resultOf(study.value) }
      // What changed while it ran makes the act refuse it: the desk checks the result against its proposals as they stand.
      const receipt = await desk.perform('selection-run', { call, run, ...made }, caller)
      return receipt.ok ? ok({ receipt: receipt.value, study: studyViewOf(call, problem, study.value) }) : receipt
    },
    async selection({ call }, caller) {
      return desk.desk.calls.has(call) ? ok(selectionSeenBy(desk.desk, call, caller, desk.entries)) : missingCall(call)
    },
    async recordedSelection() {
      const files = mission?.()
      if (files === undefined) return noMission()
      // It is the same for everybody: studied once for each state of the folder.
      const study = recorded.get(files) ?? recordedStudy({ ...files, leap: NAIF0012 }, solver)
      recorded.set(files, study)
      return study
    },
    async exportProgramme({ call }, caller) {
      const found = desk.desk.calls.get(call)
      if (found === undefined) return missingCall(call)
      if (found.owner !== caller.party) return notOwner(call, found.owner)
      const sight = sightOf(desk.desk, found, caller)
      if (sight.barred.size > 0) return conflicted(call)
      const reviews = reviewsFileOf(found.call, scopeFor(desk.desk, call, sight), true)
      return ok(exportCall(desk.desk, call, desk.entries, reviews, mission?.()))
    },
  }
}

type Given = Omit<RunInputs, 'scores' | 'scoresFrom'> & {
  readonly scores?: RunInputs['scores'] | undefined
  readonly scoresFrom?: string | undefined
}

/** The problem of a call that the caller's party owns, and the inputs with the scores of this centre where none are given. */
function ownProblem(
  { desk }: ProgrammeDesk,
  id: string,
  given: Given,
  caller: Caller,
): Result<{ problem: PortfolioProblem; whole: RunInputs }, Failure> {
  const call = desk.calls.get(id)
  if (call === undefined) return missingCall(id)
  if (call.owner !== caller.party) return notOwner(id, call.owner)
  const sight = sightOf(desk, call, caller)
  if (sight.barred.size > 0) return conflicted(id)
  const scores = given.scores ?? scoresOfReview(call.call, scopeFor(desk, id, sight))
  const scoresFrom = given.scoresFrom ?? (given.scores === undefined ? REVIEWED : (caller.person?.name ?? 'the caller'))
  const whole = { ...given, scores, scoresFrom }
  const problem = deskProblem(desk, call, whole)
  return problem.ok ? ok({ problem: problem.value, whole }) : err(failureOf(problem.error))
}

const REVIEWED = "the panel, and where it gave none the reviews, freed of the reviewers' offsets"

/** The panel's score of each proposal, or that of its reviews; scores are 0 to 100 with four decimals. */
function scoresOfReview(call: CallFile, scope: ReviewScope): Record<string, number> {
  const proposals = new Map(scope.papers.map((p) => [p.id, p.proposal.id]))
  const { standings } = standingsOf(call, scope)
  const clipped = (v: number) => Math.round(Math.min(100, Math.max(0, v)) * 1e4) / 1e4
  return Object.fromEntries(standings.map((s) => [proposals.get(s.paper)!, clipped(s.panel ?? s.calibrated)]))
}

function resultOf(
  study: Awaited<ReturnType<typeof studySelection>> extends Result<infer S, unknown> ? S : never,
): RunResult {
  if (!('optimum' in study)) return { kind: 'conflict', sentences: study.conflict.sentences }
  const { proposals, score, bound, solver } = study.optimum
  return { kind: 'optimum', proposals, score, bound, solver }
}

/** SHA-256 of the problem as canonical JSON: two runs of the same digest were made of the same figures. */
function digestOf(problem: PortfolioProblem): string {
  return bytesToHex(sha256(utf8ToBytes(unwrap(canonicalJson(JSON.parse(JSON.stringify(problem)))))))
}

/** Scores side by side say something of each of them: who may not know one sees none. */
function conflicted(call: string): Result<never, Failure> {
  const message = `You have a conflict with a proposal of ${call}: another officer or the alternate does this.`
  return err({ kind: 'refused', rule: 'conflict', message })
}

function noMission(): Result<never, Failure> {
  const message = 'There is no mission at this centre whose folder records a selection.'
  return err({ kind: 'not-found', message, what: 'recorded selection', id: 'mission' })
}

function missingCall(id: string): Result<never, Failure> {
  return err({ kind: 'not-found', message: `There is no call "${id}" at this centre.`, what: 'call', id })
}

function notOwner(id: string, party: string): Result<never, Failure> {
  return err({ kind: 'not-allowed', message: `The call ${id} is ${party}'s.`, needs: [], party })
}
