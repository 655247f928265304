/** The surface study on the shipped maps and kernels: the golden values of golden/surface, and the reference mission. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Ephemerides } from '@magpie/astro/ephemerides'
import { unwrap } from '@magpie/core/result'
import { parseEpoch, type TdbSeconds, tdbSeconds } from '@magpie/core/time'
import { horizonAt, skylineAt } from '@magpie/surface/horizon'
import { discClearance, discFraction, discRadius, SUN_RADIUS_KM } from '@magpie/surface/illumination'
import { EARTH, lunarSite, SUN, sightingOf } from '@magpie/surface/sightings'
import { type SiteStudy, studySite } from '@magpie/surface/site-study'
import { parseStationsFile, stationsOf } from '@magpie/surface/stations-file'
import { parseSurfaceFile } from '@magpie/surface/surface-file'
import { MOON_RADIUS_M, type Raster, type Terrain } from '@magpie/surface/terrain'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadShippedKernels } from './kernels.ts'
import { loadSiteTerrain, loadTerrainFile } from './terrain.ts'

const DEG = Math.PI / 180
const root = fileURLToPath(new URL('../../', import.meta.url))
const json = (path: string) => JSON.parse(readFileSync(`${root}${path}`, 'utf8'))

type Year = Record<
  'sun_any_pct' | 'sun_centre_pct' | 'sun_disk_avg_pct' | 'longest_dark_h' | 'earth_pct' | 'sun_and_earth_pct',
  number
>
const golden = json('golden/surface/sites.json') as {
  sites: { id: string; latitude_deg: number; longitude_deg: number; year2027: Record<string, Year> }[]
}
const published = json('golden/surface/published.json') as { facts: { id: string; value: number }[] }

let eph: Ephemerides
let pole: Raster
let ridge: Raster
beforeAll(async () => {
  eph = unwrap(await loadShippedKernels())
  pole = unwrap(await loadTerrainFile(`${root}data/terrain/moon_south_pole_400m.tif`))
  ridge = unwrap(await loadTerrainFile(`${root}data/terrain/moon_connecting_ridge_site01_10m.tif`))
})
const tdb = (utc: string) => tdbSeconds(unwrap(parseEpoch(utc, eph.leapSeconds)), eph.leapSeconds)
const layered = (...rasters: Raster[]): Terrain => ({
  radius_m: MOON_RADIUS_M,
  layers: rasters.map((raster, i) => ({ id: `${i}`, raster, nativeResolution_m: 1, source: '' })),
})

/** What the reference computation counted, at evenly spaced samples, and our own reading of "any of the disc". */
function sampled(terrain: Terrain, at: readonly [number, number, number], from: TdbSeconds, step_s: number, n: number) {
  const horizon = unwrap(horizonAt(terrain, at[0] * DEG, at[1] * DEG, at[2]))
  const site = lunarSite('site', horizon.latitude_rad, horizon.longitude_rad, horizon.ground_m + horizon.height_m)
  const watch = { failure: undefined }
  const [sun, earth] = [sightingOf(eph, site, SUN, watch), sightingOf(eph, site, EARTH, watch)]
  const out = new Float64Array(3)
  const sum = { any: 0, column: 0, centre: 0, disc: 0, earth: 0, both: 0 }
  let [dark, longestDark] = [0, 0]
  for (let i = 0; i < n; i++) {
    const t = (from + i * step_s) as TdbSeconds
    sun(t, out)
    const radius = discRadius(SUN_RADIUS_KM, out[2]!)
    const above = out[1]! - skylineAt(horizon, out[0]!)
    const lit = above + radius > 0
    if (discClearance(horizon, out[0]!, out[1]!, radius) > 0) sum.any++
    if (lit) sum.column++
    if (above > 0) sum.centre++
    sum.disc += discFraction(horizon, out[0]!, out[1]!, radius)
    dark = lit ? 0 : dark + 1
    longestDark = Math.max(longestDark, dark)
    earth(t, out)
    const earthUp = out[1]! > skylineAt(horizon, out[0]!)
    if (earthUp) sum.earth++
    if (earthUp && lit) sum.both++
  }
  expect(watch.failure).toBeUndefined()
  const pct = (x: number) => (100 * x) / n
  return {
    ...{ any: pct(sum.any), column: pct(sum.column), centre: pct(sum.centre), disc: pct(sum.disc) },
    ...{ earth: pct(sum.earth), both: pct(sum.both), longestDark_h: (longestDark * step_s) / 3600 },
  }
}

