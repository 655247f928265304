import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MapProjection } from './map-projection.ts'
import { SOUTH_POLAR, syntheticRaster, syntheticTerrain } from './synthetic-terrain.ts'
import { directionOnMap, heightAt, heightInDirection, heightOnMap, MOON_RADIUS_M, raster } from './terrain.ts'

const DEG = Math.PI / 180
/** Heights 0 1 / 10 30 at map coordinates (0, 0), (100, 0), (0, -100), (100, -100). */
const square = unwrap(
  raster({
    projection: SOUTH_POLAR,
    columns: 2,
    rows: 2,
    x0_m: 0,
    y0_m: 0,
    dx_m: 100,
    dy_m: -100,
    heights_m: Float32Array.of(0, 1, 10, 30),
  }),
)

describe('bilinear height', () => {
  test.each([
    [0, 0, 0],
    [100, 0, 1],
    [0, -100, 10],
    [100, -100, 30],
    [50, 0, 0.5],
    [50, -50, 10.25],
    [25, -75, 0.25 * (0.25 * 1) + 0.75 * (10 + 0.25 * 20)],
  ])('at %f, %f', (x, y, h) => expect(heightOnMap(square, x, y)).toBeCloseTo(h, 5))

  test.each([
    [-0.01, 0],
    [100.01, 0],
    [0, 0.01],
    [0, -100.01],
    [Number.NaN, 0],
  ])('nothing outside, at %f, %f', (x, y) => expect(heightOnMap(square, x, y)).toBeNaN())

  test('missing cells spread to their neighbours only', () => {
    const holed = { ...square, columns: 3, heights_m: Float32Array.of(1, 2, Number.NaN, 3, 4, 5) }
    expect(heightOnMap(holed, 50, -50)).toBe(2.5)
    expect(heightOnMap(holed, 150, -50)).toBeNaN()
  })

  test('a plane is reproduced everywhere', () => {
    const plane = syntheticRaster(SOUTH_POLAR, 20, 100, () => 0)
    for (let k = 0; k < 400; k++) plane.heights_m[k] = 3 * (k % 20) - 2 * Math.floor(k / 20)
    fc.assert(
      fc.property(fc.double({ min: 0, max: 19, noNaN: true }), fc.double({ min: 0, max: 19, noNaN: true }), (u, v) => {
        const h = heightOnMap(plane, plane.x0_m + u * 100, plane.y0_m - v * 100)
        expect(h).toBeCloseTo(3 * u - 2 * v, 4)
      }),
    )
  })
})

describe('a world map', () => {
  const projection: MapProjection = {
    kind: 'equirectangular',
    radius_m: MOON_RADIUS_M,
    standardParallel_rad: 0,
    centralLongitude_rad: 0,
    centralLatitude_rad: 0,
    falseEasting_m: 0,
    falseNorthing_m: 0,
  }
  const cell = (2 * Math.PI * MOON_RADIUS_M) / 36
  const world = unwrap(
    raster({
      projection,
      columns: 36,
      rows: 18,
      x0_m: -17.5 * cell,
      y0_m: 8.5 * cell,
      dx_m: cell,
      dy_m: -cell,
      heights_m: Float32Array.from({ length: 36 * 18 }, (_, k) => k % 36),
    }),
  )
  const terrain = {
    radius_m: MOON_RADIUS_M,
    layers: [{ id: 'w', raster: world, nativeResolution_m: cell, source: '' }],
  }
  test.each([
    [0, 175, 35],
    [0, 180, 17.5],
    [0, 185, 0],
    [0, 5, 18],
    [-90, 5, 18],
    [90, 5, 18],
  ])('no seam at %f, %f', (lat, lon, h) =>
    expect(unwrap(heightAt(terrain, lat * DEG, lon * DEG)).height_m).toBeCloseTo(h, 4),
  )
})

describe('nested layers', () => {
  const coarse = syntheticTerrain(50, 1000, () => 100)
  const fine = syntheticTerrain(20, 10, () => 7)
  const both = { ...coarse, layers: [fine.layers[0]!, coarse.layers[0]!] }
  test('the fine one counts where it is', () => {
    const out = new Float64Array(3)
    directionOnMap(SOUTH_POLAR, 50, 50, out)
    expect(heightInDirection(both, out[0]!, out[1]!, out[2]!)).toBe(7)
    directionOnMap(SOUTH_POLAR, 500, 50, out)
    expect(heightInDirection(both, out[0]!, out[1]!, out[2]!)).toBe(100)
  })
  test('no terrain is an error with the place', () =>
    expect(heightAt(both, 0, 0)).toEqual({
      ok: false,
      error: { kind: 'no-terrain', latitude_deg: 0, longitude_deg: 0 },
    }))
})

test.each([
  [{ columns: 1 }, 'columns'],
  [{ rows: 2.5 }, 'rows'],
  [{ heights_m: new Float32Array(3) }, 'heights'],
  [{ dx_m: 0 }, 'spacing, m'],
  [{ dy_m: Number.NaN }, 'spacing, m'],
  [{ x0_m: Number.POSITIVE_INFINITY }, 'origin, m'],
])('a raster with %o is refused', (part, why) => {
  expect(raster({ ...square, ...part })).toMatchObject({ ok: false, error: { kind: 'bad-raster', why } })
})
