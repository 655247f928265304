/** Calls to a worker thread, each answered by its number: what solvers on threads of their own share. */
import { Worker } from 'node:worker_threads'

export type ThreadOrder = { readonly id: number; readonly call: unknown }
export type ThreadAnswer =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failed: string }

type Waiting = { done(answer: unknown): void; failed(cause: Error): void }

/**
 * Calls to the thread of a file. It starts with the first call, holds no process open while it is idle, and begins anew after
 * a failure; calls that were waiting then are told.
 */
export function callsToThread(file: URL, what: string) {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | undefined
  let orders = 0
  const fail = (cause: Error) => {
    worker = undefined
    for (const one of waiting.values()) one.failed(cause)
    waiting.clear()
  }
  const start = () => {
    const started = new Worker(file)
    started.on('message', (told: ThreadAnswer) => {
      const one = waiting.get(told.id)
      waiting.delete(told.id)
      if (waiting.size === 0) started.unref()
      if ('failed' in told) one?.failed(new Error(told.failed))
      else one?.done(told.answer)
    })
    started.on('error', (cause) => fail(cause instanceof Error ? cause : new Error(String(cause))))
    started.on('exit', () => {
      if (worker === started) fail(new Error(`the thread of ${what} has ended`))
    })
    return started
  }
  return {
    call: (call: unknown): Promise<unknown> =>
      new Promise((done, failed) => {
        worker ??= start()
        worker.ref()
        const order: ThreadOrder = { id: orders++, call }
        waiting.set(order.id, { done, failed })
        worker.postMessage(order)
      }),
    close: async () => {
      const ending = worker
      worker = undefined
      await ending?.terminate()
      for (const one of waiting.values()) one.failed(new Error(`${what} was closed`))
      waiting.clear()
    },
  }
}
