import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MilpModel, MilpOutcome, MilpSolver } from './milp.ts'
import { type Candidate, evaluatePortfolio, type PortfolioProblem } from './portfolio.ts'
import { portfolioModel } from './portfolio-model.ts'
import { selectPortfolio } from './selection.ts'

/** Tries every choice of the whole columns, and sets each other column to the better end that the rows leave it. */
const exhaustive: MilpSolver = {
  name: 'exhaustive',
  solve: async (model) => best(model) ?? { kind: 'infeasible' },
}

function best(model: MilpModel): MilpOutcome | undefined {
  const whole = [...model.integer.keys()].filter((i) => model.integer[i] === 1)
  const free = [...model.integer.keys()].filter((i) => model.integer[i] === 0)
  let found: { x: Float64Array; value: number } | undefined
  for (let bits = 0; bits < 2 ** whole.length; bits++) {
    const x = new Float64Array(model.cost.length)
    whole.forEach((i, k) => {
      x[i] = (bits >> k) & 1
    })
    for (const i of free) x[i] = model.cost[i]! >= 0 ? model.upper[i]! : model.lower[i]!
    for (const i of free) x[i] = pushed(model, x, i)
    const value = x.reduce((sum, v, i) => sum + v * model.cost[i]!, 0)
    if (feasible(model, x) && (found === undefined || value > found.value)) found = { x, value }
  }
  return found === undefined ? undefined : { kind: 'optimal', ...found, bound: found.value, nodes: 0 }
}

/** The value of a free column nearest to the one wanted that every row of it allows. */
function pushed(model: MilpModel, x: Float64Array, column: number): number {
  let value = x[column]!
  for (let r = 0; r < model.rowUpper.length; r++) {
    let rest = 0
    let own = 0
    for (let k = model.rowStarts[r]!; k < model.rowStarts[r + 1]!; k++) {
      if (model.columns[k] === column) own = model.values[k]!
      else rest += model.values[k]! * x[model.columns[k]!]!
    }
    const room = (model.rowUpper[r]! - rest) / own
    if (own > 0) value = Math.min(value, room)
    if (own < 0) value = Math.max(value, room)
  }
  return value
}

function feasible(model: MilpModel, x: Float64Array): boolean {
  const inBounds = x.every((v, i) => v >= model.lower[i]! && v <= model.upper[i]!)
  return inBounds && [...model.rowUpper.keys()].every((r) => activity(model, x, r) <= model.rowUpper[r]!)
}

function activity(model: MilpModel, x: Float64Array, r: number): number {
  let sum = 0
  for (let k = model.rowStarts[r]!; k < model.rowStarts[r + 1]!; k++) sum += model.values[k]! * x[model.columns[k]!]!
  return sum
}

function candidate(id: string, score: number, mass: number, more: Partial<Candidate> = {}): Candidate {
  return { id, score, demands: { mass }, level: 'unit', lead: id, module_kg: mass, ...more }
}

const base: PortfolioProblem = {
  candidates: [candidate('a', 10, 60), candidate('b', 9, 50), candidate('c', 8, 50)],
  limits: [{ id: 'mass', resource: 'mass', limit: 100 }],
  synergies: [],
  exclusions: [],
}

describe('a portfolio', () => {
  it.each<[string, Partial<PortfolioProblem>, string[], number]>([
    ['takes what is worth most together', {}, ['b', 'c'], 17],
    ['keeps exclusions', { exclusions: [{ between: ['b', 'c'] }] }, ['a'], 10],
    [
      'gains by synergy',
      { limits: [{ id: 'mass', resource: 'mass', limit: 110 }], synergies: [{ between: ['a', 'b'], bonus: 5 }] },
      ['a', 'b'],
      24,
    ],
    ['loses by a negative one', { synergies: [{ between: ['b', 'c'], bonus: -8 }] }, ['a'], 10],
    ['keeps a module below its limit', { moduleMass: { limit_kg: 49, levels: ['unit'] } }, [], 0],
    [
      'counts only the levels of a limit',
      { limits: [{ id: 'mass', resource: 'mass', limit: 1, levels: ['system'] }] },
      ['a', 'b', 'c'],
      27,
    ],
    ['keeps a forced proposal in', { forced: { in: ['a'], out: [] } }, ['a'], 10],
    ['keeps a forced proposal out', { forced: { in: [], out: ['b'] } }, ['a'], 10],
    [
      'keeps a party below its cap',
      { partyCap: 1, candidates: base.candidates.map((c) => ({ ...c, lead: 'one' })) },
      ['a'],
      10,
    ],
  ])('%s', async (_, change, ids, score) => {
    const got = await selectPortfolio({ ...base, ...change }, exhaustive)
    expect(got).toMatchObject({ ok: true, value: { proposals: ids, score, proved: true, violations: [] } })
  })

  it('fills a limit to the last gram, and no further', async () => {
    // In binary 0.1 + 0.2 is over 0.3.
    const grams = { ...base, candidates: [candidate('a', 1, 0.1), candidate('b', 1, 0.2)] }
    const at = (limit: number) =>
      selectPortfolio({ ...grams, limits: [{ id: 'mass', resource: 'mass', limit }] }, exhaustive)
    expect(await at(0.3)).toMatchObject({ value: { proposals: ['a', 'b'] } })
    expect(await at(0.2999)).toMatchObject({ value: { score: 1 } })
  })

  it('says why a selection breaks its limits', () => {
    const problem = {
      ...base,
      exclusions: [{ between: ['a', 'b'] as const }],
      moduleMass: { limit_kg: 55, levels: ['unit'] },
    }
    expect(evaluatePortfolio(problem, ['a', 'b']).violations).toEqual([
      { kind: 'over-limit', limit: 'mass', used: 110, allowed: 100 },
      { kind: 'module-too-heavy', proposal: 'a', mass_kg: 60, allowed_kg: 55 },
      { kind: 'excluded-together', proposals: ['a', 'b'] },
    ])
  })

  it('is refused where names or limits make none', async () => {
    const unknown = await selectPortfolio({ ...base, exclusions: [{ between: ['a', 'z'] }] }, exhaustive)
    expect(unknown).toEqual({ ok: false, error: { kind: 'proposal-unknown', proposal: 'z' } })
    const forced = await selectPortfolio({ ...base, forced: { in: ['a', 'b'], out: [] } }, exhaustive)
    expect(forced).toEqual({ ok: false, error: { kind: 'no-portfolio', why: 'infeasible' } })
  })

  it('does not believe a solver that breaks a limit or claims too little a bound', async () => {
    const all: MilpSolver = {
      name: 'liar',
      solve: async () => ({ kind: 'optimal', x: Float64Array.from([1, 1, 1]), value: 27, bound: 27, nodes: 0 }),
    }
    expect(await selectPortfolio(base, all)).toMatchObject({ ok: false, error: { kind: 'solver-wrong' } })
    const loose: MilpSolver = {
      name: 'loose',
      solve: async () => ({ kind: 'optimal', x: Float64Array.from([1, 0, 0]), value: 10, bound: 17, nodes: 0 }),
    }
    expect(await selectPortfolio(base, loose)).toMatchObject({ ok: true, value: { score: 10, proved: false } })
  })
})

