import { random } from '@magpie/core/random'
import { ok, unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MilpSolver } from '../milp.ts'
import { type Candidate, evaluatePortfolio, type PortfolioProblem } from '../portfolio.ts'
import { demandsOf, findConflict, only } from './conflict.ts'
import { exactSolver } from './exact.ts'
import { studyGrowth } from './growth.ts'
import { type Objective, objectivesOf, paretoFront, worthOf } from './pareto.ts'
import { optimumOf, studySelection } from './study.ts'
import { everyPortfolio, smallProblems } from './testing/every-set.ts'

const nobody: MilpSolver = {
  name: 'nobody',
  solve: () => {
    throw new Error('the search alone is tested here')
  },
}
const solver = exactSolver(nobody, Number.POSITIVE_INFINITY)
const topOf = (problem: PortfolioProblem) => Math.max(...everyPortfolio(problem).map((p) => p.score))
const candidate = (id: string, score: number, mass: number, more: Partial<Candidate> = {}): Candidate => ({
  ...{ id, score, demands: { mass }, level: 'unit', lead: id },
  ...more,
})
const three: PortfolioProblem = {
  candidates: [candidate('a', 10, 60), candidate('b', 9, 50), candidate('c', 8, 50)],
  limits: [{ id: 'mass', resource: 'mass', limit: 100, unit: 'kg' }],
  ...{ synergies: [], exclusions: [] },
}

