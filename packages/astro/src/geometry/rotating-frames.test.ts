import { readdirSync, readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { elementsOf, stateOfElements } from '../elements/keplerian.ts'
import { loadEphemerides } from '../ephemerides.ts'
import { rotation } from '../frames.ts'
import { apply, product, transposed } from '../matrices.ts'
import { stateOf } from '../states.ts'
import { angleBetween, cross, dot, norm } from '../vectors.ts'
import { describeGeometryError } from './errors.ts'
import { MOON_GRAVITY_FRAME, MOON_MAP_FRAME, moonSite } from './moon-frames.ts'
import { accelerationOf, type OrbitAxes, orbitTurn, orbitTurnAt, twoBodyAcceleration } from './rotating-frames.ts'
import { angularVelocityOf, turnState } from './rotations.ts'
import { fromSynodic, type SynodicOrigin, synodicAt, toSynodic } from './synodic.ts'
import { siteOnTerrain } from './terrain-site.ts'

const folder = new URL('../../../../data/kernels/', import.meta.url)
const eph = unwrap(
  loadEphemerides(
    readdirSync(folder)
      .filter((name) => /\.(bsp|bpc|tls|tpc|tf)$/.test(name))
      .map((name) => ({ name, bytes: Uint8Array.from(readFileSync(new URL(name, folder))).buffer })),
  ),
)
const time = fc.double({ min: 6.3e8, max: 1.45e9, noNaN: true })
const apart = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(b, (value, i) => Math.abs(a[i]! - value)))
const MU = 4902.8
const orbit = fc
  .record({
    periapsis_km: fc.double({ min: 1750, max: 9000, noNaN: true }),
    eccentricity: fc.double({ min: 0, max: 1.5, noNaN: true }),
    inclination_rad: fc.double({ min: 0, max: Math.PI, noNaN: true }),
    node_rad: fc.double({ min: 0, max: 6, noNaN: true }),
    periapsis_rad: fc.double({ min: 0, max: 6, noNaN: true }),
    trueAnomaly_rad: fc.double({ min: -2, max: 2, noNaN: true }),
  })
  .map((el) => unwrap(stateOfElements(el, MU, new Float64Array(6))))

describe('axes of an orbit', () => {
  const turnOf = (axes: OrbitAxes, s: Float64Array) =>
    unwrap(orbitTurn(axes, s, twoBodyAcceleration(s, MU, new Float64Array(3)), new Float64Array(18)))
  const row = (turn: Float64Array, i: number) => turn.subarray(3 * i, 3 * i + 3)

  it('point where their names say, right-handed', () => {
    fc.assert(
      fc.property(orbit, (s) => {
        const [r, v] = [s.subarray(0, 3), s.subarray(3, 6)]
        const h = cross(r, v, new Float64Array(3))
        const toward = (axis: Float64Array, a: Float64Array, sign = 1) =>
          expect(dot(axis, a) / norm(a)).toBeCloseTo(sign, 13)
        const [rtn, lvlh, vnc] = (['RTN', 'LVLH', 'VNC'] as const).map((axes) => turnOf(axes, s)) as Float64Array[]
        toward(row(rtn!, 0), r)
        toward(row(rtn!, 2), h)
        toward(row(lvlh!, 2), r, -1)
        toward(row(lvlh!, 1), h, -1)
        toward(row(vnc!, 0), v)
        toward(row(vnc!, 1), h)
        for (const turn of [rtn!, lvlh!, vnc!]) {
          const m = turn.slice(0, 9)
          expect(apart(product(m, transposed(m)), [1, 0, 0, 0, 1, 0, 0, 0, 1])).toBeLessThan(3e-15)
          toward(row(turn, 2), cross(row(turn, 0), row(turn, 1), new Float64Array(3)))
        }
        expect(dot(row(vnc!, 2), r)).toBeGreaterThan(0)
      }),
    )
  })

  it('turn as the orbit does: the rate of RTN on a conic is h / r^2 about the normal', () => {
    fc.assert(
      fc.property(orbit, (s) => {
        const w = angularVelocityOf(turnOf('RTN', s), new Float64Array(3))
        const h = cross(s, s.subarray(3, 6), new Float64Array(3))
        const rate = 1 / norm(s) ** 2
        expect(
          apart(
            w,
            h.map((x) => x * rate),
          ),
        ).toBeLessThan(1e-14 * norm(h) * rate + 1e-18)
        // At rest on the axes: the orbiter only climbs along the radius.
        const own = turnState(turnOf('RTN', s), s, new Float64Array(6))
        expect(Math.hypot(own[4]!, own[5]!)).toBeLessThan(1e-14)
        expect(own[3]).toBeCloseTo(dot(s, s.subarray(3, 6)) / norm(s), 13)
      }),
    )
  })

  it("have the rotations' own differences as rates, all accelerations of the ephemeris counted", () => {
    fc.assert(
      fc.property(time, fc.constantFrom<OrbitAxes>('RTN', 'LVLH', 'VNC'), (t, axes) => {
        const at = (k: number) => unwrap(orbitTurnAt(eph, axes, 301, 399, t + 600 * k, new Float64Array(18)))
        const [a, b, c, d] = [-2, -1, 1, 2].map(at) as Float64Array[]
        const slope = Array.from({ length: 9 }, (_, i) => (a![i]! - 8 * b![i]! + 8 * c![i]! - d![i]!) / 7200)
        // Measured 1.9e-16, of a rate of 2.7e-6: rounding over 600 s.
        expect(apart(at(0).subarray(9), slope)).toBeLessThan(1e-15)
      }),
      { numRuns: 50 },
    )
  })

  it('are refused on a straight line', () => {
    const s = Float64Array.from([2000, 0, 0, 1, 0, 0])
    const refused = orbitTurn('RTN', s, new Float64Array(3), new Float64Array(18))
    expect(refused).toMatchObject({ ok: false, error: { kind: 'no-frame' } })
    if (!refused.ok) expect(describeGeometryError(refused.error)).toContain('one line')
  })
})

