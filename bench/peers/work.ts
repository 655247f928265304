/**
 * What all programs do, and the folder that tells them: `work.txt` with kernels, sites, spans and steps, a line each, and
 * the epochs as little-endian doubles, TDB seconds past J2000. Epochs, sites and searches are those of bench/astro.ts.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SHIPPED_KERNELS } from '../../adapters/src/kernels.ts'
import { MOON_RADIUS_KM, type Site, siteFromEllipsoid, siteFromSphere, WGS84 } from '../../packages/astro/src/sites.ts'
import type { Interval } from '../../packages/core/src/interval.ts'

const RAD = Math.PI / 180
const EPOCHS = 300_000
/** Where the epochs start, and the 25 years over which random ones are spread, TDB seconds. */
const EPOCHS_FROM_S = 6.4e8
const EPOCHS_SPREAD_S = 8e8

/** 2028, TDB. */
export const YEAR: Interval = { start: tdb_s(2028, 0, 1, 0), end: tdb_s(2029, 0, 1, 0) }
/** Thirty days of the 100 km orbiter. */
export const MONTH: Interval = { start: tdb_s(2028, 7, 1, 1), end: tdb_s(2028, 7, 1, 1) + 30 * 86400 - 120 }
/** The orbiter of golden/flight/orbiters_open.bsp. */
export const ORBITER = -70001
export const ELEVATION_RAD = 10 * RAD
/**
 * Steps that GF and Orekit need, s, of the search above an elevation, of occultations and of eclipses: those of the reference
 * (golden/flight), and the longest that were found to miss nothing of this work.
 */
const STEPS_S = [3600, 300, 60]
const WIDE_STEPS_S = [14400, 600, 300]

/** Longitude and latitude, degrees, and height, km. */
type Place = readonly [name: string, longitude: number, latitude: number, height_km: number]

const STATIONS: readonly Place[] = [
  ['MIYUN', 116.976, 40.558, 0.16],
  ['KASHI', 75.929, 39.505, 1.27],
  ['NEUQUEN', -70.15, -38.191, 0.45],
  ['MADRID', -4.2506, 40.4272, 0.83],
  ['CANBERRA', 148.9817, -35.4014, 0.69],
  ['GOLDSTONE', -116.89, 35.4267, 1],
]
const MONS_MOUTON: Place = ['MONS_MOUTON', 31, -85.4, 0]

const places = [MONS_MOUTON, ...STATIONS]

/** Mons Mouton on the Moon's principal axes, then six stations on the Earth. */
export const SITES: readonly Site[] = places.map(([name, longitude, latitude, height_km]) => {
  const at = { longitude_rad: longitude * RAD, latitude_rad: latitude * RAD, height_km }
  return name === MONS_MOUTON[0]
    ? siteFromSphere({ name, body: 301, frame: 'MOON_PA' }, MOON_RADIUS_KM, at)
    : siteFromEllipsoid({ name, body: 399, frame: 'ITRF93' }, WGS84, at)
})

export const ORDERED: Float64Array = Float64Array.from({ length: EPOCHS }, (_, i) => EPOCHS_FROM_S + 60 * i)
export const RANDOM: Float64Array = randomEpochs()

/** The kernels that ship, in the order of loading. */
const KERNELS = [
  'naif0012.tls',
  'pck00011.tpc',
  'gm_de440_magpie.tpc',
  'moon_de440_magpie.tf',
  'de440_magpie_2019_2046.bsp',
  'moon_pa_de440_magpie_2019_2046.bpc',
  'earth_itrf93_magpie_2019_2046.bpc',
]
/** Kernels for SPICE alone: sites with their topocentric frames, and the orbiter. */
const SPICE_KERNELS = ['sites_open.bsp', 'sites_open.tf', 'orbiters_open.bsp']

/** Where the orbiter's kernel lies. */
export const GOLDEN: string = fileURLToPath(new URL('../../golden/flight', import.meta.url))

/** Writes the folder that every program gets. */
export async function writeWork(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const sites = SITES.map(({ body, frame, position_km }, i) => {
    const [name, longitude, latitude, height_km] = places[i]!
    return `site ${body} ${frame} ${name} ${latitude * RAD} ${longitude * RAD} ${height_km} ${position_km.join(' ')}`
  })
  const lines = [
    ...KERNELS.map((name) => `kernel ${join(SHIPPED_KERNELS, name)}`),
    ...SPICE_KERNELS.map((name) => `spice ${join(GOLDEN, name)}`),
    ...sites,
    `year ${YEAR.start} ${YEAR.end}`,
    `orbiter ${ORBITER} ${MONTH.start} ${MONTH.end}`,
    `elevation ${ELEVATION_RAD}`,
    `steps ${STEPS_S.join(' ')}`,
    `wide-steps ${WIDE_STEPS_S.join(' ')}`,
  ]
  await writeFile(join(folder, 'work.txt'), `${lines.join('\n')}\n`)
  await writeFile(join(folder, 'random.f64'), Buffer.from(RANDOM.buffer))
  await writeFile(join(folder, 'ordered.f64'), Buffer.from(ORDERED.buffer))
}

/** Midnight and so many minutes, TDB seconds past J2000. */
function tdb_s(year: number, month: number, day: number, minute: number): number {
  return (Date.UTC(year, month, day, 0, minute) - Date.UTC(2000, 0, 1, 12)) / 1e3
}

/** Marsaglia's xorshift64 (Journal of Statistical Software 8, 2003, 14). */
function randomEpochs(): Float64Array {
  let x = 88172645463325252n
  return Float64Array.from({ length: EPOCHS }, () => {
    x ^= BigInt.asUintN(64, x << 13n)
    x ^= x >> 7n
    x ^= BigInt.asUintN(64, x << 17n)
    return EPOCHS_FROM_S + (EPOCHS_SPREAD_S * Number(x >> 11n)) / 2 ** 53
  })
}
