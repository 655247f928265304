import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDaf } from './daf.ts'
import { type DafArray, writeDaf } from './daf-writer.ts'
import { type Ephemerides, loadEphemerides } from './ephemerides.ts'
import { type SeriesSegment, type StatesSegment, writeSpk } from './spk-writer.ts'
import { positionOf, stateOf } from './states.ts'

/** Polynomials of seconds past START on three axes, lowest power first, exact in every type of sufficient degree. */
const PATHS = [
  [1200, -3, 2e-3, 4e-7],
  [-800, 1.5, -1e-3, 1e-7],
  [50, 0.25, 5e-4, -2e-7],
] as const
const START = 9e8
const SPAN = 3600

const value = (path: readonly number[], x: number) => path.reduceRight((sum, c) => sum * x + c, 0)
const slope = (path: readonly number[], x: number) =>
  path.reduceRight((sum, c, k) => (k === 0 ? sum : sum * x + k * c), 0)
const after = (x: number) => [...PATHS.map((path) => value(path, x)), ...PATHS.map((path) => slope(path, x))]
const exact = (t: number) => after(t - START)

/** Chebyshev coefficients of a polynomial's values on [-1, 1] by projection on the Chebyshev nodes. */
function chebyshev(f: (s: number) => number, terms: number): number[] {
  const nodes = Array.from({ length: terms }, (_, k) => Math.cos((Math.PI * (k + 0.5)) / terms))
  return Array.from({ length: terms }, (_, j) => {
    const sum = nodes.reduce((total, s) => total + f(s) * Math.cos(j * Math.acos(s)), 0)
    return (sum * (j === 0 ? 1 : 2)) / terms
  })
}

function series(type: 2 | 3, records: number, terms: number): DafArray {
  const step = SPAN / records
  const words: number[] = []
  for (let i = 0; i < records; i++) {
    const mid = START + (i + 0.5) * step
    words.push(mid, step / 2)
    for (let axis = 0; axis < (type === 2 ? 3 : 6); axis++)
      words.push(...chebyshev((s) => after(mid - START + (s * step) / 2)[axis]!, terms))
  }
  words.push(START, step, words.length / records, records)
  return array(type, words)
}

function written(records: number, terms: number): SeriesSegment {
  const { words } = series(2, records, terms)
  const out = new Float64Array(3 * terms * records)
  for (let i = 0; i < records; i++)
    out.set(words.subarray(i * (3 * terms + 2) + 2, (i + 1) * (3 * terms + 2)), 3 * terms * i)
  return {
    type: 2,
    target: -50,
    centre: 301,
    frame: 1,
    name: 'series',
    start: START,
    end: START + SPAN,
    origin_s: START,
    step_s: SPAN / records,
    terms,
    coefficients: out,
  }
}

function equalSteps(count: number, degree: number): DafArray {
  const step = SPAN / (count - 1)
  const words = Array.from({ length: count }, (_, i) => exact(START + i * step)).flat()
  return array(8, [...words, START, step, degree, count])
}

function array(type: number, words: readonly number[]): DafArray {
  return {
    name: `type ${type}`,
    doubles: [START, START + SPAN],
    integers: [-50, 301, 1, type],
    words: Float64Array.from(words),
  }
}

function states(type: 9 | 13, count: number, degree: number): StatesSegment {
  const epochs = Float64Array.from({ length: count }, (_, i) => START + SPAN * (i / (count - 1)) ** 1.3)
  return {
    type,
    target: -50,
    centre: 301,
    frame: 1,
    name: `type ${type}`,
    degree,
    epochs,
    states: Float64Array.from([...epochs].flatMap(exact)),
  }
}

const spk = (arrays: readonly DafArray[], littleEndian: boolean) =>
  writeDaf({ format: 'SPK', name: 'test', comment: 'first line\nsecond', littleEndian, arrays })

const CASES: readonly (readonly [name: string, bytes: (littleEndian: boolean) => ArrayBuffer])[] = [
  ['type 2', (le) => spk([series(2, 7, 4)], le)],
  ['type 2, more terms', (le) => spk([series(2, 12, 9)], le)],
  ['type 2, written', (le) => unwrap(writeSpk([written(7, 5)], { littleEndian: le }))],
  ['type 3', (le) => spk([series(3, 5, 5)], le)],
  ['type 8, odd degree', (le) => spk([equalSteps(20, 5)], le)],
  ['type 8, even degree', (le) => spk([equalSteps(20, 4)], le)],
  ['type 9, odd degree', (le) => unwrap(writeSpk([states(9, 250, 3)], { littleEndian: le }))],
  ['type 9, even degree', (le) => unwrap(writeSpk([states(9, 41, 6)], { littleEndian: le }))],
  ['type 13', (le) => unwrap(writeSpk([states(13, 301, 7)], { littleEndian: le }))],
  ['type 13, odd window', (le) => unwrap(writeSpk([states(13, 30, 5)], { littleEndian: le }))],
]

