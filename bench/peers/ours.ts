/** The work of bench/peers by Magpie itself. Protocol: worker.ts. CPU time of the whole process, seconds. */
import { writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { readKernelFolder, SHIPPED_KERNELS } from '../../adapters/src/kernels.ts'
import type { Correction } from '../../packages/astro/src/apparent-states.ts'
import { type Ephemerides, loadEphemerides } from '../../packages/astro/src/ephemerides.ts'
import { discOf, occultations } from '../../packages/astro/src/events/occultation.ts'
import { whereAbove } from '../../packages/astro/src/events/search.ts'
import { elevation } from '../../packages/astro/src/events/sights.ts'
import { azimuthElevation, type Site } from '../../packages/astro/src/sites.ts'
import { stateOf, statesOf } from '../../packages/astro/src/states.ts'
import type { Interval } from '../../packages/core/src/interval.ts'
import type { Result } from '../../packages/core/src/result.ts'
import { ELEVATION_RAD, GOLDEN, MONTH, ORBITER, ORDERED, RANDOM, SITES, YEAR } from './work.ts'

type Row = {
  /** Does it; the sum keeps the work from being left out. */
  readonly run: (count: number) => number
  readonly values: (count: number) => Float64Array
}

const out = new Float64Array(6)
const eph = await load()

const [moonSite, earthSite] = SITES as readonly [Site, Site]
const ROWS: Readonly<Record<string, Row>> = {
  'states-random': states(RANDOM),
  'states-60s': states(ORDERED),
  'states-batch-random': statesAtOnce(RANDOM),
  'states-batch': statesAtOnce(ORDERED),
  'azel-moon-random': sights(moonSite, 'NONE', RANDOM),
  'azel-moon': sights(moonSite, 'NONE', ORDERED),
  'azel-earth': sights(earthSite, 'NONE', ORDERED),
  'azel-apparent': sights(earthSite, 'LT+S', ORDERED),
  above: above('NONE'),
  'above-wide': above('NONE'),
  'above-apparent': above('LT+S'),
  orbit: orbit(),
  'orbit-wide': orbit(),
}

console.log('ready Magpie')
for await (const line of createInterface({ input: process.stdin })) {
  const [verb, name = '', count, ...path] = line.split(' ')
  const row = must(ROWS[name])
  const before = process.cpuUsage()
  const done = verb === 'run' ? row.run(Number(count)) : row.values(Number(count))
  const { user, system } = process.cpuUsage(before)
  if (typeof done !== 'number') await writeFile(path.join(' '), new Uint8Array(done.buffer))
  console.log(`${(user + system) / 1e6} ${count} ${typeof done === 'number' ? done : ''}`)
}

async function load(): Promise<Ephemerides> {
  const shipped = must(await readKernelFolder(SHIPPED_KERNELS))
  const golden = must(await readKernelFolder(GOLDEN))
  return must(loadEphemerides([...shipped, ...golden]))
}

function states(epochs: Float64Array): Row {
  return perEpoch(6, epochs, (t) => must(stateOf(eph, 301, 399, t, out)))
}

function statesAtOnce(epochs: Float64Array): Row {
  const all = new Float64Array(6 * epochs.length)
  const of = (count: number) => must(statesOf(eph, 301, 399, epochs.subarray(0, count), all))
  return { run: (count) => of(count)[0]!, values: (count) => of(count).slice(0, 6 * count) }
}

function sights(site: Site, correction: Correction, epochs: Float64Array): Row {
  return perEpoch(2, epochs, (t) => must(azimuthElevation(eph, site, 10, t, correction, out)))
}

function perEpoch(width: number, epochs: Float64Array, at: (t: number) => Float64Array): Row {
  return {
    run: (count) => {
      let sum = 0
      for (let i = 0; i < count; i++) sum += at(epochs[i]!)[0]!
      return sum
    },
    values: (count) => {
      const all = new Float64Array(width * count)
      for (let i = 0; i < count; i++) all.set(at(epochs[i]!).subarray(0, width), width * i)
      return all
    },
  }
}

function above(correction: Correction): Row {
  return search(() => {
    const stations = SITES.slice(1)
    return stations.map((site) => must(whereAbove(elevation(eph, site, 301, correction), ELEVATION_RAD, YEAR)))
  })
}

function orbit(): Row {
  return search(() => {
    const [moon, sun] = [must(discOf(eph, 301)), must(discOf(eph, 10))]
    return [
      must(occultations(eph, { observer: 399, front: moon, back: ORBITER }, 'ANY', 'NONE', MONTH)),
      must(occultations(eph, { observer: ORBITER, front: moon, back: sun }, 'ANY', 'NONE', MONTH)),
    ]
  })
}

/** A search: edges by group, as `group, start, end`. */
function search(find: () => readonly (readonly Interval[])[]): Row {
  return {
    run: () => find().reduce((sum, group) => sum + group.length, 0),
    values: () => Float64Array.from(find().flatMap((group, i) => group.flatMap(({ start, end }) => [i, start, end]))),
  }
}

function must<T>(value: Result<T, unknown> | T | undefined): T {
  if (value === undefined) throw new Error('missing')
  if (typeof value === 'object' && value !== null && 'ok' in value) {
    const result = value as Result<T, unknown>
    if (!result.ok) throw new Error(JSON.stringify(result.error))
    return result.value
  }
  return value as T
}
