/** A worker thread that solves what it is sent, one model after the other. Started by `threadedSolver`. */
import { parentPort } from 'node:worker_threads'
import { highsSolver } from './highs.ts'
import type { MilpAnswer, MilpOrder } from './milp-thread.ts'

const solver = highsSolver()
const tell = (answer: MilpAnswer) => parentPort?.postMessage(answer)

parentPort?.on('message', async ({ id, model, limits }: MilpOrder) => {
  try {
    const { name, solve } = await solver
    tell({ id, name, outcome: await solve(model, limits) })
  } catch (cause) {
    tell({ id, failed: String(cause) })
  }
})
