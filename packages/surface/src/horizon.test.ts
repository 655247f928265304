import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { horizonAt, skylineAt } from './horizon.ts'
import { syntheticTerrain } from './synthetic-terrain.ts'
import { MOON_RADIUS_M } from './terrain.ts'

const DEG = Math.PI / 180
const smooth = syntheticTerrain(800, 400, () => 0)

describe('a smooth sphere', () => {
  // The dip of a sphere seen from h is acos(R / (R + h)); bilinear heights of a level map are exact, so what is left is
  // the step: a tangent point up to half a step away is seen lower. Measured: 2e-7 rad from 1 m, 3e-8 rad and less above.
  test.each([1, 10, 100, 1000, 2000])('from %f m', (height_m) => {
    const horizon = unwrap(horizonAt(smooth, -89 * DEG, 31 * DEG, height_m, { azimuths: 36 }))
    const dip = -Math.acos(MOON_RADIUS_M / (MOON_RADIUS_M + height_m))
    for (const e of horizon.elevation_rad) expect(Math.abs(e - dip)).toBeLessThan(3e-7)
  })

  test('the skyline is where the tangent touches', () => {
    const horizon = unwrap(horizonAt(smooth, -89 * DEG, 31 * DEG, 1000, { azimuths: 4 }))
    const touch = MOON_RADIUS_M * Math.acos(MOON_RADIUS_M / (MOON_RADIUS_M + 1000))
    for (const d of horizon.distance_m) expect(Math.abs(d - touch)).toBeLessThan(0.01 * touch)
  })
})

/** A wall of 3 km around the meridian 90 E, from 80 km to 90 km away from the pole. */
const wall = syntheticTerrain(800, 400, (lat, lon) => {
  const away = (lat + Math.PI / 2) * MOON_RADIUS_M
  return away > 80_000 && away < 90_000 && Math.abs(lon - Math.PI / 2) < 0.3 ? 3000 : 0
})

describe('what others have got wrong (golden/surface/published.json, peer.bugs)', () => {
  test('curvature: a 3 km wall 80 km off stands 1.3 degrees lower than on a plane', () => {
    const seen = unwrap(horizonAt(wall, -Math.PI / 2, 0, 2, { azimuths: 360 })).elevation_rad[90]!
    const angle = 80_400 / MOON_RADIUS_M
    const r = MOON_RADIUS_M + 3000
    const curved = Math.atan2(r * Math.cos(angle) - MOON_RADIUS_M - 2, r * Math.sin(angle))
    const plane = Math.atan2(3000, 80_400)
    // Within a cell's ramp (400 m in 80 km) of the exact corner.
    expect(Math.abs(seen - curved)).toBeLessThan(2e-4)
    expect((plane - seen) / DEG).toBeGreaterThan(1.2)
  })

  test('a skyline below the level is kept, not clamped at 0', () => {
    const hill = syntheticTerrain(401, 400, (lat) => Math.max(0, 2000 - 0.1 * (lat + Math.PI / 2) * MOON_RADIUS_M))
    const horizon = unwrap(horizonAt(hill, -Math.PI / 2, 0, 2))
    for (const e of horizon.elevation_rad) expect(e / DEG).toBeLessThan(-2)
  })

  test('azimuths run clockwise from north: the wall is in the east seen from the meridian 0', () => {
    // At latitude -89.9 on the meridian 0, north is away from the pole, so 90 E lies to the right of it.
    const { elevation_rad } = unwrap(horizonAt(wall, -89.9 * DEG, 0, 2, { azimuths: 360 }))
    const highest = elevation_rad.indexOf(Math.max(...elevation_rad))
    expect(highest).toBeGreaterThan(72)
    expect(highest).toBeLessThan(113)
    expect(elevation_rad[270]! / DEG).toBeLessThan(0)
  })

  test('seen from the far side of the pole the same wall is in the west', () => {
    const { elevation_rad } = unwrap(horizonAt(wall, -89.9 * DEG, Math.PI, 2, { azimuths: 360 }))
    const highest = elevation_rad.indexOf(Math.max(...elevation_rad))
    expect(highest).toBeGreaterThan(247)
    expect(highest).toBeLessThan(288)
  })
})

const bumpy = syntheticTerrain(
  300,
  400,
  (lat, lon) => 900 * Math.sin(lat * 700) * Math.cos(3 * lon) + 300 * Math.sin(lat * 3000 + 2 * lon),
)

test('the skyline sinks as the observer rises', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -90, max: -89, noNaN: true }),
      fc.double({ min: 0, max: 359, noNaN: true }),
      fc.double({ min: 0, max: 50, noNaN: true }),
      fc.double({ min: 0.1, max: 500, noNaN: true }),
      (lat, lon, height_m, more_m) => {
        const options = { azimuths: 24, reach_m: 50_000 }
        const low = unwrap(horizonAt(bumpy, lat * DEG, lon * DEG, height_m, options)).elevation_rad
        const high = unwrap(horizonAt(bumpy, lat * DEG, lon * DEG, height_m + more_m, options)).elevation_rad
        for (let i = 0; i < 24; i++) expect(high[i]!).toBeLessThan(low[i]!)
      },
    ),
    { numRuns: 30 },
  )
})

test('a fine layer near by is marched in steps of its own', () => {
  // A ridge 3 m high and 10 m wide that a 400 m map cannot have, 40 m in front of the observer.
  const ridge = syntheticTerrain(60, 5, (lat) => {
    const away = (lat + Math.PI / 2) * MOON_RADIUS_M
    return away > 40 && away < 55 ? 3 : 0
  })
  const nested = { ...smooth, layers: [ridge.layers[0]!, smooth.layers[0]!] }
  const fine = unwrap(horizonAt(nested, -Math.PI / 2, 0, 1, { azimuths: 8 }))
  for (const e of fine.elevation_rad) expect(e).toBeCloseTo(Math.atan2(2, 43), 1)
  const coarse = unwrap(horizonAt(smooth, -Math.PI / 2, 0, 1, { azimuths: 8 }))
  for (const e of coarse.elevation_rad) expect(e).toBeLessThan(0)
})

test('between the directions the skyline is linear, and joins at north', () => {
  const horizon = unwrap(horizonAt(bumpy, -89.5 * DEG, 1, 2, { azimuths: 8, reach_m: 20_000 }))
  const e = horizon.elevation_rad
  expect(skylineAt(horizon, 0)).toBe(e[0])
  expect(skylineAt(horizon, Math.PI / 8)).toBeCloseTo((e[0]! + e[1]!) / 2, 12)
  expect(skylineAt(horizon, -Math.PI / 8)).toBeCloseTo((e[0]! + e[7]!) / 2, 12)
  expect(skylineAt(horizon, 2 * Math.PI)).toBeCloseTo(e[0]!, 12)
})

test('coverage tells when the map ends within reach', () => {
  const inside = unwrap(horizonAt(bumpy, -89.9 * DEG, 0, 2, { azimuths: 8, reach_m: 50_000 }))
  expect(inside.coverage).toBe(1)
  const beyond = unwrap(horizonAt(bumpy, -89.9 * DEG, 0, 2, { azimuths: 8, reach_m: 300_000 }))
  expect(beyond.coverage).toBeLessThan(0.8)
})

test('a place without terrain is an error', () =>
  expect(horizonAt(bumpy, 0, 0, 2)).toMatchObject({ ok: false, error: { kind: 'no-terrain' } }))
