import { readFileSync } from 'node:fs'
import { loadShippedKernels } from '@magpie/adapters/kernels'
import { unwrap } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import { openSky, skyOver } from './site-sky.ts'

type Azel = {
  sites: { name: string; body: number; lat_deg: number; lon_deg: number; height_km: number }[]
  columns: string[]
  rows: [number, string, string, number[], [number, number, number]][]
}
const azel = JSON.parse(readFileSync(new URL('../../../../golden/flight/azel.json', import.meta.url), 'utf8')) as Azel
const eph = unwrap(await loadShippedKernels())
const site = azel.sites.find(({ name }) => name === 'MONS_MOUTON')!
const place = { lat_deg: site.lat_deg, lon_deg: site.lon_deg, height_m: site.height_km * 1000 }

describe('the sky over a site', () => {
  it('is that of CSPICE, with light time and aberration', () => {
    expect(azel.columns[4]).toBe('same LT+S')
    const at = skyOver(eph, place)
    const rows = azel.rows.filter(([, name, target]) => name === site.name && target !== 'MOON')
    expect(rows.length).toBeGreaterThan(100)
    for (const [t, , target, , [, elevation_deg, range_km]] of rows) {
      const sky = at(t)!
      // The tolerances of golden/flight: 1e-8 rad, and 1e-9 of the range.
      const found = target === 'EARTH' ? sky.earthElevation_deg : sky.sunElevation_deg
      expect(Math.abs(found - elevation_deg)).toBeLessThan(6e-7)
      if (target !== 'EARTH') continue
      expect(Math.abs(sky.earthRange_km - range_km)).toBeLessThan(1e-9 * range_km)
      expect(sky.earthLight_s).toBe(sky.earthRange_km / 299_792.458)
    }
  })

  it("has the Sun's latitude and the site's solar time of CSPICE", () => {
    type Row = [string, string, number, number[]]
    const file = new URL('../../../../golden/geometry/aspects.json', import.meta.url)
    const { rows } = JSON.parse(readFileSync(file, 'utf8')) as { rows: Row[] }
    const at = skyOver(eph, place)
    const near = rows.filter(([correction]) => correction === 'LT+S')
    expect(near.length).toBeGreaterThan(10)
    for (const [, , t, [, , sunLongitude_rad, sunLatitude_rad]] of near) {
      const sky = at(t)!
      // The file has the Moon as the Earth sees it, 1.3 s before: the Sun moves 0.7 arcsec, of latitude far less.
      expect(Math.abs(sky.sunLatitude_deg - (sunLatitude_rad! * 180) / Math.PI)).toBeLessThan(1e-6)
      const hours = 12 + ((place.lon_deg - (sunLongitude_rad! * 180) / Math.PI) * 24) / 360
      const off = Math.abs(sky.solarHours - (((hours % 24) + 24) % 24))
      expect(Math.min(off, 24 - off) * 3600).toBeLessThan(0.06)
    }
  })

  it('is unknown where the kernels do not reach', () => expect(skyOver(eph, place)(5e9)).toBeUndefined())

  it('says why it cannot be had', async () => {
    const span = { start_tdb_s: 9.3e8, end_tdb_s: 9.31e8 }
    const opened = await openSky('http://127.0.0.1:1', span, place)
    expect(opened).toMatchObject({
      ok: false,
      error: expect.stringContaining('http://127.0.0.1:1/kernels/manifest.json'),
    })
  })
})
