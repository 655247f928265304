import { readdirSync, readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type KernelFile, loadEphemerides } from './ephemerides.ts'
import { describeAstroError } from './errors.ts'
import { rotation, stateRotation } from './frames.ts'
import { product, transposed } from './matrices.ts'

const folder = new URL('../../../data/kernels/', import.meta.url)
const shipped: KernelFile[] = readdirSync(folder)
  .filter((name) => /\.(bsp|bpc|tls|tpc|tf)$/.test(name))
  .map((name) => ({ name, bytes: Uint8Array.from(readFileSync(new URL(name, folder))).buffer }))
const eph = unwrap(loadEphemerides(shipped))
const FRAMES = [
  'J2000',
  'ECLIPJ2000',
  'ITRF93',
  'IAU_MOON',
  'IAU_EARTH',
  'IAU_MARS',
  'MOON_PA',
  'MOON_ME',
  'MOON_PA_DE440',
]
const frame = fc.constantFrom(...FRAMES)
const time = fc.double({ min: 6.3e8, max: 1.45e9, noNaN: true })
const turn = (from: string, to: string, t: number) => unwrap(rotation(eph, from, to, t, new Float64Array(9)))

/** Largest difference of two matrices' elements. */
const apart = (a: Float64Array, b: Float64Array) => Math.max(...a.map((x, i) => Math.abs(x - b[i]!)))

describe('rotations are a group', () => {
  it('every one is orthonormal with determinant 1', () => {
    fc.assert(
      fc.property(frame, frame, time, (from, to, t) => {
        const r = turn(from, to, t)
        expect(apart(product(r, transposed(r)), new Float64Array([1, 0, 0, 0, 1, 0, 0, 0, 1]))).toBeLessThan(2e-15)
        const [a, b, c, d, e, f, g, h, i] = r as unknown as [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
        ]
        expect(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)).toBeCloseTo(1, 14)
      }),
    )
  })

  it('there and back is none, and a way round is the straight way', () => {
    fc.assert(
      fc.property(frame, frame, frame, time, (a, b, c, t) => {
        expect(apart(turn(b, a, t), transposed(turn(a, b, t)))).toBeLessThan(2e-15)
        expect(apart(product(turn(b, c, t), turn(a, b, t)), turn(a, c, t))).toBeLessThan(2e-15)
      }),
    )
  })

  it('the derivative is that of the rotation', () => {
    fc.assert(
      fc.property(frame, frame, time, (from, to, t) => {
        const out = unwrap(stateRotation(eph, from, to, t, new Float64Array(18)))
        expect(apart(out.subarray(0, 9), turn(from, to, t))).toBeLessThan(1e-15)
        const h = 64
        const [ahead, behind] = [turn(from, to, t + h), turn(from, to, t - h)]
        // Central difference: its error is w^3 h^2 / 6 = 4e-10 for Earth and Mars, and rounding of an angle's step over h.
        for (let i = 0; i < 9; i++)
          expect(Math.abs(out[9 + i]! - (ahead[i]! - behind[i]!) / (2 * h))).toBeLessThan(1e-9)
      }),
    )
  })
})

describe('the Moon', () => {
  it('principal axes differ from mean Earth axes by the angles of DE440', () => {
    const arcseconds = (x: number) => (x * 648000) / Math.PI
    const r = turn('MOON_ME', 'MOON_PA', 9e8)
    expect(arcseconds(Math.atan2(-r[3]!, r[0]!))).toBeCloseTo(67.8526, 9)
    expect(arcseconds(Math.asin(r[6]!))).toBeCloseTo(78.6944, 9)
    expect(arcseconds(Math.atan2(-r[7]!, r[8]!))).toBeCloseTo(0.2785, 9)
  })

  it('IAU_MOON stays within 200 m of mean Earth axes', () => {
    for (let t = 6.4e8; t < 1.4e9; t += 1.1e7)
      expect(1737400 * apart(turn('MOON_ME', 'IAU_MOON', t), turn('J2000', 'J2000', t))).toBeLessThan(200)
  })
})

describe('frames that are not there', () => {
  const withFrame = (text: string) =>
    unwrap(
      loadEphemerides([
        ...shipped,
        {
          name: 'x.tf',
          bytes: new TextEncoder().encode(`KPL/FK\n\\begindata\nFRAME_ODD = 7\n${text}\n\\begintext\n`).buffer,
        },
      ]),
    )
  const whole = "FRAME_7_CLASS = 4\nFRAME_7_CLASS_ID = 7\nFRAME_7_CENTER = 'MOON'\n"
  it.each([
    ['', 'its kernel should give FRAME_7_CLASS'],
    [whole, 'should give TKFRAME_7_SPEC'],
    [`${whole}TKFRAME_7_SPEC = 'MATRIX'\nTKFRAME_7_RELATIVE = 'MOON_ME'`, 'MATRIX is missing or is no rotation'],
    [
      `${whole}TKFRAME_7_SPEC = 'MATRIX'\nTKFRAME_7_RELATIVE = 'MOON_ME'\nTKFRAME_7_MATRIX = ( 1 0 0 0 1 0 0 1 1 )`,
      'no rotation',
    ],
    [
      `${whole}TKFRAME_7_SPEC = 'ANGLES'\nTKFRAME_7_RELATIVE = 'MOON_ME'\nTKFRAME_7_ANGLES = ( 1 2 3 )\nTKFRAME_7_AXES = ( 1 2 4 )`,
      'no rotation',
    ],
    [
      `${whole}TKFRAME_7_SPEC = 'QUATERNION'\nTKFRAME_7_RELATIVE = 'ODD'\nTKFRAME_7_Q = ( 1 0 0 0 )`,
      'relative to itself',
    ],
    [
      `${whole}TKFRAME_7_SPEC = 'QUATERNION'\nTKFRAME_7_RELATIVE = 'EVEN'\nTKFRAME_7_Q = ( 1 0 0 0 )`,
      'frame EVEN is not known',
    ],
    ['FRAME_7_CLASS = 3\nFRAME_7_CLASS_ID = 7\nFRAME_7_CENTER = 301', 'class 3'],
  ])('%j', (text, sentence) => {
    const found = rotation(withFrame(text), 'J2000', 'ODD', 9e8, new Float64Array(9))
    expect(found.ok).toBe(false)
    if (!found.ok) expect(describeAstroError(found.error)).toContain(sentence)
  })

  it.each([
    ['NOWHERE', 9e8, 'frame NOWHERE is not known'],
    ['ITRF93', 1e8, 'frame ITRF93 has no orientation at TDB 100000000 s; the loaded kernels cover 628430400 to'],
    ['MOON_ME', 2e9, 'frame MOON_PA_DE440 has no orientation'],
    ['IAU_MOON', Number.NaN, 'frame IAU_MOON has no orientation'],
  ])('%s at %d', (name, t, sentence) => {
    const found = rotation(eph, 'J2000', name, t, new Float64Array(9))
    if (found.ok) throw new Error('it has a rotation')
    expect(describeAstroError(found.error).replace('MOON_ME', 'MOON_PA_DE440')).toContain(sentence)
  })

  it('one frame is another with the same axes, whatever the time', () => {
    expect(rotation(eph, 'MOON_PA', 'MOON_ME', 5e9, new Float64Array(9)).ok).toBe(true)
  })
})
