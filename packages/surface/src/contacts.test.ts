import { readdirSync, readFileSync } from 'node:fs'
import { loadEphemerides } from '@magpie/astro/ephemerides'
import { rotation } from '@magpie/astro/frames'
import { applyTranspose } from '@magpie/astro/matrices'
import { azimuthElevation, siteState } from '@magpie/astro/sites'
import { positionOf } from '@magpie/astro/states'
import { type Interval, measure } from '@magpie/core/interval'
import { unwrap } from '@magpie/core/result'
import { parseEpoch, type TdbSeconds, tdbSeconds } from '@magpie/core/time'
import { describe, expect, test } from 'vitest'
import {
  type ContactSite,
  type ContactWindow,
  directContacts,
  intervalOf,
  RELAY_SEARCH,
  relayStationContacts,
  siteRelayContacts,
  throughRelayContacts,
} from './contacts.ts'
import type { Horizon } from './horizon.ts'
import {
  EARTH,
  earthStation,
  lunarSite,
  MOON,
  moonClearance,
  type RelayPosition,
  SUN,
  sightingBetween,
  sightingOf,
  sightingOfRelay,
  type Watch,
} from './sightings.ts'
import type { Station } from './stations-file.ts'

const DEG = Math.PI / 180
const folder = new URL('../../../data/kernels/', import.meta.url)
const eph = unwrap(
  loadEphemerides(
    readdirSync(folder).map((name) => {
      const { buffer, byteOffset, byteLength } = readFileSync(new URL(name, folder))
      return { name, bytes: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer }
    }),
  ),
)
const tdb = (utc: string) => tdbSeconds(unwrap(parseEpoch(utc, eph.leapSeconds)), eph.leapSeconds)
const days = (from: string, n: number): Interval<TdbSeconds> => ({
  start: tdb(from),
  end: (tdb(from) + n * 86400) as TdbSeconds,
})

const miyun: Station = { id: 'miyun', name: 'Miyun', lat_deg: 40.558, lon_deg: 116.976, height_m: 160, mask_deg: 10 }
const neuquen: Station = { ...miyun, id: 'neuquen', lat_deg: -38.191, lon_deg: -70.15, height_m: 450 }

function flat(elevation_deg: number): Horizon {
  const elevation_rad = new Float64Array(8).fill(elevation_deg * DEG)
  return {
    latitude_rad: 0,
    longitude_rad: 0,
    ground_m: 0,
    height_m: 0,
    elevation_rad,
    distance_m: elevation_rad,
    coverage: 1,
  }
}

const lander: ContactSite = {
  id: 'site',
  site: lunarSite('site', -85.2 * DEG, 31 * DEG, 5790),
  horizon: flat(1),
  earthMask_rad: 0.5 * DEG,
  relayMask_rad: 5 * DEG,
}

/** A relay that hangs at a place fixed to the Moon, `distance_km` from its centre. */
function hanging(latitude_deg: number, longitude_deg: number, distance_km: number): RelayPosition {
  const place = lunarSite('relay', latitude_deg * DEG, longitude_deg * DEG, 0).position_km.map(
    (x) => (x / 1737.4) * distance_km,
  )
  const turn = new Float64Array(9)
  return (t, out) => {
    unwrap(rotation(eph, 'J2000', 'MOON_ME', t, turn))
    applyTranspose(turn, place, 0, out, 0)
    return true
  }
}

/** A circular orbit in a plane that holds the Earth-Moon line at the start. */
function circling(from: TdbSeconds, radius_km: number): RelayPosition {
  const earth = unwrap(positionOf(eph, EARTH, MOON, from, new Float64Array(3)))
  const u = earth.map((x) => x / Math.hypot(...earth))
  const side = [-u[1]!, u[0]!, 0]
  const v = side.map((x) => x / Math.hypot(...side))
  const rate = Math.sqrt(4902.8 / radius_km ** 3)
  return (t, out) => {
    const a = rate * (t - from)
    for (let i = 0; i < 3; i++) out[i] = radius_km * (Math.cos(a) * u[i]! + Math.sin(a) * v[i]!)
    return true
  }
}

