/** Flies and plans what is tried on a thread of its own, one question after the other, so that a centre goes on answering. */
import { Worker } from 'node:worker_threads'
import { Turns } from '@magpie/core/turns'
import type { TriedModel, WhatIf } from '@magpie/rehearsal/what-if'

/** The folder that is rehearsed, the artefacts of its stages by name, and what is tried. */
export type WhatIfOrder = {
  readonly folder: string
  readonly seed: string
  readonly artefactFolder: string
  readonly artefacts: Readonly<Partial<Record<'flight' | 'surface' | 'plan', string>>>
  readonly tried: TriedModel
}
export type WhatIfAnswer = { readonly done: WhatIf } | { readonly failed: string }

/** How many questions may wait; more are turned away. */
const WAITING = 4

export class WhatIfThread {
  private readonly turns = new Turns(1)
  private readonly running = new Set<Worker>()
  private readonly waiting: number
  private asked = 0
  private closed = false

  constructor(waiting = WAITING) {
    this.waiting = waiting
  }

  /** The answer; undefined where too many wait already. A thread that fails is an error. */
  async ask(order: WhatIfOrder): Promise<WhatIf | undefined> {
    if (this.asked > this.waiting || this.closed) return undefined
    this.asked++
    try {
      // One whose turn comes after the end is turned away too: nobody would end its thread.
      return await this.turns.take(async () => (this.closed ? undefined : this.run(order)))
    } finally {
      this.asked--
    }
  }

  /** Ends what runs. */
  async close(): Promise<void> {
    this.closed = true
    await Promise.all([...this.running].map((worker) => worker.terminate()))
  }

  private run(order: WhatIfOrder): Promise<WhatIf> {
    return new Promise((done, failed) => {
      const worker = new Worker(new URL('./what-if-worker.ts', import.meta.url), { workerData: order })
      this.running.add(worker)
      worker.unref()
      worker.on('message', (answer: WhatIfAnswer) => {
        if ('done' in answer) done(answer.done)
        else failed(new Error(answer.failed))
      })
      worker.on('error', failed)
      worker.on('exit', () => {
        this.running.delete(worker)
        failed(new Error('the thread that flies what is tried has ended'))
      })
    })
  }
}
