import { readFileSync } from 'node:fs'
import { recordedView } from '@magpie/api/selection-operations'
import { recordedStudy } from '@magpie/centre/selection-study'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { portfolioProgram } from '@magpie/programme/portfolio-model'
import { programmeStage } from '@magpie/programme/programme-stage'
import { demandsOf, findConflict, only } from '@magpie/programme/study/conflict'
import { exactSolver } from '@magpie/programme/study/exact'
import { callInstance, knapsackInstances, problemOfCall, problemOfKnapsack } from '@magpie/programme/study/instance'
import { objectivesOf, paretoFront, worthOf } from '@magpie/programme/study/pareto'
import { optimumOf, studySelection } from '@magpie/programme/study/study'
import { everyPortfolio, smallProblems } from '@magpie/programme/study/testing/every-set'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PROJECT } from './digests.ts'
import { highsSolver } from './highs.ts'
import { loadMission } from './mission-folder.ts'

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../golden/selection/${name}.json`, import.meta.url), 'utf8'))
const highs = await highsSolver()
const both = exactSolver(highs)
/** The search gives up at once. */
const alone = exactSolver(highs, 0)
const like = problemOfCall(callInstance.parse(read('ce8-like')))

describe('HiGHS and the search', () => {
  it('agree on small problems of every kind, in value and in what is near', async () => {
    await fc.assert(
      fc.asyncProperty(smallProblems, async (problem) => {
        const [one, two] = [unwrap(await optimumOf(problem, both)), unwrap(await optimumOf(problem, alone))]
        expect(two?.score).toBe(one?.score)
        if (one === undefined) return
        const near = [both, alone].map((s) => s.allWorth(portfolioProgram(problem), 0.9 * one.score, 6))
        const [p, q] = (await Promise.all(near)).map(unwrap)
        expect(q!.whole).toBe(p!.whole)
        expect(q!.sets.map((s) => s.value.toFixed(6))).toEqual(p!.sets.map((s) => s.value.toFixed(6)))
      }),
      { numRuns: 60 },
    )
  })

  it("agree on the prices of a call like Chang'e-8's", async () => {
    const few = {
      ...like,
      forced: {
        in: like.candidates
          .slice(6)
          .map((c) => c.id)
          .slice(0, 3),
        out: [],
      },
    }
    const [p, q] = [unwrap(await optimumOf(few, both)), unwrap(await optimumOf(few, alone))]
    expect([p?.score, p?.proposals]).toEqual([q?.score, q?.proposals])
    expect([p?.solver, q?.solver]).toEqual(['Magpie search', highs.name])
  })

  it('give a front of parties or States that lacks nothing', async () => {
    await fc.assert(
      fc.asyncProperty(smallProblems, fc.nat(), fc.boolean(), async (problem, k, states) => {
        const second = states ? 'states' : 'parties'
        const known = objectivesOf(problem).filter((o) => o !== second)
        const front = unwrap(await paretoFront(problem, [known[k % known.length]!, second], 1000, both))
        const all = everyPortfolio(problem).map((p) => {
          const chosen = problem.candidates.filter((c) => p.proposals.includes(c.id))
          return [worthOf(front.first, problem, chosen), worthOf(front.second, problem, chosen)] as const
        })
        const best = all.filter(([p, q]) => !all.some(([r, s]) => r >= p && s >= q && (r > p || s > q)))
        expect(front.points.map((p) => `${p.first} ${p.second}`).sort()).toEqual(
          [...new Set(best.map((v) => v.join(' ')))].sort(),
        )
      }),
      { numRuns: 60 },
    )
  })

  it('solve the knapsacks of OR-Library to their optima', async () => {
    for (const { best, ...problem } of knapsackInstances.parse(read('mknap1')).problems) {
      const got = unwrap(await optimumOf(problemOfKnapsack(problem), both))
      expect([got?.score, got?.proved]).toEqual([best, true])
    }
  })
})

describe("a call like Chang'e-8's", () => {
  it('is studied whole: near the best, prices, front and growth', async () => {
    const study = unwrap(
      await studySelection(
        like,
        {
          prices: true,
          alternatives: { within: 0.01, most: 50 },
          pareto: { objectives: ['score', 'free:mass'], most: 500 },
          growth: { scenarios: 200, seed: 'magpie' },
        },
        both,
      ),
    )
    if ('conflict' in study) throw new Error('there is a portfolio')
    expect(study.optimum.score).toBe(1733)
    // Regression values.
    expect([study.alternatives!.list.length, study.alternatives!.whole]).toEqual([19, true])
    expect(study.prices).toHaveLength(like.candidates.length)
    expect(study.prices!.every((p) => (p.loss ?? 1) >= 0)).toBe(true)
    expect(study.pareto!.whole).toBe(true)
    expect(study.growth!.proposals).toHaveLength(like.candidates.length)
  })

  it('says in words why wishes cannot be', async () => {
    const wish = {
      ...like,
      forced: { in: ['P0', 'P1', 'P2', 'P3', 'P20', 'P30', 'P33'], out: [] },
      limits: like.limits.map((l) => (l.id === 'mass' ? { ...l, limit: 110 } : l)),
    }
    const { demands, sentences } = unwrap(await findConflict(wish, both))
    expect(sentences.length).toBeGreaterThan(1)
    expect(unwrap(await optimumOf(only(wish, demands), alone))).toBeUndefined()
    for (const one of demands) {
      const without = only(
        wish,
        demands.filter((d) => d !== one),
      )
      expect(unwrap(await optimumOf(without, alone))).toBeDefined()
    }
    expect(demandsOf(wish).length).toBeGreaterThan(demands.length)
  })
})

describe("what a mission's folder records", () => {
  it("stands beside its optimum, in the figures of the programme's stage", async () => {
    const { mission } = unwrap(await loadMission(`${PROJECT}/missions/change-8`))
    const files = { ...mission, leap: NAIF0012 }
    const stage = unwrap(await programmeStage(files, { milp: highs })).selection
    const { study, recorded, assumed } = unwrap(await recordedStudy(files, both))
    expect(recordedView.safeParse({ study, recorded, assumed }).error).toBeUndefined()
    expect(study.optimum).toMatchObject({ score: stage.optimum.score, proved: true })
    expect(recorded.score).toBe(stage.recorded.score)
    expect(recorded.usage.map((u) => u.used)).toEqual(stage.recorded.usage.map((u) => u.used))
    expect(assumed).toBe(true)
    expect(study.proposals.every((p) => p.price !== undefined && p.standing !== undefined)).toBe(true)
    expect(study.pareto?.points.length).toBeGreaterThan(1)
  })
})
