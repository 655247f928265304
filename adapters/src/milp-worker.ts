/** A worker thread that solves what it is sent, one model after the other. Started by `threadedSolver`. */
import { answerCalls } from './answer-calls.ts'
import { highsSolver } from './highs.ts'
import type { MilpCall } from './milp-thread.ts'

const solver = highsSolver()

answerCalls(async (call) => {
  const { model, limits } = call as MilpCall
  return (await solver).solve(model, limits)
})
