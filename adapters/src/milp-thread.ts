/** The solver port on a thread of its own: a centre goes on answering while a portfolio or an assignment is solved. */
import { Worker } from 'node:worker_threads'
import type { MilpLimits, MilpModel, MilpOutcome, MilpSolver } from '@magpie/programme/milp'

export type MilpOrder = { readonly id: number; readonly model: MilpModel; readonly limits: MilpLimits }

export type MilpAnswer =
  | { readonly id: number; readonly name: string; readonly outcome: MilpOutcome }
  | { readonly id: number; readonly failed: string }

type Waiting = { done(outcome: MilpOutcome): void; failed(cause: Error): void }

/**
 * The solver, and how to end its thread. The thread starts with the first model, holds no process open while it is idle, and
 * begins anew after a failure; models that were waiting then are told.
 */
export function threadedSolver(): MilpSolver & { close(): Promise<void> } {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let orders = 0
  const fail = (cause: Error) => {
    worker = undefined
    for (const one of waiting.values()) one.failed(cause)
    waiting.clear()
  }
  const start = () => {
    const started = new Worker(new URL('./milp-worker.ts', import.meta.url))
    started.on('message', (answer: MilpAnswer) => {
      const one = waiting.get(answer.id)
      waiting.delete(answer.id)
      if (waiting.size === 0) started.unref()
      if ('failed' in answer) one?.failed(new Error(answer.failed))
      else one?.done(answer.outcome)
    })
    started.on('error', (cause) => fail(cause instanceof Error ? cause : new Error(String(cause))))
    started.on('exit', () => {
      if (worker === started) fail(new Error('the thread of the solver has ended'))
    })
    return started
  }
  return {
    name: 'HiGHS, on a thread',
    solve: (model, limits = {}) =>
      new Promise((done, failed) => {
        worker ??= start()
        worker.ref()
        const order: MilpOrder = { id: orders++, model, limits }
        waiting.set(order.id, { done, failed })
        worker.postMessage(order)
      }),
    close: async () => {
      const ending = worker
      worker = undefined
      await ending?.terminate()
      for (const one of waiting.values()) one.failed(new Error('the solver was closed'))
      waiting.clear()
    },
  }
}
