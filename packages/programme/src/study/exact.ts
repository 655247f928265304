/**
 * Solves programs of portfolios exactly: by the search of this package where it ends soon, by the solver otherwise. Both
 * prove what they say; a property test holds them against each other and against trying every set.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { MilpSolver } from '../milp.ts'
import { modelOf, type PortfolioProgram, wholeScale } from '../portfolio-model.ts'
import type { SelectionError } from '../selection.ts'
import { searchProgram } from './search.ts'

/** The best of a program; undefined where nothing keeps its rows. `by` says who proved it. */
export type Solved = {
  readonly in: ReadonlySet<number>
  readonly value: number
  readonly by: string
  readonly nodes: number
}

export type ExactSolver = {
  best(program: PortfolioProgram): Promise<Result<Solved | undefined, SelectionError>>
  /** The best `most` worth `atLeast` or more, best first; `whole` where there are no others. */
  allWorth(
    program: PortfolioProgram,
    atLeast: number,
    most: number,
  ): Promise<Result<{ readonly sets: readonly Solved[]; readonly whole: boolean }, SelectionError>>
}

/** About as long as a solver takes to start on a model of this kind. */
const SEARCH_NODES = 300_000
const SEARCH_NAME = 'Magpie search'

/** Exact answers by search, and by `milp` where the search gives up; `nodes` is where it does. */
export function exactSolver(milp: MilpSolver, nodes = SEARCH_NODES): ExactSolver {
  return {
    async best(program) {
      if (program.groups.length === 0) {
        const { found, whole, nodes: took } = searchProgram(program, { most: 1, step: stepOf(program), nodes })
        if (whole)
          return ok(found[0] === undefined ? undefined : solvedOf(found[0].x, found[0].value, SEARCH_NAME, took))
      }
      return byMilp(program, milp)
    },
    async allWorth(program, atLeast, most) {
      const {
        found,
        whole,
        nodes: took,
      } = searchProgram(program, { most: most + 1, atLeast, step: stepOf(program), nodes })
      if (whole) {
        const sets = found.slice(0, most).map((f) => solvedOf(f.x, f.value, SEARCH_NAME, took))
        return ok({ sets, whole: found.length <= most })
      }
      return byCuts(program, atLeast, most, milp)
    },
  }
}

async function byMilp(
  program: PortfolioProgram,
  milp: MilpSolver,
): Promise<Result<Solved | undefined, SelectionError>> {
  const outcome = await milp.solve(modelOf(program))
  switch (outcome.kind) {
    case 'infeasible':
      return ok(undefined)
    case 'unbounded':
      return err({ kind: 'no-portfolio', why: 'unbounded' })
    case 'failed':
      return err({ kind: 'solver-failed', status: outcome.status })
    case 'limit':
    case 'optimal':
      return ok(solvedOf(outcome.x.subarray(0, program.profit.length), outcome.value, milp.name, outcome.nodes))
  }
}

/** One after the other, each cut off by a row that it alone breaks. */
async function byCuts(
  program: PortfolioProgram,
  atLeast: number,
  most: number,
  milp: MilpSolver,
): Promise<Result<{ sets: Solved[]; whole: boolean }, SelectionError>> {
  const sets: Solved[] = []
  let rows = program.rows
  for (;;) {
    const solved = await byMilp({ ...program, rows }, milp)
    if (!solved.ok) return solved
    const next = solved.value
    if (next === undefined || next.value < atLeast - 1e-6 * Math.max(1, Math.abs(atLeast)))
      return ok({ sets, whole: true })
    if (sets.length === most) return ok({ sets, whole: false })
    sets.push(next)
    rows = [...rows, cutOff(next.in, program.profit.length)]
  }
}

/** A row that every set keeps but this one. */
function cutOff(set: ReadonlySet<number>, n: number) {
  const columns = [...new Array(n).keys()]
  return {
    columns,
    values: columns.map((i) => (set.has(i) ? 1 : -1)),
    lower: Number.NEGATIVE_INFINITY,
    upper: set.size - 1,
  }
}

function solvedOf(x: ArrayLike<number>, value: number, by: string, nodes: number): Solved {
  return { in: new Set(Array.from(x).flatMap((v, i) => (v > 0.5 ? [i] : []))), value, by, nodes }
}

/** The least by which two sums of the program's values differ; 0 where that is not known. */
function stepOf({ profit, pairs }: PortfolioProgram): number {
  const scale = wholeScale([...profit, ...pairs.map((p) => p.bonus)])
  return scale === undefined ? 0 : 1 / scale
}
