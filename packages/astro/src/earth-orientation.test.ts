import { readdirSync, readFileSync } from 'node:fs'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { parseEpoch, tdbSeconds } from '@magpie/core/time'
import { describe, expect, it } from 'vitest'
import { describeEarthOrientation, earthOrientation, measuredPartComment, measuredPartOf } from './earth-orientation.ts'
import { type KernelFile, loadEphemerides } from './ephemerides.ts'
import { writePck } from './pck-writer.ts'

const folder = new URL('../../../data/kernels/', import.meta.url)
const shipped: KernelFile[] = readdirSync(folder).map((name) => ({
  name,
  bytes: Uint8Array.from(readFileSync(new URL(name, folder))).buffer,
}))
const at = (date: string) => tdbSeconds(unwrap(parseEpoch(date, NAIF0012)), NAIF0012)

/** A kernel of ITRF93 over these years with a comment; how it turns does not matter here. */
function kernel(name: string, from: string, to: string, comment = '', frameClass = 3000): KernelFile {
  const [start, end] = [at(from), at(to)]
  const series = { origin_s: start, step_s: end - start, terms: 1, coefficients: new Float64Array(3) }
  return { name, bytes: unwrap(writePck([{ frameClass, base: 17, name, start, end, ...series }], { comment })) }
}

const text = (content: string): KernelFile => ({
  name: 'stated.tpc',
  bytes: new TextEncoder().encode(`KPL/PCK\n\\begindata\n${content}\n\\begintext\n`).buffer,
})

const spansOf = (files: readonly KernelFile[], from: string, to: string) =>
  earthOrientation(unwrap(loadEphemerides(files)), { start: at(from), end: at(to) })
const told = (files: readonly KernelFile[], from: string, to: string) =>
  spansOf(files, from, to).map(({ state, file, end }) => [state, file, end])

describe('where the measured part of a kernel ends', () => {
  it.each([
    ['UTC Epoch of last datum:   2026 OCT 26 00:00:00.000 UTC', 'x.bpc', '2026-10-26', undefined],
    ["$  Last Data Point  6-AUG-2026\n$  Predicts to      2-NOV-2026\nEOPLBL='", 'x.bpc', '2026-08-06', '2026-11-02'],
    ["EOPLBL='EOP. LAST DATUM  1-JUN-2023. PREDICTS->25-AUG-2023,", 'x.bpc', '2023-06-01', '2023-08-25'],
    ['', 'pck/earth_000101_270122_261026.bpc', '2026-10-26', undefined],
  ])('%j in %s', (comment, name, until, predicted) => {
    const eph = unwrap(loadEphemerides([kernel(name, '2020-01-01', '2030-01-01', comment)]))
    expect(measuredPartOf(eph.kernels[0]!, eph.pool, NAIF0012)).toEqual({
      until: at(until),
      predictedUntil: predicted === undefined ? undefined : at(predicted),
      saidBy: comment === '' ? 'name' : 'comment',
    })
  })

  it.each([
    ['nothing is said', '', 'x.bpc', 3000],
    ['a date that is none', 'Epoch of last datum: 2026 XYZ 99', 'x.bpc', 3000],
    ['a month beyond the year', '', 'earth_000101_270122_269926.bpc', 3000],
    ['it is about the Moon', 'Epoch of last datum: 2026 OCT 26', 'x.bpc', 31008],
  ])('nobody knows where %s', (_, comment, name, frameClass) => {
    const eph = unwrap(loadEphemerides([kernel(name, '2020-01-01', '2030-01-01', comment, frameClass)]))
    expect(measuredPartOf(eph.kernels[0]!, eph.pool, NAIF0012)).toBeUndefined()
  })

  it('is read again from a comment that says it', () => {
    const part = { until: at('2028-04-01'), predictedUntil: at('2028-06-30'), saidBy: 'comment' as const }
    for (const said of [part, { ...part, predictedUntil: undefined }]) {
      const earlier = 'UTC Epoch of last datum: 2001 JAN 01\n'
      const file = kernel('x.bpc', '2020-01-01', '2030-01-01', earlier + measuredPartComment(said, NAIF0012))
      const eph = unwrap(loadEphemerides([file]))
      expect(measuredPartOf(eph.kernels[0]!, eph.pool, NAIF0012)).toEqual(said)
    }
  })

  it('a text kernel that the user adds wins over the comment', () => {
    const stated = text("ORIENTATION_KERNELS += 'x.bpc'\nORIENTATION_LAST_DATUM += @2027-01-01")
    const commented = kernel('deep/x.bpc', '2020-01-01', '2030-01-01', 'Epoch of last datum: 2026 OCT 26')
    expect(told([commented, stated], '2026-12-01', '2028-01-01')).toEqual([
      ['measured', 'deep/x.bpc', at('2027-01-01')],
      ['predicted', 'deep/x.bpc', at('2028-01-01')],
    ])
  })
})

