import { readdirSync, readFileSync } from 'node:fs'
import { random } from '@magpie/core/random'
import { unwrap } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import { addSeriesAndRates } from './chebyshev.ts'
import { type Ephemerides, type KernelFile, kernelKind, loadEphemerides } from './ephemerides.ts'
import { type Signed, seriesOf, writePosition, writeState } from './power-series.ts'
import { routeAt } from './routes.ts'
import type { Segment } from './segments.ts'
import { type SeriesSegment, writeSpk } from './spk-writer.ts'
import { positionOf, stateOf, statesOf } from './states.ts'

const root = new URL('../../../', import.meta.url)
const kernelsIn = (folder: string): KernelFile[] =>
  readdirSync(new URL(folder, root))
    .map((name) => ({ name, bytes: Uint8Array.from(readFileSync(new URL(folder + name, root))).buffer }))
    .filter(({ bytes }) => kernelKind(bytes) !== undefined)
const load = (): Ephemerides => unwrap(loadEphemerides([...kernelsIn('data/kernels/'), ...kernelsIn('golden/flight/')]))
const eph = load()
const draws = random('power series')
const FROM = 6.4e8
const SPREAD = 8e8
const epochs = Float64Array.from({ length: 2000 }, () => FROM + SPREAD * draws.next())
const segment = (body: number): Segment => eph.spk.get(body)![0]!
const out = new Float64Array(6)

describe('power series of Chebyshev segments', () => {
  it.each([
    ['one', [[301, 1]]],
    [
      'a difference on the same records',
      [
        [301, 1],
        [399, -1],
      ],
    ],
    [
      'longer records',
      [
        [10, 1],
        [301, -1],
        [3, -1],
      ],
    ],
    [
      'records that start elsewhere',
      [
        [5, 1],
        [3, -1],
      ],
    ],
  ] as const)('%s: the sum of its segments to rounding', (_, parts) => {
    const signed = parts.map(([body, sign]): Signed => ({ segment: segment(body), sign }))
    const { series, rest } = seriesOf(signed)
    expect([series.length, rest.length]).toEqual([1, 0])
    const expected = new Float64Array(6)
    for (const t of epochs) {
      writeState(series[0]!, t, out, 0)
      expected.fill(0)
      for (const { segment: one, sign } of signed) addSeriesAndRates(one, t, sign, expected)
      // Measured: 6e-8 km of 1.5e8 km, a unit in the last place of each segment; 4e-14 km/s.
      for (let i = 0; i < 3; i++) expect(Math.abs(out[i]! - expected[i]!)).toBeLessThan(3e-7)
      for (let i = 3; i < 6; i++) expect(Math.abs(out[i]! - expected[i]!)).toBeLessThan(2e-13)
    }
  })

  it('what has records across those of others stands by itself', () => {
    const odd: Segment = { ...segment(301), origin: segment(301).origin + 1000 }
    const { series } = seriesOf([
      { segment: segment(399), sign: 1 },
      { segment: odd, sign: -1 },
    ])
    expect(series).toHaveLength(2)
  })

  it('leaves out what grows as powers', () => {
    // T_20 alone: its powers sum to 1.8e7 times its own size.
    const terms = 21
    const coefficients = new Float64Array(3 * terms)
    coefficients.fill(1, terms - 1, terms)
    const wild: SeriesSegment = {
      type: 2,
      target: -9,
      centre: 301,
      frame: 1,
      name: 'wild',
      start: 0,
      end: 100,
      origin_s: 0,
      step_s: 100,
      terms,
      coefficients,
    }
    const own = unwrap(loadEphemerides([{ name: 'wild.bsp', bytes: unwrap(writeSpk([wild])) }]))
    const { series, rest } = seriesOf([{ segment: own.spk.get(-9)![0]!, sign: 1 }])
    expect([series.length, rest.length]).toEqual([0, 1])
    expect(unwrap(stateOf(own, -9, 301, 100, out))[0]).toBeCloseTo(1, 14)
    expect(unwrap(stateOf(own, -9, 301, 0, out))[3]).toBeCloseTo(-400 / 50, 12)
  })

  it('meets at the borders of records as the segments do', () => {
    const { only } = unwrap(routeAt(eph, 301, 399, FROM))
    for (let i = 1; i < 200; i++) {
      const border = only!.origin + i * only!.step_s
      const before = new Float64Array(6)
      writeState(only!, border - 1e-6, before, 0)
      writeState(only!, border, out, 0)
      for (let k = 0; k < 3; k++) expect(Math.abs(out[k]! - before[k]!)).toBeLessThan(3e-6)
    }
  })
})

describe('one state, many states, positions', () => {
  const mixed = Float64Array.from({ length: 3000 }, (_, i) => (i % 3 === 0 ? epochs[i % 2000]! : 9.02e8 + 7 * i))
  it.each([
    [301, 399],
    [10, 301],
    [4, 399],
    [399, 0],
    [0, 301],
    [399, 399],
    [-70001, 399],
  ])('%i from %i: the same bytes', (target, observer) => {
    const at = observer === 399 && target < 0 ? Float64Array.from({ length: 2000 }, (_, i) => 9.02e8 + 61 * i) : mixed
    const many = unwrap(statesOf(eph, target, observer, at, new Float64Array(6 * at.length)))
    const place = new Float64Array(3)
    for (let i = 0; i < at.length; i++) {
      unwrap(stateOf(eph, target, observer, at[i]!, out))
      expect(Array.from(many.subarray(6 * i, 6 * i + 6))).toEqual(Array.from(out))
      unwrap(positionOf(eph, target, observer, at[i]!, place))
      expect(Array.from(place)).toEqual(Array.from(out.subarray(0, 3)))
    }
  })

  it('do not depend on what was asked before', () => {
    const fresh = load()
    const later = epochs.slice().reverse()
    const a = unwrap(statesOf(eph, 10, 399, epochs, new Float64Array(6 * epochs.length)))
    const b = unwrap(statesOf(fresh, 10, 399, later, new Float64Array(6 * later.length)))
    for (let i = 0; i < epochs.length; i++) {
      const j = 6 * (epochs.length - 1 - i)
      expect(Array.from(b.subarray(j, j + 6))).toEqual(Array.from(a.subarray(6 * i, 6 * i + 6)))
    }
  })

  it('stop where an epoch has no state, and say which', () => {
    const far = Float64Array.of(9e8, 9e9, 9.1e8)
    const found = statesOf(eph, 301, 399, far, new Float64Array(18))
    expect(found).toMatchObject({ ok: false, error: { kind: 'outside-coverage', at: 9e9 } })
    expect(() => statesOf(eph, 301, 399, far, new Float64Array(17))).toThrow(RangeError)
  })

  it('hold at both ends of the coverage', () => {
    const { start, end } = segment(301)
    const ends = Float64Array.of(start, end, start + 1)
    const many = unwrap(statesOf(eph, 301, 399, ends, new Float64Array(18)))
    expect(Array.from(many.subarray(6, 12))).toEqual(Array.from(unwrap(stateOf(eph, 301, 399, end, out))))
    writePosition(unwrap(routeAt(eph, 301, 399, start)).only!, start, out, 0)
    expect(Array.from(many.subarray(0, 3))).toEqual(Array.from(out.subarray(0, 3)))
  })
})
