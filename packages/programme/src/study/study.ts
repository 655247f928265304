/** A selection study: the optimum with its proof, or why there is none, and as much around it as is asked for. */
import { random } from '@magpie/core/random'
import { ok, type Result } from '@magpie/core/result'
import { evaluatePortfolio, type Portfolio, type PortfolioProblem } from '../portfolio.ts'
import { portfolioProgram } from '../portfolio-model.ts'
import { type OptimalPortfolio, type SelectionError, unknownProposal } from '../selection.ts'
import { type Conflict, findConflict } from './conflict.ts'
import type { ExactSolver } from './exact.ts'
import { type ForcedPrice, pricesOfForcing } from './forcing.ts'
import { type GrowthStudy, studyGrowth } from './growth.ts'
import { type ParetoError, type ParetoFront, paretoFront } from './pareto.ts'

export type StudyAsk = {
  /** The price of forcing each proposal in or out. */
  readonly prices: boolean
  /** All portfolios worth at least this part less than the best, `most` of them. */
  readonly alternatives?: { readonly within: number; readonly most: number }
  readonly pareto?: { readonly objectives: readonly [string, string]; readonly most: number }
  readonly growth?: { readonly scenarios: number; readonly seed: string }
}

/** `optimum`, or the conflict that leaves none. */
export type SelectionStudy =
  | ({ readonly optimum: OptimalPortfolio } & {
      readonly alternatives?: { readonly list: readonly Portfolio[]; readonly whole: boolean; readonly atLeast: number }
      readonly prices?: readonly ForcedPrice[]
      readonly pareto?: ParetoFront
      readonly growth?: GrowthStudy
    })
  | { readonly conflict: Conflict }

/** Studies a problem. Deterministic: the same problem, asks and seed give the same study. */
export async function studySelection(
  problem: PortfolioProblem,
  ask: StudyAsk,
  solver: ExactSolver,
): Promise<Result<SelectionStudy, ParetoError>> {
  const best = await optimumOf(problem, solver)
  if (!best.ok) return best
  const optimum = best.value
  if (optimum === undefined) {
    const conflict = await findConflict(problem, solver)
    return conflict.ok ? ok({ conflict: conflict.value }) : conflict
  }
  const { alternatives, pareto, growth } = ask
  const near = await asked('alternatives', alternatives, (a) => nearBest(problem, optimum, a, solver))
  if (!near.ok) return near
  const prices = await asked('prices', ask.prices || undefined, () => pricesOfForcing(problem, optimum, solver))
  if (!prices.ok) return prices
  const front = await asked('pareto', pareto, (p) => paretoFront(problem, p.objectives, p.most, solver))
  if (!front.ok) return front
  const grown = await asked('growth', growth, ({ scenarios, seed }) =>
    studyGrowth(problem, optimum.proposals, scenarios, random(seed), solver),
  )
  if (!grown.ok) return grown
  return ok({ optimum, ...near.value, ...prices.value, ...front.value, ...grown.value })
}

/** The part of the study under its name, where it was asked for. */
async function asked<K extends string, A, T, E>(
  name: K,
  ask: A | undefined,
  study: (ask: A) => Promise<Result<T, E>>,
): Promise<Result<{ readonly [name in K]?: T }, E>> {
  if (ask === undefined) return ok({})
  const made = await study(ask)
  return made.ok ? ok({ [name]: made.value } as { readonly [name in K]?: T }) : made
}

/** The best portfolio, proven; undefined where none keeps the limits. */
export async function optimumOf(
  problem: PortfolioProblem,
  solver: ExactSolver,
): Promise<Result<OptimalPortfolio | undefined, SelectionError>> {
  const unknown = unknownProposal(problem)
  if (unknown !== undefined) return { ok: false, error: { kind: 'proposal-unknown', proposal: unknown } }
  const solved = await solver.best(portfolioProgram(problem))
  if (!solved.ok) return solved
  if (solved.value === undefined) return ok(undefined)
  const portfolio = portfolioOf(problem, solved.value.in)
  const { violations, score } = portfolio
  if (violations.length > 0) return { ok: false, error: { kind: 'solver-wrong', violations } }
  return ok({ ...portfolio, bound: score, proved: true, nodes: solved.value.nodes, solver: solved.value.by })
}

async function nearBest(
  problem: PortfolioProblem,
  optimum: OptimalPortfolio,
  { within, most }: NonNullable<StudyAsk['alternatives']>,
  solver: ExactSolver,
) {
  const atLeast = optimum.score - within * Math.abs(optimum.score)
  // The best is one of them, and no alternative.
  const near = await solver.allWorth(portfolioProgram(problem), atLeast, most + 1)
  if (!near.ok) return near
  const key = optimum.proposals.join()
  const list = near.value.sets.map((s) => portfolioOf(problem, s.in)).filter((p) => p.proposals.join() !== key)
  return ok({ list: list.slice(0, most), whole: near.value.whole && list.length <= most, atLeast })
}

function portfolioOf(problem: PortfolioProblem, chosen: ReadonlySet<number>): Portfolio {
  return evaluatePortfolio(
    problem,
    problem.candidates.filter((_, i) => chosen.has(i)).map((c) => c.id),
  )
}
