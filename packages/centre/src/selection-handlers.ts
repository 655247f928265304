/** The handlers of selection: studies and runs over the desk's proposals, acts, what is seen, and the export. */
import type { Caller } from '@magpie/api/access'
import type { Failure } from '@magpie/api/failure'
import { selectionActs, type selectionOperations } from '@magpie/api/selection-operations'
import { err, ok, type Result, unwrap } from '@magpie/core/result'
import { canonicalJson } from '@magpie/ledger/canonical-json'
import { deskProblem } from '@magpie/programme/desk/decision-problem'
import type { RunInputs, RunResult } from '@magpie/programme/desk/decision-record'
import type { ActName } from '@magpie/programme/desk/desk'
import type { PortfolioProblem } from '@magpie/programme/portfolio'
import type { ExactSolver } from '@magpie/programme/study/exact'
import { studySelection } from '@magpie/programme/study/study'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Handlers } from './dispatch.ts'
import { failureOf, type ProgrammeDesk } from './programme-desk.ts'
import { exportCall } from './programme-export.ts'
import { failureOfStudy, studyAsAsked, studyViewOf } from './selection-study.ts'
import { selectionSeenBy } from './selection-views.ts'

type SelectionKey = keyof typeof selectionActs | Exclude<keyof typeof selectionOperations, 'select'>

export type SelectionPorts = { readonly desk: ProgrammeDesk; readonly solver: ExactSolver }

/** One handler an operation of selection that a centre serves. */
export function selectionHandlers({ desk, solver }: SelectionPorts): Handlers<SelectionKey> {
  const acts = Object.entries(selectionActs).map(([key, { act }]) => [
    key,
    (input: unknown, caller: Caller) => desk.perform(act as ActName, input, caller),
  ])
  return {
    ...(Object.fromEntries(acts) as Handlers<keyof typeof selectionActs>),
    async selectionStudy({ call, inputs, ...asked }, caller) {
      const problem = ownProblem(desk, call, inputs, caller)
      return problem.ok ? studyAsAsked(call, problem.value, asked, solver) : problem
    },
    async selectionRun({ call, run, inputs }, caller) {
      const problem = ownProblem(desk, call, inputs, caller)
      if (!problem.ok) return problem
      const study = await studySelection(problem.value, { prices: true }, solver)
      if (!study.ok) return err(failureOfStudy(study.error))
      const digest = digestOf(problem.value)
      const result = resultOf(study.value)
      // What changed while it ran makes the act refuse it: the desk checks the result against its proposals as they stand.
      const receipt = await desk.perform('selection-run', { call, run, inputs, digest, result }, caller)
      return receipt.ok ? ok({ receipt: receipt.value, study: studyViewOf(call, problem.value, study.value) }) : receipt
    },
    async selection({ call }, { party }) {
      return desk.desk.calls.has(call) ? ok(selectionSeenBy(desk.desk, call, party)) : missingCall(call)
    },
    async exportProgramme({ call }, caller) {
      const found = desk.desk.calls.get(call)
      if (found === undefined) return missingCall(call)
      if (found.owner !== caller.party) return notOwner(call, found.owner)
      return ok(exportCall(desk.desk, call, desk.entries))
    },
  }
}

/** The problem of a call that the caller's party owns. */
function ownProblem(
  { desk }: ProgrammeDesk,
  id: string,
  inputs: RunInputs,
  caller: Caller,
): Result<PortfolioProblem, Failure> {
  const call = desk.calls.get(id)
  if (call === undefined) return missingCall(id)
  if (call.owner !== caller.party) return notOwner(id, call.owner)
  const problem = deskProblem(desk, call, inputs)
  return problem.ok ? problem : err(failureOf(problem.error))
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

function missingCall(id: string): Result<never, Failure> {
  return err({ kind: 'not-found', message: `There is no call "${id}" at this centre.`, what: 'call', id })
}

function notOwner(id: string, party: string): Result<never, Failure> {
  return err({ kind: 'not-allowed', message: `The call ${id} is ${party}'s.`, needs: [], party })
}