const load = (bytes: ArrayBuffer): Ephemerides => unwrap(loadEphemerides([{ name: 'test.bsp', bytes }]))

describe.each(CASES)('%s', (_, bytes) => {
  const little = load(bytes(true))
  const big = load(bytes(false))
  const out = new Float64Array(6)

  it('gives the polynomial that it was made from, at any time in its coverage', () => {
    // Measured: 7e-11 km and 2e-11 km/s, both of the made coefficients' rounding (type 2 with nine terms).
    fc.assert(
      fc.property(fc.double({ min: 0, max: SPAN, noNaN: true }), (x) => {
        const t = START + x
        const want = exact(t)
        unwrap(stateOf(little, -50, 301, t, out))
        for (let i = 0; i < 6; i++) expect(Math.abs(out[i]! - want[i]!)).toBeLessThan(i < 3 ? 2e-10 : 5e-11)
      }),
    )
  })

  it('is the same in both byte orders, and alone as with velocity', () => {
    const other = new Float64Array(6)
    const position = new Float64Array(3)
    for (let t = START; t <= START + SPAN; t += 37.7) {
      unwrap(stateOf(little, -50, 301, t, out))
      expect(unwrap(stateOf(big, -50, 301, t, other))).toEqual(out)
      expect(unwrap(positionOf(little, -50, 301, t, position))).toEqual(out.slice(0, 3))
    }
  })

  it('covers both ends and nothing beyond', () => {
    expect(stateOf(little, -50, 301, START, out).ok).toBe(true)
    expect(stateOf(little, -50, 301, START + SPAN, out).ok).toBe(true)
    for (const t of [START - 1e-6, START + SPAN + 1e-6, Number.NaN])
      expect(stateOf(little, -50, 301, t, out)).toMatchObject({
        ok: false,
        error: { kind: 'outside-coverage', body: -50 },
      })
  })
})

describe('writing', () => {
  it('keeps the comment, and gives the same bytes again', () => {
    const comment = `${'a long line of the comment '.repeat(90)}\nlast`
    const first = unwrap(writeSpk([states(13, 30, 7)], { comment }))
    expect(new Uint8Array(unwrap(writeSpk([states(13, 30, 7)], { comment })))).toEqual(new Uint8Array(first))
    expect(unwrap(readDaf('x', first)).comment).toBe(`${comment}\n`)
  })

  it('writes more segments than a summary record holds', () => {
    const many = Array.from({ length: 60 }, (_, i) => ({ ...states(13, 12, 3), target: -100 - i }))
    for (const littleEndian of [true, false]) {
      const eph = load(unwrap(writeSpk(many, { littleEndian })))
      expect(eph.kernels[0]!.segments.map(({ body }) => body)).toEqual(many.map(({ target }) => target))
      const [a, b] = [new Float64Array(6), new Float64Array(6)]
      unwrap(stateOf(eph, -159, 301, START + 100, a))
      expect(unwrap(stateOf(eph, -100, 301, START + 100, b))).toEqual(a)
    }
  })

  it.each([true, false])(
    'is read where the header has the old id and no byte order (little-endian %s)',
    (littleEndian) => {
      const bytes = unwrap(writeSpk([states(13, 30, 7)], { littleEndian }))
      const header = new Uint8Array(bytes)
      header.set(new TextEncoder().encode('NAIF/DAF'))
      header.fill(32, 88, 96)
      header.fill(0, 699, 727)
      const state = unwrap(stateOf(load(bytes), -50, 301, START + 1800, new Float64Array(6)))
      expect(state[0]).toBeCloseTo(exact(START + 1800)[0]!, 9)
    },
  )

  it.each([
    ['degree 4', { ...states(13, 30, 7), degree: 4 }],
    ['too few', { ...states(9, 5, 3), degree: 6 }],
    ['own centre', { ...states(9, 5, 3), centre: -50 }],
    ['180 numbers', { ...states(13, 30, 7), states: new Float64Array(179) }],
    ['not finite', { ...states(13, 30, 7), states: new Float64Array(180).fill(Number.NaN) }],
    ['own centre', { ...written(7, 4), centre: -50 }],
    ['2.5 terms', { ...written(7, 4), terms: 2.5 }],
    ['84 coefficients', { ...written(7, 4), terms: 5 }],
    ['0 s long', { ...written(7, 4), step_s: 0 }],
    ['do not cover', { ...written(7, 4), end: START + SPAN + 1 }],
    ['not finite', { ...written(7, 4), coefficients: new Float64Array(84).fill(Number.NaN) }],
    ['cannot cover', { ...written(7, 4), start: Number.NaN }],
    ['epoch 2', { ...states(13, 30, 7), epochs: new Float64Array(30) }],
  ])('refuses states it could not write: %s', (what, segment) => {
    const written = writeSpk([segment])
    expect(written).toMatchObject({ ok: false, error: { kind: 'bad-segment', what: expect.stringContaining(what) } })
  })
})
