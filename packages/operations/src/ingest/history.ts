/**
 * Samples of parameters out of blocks of rows, some in files and some in memory: in the order of their times, a page at a
 * time, or summed up for a plot. A block that lies within one bar of a plot is not read where its summary is known.
 */
import type { Result } from '@magpie/core/result'
import { type Chunk, describeParquetError, type ParquetError } from '../parquet/parquet-reader.ts'
import type { Micros } from './micros.ts'

/** Asked of a block as a column: when its packets were received, Unix time in microseconds. No parameter has this name. */
export const RECEIVED = '#received'

/** Rows of one table in the order of their times. */
export type Block = {
  readonly rows: number
  readonly first_us: Micros
  readonly last_us: Micros
  /** What is known of a column without reading it. */
  summary(column: string): Summary | undefined
  /**
   * Its times, and the columns of these names, undefined where the table has none of the name; APIDs and counts as far as
   * they are asked for.
   */
  load(columns: readonly string[], keys?: BlockKeys): Promise<Result<LoadedBlock, BlockDamage>>
  /**
   * Of a block whose file is not open yet: the blocks that it stands for, which are loaded in its place. An archive of years
   * has thousands of files, and a page needs one of them.
   */
  parts?(): Promise<readonly Block[]>
}
/** What tells rows apart that is not needed: a column less to read. */
type BlockKeys = 'times-only' | 'no-counts'
export type Summary = {
  readonly least: number
  readonly greatest: number
  readonly sum: number
  readonly count: number
}
export type LoadedBlock = {
  readonly rows: number
  readonly times_us: Float64Array
  readonly apids: ArrayLike<number>
  readonly sequences: ArrayLike<number>
  readonly columns: readonly (Chunk | undefined)[]
}

/** A block that cannot be read as it was written. */
export type BlockDamage = {
  readonly kind: 'history-damaged'
  readonly file: string
  readonly first_us: Micros
  readonly last_us: Micros
  readonly rows: number
  readonly cause: ParquetError
}

/** Rows [from, to) of a loaded block, in the order asked for. */
export type Slice = { readonly block: LoadedBlock; readonly from: number; readonly to: number }

/** A half-open span of packet times. */
export type Span = { readonly from_us: Micros; readonly to_us: Micros }

export type Order = 'ascending' | 'descending'

/** How blocks are read in order. */
type Reading = {
  readonly columns: readonly string[]
  readonly keys: 'no-counts' | undefined
  readonly span: Span
  readonly sign: number
  readonly damaged: (damage: BlockDamage) => void
}

type Cursor = { readonly block: LoadedBlock; at: number }

/** Rows of all blocks within a span, merged by time; what cannot be read is told to `damaged` and left out. */
export async function* inOrder(
  blocks: readonly Block[],
  columns: readonly string[],
  span: Span,
  damaged: (damage: BlockDamage) => void,
  order: Order = 'ascending',
  keys?: 'no-counts',
): AsyncGenerator<Slice> {
  const sign = signOf(order)
  const waiting = blocks.filter((block) => isWithin(block, span)).sort((a, b) => startOf(b, sign) - startOf(a, sign))
  const open: Cursor[] = []
  const keyOf = ({ block, at }: Cursor) => sign * block.times_us[at]!
  const nextKey = () => (waiting.length === 0 ? Number.POSITIVE_INFINITY : startOf(waiting[waiting.length - 1]!, sign))
  const leastKey = () => Math.min(...open.map(keyOf))
  for (;;) {
    while (waiting.length > 0 && nextKey() <= leastKey()) {
      const cursor = await taken(waiting, { columns, keys, span, sign, damaged })
      if (cursor !== undefined) open.push(cursor)
    }
    // Of one and the same time the lower APID comes first, so that an order does not depend on where rows are kept.
    open.sort((a, b) => keyOf(a) - keyOf(b) || sign * (apidOf(a) - apidOf(b)))
    const [first, second] = open
    if (first === undefined) return
    const bound = Math.min(nextKey(), ...(second === undefined ? [] : [keyOf(second)]))
    yield run(first, bound, span, sign)
    if (isDone(first, span)) open.shift()
  }
}

/** Takes the next block that waits; undefined where nothing of it is wanted, or its parts wait in its place now. */
async function taken(waiting: Block[], how: Reading): Promise<Cursor | undefined> {
  const block = waiting.pop()!
  if (block.parts === undefined) return opened(block, how)
  insert(waiting, await block.parts(), how.span, how.sign)
  return undefined
}

function startOf({ first_us, last_us }: Block, sign: number): number {
  return sign > 0 ? first_us : -last_us
}

/** Puts blocks among those that wait, the earliest last. */
function insert(waiting: Block[], blocks: readonly Block[], span: Span, sign: number): void {
  for (const block of blocks.filter((one) => isWithin(one, span))) {
    let at = waiting.length
    while (at > 0 && startOf(waiting[at - 1]!, sign) < startOf(block, sign)) at--
    waiting.splice(at, 0, block)
  }
}

function signOf(order: Order): 1 | -1 {
  return order === 'ascending' ? 1 : -1
}

