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
const read = (path: string) => JSON.parse(readFileSync(new URL(`golden/${path}`, root), 'utf8'))

const check = (path: string, json: unknown = read(path)): QuantityResidual[] => {
  const checked = checkReference(path, json, path.startsWith('spice/') ? withInvented : eph)
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
