/**
 * Speed of the ephemeris engine, in CPU time of a warm process with the cold first run beside it: `npm run bench`. Peers on
 * the same work are measured elsewhere; figures compare only within one machine and run.
 */
import { loadShippedKernels } from '../adapters/src/kernels.ts'
import type { Ephemerides } from '../packages/astro/src/ephemerides.ts'
import { whereAbove } from '../packages/astro/src/events/search.ts'
import { elevation } from '../packages/astro/src/events/sights.ts'
import { azimuthElevation, type Site, siteFromEllipsoid, WGS84 } from '../packages/astro/src/sites.ts'
import { stateOf } from '../packages/astro/src/states.ts'

const RAD = Math.PI / 180
/** 2027-01-01, TDB seconds past J2000. */
const START_S = 852033669
const YEAR_S = 365 * 86400
const WARM_RUNS = 5
const LOOKUPS = 200_000

/** Longitude and latitude, degrees, of the stations of golden/flight/events.json. */
const STATIONS: readonly (readonly [string, number, number])[] = [
  ['MIYUN', 116.976, 40.558],
  ['KASHI', 75.929, 39.505],
  ['NEUQUEN', -70.15, -38.191],
  ['MADRID', -4.2506, 40.4272],
  ['CANBERRA', 148.9817, -35.4014],
  ['GOLDSTONE', -116.89, 35.4267],
]

const sites = STATIONS.map(
  ([name, lon, lat]): Site =>
    siteFromEllipsoid({ name, body: 399, frame: 'ITRF93' }, WGS84, {
      longitude_rad: lon * RAD,
      latitude_rad: lat * RAD,
      height_km: 0,
    }),
)

function measure(name: string, work: () => number, unit: string): void {
  const times: number[] = []
  let amount = 0
  for (let i = 0; i <= WARM_RUNS; i++) {
    const before = process.cpuUsage()
    amount = work()
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1e6)
  }
  const [cold_s, ...warm] = times as [number, ...number[]]
  const warm_s = warm.sort((a, b) => a - b)[WARM_RUNS >> 1]!
  const rate = Math.round(amount / warm_s).toLocaleString('en')
  console.log(`${name}: ${(1e3 * warm_s).toFixed(1)} ms CPU warm, ${(1e3 * cold_s).toFixed(1)} cold; ${rate} ${unit}/s`)
}

function lookups(eph: Ephemerides, next: (i: number) => number): () => number {
  const out = new Float64Array(6)
  return () => {
    for (let i = 0; i < LOOKUPS; i++) stateOf(eph, 301, 399, START_S + next(i), out)
    return LOOKUPS
  }
}

const loaded = await loadShippedKernels()
if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
const eph = loaded.value
const seen = new Float64Array(3)
measure(
  'Moon from Earth, 60 s apart',
  lookups(eph, (i) => 60 * i),
  'states',
)
// A fixed stride that fills the year evenly, in no order.
measure(
  'Moon from Earth, scattered epochs',
  lookups(eph, (i) => (i * 0.6180339887498949 * YEAR_S) % YEAR_S),
  'states',
)
measure(
  'Sun azimuth and elevation from Miyun, 60 s apart',
  () => {
    for (let i = 0; i < LOOKUPS; i++) azimuthElevation(eph, sites[0]!, 10, START_S + 60 * i, 'NONE', seen)
    return LOOKUPS
  },
  'sights',
)
measure(
  'Moon above 10 degrees, six stations, one year',
  () => {
    let windows = 0
    for (const site of sites) {
      const found = whereAbove(elevation(eph, site, 301, 'NONE'), 10 * RAD, { start: START_S, end: START_S + YEAR_S })
      if (found.ok) windows += found.value.length
    }
    return windows
  },
  'windows',
)
