/**
 * Growth: designs get heavier and hungrier until they fly. In each scenario every demand of every proposal grows by a factor
 * of 1 + |normal| x margin, so that what its margin is to cover is exceeded in about one case of three (assumed: the margin
 * is taken for the deviation of the growth; nothing published says how partners' estimates of a call like this grow). Each
 * demand draws for itself. The best portfolio of each scenario shows who is in whatever happens.
 */
import type { Random } from '@magpie/core/random'
import { ok, type Result } from '@magpie/core/result'
import { type Candidate, evaluatePortfolio, type PortfolioProblem } from '../portfolio.ts'
import { portfolioProgram } from '../portfolio-model.ts'
import type { SelectionError } from '../selection.ts'
import type { ExactSolver } from './exact.ts'

export type GrowthStudy = {
  readonly scenarios: number
  /** Scenarios in which no portfolio keeps the limits, since what is forced in has grown too much. */
  readonly infeasible: number
  /** Scenarios in which the optimum of today still keeps every limit. */
  readonly optimumHolds: number
  readonly proposals: readonly {
    readonly id: string
    /** Part of the scenarios with a portfolio in which it is in the best. */
    readonly share: number
    readonly standing: 'always' | 'sometimes' | 'never'
  }[]
}

/** Solves `scenarios` draws. Adding a proposal moves no other's draws. */
export async function studyGrowth(
  problem: PortfolioProblem,
  optimum: readonly string[],
  scenarios: number,
  random: Random,
  solver: ExactSolver,
): Promise<Result<GrowthStudy, SelectionError>> {
  const times = new Map(problem.candidates.map((c) => [c.id, 0]))
  const draws = problem.candidates.map((c) => random.fork(c.id))
  const names = problem.candidates.map((c) => Object.keys(c.demands).sort())
  let infeasible = 0
  let optimumHolds = 0
  for (let k = 0; k < scenarios; k++) {
    const grown = { ...problem, candidates: problem.candidates.map((c, i) => grownBy(c, names[i]!, draws[i]!)) }
    if (evaluatePortfolio(grown, optimum).violations.length === 0) optimumHolds++
    const solved = await solver.best(portfolioProgram(grown))
    if (!solved.ok) return solved
    if (solved.value === undefined) infeasible++
    else
      for (const i of solved.value.in) times.set(problem.candidates[i]!.id, times.get(problem.candidates[i]!.id)! + 1)
  }
  const counted = scenarios - infeasible
  const proposals = problem.candidates.map(({ id }) => {
    const share = counted === 0 ? 0 : times.get(id)! / counted
    return { id, share, standing: standingOf(share) }
  })
  return ok({ scenarios, infeasible, optimumHolds, proposals })
}

function standingOf(share: number): 'always' | 'sometimes' | 'never' {
  if (share === 1) return 'always'
  return share === 0 ? 'never' : 'sometimes'
}

/** Draws a candidate's growth, demand by demand in the order of their names. */
function grownBy(c: Candidate, names: readonly string[], random: Random): Candidate {
  const grow = (value: number, factor: number) => Math.ceil(value * factor * 1000 - 1e-6) / 1000
  const demands: Record<string, number> = {}
  let massFactor: number | undefined
  for (const name of names) {
    const factor = 1 + Math.abs(random.normal()) * (c.margins?.[name] ?? 0)
    demands[name] = grow(c.demands[name]!, factor)
    if (name === 'mass') massFactor = factor
  }
  if (c.module_kg === undefined || massFactor === undefined) return { ...c, demands }
  return { ...c, demands, module_kg: grow(c.module_kg, massFactor) }
}
