/** Reference kind `azel`: azimuth, elevation and range of bodies from the sites that the file lists. */
import { ok, type Result } from '@magpie/core/result'
import type { Correction } from '../apparent-states.ts'
import { bodyId } from '../bodies.ts'
import type { Ephemerides } from '../ephemerides.ts'
import type { MalformedReference } from '../errors.ts'
import { azimuthElevation, type Site } from '../sites.ts'
import { isCorrection } from './corrections.ts'
import { type QuantityResidual, Residuals } from './residuals.ts'
import { readSites } from './sites.ts'
import { cell, malformed, numberIn, numbersIn, readTable, type Table, textIn } from './table.ts'

const ANGLE_TOLERANCE_RAD = 1e-9
const CORRECTED_ANGLE_TOLERANCE_RAD = 1e-8
const RANGE_TOLERANCE_KM = 1e-6
const RANGE_TOLERANCE = 1e-12
const CORRECTED_RANGE_TOLERANCE = 1e-9
const RAD = Math.PI / 180
const FIRST = /^\[az_deg[^,\]]*, *el_deg, *range_km\] *(\S+)$/
const SAME = /^same (\S+)$/

/** Whether the columns are those of a table of azimuths and elevations. */
export function isAzel(columns: readonly string[]): boolean {
  return ['et', 'site', 'target'].every((name) => columns.includes(name)) && columns.some((name) => FIRST.test(name))
}

const seen = new Float64Array(3)

/** Residuals of the sites' positions, and of azimuth, elevation and range for each correction of the table. */
export function checkAzel(
  file: string,
  json: unknown,
  eph: Ephemerides,
): Result<QuantityResidual[], MalformedReference> {
  const read = readTable(file, json)
  if (!read.ok) return read
  const table = read.value
  const residuals = new Residuals()
  const sites = readSites(table, residuals)
  if (!sites.ok) return sites
  const corrections = correctionColumns(table)
  if (!corrections.ok) return corrections
  for (let row = 0; row < table.rows.length; row++) {
    const sight = readSight(table, row, sites.value, eph)
    if (!sight.ok) return sight
    for (const [column, correction] of corrections.value) {
      const expected = numbersIn(table, row, column, 3)
      if (!expected.ok) return expected
      compare(eph, sight.value, correction, expected.value, cell(table, row, column), residuals)
    }
  }
  return ok(residuals.list())
}

function correctionColumns(table: Table): Result<[number, Correction][], MalformedReference> {
  const out: [number, Correction][] = []
  for (let i = 0; i < table.columns.length; i++) {
    const name = table.columns[i]!
    const correction = (FIRST.exec(name) ?? SAME.exec(name))?.[1]
    if (correction === undefined) continue
    if (!isCorrection(correction)) return malformed(table.file, `columns[${i}]`, 'named for a correction such as LT+S')
    out.push([i, correction])
  }
  return ok(out)
}

type Sight = { readonly t: number; readonly site: Site; readonly target: number }

function readSight(
  table: Table,
  row: number,
  sites: ReadonlyMap<string, Site>,
  eph: Ephemerides,
): Result<Sight, MalformedReference> {
  const [tColumn, siteColumn, targetColumn] = ['et', 'site', 'target'].map((name) => table.columns.indexOf(name)) as [
    number,
    number,
    number,
  ]
  const t = numberIn(table, row, tColumn)
  if (!t.ok) return t
  const name = textIn(table, row, siteColumn)
  if (!name.ok) return name
  const site = sites.get(name.value)
  if (site === undefined) return malformed(table.file, cell(table, row, siteColumn), 'one of the sites listed')
  const target = textIn(table, row, targetColumn)
  if (!target.ok) return target
  const id = bodyId(eph.pool, target.value)
  if (id === undefined)
    return malformed(table.file, cell(table, row, targetColumn), `a body by NAIF name or id, not "${target.value}"`)
  return ok({ t: t.value, site, target: id })
}

function compare(
  eph: Ephemerides,
  { t, site, target }: Sight,
  correction: Correction,
  expected: readonly number[],
  where: string,
  residuals: Residuals,
): void {
  const found = azimuthElevation(eph, site, target, t, correction, seen)
  if (!found.ok) {
    residuals.miss(`azimuth ${correction}`, 'rad', where, found.error)
    return
  }
  const geometric = correction === 'NONE'
  const angle_rad = geometric ? ANGLE_TOLERANCE_RAD : CORRECTED_ANGLE_TOLERANCE_RAD
  const range_km = geometric
    ? Math.max(RANGE_TOLERANCE_KM, RANGE_TOLERANCE * expected[2]!)
    : CORRECTED_RANGE_TOLERANCE * expected[2]!
  residuals.add(`azimuth ${correction}`, 'rad', turnBetween(seen[0]!, expected[0]! * RAD), angle_rad, where)
  residuals.add(`elevation ${correction}`, 'rad', Math.abs(seen[1]! - expected[1]! * RAD), angle_rad, where)
  residuals.add(`range ${correction}`, 'km', Math.abs(seen[2]! - expected[2]!), range_km, where)
}

/** The smaller angle between two directions round the horizon. */
function turnBetween(a_rad: number, b_rad: number): number {
  const turn = Math.abs(a_rad - b_rad) % (2 * Math.PI)
  return Math.min(turn, 2 * Math.PI - turn)
}
