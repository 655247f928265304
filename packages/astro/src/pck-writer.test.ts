import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadEphemerides } from './ephemerides.ts'
import { rotation } from './frames.ts'
import { axisRotation, product } from './matrices.ts'
import { type OrientationSegment, writePck } from './pck-writer.ts'

const START = 9e8
const FRAME = `KPL/FK
\\begindata
FRAME_WRITTEN = 1900077
FRAME_1900077_NAME = 'WRITTEN'
FRAME_1900077_CLASS = 2
FRAME_1900077_CLASS_ID = 1900077
FRAME_1900077_CENTER = 301
\\begintext
`

/** Angles that grow evenly, so that two terms a record say them exactly. */
const angleAt = (axis: number, t: number) => [0.3, 1.1, -2][axis]! + [1e-9, -2e-9, 2.66e-6][axis]! * (t - START)

function segment(base = 1): OrientationSegment {
  const [count, step_s] = [20, 86400]
  const coefficients = new Float64Array(6 * count)
  for (let i = 0; i < count; i++)
    for (let axis = 0; axis < 3; axis++) {
      const [low, high] = [angleAt(axis, START + i * step_s), angleAt(axis, START + (i + 1) * step_s)]
      coefficients.set([(low + high) / 2, (high - low) / 2], 6 * i + 2 * axis)
    }
  const span = { start: START, end: START + count * step_s }
  return { frameClass: 1900077, base, name: 'written', ...span, origin_s: START, step_s, terms: 2, coefficients }
}

const load = (bytes: ArrayBuffer) =>
  unwrap(
    loadEphemerides([
      { name: 'x.bpc', bytes },
      { name: 'x.tf', bytes: new TextEncoder().encode(FRAME).buffer },
    ]),
  )

describe.each([true, false])('written, little-endian %s', (littleEndian) => {
  it.each([
    [1, 'J2000'],
    [17, 'ECLIPJ2000'],
  ] as const)('turns by its angles from base %d', (base, name) => {
    const eph = load(unwrap(writePck([segment(base)], { littleEndian })))
    const r = new Float64Array(9)
    fc.assert(
      fc.property(fc.double({ min: 0, max: 20 * 86400, noNaN: true }), (x) => {
        const t = START + x
        const [phi, delta, w] = [angleAt(0, t), angleAt(1, t), angleAt(2, t)]
        const want = product(axisRotation(w, 3), product(axisRotation(delta, 1), axisRotation(phi, 3)))
        unwrap(rotation(eph, name, 'WRITTEN', t, r))
        // Rounding of angles of a few rad: measured 9e-16.
        for (let i = 0; i < 9; i++) expect(Math.abs(r[i]! - want[i]!)).toBeLessThan(2e-15)
      }),
    )
  })
})

it('gives the same bytes again', () => {
  const once = unwrap(writePck([segment()], { name: 'test', comment: 'whose' }))
  expect(new Uint8Array(unwrap(writePck([segment()], { name: 'test', comment: 'whose' })))).toEqual(
    new Uint8Array(once),
  )
})

it.each([
  ['base frame 13000', { ...segment(), base: 13000 }],
  ['do not cover', { ...segment(), start: 0 }],
  ['do not fill', { ...segment(), terms: 7 }],
])('refuses what it could not write: %s', (what, bad) => {
  expect(writePck([bad])).toMatchObject({ error: { kind: 'bad-segment', what: expect.stringContaining(what) } })
})
