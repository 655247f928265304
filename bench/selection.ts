/** A selection like Chang'e-8's, CPU time of each answer: the best with proof and the price of every proposal, then the studies. */
import { readFileSync } from 'node:fs'
import { highsSolver } from '@magpie/adapters/highs'
import { unwrap } from '@magpie/core/result'
import type { PortfolioProblem } from '@magpie/programme/portfolio'
import { selectPortfolio } from '@magpie/programme/selection'
import { findConflict } from '@magpie/programme/study/conflict'
import { exactSolver } from '@magpie/programme/study/exact'
import { callInstance, problemOfCall } from '@magpie/programme/study/instance'
import { type StudyAsk, studySelection } from '@magpie/programme/study/study'

const file = new URL('../golden/selection/ce8-like.json', import.meta.url)
const call = problemOfCall(callInstance.parse(JSON.parse(readFileSync(file, 'utf8'))))
const highs = await highsSolver()
const solver = exactSolver(highs)
const noRoom: PortfolioProblem = {
  ...call,
  limits: call.limits.map((l) => (l.id === 'mass' ? { ...l, limit: 110 } : l)),
  forced: { in: ['P0', 'P1', 'P2', 'P3'], out: [] },
}

const study = (ask: StudyAsk, problem = call) => studySelection(problem, ask, solver)
const only = { prices: false } as const
const asks: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['best with proof, by HiGHS alone', () => selectPortfolio(call, highs)],
  ['best with proof', () => study(only)],
  ['best with proof, and the price of each of 41 proposals', () => study({ prices: true })],
  ['why four wishes cannot be', () => findConflict(noRoom, solver)],
  ['best 20 within 1 %', () => study({ ...only, alternatives: { within: 0.01, most: 20 } })],
  [
    'Pareto front of score and free mass',
    () => study({ ...only, pareto: { objectives: ['score', 'free:mass'], most: 1000 } }),
  ],
  [
    'Pareto front of score and States',
    () => study({ ...only, pareto: { objectives: ['score', 'states'], most: 1000 } }),
  ],
  ['200 growth scenarios', () => study({ ...only, growth: { scenarios: 200, seed: 'magpie' } })],
]
for (const [, run] of asks) await run()
for (const [name, run] of asks) {
  const from = process.cpuUsage()
  await run()
  const { user, system } = process.cpuUsage(from)
  console.log(`${name}: ${((user + system) / 1e6).toFixed(3)} s of CPU`)
}
const { sentences } = unwrap(await findConflict(noRoom, solver))
for (const sentence of sentences) console.log(`  ${sentence}`)