describe('the search', () => {
  it('finds what trying every set finds: the best, or that there is none', async () => {
    await fc.assert(
      fc.asyncProperty(smallProblems, async (problem) => {
        const got = unwrap(await optimumOf(problem, solver))
        const top = topOf(problem)
        if (got === undefined) expect(top).toBe(Number.NEGATIVE_INFINITY)
        else expect([got.score, got.proved]).toEqual([top, true])
      }),
      { numRuns: 200 },
    )
  })

  it('lists all alternatives within a distance, best first, and says where it cut off', async () => {
    await fc.assert(
      fc.asyncProperty(
        smallProblems,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 30 }),
        async (problem, percent, most) => {
          const ask = { prices: false, alternatives: { within: percent / 100, most } }
          const study = unwrap(await studySelection(problem, ask, solver))
          if ('conflict' in study) return
          const { list, whole, atLeast } = study.alternatives!
          const near = everyPortfolio(problem).filter((p) => p.score >= atLeast - 1e-9)
          expect(whole).toBe(near.length - 1 <= most)
          expect(list).toHaveLength(Math.min(most, near.length - 1))
          const scores = near.map((p) => p.score).sort((a, b) => b - a)
          expect(list.map((p) => p.score)).toEqual(scores.slice(1, 1 + list.length))
          expect(new Set(list.map((p) => p.proposals.join())).size).toBe(list.length)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('leaves to the solver what takes it too long', async () => {
    const asked: number[] = []
    const milp: MilpSolver = {
      name: 'asked',
      solve: async (model) => {
        asked.push(model.cost.length)
        return { kind: 'optimal', x: Float64Array.from([0, 1, 1]), value: 17, bound: 17, nodes: 1 }
      },
    }
    const got = unwrap(await optimumOf(three, exactSolver(milp, 1)))
    expect([got?.proposals, got?.solver, asked]).toEqual([['b', 'c'], 'asked', [3]])
  })
})

describe('prices of forcing', () => {
  it('are what the best score loses, and none where it cannot be', async () => {
    await fc.assert(
      fc.asyncProperty(smallProblems, async (problem) => {
        const study = unwrap(await studySelection(problem, { prices: true }, solver))
        if ('conflict' in study) return
        for (const { proposal, forced, loss } of study.prices!) {
          const { in: into, out } = problem.forced!
          const wish = forced === 'in' ? { in: [...into, proposal], out } : { in: into, out: [...out, proposal] }
          const top = topOf({ ...problem, forced: wish })
          if (loss === undefined) expect(top).toBe(Number.NEGATIVE_INFINITY)
          else expect(study.optimum.score - loss).toBeCloseTo(top, 6)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('say what joins and what leaves', async () => {
    const study = unwrap(await studySelection(three, { prices: true }, solver))
    expect('optimum' in study && study.prices).toEqual([
      { proposal: 'a', forced: 'in', loss: 7, joins: [], leaves: ['b', 'c'] },
      { proposal: 'b', forced: 'out', loss: 7, joins: ['a'], leaves: ['c'] },
      { proposal: 'c', forced: 'out', loss: 7, joins: ['a'], leaves: ['b'] },
    ])
  })
})

describe('a Pareto front', () => {
  const linear = (problem: PortfolioProblem) => objectivesOf(problem).filter((o) => o !== 'parties' && o !== 'states')

  it('has every undominated pair of values, and no dominated one', async () => {
    await fc.assert(
      fc.asyncProperty(smallProblems, fc.nat(), fc.nat(), async (problem, a, b) => {
        const known = linear(problem)
        const first = known[a % known.length]!
        const second = known.filter((o) => o !== first)[b % (known.length - 1)]!
        const front = unwrap(await paretoFront(problem, [first, second], 1000, solver))
        const all = everyPortfolio(problem).map((p) => {
          const chosen = problem.candidates.filter((c) => p.proposals.includes(c.id))
          return [front.first, front.second].map((o) => worthOf(o as Objective, problem, chosen)) as [number, number]
        })
        const better = ([p, q]: readonly number[], [r, s]: readonly number[]) =>
          p! >= r! && q! >= s! && (p! > r! || q! > s!)
        const best = new Set(all.filter((v) => !all.some((w) => better(w, v))).map(String))
        expect(front.points.map((p) => String([p.first, p.second])).sort()).toEqual([...best].sort())
      }),
      { numRuns: 150 },
    )
  })

  it('is refused for an objective that nobody knows, and says where it was cut off', async () => {
    const got = await paretoFront(three, ['score', 'beauty'], 5, solver)
    expect(got).toMatchObject({ error: { kind: 'objective-unknown', objective: 'beauty' } })
    expect(unwrap(await paretoFront(three, ['score', 'free:mass'], 1, solver))).toMatchObject({ whole: false })
  })
})

describe('a conflict', () => {
  it('is there exactly where no portfolio is, and without any one of its demands a portfolio exists', async () => {
    let conflicts = 0
    await fc.assert(
      fc.asyncProperty(smallProblems, async (problem) => {
        const { demands, sentences } = unwrap(await findConflict(problem, solver))
        expect(demands.length === 0).toBe(everyPortfolio(problem).length > 0)
        if (demands.length === 0) return
        conflicts++
        expect(sentences).toHaveLength(demands.length)
        expect(everyPortfolio(only(problem, demands))).toEqual([])
        for (const one of demands) {
          const without = demands.filter((d) => d !== one)
          expect(everyPortfolio(only(problem, without)).length).toBeGreaterThan(0)
        }
        expect(only(problem, demandsOf(problem)).limits).toEqual(problem.limits)
      }),
      { numRuns: 200 },
    )
    expect(conflicts).toBeGreaterThan(15)
  })

  it('is told in sentences with numbers', async () => {
    const wish = { ...three, forced: { in: ['a', 'b'], out: ['c'] } }
    const { sentences } = unwrap(await findConflict(wish, solver))
    expect(sentences).toEqual([
      'a is to be in: it takes 60 kg of mass',
      'b is to be in: it takes 50 kg of mass',
      'mass is limited to 100 kg; a, b take 60 + 50 = 110 kg, 10 kg too much',
    ])
    const states = { id: 'europe', reason: 'the council asked for it', states: ['IT'], least: 1 }
    const none = unwrap(await findConflict({ ...three, balance: [states] }, solver))
    expect(none.sentences).toEqual(['europe asks for at least 1 proposals (the council asked for it); there are 0'])
  })
})

describe('growth', () => {
  it('is the same for the same seed, and tells who is in whatever happens', async () => {
    const limits = [{ ...three.limits[0]!, limit: 112 }]
    const grown = { ...three, limits, candidates: three.candidates.map((c) => ({ ...c, margins: { mass: 0.1 } })) }
    const run = async (problem: PortfolioProblem, seed: string) =>
      unwrap(await studyGrowth(problem, ['b', 'c'], 200, random(seed), solver))
    const once = await run(grown, 'one')
    expect(await run(grown, 'one')).toEqual(once)
    expect(await run(grown, 'two')).not.toEqual(once)
    expect(once.infeasible).toBe(0)
    expect(once.optimumHolds).toBeGreaterThan(80)
    expect(once.optimumHolds).toBeLessThan(190)
    expect(once.proposals.map((p) => p.standing)).toEqual(['sometimes', 'sometimes', 'sometimes'])
    const still = await run(
      {
        ...three,
        limits: [{ ...three.limits[0]!, limit: 100 }],
        candidates: three.candidates.map((c) => ({ ...c, margins: {} })),
      },
      'one',
    )
    expect(still).toMatchObject({ optimumHolds: 200, proposals: [{ share: 0 }, { share: 1 }, { share: 1 }] })
  })

  it('draws for each proposal alone', async () => {
    const seen: number[][] = []
    const spy = { ...solver, best: async () => ok(undefined) }
    for (const candidates of [
      three.candidates,
      [...three.candidates, candidate('z', 1, 10, { margins: { mass: 1 } })],
    ]) {
      const problem = { ...three, candidates: candidates.map((c) => ({ ...c, margins: { mass: 0.5 } })) }
      const holds = await studyGrowth(problem, ['a'], 50, random('seed'), spy)
      seen.push([unwrap(holds).optimumHolds])
    }
    expect(seen[0]).toEqual(seen[1])
    expect(evaluatePortfolio(three, ['a']).violations).toEqual([])
  })
})
