/** Exact answers about portfolios on a thread of their own: the search of a study holds no request up. */
import type { ExactSolver } from '@magpie/programme/study/exact'
import { callsToThread } from './calls-thread.ts'

/** A method of the solver with what it is given. */
export type ExactCall = {
  readonly [K in keyof ExactSolver]: readonly [K, ...Parameters<ExactSolver[K]>]
}[keyof ExactSolver]

/** The solver, and how to end its thread. */
export function threadedExactSolver(): ExactSolver & { close(): Promise<void> } {
  const { call, close } = callsToThread(new URL('./exact-worker.ts', import.meta.url), 'the search')
  return {
    best: (...given) => call(['best', ...given] satisfies ExactCall) as ReturnType<ExactSolver['best']>,
    allWorth: (...given) => call(['allWorth', ...given] satisfies ExactCall) as ReturnType<ExactSolver['allWorth']>,
    close,
  }
}
