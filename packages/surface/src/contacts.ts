/**
 * When links can stand: an Earth station with the site directly, the site with a relay, the relay with a station, and all
 * the way through the relay. Only geometry: elevations over masks, the terrain's skyline at the site, the Moon's body in
 * the way. At each instant both ends are taken as they see each other then, so that ends of windows hold to the light
 * time of 1.3 s. No refraction; times TDB s.
 */
import { LIGHT_KM_S } from '@magpie/astro/aberration'
import { intervalsWhere } from '@magpie/astro/crossings'
import type { Ephemerides } from '@magpie/astro/ephemerides'
import type { Site } from '@magpie/astro/sites'
import { type Interval, intersect } from '@magpie/core/interval'
import type { TdbSeconds } from '@magpie/core/time'
import { type Horizon, skylineAt } from './horizon.ts'
import { SEARCH_DEFAULTS, type Search } from './illumination.ts'
import {
  earthStation,
  moonClearance,
  type RelayPosition,
  type Sighting,
  sightingBetween,
  sightingOfRelay,
  type Watch,
} from './sightings.ts'
import type { Station } from './stations-file.ts'

export type ContactKind = 'direct' | 'site-relay' | 'relay-station' | 'through-relay'

export type ContactWindow = {
  readonly kind: ContactKind
  readonly from: string
  readonly to: string
  readonly start_tdb_s: number
  readonly end_tdb_s: number
  /** Highest elevation: of the site's or relay's signal at the station; of the relay at the site for the other two. */
  readonly maxElevation_deg: number
  /** Length of the path, through the relay where there is one, and the time light takes for it. */
  readonly meanRange_km: number
  readonly meanLightTime_s: number
}

/** The site as contacts see it: where the antenna stands, its skyline, and the least elevations above that skyline. */
export type ContactSite = {
  readonly id: string
  readonly site: Site
  readonly horizon: Horizon
  readonly earthMask_rad: number
  readonly relayMask_rad: number
}

/** A relay by its position; `search` may look closer, since it moves faster than the sky. */
export type Relay = { readonly id: string; readonly position: RelayPosition; readonly search: Search }

/** A relay in lunar orbit passes behind the Moon in tens of minutes: two minutes miss none that matters. */
export const RELAY_SEARCH: Search = { smallest_s: 120, edge_s: 0.5 }

const DEG = Math.PI / 180
/** Below its mask by more than this, the other end need not be asked. */
const CLEARLY_BELOW_RAD = 0.1

const atStation = new Float64Array(3)
const atSite = new Float64Array(3)

/** When a station and the site see each other: both above their masks. */
export function directContacts(
  eph: Ephemerides,
  lander: ContactSite,
  station: Station,
  span: Interval<TdbSeconds>,
  watch: Watch,
  { smallest_s, edge_s }: Search = SEARCH_DEFAULTS,
): ContactWindow[] {
  const antenna = earthStation(station)
  const up = sightingBetween(eph, antenna, lander.site, watch)
  const down = sightingBetween(eph, lander.site, antenna, watch)
  const margin = (t: TdbSeconds) => {
    up(t, atStation)
    const above = atStation[1]! - station.mask_deg * DEG
    if (above < -CLEARLY_BELOW_RAD) return above
    down(t, atSite)
    return Math.min(above, atSite[1]! - lander.earthMask_rad - skylineAt(lander.horizon, atSite[0]!))
  }
  const windows = intervalsWhere(margin, span, smallest_s, edge_s)
  return windows.map((w) => describeWindow('direct', lander.id, station.id, w, up, []))
}

