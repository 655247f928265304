import { random } from '@magpie/core/random'
import { describe, expect, it } from 'vitest'
import { addHermite, hermiteWeights, weigh } from './hermite.ts'

const draws = random('hermite')
const out = new Float64Array(6)

/** States of three polynomials (in units of `scale_s`) at some times. */
function statesOf(coefficients: readonly number[][], epochs: Float64Array, scale_s: number): Float64Array {
  const words = new Float64Array(6 * epochs.length)
  epochs.forEach((t, i) => {
    words.set(valuesAt(coefficients, t, scale_s), 6 * i)
  })
  return words
}

function valuesAt(coefficients: readonly number[][], t: number, scale_s: number): number[] {
  const u = t / scale_s
  const at = (c: number[]) => c.reduceRight((sum, term) => sum * u + term, 0)
  const slope = (c: number[]) => c.slice(1).reduceRight((sum, term, k) => sum * u + (k + 1) * term, 0) / scale_s
  return [...coefficients.map(at), ...coefficients.map(slope)]
}

describe('Hermite interpolation', () => {
  it.each([
    ['evenly', 6, 60, (i: number) => i],
    ['unevenly', 6, 60, (i: number) => i + 0.3 * Math.sin(7 * i)],
    ['two states', 2, 1, (i: number) => i],
    ['one state', 1, 1, (i: number) => i],
    ['far apart', 14, 1e7, (i: number) => i],
    ['close together', 14, 1e-6, (i: number) => i],
  ])('%s: what the polynomial of its degree says', (_, size, step_s, place) => {
    const epochs = Float64Array.from({ length: size }, (_, i) => step_s * (place(i) - size / 2))
    const scale_s = (step_s * size) / 2
    const coefficients = [0, 1, 2].map(() => Array.from({ length: 2 * size }, () => draws.next() - 0.5))
    const words = statesOf(coefficients, epochs, scale_s)
    const table = hermiteWeights(size)
    weigh(table, epochs)
    for (let i = 0; i <= 40; i++) {
      const t = epochs[0]! + (i / 40) * (epochs[size - 1]! - epochs[0]!)
      out.fill(0)
      addHermite(table, epochs, words, 0, t, 1, out, true)
      const expected = valuesAt(coefficients, t, scale_s)
      // Measured: 2e-11 where 28 terms meet at the ends of 14 states, 1e-14 for 12 terms.
      for (let k = 0; k < 3; k++) expect(Math.abs(out[k]! - expected[k]!)).toBeLessThan(1e-9)
      for (let k = 3; k < 6; k++) expect(Math.abs(out[k]! - expected[k]!) * scale_s).toBeLessThan(1e-7)
    }
  })

  it('gives the states themselves at their times', () => {
    const epochs = Float64Array.from({ length: 8 }, (_, i) => 9e8 + 60 * i)
    const words = Float64Array.from({ length: 48 }, () => 2000 * (draws.next() - 0.5))
    const table = hermiteWeights(8)
    weigh(table, epochs)
    for (let i = 0; i < 8; i++) {
      out.fill(0)
      addHermite(table, epochs, words, 0, epochs[i]!, 1, out, true)
      // Measured: 0 for positions; velocities cancel 1 / spacing of the positions, to 1e-13.
      for (let k = 0; k < 3; k++) expect(out[k]).toBeCloseTo(words[6 * i + k]!, 11)
      for (let k = 3; k < 6; k++) expect(out[k]).toBeCloseTo(words[6 * i + k]!, 9)
    }
  })

  it('does not depend on the spacing that was asked before', () => {
    const even = Float64Array.from({ length: 4 }, (_, i) => 30 * i)
    const uneven = Float64Array.of(0, 10, 45, 46)
    const words = Float64Array.from({ length: 24 }, () => draws.next())
    const [used, fresh] = [hermiteWeights(4), hermiteWeights(4)]
    weigh(used, even)
    weigh(used, uneven)
    weigh(fresh, uneven)
    expect(used).toEqual(fresh)
    const other = new Float64Array(6)
    out.fill(0)
    addHermite(used, uneven, words, 0, 20, -1, out, true)
    addHermite(fresh, uneven, words, 0, 20, -1, other, true)
    expect(Array.from(out)).toEqual(Array.from(other))
  })
})
