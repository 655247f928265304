import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readXml } from '../xml-tree.ts'
import { type ReleasedTable, tableLabel } from './pds4-label.ts'
import { headingLine, recordLine } from './released-table.ts'

const golden = (file: string) => readFileSync(new URL(`../../../../golden/pds4/${file}`, import.meta.url), 'utf8')

const COLUMNS = [
  ['generated_at', 'time', '', 'When it was generated'],
  ['battery_charge', 'real', 'percent', 'Charge <of the> battery & more'],
  ['commands_executed', 'integer', '', 'Commands executed'],
  ['state', 'text', '', 'State'],
  ['charging', 'flag', '', 'Whether it is charged'],
] as const
const ROWS = [
  ['2029-01-31T00:00:00.000Z', 0.1, 3, 'SAFE, held', true],
  ['2029-01-31T00:00:01.000Z', 1e-7, -4, '月 "safe"', false],
  ['2029-01-31T00:00:02.000Z', undefined, 5, 'ON', true],
] as const

const table: ReleasedTable = {
  ...{ id: 'urn:magpie:change-8:pk-rover:housekeeping', version: '1.0', title: 'Housekeeping of the rover' },
  ...{ description: 'Decoded & calibrated.', authors: 'SUPARCO', licence: 'CC-BY-4.0' },
  ...{ madeAt: '2029-02-01T00:00:00Z', startAt: '2029-01-31T00:00:00.000Z', stopAt: '2029-01-31T00:00:02.000Z' },
  purpose: 'Engineering',
  investigation: { name: "Chang'e-8", id: 'urn:magpie:context:investigation:mission.change-8' },
  host: { name: 'Lander', id: 'urn:magpie:context:instrument_host:spacecraft.ce8-lander' },
  source: { name: 'Rover', id: 'urn:magpie:context:instrument_host:spacecraft.pk-rover', is: 'Host' },
  target: { name: 'Moon', id: 'urn:nasa:pds:context:target:satellite.earth.moon', type: 'Satellite' },
  file: { name: 'rover.csv', bytes: 204, md5: '01c0767b3068160260708d828ad832e5', headingBytes: 62, records: 3 },
  columns: COLUMNS.map(([name, type, unit, description]) => ({ name, type, unit, description })),
}

describe('a released table', () => {
  it('is the label and the table that a reader of PDS4 read', () => {
    expect(tableLabel(table)).toBe(golden('rover.xml'))
    expect(headingLine(COLUMNS.map(([name]) => name)) + ROWS.map(recordLine).join('')).toBe(golden('rover.csv'))
    const { values } = JSON.parse(golden('values.json'))
    expect(Object.keys(values)).toEqual(COLUMNS.map(([name]) => name))
    for (const [i, [name]] of COLUMNS.entries()) expect(values[name], name).toEqual(ROWS.map((row) => row[i] ?? null))
  })

  it('writes every finite double so that the same is read', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        expect(Number(recordLine([x]))).toBe(x + 0)
      }),
    )
    expect(recordLine([Number.NaN, Number.POSITIVE_INFINITY, undefined, ''])).toBe(',,,\r\n')
  })

  it('keeps any words in the label', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '&', '"', '月', ']]>', ' a', "'"), minLength: 1 }),
        (words) => {
          const title = `t${words}`
          const text = tableLabel({ ...table, title })
          expect(JSON.stringify(readXml(text))).toContain(JSON.stringify(title).slice(1, -1))
        },
      ),
    )
  })
})
