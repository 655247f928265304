import type { Interval } from '@magpie/core/interval'
import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { windowsOf } from './conditions.ts'
import { rateOf, type Scalar } from './scalar.ts'
import { extremes, whereAbove, whereBelow, wherePositive } from './search.ts'

const scalar = (value: (t: number) => number, pace_rad_s: number): Scalar => ({
  fault: undefined,
  value,
  pace: () => pace_rad_s,
})
const edgesOf = (list: readonly Interval[], span: Interval) =>
  list.flatMap(({ start, end }) => [start, end]).filter((t) => t > span.start && t < span.end)

describe('where a scalar is positive', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('takes no threshold of %d', (threshold) => {
    // With an old fault of the scalar: it must not be taken for the reason.
    const old: Scalar = { ...scalar(Math.sin, 1), fault: { kind: 'no-ephemeris', body: -1 } }
    expect(() => whereAbove(old, threshold, { start: 0, end: 9 })).toThrow(RangeError)
    expect(() => whereBelow(old, threshold, { start: 0, end: 9 })).toThrow(RangeError)
  })

  it('finds every change of sign of sums of sines, as dense sampling does', () => {
    const part = fc.record({
      size: fc.double({ min: 0.1, max: 1, noNaN: true }),
      rate: fc.double({ min: 0.1, max: 1, noNaN: true }),
      phase: fc.double({ min: 0, max: 6.28, noNaN: true }),
    })
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 4 }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (of, c) => {
          const f = (t: number) =>
            of.reduce((sum, { size, rate, phase }) => sum + size * Math.sin(rate * t + phase), -c)
          const span = { start: 3, end: 63 }
          const edges = edgesOf(unwrap(wherePositive(scalar(f, 1), span)), span)
          for (const at of edges) expect(Math.abs(f(at))).toBeLessThan(1e-5)
          const dense: number[] = []
          for (let t = span.start; t + 0.01 <= span.end; t += 0.01) if (f(t) > 0 !== f(t + 0.01) > 0) dense.push(t)
          // Sampling may miss a pair within a hundredth; nothing that it sees may be missing.
          for (const t of dense) expect(edges.some((at) => at >= t - 1e-5 && at <= t + 0.01 + 1e-5)).toBe(true)
          expect(edges.length - dense.length).toBeGreaterThanOrEqual(0)
          expect((edges.length - dense.length) % 2).toBe(0)
        },
      ),
      { numRuns: 100 },
    )
  })

  it.each([1e-2, 1e-4, 1e-6, 1e-8, 1e-10])('finds excursions that graze zero by %d, all of them', (over) => {
    const span = { start: 0.3, end: 300.3 }
    const found = unwrap(
      wherePositive(
        scalar((t) => Math.cos(t) - 1 + over, 1),
        span,
        { tolerance_s: 1e-9 },
      ),
    )
    expect(found).toHaveLength(47)
    const length = 2 * Math.acos(1 - over)
    for (const { start, end } of found) expect(Math.abs(end - start - length)).toBeLessThan(1e-5)
    const gaps = unwrap(
      wherePositive(
        scalar((t) => 1 - over - Math.cos(t), 1),
        span,
        { tolerance_s: 1e-9 },
      ),
    )
    expect(edgesOf(gaps, span)).toHaveLength(94)
  })

  it('invents nothing where zero is not reached', () => {
    for (const under of [1e-3, 1e-6, 1e-9])
      expect(
        unwrap(
          wherePositive(
            scalar((t) => Math.cos(t) - 1 - under, 1),
            { start: 0.3, end: 300 },
          ),
        ),
      ).toEqual([])
  })

  it.each([
    ['at the start', 1e-4],
    ['in the middle', 0.5],
    ['at the end', 1 - 1e-4],
  ])('finds a short excursion %s of the span', (_, share) => {
    const span = { start: 1000, end: 1100 }
    const at = span.start + share * 100
    const f = (t: number) => Math.cos(0.05 * (t - at)) - Math.cos(0.05 * 0.005)
    const found = unwrap(wherePositive(scalar(f, 0.05), span, { tolerance_s: 1e-7 }))
    expect(found).toHaveLength(1)
    expect(Math.abs(found[0]!.start - (at - 0.005))).toBeLessThan(1e-5)
    expect(Math.abs(found[0]!.end - (at + 0.005))).toBeLessThan(1e-5)
  })

  it('finds jumps and corners that last as long as the smallest duration', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 2, max: 90, noNaN: true }),
        fc.double({ min: 2, max: 4, noNaN: true }),
        (at, long) => {
          const step = scalar((t) => (t > at && t < at + long ? 1 : -1), 0.1)
          const tent = scalar((t) => long / 2 - Math.abs(t - at - long / 2), 0.2)
          for (const one of [step, tent]) {
            const found = unwrap(wherePositive(one, { start: 0, end: 100 }, { smallest_s: 0.1 }))
            expect(found).toHaveLength(1)
            expect(Math.abs(found[0]!.start - at)).toBeLessThan(2e-6)
            expect(Math.abs(found[0]!.end - at - long)).toBeLessThan(2e-6)
          }
        },
      ),
    )
  })

  it('above and below a threshold make up the span', () => {
    const f = scalar((t) => Math.sin(t) + 0.3 * Math.sin(2.1 * t), 2.1)
    const span = { start: 0, end: 50 }
    const above = unwrap(whereAbove(f, 0.4, span))
    expect(unwrap(windowsOf({ kind: 'not', of: { kind: 'below', scalar: f, threshold: 0.4 } }, span))).toHaveLength(
      above.length,
    )
    const total = [...above, ...unwrap(whereBelow(f, 0.4, span))].reduce((sum, i) => sum + i.end - i.start, 0)
    expect(total).toBeCloseTo(50, 5)
  })

  it('gives the reason where the scalar has no value, and refuses spans that make no sense', () => {
    const fault = { kind: 'no-ephemeris', body: 7 } as const
    const found = wherePositive({ fault, value: () => Number.NaN, pace: () => 1 }, { start: 0, end: 1 })
    expect(found).toEqual({ ok: false, error: fault })
    expect(() =>
      wherePositive(
        scalar(() => 1, 1),
        { start: 1, end: 0 },
      ),
    ).toThrow(RangeError)
    expect(() =>
      wherePositive(
        scalar(() => 1, 1),
        { start: 0, end: 1 },
        { smallest_s: 0 },
      ),
    ).toThrow(RangeError)
    expect(
      unwrap(
        wherePositive(
          scalar(() => 1, 1),
          { start: 1, end: 1 },
        ),
      ),
    ).toEqual([])
  })
})

