/** Small problems of every kind, and answers by trying every set: what exact answers are held against. */
import fc from 'fast-check'
import { evaluatePortfolio, type Portfolio, type PortfolioProblem } from '../../portfolio.ts'

const tenths = (max: number) => fc.integer({ min: 0, max: max * 10 }).map((n) => n / 10)

/** Up to nine proposals with limits, synergies, exclusions, a cap, balance and wishes; some have no portfolio. */
export const smallProblems: fc.Arbitrary<PortfolioProblem> = fc
  .array(
    fc.record({
      ...{ score: tenths(100), mass: tenths(60), power: tenths(60), lead: fc.nat(3) },
      level: fc.constantFrom('system', 'unit'),
      state: fc.constantFrom('IT', 'PK', 'ZA'),
    }),
    { minLength: 2, maxLength: 9 },
  )
  .chain((list) => {
    const last = list.length - 1
    const id = fc.nat(last).map((i) => `p${i}`)
    const pair = fc
      .tuple(id, id)
      .filter(([a, b]) => a !== b)
      .map(([a, b]): readonly [string, string] => [a, b])
    const bonus = fc.integer({ min: -150, max: 150 }).map((n) => n / 10)
    const balance = fc.record({
      id: fc.constantFrom('one', 'two'),
      reason: fc.constant('a test'),
      states: fc.subarray(['IT', 'PK', 'ZA'], { minLength: 1 }),
      least: fc.nat(2),
      most: fc.integer({ min: 2, max: 5 }),
    })
    return fc
      .record({
        synergies: fc.array(fc.record({ between: pair, bonus }), { maxLength: 4 }),
        exclusions: fc.array(fc.record({ between: pair }), { maxLength: 2 }),
        ...{ mass: tenths(150), power: tenths(150), cap: fc.integer({ min: 1, max: 4 }) },
        balance: fc.array(balance, { maxLength: 2 }),
        ...{ in: fc.array(id, { maxLength: 2 }), out: fc.array(id, { maxLength: 1 }) },
      })
      .map(
        (q): PortfolioProblem => ({
          candidates: list.map(({ score, mass, power, level, state, lead }, i) => ({
            ...{ id: `p${i}`, score, level, lead: `lead-${lead}`, states: [state], module_kg: mass },
            ...{ demands: { mass, power }, margins: { mass: 0.2, power: 0.1 } },
          })),
          limits: [
            { id: 'mass', resource: 'mass', limit: q.mass, unit: 'kg' },
            { id: 'power', resource: 'power', limit: q.power, unit: 'W', levels: ['system'] },
          ],
          moduleMass: { limit_kg: 50, levels: ['system'] },
          ...{ synergies: q.synergies, exclusions: q.exclusions, partyCap: q.cap, balance: q.balance },
          forced: { in: q.in, out: q.out },
        }),
      )
  })

/** Every portfolio that keeps all that the problem asks for. */
export function everyPortfolio(problem: PortfolioProblem): Portfolio[] {
  const { candidates, forced = { in: [], out: [] } } = problem
  const out: Portfolio[] = []
  for (let bits = 0; bits < 2 ** candidates.length; bits++) {
    const ids = candidates.filter((_, i) => ((bits >> i) & 1) === 1).map((c) => c.id)
    if (forced.in.some((id) => !ids.includes(id)) || forced.out.some((id) => ids.includes(id))) continue
    const portfolio = evaluatePortfolio(problem, ids)
    if (portfolio.violations.length === 0) out.push(portfolio)
  }
  return out
}
