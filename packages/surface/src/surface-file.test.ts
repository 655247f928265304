import { readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import { describe, expect, test } from 'vitest'
import { describeSurfaceError } from './errors.ts'
import { parseStationsFile, stationsOf } from './stations-file.ts'
import { parseSurfaceFile } from './surface-file.ts'

type Json = Record<string, unknown>
const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../missions/change-8/${name}`, import.meta.url), 'utf8')) as Json

/** A copy with the value at a path replaced, or taken out where it is undefined. */
function changed(file: Json, path: string, value: unknown): Json {
  const copy = structuredClone(file)
  const keys = path.split('.')
  const last = keys.pop()!
  let at = copy
  for (const key of keys) at = at[key] as Json
  if (value === undefined) delete at[last]
  else at[last] = value
  return copy
}

describe('surface.json of the reference mission', () => {
  const file = read('surface.json')

  test('is valid; the site is marked assumed', () => {
    const { site } = unwrap(parseSurfaceFile(file))
    expect(site.latitude_deg).toMatchObject({ value: -85.2, provenance: { kind: 'assumed' } })
    expect(site.longitude_deg).toMatchObject({ value: 31, provenance: { kind: 'assumed' } })
  })

  test.each([
    ['format', 'magpie-surface-2', 'format'],
    ['site.latitude_deg.value', -91, 'site.latitude_deg.value'],
    ['site.latitude_deg.unit', 'rad', 'site.latitude_deg.unit'],
    ['site.latitude_deg.provenance', undefined, 'site.latitude_deg.provenance'],
    ['observers.power.height_m.value', -1, 'observers.power.height_m.value'],
    ['horizon.azimuths', 100, 'horizon.azimuths'],
    ['terrain', [], 'terrain'],
    ['terrain.0.file', '../secret.tif', 'terrain.0.file'],
    ['terrain.0.file', '/etc/x.tif', 'terrain.0.file'],
    ['terrain.1.id', 'south-pole-400m', 'terrain'],
    ['keepOuts.0.owner', 'CNSA', 'keepOuts.0.owner'],
    ['surprise', 1, ''],
  ])('%s = %o is refused at its field', (path, value, field) => {
    const parsed = parseSurfaceFile(changed(file, path, value))
    expect(parsed.ok).toBe(false)
    if (parsed.ok) return
    expect(parsed.error.faults.map((fault) => fault.field)).toContain(field)
    expect(describeSurfaceError(parsed.error)).toContain(field)
  })
})

describe('stations.json of the reference mission', () => {
  const file = read('stations.json')

  test('is valid; positions from memory are marked unverified', () => {
    const { stations } = unwrap(parseStationsFile(file))
    expect(stations.map(({ id }) => id)).toEqual(['kashi', 'jiamusi', 'neuquen', 'miyun', 'kunming'])
    expect(stations[3]!.latitude_deg.provenance).toMatchObject({ kind: 'sourced', verified: false })
    expect(stationsOf(unwrap(parseStationsFile(file)))[0]).toEqual({
      id: 'kashi',
      name: 'Kashi',
      lat_deg: 38.4214,
      lon_deg: 76.7144,
      height_m: 1270,
      mask_deg: 10,
    })
  })

  test.each([
    ['stations', [], 'stations'],
    ['stations.0.latitude_deg.value', 90.5, 'stations.0.latitude_deg.value'],
    ['stations.0.mask_deg.value', -1, 'stations.0.mask_deg.value'],
    ['stations.0.id', 'miyun', 'stations'],
    ['relay', undefined, 'relay'],
  ])('%s = %o is refused at its field', (path, value, field) => {
    const parsed = parseStationsFile(changed(file, path, value))
    expect(parsed.ok).toBe(false)
    if (parsed.ok) return
    expect(parsed.error.faults.map((fault) => fault.field)).toContain(field)
    expect(describeSurfaceError(parsed.error)).toContain('stations.json')
  })
})

test.each([
  [{ kind: 'no-terrain', latitude_deg: 1, longitude_deg: 2 } as const, 'latitude 1'],
  [{ kind: 'bad-raster', why: 'rows', got: 1, expected: 2 } as const, 'rows'],
  [{ kind: 'empty-span', days: 0 } as const, '0 days'],
  [{ kind: 'sky-unknown', error: { kind: 'no-ephemeris', body: 7 } } as const, 'body 7'],
])('%o has a sentence', (error, part) => expect(describeSurfaceError(error)).toContain(part))
