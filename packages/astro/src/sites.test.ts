import { readdirSync, readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import type { Epoch } from '@magpie/core/time'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { correctedState } from './apparent-states.ts'
import { type KernelFile, loadEphemerides } from './ephemerides.ts'
import { rotation } from './frames.ts'
import { product } from './matrices.ts'
import {
  azimuthElevation,
  enuRotation,
  MOON_RADIUS_KM,
  type Site,
  siteFromEllipsoid,
  siteFromPosition,
  siteFromSphere,
  siteState,
  WGS84,
} from './sites.ts'
import { stateOf } from './states.ts'

const folder = new URL('../../../data/kernels/', import.meta.url)
const shipped: KernelFile[] = readdirSync(folder)
  .filter((name) => /\.(bsp|bpc|tls|tpc|tf)$/.test(name))
  .map((name) => ({ name, bytes: Uint8Array.from(readFileSync(new URL(name, folder))).buffer }))
const eph = unwrap(loadEphemerides(shipped))
const RAD = Math.PI / 180
const time = fc.double({ min: 6.4e8, max: 1.44e9, noNaN: true })
const longitude = fc.double({ min: -Math.PI, max: Math.PI, noNaN: true })
const latitude = fc.double({ min: -1.57, max: 1.57, noNaN: true })
const lander = { name: 'lander', body: 301, frame: 'MOON_ME' }
const station = { name: 'station', body: 399, frame: 'ITRF93' }
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!

describe('positions', () => {
  it.each([
    ['degrees', 2, 40.558, 0],
    ['no latitude', 2, Number.NaN, 0],
    ['no longitude', Number.NaN, 0, 0],
    ['no height', 0, 0, Number.POSITIVE_INFINITY],
  ])('are none with %s', (_, longitude_rad, latitude_rad, height_km) => {
    const place = { longitude_rad, latitude_rad, height_km }
    expect(() => siteFromEllipsoid(station, WGS84, place)).toThrow(RangeError)
    expect(() => siteFromSphere(lander, MOON_RADIUS_KM, place)).toThrow(RangeError)
  })

  it.each([
    ['equator', 0, 0, [6378.137, 0, 0]],
    ['90 east', 90, 0, [0, 6378.137, 0]],
    // The polar radius: NGA.STND.0036, table 3.4, 6356752.3142 m.
    ['north pole', 0, 90, [0, 0, 6356.7523142]],
    ['south pole', 0, -90, [0, 0, -6356.7523142]],
  ])('%s of the Earth', (_, lon, lat, expected) => {
    const site = siteFromEllipsoid(station, WGS84, { longitude_rad: lon * RAD, latitude_rad: lat * RAD, height_km: 0 })
    for (let i = 0; i < 3; i++) expect(site.position_km[i]).toBeCloseTo(expected[i]!, 7)
  })

  it('the vertical is the normal: a step up goes along it', () => {
    fc.assert(
      fc.property(longitude, latitude, (longitude_rad, latitude_rad) => {
        const low = siteFromEllipsoid(station, WGS84, { longitude_rad, latitude_rad, height_km: 0 })
        const high = siteFromEllipsoid(station, WGS84, { longitude_rad, latitude_rad, height_km: 100 })
        const step = high.position_km.map((x, i) => x - low.position_km[i]!)
        const up = low.enuFromFrame.subarray(6)
        for (let i = 0; i < 3; i++) expect(step[i]).toBeCloseTo(100 * up[i]!, 9)
      }),
    )
  })

  it('east, north and up are orthonormal and right-handed', () => {
    fc.assert(
      fc.property(longitude, latitude, (longitude_rad, latitude_rad) => {
        const { enuFromFrame: m } = siteFromSphere(lander, MOON_RADIUS_KM, {
          longitude_rad,
          latitude_rad,
          height_km: 0,
        })
        const [e, n, u] = [m.subarray(0, 3), m.subarray(3, 6), m.subarray(6, 9)]
        for (const [a, b] of [
          [e, n],
          [n, u],
          [u, e],
        ] as const)
          expect(dot(a, b)).toBeCloseTo(0, 14)
        for (const a of [e, n, u]) expect(dot(a, a)).toBeCloseTo(1, 14)
        expect(e[0]! * n[1]! - e[1]! * n[0]!).toBeCloseTo(u[2]!, 14)
        expect(e[2]).toBe(0)
      }),
    )
  })
})

describe('azimuth and elevation', () => {
  const out = new Float64Array(3)

  it('the Earth stands about overhead in the middle of the near side, and never rises in the middle of the far side', () => {
    const near = siteFromSphere(lander, MOON_RADIUS_KM, { longitude_rad: 0, latitude_rad: 0, height_km: 0 })
    const far = siteFromSphere(lander, MOON_RADIUS_KM, { longitude_rad: Math.PI, latitude_rad: 0, height_km: 0 })
    fc.assert(
      fc.property(time, (t) => {
        // Librations reach 8 degrees in longitude and 7 in latitude.
        expect(unwrap(azimuthElevation(eph, near, 399, t, 'NONE', out))[1]).toBeGreaterThan(78 * RAD)
        expect(unwrap(azimuthElevation(eph, far, 399, t, 'NONE', out))[1]).toBeLessThan(-78 * RAD)
      }),
    )
  })

  it('corrections move a body by light time and aberration, not more', () => {
    const site = siteFromEllipsoid(station, WGS84, { longitude_rad: 2.04, latitude_rad: 0.708, height_km: 0.16 })
    fc.assert(
      fc.property(time, fc.constantFrom(10, 301), (t, target) => {
        const plain = unwrap(azimuthElevation(eph, site, target, t, 'NONE', out)).slice()
        for (const correction of ['LT', 'LT+S', 'CN', 'CN+S'] as const) {
          const seen = unwrap(azimuthElevation(eph, site, target, t, correction, out))
          expect(Math.abs(seen[1]! - plain[1]!)).toBeLessThan(1.1e-4)
        }
        // The Sun's light time and the annual aberration nearly cancel: the Sun is seen where it was 8 minutes ago.
      }),
    )
  })

  it('agrees with the state of a body seen from a site that is itself a body', () => {
    // Two ways to one number: the site's own formula, and SPICE's for states from the Earth's centre.
    const site = siteFromPosition(station, new Float64Array(3), 0, 0)
    fc.assert(
      fc.property(time, (t) => {
        const state = new Float64Array(6)
        unwrap(correctedState(eph, 301, 399, 'ITRF93', t, 'CN+S', state))
        const [range, elevation] = [
          Math.hypot(state[0]!, state[1]!, state[2]!),
          Math.asin(state[0]! / Math.hypot(state[0]!, state[1]!, state[2]!)),
        ]
        unwrap(azimuthElevation(eph, site, 301, t, 'CN+S', out))
        expect(out[1]).toBeCloseTo(elevation, 11)
        expect(out[2]! / range).toBeCloseTo(1, 13)
      }),
    )
  })

  it('local axes are those of the frame, turned', () => {
    const site = siteFromSphere(lander, MOON_RADIUS_KM, { longitude_rad: 0.5, latitude_rad: -1.48, height_km: 1 })
    const r = unwrap(enuRotation(eph, site, 9e8, new Float64Array(9)))
    const expected = product(site.enuFromFrame, unwrap(rotation(eph, 'J2000', 'MOON_ME', 9e8, new Float64Array(9))))
    expect(r).toEqual(expected)
  })

  it('a site moves with its body', () => {
    const site = siteFromEllipsoid(station, WGS84, { longitude_rad: 0, latitude_rad: 0, height_km: 0 })
    const state = unwrap(siteState(eph, site, 9e8, new Float64Array(6)))
    expect(Math.hypot(state[0]!, state[1]!, state[2]!)).toBeCloseTo(6378.137, 9)
    // One turn in a sidereal day of 86164.1 s.
    expect(Math.hypot(state[3]!, state[4]!, state[5]!)).toBeCloseTo((2 * Math.PI * 6378.137) / 86164.1, 5)
    expect(dot(state.subarray(0, 3), state.subarray(3, 6))).toBeCloseTo(0, 6)
  })

  it('errors come from the body, the frame or the time', () => {
    const site = siteFromSphere(lander, 1737.4, { longitude_rad: 0, latitude_rad: 0, height_km: 0 })
    const bad: Site = { ...site, frame: 'NOWHERE' }
    for (const correction of ['NONE', 'LT+S'] as const) {
      expect(azimuthElevation(eph, bad, 399, 9e8, correction, out)).toMatchObject({ error: { kind: 'unknown-frame' } })
      expect(azimuthElevation(eph, site, -99, 9e8, correction, out)).toMatchObject({ error: { kind: 'no-ephemeris' } })
      expect(azimuthElevation(eph, site, 399, 1e6, correction, out)).toMatchObject({ ok: false })
    }
  })
})

describe('states', () => {
  const BODIES = [0, 3, 4, 5, 10, 301, 399]
  const body = fc.constantFrom(...BODIES)
  const state = (target: number, observer: number, t: number) =>
    unwrap(stateOf(eph, target, observer, t, new Float64Array(6)))

  it('there and back are opposite, and a way round is the straight way', () => {
    fc.assert(
      fc.property(body, body, body, time, (a, b, c, t) => {
        const [ab, ba, bc, ac] = [state(a, b, t), state(b, a, t), state(b, c, t), state(a, c, t)]
        for (let i = 0; i < 6; i++) {
          expect(Math.abs(ab[i]! + ba[i]!)).toBeLessThan(i < 3 ? 1e-6 : 1e-13)
          expect(Math.abs(ab[i]! + bc[i]! - ac[i]!)).toBeLessThan(i < 3 ? 1e-6 : 1e-13)
        }
      }),
    )
  })

  it('light takes as long out from here as it took in to there', () => {
    fc.assert(
      fc.property(time, (t) => {
        const out = new Float64Array(6)
        const sent = unwrap(correctedState(eph, 301, 399, 'J2000', t, 'XCN', out)).lightTime_s
        const received = unwrap(correctedState(eph, 399, 301, 'J2000', t + sent, 'CN', out)).lightTime_s
        // An epoch of 1e9 s is known to 1e-7 s, in which the Moon moves 2e-7 km, 7e-13 s of light.
        expect(Math.abs(sent - received)).toBeLessThan(2e-12)
      }),
    )
  })

  it('velocity is the derivative of position, with every correction and on turning axes', () => {
    const near = new Float64Array(6)
    const [ahead, behind] = [new Float64Array(6), new Float64Array(6)]
    const correction = fc.constantFrom('NONE', 'LT', 'LT+S', 'CN+S', 'XLT+S', 'XCN' as const)
    fc.assert(
      fc.property(time, correction, fc.constantFrom('J2000', 'MOON_ME', 'ITRF93'), (t, how, frame) => {
        const h = 8
        unwrap(correctedState(eph, 301, 399, frame, t, how, near))
        unwrap(correctedState(eph, 301, 399, frame, t + h, how, ahead))
        unwrap(correctedState(eph, 301, 399, frame, t - h, how, behind))
        // Third differences: 4e5 km (7e-5/s)^3 h^2 / 6 for the Earth's axes is 1.6e-6 km/s. LT leaves out terms of (v/c)^2.
        for (let i = 0; i < 3; i++)
          expect(Math.abs(near[3 + i]! - (ahead[i]! - behind[i]!) / (2 * h))).toBeLessThan(5e-6)
      }),
    )
  })

  it('takes TDB seconds, not an epoch', () => {
    const epoch: Epoch = { seconds: 0, fraction: 0, scale: 'TAI' }
    // @ts-expect-error an epoch is TAI and must be converted first
    const call = () => stateOf(eph, 301, 399, epoch, new Float64Array(6))
    expect(call()).toMatchObject({ ok: false })
  })
})
