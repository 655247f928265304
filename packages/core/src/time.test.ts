import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NAIF0012 } from './leap-seconds.ts'
import { unwrap } from './result.ts'
import {
  addSeconds,
  compareEpochs,
  epoch,
  epochFromTdb,
  formatEpoch,
  parseEpoch,
  secondsBetween,
  tdbSeconds,
  ttSeconds,
} from './time.ts'

type Row = [utc: string, tai_s: number, tt_s: number, et: number, jd: number, back: string]
const golden: { rows: Row[] } = JSON.parse(
  readFileSync(new URL('../../../golden/flight/time.json', import.meta.url), 'utf8'),
)

describe('time scales against CSPICE', () => {
  it.each(golden.rows)('%s', (utc, tai_s, tt_s, et, _jd, back) => {
    const at = unwrap(parseEpoch(utc, NAIF0012))
    expect(secondsBetween(epoch(0), at)).toBeCloseTo(tai_s, 6)
    expect(Math.abs(ttSeconds(at, NAIF0012) - tt_s)).toBeLessThan(2.4e-7)
    expect(Math.abs(tdbSeconds(at, NAIF0012) - et)).toBeLessThan(2.4e-7)
    expect(formatEpoch(at, NAIF0012, { digits: 6 })).toBe(`${back}Z`)
  })
})

describe('reading and writing', () => {
  it.each([
    ['2016-12-31T23:59:60.5', '2016-12-31T23:59:60.500000000Z'],
    ['2016-12-31T23:59:59.9999999996', '2016-12-31T23:59:60.000000000Z'],
    ['2028-214T06:30', '2028-08-01T06:30:00.000000000Z'],
    ['2023-12-31T23:59:59+08:00', '2023-12-31T15:59:59.000000000Z'],
    ['2017-01-01T07:59:60+08:00', '2016-12-31T23:59:60.000000000Z'],
    ['2000-01-01T12:00:00 TAI', '2000-01-01T11:59:28.000000000Z'],
    ['2000-01-01T12:00:00 TDB', '2000-01-01T11:58:55.816072737Z'],
  ])('%s is %s', (text, utc) => {
    expect(formatEpoch(unwrap(parseEpoch(text, NAIF0012)), NAIF0012, { digits: 9 })).toBe(utc)
  })

  it.each([
    '2023-02-29',
    '2028-366T00:00',
    '2027-366T00:00',
    '2020-06-30T23:59:60',
    '2028-01-01T24:00:00',
    'tomorrow',
    '',
    '2028-01-01T00:00:00Z TDB',
  ])('refuses %s', (text) => {
    if (text === '2028-366T00:00') expect(parseEpoch(text, NAIF0012).ok).toBe(true)
    else expect(parseEpoch(text, NAIF0012).ok).toBe(false)
  })

  it('says that UTC begins in 1972', () => {
    expect(parseEpoch('1971-12-31', NAIF0012)).toMatchObject({ ok: false, error: { kind: 'before-utc' } })
  })

  it('comes back from any scale to within a nanosecond', () => {
    const instant = fc.tuple(
      fc.integer({ min: -880_000_000, max: 2_000_000_000 }),
      fc.integer({ min: 0, max: 999_999_999 }),
    )
    fc.assert(
      fc.property(instant, fc.constantFrom('UTC', 'TAI', 'TT', 'TDB'), ([s, ns], scale) => {
        const at = epoch(s, ns / 1e9)
        const text = formatEpoch(at, NAIF0012, { scale, digits: 12 })
        expect(Math.abs(secondsBetween(at, unwrap(parseEpoch(text, NAIF0012))))).toBeLessThan(1e-9)
      }),
    )
  })

  it('never throws on any text', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseEpoch(text, NAIF0012)))
  })
})

describe('arithmetic', () => {
  it('adds and subtracts exactly, and TDB comes back', () => {
    const seconds = fc.double({ min: -1e9, max: 1e9, noNaN: true })
    fc.assert(
      fc.property(seconds, fc.double({ min: -1e6, max: 1e6, noNaN: true }), (s, d) => {
        const at = epoch(s)
        const later = addSeconds(at, d)
        expect(Math.abs(secondsBetween(at, later) - d)).toBeLessThan(1e-9)
        expect(Math.sign(compareEpochs(later, at))).toBe(Math.sign(secondsBetween(at, later)))
        expect(later.fraction).toBeGreaterThanOrEqual(0)
        expect(later.fraction).toBeLessThan(1)
        expect(Math.abs(secondsBetween(epochFromTdb(tdbSeconds(at, NAIF0012), NAIF0012), at))).toBeLessThan(2.4e-7)
      }),
    )
  })
})

describe('types', () => {
  it('keep instants and numbers of other scales apart', () => {
    const at = epoch(0)
    // @ts-expect-error an epoch is no number of TDB seconds
    expect(() => epochFromTdb(at, NAIF0012).seconds.toFixed()).not.toThrow()
    // @ts-expect-error TDB seconds are no epoch
    expect(() => tdbSeconds(0, NAIF0012).toFixed()).not.toThrow()
  })
})
