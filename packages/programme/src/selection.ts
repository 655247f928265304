/**
 * The exact portfolio: which proposals together are worth most within every limit, with the proof. What the solver gives
 * back is checked against the problem, independently of the model.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { MilpLimits, MilpOutcome, MilpSolver } from './milp.ts'
import { evaluatePortfolio, type Portfolio, type PortfolioProblem, type Violation } from './portfolio.ts'
import { portfolioModel } from './portfolio-model.ts'

export type OptimalPortfolio = Portfolio & {
  /** No portfolio is worth more than this. */
  readonly bound: number
  /** Whether the bound is the score: the portfolio is proven best. */
  readonly proved: boolean
  readonly nodes: number
  readonly solver: string
}

export type SelectionError =
  | { readonly kind: 'proposal-unknown'; readonly proposal: string }
  | { readonly kind: 'no-portfolio'; readonly why: 'infeasible' | 'unbounded' }
  | { readonly kind: 'solver-failed'; readonly status: number }
  | { readonly kind: 'solver-wrong'; readonly violations: readonly Violation[] }

/** The best portfolio, with the proof. */
export async function selectPortfolio(
  problem: PortfolioProblem,
  solver: MilpSolver,
  limits: MilpLimits = {},
): Promise<Result<OptimalPortfolio, SelectionError>> {
  const unknown = unknownProposal(problem)
  if (unknown !== undefined) return err({ kind: 'proposal-unknown', proposal: unknown })
  const outcome = await solver.solve(portfolioModel(problem), limits)
  return read(problem, outcome, solver.name)
}

function read(
  problem: PortfolioProblem,
  outcome: MilpOutcome,
  solver: string,
): Result<OptimalPortfolio, SelectionError> {
  switch (outcome.kind) {
    case 'infeasible':
    case 'unbounded':
      return err({ kind: 'no-portfolio', why: outcome.kind })
    case 'failed':
      return err({ kind: 'solver-failed', status: outcome.status })
    case 'limit':
    case 'optimal': {
      const ids = problem.candidates.filter((_, i) => outcome.x[i]! > 0.5).map((c) => c.id)
      const portfolio = evaluatePortfolio(problem, ids)
      if (portfolio.violations.length > 0) return err({ kind: 'solver-wrong', violations: portfolio.violations })
      const gap = Math.abs(outcome.bound - portfolio.score)
      // HiGHS closes the gap to its feasibility tolerance, 1e-6; scores have one decimal, so 1e-6 of the value proves equality.
      const proved = outcome.kind === 'optimal' && gap <= 1e-6 * Math.max(1, Math.abs(portfolio.score))
      return ok({ ...portfolio, bound: outcome.bound, proved, nodes: outcome.nodes, solver })
    }
  }
}

/** A proposal that the problem names without having it. */
export function unknownProposal(problem: PortfolioProblem): string | undefined {
  const known = new Set(problem.candidates.map((c) => c.id))
  const named = [...problem.synergies, ...problem.exclusions].flatMap((s) => s.between)
  return [...named, ...(problem.forced?.in ?? []), ...(problem.forced?.out ?? [])].find((id) => !known.has(id))
}
