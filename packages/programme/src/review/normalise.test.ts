import { random } from '@magpie/core/random'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calibrate, type Score } from './normalise.ts'

/** Each paper by `k` reviewers, in a ring, so that all are connected. */
function ring(papers: number, reviewers: number, k: number, value: (r: number, p: number) => number): Score[] {
  return Array.from({ length: papers }, (_, p) =>
    Array.from({ length: k }, (_, j) => (p + j) % reviewers).map((r) => ({
      paper: `p${p}`,
      reviewer: `r${r}`,
      value: value(r, p),
    })),
  ).flat()
}

const ranking = (scores: readonly Score[]) =>
  [...calibrate(scores).papers].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([paper]) => paper)

describe('calibrated scores', () => {
  it('are the truth where a score is worth plus offset', () => {
    const rng = random('truth')
    const worth = Array.from({ length: 400 }, () => 30 + 40 * rng.next())
    const raw = Array.from({ length: 200 }, () => 8 * rng.normal())
    const centre = raw.reduce((a, b) => a + b, 0) / raw.length
    const { papers, offsets, groups } = calibrate(ring(400, 200, 3, (r, p) => worth[p]! + raw[r]!))
    expect(groups).toBe(1)
    // Measured: 2e-12 of 100 at worst.
    for (const [p, w] of worth.entries()) expect(Math.abs(papers.get(`p${p}`)! - w - centre)).toBeLessThan(1e-10)
    for (const [r, o] of raw.entries()) expect(Math.abs(offsets.get(`r${r}`)! - o + centre)).toBeLessThan(1e-10)
  })

  it('rank alike whatever constant a reviewer adds', () => {
    const values = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 36, maxLength: 36 })
    fc.assert(
      fc.property(values, fc.nat(5), fc.integer({ min: -60, max: 60 }), (list, severe, constant) => {
        const plain = ring(12, 6, 3, (r, p) => list[3 * p + (r % 3)]! * 1000 + p)
        const shifted = plain.map((s) => (s.reviewer === `r${severe}` ? { ...s, value: s.value + constant * 1000 } : s))
        expect(ranking(shifted)).toEqual(ranking(plain))
      }),
    )
  })

  it('leave no correlation between a residual and its reviewer or paper', () => {
    const rng = random('residuals')
    const scores = ring(40, 11, 3, () => 100 * rng.next())
    const { papers, offsets } = calibrate(scores)
    for (const key of ['paper', 'reviewer'] as const)
      for (const of of Map.groupBy(scores, (s) => s[key]).values()) {
        const sum = of.reduce((t, s) => t + s.value - papers.get(s.paper)! - offsets.get(s.reviewer)!, 0)
        expect(Math.abs(sum)).toBeLessThan(1e-9)
      }
  })

  it('tell groups that share nothing, and centre each', () => {
    const scores = [
      ...ring(4, 3, 2, (r, p) => p + 10 * r),
      ...ring(2, 1, 1, () => 5).map((s) => ({ ...s, paper: `x${s.paper}`, reviewer: 'alone' })),
    ]
    const { groups, offsets, papers } = calibrate(scores)
    expect(groups).toBe(2)
    expect(offsets.get('alone')).toBe(0)
    expect(papers.get('xp1')).toBe(5)
    expect(calibrate([])).toMatchObject({ groups: 0 })
  })
})
