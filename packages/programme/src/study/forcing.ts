/** The price of a wish: what the best score loses if a proposal must be in that is out, or out that is in. */
import { ok, type Result } from '@magpie/core/result'
import { evaluatePortfolio, type PortfolioProblem, sum } from '../portfolio.ts'
import { type PortfolioProgram, portfolioProgram } from '../portfolio-model.ts'
import type { OptimalPortfolio, SelectionError } from '../selection.ts'
import type { ExactSolver } from './exact.ts'

/** `loss` is left out where no portfolio keeps the limits. `joins`, `leaves`: what else changes. */
export type ForcedPrice = {
  readonly proposal: string
  readonly forced: 'in' | 'out'
  readonly loss?: number
  readonly joins: readonly string[]
  readonly leaves: readonly string[]
}

/** The price for every proposal, each forced against the optimum. Proposals that are forced already have none. */
export async function pricesOfForcing(
  problem: PortfolioProblem,
  optimum: OptimalPortfolio,
  solver: ExactSolver,
): Promise<Result<ForcedPrice[], SelectionError>> {
  const program = portfolioProgram(problem)
  const best = new Set(optimum.proposals)
  const already = new Set([...(problem.forced?.in ?? []), ...(problem.forced?.out ?? [])])
  const out: ForcedPrice[] = []
  for (const [i, { id }] of problem.candidates.entries()) {
    if (already.has(id)) continue
    const wish = best.has(id) ? ('out' as const) : ('in' as const)
    const solved = await bestWith(program, i, wish, solver)
    if (!solved.ok) return solved
    out.push(priceOf(problem, optimum, id, wish, solved.value?.in))
  }
  return ok(out)
}

async function bestWith(program: PortfolioProgram, i: number, wish: 'in' | 'out', solver: ExactSolver) {
  // What is too heavy a module is out whatever one wishes.
  if (wish === 'in' && program.upper[i] === 0) return ok(undefined)
  const side = Float64Array.from(wish === 'in' ? program.lower : program.upper)
  side[i] = wish === 'in' ? 1 : 0
  return solver.best({ ...program, ...(wish === 'in' ? { lower: side } : { upper: side }) })
}

function priceOf(
  problem: PortfolioProblem,
  optimum: OptimalPortfolio,
  proposal: string,
  forced: 'in' | 'out',
  chosen: ReadonlySet<number> | undefined,
): ForcedPrice {
  if (chosen === undefined) return { proposal, forced, joins: [], leaves: [] }
  const ids = problem.candidates.filter((_, k) => chosen.has(k)).map((c) => c.id)
  const { score } = evaluatePortfolio(problem, ids)
  const before = new Set(optimum.proposals)
  return {
    ...{ proposal, forced, loss: sum([optimum.score, -score]) },
    joins: ids.filter((id) => id !== proposal && !before.has(id)),
    leaves: optimum.proposals.filter((id) => id !== proposal && !ids.includes(id)),
  }
}