it('what is said last of a file wins, and dates that do not go with the files say nothing', () => {
  const file = kernel('x.bpc', '2020-01-01', '2030-01-01')
  const said = (...lines: string[]) => {
    const eph = unwrap(loadEphemerides([file, ...lines.map(text)]))
    return measuredPartOf(eph.kernels[0]!, eph.pool, NAIF0012)
  }
  const one = (day: string) => `ORIENTATION_KERNELS += 'x.bpc'\nORIENTATION_LAST_DATUM += @${day}`
  const other = "ORIENTATION_KERNELS += 'y.bpc'"
  expect(said(one('2027-01-01'), one('2027-03-01'))?.until).toBe(at('2027-03-01'))
  expect(said(one('2027-01-01'), other)).toBeUndefined()
  expect(said("ORIENTATION_KERNELS = 'y.bpc'\nORIENTATION_LAST_DATUM = @2027-01-01")).toBeUndefined()
})

describe('what ships', () => {
  const file = 'earth_itrf93_magpie_2019_2046.bpc'
  it('is measured to 2026-10-26, predicted to 2027-01-22, and held after that', () => {
    expect(told(shipped, '2020-01-01', '2028-09-01')).toEqual([
      ['measured', file, at('2026-10-26')],
      ['predicted', file, expect.closeTo(at('2027-01-22'), 6)],
      ['held', file, at('2028-09-01')],
    ])
    expect(told(shipped, '2025-01-01', '2025-01-01')).toEqual([['measured', file, at('2025-01-01')]])
    expect(told(shipped, '2045-12-01', '2047-01-01').map(([state]) => state)).toEqual(['held', 'absent'])
  })

  it('gives way to a newer kernel where that covers', () => {
    const newer = kernel('newer.bpc', '2027-06-01', '2028-06-01', 'Epoch of last datum: 2028 APR 01')
    expect(told([...shipped, newer], '2028-01-01', '2028-09-01')).toEqual([
      ['measured', 'newer.bpc', at('2028-04-01')],
      ['predicted', 'newer.bpc', at('2028-06-01')],
      ['held', file, at('2028-09-01')],
    ])
    const unsaid = kernel('unsaid.bpc', '2028-01-01', '2029-01-01')
    expect(told([...shipped, unsaid], '2028-02-01', '2028-03-01')).toEqual([
      ['unstated', 'unsaid.bpc', at('2028-03-01')],
    ])
  })

  it('is told in a sentence, unless all is measured', () => {
    const say = (files: readonly KernelFile[], from: string, to: string) =>
      describeEarthOrientation(spansOf(files, from, to), NAIF0012)
    expect(say(shipped, '2020-01-01', '2026-10-01')).toBeUndefined()
    const mission = say(shipped, '2028-08-01', '2028-11-01')!
    expect(mission).toContain('from 2028-08-01 to 2028-11-01 it is extended past the prediction')
    expect(mission).toContain(`${file}, measured to 2026-10-26`)
    expect(say([kernel('unsaid.bpc', '2028-01-01', '2029-01-01')], '2028-02-01', '2030-03-01')).toMatch(
      /nobody says what unsaid.bpc rests on.*from 2029-01-01 to 2030-03-01 no loaded kernel has it/,
    )
  })
})
