/** Reference kind `frames`: rotations and their derivatives from one frame to several. */
import { ok, type Result } from '@magpie/core/result'
import { bodyId } from '../bodies.ts'
import type { Ephemerides } from '../ephemerides.ts'
import type { MalformedReference } from '../errors.ts'
import { stateRotation } from '../frames.ts'
import { numbersOf } from '../pool.ts'
import { type QuantityResidual, Residuals } from './residuals.ts'
import { cell, malformed, numberIn, numbersIn, readTable, type Table } from './table.ts'

const TOLERANCE = 2e-12
/** IAU_EARTH's meridian is millions of degrees, so that a step of a double is 1.6e-11 rad. */
const EARTH_TOLERANCE = 3e-11
/** Slowest rate that a derivative's tolerance is scaled by, 1/s. */
const LEAST_RATE = 1e-7
const ROTATION = /^\[R row-major 9(, *dR\/dt row-major 9)?\] *(\S+) *-> *(\S+)$/

/** Whether the columns are those of a table of rotations. */
export function isFrames(columns: readonly string[]): boolean {
  return columns.includes('et') && columns.some((name) => ROTATION.test(name))
}

const turned = new Float64Array(18)

/** Residuals of rotation elements, and of their rates as far as the table has them, frame by frame. */
export function checkFrames(
  file: string,
  json: unknown,
  eph: Ephemerides,
): Result<QuantityResidual[], MalformedReference> {
  const read = readTable(file, json)
  if (!read.ok) return read
  const table = read.value
  const residuals = new Residuals()
  for (let row = 0; row < table.rows.length; row++) {
    const t = numberIn(table, row, table.columns.indexOf('et'))
    if (!t.ok) return t
    for (let column = 0; column < table.columns.length; column++) {
      const checked = checkCell(table, row, column, t.value, eph, residuals)
      if (!checked.ok) return checked
    }
  }
  return ok(residuals.list())
}

function checkCell(
  table: Table,
  row: number,
  column: number,
  t: number,
  eph: Ephemerides,
  residuals: Residuals,
): Result<undefined, MalformedReference> {
  const m = ROTATION.exec(table.columns[column]!)
  if (m === null) {
    return table.columns[column]!.startsWith('[')
      ? malformed(table.file, `columns[${column}]`, '[R row-major 9, dR/dt row-major 9] FROM->TO')
      : ok(undefined)
  }
  const count = m[1] === undefined ? 9 : 18
  const expected = numbersIn(table, row, column, count)
  if (!expected.ok) return expected
  const [from, to] = [m[2]!, m[3]!]
  const where = cell(table, row, column)
  const found = stateRotation(eph, from, to, t, turned)
  if (!found.ok) {
    residuals.miss(`rotation ${to}`, '', where, found.error)
    return ok(undefined)
  }
  const tolerance = Math.max(toleranceOf(eph, from, t), toleranceOf(eph, to, t))
  residuals.add(`rotation ${to}`, '', furthest(expected.value, 0, 9), tolerance, where)
  if (count === 18) {
    const rate = Math.max(LEAST_RATE, ...expected.value.slice(9).map(Math.abs))
    residuals.add(`rotation rate ${to}`, '1/s', furthest(expected.value, 9, 18), tolerance * rate, where)
  }
  return ok(undefined)
}

/** Two steps of a double at the meridian's angle in degrees, where that is more: the reference cannot be better. */
function toleranceOf(eph: Ephemerides, frame: string, t: number): number {
  if (frame === 'IAU_EARTH') return EARTH_TOLERANCE
  const body = frame.startsWith('IAU_') ? bodyId(eph.pool, frame.slice(4)) : undefined
  const rate_deg_day = numbersOf(eph.pool, `BODY${body}_PM`)?.[1] ?? 0
  const angle_deg = Math.abs((rate_deg_day * t) / 86400)
  const step_deg = angle_deg < 1 ? 0 : 2 ** (Math.floor(Math.log2(angle_deg)) - 52)
  return Math.max(TOLERANCE, (2 * step_deg * Math.PI) / 180)
}

function furthest(expected: readonly number[], from: number, to: number): number {
  let worst = 0
  for (let i = from; i < to; i++) worst = Math.max(worst, Math.abs(turned[i]! - expected[i]!))
  return worst
}