/** When the relay stands above the site's skyline and mask. */
export function siteRelayContacts(
  eph: Ephemerides,
  lander: ContactSite,
  relay: Relay,
  span: Interval<TdbSeconds>,
  watch: Watch,
): ContactWindow[] {
  const seen = sightingOfRelay(eph, lander.site, relay.position, watch)
  const margin = (t: TdbSeconds) => {
    seen(t, atSite)
    return atSite[1]! - lander.relayMask_rad - skylineAt(lander.horizon, atSite[0]!)
  }
  const windows = intervalsWhere(margin, span, relay.search.smallest_s, relay.search.edge_s)
  return windows.map((w) => describeWindow('site-relay', lander.id, relay.id, w, seen, []))
}

/** When the relay stands above the station's mask and the Moon is not in the way. */
export function relayStationContacts(
  eph: Ephemerides,
  relay: Relay,
  station: Station,
  span: Interval<TdbSeconds>,
  watch: Watch,
): ContactWindow[] {
  const antenna = earthStation(station)
  const seen = sightingOfRelay(eph, antenna, relay.position, watch)
  const clearance = moonClearance(eph, antenna, relay.position, watch)
  const above = (t: TdbSeconds) => {
    seen(t, atStation)
    return atStation[1]! - station.mask_deg * DEG
  }
  // At the Earth the relay moves with the sky; only the Moon's edge needs the closer look, and only while it is up.
  const { smallest_s, edge_s } = relay.search
  const risen = intervalsWhere(above, span, SEARCH_DEFAULTS.smallest_s, edge_s)
  const windows = risen.flatMap((up) => intervalsWhere(clearance, up, smallest_s, edge_s))
  return windows.map((w) => describeWindow('relay-station', relay.id, station.id, w, seen, []))
}

/** When the site reaches the station through the relay: both legs stand at once. */
export function throughRelayContacts(
  eph: Ephemerides,
  lander: ContactSite,
  relay: Relay,
  station: Station,
  siteRelay: readonly ContactWindow[],
  relayStation: readonly ContactWindow[],
  watch: Watch,
): ContactWindow[] {
  const near = sightingOfRelay(eph, lander.site, relay.position, watch)
  const far = sightingOfRelay(eph, earthStation(station), relay.position, watch)
  const windows = intersect(siteRelay.map(intervalOf), relayStation.map(intervalOf))
  return windows.map((w) => describeWindow('through-relay', lander.id, station.id, w, near, [far]))
}

/** The window's ends as an interval. */
export function intervalOf(window: ContactWindow): Interval<TdbSeconds> {
  return { start: window.start_tdb_s as TdbSeconds, end: window.end_tdb_s as TdbSeconds }
}

/** Samples a window keeps its highest elevation and mean range from, at most so far apart. */
const SAMPLE_S = 300

const sample = new Float64Array(3)

function describeWindow(
  kind: ContactKind,
  from: string,
  to: string,
  window: Interval<TdbSeconds>,
  sighting: Sighting,
  furtherLegs: readonly Sighting[],
): ContactWindow {
  const n = Math.max(4, Math.ceil((window.end - window.start) / SAMPLE_S))
  let highest_rad = Number.NEGATIVE_INFINITY
  let sum_km = 0
  for (let i = 0; i <= n; i++) {
    const t = (window.start + ((window.end - window.start) * i) / n) as TdbSeconds
    // The trapezoidal rule: the two ends count half.
    const weight = i === 0 || i === n ? 0.5 : 1
    sighting(t, sample)
    highest_rad = Math.max(highest_rad, sample[1]!)
    sum_km += weight * sample[2]!
    for (const leg of furtherLegs) {
      leg(t, sample)
      sum_km += weight * sample[2]!
    }
  }
  const meanRange_km = sum_km / n
  return {
    kind,
    from,
    to,
    start_tdb_s: window.start,
    end_tdb_s: window.end,
    maxElevation_deg: round(highest_rad / DEG, 3),
    meanRange_km: round(meanRange_km, 1),
    meanLightTime_s: round(meanRange_km / LIGHT_KM_S, 4),
  }
}

function round(x: number, digits: number): number {
  const unit = 10 ** digits
  return Math.round(x * unit) / unit
}
