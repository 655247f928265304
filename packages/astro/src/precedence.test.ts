import type { Interval } from '@magpie/core/interval'
import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coverageOf, type Ephemerides, loadEphemerides } from './ephemerides.ts'
import { rotation } from './frames.ts'
import { kernelInfo } from './kernel-info.ts'
import { type OrientationSegment, writePck } from './pck-writer.ts'
import { type SeriesSegment, type StatesSegment, writeSpk } from './spk-writer.ts'
import { stateOf } from './states.ts'

/** A segment that says one number from `start` to `end`: a body's x, or a frame's turn. */
type Said = { readonly id: number; readonly centre: number; readonly start: number; readonly end: number }
type Numbered = Said & { readonly value: number }

const FRAME = `KPL/FK
\\begindata
${[81, 82].map((n) => `FRAME_F${n} = 19000${n}\nFRAME_19000${n}_NAME = 'F${n}'\nFRAME_19000${n}_CLASS = 2\nFRAME_19000${n}_CLASS_ID = 19000${n}\nFRAME_19000${n}_CENTER = 399`).join('\n')}
\\begintext
`
const text = { name: 'frames.tf', bytes: new TextEncoder().encode(FRAME).buffer }

/** Files of segments of few ids and whole seconds, so that they overlap, touch and hide each other. */
function filesOf(ids: fc.Arbitrary<Pick<Said, 'id' | 'centre'>>): fc.Arbitrary<Numbered[][]> {
  const said = fc.tuple(ids, fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 20 }))
  const file = fc.array(
    said.map(([which, start, length]): Said => ({ ...which, start, end: start + length })),
    { minLength: 1, maxLength: 6 },
  )
  // Each value is another power of two, so that a sum tells its terms.
  return fc.array(file, { minLength: 1, maxLength: 4 }).map((files) => {
    let n = 0
    return files.map((segments) => segments.map((segment) => ({ ...segment, value: 2 ** n++ })))
  })
}

const TIMES = fc.array(
  fc.integer({ min: -2, max: 102 }).map((half) => half / 2),
  { minLength: 1, maxLength: 30 },
)

/** As NAIF says it: the last file that covers the time, and in it the last segment. */
function naive(files: readonly Numbered[][], id: number, t: number): Numbered | undefined {
  return files
    .flat()
    .filter((segment) => segment.id === id && t >= segment.start && t <= segment.end)
    .at(-1)
}

/** The sum of what leads from a body to the Moon, or undefined. */
function naiveWay(files: readonly Numbered[][], id: number, t: number): number | undefined {
  let sum = 0
  for (let at = id; at !== 301; ) {
    const segment = naive(files, at, t)
    if (segment === undefined) return undefined
    sum += segment.value
    at = segment.centre
  }
  return sum
}

function trajectory({ id, centre, start, end, value }: Numbered, type: 2 | 13): StatesSegment | SeriesSegment {
  const common = { target: id, centre, frame: 1, name: 'still' }
  if (type === 2) {
    const coefficients = Float64Array.of(value, 0, 0)
    return { ...common, type, start, end, origin_s: start, step_s: end - start, terms: 1, coefficients }
  }
  const epochs = Float64Array.of(start, (start + end) / 2, end)
  const states = Float64Array.from([...epochs].flatMap(() => [value, 0, 0, 0, 0, 0]))
  return { ...common, type, degree: 3, epochs, states }
}

/** A frame turned about its third axis by 1 / value. */
function turn({ id, start, end, value }: Numbered): OrientationSegment {
  const series = { origin_s: start, step_s: end - start, terms: 1, coefficients: Float64Array.of(0, 0, 1 / value) }
  return { frameClass: id, base: 1, name: 'still', start, end, ...series }
}

const within = (list: readonly Interval[], t: number) => list.some(({ start, end }) => t >= start && t <= end)

describe.each([2, 13] as const)('trajectories of type %d', (type) => {
  const ids = fc.constantFrom({ id: -5, centre: 301 }, { id: -5, centre: -6 }, { id: -6, centre: 301 })
  const out = new Float64Array(6)
  const check = (eph: Ephemerides, files: readonly Numbered[][], body: number, t: number) => {
    const found = stateOf(eph, body, 301, t, out)
    expect(found.ok ? [...out] : undefined, `${body} at ${t}`).toEqual(still(naiveWay(files, body, t)))
    expect(within(coverageOf(eph, body), t)).toBe(naive(files, body, t) !== undefined)
  }
  const still = (x: number | undefined) => (x === undefined ? undefined : [x, 0, 0, 0, 0, 0])

  it('the last segment of the last file wins, at every time and in every order of asking', () => {
    fc.assert(
      fc.property(filesOf(ids), TIMES, (files, times) => {
        const kernels = files.map((segments, i) => {
          const tracks = segments.map((segment) => trajectory(segment, type))
          return { name: `${i}.bsp`, bytes: unwrap(writeSpk(tracks, { littleEndian: i % 2 === 0 })) }
        })
        const eph = unwrap(loadEphemerides(kernels))
        for (const t of times) for (const body of [-5, -6]) check(eph, files, body, t)
      }),
      { numRuns: 300 },
    )
  })
})

describe('orientations', () => {
  const ids = fc.constantFrom({ id: 1900081, centre: 0 }, { id: 1900082, centre: 0 })
  const r = new Float64Array(9)
  const check = (eph: Ephemerides, files: readonly Numbered[][], id: number, t: number) => {
    const found = rotation(eph, 'J2000', `F${id % 100}`, t, r)
    // The sine tells the power of two exactly enough.
    const value = found.ok ? Math.round(1 / Math.asin(r[1]!)) : undefined
    expect(value, `${id} at ${t}`).toBe(naive(files, id, t)?.value)
  }

  it('the last segment of the last file wins, and coverage and gaps are told file by file', () => {
    fc.assert(
      fc.property(filesOf(ids), TIMES, (files, times) => {
        const kernels = files.map((segments, i) => ({ name: `${i}`, bytes: unwrap(writePck(segments.map(turn))) }))
        const eph = unwrap(loadEphemerides([...kernels, text]))
        for (const t of times) for (const id of [1900081, 1900082]) check(eph, files, id, t)
        for (const [i, { contents }] of kernelInfo(eph).slice(0, -1).entries())
          for (const { id, coverage, gaps } of contents) {
            const covered = times.map((t) => naive([files[i]!], id, t) !== undefined)
            expect(times.map((t) => within(coverage, t))).toEqual(covered)
            const inGap = times.filter((t) => gaps.some(({ start, end }) => t > start && t < end))
            expect(inGap.filter((t) => covered[times.indexOf(t)])).toEqual([])
          }
      }),
      { numRuns: 200 },
    )
  })
})
