/**
 * The optimum beside what was decided: the same problem, solved exactly and evaluated for the recorded selection. Proposals are
 * judged by the weighted mean of their reviews. The result shows both, and where they agree; it corrects neither.
 */
import { isAssumed } from '@magpie/core/provenance'
import { err, ok, type Result } from '@magpie/core/result'
import { maturityMargins } from '@magpie/mission/budgets'
import type { ElementDraft } from '@magpie/mission/project'
import { type CallFile, criteriaOf, type Resource } from './call-file.ts'
import type { DecisionFile } from './decision-file.ts'
import { DEMANDS, estimateOf } from './estimate.ts'
import type { MilpSolver } from './milp.ts'
import { type Candidate, evaluatePortfolio, type Portfolio, type PortfolioProblem } from './portfolio.ts'
import type { ProgrammeError } from './programme-error.ts'
import type { Proposal, ProposalsFile } from './proposals-file.ts'
import type { ReviewsFile } from './reviews-file.ts'
import { type OptimalPortfolio, selectPortfolio } from './selection.ts'

/** What a proposal takes: what every selection shows, and what else the call limits. */
type Demands = Readonly<Record<'mass' | 'power' | 'data' | 'cost', number> & Partial<Record<Resource, number>>>

/** A proposal in both selections. */
export type ComparedProposal = {
  readonly id: string
  readonly title: string
  readonly lead: string
  readonly score: number
  readonly demands: Demands
  readonly inOptimum: boolean
  readonly inRecorded: boolean
}

export type SelectionComparison = {
  readonly optimum: OptimalPortfolio
  readonly recorded: Portfolio
  readonly both: readonly string[]
  readonly onlyOptimum: readonly string[]
  readonly onlyRecorded: readonly string[]
  readonly proposals: readonly ComparedProposal[]
  /** Whether any score or demand that the optimum rests on is assumed, and why it must not be read as a judgement. */
  readonly assumed: boolean
  readonly note: string
}

/** The files that the problem is made of. */
export type SelectionFiles = {
  readonly call: CallFile
  readonly proposals: ProposalsFile
  readonly reviews: ReviewsFile
  readonly decision: DecisionFile
}

const NOTE =
  'The optimum holds under assumed scores and mostly assumed masses, powers, data and costs. It is no judgement of the recorded selection, and nothing was tuned to reproduce it.'

/** The call's portfolio problem over the proposals of the letters admitted. */
export function problemOf(
  files: SelectionFiles,
  admitted: ReadonlySet<string>,
): Result<PortfolioProblem, ProgrammeError> {
  const { call, proposals, reviews } = files
  const wrong = unitError(call)
  if (wrong !== undefined) return err(wrong)
  const candidates: Candidate[] = []
  for (const proposal of proposals.proposals.filter((p) => admitted.has(p.letter))) {
    const score = scoreOf(proposal, call, reviews)
    if (!score.ok) return score
    const heaviest = Math.max(...proposal.elements.map((e) => parameterOf(e, 'mass')))
    const { id, title, level, lead, parties } = proposal
    const demands = demandsOf(proposal, call)
    const margins = marginsOf(proposal, demands)
    candidates.push({ id, title, level, lead, parties, score: score.value, demands, margins, module_kg: heaviest })
  }
  const in_ = new Set(candidates.map((c) => c.id))
  const known = <T extends { readonly between: readonly [string, string] }>(list: readonly T[]) =>
    list.filter(({ between: [a, b] }) => in_.has(a) && in_.has(b))
  return ok({
    candidates,
    limits: call.envelope.map(({ resource, limit, levels }) => ({
      id: resource,
      resource,
      limit: limit.value,
      unit: limit.unit,
      levels,
    })),
    moduleMass: { limit_kg: call.moduleMass.limit.value, levels: call.moduleMass.levels },
    synergies: known(proposals.synergies),
    exclusions: known(proposals.exclusions),
    ...(call.partyCap === undefined ? {} : { partyCap: call.partyCap.most }),
  })
}

