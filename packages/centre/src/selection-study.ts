/** From what is asked to a study, and from a study to what is shown: the same for a file and for a call at the desk. */
import type { Failure } from '@magpie/api/failure'
import type { RecordedView, StudyView } from '@magpie/api/selection-operations'
import { isAssumed } from '@magpie/core/provenance'
import { err, ok, type Result } from '@magpie/core/result'
import {
  describeViolation,
  evaluatePortfolio,
  type LimitUsage,
  type PortfolioProblem,
  sum,
} from '@magpie/programme/portfolio'
import { describeProgrammeError } from '@magpie/programme/programme-error'
import { type ProgrammeFiles, problemOfFiles } from '@magpie/programme/programme-stage'
import type { SelectionError } from '@magpie/programme/selection'
import type { ExactSolver } from '@magpie/programme/study/exact'
import type { ParetoError } from '@magpie/programme/study/pareto'
import { type SelectionStudy, type StudyAsk, studySelection } from '@magpie/programme/study/study'

/** What is asked of a study, as the contract has it. */
export type Asked = {
  readonly prices?: boolean | undefined
  readonly alternatives?: number | undefined
  readonly most: number
  readonly pareto?: string | undefined
  readonly force_in?: string | undefined
  readonly force_out?: string | undefined
  readonly scenarios?: number | undefined
  readonly seed: string
}

const NOTE = 'A study advises under the scores it was given; people decide.'
const GROWTH_NOTE =
  'assumed: each demand grows by 1 + |normal| x its margin, so that the margin is exceeded in about one case of three'

/** Studies a problem as asked. */
export async function studyAsAsked(
  subject: string,
  given: PortfolioProblem,
  asked: Asked,
  solver: ExactSolver,
): Promise<Result<StudyView, Failure>> {
  const objectives = listOf(asked.pareto)
  if (objectives.length !== 0 && (objectives.length !== 2 || objectives[0] === objectives[1]))
    return err(badRequest('/pareto', 'objectives', 'takes two different objectives with a comma between'))
  const problem = {
    ...given,
    forced: { in: both(given, 'in', asked.force_in), out: both(given, 'out', asked.force_out) },
  }
  const ask: StudyAsk = {
    prices: asked.prices ?? problem.candidates.length <= 60,
    ...(asked.alternatives === undefined
      ? {}
      : { alternatives: { within: asked.alternatives / 100, most: asked.most } }),
    ...(objectives.length === 0 ? {} : { pareto: { objectives: [objectives[0]!, objectives[1]!], most: asked.most } }),
    ...(asked.scenarios === undefined ? {} : { growth: { scenarios: asked.scenarios, seed: asked.seed } }),
  }
  const study = await studySelection(problem, ask, solver)
  return study.ok ? ok(studyViewOf(subject, problem, study.value)) : err(failureOfStudy(study.error))
}

/** A study in the contract's words. */
export function studyViewOf(subject: string, problem: PortfolioProblem, study: SelectionStudy): StudyView {
  const found = 'optimum' in study ? study : undefined
  const best = new Set(found?.optimum.proposals)
  const prices = new Map(found?.prices?.map((p) => [p.proposal, p]))
  const grown = new Map(found?.growth?.proposals.map((p) => [p.id, p]))
  const proposals = problem.candidates.map((c) => {
    const price = prices.get(c.id)
    const growth = grown.get(c.id)
    return {
      ...{ id: c.id, title: c.title ?? c.id, lead: c.lead, level: c.level, score: c.score, demands: { ...c.demands } },
      ...(c.module_kg === undefined ? {} : { module_kg: c.module_kg }),
      ...(c.parties === undefined ? {} : { parties: [...c.parties] }),
      ...(c.states === undefined ? {} : { states: [...c.states] }),
      in: best.has(c.id),
      ...(price === undefined ? {} : { price: price.loss ?? null, joins: [...price.joins], leaves: [...price.leaves] }),
      ...(growth === undefined ? {} : { share: growth.share, standing: growth.standing }),
    }
  })
  const base = { subject, objective: 'score' as const, instance: instanceOf(problem), proposals, note: NOTE }
  if (!('optimum' in study)) return { ...base, conflict: [...study.conflict.sentences] }
  return { ...base, ...partsOf(problem, study) }
}

/** The limits and ties of the problem, as the contract has them. */
function instanceOf(problem: PortfolioProblem): StudyView['instance'] {
  const { limits, moduleMass, partyCap, synergies, exclusions, balance = [], forced } = problem
  return {
    limits: limits.map(({ unit = '', levels, ...l }) => ({
      ...{ ...l, unit },
      ...(levels === undefined ? {} : { levels: [...levels] }),
    })),
    ...(moduleMass === undefined ? {} : { moduleMass: { ...moduleMass, levels: [...moduleMass.levels] } }),
    ...(partyCap === undefined ? {} : { partyCap }),
    synergies: synergies.map(({ between: [a, b], bonus }) => ({ between: [a, b], bonus })),
    exclusions: exclusions.map(({ between: [a, b] }) => ({ between: [a, b] })),
    balance: balance.map(({ levels, states, ...b }) => ({
      ...b,
      ...(levels === undefined ? {} : { levels: [...levels] }),
      ...(states === undefined ? {} : { states: [...states] }),
    })),
    forced: { in: [...(forced?.in ?? [])], out: [...(forced?.out ?? [])] },
  }
}