function isWithin({ rows, first_us, last_us }: Block, { from_us, to_us }: Span): boolean {
  return rows > 0 && last_us >= from_us && first_us < to_us
}

function apidOf({ block, at }: Cursor): number {
  return block.apids[at]!
}

function isDone({ block, at }: Cursor, { from_us, to_us }: Span): boolean {
  const time_us = block.times_us[at]
  return at < 0 || at >= block.rows || time_us! < from_us || time_us! >= to_us
}

async function opened(block: Block, { columns, keys, span, sign, damaged }: Reading): Promise<Cursor | undefined> {
  const loaded = await block.load(columns, keys)
  if (!loaded.ok) {
    damaged(loaded.error)
    return undefined
  }
  const { times_us, rows } = loaded.value
  const at = sign > 0 ? firstAt(times_us, rows, span.from_us) : firstAt(times_us, rows, span.to_us) - 1
  const inside = at >= 0 && at < rows && times_us[at]! >= span.from_us && times_us[at]! < span.to_us
  return inside ? { block: loaded.value, at } : undefined
}

/** The rows of one block before `bound`, one at least. */
function run(cursor: Cursor, bound: number, { from_us, to_us }: Span, sign: number): Slice {
  const { block, at } = cursor
  const { times_us, rows } = block
  if (sign > 0) {
    const end = Math.min(
      bound === Number.POSITIVE_INFINITY ? rows : firstAt(times_us, rows, bound),
      firstAt(times_us, rows, to_us),
    )
    const to = Math.max(at + 1, end)
    cursor.at = to
    return { block, from: at, to }
  }
  const lowest = Math.max(
    bound === Number.POSITIVE_INFINITY ? 0 : firstAfter(times_us, rows, -bound),
    firstAt(times_us, rows, from_us),
  )
  const from = Math.min(at, lowest)
  cursor.at = from - 1
  return { block, from, to: at + 1 }
}

/** The first row at or after a time. */
export function firstAt(times_us: Float64Array, rows: number, time_us: Micros): number {
  let lo = 0
  let hi = rows
  while (lo < hi) {
    const mid = (lo + hi) >> 1
    if (times_us[mid]! < time_us) lo = mid + 1
    else hi = mid
  }
  return lo
}

function firstAfter(times_us: Float64Array, rows: number, time_us: Micros): number {
  let lo = 0
  let hi = rows
  while (lo < hi) {
    const mid = (lo + hi) >> 1
    if (times_us[mid]! <= time_us) lo = mid + 1
    else hi = mid
  }
  return lo
}

/** One sample, as people read it; `raw` and `level` where the table has them. */
export type HistorySample = {
  readonly time_us: Micros
  readonly apid: number
  readonly sequence: number
  readonly value: SampleValue
  readonly raw: SampleValue | undefined
  readonly level: string | undefined
}
/** Whole numbers beyond 2^53 as text. */
export type SampleValue = number | string

/** Where a page ended: the time of its last sample, and all samples of that very time that were given. */
export type PageCursor = { readonly time_us: Micros; readonly given: readonly string[] }

/** A page of samples and where the next one begins; undefined after the last. */
export type HistoryPage = {
  readonly samples: readonly HistorySample[]
  readonly next: PageCursor | undefined
  readonly damaged: readonly BlockDamage[]
}

/** At most `limit` samples of a parameter behind `after`. */
export async function page(
  blocks: readonly Block[],
  name: string,
  span: Span,
  limit: number,
  order: Order,
  after: PageCursor | undefined,
): Promise<HistoryPage> {
  const samples: HistorySample[] = []
  const damaged: BlockDamage[] = []
  const given = new Set(after?.given)
  const rest = after === undefined ? span : behind(span, after.time_us, order)
  const columns = [name, `${name}.raw`, `${name}.level`]
  for await (const slice of inOrder(blocks, columns, rest, (damage) => damaged.push(damage), order)) {
    for (const row of rowsOf(slice, order)) {
      const sample = sampleAt(slice.block, row)
      if (sample === undefined || (sample.time_us === after?.time_us && given.has(nameOf(sample)))) continue
      if (samples.length === limit) return { samples, next: cursorOf(samples, after), damaged }
      samples.push(sample)
    }
  }
  return { samples, next: undefined, damaged }
}

function behind({ from_us, to_us }: Span, time_us: Micros, order: Order): Span {
  return order === 'ascending'
    ? { from_us: Math.max(from_us, time_us), to_us }
    : { from_us, to_us: Math.min(to_us, time_us + 1) }
}

function* rowsOf({ from, to }: Slice, order: Order): Generator<number> {
  if (order === 'ascending') for (let row = from; row < to; row++) yield row
  else for (let row = to - 1; row >= from; row--) yield row
}

function cursorOf(samples: readonly HistorySample[], before: PageCursor | undefined): PageCursor {
  const { time_us } = samples[samples.length - 1]!
  const same = samples.filter((sample) => sample.time_us === time_us).map(nameOf)
  return { time_us, given: before?.time_us === time_us ? [...before.given, ...same] : same }
}

