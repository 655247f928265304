/** Starts a rehearsal on a thread of its own, so that a centre goes on answering while it is computed. */
import { Worker } from 'node:worker_threads'
import type { EngineEvent } from '@magpie/rehearsal/engine'

export type WorkerOrder = { readonly folder: string; readonly seed: string; readonly artefacts: string }

export type WorkerMessage =
  | { readonly kind: 'event'; readonly event: EngineEvent }
  | { readonly kind: 'finished' }
  | { readonly kind: 'failed'; readonly stage: string; readonly cause: string }

/** Starts; every message is handed to `onMessage` in order. Returns how to end it early. */
export function startRehearsal(order: WorkerOrder, onMessage: (message: WorkerMessage) => void): () => Promise<void> {
  const worker = new Worker(new URL('./rehearsal-worker.ts', import.meta.url), { workerData: order })
  let ended = false
  worker.on('message', onMessage)
  worker.on('error', (cause) => {
    if (!ended) onMessage({ kind: 'failed', stage: 'rehearsal', cause: String(cause) })
  })
  return async () => {
    ended = true
    await worker.terminate()
  }
}
