/**
 * Reference kind `states`: positions and velocities of bodies, as lists `[x,y,z,vx,vy,vz,lt] CORRECTION` for target and
 * observer by name, or as plain columns x to vz for bodies by `id` from the file's `center`.
 */
import { ok, type Result } from '@magpie/core/result'
import { LIGHT_KM_S } from '../aberration.ts'
import { type Correction, correctedState } from '../apparent-states.ts'
import { bodyId } from '../bodies.ts'
import type { Ephemerides } from '../ephemerides.ts'
import type { MalformedReference } from '../errors.ts'
import { isCorrection } from './corrections.ts'
import { type QuantityResidual, Residuals } from './residuals.ts'
import { cell, malformed, numberIn, numbersIn, readTable, type Table, textBeside, textIn } from './table.ts'

const POSITION_TOLERANCE_KM = 1e-6
const RELATIVE_TOLERANCE = 1e-12
const VELOCITY_TOLERANCE_KM_S = 1e-9
/** Of corrected positions, velocities and light times. */
const CORRECTED_TOLERANCE = 1e-9
const LISTED = /^\[x, *y, *z, *vx, *vy, *vz(, *lt)?\] *(\S+)$/
const FLAT = ['x', 'y', 'z', 'vx', 'vy', 'vz']

/** Whether the columns are those of a table of states. */
export function isStates(columns: readonly string[]): boolean {
  return (
    columns.includes('et') &&
    (columns.some((name) => LISTED.test(name)) || FLAT.every((name) => columns.includes(name)))
  )
}

type StateColumn = {
  readonly correction: Correction
  /** A light time stands behind the six numbers. */
  readonly light: boolean
  readonly column: number
  readonly read: (row: number) => Result<number[], MalformedReference>
}

const state = new Float64Array(6)

/** Residuals of position, velocity and light time for each correction of the table. */
export function checkStates(
  file: string,
  json: unknown,
  eph: Ephemerides,
): Result<QuantityResidual[], MalformedReference> {
  const read = readTable(file, json)
  if (!read.ok) return read
  const table = read.value
  const frame = textBeside(table, 'frame')
  if (!frame.ok) return frame
  const columns = stateColumns(table)
  if (!columns.ok) return columns
  const residuals = new Residuals()
  for (let row = 0; row < table.rows.length; row++) {
    const pair = readPair(table, row, eph)
    if (!pair.ok) return pair
    for (const column of columns.value) {
      const expected = column.read(row)
      if (!expected.ok) return expected
      compare(eph, pair.value, frame.value, column, expected.value, cell(table, row, column.column), residuals)
    }
  }
  return ok(residuals.list())
}

function stateColumns(table: Table): Result<StateColumn[], MalformedReference> {
  const out: StateColumn[] = []
  for (let i = 0; i < table.columns.length; i++) {
    const m = LISTED.exec(table.columns[i]!)
    if (m === null) continue
    const correction = m[2]!
    if (!isCorrection(correction)) return malformed(table.file, `columns[${i}]`, 'named for a correction such as LT+S')
    const light = m[1] !== undefined
    out.push({ correction, light, column: i, read: (row) => numbersIn(table, row, i, light ? 7 : 6) })
  }
  if (out.length > 0) return ok(out)
  const flat = FLAT.map((name) => table.columns.indexOf(name))
  const read = (row: number): Result<number[], MalformedReference> => {
    const numbers: number[] = []
    for (const column of flat) {
      const value = numberIn(table, row, column)
      if (!value.ok) return value
      numbers.push(value.value)
    }
    return ok(numbers)
  }
  return ok([{ correction: 'NONE', light: false, column: flat[0]!, read }])
}

type Pair = { readonly t: number; readonly target: number; readonly observer: number }

function readPair(table: Table, row: number, eph: Ephemerides): Result<Pair, MalformedReference> {
  const t = numberIn(table, row, table.columns.indexOf('et'))
  if (!t.ok) return t
  const target = readBody(table, row, ['target', 'id'], 'target', eph)
  if (!target.ok) return target
  const observer = readBody(table, row, ['observer', 'center'], 'center', eph)
  if (!observer.ok) return observer
  return ok({ t: t.value, target: target.value, observer: observer.value })
}

/** A body from one of the columns named, or from the file where no such column is. */
function readBody(
  table: Table,
  row: number,
  names: readonly string[],
  beside: string,
  eph: Ephemerides,
): Result<number, MalformedReference> {
  const column = names.map((name) => table.columns.indexOf(name)).find((i) => i >= 0)
  const name = column === undefined ? textBeside(table, beside) : textIn(table, row, column)
  if (!name.ok) return name
  const id = bodyId(eph.pool, name.value)
  const where = column === undefined ? beside : cell(table, row, column)
  return id === undefined ? malformed(table.file, where, `a body by NAIF name or id, not "${name.value}"`) : ok(id)
}

function compare(
  eph: Ephemerides,
  { t, target, observer }: Pair,
  frame: string,
  { correction, light }: StateColumn,
  expected: readonly number[],
  where: string,
  residuals: Residuals,
): void {
  const found = correctedState(eph, target, observer, frame, t, correction, state)
  if (!found.ok) {
    residuals.miss(`position ${correction}`, 'km', where, found.error)
    return
  }
  const distance_km = Math.hypot(expected[0]!, expected[1]!, expected[2]!)
  const speed_km_s = Math.hypot(expected[3]!, expected[4]!, expected[5]!)
  const geometric = correction === 'NONE'
  const position_km = geometric
    ? Math.max(POSITION_TOLERANCE_KM, RELATIVE_TOLERANCE * distance_km)
    : CORRECTED_TOLERANCE * distance_km
  const velocity_km_s = geometric ? VELOCITY_TOLERANCE_KM_S : CORRECTED_TOLERANCE * speed_km_s
  residuals.add(`position ${correction}`, 'km', apart(expected, 0), position_km, where)
  residuals.add(`velocity ${correction}`, 'km/s', apart(expected, 3), velocity_km_s, where)
  if (!light) return
  const residual_s = Math.abs(found.value.lightTime_s - expected[6]!)
  residuals.add(`light time ${correction}`, 's', residual_s, position_km / LIGHT_KM_S, where)
}

function apart(expected: readonly number[], from: number): number {
  return Math.hypot(
    state[from]! - expected[from]!,
    state[from + 1]! - expected[from + 1]!,
    state[from + 2]! - expected[from + 2]!,
  )
}
