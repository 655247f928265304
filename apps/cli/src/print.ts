/** How answers look in a terminal: fields as lines, lists of records as tables, numbers with the digits they deserve. */
import type { Failure } from '@magpie/api/failure'
import Table from 'cli-table3'

/** Prints an answer for people. */
export function printAnswer(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null) return void console.log(cell(answer))
  for (const [name, value] of Object.entries(answer)) {
    if (isTable(value)) printTable(name, value)
    else if (typeof value === 'object' && value !== null) console.log(`${name}: ${JSON.stringify(value)}`)
    else console.log(`${name}: ${cell(value)}`)
  }
}

/** Prints a list of records as a table, with the fields of the first as columns. */
export function printTable(title: string, rows: readonly Record<string, unknown>[]): void {
  if (rows.length === 0) return void console.log(`${title}: none`)
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const table = new Table({
    head: columns,
    style: { head: [], border: [], compact: true },
    colAligns: columns.map((c) => (typeof rows[0]?.[c] === 'number' ? 'right' : 'left')),
  })
  for (const row of rows) table.push(columns.map((c) => cell(row[c])))
  console.log(`${title}\n${table.toString()}`)
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

function cell(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return figure(value)
  if (Array.isArray(value) && value.length > 0 && value.every((x) => typeof x === 'object')) return summary(value)
  if (typeof value === 'object') return JSON.stringify(value)
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
