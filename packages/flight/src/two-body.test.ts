import { periodOf, propagateKepler } from '@magpie/astro/elements/conic-motion'
import { type Elements, semiMajorOfElements, stateOfElements } from '@magpie/astro/elements/keplerian'
import { cross, norm, vector } from '@magpie/astro/vectors'
import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { integrate } from './integrator.ts'
import { solveLambert } from './lambert.ts'
import { arrivalOf, timeToRadius } from './two-body.ts'

const MU = 4902.8
const angle = (max = 2 * Math.PI) => fc.double({ min: 1e-3, max: max - 1e-3, noNaN: true })
const shape = fc.record({
  semiMajor_km: fc.double({ min: 1800, max: 60_000, noNaN: true }),
  eccentricity: fc.double({ min: 1e-4, max: 0.9, noNaN: true }),
  inclination_rad: angle(Math.PI),
  node_rad: angle(),
  periapsis_rad: angle(),
  trueAnomaly_rad: angle(),
})
const ellipse = shape.map(({ semiMajor_km, ...el }) => ({ ...el, periapsis_km: semiMajor_km * (1 - el.eccentricity) }))
const hyperbola = shape.map(({ semiMajor_km, ...el }) => ({
  ...el,
  periapsis_km: semiMajor_km * (0.05 + el.eccentricity),
  eccentricity: 1.05 + el.eccentricity,
  // Well inside the asymptotes.
  trueAnomaly_rad: (el.trueAnomaly_rad / Math.PI - 1) * 0.8 * Math.acos(-1 / (1.05 + el.eccentricity)),
}))
const state = (el: Elements) => unwrap(stateOfElements(el, MU, new Float64Array(6)))
const apart = (a: Float64Array, b: Float64Array) => Math.max(...a.map((v, i) => Math.abs(v - b[i]!)))

describe('propagation of conics', () => {
  it('agrees with numerical integration', () => {
    fc.assert(
      fc.property(fc.oneof(ellipse, hyperbola), fc.integer({ min: -200_000, max: 200_000 }), (el, dt) => {
        const s = state(el)
        const end = integrate(
          (_t, y, dy) => {
            const k = -MU / norm(y) ** 3
            for (let i = 0; i < 3; i++) {
              dy[i] = y[3 + i]!
              dy[3 + i] = k * y[i]!
            }
            return true
          },
          0,
          s,
          dt,
          { absolute: [1e-9, 1e-9, 1e-9, 1e-12, 1e-12, 1e-12], relative: 1e-14 },
        )
        const conic = propagateKepler(s, MU, dt, new Float64Array(6))
        // Up to a hundred revolutions of the smallest ellipse: the integrator's own drift.
        expect(apart(unwrap(end).state.slice(0, 3), conic.slice(0, 3))).toBeLessThan(2e-5)
      }),
      { numRuns: 30 },
    )
  })

  it('reaches a radius in the time that Kepler gives', () => {
    for (const e of [0.3, 0.97, 1.1]) {
      const s = new Float64Array([6578, 0, 0, 0, Math.sqrt((398600 * (1 + e)) / 6578), 0])
      const t = timeToRadius(6578, e, 9000, 398600)
      expect(norm(propagateKepler(s, 398600, t, new Float64Array(6)))).toBeCloseTo(9000, 6)
    }
  })
})

describe('arrival on a hyperbola', () => {
  it('has its asymptote, B vector and time from anywhere on it', () => {
    fc.assert(
      fc.property(hyperbola, (el) => {
        const s = state(el)
        const seen = arrivalOf(s, MU)!
        const far = propagateKepler(s, MU, -3e8, new Float64Array(6))
        const towards = far.slice(3, 6).map((v) => v / norm(far, 3))
        expect(apart(seen.asymptote, towards)).toBeLessThan(2e-4)
        expect(seen.excessSpeed_km_s).toBeCloseTo(Math.sqrt(-MU / semiMajorOfElements(el)), 9)
        const low = propagateKepler(s, MU, seen.toPeriapsis_s, new Float64Array(6))
        expect(norm(low) / seen.periapsis_km).toBeCloseTo(1, 7)
        const h = norm(cross(s, s.subarray(3, 6), vector()))
        expect((norm(seen.b_km) * seen.excessSpeed_km_s) / h).toBeCloseTo(1, 9)
      }),
    )
  })

  it('is none on an ellipse', () => {
    expect(arrivalOf(new Float64Array([2000, 0, 0, 0, 1, 0]), MU)).toBeUndefined()
  })
})

describe("Lambert's problem", () => {
  it('finds the arc that two positions were taken from', () => {
    const turn = fc.double({ min: 0.05, max: 0.95, noNaN: true })
    fc.assert(
      fc.property(fc.oneof(ellipse, hyperbola), turn, (el, part) => {
        const s = state(el)
        const dt = semiMajorOfElements(el) > 0 ? part * periodOf(semiMajorOfElements(el), MU) : part * 1e5
        const end = propagateKepler(s, MU, dt, new Float64Array(6))
        const pole = cross(s, s.subarray(3, 6), vector())
        const between = norm(cross(s, end, vector())) / norm(s) / norm(end)
        fc.pre(between > 1e-3)
        const arc = unwrap(solveLambert(s.slice(0, 3), end.slice(0, 3), dt, MU, pole))
        const speed = norm(s, 3) + norm(end, 3)
        expect(apart(arc.departure_km_s, s.slice(3, 6))).toBeLessThan(1e-6 * speed)
        expect(apart(arc.arrival_km_s, end.slice(3, 6))).toBeLessThan(1e-6 * speed)
      }),
    )
  })

  it('refuses what has no plane or no time', () => {
    const [a, b, pole] = [vector(2000), vector(-3000), vector(0, 0, 1)]
    expect(solveLambert(a, b, 1e4, MU, pole)).toMatchObject({ ok: false, error: { kind: 'opposite-positions' } })
    expect(solveLambert(a, vector(0, 3000), -1, MU, pole)).toMatchObject({ ok: false, error: { kind: 'no-transfer' } })
  })
})
