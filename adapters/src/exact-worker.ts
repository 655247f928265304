/** A worker thread that searches portfolios, with HiGHS where the search gives up. Started by `threadedExactSolver`. */
import { exactSolver } from '@magpie/programme/study/exact'
import { answerCalls } from './answer-calls.ts'
import type { ExactCall } from './exact-thread.ts'
import { highsSolver } from './highs.ts'

const solver = highsSolver().then((highs) => exactSolver(highs))

answerCalls(async (call) => {
  const [method, ...given] = call as ExactCall
  const exact = await solver
  return method === 'best'
    ? exact.best(...(given as Parameters<typeof exact.best>))
    : exact.allWorth(...(given as Parameters<typeof exact.allWorth>))
})
