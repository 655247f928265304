import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { unwrap } from '@magpie/core/result'
import { horizonAt } from '@magpie/surface/horizon'
import { parseSurfaceFile } from '@magpie/surface/surface-file'
import { heightAt, heightOnMap, MOON_RADIUS_M, type Raster, type Terrain } from '@magpie/surface/terrain'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { describeTerrainFileError, loadSiteTerrain, loadTerrainFile, readGeoTiff } from './terrain.ts'

const DEG = Math.PI / 180
const root = fileURLToPath(new URL('../../', import.meta.url))
const data = `${root}data/terrain/`
const golden = JSON.parse(readFileSync(`${root}golden/surface/sites.json`, 'utf8')) as {
  sites: {
    id: string
    latitude_deg: number
    longitude_deg: number
    ground_m: number
    horizon_deg: Record<string, number[]>
  }[]
}

const layered = (...rasters: Raster[]): Terrain => ({
  radius_m: MOON_RADIUS_M,
  layers: rasters.map((raster, i) => ({ id: `${i}`, raster, nativeResolution_m: 1, source: '' })),
})

let pole: Raster
let ridge: Raster
let world: Raster
beforeAll(async () => {
  pole = unwrap(await loadTerrainFile(`${data}moon_south_pole_400m.tif`))
  ridge = unwrap(await loadTerrainFile(`${data}moon_connecting_ridge_site01_10m.tif`))
  world = unwrap(await loadTerrainFile(`${data}moon_global_1920x960.tif`))
})

describe('the shipped maps', () => {
  test('are placed as their GeoTIFF keys say, cells as areas', () => {
    expect(pole).toMatchObject({ columns: 2400, rows: 2400, x0_m: -479_800, y0_m: 479_800, dx_m: 400, dy_m: -400 })
    expect(ridge).toMatchObject({ columns: 1600, rows: 1600, x0_m: -18_995, y0_m: -4005, dx_m: 10, dy_m: -10 })
    expect(pole.projection).toMatchObject({ kind: 'polar-stereographic', pole: 'south', radius_m: 1_737_400 })
    expect(world.projection).toMatchObject({ kind: 'equirectangular', radius_m: 1_737_400 })
  })

  test('agree with each other: scale, placement and sphere', () => {
    // The 10 m map (decimetres) against the 400 m one: measured mean 0.5 m and 8.4 m rms, where a decimetre taken for a
    // metre gives 15 km. Half a cell aside it is 27 to 33 m rms, two cells aside 108 to 125 m: both lie where they say.
    const difference = (dx: number, dy: number) => {
      let sum = 0
      let squares = 0
      let n = 0
      for (let x = -17_000; x < -5000; x += 400)
        for (let y = -18_000; y < -6000; y += 400) {
          const d = heightOnMap(ridge, x, y) - heightOnMap(pole, x + dx, y + dy)
          sum += d
          squares += d * d
          n++
        }
      return { mean: sum / n, rms: Math.sqrt(squares / n) }
    }
    const here = difference(0, 0)
    expect(Math.abs(here.mean)).toBeLessThan(1)
    expect(here.rms).toBeLessThan(9)
    for (const [dx, dy] of [
      [200, 0],
      [-200, 0],
      [0, 200],
      [0, -200],
    ] as const)
      expect(difference(dx, dy).rms).toBeGreaterThan(3 * here.rms)
  })

  test('the world map and the polar map agree where they overlap', () => {
    let squares = 0
    let n = 0
    for (let lat = -88; lat <= -76; lat += 0.5)
      for (let lon = 0; lon < 360; lon += 5) {
        const a = unwrap(heightAt(layered(pole), lat * DEG, lon * DEG)).height_m
        const b = unwrap(heightAt(layered(world), lat * DEG, lon * DEG)).height_m
        squares += (a - b) ** 2
        n++
      }
    // Means of 5.7 km cells against 400 m ones: measured 120 m rms; the same a quarter turn aside is 2950 m.
    expect(Math.sqrt(squares / n)).toBeLessThan(150)
  })
})

describe('a window', () => {
  test('gives the same heights as the whole map', async () => {
    const window = { latitude_rad: -85.2 * DEG, longitude_rad: 31 * DEG, radius_m: 20_000 }
    const part = unwrap(await loadTerrainFile(`${data}moon_south_pole_400m.tif`, window))
    expect(part.columns).toBeLessThan(110)
    for (let x = 60_000; x < 90_000; x += 1111)
      for (let y = 110_000; y < 140_000; y += 1111) {
        const h = heightOnMap(part, x, y)
        expect(h).toBeCloseTo(heightOnMap(pole, x, y), 8)
      }
  })

  test('off the map is an error that names the file', async () => {
    const window = { latitude_rad: -85.2 * DEG, longitude_rad: 31 * DEG, radius_m: 1000 }
    const read = await loadTerrainFile(`${data}moon_connecting_ridge_site01_10m.tif`, window)
    expect(read).toMatchObject({ ok: false, error: { kind: 'outside' } })
    if (!read.ok) expect(describeTerrainFileError(read.error)).toContain('moon_connecting_ridge_site01_10m.tif')
  })
})