describe('extremes', () => {
  it('of a sine stand where its rate changes sign', () => {
    const w = 1e-3
    const found = unwrap(
      extremes(
        scalar((t) => Math.sin(w * t), w),
        { start: 0, end: 20000 },
      ),
    )
    expect(found.map(({ kind }) => kind)).toEqual(['maximum', 'minimum', 'maximum', 'minimum', 'maximum', 'minimum'])
    found.forEach(({ at, value, kind }, i) => {
      expect(Math.abs(at - (Math.PI * (i + 0.5)) / w)).toBeLessThan(1e-5)
      expect(value).toBeCloseTo(kind === 'maximum' ? 1 : -1, 12)
    })
    expect(rateOf(scalar((t) => Math.sin(w * t), w)).value(0)).toBeCloseTo(w, 9)
  })
})

describe('combined conditions', () => {
  const day = scalar((t) => Math.sin(t), 1)
  const high = { kind: 'above', scalar: day, threshold: 0.5 } as const
  const span = { start: 0, end: 4 * Math.PI }

  it.each([
    ['all', { kind: 'all', of: [high, { kind: 'below', scalar: day, threshold: 0.8 }] } as const, 4],
    ['any', { kind: 'any', of: [high, { kind: 'below', scalar: day, threshold: -0.5 }] } as const, 4],
    ['not', { kind: 'not', of: high } as const, 3],
    ['windows', { kind: 'all', of: [{ kind: 'windows', windows: [{ start: -1, end: 6 }] }, high] } as const, 1],
    ['none', { kind: 'all', of: [high, { kind: 'not', of: high }] } as const, 0],
  ])('%s', (_, condition, count) => {
    const found = unwrap(windowsOf(condition, span)).filter(({ start, end }) => end - start > 1e-5)
    expect(found).toHaveLength(count)
  })
})
