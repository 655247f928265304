/**
 * The surface stage: what a site is like over a few lunar days. Horizon, slope, light, the Earth in the sky, contacts
 * with stations directly and through a relay, and a patch of terrain for pictures. Pure and deterministic; the result
 * is plain JSON with angles in degrees and times in TDB seconds past J2000, ends of windows right to half a second.
 */
import type { Ephemerides } from '@magpie/astro/ephemerides'
import { complement, type Interval, intersect, measure } from '@magpie/core/interval'
import { err, ok, type Result } from '@magpie/core/result'
import type { TdbSeconds } from '@magpie/core/time'
import {
  type ContactSite,
  type ContactWindow,
  directContacts,
  RELAY_SEARCH,
  type Relay,
  relayStationContacts,
  siteRelayContacts,
  throughRelayContacts,
} from './contacts.ts'
import type { SurfaceError } from './errors.ts'
import { type Horizon, horizonAt, skylineAt } from './horizon.ts'
import { discFraction, discRadius, discWindows, litWindows, SUN_RADIUS_KM, visibleWindows } from './illumination.ts'
import { patchAround, type TerrainPatch } from './patch.ts'
import { EARTH, lunarSite, type RelayPosition, type Sighting, SUN, sightingOf, type Watch } from './sightings.ts'
import { slopeAt } from './slopes.ts'
import type { Station } from './stations-file.ts'
import type { SurfaceFile } from './surface-file.ts'
import { heightAt, spacing, type Terrain } from './terrain.ts'

/** Mean synodic month, days: one lunar day. */
export const LUNAR_DAY_D = 29.530589
const DAY_S = 86400
const DEG = Math.PI / 180

export type StudyOptions = {
  readonly from: TdbSeconds
  readonly days: number
  readonly stations: readonly Station[]
  /** Position from the Moon's centre, km on J2000 axes; false where it is not known. */
  readonly relay?: RelayPosition
  readonly relayId?: string
  /** Called with what is done, 0 to 1, and what is being done. */
  readonly onProgress?: (done: number, what: string) => void
}

/** Ends in TDB seconds past J2000. */
export type StudyWindow = { readonly start_tdb_s: number; readonly end_tdb_s: number }

export type StudyHorizon = {
  readonly observer: string
  readonly height_m: number
  /** Clockwise from north, evenly spaced. */
  readonly horizon_deg: readonly number[]
  readonly distance_km: readonly number[]
  /** Share of the ground within reach that the maps cover. */
  readonly coverage: number
}

/** Samples of a body's place in the sky, one after another from the study's start. */
export type SkyTrack = {
  readonly start_tdb_s: number
  readonly step_s: number
  readonly azimuth_deg: readonly number[]
  readonly elevation_deg: readonly number[]
  /** Of the Sun: share of the disc above the skyline. Of the Earth: its centre's height over the skyline, deg. */
  readonly above: readonly number[]
}

export type LunarDay = {
  readonly start_tdb_s: number
  readonly end_tdb_s: number
  readonly lit_h: number
  readonly earth_h: number
  readonly litAndEarth_h: number
}

export type SiteStatistics = {
  readonly litAny_pct: number
  readonly litHalf_pct: number
  readonly earth_pct: number
  readonly litAndEarth_pct: number
  readonly longestLit_h: number
  readonly longestDark_h: number
  readonly longestEarthOut_h: number
  readonly lunarDays: readonly LunarDay[]
}

export type SiteStudy = {
  readonly format: 'magpie-site-study-1'
  readonly site: {
    readonly id: string
    readonly name: string
    readonly latitude_deg: number
    readonly longitude_deg: number
    readonly ground_m: number
    readonly assumed: boolean
  }
  readonly span: StudyWindow
  readonly terrain: {
    readonly layer: string
    readonly nativeResolution_m: number
    readonly spacing_m: number
    readonly source: string
    readonly layers: readonly string[]
  }
  readonly unknowns: readonly string[]
  readonly keepOuts: SurfaceFile['keepOuts']
  readonly slope: { readonly slope_deg: number; readonly downhill_deg: number; readonly baseline_m: number }
  readonly horizons: {
    readonly power: StudyHorizon
    readonly communications: StudyHorizon
    readonly camera: StudyHorizon
  }
  readonly lit: readonly StudyWindow[]
  readonly litHalf: readonly StudyWindow[]
  readonly earth: readonly StudyWindow[]
  readonly litAndEarth: readonly StudyWindow[]
  /** All kinds, by start. */
  readonly contacts: readonly ContactWindow[]
  readonly sun: SkyTrack
  readonly earthTrack: SkyTrack
  readonly statistics: SiteStatistics
  readonly patch: TerrainPatch
}

