import { readdirSync, readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import { type KernelFile, kernelKind, loadEphemerides } from './ephemerides.ts'
import { describeAstroError } from './errors.ts'
import type { QuantityResidual } from './reference/residuals.ts'
import { checkReference, referenceKind } from './reference-checks.ts'

const root = new URL('../../../', import.meta.url)
const kernelsIn = (folder: string): KernelFile[] =>
  readdirSync(new URL(folder, root))
    .map((name) => ({ name, bytes: Uint8Array.from(readFileSync(new URL(folder + name, root))).buffer }))
    .filter(({ bytes }) => kernelKind(bytes) !== undefined)
const shipped = kernelsIn('data/kernels/')
const eph = unwrap(loadEphemerides(shipped))
const withInvented = unwrap(loadEphemerides([...shipped, ...kernelsIn('golden/spice/')]))
const withOrbiters = unwrap(loadEphemerides([...shipped, ...kernelsIn('golden/flight/')]))
const read = (path: string) => JSON.parse(readFileSync(new URL(`golden/${path}`, root), 'utf8'))

const check = (path: string, json: unknown = read(path)): QuantityResidual[] => {
  const checked = checkReference(
    path,
    json,
    path.startsWith('spice/') ? withInvented : path.startsWith('flight/') ? withOrbiters : eph,
  )
  if (!checked.ok) throw new Error(describeAstroError(checked.error))
  if (checked.value === 'unknown kind') throw new Error(`${path} is of no known kind`)
  return checked.value
}

describe('against CSPICE N0067', () => {
  it.each([
    ['flight/time.json', 'time', 400, 5],
    ['flight/states.json', 'states', 600, 12],
    ['flight/frames.json', 'frames', 100, 12],
    ['flight/azel.json', 'azel', 1680, 7],
    ['spice/segments.json', 'states', 400, 3],
    ['spice/corrections.json', 'states', 52, 27],
    ['spice/axes-eclipj2000.json', 'states', 18, 27],
    ['spice/axes-iau_moon.json', 'states', 18, 27],
    ['spice/axes-moon_me.json', 'states', 18, 27],
    ['spice/axes-itrf93.json', 'states', 18, 27],
    ['spice/axes-turned.json', 'states', 18, 27],
    ['spice/frames.json', 'frames', 12, 34],
    ['spice/frames-moon.json', 'frames', 12, 12],
  ])('%s: every row of every quantity', (path, kind, rows, quantities) => {
    expect(referenceKind(read(path))?.name).toBe(kind)
    const residuals = check(path)
    expect(residuals).toHaveLength(quantities)
    for (const residual of residuals) {
      expect(residual).toMatchObject({ passed: true, missing: 0 })
      expect(residual.count).toBe(residual.quantity === 'site position' ? 7 : rows)
    }
  })
})

describe('events against CSPICE N0067', () => {
  it('events.json: every interval, edge and extreme', () => {
    expect(referenceKind(read('flight/events.json'))?.name).toBe('events')
    const residuals = check('flight/events.json')
    expect(residuals.filter(({ passed }) => !passed)).toEqual([])
    const counts = new Map(residuals.map(({ quantity, count }) => [quantity, count]))
    expect(counts.get('intervals of above_elevation NONE')).toBe(8576)
    expect(counts.get('edges of above_elevation LT+S')).toBe(2116)
    expect(counts.get('edges of occultation PARTIAL CN')).toBe(24)
    expect(counts.get('values of separation_minimum LT+S')).toBe(203)
    expect(residuals.some(({ quantity }) => quantity.includes("between the reference's steps"))).toBe(false)
    // Measured: 0.72 microseconds, six steps of a double there.
    for (const { quantity, worst } of residuals)
      if (/edges of (above|occ)/.test(quantity)) expect(worst).toBeLessThan(1e-6)
  })

  it('orbiters.json: all of it, and the short partial eclipses between the steps of the reference', () => {
    expect(referenceKind(read('flight/orbiters.json'))?.name).toBe('orbiters')
    const residuals = check('flight/orbiters.json')
    expect(residuals.filter(({ passed }) => !passed)).toEqual([])
    const counts = new Map(residuals.map(({ quantity, count }) => [quantity, count]))
    expect(counts.get('edges of occultation_of_orbiter CN')).toBe(1268)
    expect(counts.get('intervals of eclipse_of_orbiter PARTIAL NONE')).toBe(275)
    // Two at each of 367 + 30 full eclipses, and one of the Earth's, less those that the reference has.
    expect(counts.get("between the reference's steps: eclipse_of_orbiter PARTIAL NONE")).toBe(521)
  })

  type Events = { events: { intervals: number[][]; events: number[][]; [name: string]: unknown }[] }
  const only = (path: string, index: number, change: (event: Events['events'][number]) => void) => {
    const json = read(path)
    json.events = [json.events[index]]
    change(json.events[0])
    return check(path, json).filter(({ passed }) => !passed)
  }

  it.each([
    ['an edge 2 ms off', 'flight/events.json', 3, 'edges of', (e) => (e.intervals[5]![0]! += 0.0021)],
    ['an edge 1.1 ms off', 'flight/events.json', 2, 'edges of', (e) => (e.intervals[5]![1]! += 0.0011)],
    ['one interval less', 'flight/events.json', 0, 'not in the reference', (e) => e.intervals.splice(7, 1)],
    ['one too many', 'flight/events.json', 0, 'intervals of', (e) => e.intervals.push([852040000, 852050000])],
    [
      'a gap filled',
      'flight/events.json',
      0,
      'not in the reference',
      (e) => e.intervals.splice(3, 2, [e.intervals[3]![0]!, e.intervals[4]![1]!]),
    ],
    ['another elevation', 'flight/events.json', 2, 'edges of', (e) => (e['elevation_deg'] = 10.0001)],
    ['an extreme less', 'flight/events.json', 27, 'not in the reference', (e) => e.events.splice(9, 1)],
    ['an extreme of another value', 'flight/events.json', 27, 'values of', (e) => (e.events[9]![2]! += 2e-9)],
    ['an extreme at another time', 'flight/events.json', 27, 'edges of', (e) => (e.events[9]![0]! += 60)],
    ['an orbiter without ephemeris', 'flight/orbiters.json', 0, 'intervals of', (e) => (e['id'] = -70003)],
  ] as [string, string, number, string, (event: Events['events'][number]) => void][])(
    '%s fails',
    (_, path, index, quantity, change) => {
      const failed = only(path, index, change)
      expect(failed.map((residual) => residual.quantity).join()).toContain(quantity)
    },
  )
})

describe('what is wrong with a file', () => {
  const spoil = (path: string, change: (json: ReturnType<typeof read>) => void) => {
    const json = read(path)
    change(json)
    return json
  }

  it.each([
    ['flight/time.json', 'TDB', (json) => (json.rows[7][3] += 1e-6)],
    ['flight/states.json', 'position NONE', (json) => (json.rows[3][4][0] += 0.01)],
    ['flight/states.json', 'velocity LT+S', (json) => (json.rows[3][6][4] *= 1 + 1e-8)],
    ['flight/states.json', 'light time CN+S', (json) => (json.rows[3][7][6] += 1e-5)],
    ['flight/frames.json', 'rotation MOON_ME', (json) => (json.rows[9][3][4] += 1e-11)],
    ['flight/frames.json', 'rotation rate ITRF93', (json) => (json.rows[9][5][9] += 1e-14)],
    ['flight/azel.json', 'elevation NONE', (json) => (json.rows[11][3][1] += 1e-6)],
    ['flight/azel.json', 'azimuth LT+S', (json) => (json.rows[11][4][0] -= 1e-6)],
    ['flight/azel.json', 'site position', (json) => (json.sites[2].height_km += 1e-4)],
  ] as [string, string, (json: ReturnType<typeof read>) => void][])(
    '%s: a wrong %s fails',
    (path, quantity, change) => {
      const failed = check(path, spoil(path, change)).filter(({ passed }) => !passed)
      expect(failed.map((residual) => residual.quantity)).toContain(quantity)
      expect(failed.every(({ worst, tolerance, where }) => worst > tolerance && where !== '')).toBe(true)
    },
  )

  it('a row outside the kernels is missing, with its reason', () => {
    const json = spoil('flight/states.json', (value) => (value.rows[5][0] = 5e9))
    const position = check('flight/states.json', json).find(({ quantity }) => quantity === 'position NONE')
    expect(position).toMatchObject({ passed: false, missing: 1, count: 599 })
    expect(position?.reason).toContain('rows[5]')
    expect(position?.reason).toContain('no ephemeris at')
  })

  it.each([
    ['flight/states.json', 'rows[2], column "target"', (json) => (json.rows[2][2] = 'VULCAN')],
    ['flight/states.json', 'rows[2]', (json) => json.rows[2].pop()],
    ['flight/states.json', 'frame', (json) => delete json.frame],
    ['flight/states.json', 'rows[0], column "et"', (json) => (json.rows[0][0] = 'noon')],
    ['flight/states.json', 'columns[4]', (json) => (json.columns[4] = '[x,y,z,vx,vy,vz,lt] LTS')],
    ['flight/time.json', 'rows', (json) => (json.rows = [])],
    ['flight/frames.json', 'columns[3]', (json) => (json.columns[3] = '[quaternion] J2000->MOON_ME')],
    ['flight/frames.json', 'rows[4], column', (json) => json.rows[4][2].push(0)],
    ['flight/azel.json', 'sites[1].pos_km', (json) => (json.sites[1].pos_km = [1, 2])],
    ['flight/azel.json', 'rows[0], column "site"', (json) => (json.rows[0][1] = 'ATLANTIS')],
    ['flight/azel.json', 'sites', (json) => delete json.sites],
    ['flight/events.json', 'events[0].site', (json) => (json.events[0].site = 'ATLANTIS')],
    ['flight/events.json', 'events[1].abcorr', (json) => (json.events[1].abcorr = 'LTS')],
    ['flight/events.json', 'events[1].window', (json) => json.events[1].window.reverse()],
    ['flight/events.json', 'events[1].step_s', (json) => (json.events[1].step_s = 0)],
    ['flight/events.json', 'events[14].front', (json) => (json.events[14].front = 'VULCAN')],
    ['flight/events.json', 'events[14].type', (json) => (json.events[14].type = 'SOME')],
    ['flight/events.json', 'events[14].intervals[0]', (json) => (json.events[14].intervals[0] = [2, 1])],
    ['flight/events.json', 'events[27].targets', (json) => json.events[27].targets.pop()],
    ['flight/orbiters.json', 'events[0].id', (json) => delete json.events[0].id],
    ['flight/orbiters.json', 'events[0].observer', (json) => (json.events[0].observer = 'NOWHERE')],
  ] as [string, string, (json: ReturnType<typeof read>) => void][])('%s: names %s', (path, where, change) => {
    const checked = checkReference('here.json', spoil(path, change), eph)
    expect(checked.ok).toBe(false)
    if (checked.ok) return
    expect(checked.error).toMatchObject({ kind: 'malformed-reference', file: 'here.json' })
    expect(describeAstroError(checked.error)).toContain(`here.json: ${where}`)
  })

  it.each([[null], [[]], [{}], ['text'], [{ columns: 3 }], [{ columns: ['a'], rows: [] }], [{ cases: [] }]])(
    '%j is of no known kind',
    (json) => expect(checkReference('x.json', json, eph)).toEqual({ ok: true, value: 'unknown kind' }),
  )
})
