import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fixtureScene, INSERTION_S, LAUNCH_S, TOUCHDOWN_S } from '../testing/fixture-scene.ts'
import {
  attitudeAt,
  bracket,
  elementPosition,
  fromBodyAxes,
  MOON_RADIUS_KM,
  surfacePoint,
  type Track,
  trackPosition,
  tracksByElement,
} from './ephemeris.ts'

const out = () => new Float64Array(3)

/** A track of a cubic in each axis, sampled with its true velocity: Hermite interpolation must give the cubic back. */
function cubicTrack(coefficients: readonly (readonly number[])[], times_s: readonly number[]): Track {
  const at = (c: readonly number[], t: number) => c[0]! + t * (c[1]! + t * (c[2]! + t * c[3]!))
  const slope = (c: readonly number[], t: number) => c[1]! + t * (2 * c[2]! + 3 * t * c[3]!)
  return {
    element: 'e',
    name: 'E',
    centre: 399,
    times_s: [...times_s],
    positions_km: times_s.flatMap((t) => coefficients.map((c) => at(c, t))),
    velocities_km_s: times_s.flatMap((t) => coefficients.map((c) => slope(c, t))),
  }
}

describe('tracks', () => {
  const coefficient = fc.double({ min: -10, max: 10, noNaN: true })
  const cubic = fc.tuple(coefficient, coefficient, coefficient, coefficient)

  it('give every cubic back between their samples', () => {
    fc.assert(
      fc.property(fc.tuple(cubic, cubic, cubic), fc.double({ min: 0, max: 4, noNaN: true }), (c, t) => {
        const p = trackPosition(cubicTrack(c, [0, 0.7, 1.1, 3, 4]), t, out())
        // Values up to 10 (1 + 4 + 16 + 64) = 850 and a few roundings each: 1e-11 holds with a margin of ten.
        for (let k = 0; k < 3; k++) {
          const [a, b, d, e] = c[k]!
          expect(Math.abs(p[k]! - (a + t * (b + t * (d + t * e))))).toBeLessThan(1e-11)
        }
      }),
    )
  })

  it('hold their ends outside their samples', () => {
    const track = cubicTrack(
      [
        [1, 2, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ],
      [0, 1, 2],
    )
    expect([trackPosition(track, -5, out())[0], trackPosition(track, 9, out())[0]]).toEqual([1, 5])
    expect([...trackPosition({ ...track, times_s: [] }, 1, out())]).toEqual([0, 0, 0])
  })

  it('find the sample before a time', () => {
    expect([-1, 0, 1.5, 2, 7].map((t) => bracket([0, 1, 2, 3], t))).toEqual([0, 0, 1, 2, 2])
  })
})

describe('attitudes', () => {
  const half = Math.SQRT1_2
  const turn = { times_s: [0, 10], quaternions: [0, 0, 0, 1, 0, 0, half, half] }

  it('turn evenly between samples', () => {
    const q = attitudeAt(turn, 5, new Float64Array(4))
    expect(q[2]).toBeCloseTo(Math.sin(Math.PI / 8), 12)
    expect(q[3]).toBeCloseTo(Math.cos(Math.PI / 8), 12)
  })

  it('take the shorter way round: a quaternion and its negative are one rotation', () => {
    const negative = { ...turn, quaternions: [0, 0, 0, 1, 0, 0, -half, -half] }
    const q = attitudeAt(negative, 5, new Float64Array(4))
    expect(Math.abs(q[2]! * Math.cos(Math.PI / 8) - q[3]! * Math.sin(Math.PI / 8))).toBeLessThan(1e-12)
  })

  it('bring body axes back to J2000', () => {
    // The body is turned a quarter about z: its x axis points along J2000 y, so x of J2000 is -y of the body.
    const q = Float64Array.of(0, 0, -half, half)
    const v = fromBodyAxes(q, Float64Array.of(1, 0, 0))
    expect(v[1]).toBeCloseTo(1, 12)
    const zero = attitudeAt({ times_s: [], quaternions: [] }, 0, new Float64Array(4))
    expect([...zero]).toEqual([0, 0, 0, 1])
  })
})

it('puts a place on its sphere: latitude north, longitude east, height above', () => {
  const p = surfacePoint({ lat_deg: 0, lon_deg: 90, height_m: 2600 }, MOON_RADIUS_KM, out())
  expect(p[1]).toBeCloseTo(1740, 9)
  expect(surfacePoint({ lat_deg: -90, lon_deg: 12, height_m: 0 }, 10, out())[2]).toBeCloseTo(-10, 12)
})

describe('elements of the fixture scene', () => {
  const scene = fixtureScene()
  const tracks = tracksByElement(scene).get('ce8-lander')!

  it('go over from one centre to the other without leaving the picture', () => {
    const before = out()
    const after = out()
    expect(elementPosition(tracks, scene.moon, INSERTION_S - 60, before)).toBe(true)
    expect(elementPosition(tracks, scene.moon, INSERTION_S + 60, after)).toBe(true)
    const moon = trackPosition(scene.moon, INSERTION_S, out())
    expect(Math.hypot(after[0]! - moon[0]!, after[1]! - moon[1]!, after[2]! - moon[2]!)).toBeLessThan(2000)
    expect(Math.hypot(before[0]! - moon[0]!, before[1]! - moon[1]!, before[2]! - moon[2]!)).toBeLessThan(2000)
  })

  it('stand on the site after touchdown and are nowhere before launch', () => {
    const lander = out()
    elementPosition(tracks, scene.moon, TOUCHDOWN_S + 86_400, lander)
    const site = surfacePoint(scene.site, MOON_RADIUS_KM, out())
    const q = attitudeAt(scene.moonAttitude, TOUCHDOWN_S + 86_400, new Float64Array(4))
    fromBodyAxes(q, site)
    const moon = trackPosition(scene.moon, TOUCHDOWN_S + 86_400, out())
    // The fixture's samples are six hours apart; Hermite over that arc of the Moon's turn is good to some metres.
    expect(Math.hypot(...[0, 1, 2].map((k) => lander[k]! - moon[k]! - site[k]!))).toBeLessThan(0.1)
    expect(elementPosition(tracks, scene.moon, LAUNCH_S - 60, lander)).toBe(false)
  })
})
