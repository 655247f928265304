/** Samples as octets of a file: lines of text with commas between, JSON Lines, or Parquet; a few thousand rows at a time. */
import { csvCell } from '@magpie/core/csv-cell'
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import { formatEpoch } from '@magpie/core/time'
import { type Slice, valueAt } from '@magpie/operations/ingest/history'
import { epochOfMicros, type Micros } from '@magpie/operations/ingest/micros'
import { timestamps, wholes } from '@magpie/operations/ingest/table-file'
import type { Chunk } from '@magpie/operations/parquet/parquet-reader'
import { type ColumnValues, type ParquetColumn, ParquetWriter } from '@magpie/operations/parquet/parquet-writer'

export type ExportForm = 'csv' | 'jsonl' | 'parquet'

/** The media type of each form. */
export const MEDIA: Readonly<Record<ExportForm, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
}

/** Rows whose lines go out together. */
const ROWS = 4096
const encoder = new TextEncoder()

/** Octets of the rows of slices: a column a name; rows that have none of them are left out. */
export async function* exported(
  slices: AsyncIterable<Slice>,
  names: readonly string[],
  form: ExportForm,
  leap: LeapSeconds,
): AsyncGenerator<Uint8Array> {
  if (form === 'parquet') {
    yield* asParquet(slices, names, leap)
    return
  }
  const timeOf = utcClock(leap)
  if (form === 'csv') yield encoder.encode(`${['time', ...names].map(csvCell).join(',')}\r\n`)
  const lineOf: LineOf = (columns, row, time_us) => {
    const rest = form === 'csv' ? csvCells(columns, row) : jsonFields(columns, names, row)
    if (rest === undefined) return ''
    return form === 'csv' ? `${timeOf(time_us)}${rest}\r\n` : `{"time":"${timeOf(time_us)}"${rest}}\n`
  }
  for await (const slice of slices) yield* linesOf(slice, lineOf)
}

type LineOf = (columns: Slice['block']['columns'], row: number, time_us: Micros) => string

function* linesOf({ block, from, to }: Slice, lineOf: LineOf): Generator<Uint8Array> {
  for (let start = from; start < to; start += ROWS) {
    const end = Math.min(to, start + ROWS)
    let lines = ''
    for (let row = start; row < end; row++) lines += lineOf(block.columns, row, block.times_us[row]!)
    if (lines !== '') yield encoder.encode(lines)
  }
}

/** UTC with microseconds; the second is worked out once for all samples in it. */
export function utcClock(leap: LeapSeconds): (time_us: Micros) => string {
  let second = Number.NaN
  let front = ''
  return (time_us) => {
    const whole = Math.floor(time_us / 1e6)
    if (whole !== second) {
      second = whole
      front = formatEpoch(epochOfMicros(whole * 1e6), leap, { digits: 0 }).slice(0, -1)
    }
    const micros = time_us - whole * 1e6
    return `${front}.${THOUSANDS[Math.floor(micros / 1000)]}${THOUSANDS[micros % 1000] ?? '000'}Z`
  }
}

const THOUSANDS = Array.from({ length: 1000 }, (_, i) => String(i).padStart(3, '0'))

/** Cells with a comma before each; undefined where the row has none of the values. */
function csvCells(columns: readonly (Chunk | undefined)[], row: number): string | undefined {
  let out = ''
  let any = false
  for (let i = 0; i < columns.length; i++) {
    const value = valueAt(columns[i], row)
    if (value === undefined) out += ','
    else {
      any = true
      out += typeof value === 'number' ? `,${value}` : `,${csvCell(value)}`
    }
  }
  return any ? out : undefined
}

function jsonFields(
  columns: readonly (Chunk | undefined)[],
  names: readonly string[],
  row: number,
): string | undefined {
  let out = ''
  for (let i = 0; i < columns.length; i++) {
    const value = valueAt(columns[i], row)
    if (value === undefined) continue
    // JSON has no infinite numbers and none that are none.
    const text = typeof value === 'number' && Number.isFinite(value) ? String(value) : JSON.stringify(String(value))
    out += `,${JSON.stringify(names[i])}:${text}`
  }
  return out === '' ? undefined : out
}

/** Numbers as doubles, the rest as texts; a column is what its first values are. */
async function* asParquet(
  slices: AsyncIterable<Slice>,
  names: readonly string[],
  leap: LeapSeconds,
): AsyncGenerator<Uint8Array> {
  const gathered: Uint8Array[] = []
  let writer: ParquetWriter | undefined
  let kinds: ('double' | 'text')[] = []
  const rows = { times: [] as number[], values: names.map(() => [] as (number | string | undefined)[]) }
  const flush = async () => {
    if (rows.times.length === 0) return
    if (writer === undefined) {
      kinds = rows.values.map((values) => (values.every((v) => typeof v !== 'string') ? 'double' : 'text'))
      writer = new ParquetWriter(
        exportColumns(names, kinds),
        async () => undefined,
        async (octets) => {
          gathered.push(octets.slice())
        },
      )
    }
    const times = Float64Array.from(rows.times)
    await writer.group(times.length, (i) => {
      if (i === 0) return timestamps(times, leap)
      return i === 1 ? wholes(times) : valuesOf(rows.values[i - 2]!, kinds[i - 2]!)
    })
    rows.times = []
    rows.values = names.map(() => [])
  }
  for await (const { block, from, to } of slices) {
    for (let row = from; row < to; row++) {
      const time_us = block.times_us[row]!
      const values = block.columns.map((chunk) => valueAt(chunk, row))
      if (values.every((value) => value === undefined)) continue
      rows.times.push(time_us)
      values.forEach((value, i) => {
        rows.values[i]!.push(value)
      })
    }
    if (rows.times.length >= 16 * ROWS) await flush()
    while (gathered.length > 0) yield gathered.shift()!
  }
  await flush()
  writer ??= new ParquetWriter(
    exportColumns(
      names,
      names.map(() => 'double'),
    ),
    async () => undefined,
    async (octets) => {
      gathered.push(octets.slice())
    },
  )
  await writer.end({})
  while (gathered.length > 0) yield gathered.shift()!
}

function exportColumns(names: readonly string[], kinds: readonly ('double' | 'text')[]): ParquetColumn[] {
  return [
    { name: 'time', kind: 'timestamp', optional: false },
    { name: 'tai_us', kind: 'int64', optional: false },
    ...names.map((name, i) => ({ name, kind: kinds[i]!, optional: true })),
  ]
}

function valuesOf(all: readonly (number | string | undefined)[], kind: 'double' | 'text'): ColumnValues {
  const there = all.filter((value) => value !== undefined)
  const present = Uint8Array.from(all, (value) => (value === undefined ? 0 : 1))
  return { values: kind === 'double' ? Float64Array.from(there, Number) : there.map(String), present }
}