describe('the Earth-Moon synodic frame', () => {
  const EARTH_MOON = { primary: 399, secondary: 301 }
  const moonFrom = (t: number) => unwrap(stateOf(eph, 301, 399, t, new Float64Array(6)))
  const origins: SynodicOrigin[] = ['primary', 'secondary', 'barycentre']

  it('has both bodies at rest when it pulsates, on the axis in km', () => {
    fc.assert(
      fc.property(time, fc.constantFrom(...origins), (t, origin) => {
        const frame = unwrap(synodicAt(eph, { ...EARTH_MOON, origin }, t))
        const start = origin === 'primary' ? 0 : origin === 'secondary' ? 1 : frame.massFraction
        for (const [state, x] of [
          [new Float64Array(6), -start],
          [moonFrom(t), 1 - start],
        ] as const) {
          const still = toSynodic(frame, state, 'normalised', new Float64Array(6))
          expect(apart(still, [x, 0, 0, 0, 0, 0])).toBeLessThan(1e-14)
          const inKm = toSynodic(frame, state, 'km', new Float64Array(6))
          const expected = [x * frame.distance_km, 0, 0, x * frame.distanceRate_km_s, 0, 0]
          expect(apart(inKm, expected)).toBeLessThan(2e-10)
        }
      }),
    )
  })

  it('has its barycentre where the ephemeris has it', () => {
    const t = 9e8
    const frame = unwrap(synodicAt(eph, { ...EARTH_MOON, origin: 'barycentre' }, t))
    const barycentre = unwrap(stateOf(eph, 3, 399, t, new Float64Array(6)))
    // Measured 9e-13 km: the GM of the constants' kernel are DE440's own.
    expect(apart(frame.origin, barycentre)).toBeLessThan(1e-11)
  })

  it('takes states there and back', () => {
    const part = fc.double({ min: -5e5, max: 5e5, noNaN: true })
    const speed = fc.double({ min: -5, max: 5, noNaN: true })
    fc.assert(
      fc.property(
        time,
        fc.tuple(part, part, part, speed, speed, speed),
        fc.constantFrom(...origins),
        fc.constantFrom('km', 'normalised'),
        (t, numbers, origin, units) => {
          const frame = unwrap(synodicAt(eph, { ...EARTH_MOON, origin }, t))
          const s = Float64Array.from(numbers)
          const back = fromSynodic(frame, toSynodic(frame, s, units, new Float64Array(6)), units, new Float64Array(6))
          expect(apart(back.subarray(0, 3), s.subarray(0, 3))).toBeLessThan(1e-9)
          expect(apart(back.subarray(3), s.subarray(3))).toBeLessThan(1e-14)
        },
      ),
    )
  })

  it('velocities are the derivatives of positions, of something that moves by itself', () => {
    fc.assert(
      fc.property(time, fc.constantFrom('km', 'normalised'), (t, units) => {
        const moving = (k: number) =>
          Float64Array.from([1e5 + 0.7 * 60 * k, -2e5 - 60 * k, 5e4 + 0.2 * 60 * k, 0.7, -1, 0.2])
        const at = (k: number) => {
          const frame = unwrap(synodicAt(eph, { ...EARTH_MOON, origin: 'barycentre' }, t + 60 * k))
          return { frame, state: toSynodic(frame, moving(k), units, new Float64Array(6)) }
        }
        const [a, b, now, c, d] = [-2, -1, 0, 1, 2].map(at) as ReturnType<typeof at>[]
        const unit = units === 'km' ? 1 : now!.frame.timeUnit_s
        const slope = [0, 1, 2].map(
          (i) => (unit * (a!.state[i]! - 8 * b!.state[i]! + 8 * c!.state[i]! - d!.state[i]!)) / 720,
        )
        // Rounding of 2e5 km over a minute.
        expect(apart(now!.state.subarray(3), slope)).toBeLessThan(2e-12)
      }),
      { numRuns: 50 },
    )
  })

  it('needs masses', () => {
    expect(synodicAt(eph, { primary: 399, secondary: -5, origin: 'primary' }, 9e8)).toMatchObject({
      error: { kind: 'no-mass', body: -5 },
    })
  })
})