function nameOf({ apid, sequence }: HistorySample): string {
  return `${apid}.${sequence}`
}

function sampleAt({ times_us, apids, sequences, columns }: LoadedBlock, row: number): HistorySample | undefined {
  const value = valueAt(columns[0], row)
  if (value === undefined) return undefined
  return {
    time_us: times_us[row]!,
    apid: apids[row]!,
    sequence: sequences[row]!,
    value,
    raw: valueAt(columns[1], row),
    level: valueAt(columns[2], row) as string | undefined,
  }
}

/** The value of a row; undefined where it has none. A number that is none (NaN) cannot be told from none where a packet may lack it. */
export function valueAt(chunk: Chunk | undefined, row: number): SampleValue | undefined {
  if (chunk === undefined) return undefined
  if (chunk.kind === 'texts') return chunk.texts[row]
  if (chunk.kind === 'numbers') {
    const value = chunk.values[row]!
    return Number.isNaN(value) && chunk.optional ? undefined : value
  }
  const exact = chunk.unsigned ? BigInt.asUintN(64, chunk.values[row]!) : chunk.values[row]!
  const near = Number(exact)
  return Number.isSafeInteger(near) ? near : String(exact)
}

/** Bars of a plot over a span: of those without samples `count` is 0 and the rest NaN. */
export type Plot = {
  readonly from_us: Micros
  readonly width_us: number
  readonly least: Float64Array
  readonly greatest: Float64Array
  readonly mean: Float64Array
  readonly count: Float64Array
  readonly samples: number
  readonly damaged: readonly BlockDamage[]
}

/** Least, greatest and mean of each of `bars` equal stretches of a span, whatever the order of blocks. */
export async function plot(blocks: readonly Block[], name: string, span: Span, bars: number): Promise<Plot> {
  const width_us = Math.max(1, (span.to_us - span.from_us) / bars)
  const sums = new Float64Array(bars)
  const out = {
    from_us: span.from_us,
    width_us,
    least: new Float64Array(bars).fill(Number.POSITIVE_INFINITY),
    greatest: new Float64Array(bars).fill(Number.NEGATIVE_INFINITY),
    mean: new Float64Array(bars),
    count: new Float64Array(bars),
    samples: 0,
    damaged: [] as BlockDamage[],
  }
  const waiting = blocks.filter((block) => isWithin(block, span)).reverse()
  for (let block = waiting.pop(); block !== undefined; block = waiting.pop()) {
    const bar = barOfWhole(block, span, width_us)
    const summary = bar === undefined ? undefined : block.summary(name)
    if (bar !== undefined && summary !== undefined) {
      addSummary(out, sums, bar, summary)
      continue
    }
    if (block.parts !== undefined) {
      waiting.push(...(await block.parts()).filter((part) => isWithin(part, span)))
      continue
    }
    const loaded = await block.load([name], 'times-only')
    if (!loaded.ok) out.damaged.push(loaded.error)
    else addRows(out, sums, loaded.value, span)
  }
  for (let i = 0; i < bars; i++) {
    out.samples += out.count[i]!
    out.mean[i] = sums[i]! / out.count[i]!
    if (out.count[i] === 0) out.least[i] = out.greatest[i] = Number.NaN
  }
  return out
}

/** The bar in which a block lies whole; undefined where it lies in several, or beyond the span. */
function barOfWhole({ first_us, last_us }: Block, { from_us, to_us }: Span, width_us: number): number | undefined {
  if (first_us < from_us || last_us >= to_us) return undefined
  const bar = Math.floor((first_us - from_us) / width_us)
  return bar === Math.floor((last_us - from_us) / width_us) ? bar : undefined
}

type Bars = Pick<Plot, 'from_us' | 'width_us' | 'least' | 'greatest' | 'count'>

function addSummary({ least, greatest, count }: Bars, sums: Float64Array, bar: number, of: Summary): void {
  if (of.least < least[bar]!) least[bar] = of.least
  if (of.greatest > greatest[bar]!) greatest[bar] = of.greatest
  sums[bar]! += of.sum
  count[bar]! += of.count
}

function addRows(
  { least, greatest, count, width_us }: Bars,
  sums: Float64Array,
  { times_us, rows, columns }: LoadedBlock,
  { from_us, to_us }: Span,
): void {
  const [chunk] = columns
  if (chunk === undefined || chunk.kind === 'texts') return
  const end = firstAt(times_us, rows, to_us)
  const last = least.length - 1
  for (let row = firstAt(times_us, rows, from_us); row < end; row++) {
    const value = Number(chunk.values[row]!)
    const time_us = times_us[row]!
    if (Number.isNaN(value)) continue
    let bar = Math.floor((time_us - from_us) / width_us)
    if (bar > last) bar = last
    if (value < least[bar]!) least[bar] = value
    if (value > greatest[bar]!) greatest[bar] = value
    sums[bar]! += value
    count[bar]!++
  }
}

/** The sentence for a block that cannot be read. */
export function describeBlockDamage({ file, rows, cause }: BlockDamage): string {
  return `${file}: ${describeParquetError(cause)}; ${rows} rows are left out`
}
