/** The solver port on a thread of its own: a centre goes on answering while an assignment is solved. */
import type { MilpLimits, MilpModel, MilpOutcome, MilpSolver } from '@magpie/programme/milp'
import { callsToThread } from './calls-thread.ts'

export type MilpCall = { readonly model: MilpModel; readonly limits: MilpLimits }

/** The solver, and how to end its thread. */
export function threadedSolver(): MilpSolver & { close(): Promise<void> } {
  const { call, close } = callsToThread(new URL('./milp-worker.ts', import.meta.url), 'the solver')
  return {
    name: 'HiGHS, on a thread',
    solve: async (model, limits = {}) => (await call({ model, limits } satisfies MilpCall)) as MilpOutcome,
    close,
  }
}
