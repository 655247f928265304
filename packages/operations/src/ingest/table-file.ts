/**
 * A table of packets as a Parquet file: rows in the order of their times, in groups of 16,384, so that a page of history
 * reads little. Beside the columns of the dictionary stand `time` and `received` (UTC, microseconds), `tai_us` (TAI
 * microseconds past 2000-01-01T12:00 TAI, which no leap second blurs), APID, sequence count and station.
 */
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import type { ColumnValues, ParquetColumn, ParquetKind, ParquetWriter } from '../parquet/parquet-writer.ts'
import { LEVELS } from '../telemetry.ts'
import { type HotChunk, labelled } from './hot-table.ts'
import { type Micros, unixMicros } from './micros.ts'
import type { Column, ColumnForm } from './table-layout.ts'

/** Rows of one group. */
export const GROUP_ROWS = 16_384

/** Columns that every table has, in front of its own. */
export const OWN_COLUMNS: readonly ParquetColumn[] = [
  { name: 'time', kind: 'timestamp', optional: false },
  { name: 'tai_us', kind: 'int64', optional: false },
  { name: 'received', kind: 'timestamp', optional: false },
  { name: 'apid', kind: 'int32', optional: false },
  { name: 'sequence', kind: 'int32', optional: false },
  { name: 'station', kind: 'text', optional: false },
]

const KINDS: Readonly<Record<ColumnForm, ParquetKind>> = {
  int32: 'int32',
  uint32: 'uint32',
  int64: 'int64',
  float32: 'float',
  float64: 'double',
  'exact-int64': 'int64',
  'exact-uint64': 'uint64',
  label: 'text',
  level: 'text',
  text: 'text',
}

/** The columns of the file of a chunk. */
export function fileColumns({ plan }: HotChunk): ParquetColumn[] {
  const own = plan.layout.columns.map((column) => ({
    name: column.name,
    kind: KINDS[column.form],
    // A text may lack in a packet that holds its parameter.
    optional: column.optional || column.form === 'text',
  }))
  return [...OWN_COLUMNS, ...own]
}

/** Memory for the values of one column of one group: who writes many tables uses the same again. */
export class ColumnScratch {
  readonly numbers: Float64Array<ArrayBuffer>
  readonly floats: Float32Array<ArrayBuffer>
  readonly ints: Int32Array<ArrayBuffer>
  readonly longs: BigInt64Array<ArrayBuffer>
  readonly codes: Uint8Array<ArrayBuffer>

  constructor(rows = GROUP_ROWS) {
    this.numbers = new Float64Array(rows)
    this.floats = new Float32Array(rows)
    this.ints = new Int32Array(rows)
    this.longs = new BigInt64Array(rows)
    this.codes = new Uint8Array(rows)
  }
}

/** Writes all rows of a chunk, which no longer grows. The values of a column stand in `scratch` until the next one is asked for. */
export async function writeChunk(
  chunk: HotChunk,
  writer: ParquetWriter,
  stations: readonly string[],
  leap: LeapSeconds,
  scratch: ColumnScratch,
): Promise<void> {
  const order = chunk.ascending ? undefined : timeOrder(chunk, chunk.rows)
  for (let from = 0; from < chunk.rows; from += GROUP_ROWS) {
    const to = Math.min(chunk.rows, from + GROUP_ROWS)
    const rows: Rows = { chunk, from, to, order, scratch }
    await writer.group(to - from, (i) =>
      i < OWN_COLUMNS.length
        ? ownColumn(rows, i, stations, leap)
        : columnValues(rows, i - OWN_COLUMNS.length, chunk.plan.layout.columns[i - OWN_COLUMNS.length]!),
    )
  }
}

type Rows = {
  readonly chunk: HotChunk
  readonly from: number
  readonly to: number
  /** Places of rows in the order of time; undefined where they stand so. */
  readonly order: Uint32Array | undefined
  readonly scratch: ColumnScratch
}

