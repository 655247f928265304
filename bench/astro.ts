/**
 * Speed of the ephemeris engine in CPU time: `npm run bench`, or `node bench/astro.ts --json` for one JSON object. Warm is
 * the median of several runs in one process that does all the works in turn; cold is the first run of a process that does
 * one work alone, its kernels loaded before. Epochs, site and searches are those of the peers' benchmarks, so that figures
 * compare within one machine and run.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { readKernelFolder, SHIPPED_KERNELS } from '../adapters/src/kernels.ts'
import type { Correction } from '../packages/astro/src/apparent-states.ts'
import { type Ephemerides, loadEphemerides } from '../packages/astro/src/ephemerides.ts'
import { discOf, occultations } from '../packages/astro/src/events/occultation.ts'
import { whereAbove } from '../packages/astro/src/events/search.ts'
import { elevation } from '../packages/astro/src/events/sights.ts'
import {
  azimuthElevation,
  MOON_RADIUS_KM,
  type Site,
  siteFromEllipsoid,
  siteFromSphere,
  WGS84,
} from '../packages/astro/src/sites.ts'
import { stateOf, statesOf } from '../packages/astro/src/states.ts'

const RAD = Math.PI / 180
const WARM_RUNS = 7
const LOOKUPS = 300_000
/** Where the epochs of lookups start, TDB seconds past J2000, and the 25 years over which random ones are spread. */
const LOOKUPS_FROM_S = 6.4e8
const LOOKUPS_SPREAD_S = 8e8
/** 2028-01-01 and 2029-01-01, TDB. */
const YEAR = { start: Date.UTC(2028, 0, 1, -12) / 1e3 - 946684800, end: Date.UTC(2029, 0, 1, -12) / 1e3 - 946684800 }
/** Thirty days of the orbiters of golden/flight, from 2028-08-01T00:01 TDB. */
const MONTH_S = Date.UTC(2028, 7, 1, -12, 1) / 1e3 - 946684800
const MONTH = { start: MONTH_S, end: MONTH_S + 30 * 86400 - 120 }
const LLO = -70001

/** Longitude and latitude, degrees, and height, km, of the stations of golden/flight/events.json. */
const STATIONS: readonly (readonly [string, number, number, number])[] = [
  ['MIYUN', 116.976, 40.558, 0.16],
  ['KASHI', 75.929, 39.505, 1.27],
  ['NEUQUEN', -70.15, -38.191, 0.45],
  ['MADRID', -4.2506, 40.4272, 0.83],
  ['CANBERRA', 148.9817, -35.4014, 0.69],
  ['GOLDSTONE', -116.89, 35.4267, 1],
]

const stations = STATIONS.map(
  ([name, lon, lat, height_km]): Site =>
    siteFromEllipsoid({ name, body: 399, frame: 'ITRF93' }, WGS84, {
      longitude_rad: lon * RAD,
      latitude_rad: lat * RAD,
      height_km,
    }),
)
const monsMouton = siteFromSphere({ name: 'MONS_MOUTON', body: 301, frame: 'MOON_PA' }, MOON_RADIUS_KM, {
  longitude_rad: 31 * RAD,
  latitude_rad: -85.4 * RAD,
  height_km: 0,
})

/** A work by its name in the JSON: `_per_s` counts what it did a second, `_cpu_s` its time. */
type Work = {
  readonly name: `${string}_per_s` | `${string}_cpu_s`
  readonly title: string
  readonly unit: string
  /** Does it once; returns how much was done. */
  readonly run: (eph: Ephemerides) => number
}

const sequential = Float64Array.from({ length: LOOKUPS }, (_, i) => LOOKUPS_FROM_S + 60 * i)
const random = randomEpochs()
const out = new Float64Array(6)
const states = new Float64Array(6 * LOOKUPS)

const WORKS: readonly Work[] = [
  pair('lookups_random_per_s', 'Moon from Earth, random epochs', 301, 399, random),
  pair('lookups_60s_per_s', 'Moon from Earth, 60 s apart', 301, 399, sequential),
  batch('lookups_batch_per_s', 'Moon from Earth, 60 s apart, in one call', 301, 399, sequential),
  batch('lookups_batch_random_per_s', 'Moon from Earth, random epochs, in one call', 301, 399, random),
  pair('lookups_sun_moon_per_s', 'Sun from Moon, 60 s apart', 10, 301, sequential),
  pair('lookups_mars_earth_per_s', 'Mars system from Earth, 60 s apart', 4, 399, sequential),
  pair('lookups_orbiter_per_s', '100 km orbiter from Earth, 5 s apart', LLO, 399, epochsOf(MONTH_S, 5)),
  sights('azel_random_per_s', 'Sun from Mons Mouton, random epochs', monsMouton, 10, 'NONE', random),
  sights('azel_per_s', 'Sun from Mons Mouton, 60 s apart', monsMouton, 10, 'NONE', sequential),
  sights('azel_earth_per_s', 'Sun from Miyun, 60 s apart', stations[0]!, 10, 'NONE', sequential),
  sights('azel_apparent_per_s', 'Sun from Miyun, LT+S, 60 s apart', stations[0]!, 10, 'LT+S', sequential),
  {
    name: 'six_stations_year_cpu_s',
    title: 'Moon above 10 degrees, six stations, one year',
    unit: 'windows',
    run: (eph) => {
      let windows = 0
      for (const site of stations) windows += count(whereAbove(elevation(eph, site, 301, 'NONE'), 10 * RAD, YEAR))
      return windows
    },
  },
  {
    name: 'orbiter_30d_cpu_s',
    title: '100 km orbiter, 30 days: behind the Moon, and eclipses',
    unit: 'windows',
    run: (eph) => {
      const [moon, sun] = [discOf(eph, 301)!, discOf(eph, 10)!]
      const behind = occultations(eph, { observer: 399, front: moon, back: LLO }, 'ANY', 'NONE', MONTH)
      return count(behind) + count(occultations(eph, { observer: LLO, front: moon, back: sun }, 'ANY', 'NONE', MONTH))
    },
  },
]

