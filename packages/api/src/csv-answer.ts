/** An answer of an operation as CSV. */
import { err, ok, type Result } from '@magpie/core/result'
import { writeTable } from '@magpie/programme/table/table'
import type { Failure } from './failure.ts'
import type { Operation } from './operation.ts'
import { type OperationKey, operations } from './operations.ts'
import type { Table } from './table.ts'
import { TABLES } from './tables.ts'

const tables: Partial<Record<OperationKey, Readonly<Record<string, Table>>>> = TABLES

/** The names of an operation's tables; none where it answers in JSON alone. */
export function tableNames(key: OperationKey): readonly string[] {
  return Object.keys(tables[key] ?? {})
}

/** One table of an answer as CSV (RFC 4180, UTF-8), the first where none is named. */
export function csvOf(key: OperationKey, answer: unknown, name?: string): Result<string, Failure> {
  const names = tableNames(key)
  const wanted = name ?? names[0] ?? ''
  const found = names.includes(wanted) ? tables[key]?.[wanted] : undefined
  if (found !== undefined) return ok(writeTable(found.row, found.of(answer as never)))
  const operation: Operation = operations[key]
  const known = names.length === 0 ? 'it answers in JSON alone' : `its tables are ${names.join(', ')}`
  const message = `${operation.name} has no ${name === undefined ? 'table' : `table "${name}"`}: ${known}.`
  return err({ kind: 'bad-request', message, problems: [{ file: '', field: '/table', rule: 'table', message: known }] })
}