/** Rows by time, then by sequence count. */
export function timeOrder({ times_us, sequences }: HotChunk, rows: number): Uint32Array {
  const order = Uint32Array.from({ length: rows }, (_, i) => i)
  return order.sort((a, b) => times_us[a]! - times_us[b]! || sequences[a]! - sequences[b]! || a - b)
}

function ownColumn(rows: Rows, i: number, stations: readonly string[], leap: LeapSeconds): ColumnValues {
  const { chunk, scratch } = rows
  switch (i) {
    case 0:
      return timestamps(picked(rows, chunk.times_us, scratch.numbers), leap, scratch)
    case 1:
      return wholes(picked(rows, chunk.times_us, scratch.numbers), scratch)
    case 2:
      return timestamps(picked(rows, chunk.received_us, scratch.numbers), leap, scratch)
    case 3:
      return ranged(picked(rows, chunk.apids, scratch.ints))
    case 4:
      return ranged(picked(rows, chunk.sequences, scratch.ints))
    default:
      return stationNames(rows, stations)
  }
}

function stationNames(rows: Rows, stations: readonly string[]): ColumnValues {
  const { chunk, scratch } = rows
  if (stations.length <= 256)
    return { values: { codes: picked(rows, chunk.stations, scratch.codes), labels: stations } }
  return { values: Array.from(picked(rows, chunk.stations, scratch.ints), (code) => stations[code]!) }
}

/** Times as UTC in microseconds of Unix time; `times_us` may stand in the scratch, and is written over then. */
export function timestamps(times_us: Float64Array, leap: LeapSeconds, scratch?: ColumnScratch): ColumnValues {
  const out = scratch?.numbers.subarray(0, times_us.length) ?? new Float64Array(times_us.length)
  const first = times_us[0]!
  const shift = unixMicros(first, leap) - first
  const [least, greatest] = sameOffset(first, leap)
  for (let i = 0; i < out.length; i++) {
    const time_us = times_us[i]!
    out[i] = time_us >= least && time_us < greatest ? time_us + shift : unixMicros(time_us, leap)
  }
  return wholes(out, scratch)
}

/** From when to when TAI minus UTC is what it is at a time. */
function sameOffset(time_us: Micros, { steps }: LeapSeconds): [Micros, Micros] {
  const starts = steps.map((step) => (step.utc_s + step.taiMinusUtc_s) * 1e6)
  const next = starts.findIndex((start) => start > time_us)
  const last = next < 0 ? starts.length - 1 : next - 1
  return [starts[last] ?? Number.NEGATIVE_INFINITY, next < 0 ? Number.POSITIVE_INFINITY : starts[next]!]
}

/** Whole numbers of 64 bits out of doubles, without a bigint for each, and their range. */
export function wholes(values: Float64Array, scratch?: ColumnScratch): ColumnValues {
  const out = scratch?.longs.subarray(0, values.length) ?? new BigInt64Array(values.length)
  const halves = new Int32Array(out.buffer, out.byteOffset, 2 * out.length)
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    const high = Math.floor(value / 0x1_0000_0000)
    halves[2 * i] = value - high * 0x1_0000_0000
    halves[2 * i + 1] = high
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  return { values: out, range: { least, greatest } }
}

function columnValues(rows: Rows, place: number, column: Column): ColumnValues {
  const { chunk } = rows
  if (column.form === 'text') return textValues(rows, place)
  const present = presence(rows, place)
  if (column.form === 'exact-int64' || column.form === 'exact-uint64') {
    const all = chunk.exactOf(place)
    const values = new BigUint64Array(rows.to - rows.from)
    for (let i = 0; i < values.length; i++) values[i] = all[rowAt(rows, i)]!
    return held({ values }, present)
  }
  const { scratch } = rows
  const numbers =
    rows.order === undefined
      ? chunk.numbersOf(place, rows.from, rows.to, scratch.numbers)
      : picked(rows, chunk.numbersOf(place), scratch.numbers)
  if (column.form === 'label' || column.form === 'level') return held(labelValues(column, numbers, scratch), present)
  const kept = present === undefined ? numbers : numbers.filter((_, i) => present[i] === 1)
  return { ...numberValues(column.form, kept, scratch), ...(present === undefined ? {} : { present }) }
}