/** The problem of a mission folder: proposals of the letters that are in and eligible, by their reviews, with their States. */
export function problemOfMission(files: ProgrammeFiles): Result<PortfolioProblem, Failure> {
  const problem = problemOfFiles(files)
  if (!problem.ok) return err(stageFailed(describeProgrammeError(problem.error)))
  const states = new Map(files.parties.parties.map((p) => [p.id, p.state]))
  const candidates = problem.value.candidates.map((c) => ({
    ...c,
    states: [...new Set((c.parties ?? []).flatMap((p) => states.get(p) ?? []))],
  }))
  return ok({ ...problem.value, candidates })
}

const RECORDED = { prices: true, alternatives: 5, most: 20, pareto: 'score,free:mass', scenarios: 200, seed: 'magpie' }

/** What a mission folder records of its selection, beside the study of it. */
export async function recordedStudy(
  files: ProgrammeFiles,
  solver: ExactSolver,
): Promise<Result<RecordedView, Failure>> {
  const problem = problemOfMission(files)
  if (!problem.ok) return problem
  const study = await studyAsAsked(files.call.id, problem.value, RECORDED, solver)
  if (!study.ok) return study
  const decided = files.decision.projects.flatMap((p) => p.proposals)
  const { proposals, score, usage, violations } = evaluatePortfolio(problem.value, decided)
  const recorded = {
    ...{ proposals: [...proposals], score },
    usage: usageOf(problem.value, usage),
    violations: violations.map(describeViolation),
  }
  return ok({ study: study.value, recorded, assumed: isAssumed(files.reviews.provenance) })
}

function usageOf(problem: PortfolioProblem, usage: readonly LimitUsage[]) {
  const units = new Map(problem.limits.map((l) => [l.id, l.unit ?? '']))
  return usage.map(({ id, used, limit, free }) => ({ id, used, limit, free, unit: units.get(id)! }))
}

function partsOf(problem: PortfolioProblem, study: Extract<SelectionStudy, { readonly optimum: unknown }>) {
  const { optimum, alternatives, pareto, growth } = study
  const { proposals, score, bound, proved, solver } = optimum
  const usage = usageOf(problem, optimum.usage)
  return {
    optimum: { proposals: [...proposals], score, bound, proved, solver, usage },
    ...(alternatives === undefined
      ? {}
      : {
          alternatives: {
            atLeast: alternatives.atLeast,
            whole: alternatives.whole,
            list: alternatives.list.map((a) => ({
              ...{ score: a.score, less: sum([score, -a.score]), proposals: [...a.proposals] },
              joins: a.proposals.filter((id) => !proposals.includes(id)),
              leaves: proposals.filter((id) => !a.proposals.includes(id)),
            })),
          },
        }),
    ...(pareto === undefined
      ? {}
      : { pareto: { ...pareto, points: pareto.points.map((p) => ({ ...p, proposals: [...p.proposals] })) } }),
    ...(growth === undefined ? {} : { growth: growthOf(growth) }),
  }
}

function growthOf({
  scenarios,
  infeasible,
  optimumHolds,
}: NonNullable<Extract<SelectionStudy, { optimum: unknown }>['growth']>) {
  return { scenarios, infeasible, optimumHolds, note: GROWTH_NOTE }
}

/** What a study ran into, as a failure of the contract. */
export function failureOfStudy(e: ParetoError | SelectionError): Failure {
  switch (e.kind) {
    case 'proposal-unknown':
      return {
        kind: 'not-found',
        message: `There is no proposal "${e.proposal}" in this selection.`,
        what: 'proposal',
        id: e.proposal,
      }
    case 'objective-unknown':
      return badRequest('/pareto', 'objective', `"${e.objective}" is none of ${e.known.join(', ')}`)
    case 'no-portfolio':
      return stageFailed(`the limits leave no portfolio (${e.why})`)
    case 'solver-failed':
      return stageFailed(`the solver ended with status ${e.status}`)
    case 'solver-wrong':
      return stageFailed(`the solver's answer breaks a limit: ${e.violations.map(describeViolation).join('; ')}`)
  }
}

function stageFailed(cause: string): Failure {
  return { kind: 'stage-failed', message: `The selection could not be studied: ${cause}.`, stage: 'selection', cause }
}

function badRequest(field: string, rule: string, message: string): Failure {
  return { kind: 'bad-request', message: `${field} ${message}`, problems: [{ file: '', field, rule, message }] }
}

function both(problem: PortfolioProblem, side: 'in' | 'out', more: string | undefined): string[] {
  return [...new Set([...(problem.forced?.[side] ?? []), ...listOf(more)])]
}

function listOf(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
}
