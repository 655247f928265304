import { readdirSync, readFileSync } from 'node:fs'
import { ok, unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitPieces, fitRecords, type Motion, pieceAt } from './chebyshev-fit.ts'
import { loadEphemerides } from './ephemerides.ts'
import { seriesOf, statesOf } from './ephemeris-fit.ts'
import { hermiteAt, lagrangeAt, windowAbout } from './polynomials.ts'
import { writeSpk } from './spk-writer.ts'
import { positionOf, stateOf } from './states.ts'

const folder = new URL('../../../data/kernels/', import.meta.url)
const files = readdirSync(folder)
  .filter((name) => /\.(bsp|bpc|tls|tpc|tf)$/.test(name))
  .map((name) => ({ name, bytes: Uint8Array.from(readFileSync(new URL(name, folder))).buffer }))
const eph = unwrap(loadEphemerides(files))
const START = 9e8
const DAY = 86400
const apart = (a: ArrayLike<number>, b: ArrayLike<number>, n = 3) =>
  Math.hypot(...Array.from({ length: n }, (_, i) => a[i]! - b[i]!))

const span = { target: 301, centre: 399, start: START, end: START + 30 * DAY }

/** An orbit that is quick at one end and slow at the other, and something rough beside it. */
const swinging: Motion<never> = (t, out) => {
  const x = t / DAY
  out[0] = 3000 * Math.sin(x * x)
  out[1] = 1000 / (1 + 25 * (x - 1) ** 2)
  out[2] = Math.exp(-x) * Math.cos(7 * x)
  return ok(out)
}

function polynomial(coefficients: readonly number[]): Motion<never> {
  return (t, out) => {
    const s = t / DAY - 1
    const value = coefficients.reduceRight((sum, c) => sum * s + c, 0)
    out.fill(value, 0, 3)
    return ok(out)
  }
}

describe('a Chebyshev fit', () => {
  it.each([8, 13, 20])('is within its bound, and that within the tolerance, with %i terms', (terms) => {
    for (const tolerance of [1e-2, 1e-6, 1e-9]) {
      const fit = unwrap(fitPieces(swinging, { start: 0, end: 4 * DAY, tolerance, terms }))
      expect(fit[0]!.start).toBe(0)
      expect(fit.at(-1)!.end).toBe(4 * DAY)
      const [here, exact] = [new Float64Array(3), new Float64Array(3)]
      for (const [i, piece] of fit.entries()) {
        expect(piece.bound).toBeLessThanOrEqual(tolerance)
        if (i > 0) expect(piece.start).toBe(fit[i - 1]!.end)
        for (let k = 0; k <= 200; k++) {
          const t = piece.start + (k / 200) * (piece.end - piece.start)
          swinging(t, exact)
          expect(apart(pieceAt(piece, t, here), exact)).toBeLessThanOrEqual(piece.bound)
        }
      }
    }
  })

  it('bounds every polynomial below four times its terms: what the theorem promises', () => {
    const terms = 5
    const coefficient = fc.integer({ min: -1000, max: 1000 }).map((n) => n / 1000)
    fc.assert(
      fc.property(fc.array(coefficient, { minLength: 1, maxLength: 4 * terms }), (coefficients) => {
        const motion = polynomial(coefficients)
        const setting = { start: 0, end: 2 * DAY, tolerance: 1e9, terms }
        const [piece] = unwrap(fitPieces(motion, setting))
        const [here, exact] = [new Float64Array(3), new Float64Array(3)]
        let worst = 0
        for (let k = 0; k <= 2000; k++) {
          const t = (k / 2000) * 2 * DAY
          motion(t, exact)
          worst = Math.max(worst, apart(pieceAt(piece!, t, here), exact))
        }
        expect(worst).toBeLessThanOrEqual(piece!.bound)
        // And it is no lazy bound, where there is an error at all.
        if (worst > 1e-12) expect(piece!.bound).toBeLessThan(30 * worst)
      }),
      { numRuns: 300 },
    )
  })

  it('needs fewer numbers in pieces of their own length than in equal ones', () => {
    const setting = { start: 0, end: 4 * DAY, tolerance: 1e-9, terms: 12 }
    const pieces = unwrap(fitPieces(swinging, setting))
    const records = unwrap(fitRecords(swinging, setting))
    expect(records.bound).toBeLessThanOrEqual(1e-9)
    expect(36 * pieces.length).toBeLessThan(records.coefficients.length)
  })

  it('says when it cannot', () => {
    const step: Motion<never> = (t, out) => {
      out.fill(t < START + 0.3 * DAY ? 0 : 1, 0, 3)
      return ok(out)
    }
    const setting = { start: START, end: START + DAY, tolerance: 1e-3, terms: 10, most: 20 }
    expect(fitRecords(step, setting)).toMatchObject({ ok: false, error: { kind: 'not-fitted', tolerance: 1e-3 } })
    expect(fitPieces(step, setting)).toMatchObject({ ok: false, error: { kind: 'not-fitted' } })
    // Rounding of time: 1e-7 s of 1 km/s.
    const fine = { ...span, tolerance_km: 1e-9, name: 'Moon' }
    expect(seriesOf(eph, { ...fine, terms: 12 })).toMatchObject({ error: { kind: 'not-fitted' } })
    const beyond = { target: 301, centre: 399, start: 1.45e9, end: 1.5e9, tolerance_km: 1e-3, name: 'Moon' }
    expect(seriesOf(eph, { ...beyond, terms: 12 })).toMatchObject({ error: { kind: 'outside-coverage' } })
    expect(statesOf(eph, { ...beyond, degree: 11 })).toMatchObject({ error: { kind: 'outside-coverage' } })
  })
})

