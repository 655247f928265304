import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { patchAround } from './patch.ts'
import { lightOnSlope, slopeAt, slopeOf } from './slopes.ts'
import { syntheticTerrain } from './synthetic-terrain.ts'
import { MOON_RADIUS_M } from './terrain.ts'

const DEG = Math.PI / 180

describe('Horn slope', () => {
  // A cone about the pole, rising outwards (to the north) by 0.1: along a meridian the slope is 0.1 everywhere.
  const cone = syntheticTerrain(400, 400, (lat) => 0.1 * (lat + Math.PI / 2) * MOON_RADIUS_M)
  test.each([0, 31, 90, 135, 211, 300])('of a cone at longitude %f points to the pole', (lon) => {
    const { slope, baseline_m } = unwrap(slopeAt(cone, -88.5 * DEG, lon * DEG))
    // The cone's curvature across three cells of 400 m at 45 km: 1e-5.
    expect(slope.northward).toBeCloseTo(0.1, 4)
    expect(slope.eastward).toBeCloseTo(0, 4)
    expect(slope.downhill_rad / DEG).toBeCloseTo(180, 1)
    expect(slope.slope_rad).toBeCloseTo(Math.atan(0.1), 4)
    expect(baseline_m).toBe(800)
  })

  test('the map scale is taken out', () => {
    // At 60 S the map is 7 % larger than the ground.
    const wide = syntheticTerrain(1200, 1600, (lat) => 0.1 * (lat + Math.PI / 2) * MOON_RADIUS_M)
    const { slope } = unwrap(slopeAt(wide, -62 * DEG, 10 * DEG))
    expect(slope.northward).toBeCloseTo(0.1, 4)
  })

  test('level ground has no slope', () => {
    const level = syntheticTerrain(50, 400, () => 123)
    expect(unwrap(slopeAt(level, -89.9 * DEG, 1)).slope).toMatchObject({ slope_rad: 0, downhill_rad: 0 })
  })

  test('outside the map is an error', () =>
    expect(slopeAt(cone, -80 * DEG, 0)).toMatchObject({ ok: false, error: { kind: 'no-terrain' } }))
})

describe('light on a slope', () => {
  test('sign of the normal: the side that faces the light is the brighter one (peer.bugs)', () => {
    const facingEast = slopeOf(-0.2, 0)
    const level = slopeOf(0, 0)
    const facingWest = slopeOf(0.2, 0)
    const [fromEast, low] = [90 * DEG, 20 * DEG]
    expect(lightOnSlope(facingEast, fromEast, low)).toBeGreaterThan(lightOnSlope(level, fromEast, low))
    expect(lightOnSlope(facingWest, fromEast, low)).toBeLessThan(lightOnSlope(level, fromEast, low))
    expect(facingEast.downhill_rad / DEG).toBeCloseTo(90, 10)
  })

  test('full where the light stands on the normal, none from behind', () => {
    const angle = fc.double({ min: -2, max: 2, noNaN: true })
    fc.assert(
      fc.property(angle, angle, (eastward, northward) => {
        const slope = slopeOf(eastward, northward)
        expect(lightOnSlope(slope, slope.downhill_rad, Math.PI / 2 - slope.slope_rad)).toBeCloseTo(1, 10)
        expect(lightOnSlope(slope, slope.downhill_rad + Math.PI, slope.slope_rad - Math.PI / 2)).toBe(0)
      }),
    )
  })
})

describe('a patch', () => {
  test('has north up and east to the right', () => {
    const terrain = syntheticTerrain(200, 400, (lat, lon) => {
      // Heights that grow to the north (away from the pole) and with longitude about 31 E.
      return 1000 * (lat + Math.PI / 2) + 10 * Math.sin(lon - 31 * DEG)
    })
    const patch = patchAround(terrain, -89.3 * DEG, 31 * DEG, 8, 400)
    expect(patch.heights_m).toHaveLength(64)
    expect(patch.heights_m[3]!).toBeGreaterThan(patch.heights_m[59]!)
    expect(patch.heights_m[31]!).toBeGreaterThan(patch.heights_m[24]!)
  })

  test('keeps the height of the place in its middle, and null where nothing is known', () => {
    const terrain = syntheticTerrain(41, 400, (lat) => 0.05 * (lat + Math.PI / 2) * MOON_RADIUS_M)
    const patch = patchAround(terrain, -89.9 * DEG, 0, 129, 400)
    expect(patch.heights_m[64 * 129 + 64]).toBeCloseTo(0.05 * 0.1 * DEG * MOON_RADIUS_M, 0)
    expect(patch.heights_m[0]).toBeNull()
    expect(patch.shade[0]).toBe(0)
  })

  test('is brighter on the slope that faces north-west', () => {
    const ridge = syntheticTerrain(200, 400, (lat, lon) => {
      const east = (lat + Math.PI / 2) * MOON_RADIUS_M * Math.sin(lon)
      return -0.2 * Math.abs(east)
    })
    const patch = patchAround(ridge, -89 * DEG, 0, 21, 400)
    expect(patch.shade[10 * 21 + 5]!).toBeGreaterThan(patch.shade[10 * 21 + 15]!)
  })
})
