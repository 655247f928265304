/** How answers look in a terminal: fields as lines, lists of records as tables, numbers with the digits they deserve. */
import type { Failure } from '@magpie/api/failure'
import Table from 'cli-table3'

/** How an answer is printed: for people, for programs, or one of its tables for spreadsheets. */
export type Format = 'text' | 'json' | 'csv'

/** Prints an answer for people. */
export function printAnswer(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null) return void console.log(cell(answer))
  for (const [name, value] of Object.entries(answer)) {
    if (isTable(value)) printTable(name, value)
    else console.log(`${name}: ${cell(value)}`)
  }
}

/** Prints a list of records as a table, with all their fields as columns; where the terminal is too narrow, one below the other. */
export function printTable(title: string, records: readonly Record<string, unknown>[]): void {
  if (records.length === 0) return void console.log(`${title}: none`)
  const rows = records.map(spread)
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const table = new Table({
    head: columns,
    style: { head: [], border: [], compact: true },
    colAligns: columns.map((c) => (typeof rows[0]?.[c] === 'number' ? 'right' : 'left')),
  })
  for (const row of rows) table.push(columns.map((c) => cell(row[c])))
  const text = table.toString()
  const width = process.stdout.columns
  if (width === undefined || text.indexOf('\n') <= width) return void console.log(`${title}\n${text}`)
  console.log(`${title}\n${rows.map((row) => block(columns, row)).join('\n\n')}`)
}

/** A record of a table that is too wide: its fields as lines, without those that say nothing. */
function block(columns: readonly string[], row: Readonly<Record<string, unknown>>): string {
  const lines = columns.flatMap((c) => {
    const text = cell(row[c])
    return text === '' ? [] : [`  ${c}: ${text.replaceAll('\n', '; ')}`]
  })
  return lines.join('\n')
}

/** The fields of a record within a record in its place, under their own names where these are free. */
export function spread(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(record)) {
    if (!isRecord(value)) out[name] = value
    else
      for (const [field, of] of Object.entries(value))
        out[field in record || field in out ? `${name}.${field}` : field] = of
  }
  return out
}

/** Prints what went wrong and what to do, to standard error. */
export function printFailure(f: Failure): void {
  console.error(f.message)
  if (f.kind === 'invalid-mission' || f.kind === 'bad-request') {
    for (const p of f.problems) {
      const place = [p.file, p.line].filter((part) => part !== undefined && part !== '').join(':')
      console.error(`  ${[place, p.field].filter((part) => part !== '').join(' ')}  ${p.message} [${p.rule}]`)
    }
  }
}

function isTable(value: unknown): value is Record<string, unknown>[] {
  return Array.isArray(value) && value.every((row) => typeof row === 'object' && row !== null)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value in a cell or behind its name. */
export function cell(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return figure(value)
  if (Array.isArray(value) && value.length > 0 && value.every(isRecord)) return summary(value)
  if (Array.isArray(value))
    return value.map((x) => (isRecord(x) || Array.isArray(x) ? JSON.stringify(x) : cell(x))).join(', ')
  if (isRecord(value))
    return Object.entries(value)
      .map(([name, of]) => `${name} ${isRecord(of) ? `(${cell(of)})` : cell(of)}`.trimEnd())
      .join(', ')
  return String(value)
}

/** Times in seconds keep their tenths, everything else six figures. */
function figure(value: number): string {
  if (Number.isInteger(value)) return String(value)
  return Math.abs(value) >= 1e5 ? value.toFixed(1) : Number(value.toPrecision(6)).toString()
}

/** A list within a table by the names and states of its parts. */
function summary(parts: readonly Record<string, unknown>[]): string {
  return parts
    .map((part) => [part['name'] ?? part['id'], part['state']].filter((x) => x !== undefined).join(' '))
    .join('\n')
}
