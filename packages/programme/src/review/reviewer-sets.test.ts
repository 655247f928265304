import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestSets, type Candidate } from './reviewer-sets.ts'

/** All ways to take `k` of a list. */
function choose<T>(list: readonly T[], k: number): T[][] {
  if (k === 0) return [[]]
  return list.flatMap((first, i) => choose(list.slice(i + 1), k - 1).map((rest) => [first, ...rest]))
}

const candidates = (length: number, first: number) =>
  fc
    .array(fc.record({ worth: fc.integer({ min: -20, max: 20 }), affinity: fc.integer({ min: 0, max: 9 }) }), {
      maxLength: length,
    })
    .map((list) => list.map((c, i): Candidate => ({ reviewer: first + i, ...c })))

describe('the best sets of reviewers', () => {
  it('are those of all sets that reach the floor, tried one by one', () => {
    const asked = fc.record({
      size: fc.integer({ min: 1, max: 4 }),
      floor: fc.integer({ min: 0, max: 25 }),
      above: fc.oneof(fc.integer({ min: -20, max: 20 }), fc.constant(Number.NEGATIVE_INFINITY)),
      most: fc.integer({ min: 1, max: 6 }),
    })
    fc.assert(
      fc.property(candidates(8, 0), candidates(2, 100), asked, (others, always, ask) => {
        fc.pre(always.length <= ask.size)
        const all = choose(others, ask.size - always.length)
          .map((set) => [...always, ...set])
          .map((set) => ({
            worth: set.reduce((sum, c) => sum + c.worth, 0),
            affinity: set.reduce((sum, c) => sum + c.affinity, 0),
          }))
          .filter((set) => set.affinity >= ask.floor && set.worth > ask.above)
          .sort((a, b) => b.worth - a.worth)
        const found = bestSets(others, { ...ask, always })!
        expect(found.map((s) => s.worth)).toEqual(all.slice(0, ask.most).map((s) => s.worth))
        for (const set of found) expect(set.affinity).toBeGreaterThanOrEqual(ask.floor)
      }),
      { numRuns: 500 },
    )
  })

  it('are given up where there is too much to try', () => {
    const many = Array.from({ length: 60 }, (_, i) => ({ reviewer: i, worth: 0, affinity: i % 2 }))
    const asked = { size: 12, floor: 6, always: [], above: -1, most: 1_000_000 }
    expect(bestSets(many, asked)).toBeUndefined()
  })
})