describe('an ephemeris made small', () => {
  it.each([1, 1e-3, 1e-6])('as SPK type 2 stays within its bound of %f km', (tolerance_km) => {
    const segment = unwrap(seriesOf(eph, { ...span, tolerance_km, terms: 14, name: 'Moon, small' }))
    expect(segment.bound).toBeLessThanOrEqual(tolerance_km)
    const small = unwrap(loadEphemerides([{ name: 'small.bsp', bytes: unwrap(writeSpk([segment])) }]))
    const [a, b] = [new Float64Array(3), new Float64Array(3)]
    fc.assert(
      fc.property(fc.double({ min: span.start, max: span.end, noNaN: true }), (t) => {
        unwrap(positionOf(small, 301, 399, t, a))
        unwrap(positionOf(eph, 301, 399, t, b))
        expect(apart(a, b)).toBeLessThanOrEqual(segment.bound)
      }),
      { numRuns: 500 },
    )
  })

  it('as SPK type 13 stays within what was sampled', () => {
    const setting = { ...span, tolerance_km: 1e-3, degree: 11, name: 'Moon, states' }
    const segment = unwrap(statesOf(eph, setting))
    expect(segment.worst_km).toBeLessThanOrEqual(1e-3)
    const small = unwrap(loadEphemerides([{ name: 'small.bsp', bytes: unwrap(writeSpk([segment])) }]))
    const [a, b] = [new Float64Array(6), new Float64Array(6)]
    for (let k = 0; k <= 5000; k++) {
      const t = span.start + (k / 5000) * 30 * DAY
      unwrap(stateOf(small, 301, 399, t, a))
      unwrap(stateOf(eph, 301, 399, t, b))
      // Samples are no bound: a tenth more between them.
      expect(apart(a, b)).toBeLessThanOrEqual(1.1 * segment.worst_km)
    }
  })
})

describe('polynomials through samples', () => {
  const times = Float64Array.from({ length: 30 }, (_, i) => i ** 1.2)
  const c = [3, -2, 0.5, 0.1, -0.02, 0.001]
  const f = (x: number) => c.reduceRight((sum, k) => sum * x + k, 0)
  const slope = (x: number) => c.reduceRight((sum, k, i) => (i === 0 ? sum : sum * x + i * k), 0)
  const samples = { times, values: times.map(f), rates: times.map(slope) }

  it('are the polynomial they were taken from, with its slope', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 29 ** 1.2, noNaN: true }), (t) => {
        const out = new Float64Array(2)
        // Of values up to 2e4, measured 6e-11.
        lagrangeAt(samples, windowAbout(times, 6, t), 6, t, out)
        expect(Math.abs(out[0]! - f(t))).toBeLessThan(1e-9)
        expect(Math.abs(out[1]! - slope(t))).toBeLessThan(1e-9)
        hermiteAt(samples, windowAbout(times, 3, t), 3, t, out)
        expect(Math.abs(out[0]! - f(t))).toBeLessThan(1e-9)
        expect(Math.abs(out[1]! - slope(t))).toBeLessThan(1e-9)
      }),
    )
  })

  it.each([
    [4, -5, 0],
    [4, 0, 0],
    [4, times[10]! + 1e-9, 9],
    [5, times[10]! + 1e-9, 8],
    [5, times[11]! - 1e-9, 9],
    [4, 1e9, 26],
    [5, times[29]!, 25],
  ])('take a window of %i about %f from the sample of index %i on', (size, t, first) => {
    expect(windowAbout(times, size, t)).toBe(first)
  })
})
