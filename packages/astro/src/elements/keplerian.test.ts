import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { norm } from '../vectors.ts'
import { periapsisRadius, periodOf, propagateKepler, semiMajorAxis, semiMajorOfPeriod } from './conic-motion.ts'
import { elementsOfEquinoctial, equinoctialOf, equinoctialOfElements, stateOfEquinoctial } from './equinoctial.ts'
import { describeElementsError } from './errors.ts'
import { type Elements, elementsAfter, elementsOf, semiMajorOfElements, stateOfElements } from './keplerian.ts'

const MU = 4902.8
const angle = (max = 2 * Math.PI) => fc.double({ min: 0, max, noNaN: true })
/** Every shape: circle, near circle, ellipse, either side of the parabola down to rounding, the parabola, hyperbola. */
const eccentricity = fc.oneof(
  fc.constantFrom(0, 1),
  fc.double({ min: 0, max: 8, noNaN: true }),
  fc.double({ min: 2, max: 15, noNaN: true }).map((x) => 10 ** -x),
  fc.double({ min: 2, max: 15, noNaN: true }).map((x) => 1 - 10 ** -x),
  fc.double({ min: 2, max: 15, noNaN: true }).map((x) => 1 + 10 ** -x),
)
/** Planes with and without a node, down to rounding from the x-y plane. */
const inclination = fc.oneof(
  fc.constantFrom(0, Math.PI, Math.PI / 2),
  angle(Math.PI),
  fc.double({ min: 2, max: 15, noNaN: true }).map((x) => 10 ** -x),
  fc.double({ min: 2, max: 15, noNaN: true }).map((x) => Math.PI - 10 ** -x),
)
/** Distances from periapsis up to thirty times it: the anomaly of a conic that goes on stays this side of its asymptote. */
const orbit = fc
  .record({
    periapsis_km: fc.double({ min: 100, max: 1e6, noNaN: true }),
    eccentricity,
    inclination_rad: inclination,
    node_rad: angle(),
    periapsis_rad: angle(),
    part: fc.double({ min: -1, max: 1, noNaN: true }),
  })
  .map(({ part, ...el }): Elements => {
    const cosine = ((1 + el.eccentricity) / 30 - 1) / Math.max(el.eccentricity, 1e-300)
    return { ...el, trueAnomaly_rad: part * (cosine > -1 ? Math.acos(Math.min(cosine, 1)) : Math.PI) }
  })
const state = (el: Elements) => unwrap(stateOfElements(el, MU, new Float64Array(6)))
const apart = (a: Float64Array, b: Float64Array) => {
  const part = (at: number) =>
    Math.hypot(...[0, 1, 2].map((i) => a[at + i]! - b[at + i]!)) / Math.max(norm(a, at), norm(b, at))
  return Math.max(part(0), part(3))
}