describe('sightings', () => {
  test('the apparent Sun at 89.5 S as JPL Horizons gives it (golden/surface/published.json, horizons.sample)', () => {
    const out = new Float64Array(3)
    sightingOf(eph, lunarSite('sample', -89.5 * DEG, 0, 0), SUN, { failure: undefined })(
      tdb('2028-03-14T00:00:00'),
      out,
    )
    // Measured: 1.2e-9 deg in azimuth, 8e-10 deg in elevation, 4e-10 au; Horizons uses DE441.
    expect(Math.abs(out[0]! / DEG - 325.375719503)).toBeLessThan(1e-8)
    expect(Math.abs(out[1]! / DEG + 0.851865315)).toBeLessThan(1e-8)
    expect(Math.abs(out[2]! / 149_597_870.7 - 0.99602651)).toBeLessThan(6e-9)
  })

  test('a site at the centre of the Moon is seen where the Moon is', () => {
    const watch: Watch = { failure: undefined }
    const centre = { ...lunarSite('centre', 0, 0, 0), position_km: new Float64Array(3) }
    const station = earthStation(miyun)
    const [a, b] = [new Float64Array(3), new Float64Array(3)]
    for (let t = tdb('2029-01-01'); t < tdb('2029-01-03'); t = (t + 5000) as TdbSeconds) {
      sightingBetween(eph, station, centre, watch)(t, a)
      unwrap(azimuthElevation(eph, station, MOON, t, 'CN+S', b))
      // Measured: 2e-16 rad and 2e-10 km.
      expect(Math.abs(a[1]! - b[1]!)).toBeLessThan(1e-13)
      expect(Math.abs(Math.sin(a[0]! - b[0]!)) * Math.cos(b[1]!)).toBeLessThan(1e-13)
      expect(Math.abs(a[2]! - b[2]!)).toBeLessThan(1e-8)
    }
    expect(watch.failure).toBeUndefined()
  })

  test('a relay that hangs over a station stands at its zenith', () => {
    const out = new Float64Array(3)
    const place = lunarSite('below', -60 * DEG, 200 * DEG, 0)
    sightingOfRelay(eph, place, hanging(-60, 200, 6737.4), { failure: undefined })(tdb('2029-03-01'), out)
    // Aberration by the Moon's 30 km/s turns it by up to 0.006 deg.
    expect(out[1]! / DEG).toBeGreaterThan(89.99)
    expect(out[2]!).toBeCloseTo(5000, 0)
  })

  test('a gap in the kernels is kept as a failure, not as a night', () => {
    const watch: Watch = { failure: undefined }
    const out = new Float64Array(3)
    sightingOf(eph, lander.site, SUN, watch)(tdb('2060-01-01'), out)
    expect(out[1]).toBeNaN()
    expect(watch.failure).toBeDefined()
    const between: Watch = { failure: undefined }
    sightingBetween(eph, earthStation(miyun), lander.site, between)(tdb('2060-01-01'), out)
    expect(out[1]).toBeNaN()
    expect(between.failure).toBeDefined()
  })
})

function orderly(windows: readonly ContactWindow[], span: Interval<TdbSeconds>) {
  let from = span.start as number
  for (const w of windows) {
    expect(w.start_tdb_s).toBeGreaterThanOrEqual(from)
    expect(w.end_tdb_s).toBeGreaterThan(w.start_tdb_s)
    from = w.end_tdb_s
  }
  expect(from).toBeLessThanOrEqual(span.end)
}

describe('direct contacts', () => {
  const span = days('2029-08-17T12:00:00', 29.5)
  const watch: Watch = { failure: undefined }
  const windows = directContacts(eph, lander, miyun, span, watch)

  test('are disjoint, sorted and in the span, with light time that fits the range', () => {
    orderly(windows, span)
    expect(windows.length).toBeGreaterThan(15)
    for (const w of windows) {
      expect(w).toMatchObject({ kind: 'direct', from: 'site', to: 'miyun' })
      expect(w.maxElevation_deg).toBeGreaterThanOrEqual(10)
      expect(w.meanLightTime_s).toBeCloseTo(w.meanRange_km / 299792.458, 3)
      expect(w.meanRange_km).toBeGreaterThan(350_000)
      expect(w.meanRange_km).toBeLessThan(410_000)
    }
    expect(watch.failure).toBeUndefined()
  })

  test('are what a look every 5 minutes with geometric positions says, but within half a minute of an end', () => {
    // Independent of sightingBetween: the Moon-centred site and the station as plain vectors, no light time.
    const [site, earth, there, turn] = [6, 3, 6, 9].map((n) => new Float64Array(n)) as [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array,
    ]
    const station = earthStation(miyun)
    const elevation = (from: Float64Array, to: Float64Array, s: typeof station, t: TdbSeconds) => {
      unwrap(rotation(eph, s.frame, 'J2000', t, turn))
      const up = [2, 5, 8].map(
        (k) => turn[k - 2]! * s.enuFromFrame[6]! + turn[k - 1]! * s.enuFromFrame[7]! + turn[k]! * s.enuFromFrame[8]!,
      )
      const d = [0, 1, 2].map((k) => to[k]! - from[k]!)
      return Math.asin((d[0]! * up[0]! + d[1]! * up[1]! + d[2]! * up[2]!) / Math.hypot(...d))
    }
    let checked = 0
    for (let t = span.start; t < span.end; t = (t + 300) as TdbSeconds) {
      if (windows.some((w) => Math.min(Math.abs(w.start_tdb_s - t), Math.abs(w.end_tdb_s - t)) < 30)) continue
      unwrap(siteState(eph, lander.site, t, site))
      unwrap(positionOf(eph, EARTH, MOON, t, earth))
      unwrap(siteState(eph, station, t, there))
      for (let i = 0; i < 3; i++) there[i]! += earth[i]!
      const linked =
        elevation(there, site, station, t) > 10 * DEG && elevation(site, there, lander.site, t) > (1 + 0.5) * DEG
      expect(windows.some((w) => w.start_tdb_s <= t && t < w.end_tdb_s)).toBe(linked)
      checked++
    }
    expect(checked).toBeGreaterThan(8000)
  })

  test('a higher mask and a higher skyline leave less', () => {
    const high = directContacts(eph, lander, { ...miyun, mask_deg: 20 }, span, watch)
    const walled = directContacts(eph, { ...lander, horizon: flat(4) }, miyun, span, watch)
    const total = (list: readonly ContactWindow[]) => measure(list.map(intervalOf))
    expect(total(high)).toBeLessThan(total(windows))
    expect(total(walled)).toBeLessThan(total(windows))
    expect(directContacts(eph, { ...lander, horizon: flat(20) }, miyun, span, watch)).toEqual([])
  })
})

