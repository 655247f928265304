/** Rows in memory as blocks of history: what was decoded a moment ago is found like what is in a file. */
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import { ok } from '@magpie/core/result'
import type { Chunk } from '../parquet/parquet-reader.ts'
import { type Block, type LoadedBlock, RECEIVED } from './history.ts'
import { type HotChunk, labelled, levelNamed } from './hot-table.ts'
import { unixMicros } from './micros.ts'
import { GROUP_ROWS, timeOrder } from './table-file.ts'
import type { Column } from './table-layout.ts'

/** The blocks of a chunk as it is now; rows that come later are not among them. */
export function hotBlocks(chunk: HotChunk, leap: LeapSeconds): Block[] {
  const { rows } = chunk
  if (rows === 0) return []
  chunk.lent = true
  if (!chunk.ascending) {
    const load = (columns: readonly string[]) => ordered(chunk, rows, columns, leap)
    return [block(rows, chunk.first_us, chunk.last_us, load)]
  }
  const out: Block[] = []
  for (let from = 0; from < rows; from += GROUP_ROWS) {
    const to = Math.min(rows, from + GROUP_ROWS)
    const load = (columns: readonly string[]) => cut(chunk, from, to, columns, leap)
    out.push(block(to - from, chunk.times_us[from]!, chunk.times_us[to - 1]!, load))
  }
  return out
}

function block(
  rows: number,
  first_us: number,
  last_us: number,
  load: (columns: readonly string[]) => LoadedBlock,
): Block {
  return { rows, first_us, last_us, summary: () => undefined, load: async (columns) => ok(load(columns)) }
}

function cut(chunk: HotChunk, from: number, to: number, names: readonly string[], leap: LeapSeconds): LoadedBlock {
  const columns = names.map((name) =>
    name === RECEIVED ? received(chunk, from, to, leap) : columnOf(chunk, name, from, to),
  )
  return {
    rows: to - from,
    times_us: chunk.times_us.subarray(from, to),
    apids: chunk.apids.subarray(from, to),
    sequences: chunk.sequences.subarray(from, to),
    columns,
  }
}

function ordered(chunk: HotChunk, rows: number, names: readonly string[], leap: LeapSeconds): LoadedBlock {
  const order = timeOrder(chunk, rows)
  const all = cut(chunk, 0, rows, names, leap)
  return {
    rows,
    times_us: Float64Array.from(order, (i) => all.times_us[i]!),
    apids: Uint16Array.from(order, (i) => all.apids[i]!),
    sequences: Uint16Array.from(order, (i) => all.sequences[i]!),
    columns: all.columns.map((one) => (one === undefined ? undefined : reordered(one, order))),
  }
}

function reordered(chunk: Chunk, order: Uint32Array): Chunk {
  switch (chunk.kind) {
    case 'texts':
      return { kind: 'texts', texts: Array.from(order, (i) => chunk.texts[i]) }
    case 'numbers':
      return { ...chunk, values: Float64Array.from(order, (i) => chunk.values[i]!) }
    case 'whole': {
      const values = new BigInt64Array(order.length)
      order.forEach((from, i) => {
        values[i] = chunk.values[from]!
      })
      return { ...chunk, values }
    }
  }
}

function received({ received_us }: HotChunk, from: number, to: number, leap: LeapSeconds): Chunk {
  const values = Float64Array.from(received_us.subarray(from, to), (time_us) => unixMicros(time_us, leap))
  return { kind: 'numbers', values, optional: false }
}

function columnOf(chunk: HotChunk, name: string, from: number, to: number): Chunk | undefined {
  const { columns } = chunk.plan.layout
  const place = columns.findIndex((column) => column.name === name)
  const column = columns[place]
  if (column === undefined) return undefined
  if (column.form === 'text') return { kind: 'texts', texts: textsOf(chunk, place, from, to) }
  if (column.form === 'label' || column.form === 'level') {
    const numbers = chunk.numbersOf(place, from, to)
    return { kind: 'texts', texts: Array.from(numbers, (n) => (Number.isNaN(n) ? undefined : worded(column, n))) }
  }
  if ((column.form === 'exact-int64' || column.form === 'exact-uint64') && !column.optional) {
    const bits = chunk.exactOf(place).slice(from, to)
    return { kind: 'whole', values: new BigInt64Array(bits.buffer), unsigned: column.form === 'exact-uint64' }
  }
  return { kind: 'numbers', values: chunk.numbersOf(place, from, to), optional: column.optional }
}

function worded(column: Column, number: number): string {
  return column.form === 'level' ? levelNamed(number) : (labelled(column.parameter, number) ?? String(number))
}

function textsOf(chunk: HotChunk, place: number, from: number, to: number): (string | undefined)[] {
  const present = chunk.presenceOf(place, from, to)
  const texts = chunk.textsOf(place)
  return Array.from({ length: to - from }, (_, i) => (present?.[i] === 0 ? undefined : texts[from + i]))
}