const tenths = (max: number) => fc.integer({ min: 0, max: max * 10 }).map((n) => n / 10)

/** Small problems with every kind of limit. */
const smallProblem: fc.Arbitrary<PortfolioProblem> = fc
  .array(
    fc.record({ score: tenths(100), mass: tenths(60), power: tenths(60), system: fc.boolean(), lead: fc.nat(3) }),
    { minLength: 1, maxLength: 8 },
  )
  .chain((list) => {
    const pair = fc
      .tuple(fc.nat(list.length - 1), fc.nat(list.length - 1))
      .filter(([a, b]) => a !== b)
      .map(([a, b]): readonly [string, string] => [`p${a}`, `p${b}`])
    const pairs: fc.Arbitrary<(readonly [string, string])[]> =
      list.length < 2 ? fc.constant([]) : fc.array(pair, { maxLength: 3 })
    const bonuses = fc.array(
      tenths(30).map((b) => b - 15),
      { minLength: 3, maxLength: 3 },
    )
    return fc
      .record({
        pairs,
        bonuses,
        exclusions: pairs,
        mass: tenths(150),
        power: tenths(150),
        cap: fc.option(fc.integer({ min: 1, max: 3 })),
      })
      .map(
        ({ pairs: synergies, bonuses, exclusions, mass, power, cap }): PortfolioProblem => ({
          candidates: list.map((p, i) => ({
            id: `p${i}`,
            score: p.score,
            demands: { mass: p.mass, power: p.power },
            level: p.system ? 'system' : 'unit',
            lead: `lead-${p.lead}`,
            module_kg: p.mass,
          })),
          limits: [
            { id: 'mass', resource: 'mass', limit: mass },
            { id: 'power', resource: 'power', limit: power, levels: ['system'] },
          ],
          moduleMass: { limit_kg: 50, levels: ['system'] },
          synergies: synergies.map((between, k) => ({ between, bonus: Math.round(bonuses[k]! * 10) / 10 })),
          exclusions: exclusions.map((between) => ({ between })),
          ...(cap === null ? {} : { partyCap: cap }),
        }),
      )
  })

/** The best score by trying every set on the problem itself, without its model. */
function bruteForce(problem: PortfolioProblem): number {
  let top = Number.NEGATIVE_INFINITY
  for (let bits = 0; bits < 2 ** problem.candidates.length; bits++) {
    const ids = problem.candidates.filter((_, i) => ((bits >> i) & 1) === 1).map((c) => c.id)
    const { score, violations } = evaluatePortfolio(problem, ids)
    if (violations.length === 0) top = Math.max(top, score)
  }
  return top
}

describe('the model of a portfolio', () => {
  it('has the optimum of the problem, whatever its limits', async () => {
    await fc.assert(
      fc.asyncProperty(smallProblem, async (problem) => {
        const got = await selectPortfolio(problem, exhaustive)
        expect(got.ok && got.value.score).toBeCloseTo(bruteForce(problem), 6)
      }),
    )
  })

  it('is worth no less with more room, and no more with less', async () => {
    await fc.assert(
      fc.asyncProperty(smallProblem, tenths(20), async (problem, more) => {
        const wider = { ...problem, limits: problem.limits.map((l) => ({ ...l, limit: l.limit + more })) }
        expect(bruteForce(wider)).toBeGreaterThanOrEqual(bruteForce(problem))
        const model = portfolioModel(problem)
        expect(model.rowStarts.at(-1)).toBe(model.columns.length)
        expect(model.columns.every((c) => c >= 0 && c < model.cost.length)).toBe(true)
      }),
    )
  })
})
