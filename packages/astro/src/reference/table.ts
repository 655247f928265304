/** Reference files as tables: JSON objects with `columns` and `rows`, as reference/flight has them. */
import { err, ok, type Result } from '@magpie/core/result'
import type { MalformedReference } from '../errors.ts'

export type Table = {
  readonly file: string
  /** The whole file, for what stands beside the rows. */
  readonly json: Readonly<Record<string, unknown>>
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The names of a file's columns, or undefined where it has none: enough to tell its kind. */
export function columnsOf(json: unknown): readonly string[] | undefined {
  if (!isObject(json)) return undefined
  const columns = json['columns']
  return Array.isArray(columns) && columns.every((name) => typeof name === 'string') ? columns : undefined
}

/** The table of a file whose columns are known; every row must have as many cells as there are columns. */
export function readTable(file: string, json: unknown): Result<Table, MalformedReference> {
  const columns = columnsOf(json)
  if (!isObject(json) || columns === undefined) return malformed(file, 'columns', 'a list of names')
  const rows = json['rows']
  if (!Array.isArray(rows) || rows.length === 0) return malformed(file, 'rows', 'a list with at least one row')
  for (let i = 0; i < rows.length; i++)
    if (!Array.isArray(rows[i]) || rows[i].length !== columns.length)
      return malformed(file, `rows[${i}]`, `a list of ${columns.length} cells`)
  return ok({ file, json, columns, rows: rows as unknown[][] })
}

/** The finite number in a cell. */
export function numberIn(table: Table, row: number, column: number): Result<number, MalformedReference> {
  const value = table.rows[row]![column]
  if (typeof value === 'number' && Number.isFinite(value)) return ok(value)
  return malformed(table.file, cell(table, row, column), 'a finite number')
}

/** The list of `count` finite numbers in a cell. */
export function numbersIn(
  table: Table,
  row: number,
  column: number,
  count: number,
): Result<number[], MalformedReference> {
  const value = table.rows[row]![column]
  if (Array.isArray(value) && value.length === count && value.every(Number.isFinite)) return ok(value)
  return malformed(table.file, cell(table, row, column), `a list of ${count} finite numbers`)
}

/** The text in a cell; a whole number counts as its digits, since bodies may stand as ids. */
export function textIn(table: Table, row: number, column: number): Result<string, MalformedReference> {
  const value = table.rows[row]![column]
  if (typeof value === 'string') return ok(value)
  if (Number.isInteger(value)) return ok(String(value))
  return malformed(table.file, cell(table, row, column), 'a text')
}

/** A text that stands beside the rows. */
export function textBeside(table: Table, name: string): Result<string, MalformedReference> {
  const value = table.json[name]
  return typeof value === 'string' ? ok(value) : malformed(table.file, name, 'a text')
}

/** Where a cell is, for messages: rows count from 0 as in JSON. */
export function cell(table: Table, row: number, column: number): string {
  return `rows[${row}], column "${table.columns[column]}"`
}

/** The error for a part of a file that is not what its kind has there. */
export function malformed(file: string, where: string, expected: string): Result<never, MalformedReference> {
  return err({ kind: 'malformed-reference', file, where, expected })
}
