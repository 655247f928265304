import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bridged,
  complement,
  contains,
  difference,
  type Interval,
  intersect,
  lasting,
  measure,
  normalise,
  symmetricDifference,
  union,
} from './interval.ts'

const span: Interval = { start: 0, end: 40 }
/** Whole numbers, so that intervals touch often. */
const list = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 })), { maxLength: 8 })
  .map((pairs) => normalise(pairs.map(([p, q]) => ({ start: Math.min(p, q), end: Math.max(p, q) }))))
const not = (a: readonly Interval[]) => complement(a, span)
const held = (check: (a: Interval[], b: Interval[], c: Interval[]) => void) =>
  fc.assert(fc.property(list, list, list, check), { numRuns: 500 })

describe('window algebra', () => {
  it.each([
    [
      'touching ones are one',
      normalise([
        { start: 2, end: 3 },
        { start: 0, end: 2 },
      ]),
      [{ start: 0, end: 3 }],
    ],
    [
      'empty ones are none',
      normalise([
        { start: 2, end: 2 },
        { start: 5, end: 4 },
      ]),
      [],
    ],
    [
      'a gap as long as asked is filled',
      bridged(
        [
          { start: 0, end: 1 },
          { start: 3, end: 4 },
        ],
        2,
      ),
      [{ start: 0, end: 4 }],
    ],
    [
      'a longer one is not',
      bridged(
        [
          { start: 0, end: 1 },
          { start: 3, end: 4 },
        ],
        1.9,
      ).length,
      2,
    ],
    [
      'lasting exactly as long',
      lasting(
        [
          { start: 0, end: 2 },
          { start: 3, end: 4 },
        ],
        2,
      ),
      [{ start: 0, end: 2 }],
    ],
    [
      'lasting no longer',
      lasting(
        [
          { start: 0, end: 2 },
          { start: 3, end: 4 },
        ],
        0,
        1,
      ),
      [{ start: 3, end: 4 }],
    ],
  ])('%s', (_, got, wanted) => expect(got).toEqual(wanted))

  it('results are sorted, disjoint and apart', () =>
    held((a, b) => {
      for (const all of [union(a, b), intersect(a, b), difference(a, b), not(a), symmetricDifference(a, b)])
        expect(normalise(all)).toEqual(all)
    }))

  it('holds at a point as its parts do, starts included and ends not', () =>
    held((a, b) => {
      for (let t = 0; t < 40; t += 0.5) {
        const [p, q] = [contains(a, t), contains(b, t)]
        expect(contains(union(a, b), t)).toBe(p || q)
        expect(contains(intersect(a, b), t)).toBe(p && q)
        expect(contains(difference(a, b), t)).toBe(p && !q)
        expect(contains(symmetricDifference(a, b), t)).toBe(p !== q)
        expect(contains(not(a), t)).toBe(!p)
      }
    }))

  it('obeys De Morgan', () =>
    held((a, b) => {
      expect(not(union(a, b))).toEqual(intersect(not(a), not(b)))
      expect(not(intersect(a, b))).toEqual(union(not(a), not(b)))
    }))

  it('distributes, both ways, and absorbs', () =>
    held((a, b, c) => {
      expect(intersect(a, union(b, c))).toEqual(union(intersect(a, b), intersect(a, c)))
      expect(union(a, intersect(b, c))).toEqual(intersect(union(a, b), union(a, c)))
      expect(intersect(a, union(a, b))).toEqual(a)
      expect(union(a, intersect(a, b))).toEqual(a)
    }))

  it('is idempotent, commutative, associative, and undone by a second complement', () =>
    held((a, b, c) => {
      expect(union(a, a)).toEqual(a)
      expect(intersect(a, a)).toEqual(a)
      expect(union(a, b)).toEqual(union(b, a))
      expect(intersect(a, b)).toEqual(intersect(b, a))
      expect(union(union(a, b), c)).toEqual(union(a, union(b, c)))
      expect(intersect(intersect(a, b), c)).toEqual(intersect(a, intersect(b, c)))
      expect(not(not(a))).toEqual(a)
      expect(difference(a, b)).toEqual(intersect(a, not(b)))
    }))

  it('keeps measures', () =>
    held((a, b) => {
      expect(measure(union(a, b)) + measure(intersect(a, b))).toBe(measure(a) + measure(b))
      expect(measure(a) + measure(not(a))).toBe(40)
    }))

  it('filling gaps and filtering settle at once', () =>
    held((a) => {
      for (const d of [0, 1, 2.5, 50]) {
        const whole = bridged(a, d)
        expect(bridged(whole, d)).toEqual(whole)
        expect(difference(a, whole)).toEqual([])
        expect(
          complement(whole, span).every((gap) => gap.end - gap.start > d || gap.start === 0 || gap.end === 40),
        ).toBe(true)
        expect(lasting(lasting(a, d), d)).toEqual(lasting(a, d))
      }
    }))
})