describe('2027 against our reference computation, an hour apart', () => {
  const cases = golden.sites.flatMap((site) => [2, 10].map((height) => [site.id, height, site] as const))
  test.each(cases)('%s at %d m', (_, height, site) => {
    const expected = site.year2027[`${height}m`]!
    const at = [site.latitude_deg, site.longitude_deg, height] as const
    const ours = sampled(layered(pole), at, tdb('2027-01-01'), 3600, 8760)
    // The file is rounded to 0.01, and that is the residual: every sample of the 8,760 falls as there (0.0057 at most
    // for the mean disc, which is integrated otherwise). DE440 against DE421, Python against this, change none.
    expect(Math.abs(ours.column - expected.sun_any_pct)).toBeLessThan(0.0051)
    expect(Math.abs(ours.centre - expected.sun_centre_pct)).toBeLessThan(0.0051)
    expect(Math.abs(ours.earth - expected.earth_pct)).toBeLessThan(0.0051)
    expect(Math.abs(ours.both - expected.sun_and_earth_pct)).toBeLessThan(0.0051)
    expect(Math.abs(ours.disc - expected.sun_disk_avg_pct)).toBeLessThan(0.01)
    expect(ours.longestDark_h).toBe(expected.longest_dark_h)
    // There only the column through the disc's centre counts; across the whole disc up to 0.06 points more is lit.
    expect(ours.any - ours.column).toBeGreaterThanOrEqual(0)
    expect(ours.any - ours.column).toBeLessThan(0.08)
  })
})

describe('Connecting Ridge on the 10 m map within the 400 m one', () => {
  // Glaser et al. 2014 found their best spot on a 20 m map over 19 years; the spots here are the best ones of our own
  // reference computation on the 10 m map (91.66 and 95.97 %, 12 h apart, 2018 to 2037; here 2020 to 2038).
  test.each([
    ['glaser2014.cr.2m', -89.4395, 222.83, 2, 91.66],
    ['glaser2014.cr.10m', -89.4542, 222.845, 10, 95.97],
  ])('%s', (id, lat, lon, height, reference) => {
    const n = Math.floor((tdb('2038-01-01') - tdb('2020-01-01')) / 43200)
    const ours = sampled(layered(ridge, pole), [lat, lon, height], tdb('2020-01-01'), 43200, n)
    // Measured 91.64 and 95.98: two years differ. Published 92.27 and 95.65: 0.63 and 0.33 points away.
    expect(Math.abs(ours.any - reference)).toBeLessThan(0.1)
    expect(Math.abs(ours.any - published.facts.find((fact) => fact.id === id)!.value)).toBeLessThan(1)
  })

  test('one horizon takes less than 0.3 s of this machine, shared', () => {
    const before = process.cpuUsage()
    unwrap(horizonAt(layered(ridge, pole), -89.4542 * DEG, 222.845 * DEG, 10))
    const { user, system } = process.cpuUsage(before)
    // Measured 0.21 s; twice the goal is left for a busy machine.
    expect((user + system) / 1e6).toBeLessThan(0.6)
  })
})

