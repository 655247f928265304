/**
 * History as a reader within bounds has it: samples that may be read, rounded where that was agreed, as one block in memory.
 * Only the span asked for is read, from the beginning of the cell in which it begins, so that what is given does not depend
 * on how it is asked for.
 */
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import { ok } from '@magpie/core/result'
import { roundedValue, type SampleTimes, type SharedReader } from '@magpie/mission/data-access'
import {
  type Block,
  type BlockDamage,
  inOrder,
  type LoadedBlock,
  RECEIVED,
  type SampleValue,
  type Span,
  valueAt,
} from '@magpie/operations/ingest/history'
import { microsOfUnix, unixMicros } from '@magpie/operations/ingest/micros'
import type { Chunk } from '@magpie/operations/parquet/parquet-reader'
import type { ParameterReading } from './data-reading.ts'

/** A column that is asked for, and how it is read; `undefined` is as it is. */
export type SharedColumn = { readonly name: string; readonly reading: ParameterReading }

export type SharedSpan = {
  readonly span: Span
  readonly leap: LeapSeconds
  readonly now_ms: number
  damaged(damage: BlockDamage): void
}

/** The blocks as a reader has them: untouched where all may be read. */
export async function sharedBlocks(
  blocks: readonly Block[],
  columns: readonly SharedColumn[],
  how: SharedSpan,
): Promise<readonly Block[]> {
  if (columns.every(({ reading }) => reading.kind === 'all')) return blocks
  const rows = new Rows(columns, how)
  const names = columns.flatMap(({ name }) => [name, `${name}.raw`, `${name}.level`])
  const begins = rows.begins(how.span, how.leap)
  for await (const { block, from, to } of inOrder(blocks, [RECEIVED, ...names], begins, how.damaged))
    for (let row = from; row < to; row++) rows.take(block, row)
  return rows.count === 0 ? [] : [rows.block(names)]
}

type Values = (SampleValue | undefined)[]

class Rows {
  count = 0
  private readonly times: number[] = []
  private readonly apids: number[] = []
  private readonly sequences: number[] = []
  private readonly values: Values[]
  private readonly readers: readonly (SharedReader | ParameterReading['kind'])[]
  private readonly how: SharedSpan

  constructor(columns: readonly SharedColumn[], how: SharedSpan) {
    this.how = how
    this.readers = columns.map(({ reading }) => (reading.kind === 'shared' ? reading.reader() : reading.kind))
    this.values = columns.flatMap(() => [[], [], []])
  }

  begins({ from_us, to_us }: Span, leap: LeapSeconds): Span {
    if (from_us === Number.NEGATIVE_INFINITY) return { from_us, to_us }
    const from_ms = unixMicros(from_us, leap) / 1000
    const starts = this.readers.map((r) => (typeof r === 'string' ? from_ms : r.begins(from_ms)))
    return { from_us: Math.min(from_us, microsOfUnix(Math.min(...starts) * 1000, leap)), to_us }
  }

  take({ times_us, apids, sequences, columns: [received, ...chunks] }: LoadedBlock, row: number): void {
    const { leap, now_ms, span } = this.how
    const time_us = times_us[row]!
    const generated_ms = unixMicros(time_us, leap) / 1000
    const received_ms = Number(valueAt(received, row)) / 1000
    const times = { generated_ms, received_ms }
    const seen = this.readers.flatMap((reader, i) => {
      const [value, raw, level] = chunks.slice(3 * i, 3 * i + 3).map((chunk) => valueAt(chunk, row))
      const step = value === undefined ? undefined : stepOf(reader, times, now_ms)
      if (value === undefined || step === undefined) return [undefined, undefined, undefined]
      // What the value was made of, and which limit it broke, would tell more than the rounded one.
      return step > 0 ? [roundedValue(value, step), undefined, undefined] : [value, raw, level]
    })
    if (time_us < span.from_us || seen.every((value) => value === undefined)) return
    this.count++
    this.times.push(time_us)
    this.apids.push(apids[row]!)
    this.sequences.push(sequences[row]!)
    seen.forEach((value, i) => void this.values[i]!.push(value))
  }

  block(names: readonly string[]): Block {
    const { count: rows } = this
    const times_us = Float64Array.from(this.times)
    const chunks = new Map(names.map((name, i) => [name, chunkOf(this.values[i]!)]))
    const loaded = (columns: readonly string[]): LoadedBlock => ({
      ...{ rows, times_us, apids: this.apids, sequences: this.sequences },
      columns: columns.map((name) => chunks.get(name)),
    })
    return {
      ...{ rows, first_us: times_us[0]!, last_us: times_us[rows - 1]! },
      summary: () => undefined,
      load: async (columns) => ok(loaded(columns)),
    }
  }
}

function stepOf(
  reader: SharedReader | ParameterReading['kind'],
  times: SampleTimes,
  now_ms: number,
): number | undefined {
  if (typeof reader !== 'string') return reader.admit(times, now_ms)
  return reader === 'all' ? 0 : undefined
}

function chunkOf(values: Values): Chunk | undefined {
  if (values.every((v) => v === undefined)) return undefined
  if (values.every((v) => typeof v !== 'string'))
    return { kind: 'numbers', optional: true, values: Float64Array.from(values, (v) => (v ?? Number.NaN) as number) }
  return { kind: 'texts', texts: values.map((v) => (v === undefined ? undefined : String(v))) }
}