/** Studies the site of a mission from a time on. */
export function studySite(
  input: SurfaceFile,
  terrain: Terrain,
  eph: Ephemerides,
  options: StudyOptions,
): Result<SiteStudy, SurfaceError> {
  if (!(options.days > 0)) return err({ kind: 'empty-span', days: options.days })
  const span = { start: options.from, end: (options.from + options.days * DAY_S) as TdbSeconds }
  const progress = options.onProgress ?? (() => undefined)
  progress(0, 'horizon')
  const ground = studyGround(input, terrain)
  if (!ground.ok) return ground
  const watch: Watch = { failure: undefined }
  progress(0.2, 'light')
  const sky = studySky(input, ground.value, eph, span, watch)
  progress(0.4, 'contacts')
  const contacts = watch.failure === undefined ? studyContacts(input, ground.value, eph, span, options, watch) : []
  if (watch.failure !== undefined) return err({ kind: 'sky-unknown', error: watch.failure })
  progress(1, 'done')
  const { power, communications, camera } = ground.value
  return ok({
    format: 'magpie-site-study-1',
    ...ground.value.facts,
    span: windowOf(span),
    unknowns: input.unknowns,
    keepOuts: input.keepOuts,
    horizons: {
      power: studyHorizon(input.observers.power.id, power),
      communications: studyHorizon(input.observers.communications.id, communications),
      camera: studyHorizon(input.observers.camera.id, camera),
    },
    ...sky,
    contacts,
  })
}

type Ground = {
  readonly power: Horizon
  readonly communications: Horizon
  readonly camera: Horizon
  readonly facts: Pick<SiteStudy, 'site' | 'terrain' | 'slope' | 'patch'>
}

/** Cells a side and their spacing: 51 km around the site, about the resolution of the polar map. */
const PATCH_CELLS = 128
const PATCH_SPACING_M = 400

function studyGround(input: SurfaceFile, terrain: Terrain): Result<Ground, SurfaceError> {
  const { site, observers } = input
  const [lat, lon] = [site.latitude_deg.value * DEG, site.longitude_deg.value * DEG]
  const options = { azimuths: input.horizon.azimuths, reach_m: input.horizon.reach_km * 1000 }
  const ground = heightAt(terrain, lat, lon)
  if (!ground.ok) return ground
  const power = horizonAt(terrain, lat, lon, observers.power.height_m.value, options)
  if (!power.ok) return power
  const communications = horizonAt(terrain, lat, lon, observers.communications.height_m.value, options)
  if (!communications.ok) return communications
  const camera = horizonAt(terrain, lat, lon, observers.camera.height_m.value, options)
  if (!camera.ok) return camera
  const slope = slopeAt(terrain, lat, lon)
  if (!slope.ok) return slope
  const { layer, height_m } = ground.value
  return ok({
    power: power.value,
    communications: communications.value,
    camera: camera.value,
    facts: {
      site: {
        id: site.id,
        name: site.name,
        latitude_deg: site.latitude_deg.value,
        longitude_deg: site.longitude_deg.value,
        ground_m: round(height_m, 1),
        assumed: site.latitude_deg.provenance.kind === 'assumed' || site.longitude_deg.provenance.kind === 'assumed',
      },
      terrain: {
        layer: layer.id,
        nativeResolution_m: layer.nativeResolution_m,
        spacing_m: spacing(layer.raster),
        source: layer.source,
        layers: terrain.layers.map(({ id }) => id),
      },
      slope: {
        slope_deg: round(slope.value.slope.slope_rad / DEG, 2),
        downhill_deg: round(slope.value.slope.downhill_rad / DEG, 1),
        baseline_m: slope.value.baseline_m,
      },
      patch: patchAround(terrain, lat, lon, PATCH_CELLS, PATCH_SPACING_M),
    },
  })
}

type Sky = Pick<SiteStudy, 'lit' | 'litHalf' | 'earth' | 'litAndEarth' | 'sun' | 'earthTrack' | 'statistics'>

const TRACK_STEP_S = 3600

function studySky(
  input: SurfaceFile,
  { power, communications }: Ground,
  eph: Ephemerides,
  span: Interval<TdbSeconds>,
  watch: Watch,
): Sky {
  const sun = sightingOf(eph, standingOf(input, power), SUN, watch)
  const earth = sightingOf(eph, standingOf(input, communications), EARTH, watch)
  const lit = litWindows(power, sun, span)
  const litHalf = discWindows(power, sun, 0.5, span)
  const earthUp = visibleWindows(communications, earth, 0, span)
  const both = intersect(lit, earthUp)
  const litShare = (azimuth_rad: number, elevation_rad: number, range_km: number) =>
    round(discFraction(power, azimuth_rad, elevation_rad, discRadius(SUN_RADIUS_KM, range_km)), 4)
  const overSkyline = (azimuth_rad: number, elevation_rad: number) =>
    round((elevation_rad - skylineAt(communications, azimuth_rad)) / DEG, 3)
  return {
    lit: lit.map(windowOf),
    litHalf: litHalf.map(windowOf),
    earth: earthUp.map(windowOf),
    litAndEarth: both.map(windowOf),
    sun: trackOf(sun, span, litShare),
    earthTrack: trackOf(earth, span, overSkyline),
    statistics: statisticsOf(span, lit, litHalf, earthUp, both),
  }
}

