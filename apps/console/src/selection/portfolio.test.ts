import { readFileSync } from 'node:fs'
import { studyAsAsked } from '@magpie/centre/selection-study'
import { unwrap } from '@magpie/core/result'
import { evaluatePortfolio, type PortfolioProblem } from '@magpie/programme/portfolio'
import { exactSolver } from '@magpie/programme/study/exact'
import { callInstance, problemOfCall } from '@magpie/programme/study/instance'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgePortfolio } from './portfolio.ts'

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../../golden/selection/${name}.json`, import.meta.url), 'utf8'))
const solver = exactSolver({ name: 'none', solve: () => Promise.reject(new Error('the search is enough here')) })

/** The call of the reference, with a balance of States and levels added. */
const problem: PortfolioProblem = {
  ...problemOfCall(callInstance.parse(read('ce8-like'))),
  balance: [{ id: 'units', reason: 'a test', levels: ['unit'], least: 2, most: 4 }],
}
const asked = { most: 1, seed: 'a test', prices: false }
const study = unwrap(await studyAsAsked('a test', problem, asked, solver))

describe('a portfolio judged in the page', () => {
  it('is worth and takes what the centre says of any set, and breaks the same limits', () => {
    const ids = problem.candidates.map((c) => c.id)
    const kinds = new Set<string>()
    fc.assert(
      fc.property(fc.subarray(ids), (chosen) => {
        const [here, there] = [judgePortfolio(study, new Set(chosen)), evaluatePortfolio(problem, chosen)]
        expect(here.score).toBe(there.score)
        expect(here.usage.map((u) => [u.id, u.used, u.free])).toEqual(there.usage.map((u) => [u.id, u.used, u.free]))
        expect(here.broken.map((b) => b.kind)).toEqual(there.violations.map((v) => v.kind))
        for (const b of here.broken) kinds.add(b.kind)
      }),
      { numRuns: 300 },
    )
    expect([...kinds].sort()).toEqual(expect.arrayContaining(['excluded-together', 'out-of-balance', 'over-limit']))
  })

  it('finds the optimum within every limit', () => {
    const { optimum } = study
    const judged = judgePortfolio(study, new Set(optimum?.proposals))
    expect(judged).toMatchObject({ score: optimum?.score, broken: [] })
    expect(judged.usage.map((u) => u.used)).toEqual(optimum?.usage.map((u) => u.used))
  })

  it('counts a limit for its levels, a module by its own mass, and a lead by its cap', () => {
    const proposal = (id: string, level: string, mass: number) => ({
      ...{ id, title: id, lead: 'one', level, score: 1, demands: { mass }, module_kg: mass, in: false },
    })
    const made = {
      proposals: [proposal('a', 'system', 60), proposal('b', 'mission', 500), proposal('c', 'unit', 40)],
      instance: {
        limits: [{ id: 'mass', resource: 'mass', limit: 100, unit: 'kg', levels: ['system', 'unit'] }],
        moduleMass: { limit_kg: 50, levels: ['system'] },
        ...{ partyCap: 2, synergies: [], exclusions: [], balance: [], forced: { in: [], out: [] } },
      },
    }
    const judged = judgePortfolio(made, new Set(['a', 'b', 'c']))
    expect(judged.usage).toMatchObject([{ used: 100, free: 0 }])
    expect(judged.broken).toEqual([
      { kind: 'module-too-heavy', proposal: 'a', mass_kg: 60, limit_kg: 50 },
      { kind: 'party-cap', party: 'one', proposals: ['a', 'b', 'c'], most: 2 },
    ])
  })
})