/** States of one body from another, one call at a time. */
function pair(name: Work['name'], title: string, target: number, observer: number, epochs: Float64Array): Work {
  const run = (eph: Ephemerides) => {
    let ok = 0
    for (let i = 0; i < epochs.length; i++) if (stateOf(eph, target, observer, epochs[i]!, out).ok) ok++
    return ok
  }
  return { name, title, unit: 'states', run }
}

/** The same, all in one call. */
function batch(name: Work['name'], title: string, target: number, observer: number, epochs: Float64Array): Work {
  const run = (eph: Ephemerides) => (statesOf(eph, target, observer, epochs, states).ok ? epochs.length : 0)
  return { name, title, unit: 'states', run }
}

/** Azimuth, elevation and range, one call at a time. */
function sights(
  name: Work['name'],
  title: string,
  site: Site,
  target: number,
  correction: Correction,
  epochs: Float64Array,
): Work {
  const run = (eph: Ephemerides) => {
    let ok = 0
    for (let i = 0; i < epochs.length; i++)
      if (azimuthElevation(eph, site, target, epochs[i]!, correction, out).ok) ok++
    return ok
  }
  return { name, title, unit: 'sights', run }
}

function count(found: { readonly ok: true; readonly value: readonly unknown[] } | { readonly ok: false }): number {
  if (!found.ok) throw new Error(JSON.stringify(found))
  return found.value.length
}

function epochsOf(from: number, step_s: number): Float64Array {
  return Float64Array.from({ length: LOOKUPS }, (_, i) => from + step_s * i)
}

/** By Marsaglia's xorshift64, as the peers' benchmark draws them. */
function randomEpochs(): Float64Array {
  let x = 88172645463325252n
  const draw = () => {
    x ^= BigInt.asUintN(64, x << 13n)
    x ^= x >> 7n
    x ^= BigInt.asUintN(64, x << 17n)
    return Number(x >> 11n) / 2 ** 53
  }
  return Float64Array.from({ length: LOOKUPS }, () => LOOKUPS_FROM_S + LOOKUPS_SPREAD_S * draw())
}

type Measured = { readonly cpu_s: number; readonly amount: number }

function measure(work: Work, eph: Ephemerides): Measured {
  const before = process.cpuUsage()
  const amount = work.run(eph)
  const { user, system } = process.cpuUsage(before)
  return { cpu_s: (user + system) / 1e6, amount }
}

/** The works in turn, several times over, the first time not counted; the median of each. */
function measureWarm(eph: Ephemerides): Measured[] {
  for (const work of WORKS) work.run(eph)
  const times = WORKS.map(() => [] as Measured[])
  for (let i = 0; i < WARM_RUNS; i++) WORKS.forEach((work, k) => void times[k]!.push(measure(work, eph)))
  return times.map((runs) => runs.sort((a, b) => a.cpu_s - b.cpu_s)[WARM_RUNS >> 1]!)
}

/** The first run of a work in a process of its own. */
function measureCold(work: Work): Measured {
  const text = execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--cold', work.name], {
    encoding: 'utf8',
  })
  return JSON.parse(text) as Measured
}

async function load(): Promise<Ephemerides> {
  const shipped = await readKernelFolder(SHIPPED_KERNELS)
  const orbiters = await readKernelFolder(fileURLToPath(new URL('../golden/flight', import.meta.url)))
  if (!shipped.ok || !orbiters.ok) throw new Error(JSON.stringify(shipped.ok ? orbiters : shipped))
  const loaded = loadEphemerides([...shipped.value, ...orbiters.value])
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
  return loaded.value
}

function figure({ name }: Work, { cpu_s, amount }: Measured): number {
  return name.endsWith('_per_s') ? Math.round(amount / cpu_s) : cpu_s
}

function row(cells: readonly string[]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(56) : cell.padStart(i === 3 ? 22 : 13))).join('')
}

const eph = await load()
const alone = process.argv.indexOf('--cold')
if (alone >= 0) {
  const work = WORKS.find(({ name }) => name === process.argv[alone + 1])
  if (work === undefined) throw new Error(`--cold takes one of ${WORKS.map(({ name }) => name).join(', ')}`)
  console.log(JSON.stringify(measure(work, eph)))
} else {
  const warm = measureWarm(eph)
  const cold = WORKS.map(measureCold)
  if (process.argv.includes('--json')) {
    const entries = WORKS.flatMap((work, i) => [
      [work.name, figure(work, warm[i]!)],
      [`${work.name}_cold`, figure(work, cold[i]!)],
    ])
    console.log(JSON.stringify(Object.fromEntries(entries)))
  } else {
    console.log(row(['', 'warm, us each', 'cold, ms CPU', 'warm, a CPU second', 'in all, ms']))
    WORKS.forEach(({ title, unit }, i) => {
      const { cpu_s, amount } = warm[i]!
      const rate = `${Math.round(amount / cpu_s).toLocaleString('en')} ${unit}`
      const each_us = ((1e6 * cpu_s) / amount).toFixed(3)
      console.log(row([title, each_us, (1e3 * cold[i]!.cpu_s).toFixed(1), rate, (1e3 * cpu_s).toFixed(1)]))
    })
  }
}