function studyContacts(
  input: SurfaceFile,
  { communications }: Ground,
  eph: Ephemerides,
  span: Interval<TdbSeconds>,
  options: StudyOptions,
  watch: Watch,
): ContactWindow[] {
  const lander: ContactSite = {
    id: input.site.id,
    site: standingOf(input, communications),
    horizon: communications,
    earthMask_rad: input.masks.earth_deg.value * DEG,
    relayMask_rad: input.masks.relay_deg.value * DEG,
  }
  const out = options.stations.flatMap((station) => directContacts(eph, lander, station, span, watch))
  if (options.relay !== undefined) {
    const relay: Relay = { id: options.relayId ?? 'relay', position: options.relay, search: RELAY_SEARCH }
    options.onProgress?.(0.6, 'relay')
    const siteRelay = siteRelayContacts(eph, lander, relay, span, watch)
    out.push(...siteRelay)
    for (const station of options.stations) {
      const far = relayStationContacts(eph, relay, station, span, watch)
      out.push(...far, ...throughRelayContacts(eph, lander, relay, station, siteRelay, far, watch))
    }
  }
  return out.sort((a, b) => a.start_tdb_s - b.start_tdb_s || a.end_tdb_s - b.end_tdb_s || compare(a, b))
}

function compare(a: ContactWindow, b: ContactWindow): number {
  const [x, y] = [`${a.kind} ${a.from} ${a.to}`, `${b.kind} ${b.from} ${b.to}`]
  return x < y ? -1 : x > y ? 1 : 0
}

function standingOf(input: SurfaceFile, horizon: Horizon) {
  return lunarSite(input.site.id, horizon.latitude_rad, horizon.longitude_rad, horizon.ground_m + horizon.height_m)
}

function studyHorizon(observer: string, horizon: Horizon): StudyHorizon {
  return {
    observer,
    height_m: horizon.height_m,
    horizon_deg: Array.from(horizon.elevation_rad, (e) => round(e / DEG, 4)),
    distance_km: Array.from(horizon.distance_m, (d) => round(d / 1000, 2)),
    coverage: round(horizon.coverage, 4),
  }
}

const seen = new Float64Array(3)

function trackOf(
  sighting: Sighting,
  span: Interval<TdbSeconds>,
  above: (azimuth_rad: number, elevation_rad: number, range_km: number) => number,
): SkyTrack {
  const samples = Math.floor((span.end - span.start) / TRACK_STEP_S) + 1
  const track = { azimuth_deg: [] as number[], elevation_deg: [] as number[], above: [] as number[] }
  for (let i = 0; i < samples; i++) {
    sighting((span.start + i * TRACK_STEP_S) as TdbSeconds, seen)
    track.azimuth_deg.push(round(seen[0]! / DEG, 3))
    track.elevation_deg.push(round(seen[1]! / DEG, 4))
    track.above.push(above(seen[0]!, seen[1]!, seen[2]!))
  }
  return { start_tdb_s: span.start, step_s: TRACK_STEP_S, ...track }
}

function statisticsOf(
  span: Interval<TdbSeconds>,
  lit: readonly Interval<TdbSeconds>[],
  litHalf: readonly Interval<TdbSeconds>[],
  earth: readonly Interval<TdbSeconds>[],
  both: readonly Interval<TdbSeconds>[],
): SiteStatistics {
  const share = (list: readonly Interval[]) => round((100 * measure(list)) / (span.end - span.start), 2)
  const lunarDays: LunarDay[] = []
  // A remainder shorter than half a lunar day belongs to the day before it.
  const days = Math.max(1, Math.round((span.end - span.start) / (LUNAR_DAY_D * DAY_S)))
  for (let i = 0; i < days; i++) {
    const start = (span.start + i * LUNAR_DAY_D * DAY_S) as TdbSeconds
    const end = i === days - 1 ? span.end : ((start + LUNAR_DAY_D * DAY_S) as TdbSeconds)
    const day = [{ start, end }]
    const hours = (list: readonly Interval<TdbSeconds>[]) => round(measure(intersect(list, day)) / 3600, 2)
    lunarDays.push({
      start_tdb_s: start,
      end_tdb_s: end,
      lit_h: hours(lit),
      earth_h: hours(earth),
      litAndEarth_h: hours(both),
    })
  }
  return {
    litAny_pct: share(lit),
    litHalf_pct: share(litHalf),
    earth_pct: share(earth),
    litAndEarth_pct: share(both),
    longestLit_h: longest(lit),
    longestDark_h: longest(complement(lit, span)),
    longestEarthOut_h: longest(complement(earth, span)),
    lunarDays,
  }
}

function longest(list: readonly Interval[]): number {
  let most_s = 0
  for (const { start, end } of list) most_s = Math.max(most_s, end - start)
  return round(most_s / 3600, 2)
}

function windowOf({ start, end }: Interval<TdbSeconds>): StudyWindow {
  return { start_tdb_s: start, end_tdb_s: end }
}

function round(x: number, digits: number): number {
  const unit = 10 ** digits
  return Math.round(x * unit) / unit
}
