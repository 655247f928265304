import { readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import { exactSolver } from '@magpie/programme/study/exact'
import { callInstance, problemOfCall } from '@magpie/programme/study/instance'
import { studySelection } from '@magpie/programme/study/study'
import { afterAll, describe, expect, it } from 'vitest'
import { threadedExactSolver } from './exact-thread.ts'
import { highsSolver } from './highs.ts'

const file = new URL('../../golden/selection/ce8-like.json', import.meta.url)
const call = problemOfCall(callInstance.parse(JSON.parse(readFileSync(file, 'utf8'))))
const ask = {
  prices: true,
  alternatives: { within: 0.01, most: 20 },
  pareto: { objectives: ['score', 'states'], most: 3 },
  growth: { scenarios: 20, seed: 'magpie' },
} as const

const thread = threadedExactSolver()
afterAll(() => thread.close())

describe('the search on a thread', () => {
  it('says the same as here, and lets others be served meanwhile', async () => {
    let served = 0
    let running = true
    const serve = () => {
      served++
      if (running) setImmediate(serve)
    }
    setImmediate(serve)
    const there = unwrap(await studySelection(call, ask, thread))
    running = false
    // One that ran on this thread would have let nobody in between its solutions.
    expect(served).toBeGreaterThan(60)
    expect(there).toEqual(unwrap(await studySelection(call, ask, exactSolver(await highsSolver()))))
  })
})