function numberValues(form: ColumnForm, numbers: Float64Array<ArrayBuffer>, scratch: ColumnScratch): ColumnValues {
  const summed = ranged(numbers)
  if (form === 'float64') return summed
  if (form === 'float32') {
    const floats = scratch.floats.subarray(0, numbers.length)
    floats.set(numbers)
    return { ...summed, values: floats }
  }
  if (form === 'int64') return { ...wholes(numbers, scratch), ...(summed.sum === undefined ? {} : { sum: summed.sum }) }
  const values = scratch.ints.subarray(0, numbers.length)
  for (let i = 0; i < numbers.length; i++) values[i] = numbers[i]! | 0
  return { ...summed, values }
}

/** With least, greatest and sum, where there are numbers. */
function ranged(values: Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>): ColumnValues {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  let sum = 0
  let count = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (Number.isNaN(value)) continue
    if (value < least) least = value
    if (value > greatest) greatest = value
    sum += value
    count++
  }
  if (count === 0) return { values }
  return { values, range: { least, greatest }, ...(Number.isFinite(sum) ? { sum: { sum, count } } : {}) }
}

function labelValues(column: Column, numbers: Float64Array, scratch: ColumnScratch): ColumnValues {
  const labels: string[] = []
  const codeOf = new Map<number, number>()
  const codes = scratch.codes.subarray(0, numbers.length)
  let last = Number.NaN
  let code: number | undefined = 0
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i]!
    // Levels and modes change rarely.
    if (number !== last) code = codeOf.get(number)
    last = number
    if (code === undefined) {
      code = labels.push(column.form === 'level' ? LEVELS[number]! : (labelled(column.parameter, number) ?? '')) - 1
      codeOf.set(number, code)
      // More labels than one octet counts: all as texts.
      if (code > 255) return { values: Array.from(numbers, (n) => labelled(column.parameter, n) ?? '') }
    }
    codes[i] = code
  }
  return { values: { codes, labels } }
}

function textValues(rows: Rows, place: number): ColumnValues {
  const all = rows.chunk.textsOf(place)
  const among = presence(rows, place)
  const present = new Uint8Array(rows.to - rows.from)
  const values: string[] = []
  for (let i = 0; i < present.length; i++) {
    const one = all[rowAt(rows, i)]
    if (one === undefined || among?.[i] === 0) continue
    present[i] = 1
    values.push(one)
  }
  return { values, present }
}

/** Takes out what is not there. */
function held(given: ColumnValues, present: Uint8Array | undefined): ColumnValues {
  if (present === undefined) return given
  const { values } = given
  const there = (_: unknown, i: number) => present[i] === 1
  if ('codes' in values) return { values: { ...values, codes: values.codes.filter(there) }, present }
  return { values: (values as BigUint64Array<ArrayBuffer>).filter(there), present }
}

function presence(rows: Rows, place: number): Uint8Array | undefined {
  const all = rows.chunk.presenceOf(place)
  if (all === undefined) return undefined
  return Uint8Array.from({ length: rows.to - rows.from }, (_, i) => all[rowAt(rows, i)]!)
}

function rowAt({ from, order }: Rows, i: number): number {
  return order === undefined ? from + i : order[from + i]!
}

/** The rows of a group out of all rows, into `out`. */
function picked<T extends Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>(
  { from, to, order }: Rows,
  all: Float64Array | Uint16Array,
  out: T,
): T {
  const rows = out.subarray(0, to - from) as T
  if (order === undefined) rows.set(all.subarray(from, to))
  else for (let i = from; i < to; i++) rows[i - from] = all[order[i]!]!
  return rows
}
