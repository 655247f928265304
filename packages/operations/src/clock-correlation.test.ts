import { random } from '@magpie/core/random'
import { unwrap } from '@magpie/core/result'
import { addSeconds, epoch, secondsBetween } from '@magpie/core/time'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ClockSample,
  correlateClock,
  describeCorrelationError,
  toOnboardTime,
  toTrueTime,
} from './clock-correlation.ts'

const START = epoch(900_000_000)

/** Samples of a clock with known offset and drift, every `step_s`, with noise, some of them wrong by much more. */
function samplesOf(
  seed: number,
  n: number,
  offset_s: number,
  drift: number,
  sigma_s: number,
  wrong = 0,
): ClockSample[] {
  const r = random(seed)
  const step_s = 600
  return Array.from({ length: n }, (_, i) => {
    const onboard = addSeconds(START, i * step_s)
    const middle_s = ((n - 1) * step_s) / 2
    const delay_s = 1.28 + 0.0001 * i
    const error_s =
      offset_s + drift * (i * step_s - middle_s) + sigma_s * r.normal() + (r.next() < wrong ? 2 + r.next() : 0)
    return { onboard, received: addSeconds(onboard, error_s + delay_s), delay_s, sigma_s }
  })
}

describe('correlation', () => {
  test('offset and drift come out within four of the deviations that are stated', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 5, max: 300 }),
        fc.double({ min: -50, max: 50, noNaN: true }),
        fc.double({ min: -1e-6, max: 1e-6, noNaN: true }),
        (seed, n, offset, drift) => {
          const c = unwrap(correlateClock(samplesOf(seed, n, offset, drift, 1e-4)))
          // Beyond 4.5 sigma falls one in 150,000; outliers wrongly thrown away make small samples look better than they are.
          expect(Math.abs(c.offset_s - offset)).toBeLessThan(6 * c.offsetSigma_s)
          expect(Math.abs(c.drift - drift)).toBeLessThan(6 * c.driftSigma)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('the deviations are honest: of 1000 clocks 68 % lie within one, 95 % within two', () => {
    let one = 0
    let two = 0
    for (let seed = 0; seed < 1000; seed++) {
      const c = unwrap(correlateClock(samplesOf(seed, 60, 3, 2e-7, 1e-4)))
      const at = addSeconds(START, 80_000)
      const { time, sigma_s } = toTrueTime(c, at)
      const truth = 3 + 2e-7 * (80_000 - (59 * 600) / 2)
      const off = Math.abs(secondsBetween(at, time) - truth) / sigma_s
      if (off < 1) one++
      if (off < 2) two++
    }
    // Binomial deviations of 1000 are 15 and 7; measured 677 and 954.
    expect(one).toBeGreaterThan(620)
    expect(one).toBeLessThan(740)
    expect(two).toBeGreaterThan(920)
    expect(two).toBeLessThan(980)
  })

  test('a fifth of all receptions wrong by seconds moves nothing, and they are named', () => {
    for (let seed = 0; seed < 50; seed++) {
      const samples = samplesOf(seed, 100, -7, 1e-7, 1e-4, 0.2)
      const c = unwrap(correlateClock(samples))
      expect(Math.abs(c.offset_s + 7)).toBeLessThan(6e-5)
      const wrong = samples.flatMap((s, i) => (secondsBetween(s.onboard, s.received) - s.delay_s > -6 ? [i] : []))
      expect(wrong.every((i) => c.outliers.includes(i))).toBe(true)
      expect(c.used + c.outliers.length).toBe(100)
      expect(c.residual_s).toBeLessThan(2e-4)
    }
  })

  test('scatter wider than stated makes the deviations wider', () => {
    const narrow = samplesOf(4, 200, 0, 0, 1e-3).map((s) => ({ ...s, sigma_s: 1e-5 }))
    const c = unwrap(correlateClock(narrow))
    expect(c.offsetSigma_s).toBeGreaterThan(4e-5)
    expect(c.used).toBeGreaterThan(180)
  })

  test('uncertainty grows away from the samples', () => {
    const c = unwrap(correlateClock(samplesOf(1, 50, 1, 1e-8, 1e-4)))
    const sigma = (s: number) => toTrueTime(c, addSeconds(c.to, s)).sigma_s
    expect(sigma(86_400)).toBeGreaterThan(sigma(0))
    expect(sigma(30 * 86_400) / sigma(15 * 86_400)).toBeCloseTo(2, 1)
  })

  test('on-board and back', () => {
    const c = unwrap(correlateClock(samplesOf(2, 50, 12.5, 3e-6, 1e-4)))
    fc.assert(
      fc.property(fc.integer({ min: -1e7, max: 1e7 }), (s) => {
        const onboard = addSeconds(START, s)
        // A double holds differences of 1e7 s to 2e-9 s.
        expect(Math.abs(secondsBetween(toOnboardTime(c, toTrueTime(c, onboard).time), onboard))).toBeLessThan(4e-9)
      }),
    )
  })

  test.each([
    ['two samples', samplesOf(1, 2, 0, 0, 1), 'by 3 time packets at least, and 2 are there'],
    ['one time', samplesOf(1, 4, 0, 0, 1).map((s) => ({ ...s, onboard: START })), 'tell no drift'],
  ])('%s are refused', (_, samples, sentence) => {
    const c = correlateClock(samples)
    expect(c.ok ? '' : describeCorrelationError(c.error)).toContain(sentence)
  })
})
