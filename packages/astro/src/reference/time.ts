/** Reference kind `time`: UTC against TAI, TT, TDB, Julian date and back to UTC. */
import { ok, type Result } from '@magpie/core/result'
import {
  describeBadTime,
  type Epoch,
  epochFromTdb,
  formatEpoch,
  parseEpoch,
  secondsBetween,
  tdbSeconds,
  ttSeconds,
} from '@magpie/core/time'
import type { Ephemerides } from '../ephemerides.ts'
import type { MalformedReference } from '../errors.ts'
import { type QuantityResidual, Residuals } from './residuals.ts'
import { cell, numberIn, readTable, type Table, textIn } from './table.ts'

/** One step of a double past 2^30 s (2034), two before. */
const TDB_TOLERANCE_S = 2.4e-7
/** The reference has TT and TAI by way of TDB, so each rounds once or twice more. */
const DERIVED_TOLERANCE_S = 4.8e-7
/** Two steps of a double at 2.4e6 days. */
const DAYS_TOLERANCE = 1e-9

/** Whether the columns are those of a time table. */
export function isTime(columns: readonly string[]): boolean {
  return columns.includes('utc') && columns.includes('et_tdb')
}

/** Residuals of all time scales that the table has. */
export function checkTime(
  file: string,
  json: unknown,
  eph: Ephemerides,
): Result<QuantityResidual[], MalformedReference> {
  const table = readTable(file, json)
  if (!table.ok) return table
  const residuals = new Residuals()
  for (let row = 0; row < table.value.rows.length; row++) {
    const checked = checkRow(table.value, row, eph, residuals)
    if (!checked.ok) return checked
  }
  return ok(residuals.list())
}

type Scale = {
  readonly column: string
  readonly quantity: string
  readonly unit: string
  readonly tolerance: number
  readonly of: (at: Epoch, eph: Ephemerides) => number
}

const SCALES: readonly Scale[] = [
  {
    column: 'et_tdb',
    quantity: 'TDB',
    unit: 's',
    tolerance: TDB_TOLERANCE_S,
    of: (at, { leapSeconds }) => tdbSeconds(at, leapSeconds),
  },
  {
    column: 'tt_s_past_J2000_TT',
    quantity: 'TT',
    unit: 's',
    tolerance: DERIVED_TOLERANCE_S,
    of: (at, { leapSeconds }) => ttSeconds(at, leapSeconds),
  },
  {
    column: 'tai_s_past_J2000_TAI',
    quantity: 'TAI',
    unit: 's',
    tolerance: DERIVED_TOLERANCE_S,
    of: (at) => at.seconds + at.fraction,
  },
  {
    column: 'jd_tdb',
    quantity: 'Julian date, TDB',
    unit: 'd',
    tolerance: DAYS_TOLERANCE,
    of: (at, { leapSeconds }) => 2451545 + tdbSeconds(at, leapSeconds) / 86400,
  },
]

function checkRow(
  table: Table,
  row: number,
  eph: Ephemerides,
  residuals: Residuals,
): Result<undefined, MalformedReference> {
  const utcColumn = table.columns.indexOf('utc')
  const utc = textIn(table, row, utcColumn)
  if (!utc.ok) return utc
  const at = parseEpoch(utc.value, eph.leapSeconds)
  if (!at.ok) {
    residuals.miss('TDB', 's', cell(table, row, utcColumn), describeBadTime(at.error))
    return ok(undefined)
  }
  for (const scale of SCALES) {
    const column = table.columns.indexOf(scale.column)
    if (column < 0) continue
    const expected = numberIn(table, row, column)
    if (!expected.ok) return expected
    const residual = Math.abs(scale.of(at.value, eph) - expected.value)
    residuals.add(scale.quantity, scale.unit, residual, scale.tolerance, cell(table, row, column))
  }
  return checkBack(table, row, eph, residuals)
}

/** TDB to UTC: written with as many digits as the table has, it may differ by one of the last. */
function checkBack(
  table: Table,
  row: number,
  eph: Ephemerides,
  residuals: Residuals,
): Result<undefined, MalformedReference> {
  const column = table.columns.indexOf('et2utc_roundtrip')
  if (column < 0) return ok(undefined)
  const expected = textIn(table, row, column)
  if (!expected.ok) return expected
  const et = numberIn(table, row, table.columns.indexOf('et_tdb'))
  if (!et.ok) return et
  const digits = Math.min(/\.(\d+)/.exec(expected.value)?.[1]?.length ?? 0, 15)
  const written = formatEpoch(epochFromTdb(et.value, eph.leapSeconds), eph.leapSeconds, { digits })
  const where = cell(table, row, column)
  const a = parseEpoch(expected.value, eph.leapSeconds)
  const b = parseEpoch(written, eph.leapSeconds)
  if (!a.ok) residuals.miss('TDB to UTC', 's', where, describeBadTime(a.error))
  else if (!b.ok) residuals.miss('TDB to UTC', 's', where, describeBadTime(b.error))
  else
    residuals.add(
      'TDB to UTC',
      's',
      Math.abs(secondsBetween(a.value, b.value)),
      1.001 * 10 ** -digits + TDB_TOLERANCE_S,
      where,
    )
  return ok(undefined)
}
