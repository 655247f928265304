import { measure } from '@magpie/core/interval'
import type { TdbSeconds } from '@magpie/core/time'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { crossing, intervalsWhere } from './crossings.ts'

const TOLERANCE = 1e-6

describe('intervals where a function is positive', () => {
  it.each([
    [
      'a sine',
      (t: number) => Math.sin(t),
      0.1,
      10,
      [
        [0.1, Math.PI],
        [2 * Math.PI, 3 * Math.PI],
      ],
    ],
    ['always', () => 1, 0, 10, [[0, 10]]],
    ['never', () => -1, 0, 10, []],
    ['zero is not positive', () => 0, 0, 10, []],
    ['NaN is not positive', () => Number.NaN, 0, 10, []],
    ['a step', (t: number) => (t < 4 ? -1 : 1), 0, 10, [[4, 10]]],
    [
      'a gap of NaN',
      (t: number) => (t > 3 && t < 5 ? Number.NaN : 1),
      0,
      10,
      [
        [0, 3],
        [5, 10],
      ],
    ],
    ['ends at the span', (t: number) => 4 - t, 0, 4, [[0, 4]]],
    ['an excursion between two samples', (t: number) => 1e-4 - (t - 5.25) ** 2, 0, 10, [[5.24, 5.26]]],
    [
      'a dip between two samples',
      (t: number) => (t - 5.25) ** 2 - 1e-4,
      0,
      10,
      [
        [0, 5.24],
        [5.26, 10],
      ],
    ],
    ['an excursion in the first step', (t: number) => 1e-4 - (t - 0.3) ** 2, 0, 10, [[0.29, 0.31]]],
    ['an excursion early in the first step', (t: number) => 1e-6 - (t - 0.05) ** 2, 0, 10, [[0.049, 0.051]]],
    ['an excursion late in the last step', (t: number) => 1e-6 - (t - 9.95) ** 2, 0, 10, [[9.949, 9.951]]],
    [
      'a dip in the only step',
      (t: number) => (t - 0.1) ** 2 - 1e-6,
      0,
      0.4,
      [
        [0, 0.099],
        [0.101, 0.4],
      ],
    ],
    ['a touch from below', (t: number) => -((t - 5.25) ** 2), 0, 10, []],
  ] as [string, (t: number) => number, number, number, number[][]][])('%s', (_, f, start, end, expected) => {
    const found = intervalsWhere(f, { start, end }, 0.5, TOLERANCE)
    expect(found).toHaveLength(expected.length)
    found.forEach((interval, i) => {
      expect(Math.abs(interval.start - expected[i]![0]!)).toBeLessThan(TOLERANCE)
      expect(Math.abs(interval.end - expected[i]![1]!)).toBeLessThan(TOLERANCE)
    })
  })

  it('finds all changes of sign of polynomials whose roots lie further apart than the step', () => {
    const roots = fc
      .array(fc.double({ min: 0.6, max: 3, noNaN: true }), { minLength: 1, maxLength: 7 })
      .map((gaps) => gaps.map((_, i) => gaps.slice(0, i + 1).reduce((sum, gap) => sum + gap)))
    fc.assert(
      fc.property(roots, fc.boolean(), (at, up) => {
        const sign = up ? 1 : -1
        const f = (t: number) => at.reduce((product, root) => product * (t - root), sign)
        const span = { start: 0, end: at.at(-1)! + 1 }
        const found = intervalsWhere(f, span, 0.5, TOLERANCE)
        const edges = found.flatMap(({ start, end }) => [start, end]).filter((t) => t > span.start && t < span.end)
        expect(edges).toHaveLength(at.length)
        for (let i = 0; i < at.length; i++) expect(Math.abs(edges[i]! - at[i]!)).toBeLessThan(TOLERANCE)
      }),
    )
  })

  it('what is positive and what is not make up the span', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 3, noNaN: true }),
        fc.double({ min: -1.5, max: 1.5, noNaN: true }),
        (w, c) => {
          const f = (t: number) => Math.sin(w * t) - c
          const span = { start: 0, end: 40 }
          const both =
            measure(intervalsWhere(f, span, 0.3, 1e-9)) + measure(intervalsWhere((t) => -f(t), span, 0.3, 1e-9))
          expect(both).toBeCloseTo(40, 6)
        },
      ),
    )
  })

  it('keeps the brand of its times', () => {
    const span = { start: 0 as TdbSeconds, end: 1 as TdbSeconds }
    const [first] = intervalsWhere((t: TdbSeconds) => t - 0.5, span, 0.1, 1e-3)
    const at: TdbSeconds = first!.start
    expect(at).toBeCloseTo(0.5, 3)
  })

  it('refuses steps and spans that make no sense, and finds nothing in none', () => {
    expect(intervalsWhere(() => 1, { start: 3, end: 3 }, 1, 1)).toEqual([])
    for (const [end, step, tolerance] of [
      [-1, 1, 1],
      [1, 0, 1],
      [1, 1, 0],
      [Number.NaN, 1, 1],
    ] as const)
      expect(() => intervalsWhere(() => 1, { start: 0, end }, step, tolerance)).toThrow(RangeError)
  })
})

describe('one crossing', () => {
  it.each([
    ['rising', (t: number) => t ** 3 - 2, 2 ** (1 / 3)],
    ['falling', (t: number) => 2 - t ** 3, 2 ** (1 / 3)],
    ['very flat', (t: number) => (t - 1.2) ** 9, 1.2],
    ['very steep', (t: number) => Math.atan(1e8 * (t - 1.7)), 1.7],
  ])('%s', (_, f, root) => {
    let calls = 0
    const counted = (t: number) => {
      calls++
      return f(t)
    }
    const found = crossing(counted, 1, 2, 1e-9)
    expect(Math.abs(found - root)).toBeLessThan(1e-9)
    // Never many more than bisection's 30.
    expect(calls).toBeLessThan(36)
  })
})