describe('the horizon against our reference computation (golden/surface/sites.json)', () => {
  // The file is rounded to 0.001 deg: the largest of the 11,520 residuals is 0.0005 deg, as rounding alone gives.
  test.each(golden.sites.map((site) => [site.id, site] as const))('%s', (_, site) => {
    const terrain = layered(pole)
    const [lat, lon] = [site.latitude_deg * DEG, site.longitude_deg * DEG]
    expect(Math.abs(unwrap(heightAt(terrain, lat, lon)).height_m - site.ground_m)).toBeLessThan(0.06)
    for (const height_m of [2, 10]) {
      const horizon = unwrap(horizonAt(terrain, lat, lon, height_m))
      expect(horizon.coverage).toBe(1)
      const expected = site.horizon_deg[`${height_m}m`]!
      for (let i = 0; i < 360; i++)
        expect(Math.abs(horizon.elevation_rad[2 * i]! / DEG - expected[i]!)).toBeLessThan(0.0006)
    }
  })

  // Steps five times shorter, at all 16 sites: medians 0.0002 to 0.016 deg (0.15 at one), the largest 0.013 to 1.9 deg
  // where the skyline is ground less than a cell away, of which a 474 m map knows nothing. At the mission's site:
  // median 0.0012 deg, largest 0.062 deg.
  test('steps five times shorter move it at the site by hundredths of a degree', () => {
    const site = golden.sites.find((s) => s.id === 'leibnitz-beta-ce8')!
    const at = [site.latitude_deg * DEG, site.longitude_deg * DEG, 2] as const
    const coarse = unwrap(horizonAt(layered(pole), ...at, { azimuths: 360 })).elevation_rad
    const fine = unwrap(
      horizonAt(layered(pole), ...at, { azimuths: 360, step_m: 20, relativeStep: 0.0004 }),
    ).elevation_rad
    const moved = Array.from(fine, (e, i) => Math.abs(e - coarse[i]!) / DEG).sort((a, b) => a - b)
    expect(moved[180]).toBeLessThan(0.002)
    expect(moved[359]).toBeLessThan(0.08)
  })
})

test('the layers of the reference mission: what the site needs, fine to coarse', async () => {
  const file = unwrap(parseSurfaceFile(JSON.parse(readFileSync(`${root}missions/change-8/surface.json`, 'utf8'))))
  const terrain = unwrap(await loadSiteTerrain(file, `${root}data`))
  expect(terrain.layers.map((layer) => layer.id)).toEqual(['connecting-ridge-10m', 'south-pole-400m', 'global-5700m'])
  expect(unwrap(heightAt(terrain, -85.2 * DEG, 31 * DEG)).layer.id).toBe('south-pole-400m')
})

describe('damaged files', () => {
  const bytes = readFileSync(`${data}moon_connecting_ridge_site01_10m.tif`)

  test('a missing file', async () =>
    expect(await loadTerrainFile(`${data}none.tif`)).toMatchObject({
      ok: false,
      error: { kind: 'not-read', code: 'ENOENT' },
    }))

  // The last 4 bytes repeat the end of the last tile (the trailer of a cloud-optimised file) and hold no heights.
  test('cut anywhere: an error, never a map', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 5 }), async (length) => {
        const read = await readGeoTiff(bytes.subarray(0, length), 'cut.tif')
        expect(read.ok).toBe(false)
        if (!read.ok) expect(describeTerrainFileError(read.error)).toContain('cut.tif')
      }),
      { numRuns: 60 },
    )
  })

  test('with bytes of the header changed: an error or a whole map, never a crash', async () => {
    const window = { latitude_rad: -89.45 * DEG, longitude_rad: 222.69 * DEG, radius_m: 500 }
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
          maxLength: 8,
        }),
        async (changes) => {
          const damaged = Uint8Array.from(bytes)
          for (const [at, value] of changes) damaged[at] = value
          const read = await readGeoTiff(damaged, 'damaged.tif', window)
          if (read.ok) expect(read.value.heights_m.length).toBe(read.value.columns * read.value.rows)
          else expect(describeTerrainFileError(read.error)).toContain('damaged.tif')
        },
      ),
      { numRuns: 150 },
    )
  })

  test('blocks too small for the cells they would hold: refused before memory is taken for them', async () => {
    const damaged = new Uint8Array(bytes)
    const view = new DataView(damaged.buffer)
    // The counts of the first directory's tiles (tag 325, TIFF 6.0) become one octet each.
    const directory = view.getUint32(4, true)
    const entry = Array.from({ length: view.getUint16(directory, true) }, (_, i) => directory + 2 + 12 * i).find(
      (at) => view.getUint16(at, true) === 325,
    )!
    const octets = view.getUint16(entry + 2, true) === 3 ? 2 : 4
    const counts = view.getUint32(entry + 8, true)
    for (let i = 0; i < view.getUint32(entry + 4, true); i++) {
      damaged.fill(0, counts + octets * i, counts + octets * (i + 1))
      damaged[counts + octets * i] = 1
    }
    expect(await readGeoTiff(damaged, 'small.tif')).toMatchObject({
      ok: false,
      error: { kind: 'not-geotiff', detail: expect.stringContaining('cannot hold') },
    })
  })

  test('noise', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (noise) => {
        expect((await readGeoTiff(noise, 'noise.tif')).ok).toBe(false)
      }),
      { numRuns: 50 },
    )
  })
})