describe('a relay', () => {
  const span = days('2029-02-01', 4)
  const watch: Watch = { failure: undefined }
  const relay = (position: RelayPosition) => ({ id: 'relay', position, search: RELAY_SEARCH })

  test('that hangs over the site is always in contact with it', () => {
    const [only, ...rest] = siteRelayContacts(eph, lander, relay(hanging(-85.2, 31, 8000)), span, watch)
    expect(rest).toEqual([])
    expect(only).toMatchObject({ start_tdb_s: span.start, end_tdb_s: span.end, kind: 'site-relay' })
    expect(only!.meanRange_km).toBeCloseTo(8000 - 1743.19, 0)
    expect(only!.maxElevation_deg).toBeGreaterThan(89.9)
  })

  test('that hangs on the other side never is', () =>
    expect(siteRelayContacts(eph, lander, relay(hanging(85, 211, 8000)), span, watch)).toEqual([]))

  test('behind the Moon has no line to a station, in front of it has', () => {
    const clearance = (longitude: number) => moonClearance(eph, earthStation(miyun), hanging(0, longitude, 5000), watch)
    for (let t = span.start; t < span.end; t = (t + 7200) as TdbSeconds) {
      expect(clearance(180)(t)).toBeLessThan(0)
      expect(clearance(0)(t)).toBeGreaterThan(2)
    }
  })

  test('in a circular orbit is hidden for asin(R / a) / pi of the time', () => {
    const radius_km = 3000
    const clear = moonClearance(eph, earthStation(miyun), circling(span.start, radius_km), watch)
    let hidden = 0
    const n = 20_000
    const period_s = 2 * Math.PI * Math.sqrt(radius_km ** 3 / 4902.8)
    for (let i = 0; i < n; i++) if (!(clear((span.start + (period_s * i) / n) as TdbSeconds) > 0)) hidden++
    // Measured 0.1996 against 0.1966: the Moon moves on by 2 degrees in the period (0.006 of a turn), and the Earth is not
    // at infinity.
    expect(Math.abs(hidden / n - Math.asin(1737.4 / radius_km) / Math.PI)).toBeLessThan(0.006)
  })

  test('is seen by a station when risen and not hidden; through it the site is reached when both legs stand', () => {
    const orbit = relay(circling(span.start, 3000))
    const far = relayStationContacts(eph, orbit, neuquen, span, watch)
    const near = siteRelayContacts(eph, { ...lander, relayMask_rad: -10 * DEG }, orbit, span, watch)
    orderly(far, span)
    orderly(near, span)
    const through = throughRelayContacts(eph, lander, orbit, neuquen, near, far, watch)
    orderly(through, span)
    expect(far.length).toBeGreaterThan(8)
    const holds = (list: readonly ContactWindow[], t: number) => list.some((w) => w.start_tdb_s <= t && t < w.end_tdb_s)
    for (let t = span.start as number; t < span.end; t += 600)
      expect(holds(through, t)).toBe(holds(near, t) && holds(far, t))
    for (const w of through) expect(w.meanRange_km).toBeGreaterThan(350_000)
    expect(watch.failure).toBeUndefined()
  })

  test('whose position is unknown has no contacts', () =>
    expect(
      siteRelayContacts(
        eph,
        lander,
        relay(() => false),
        span,
        watch,
      ),
    ).toEqual([]))
})
