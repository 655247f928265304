import { readFileSync } from 'node:fs'
import { ok, unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeGravityFileError, FieldAcceleration, parseGravityField, potentialOf } from './gravity-field.ts'

const shipped = (name: string) => readFileSync(new URL(`../../../data/gravity/${name}`, import.meta.url), 'utf8')
const moon = unwrap(parseGravityField(shipped('moon_grgm1200a_150.txt')))
const earth = unwrap(parseGravityField(shipped('earth_egm2008_20.txt')))
const MU = 4902.8

const head = ['# T', '# GM_km3_s2 4902.8', '# radius_km 1738', '# max_degree 2', '# normalization fully_normalized_4pi']
const body = ['2 0 -9e-5 0', '2 1 0 0', '2 2 3e-5 0']
const file = (lines: readonly string[]) => lines.join('\n')

describe('gravity files', () => {
  it('reads the shipped fields whole', () => {
    expect(moon).toMatchObject({ name: 'GRGM1200A', degree: 150, radius_km: 1738 })
    expect(moon.c.some(Number.isNaN) || moon.s.some(Number.isNaN)).toBe(false)
    // J2 of the Moon from its normalised C20: about 2.033e-4 (GRAIL, PA axes).
    expect(-moon.c[3]! * Math.sqrt(5)).toBeCloseTo(2.033e-4, 6)
    expect(earth).toMatchObject({ degree: 20, radius_km: 6378.1363 })
    expect(earth.c[3]).toBeCloseTo(-0.484165143790815e-3, 15)
  })

  it.each([
    [[...head, ...body], undefined],
    [[...head.slice(1), ...body], undefined],
    [[...head, ...body, '2 2 3e-5 0'], 'line 9: degree 2 order 2 stands twice'],
    [[...head, ...body.slice(1)], 'degree 2 order 0 is missing'],
    [[...head, ...body, '3 0 1 0'], 'line 9: degree 3 is not within 0 to 2'],
    [[...head, ...body, '2 3 1 0'], 'line 9: order 3 is not within 0 to 2'],
    [[...head, ...body, '2 2 1'], 'line 9: expected "n m C S", found 3 words'],
    [[...head, '2 0 x 0', ...body], 'line 6: a coefficient is not a number'],
    [[...head.slice(0, 1), ...head.slice(2), ...body], "the header's GM_km3_s2 is missing or cannot be used"],
    [[...head.slice(0, 4), ...body], "the header's normalization is missing or cannot be used"],
  ])('case %#', (lines, wrong) => {
    const read = parseGravityField(file(lines))
    expect(read.ok ? undefined : describeGravityFileError(read.error)).toBe(wrong)
  })

  it('never throws on damaged text', () => {
    const text = file([...head, ...body])
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(text.length), fc.string({ maxLength: 8 }), (from, length, put) => {
        parseGravityField(text.slice(0, from) + put + text.slice(from + length))
      }),
    )
  })
})

describe('acceleration', () => {
  const place = fc.record({
    radius: fc.double({ min: 1740, max: 5000, noNaN: true }),
    latitude: fc.double({ min: -Math.PI / 2, max: Math.PI / 2, noNaN: true }),
    longitude: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
  })
  const at = ({ radius, latitude, longitude }: { radius: number; latitude: number; longitude: number }) =>
    new Float64Array([
      radius * Math.cos(latitude) * Math.cos(longitude),
      radius * Math.cos(latitude) * Math.sin(longitude),
      radius * Math.sin(latitude),
    ])

  it('is the gradient of the potential, at poles too', () => {
    // The differences cancel ten digits of the potential: 5e-11 of gravity was measured, over 300 places.
    const field = new FieldAcceleration(moon, 20, MU)
    const h = 0.2
    const gradient = (p: Float64Array, i: number) => {
      const potential = (d: number) => {
        const q = p.slice()
        q[i]! += d
        return potentialOf(moon, 20, MU, q)
      }
      return (8 * (potential(h) - potential(-h)) - (potential(2 * h) - potential(-2 * h))) / (12 * h)
    }
    fc.assert(
      fc.property(place, (where) => {
        const p = at(where)
        const a = new Float64Array(3)
        field.at(p, a)
        const gravity = MU / where.radius ** 2
        for (let i = 0; i < 3; i++) expect(Math.abs(a[i]! - gradient(p, i))).toBeLessThan(2e-10 * gravity)
      }),
      {
        examples: [
          [{ radius: 1838, latitude: Math.PI / 2, longitude: 0 }],
          [{ radius: 1838, latitude: -Math.PI / 2, longitude: 1 }],
        ],
      },
    )
  })

  it('has no divergence: it is harmonic at every degree', () => {
    for (const degree of [2, 50, 150]) {
      const field = new FieldAcceleration(moon, degree, MU)
      const p = new Float64Array([300, -1200, 1500])
      const h = 0.05
      let divergence = 0
      for (let i = 0; i < 3; i++) {
        const [a, b] = [new Float64Array(p), new Float64Array(p)]
        a[i]! += h
        b[i]! -= h
        field.at(a, a)
        field.at(b, b)
        divergence += (a[i]! - b[i]!) / (2 * h)
      }
      // Against a gradient of 5e-7/s2; measured 8e-16.
      expect(Math.abs(divergence)).toBeLessThan(5e-15)
    }
  })

  it('is the point mass at degree 0, and the closed form of C20 at degree 2', () => {
    const p = new Float64Array([5000, 4000, 3000])
    const a = new Float64Array(3)
    new FieldAcceleration(moon, 0, MU).at(p, a)
    const r = Math.hypot(...p)
    for (let i = 0; i < 3; i++) expect(a[i]).toBeCloseTo((-MU * p[i]!) / r ** 3, 18)
    const c20 = -4.84e-4
    const oblate = unwrap(
      ok({ ...earth, degree: 2, c: new Float64Array([1, 0, 0, c20, 0, 0]), s: new Float64Array(6) }),
    )
    new FieldAcceleration(oblate, 2, 398600).at(
      p.map((v) => 2 * v),
      a,
    )
    const j2 = -c20 * Math.sqrt(5)
    const [R, u] = [2 * r, p[2]! / r]
    const k = (1.5 * j2 * 398600 * earth.radius_km ** 2) / R ** 5
    const closed = [5, 5, 5].map((_, i) => 2 * p[i]! * (-398600 / R ** 3 - k * ((i === 2 ? 3 : 1) - 5 * u * u)))
    for (let i = 0; i < 3; i++) expect(a[i]! / closed[i]!).toBeCloseTo(1, 14)
  })

  it('writes over its input where asked', () => {
    const field = new FieldAcceleration(moon, 10, MU)
    const p = new Float64Array([1000, 1000, 1200])
    const apart = new Float64Array(3)
    field.at(p, apart)
    field.at(p, p)
    expect(p).toEqual(apart)
  })

  it('refuses a degree that the field does not have', () => {
    expect(() => new FieldAcceleration(earth, 21, 398600)).toThrow('degree 21')
  })
})
