/**
 * Records as a table and back, by their schema: a field is a column. Texts, numbers and yes or no stand as they are; a list
 * of texts has `;` between; a record of numbers is a column each, `scores.science`; what has more parts is JSON in its cell.
 * An empty cell is a field left out, and of a list that may not be left out the empty list.
 */
import * as z from 'zod'
import type { FieldProblem } from '../desk/refusal.ts'
import { guarded, readCsv, unguarded, writeCsv } from './csv.ts'

type Kind = 'text' | 'number' | 'flag' | 'list' | 'numbers' | 'json'

/** How a table is read beside its schema. */
export type TableReading = {
  /** Columns that an export adds and an import does not take. */
  readonly ignored?: readonly string[]
  /** The most records. */
  readonly most?: number
}

/** A record that was read, with the line it stands on. */
export type TableRow<T> = { readonly line: number; readonly value: T }

/** The file of these records, the schema's fields as columns. */
export function writeTable(schema: z.ZodObject, records: readonly Readonly<Record<string, unknown>>[]): string {
  const columns = Object.keys(schema.shape).flatMap((name): Column[] => {
    const kind = kindOf(schema.shape[name] as z.ZodType)
    if (kind !== 'numbers') return [{ name, kind }]
    const keys = new Set(records.flatMap((r) => Object.keys((r[name] as object | undefined) ?? {})))
    return [...keys].map((key) => ({ name, kind, key }))
  })
  const lines = records.map((record) => columns.map((column) => cellOf(record[column.name], column)))
  return writeCsv([columns.map(headOf), ...lines])
}

/** Records of a file, each held against the schema; and what is wrong, by line and column. All is told at once. */
export function readTable<S extends z.ZodObject>(
  schema: S,
  text: string,
  { ignored = [], most = 20_000 }: TableReading = {},
): { readonly rows: readonly TableRow<z.output<S>>[]; readonly problems: readonly FieldProblem[] } {
  const problems: FieldProblem[] = []
  const say: Say = (line, column, rule, message) =>
    void problems.push({ field: column === '' ? '/csv' : `/csv/${column}`, line, rule, message })
  const { records, badQuote } = readCsv(text)
  const [heading, ...lines] = records
  if (badQuote !== undefined) say(badQuote, '', 'quotes', 'has a quotation mark that does not open or close a field')
  const columns = (heading?.fields ?? []).map((head) => columnOf(schema, head.trim(), ignored))
  checkHeading(
    schema,
    (heading?.fields ?? []).map((f) => f.trim()),
    columns,
    say,
  )
  if (lines.length === 0) say(2, '', 'required', 'has no line below its heading')
  if (lines.length > most) say(lines[most]!.line, '', 'too-many', `has more than ${most} lines`)
  if (problems.length > 0) return { rows: [], problems }
  const rows = lines.flatMap(({ line, fields }): TableRow<z.output<S>>[] => {
    if (fields.length !== columns.length) {
      say(line, '', 'fields', `has ${fields.length} fields, and the heading ${columns.length}`)
      return []
    }
    const draft = draftOf(columns, fields, (column, rule, message) => say(line, column, rule, message))
    if (draft === undefined) return []
    const read = schema.safeParse(draft)
    if (read.success) return [{ line, value: read.data }]
    for (const { path, code, message } of read.error.issues) say(line, path.map(String).join('/'), code, message)
    return []
  })
  return { rows: problems.length > 0 ? [] : rows, problems }
}

/** A list as it stands in a cell. */
export function joinList(parts: readonly string[]): string {
  return parts.map((part) => part.replaceAll('\\', '\\\\').replaceAll(';', '\\;')).join('; ')
}

/** The list of a cell; inverse of `joinList` but for spaces at the ends of its parts, and empty ones. */
export function splitList(cell: string): string[] {
  const parts = cell.match(/(?:\\[\s\S]|[^;\\])+|\\$/g) ?? []
  return parts.flatMap((part) => {
    const plain = part.trim().replaceAll(/\\([;\\])/g, '$1')
    return plain === '' ? [] : [plain]
  })
}

/** `whole`: a list that may not be left out. */
type Column = { readonly name: string; readonly kind: Kind; readonly key?: string; readonly whole?: boolean }
type Say = (line: number, column: string, rule: string, message: string) => void

function headOf({ name, key }: Column): string {
  return key === undefined ? name : `${name}.${key}`
}

/** The column of a heading; undefined where it is of no field, `ignored` where it is not read. */
function columnOf(schema: z.ZodObject, head: string, ignored: readonly string[]): Column | 'ignored' | undefined {
  if (ignored.includes(head)) return 'ignored'
  const [name = '', key] = splitHead(head)
  const field = Object.hasOwn(schema.shape, name) ? (schema.shape[name] as z.ZodType) : undefined
  if (field === undefined) return undefined
  const kind = kindOf(field)
  if ((kind === 'numbers') !== (key !== undefined)) return undefined
  if (key !== undefined) return { name, kind, key }
  return { name, kind, whole: kind === 'list' && !field.safeParse(undefined).success }
}

function splitHead(head: string): string[] {
  const dot = head.indexOf('.')
  return dot < 0 ? [head] : [head.slice(0, dot), head.slice(dot + 1)]
}

