import { MOON, MOON_MAP_FRAME } from '@magpie/astro/geometry/moon-frames'
import { siteOnTerrain } from '@magpie/astro/geometry/terrain-site'
import { MOON_RADIUS_KM } from '@magpie/astro/sites'
import { unwrap } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import { groundOf } from './ground.ts'
import { MOON_RADIUS_M, raster, type Terrain } from './terrain.ts'

const RAD = Math.PI / 180
/** Fifty metres a degree of latitude between 10 and 30 degrees north, about longitude 40. */
const slope = unwrap(
  raster({
    projection: {
      kind: 'equirectangular',
      radius_m: MOON_RADIUS_M,
      standardParallel_rad: 0,
      centralLongitude_rad: 0,
      centralLatitude_rad: 0,
      falseEasting_m: 0,
      falseNorthing_m: 0,
    },
    columns: 2,
    rows: 2,
    x0_m: 30 * RAD * MOON_RADIUS_M,
    y0_m: 30 * RAD * MOON_RADIUS_M,
    dx_m: 20 * RAD * MOON_RADIUS_M,
    dy_m: -20 * RAD * MOON_RADIUS_M,
    heights_m: Float32Array.from([1500, 1500, 500, 500]),
  }),
)
const terrain: Terrain = {
  radius_m: MOON_RADIUS_M,
  layers: [{ id: 'slope', raster: slope, nativeResolution_m: 474, source: 'a plane' }],
}
const standing = { name: 'rover', body: MOON, frame: MOON_MAP_FRAME }

describe('a site on terrain', () => {
  it.each([
    [12, 600],
    [20, 1000],
    [25, 1250],
  ])('stands at %i degrees on %i m, and keeps the resolution of its map', (latitude_deg, height_m) => {
    const at = { longitude_rad: 40 * RAD, latitude_rad: latitude_deg * RAD, above_m: 2 }
    const site = unwrap(siteOnTerrain(standing, MOON_RADIUS_KM, at, groundOf(terrain)))
    expect(Math.hypot(...site.position_km)).toBeCloseTo(MOON_RADIUS_KM + (height_m + 2) / 1000, 9)
    expect(site.ground).toEqual({ height_m: expect.closeTo(height_m, 6), resolution_m: 474, source: 'a plane' })
  })

  it('is none where no layer reaches', () => {
    const at = { longitude_rad: 0, latitude_rad: -80 * RAD }
    const refused = siteOnTerrain(standing, MOON_RADIUS_KM, at, groundOf(terrain))
    expect(refused).toEqual({ ok: false, error: { kind: 'no-height', ...at } })
  })
})
