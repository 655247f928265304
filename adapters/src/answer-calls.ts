/** The side of a worker thread to which `callsToThread` sends its calls. */
import { parentPort } from 'node:worker_threads'
import type { ThreadAnswer, ThreadOrder } from './calls-thread.ts'

/** Answers each call by its number; what is thrown is told in words. */
export function answerCalls(answer: (call: unknown) => Promise<unknown>): void {
  const tell = (told: ThreadAnswer) => parentPort?.postMessage(told)
  parentPort?.on('message', async ({ id, call }: ThreadOrder) => {
    try {
      tell({ id, answer: await answer(call) })
    } catch (cause) {
      tell({ id, failed: String(cause) })
    }
  })
}