describe('the study of the reference mission', () => {
  const run = async (): Promise<SiteStudy> => {
    const surface = unwrap(parseSurfaceFile(json('missions/change-8/surface.json')))
    const stations = stationsOf(unwrap(parseStationsFile(json('missions/change-8/stations.json'))))
    const terrain = unwrap(await loadSiteTerrain(surface, `${root}data`))
    const from = tdb('2029-08-17T12:00:00')
    // A relay of 24 hours with its far point over the south pole, on J2000 axes: enough to try the contacts.
    const relay = (t: TdbSeconds, out: Float64Array) => {
      const a = (2 * Math.PI * (t - from)) / 86400
      out[0] = 6000 * Math.cos(a)
      out[1] = 0
      out[2] = -6000 + 9000 * Math.sin(a)
      return true
    }
    const before = process.cpuUsage()
    const study = unwrap(studySite(surface, terrain, eph, { from, days: 88.6, stations, relay, relayId: 'queqiao-2' }))
    const { user, system } = process.cpuUsage(before)
    // Measured 2.4 s; the budget is 6 s.
    expect((user + system) / 1e6).toBeLessThan(6)
    return study
  }
  let study: SiteStudy
  beforeAll(async () => {
    study = await run()
  })

  test('is the same twice, and plain JSON', async () => {
    const text = JSON.stringify(study)
    expect(JSON.stringify(await run())).toBe(text)
    expect(JSON.parse(text)).toEqual(study)
  })

  test('says what the site stands on', () => {
    expect(study.site).toMatchObject({ assumed: true, ground_m: 5789.9 })
    expect(study.terrain).toMatchObject({ nativeResolution_m: 473.8, spacing_m: 400, layer: 'south-pole-400m' })
    expect(study.horizons.power.coverage).toBe(1)
    expect(study.slope.baseline_m).toBe(800)
    expect(study.unknowns.length).toBeGreaterThan(0)
  })

  test('agrees with the golden horizon of the site', () => {
    const site = (
      json('golden/surface/sites.json').sites as { id: string; horizon_deg: Record<string, number[]> }[]
    ).find(({ id }) => id === 'leibnitz-beta-ce8')!
    expect(study.horizons.power.horizon_deg).toHaveLength(720)
    for (let i = 0; i < 360; i++)
      expect(Math.abs(study.horizons.power.horizon_deg[2 * i]! - site.horizon_deg['2m']![i]!)).toBeLessThan(0.0006)
  })

  test('its windows agree with its hourly samples', () => {
    const { sun, earthTrack } = study
    const inside = (list: SiteStudy['lit'], t: number) => list.some((w) => w.start_tdb_s <= t && t < w.end_tdb_s)
    for (let i = 0; i < sun.above.length - 1; i++) {
      const t = sun.start_tdb_s + i * sun.step_s
      if (sun.above[i]! > 0.001) expect(inside(study.lit, t)).toBe(true)
      if (sun.above[i]! === 0) expect(inside(study.litHalf, t)).toBe(false)
      if (Math.abs(earthTrack.above[i]!) > 0.001) expect(inside(study.earth, t)).toBe(earthTrack.above[i]! > 0)
    }
  })

  test('has three lunar days that sum to its statistics', () => {
    const { lunarDays, litAny_pct, earth_pct } = study.statistics
    expect(lunarDays).toHaveLength(3)
    const sum = (key: 'lit_h' | 'earth_h') => lunarDays.reduce((total, day) => total + day[key], 0)
    expect((100 * sum('lit_h')) / (88.6 * 24)).toBeCloseTo(litAny_pct, 1)
    expect((100 * sum('earth_h')) / (88.6 * 24)).toBeCloseTo(earth_pct, 1)
    for (const day of lunarDays) expect(day.litAndEarth_h).toBeLessThanOrEqual(Math.min(day.lit_h, day.earth_h))
  })

  test('has contacts of every kind, sorted, direct ones only while the Earth is up', () => {
    const kinds = new Set(study.contacts.map((contact) => contact.kind))
    expect([...kinds].sort()).toEqual(['direct', 'relay-station', 'site-relay', 'through-relay'])
    for (let i = 1; i < study.contacts.length; i++)
      expect(study.contacts[i]!.start_tdb_s).toBeGreaterThanOrEqual(study.contacts[i - 1]!.start_tdb_s)
    // The Earth's radius is 1 degree in this sky: a station can be up a degree before the Earth's centre is.
    for (const { kind, start_tdb_s, end_tdb_s } of study.contacts) {
      if (kind !== 'direct') continue
      const middle = (start_tdb_s + end_tdb_s) / 2
      const i = Math.round((middle - study.earthTrack.start_tdb_s) / study.earthTrack.step_s)
      expect(study.earthTrack.above[i]!).toBeGreaterThan(-1)
    }
  })

  test('is refused without time, and without a sky', async () => {
    const surface = unwrap(parseSurfaceFile(json('missions/change-8/surface.json')))
    const terrain = layered(pole)
    const options = { from: tdb('2029-08-17'), days: 0, stations: [] }
    expect(studySite(surface, terrain, eph, options)).toMatchObject({ ok: false, error: { kind: 'empty-span' } })
    expect(studySite(surface, terrain, eph, { ...options, from: tdb('2060-01-01'), days: 1 })).toMatchObject({
      ok: false,
      error: { kind: 'sky-unknown' },
    })
  })
})