describe('acceleration from the ephemeris', () => {
  it("bends the Moon's path by the Earth's pull, and the Sun's difference of it", () => {
    const t = 9e8
    const pull = unwrap(accelerationOf(eph, 301, 399, t, new Float64Array(3)))
    const moon = unwrap(stateOf(eph, 301, 399, t, new Float64Array(6)))
    const mu = 398600.435507 + 4902.800118
    const sun = (body: number) => unwrap(stateOf(eph, 10, body, t, new Float64Array(6)))
    const two = twoBodyAcceleration(moon, mu, new Float64Array(3))
    const solar = (s: Float64Array, i: number) => (1.32712440041279e11 * s[i]!) / norm(s) ** 3
    const expected = two.map((x, i) => x + solar(sun(301), i) - solar(sun(399), i))
    // Of 2.7e-6 km/s2; measured 3e-12: planets and figures.
    expect(apart(pull, expected)).toBeLessThan(3e-11)
    expect(unwrap(elementsOf(moon, mu)).eccentricity).toBeLessThan(0.1)
  })
})

describe('places on the Moon', () => {
  it('lie 860 to 890 m off when sites are read on gravity axes', () => {
    const turn = unwrap(rotation(eph, MOON_MAP_FRAME, MOON_GRAVITY_FRAME, 9e8, new Float64Array(9)))
    let [most, least] = [0, 1]
    for (let longitude = -3; longitude < 3; longitude += 0.1)
      for (let latitude = -1.5; latitude < 1.6; latitude += 0.1) {
        const site = moonSite('place', { longitude_rad: longitude, latitude_rad: latitude, height_km: 0 })
        expect(site.frame).toBe('MOON_ME')
        const there = new Float64Array(3)
        apply(turn, site.position_km, 0, there, 0)
        const off_km = 1737.4 * angleBetween(there, site.position_km)
        most = Math.max(most, off_km)
        least = Math.min(least, off_km)
      }
    // The turn is 103.9": 875 m at its equator, nothing at its poles.
    expect(most).toBeGreaterThan(0.86)
    expect(most).toBeLessThan(0.89)
    expect(least).toBeLessThan(0.1)
  })

  it('stand on terrain, with its resolution', () => {
    const standing = { name: 'rim', body: 301, frame: MOON_MAP_FRAME }
    const ground = { height_m: 1234.5, resolution_m: 474, source: 'a map' }
    const at = { longitude_rad: 1, latitude_rad: -1.4, above_m: 2 }
    const site = unwrap(siteOnTerrain(standing, 1737.4, at, () => ground))
    expect(norm(site.position_km)).toBeCloseTo(1737.4 + 1.2365, 12)
    expect(site.ground).toEqual(ground)
    expect(siteOnTerrain(standing, 1737.4, at, () => undefined)).toMatchObject({ error: { kind: 'no-height' } })
    expect(siteOnTerrain(standing, 1737.4, at, () => ({ ...ground, height_m: Number.NaN }))).toMatchObject({
      error: { kind: 'no-height', longitude_rad: 1, latitude_rad: -1.4 },
    })
  })
})
