/**
 * The solver port over HiGHS (MIT; wasm build of the npm package `highs`). Models go in as sparse arrays, never as text.
 * One thread, gaps 0 and a fixed seed: the same model gives the same answer, and `optimal` means proven.
 */
import type { MilpLimits, MilpModel, MilpOutcome, MilpSolver } from '@magpie/programme/milp'
import highsModule, { type Highs } from 'highs'

/** The package's types describe its CommonJS form; what ESM imports is the loader itself. */
const loadHighs = highsModule as unknown as () => Promise<Highs>

/** Loads the wasm and gives the solver; models are solved one after the other, in this thread. */
export async function highsSolver(): Promise<MilpSolver> {
  const highs = await loadHighs()
  return {
    name: `HiGHS ${highs.version.string}`,
    solve: async (model, limits = {}) => run(highs, model, limits),
  }
}

function run(highs: Highs, model: MilpModel, limits: MilpLimits): MilpOutcome {
  // `withModel` frees the wasm memory whatever happens: garbage collection would not.
  return highs.withModel(
    {
      numCols: model.cost.length,
      numRows: model.rowUpper.length,
      sense: highs.constants.objectiveSense.maximize,
      colCost: model.cost,
      colLower: model.lower,
      colUpper: model.upper,
      rowLower: model.rowLower,
      rowUpper: model.rowUpper,
      matrix: {
        format: 'csr',
        numRows: model.rowUpper.length,
        numCols: model.cost.length,
        starts: model.rowStarts,
        indices: model.columns,
        values: model.values,
      },
      integrality: Array.from(model.integer, (whole) =>
        whole === 1 ? highs.constants.variableType.integer : highs.constants.variableType.continuous,
      ),
    },
    (m): MilpOutcome => {
      const linear = model.integer.every((whole) => whole === 0)
      m.options.set({ output_flag: false, random_seed: 0, mip_rel_gap: 0, mip_abs_gap: 0 })
      if (limits.nodes !== undefined) m.options.set('mip_max_nodes', limits.nodes)
      m.run()
      return outcomeOf(highs, m, linear)
    },
  )
}

type Model = ReturnType<Highs['createModel']>

function outcomeOf(highs: Highs, m: Model, linear: boolean): MilpOutcome {
  const status = m.getModelStatus()
  const { optimal, infeasible, unbounded, unboundedOrInfeasible, solutionLimit } = highs.constants.modelStatus
  if (status === infeasible) return { kind: 'infeasible' }
  // Portfolios are bounded: what presolve cannot tell apart is infeasible there; a caller with free columns learns the status.
  if (status === unbounded) return { kind: 'unbounded' }
  if (status === unboundedOrInfeasible) return { kind: 'failed', status }
  const found = m.info.get('primal_solution_status') === highs.constants.solutionStatus.feasible
  if ((status !== optimal && status !== solutionLimit) || !found) return { kind: 'failed', status }
  const nodes = Number(m.info.get('mip_node_count'))
  const { colValue, rowDual } = m.getSolution()
  const value = m.getObjectiveValue()
  const answer = {
    x: Float64Array.from(colValue),
    value,
    bound: linear ? value : Number(m.info.get('mip_dual_bound')),
    nodes: Math.max(0, nodes),
  }
  if (status !== optimal) return { kind: 'limit', ...answer }
  return { kind: 'optimal', ...answer, ...(linear ? { rowDuals: Float64Array.from(rowDual) } : {}) }
}