/** Solves the problem, evaluates the recorded selection in it, and sets the two side by side. */
export async function compareSelections(
  problem: PortfolioProblem,
  files: SelectionFiles,
  solver: MilpSolver,
): Promise<Result<SelectionComparison, ProgrammeError>> {
  const optimum = await selectPortfolio(problem, solver)
  if (!optimum.ok) return optimum
  const decided = files.decision.projects.flatMap((p) => p.proposals)
  const recorded = evaluatePortfolio(problem, decided)
  const best = new Set(optimum.value.proposals)
  const chosen = new Set(recorded.proposals)
  const byId = new Map(files.proposals.proposals.map((p) => [p.id, p]))
  const proposals = problem.candidates.map((c) => ({
    id: c.id,
    title: byId.get(c.id)!.title,
    lead: c.lead,
    score: c.score,
    demands: demandsOf(byId.get(c.id)!, files.call),
    inOptimum: best.has(c.id),
    inRecorded: chosen.has(c.id),
  }))
  return ok({
    optimum: optimum.value,
    recorded,
    both: proposals.filter((p) => p.inOptimum && p.inRecorded).map((p) => p.id),
    onlyOptimum: proposals.filter((p) => p.inOptimum && !p.inRecorded).map((p) => p.id),
    onlyRecorded: proposals.filter((p) => !p.inOptimum && p.inRecorded).map((p) => p.id),
    proposals,
    assumed: isAssumed(files.reviews.provenance),
    note: NOTE,
  })
}

/** Mean over the reviewers of the scores weighted by criterion, to a ten-thousandth. */
function scoreOf(
  { id: proposal, level }: Proposal,
  call: CallFile,
  { reviews }: ReviewsFile,
): Result<number, ProgrammeError> {
  const own = reviews.filter((r) => r.proposal === proposal)
  let sum = 0
  for (const criterion of criteriaOf(call, level)) {
    const scores = own.map((r) => r.scores[criterion.id]).filter((s) => s !== undefined)
    if (scores.length === 0 || scores.length < own.length)
      return err({ kind: 'not-reviewed', proposal, criterion: criterion.id })
    sum += (criterion.weight * scores.reduce((a, b) => a + b, 0)) / scores.length
  }
  return ok(Math.round(sum * 1e4) / 1e4)
}

function demandsOf(proposal: Proposal, call: CallFile): Demands {
  const of = (resource: Resource) => {
    if (resource === 'cost') return proposal.cost.value
    const { parameter } = DEMANDS[resource]
    return proposal.elements.reduce((sum, e) => sum + Math.round(parameterOf(e, parameter) * 1e6), 0) / 1e6
  }
  return {
    ...Object.fromEntries(call.envelope.map(({ resource }) => [resource, of(resource)])),
    ...{ mass: of('mass'), power: of('power'), data: of('data'), cost: of('cost') },
  }
}

/** The margins of its elements over each demand, as fractions; the cost is the host's and has none. */
function marginsOf(proposal: Proposal, demands: Demands): Record<string, number> {
  const margins = Object.entries(DEMANDS).flatMap(([resource, { parameter }]) => {
    const whole = demands[resource as Resource]
    if (whole === undefined) return []
    const own = proposal.elements.map((e) => {
      const p = estimateOf(e.parameters, parameter)
      return p === undefined ? 0 : p.value * (p.margin ?? maturityMargins[p.maturity])
    })
    return [[resource, whole === 0 ? 0 : own.reduce((a, b) => a + b, 0) / whole]]
  })
  return Object.fromEntries(margins)
}

/** The newest estimate of a parameter; 0 where the element has none. */
function parameterOf(element: ElementDraft, name: ElementDraft['parameters'][number]['name']): number {
  return estimateOf(element.parameters, name)?.value ?? 0
}

function unitError(call: CallFile): ProgrammeError | undefined {
  for (const { resource, limit } of call.envelope) {
    if (resource === 'cost') continue
    const { unit } = DEMANDS[resource]
    if (limit.unit !== unit)
      return { kind: 'unit-wrong', where: `call.json, envelope ${resource}`, expected: unit, got: limit.unit }
  }
  const { unit } = call.moduleMass.limit
  return unit === 'kg' ? undefined : { kind: 'unit-wrong', where: 'call.json, moduleMass', expected: 'kg', got: unit }
}