function checkHeading(
  schema: z.ZodObject,
  heads: readonly string[],
  columns: readonly (Column | 'ignored' | undefined)[],
  say: Say,
): void {
  const known = Object.keys(schema.shape).map((name) =>
    kindOf(schema.shape[name] as z.ZodType) === 'numbers' ? `${name}.…` : name,
  )
  for (const [i, head] of heads.entries()) {
    if (columns[i] === undefined) say(1, head, 'unknown', `is no column: ${known.join(', ')}`)
    if (heads.indexOf(head) < i) say(1, head, 'duplicate', 'stands in the heading twice')
  }
  for (const name of Object.keys(schema.shape)) {
    const there = columns.some((c) => c !== undefined && c !== 'ignored' && c.name === name)
    if (!there && !(schema.shape[name] as z.ZodType).safeParse(undefined).success)
      say(1, name, 'required', 'is missing in the heading')
  }
}

/** The record of a line, before its schema; undefined where a cell cannot be read at all. */
function draftOf(
  columns: readonly (Column | 'ignored' | undefined)[],
  fields: readonly string[],
  say: (column: string, rule: string, message: string) => void,
): Record<string, unknown> | undefined {
  const draft: Record<string, unknown> = {}
  let readable = true
  for (const [i, column] of columns.entries()) {
    if (column === 'ignored' || column === undefined) continue
    const value = fields[i]!.trim() === '' ? EMPTY : readCell(fields[i]!, column.kind)
    if (value === UNREAD) say(headOf(column), 'type', TAKES[column.kind])
    if (value === UNREAD) readable = false
    else placeCell(draft, column, value)
  }
  return readable ? draft : undefined
}

function placeCell(draft: Record<string, unknown>, { name, key, whole }: Column, value: unknown): void {
  if (key !== undefined) draft[name] ??= {}
  if (value === EMPTY) {
    if (whole === true) draft[name] = []
  } else if (key === undefined) draft[name] = value
  // Defined and not assigned: a key may be that of a prototype.
  else Object.defineProperty(draft[name], key, { value, enumerable: true, configurable: true, writable: true })
}

const EMPTY = Symbol('empty')
const UNREAD = Symbol('unread')
const TAKES: Readonly<Record<Kind, string>> = {
  ...{ text: 'takes a text', list: 'takes texts with ; between', json: 'takes JSON' },
  ...{ number: 'takes a number such as 12.5', numbers: 'takes a number such as 12.5', flag: 'takes yes or no' },
}

function readCell(cell: string, kind: Kind): unknown {
  const plain = unguarded(cell).trim()
  switch (kind) {
    case 'text':
      return unguarded(cell)
    case 'list':
      return splitList(unguarded(cell))
    case 'number':
    case 'numbers':
      return NUMBER.test(plain) ? Number(plain) : UNREAD
    case 'flag':
      return /^(yes|true|1)$/i.test(plain) ? true : /^(no|false|0)$/i.test(plain) ? false : UNREAD
    case 'json':
      try {
        return JSON.parse(plain)
      } catch {
        return UNREAD
      }
  }
}

/** Decimal notation, as JSON has it or with a sign before; no words, no hexadecimal. */
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i

function cellOf(value: unknown, { kind, key }: Column): string {
  const one = key === undefined ? value : (value as Record<string, unknown> | undefined)?.[key]
  if (one === undefined || one === null) return ''
  if (typeof one === 'number') return Object.is(one, -0) ? '0' : String(one)
  if (typeof one === 'boolean') return one ? 'yes' : 'no'
  if (kind === 'list') return guarded(joinList(one as readonly string[]))
  if (kind === 'json' || typeof one !== 'string') return isEmpty(one) ? '' : guarded(JSON.stringify(one))
  return guarded(one)
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}

type Shape = {
  readonly type?: string
  readonly anyOf?: readonly Shape[]
  readonly items?: Shape
  readonly additionalProperties?: Shape | boolean
  readonly properties?: object
  readonly enum?: readonly unknown[]
  readonly const?: unknown
}

const kinds = new WeakMap<z.ZodType, Kind>()

function kindOf(field: z.ZodType): Kind {
  const known = kinds.get(field)
  if (known !== undefined) return known
  const kind = kindOfShape(z.toJSONSchema(field, { io: 'output', unrepresentable: 'any' }) as Shape)
  kinds.set(field, kind)
  return kind
}

function kindOfShape(shape: Shape): Kind {
  if (shape.anyOf !== undefined) {
    const [only, ...more] = new Set(shape.anyOf.filter((s) => s.type !== 'null').map(kindOfShape))
    return only !== undefined && more.length === 0 ? only : 'json'
  }
  const plain = PLAIN[shape.type ?? typeof (shape.const ?? shape.enum?.[0])]
  if (plain !== undefined) return plain
  if (shape.type === 'array') return shape.items !== undefined && kindOfShape(shape.items) === 'text' ? 'list' : 'json'
  const more = shape.properties === undefined ? shape.additionalProperties : undefined
  return typeof more === 'object' && kindOfShape(more) === 'number' ? 'numbers' : 'json'
}

const PLAIN: Readonly<Record<string, Kind>> = {
  ...{ string: 'text', number: 'number', integer: 'number', boolean: 'flag' },
}