describe('Keplerian elements', () => {
  it('are the state they came from, on every conic', () => {
    fc.assert(
      fc.property(orbit, (el) => {
        const s = state(el)
        // Measured 9e-15 over 300,000 orbits.
        expect(apart(state(unwrap(elementsOf(s, MU))), s)).toBeLessThan(5e-14)
      }),
      { numRuns: 2000 },
    )
  })

  it('come back, where they are defined', () => {
    fc.assert(
      fc.property(orbit, (el) => {
        fc.pre(el.eccentricity > 1e-2 && el.inclination_rad > 1e-2 && el.inclination_rad < 3.13)
        const back = unwrap(elementsOf(state(el), MU))
        const turn = (a: number, b: number) => Math.abs(Math.atan2(Math.sin(a - b), Math.cos(a - b)))
        expect(back.periapsis_km / el.periapsis_km).toBeCloseTo(1, 11)
        expect(Math.abs(back.eccentricity - el.eccentricity)).toBeLessThan(1e-11)
        expect(turn(back.inclination_rad, el.inclination_rad)).toBeLessThan(1e-11)
        expect(turn(back.node_rad, el.node_rad)).toBeLessThan(1e-10)
        expect(turn(back.periapsis_rad, el.periapsis_rad)).toBeLessThan(1e-10)
        expect(turn(back.trueAnomaly_rad, el.trueAnomaly_rad)).toBeLessThan(1e-10)
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['circle on the x-y plane', [2000, 0, 0, 0, Math.sqrt(MU / 2000), 0], [0, 0, 0, 0]],
    ['circle over the poles', [0, 2000, 0, 0, 0, Math.sqrt(MU / 2000)], [Math.PI / 2, Math.PI / 2, 0, 0]],
    ['flat ellipse', [2000, 0, 0, 0, 1.2 * Math.sqrt(MU / 2000), 0], [0, 0, 0, 0]],
    ['flat ellipse, backwards', [0, 2000, 0, 1.2 * Math.sqrt(MU / 2000), 0, 0], [Math.PI, 0, (3 * Math.PI) / 2, 0]],
    ['parabola', [0, 0, 2000, Math.sqrt((2 * MU) / 2000), 0, 0], [Math.PI / 2, Math.PI, Math.PI / 2, 0]],
  ])('has a place for a %s', (_name, numbers, [inclination_rad, node_rad, periapsis_rad, trueAnomaly_rad]) => {
    const el = unwrap(elementsOf(new Float64Array(numbers), MU))
    expect(el.inclination_rad).toBeCloseTo(inclination_rad!, 12)
    expect(el.node_rad).toBeCloseTo(node_rad!, 12)
    expect(el.periapsis_rad).toBeCloseTo(periapsis_rad!, 7)
    expect(el.trueAnomaly_rad).toBeCloseTo(trueAnomaly_rad!, 7)
    expect(apart(state(el), new Float64Array(numbers))).toBeLessThan(1e-15)
  })

  it.each([
    ['straight up', [2000, 0, 0, 1.5, 0, 0], MU, 'rectilinear'],
    ['at rest', [2000, 10, 0, 0, 0, 0], MU, 'rectilinear'],
    ['at the centre', [0, 0, 0, 1, 2, 0], MU, 'no-orbit'],
    ['not a number', [1, Number.NaN, 0, 1, 2, 0], MU, 'no-orbit'],
    ['without mass', [2000, 0, 0, 0, 1, 0], 0, 'no-orbit'],
  ])('refuses what moves %s', (_name, numbers, mu, kind) => {
    for (const read of [elementsOf, equinoctialOf]) {
      const refused = read(new Float64Array(numbers), mu)
      if (refused.ok) throw new Error('it has elements')
      expect(refused.error.kind).toBe(kind)
      expect(describeElementsError(refused.error).length).toBeGreaterThan(20)
    }
  })

  it('has no state past the asymptote', () => {
    const el: Elements = {
      periapsis_km: 2000,
      eccentricity: 1.5,
      inclination_rad: 1,
      node_rad: 1,
      periapsis_rad: 1,
      trueAnomaly_rad: 2.4,
    }
    expect(stateOfElements(el, MU, new Float64Array(6))).toMatchObject({ error: { kind: 'beyond-asymptote' } })
    expect(stateOfElements({ ...el, eccentricity: -0.1 }, MU, new Float64Array(6))).toMatchObject({
      error: { kind: 'no-orbit' },
    })
  })

  it('move as the state does by universal variables', () => {
    fc.assert(
      fc.property(orbit, fc.double({ min: -3, max: 3, noNaN: true }), (el, times) => {
        const s = state(el)
        // A few times what the orbit needs about its periapsis.
        const dt = times * Math.sqrt(el.periapsis_km ** 3 / MU)
        const moved = state(elementsAfter(el, MU, dt))
        // Measured 1.7e-12, most of it in the universal variables.
        expect(apart(moved, propagateKepler(s, MU, dt, new Float64Array(6)))).toBeLessThan(1e-11)
      }),
      { numRuns: 1000 },
    )
  })

  it('keeps energy and comes back', () => {
    fc.assert(
      fc.property(orbit, fc.double({ min: -3, max: 3, noNaN: true }), (el, times) => {
        const dt = times * Math.sqrt(el.periapsis_km ** 3 / MU)
        const there = elementsAfter(el, MU, dt)
        const s = propagateKepler(state(el), MU, dt, new Float64Array(6))
        const energy = (1 - el.eccentricity) / el.periapsis_km
        expect(Math.abs(1 / semiMajorAxis(s, MU) - energy)).toBeLessThan(
          1e-11 / el.periapsis_km + 1e-11 * Math.abs(energy),
        )
        // Measured 4.2e-14 over 300,000 orbits.
        expect(apart(state(elementsAfter(there, MU, -dt)), state(el))).toBeLessThan(2e-13)
      }),
    )
  })

  it('knows apsides and periods', () => {
    const el = { periapsis_km: 2500, eccentricity: 0.5, inclination_rad: 1, node_rad: 2, periapsis_rad: 3 }
    const s = state({ ...el, trueAnomaly_rad: 1 })
    expect(periapsisRadius(s, MU)).toBeCloseTo(2500, 8)
    expect(semiMajorOfElements({ ...el, trueAnomaly_rad: 1 })).toBe(5000)
    expect(semiMajorOfPeriod(periodOf(5000, MU), MU)).toBeCloseTo(5000, 9)
  })
})

describe('modified equinoctial elements', () => {
  it('are the state they came from, on every conic and plane', () => {
    fc.assert(
      fc.property(orbit, (el) => {
        const s = state(el)
        const equinoctial = unwrap(equinoctialOf(s, MU))
        // Measured 1.9e-14 over 300,000 orbits.
        expect(apart(unwrap(stateOfEquinoctial(equinoctial, MU, new Float64Array(6))), s)).toBeLessThan(1e-13)
      }),
      { numRuns: 2000 },
    )
  })

  it('go with the Keplerian ones both ways, in either sense', () => {
    fc.assert(
      fc.property(orbit, fc.boolean(), (el, retrograde) => {
        fc.pre(Math.abs(el.inclination_rad - (retrograde ? 0 : Math.PI)) > 0.01)
        const s = state(el)
        const equinoctial = unwrap(equinoctialOfElements(el, retrograde))
        expect(equinoctial.retrograde).toBe(retrograde)
        expect(apart(unwrap(stateOfEquinoctial(equinoctial, MU, new Float64Array(6))), s)).toBeLessThan(1e-11)
        expect(apart(state(elementsOfEquinoctial(unwrap(equinoctialOf(s, MU, retrograde)))), s)).toBeLessThan(1e-11)
      }),
      { numRuns: 1000 },
    )
  })

  it('says where a sense is singular', () => {
    const flat: Elements = {
      periapsis_km: 2000,
      eccentricity: 0.1,
      inclination_rad: 0,
      node_rad: 0,
      periapsis_rad: 1,
      trueAnomaly_rad: 2,
    }
    const error = { kind: 'singular-elements' }
    expect(equinoctialOf(state(flat), MU, true)).toMatchObject({ error })
    expect(equinoctialOf(state({ ...flat, inclination_rad: Math.PI }), MU)).toMatchObject({ ok: true })
    expect(equinoctialOfElements(flat, true)).toMatchObject({ error })
    expect(equinoctialOfElements({ ...flat, inclination_rad: Math.PI }, false)).toMatchObject({ error })
  })
})
