/**
 * Rows of one table that are not in a file yet, in memory, a chunk for each segment of the archive. Numbers stand in blocks of
 * 64 rows, column by column: near enough together that taking a packet stays in the processor's cache, and in runs that are
 * long enough when columns are cut out, because somebody asks or a file is made.
 */
import type { Sample } from '../decoder-run.ts'
import { labelOf } from '../dictionary.ts'
import { LEVELS } from '../telemetry.ts'
import type { Micros } from './micros.ts'
import type { Column, TableLayout } from './table-layout.ts'

/** What a row says of its packet beside the values. */
export type RowHead = {
  readonly time_us: Micros
  readonly received_us: Micros
  readonly apid: number
  readonly sequence: number
}

/** What taking a packet needs of a layout, worked out once. */
export type RowPlan = {
  readonly layout: TableLayout
  /** Slots whose engineering values, raw values and levels make up a row of numbers, in this order. */
  readonly values: Int32Array
  readonly raws: Int32Array
  readonly levels: Int32Array
  readonly stride: number
  /** Where each column stands: in the row of numbers, or among the texts, or the exact numbers. */
  readonly places: readonly { readonly in: 'numbers' | 'texts' | 'exact'; readonly at: number }[]
  readonly texts: readonly Column[]
  readonly exact: readonly Column[]
  /** Slots that a packet may lack. */
  readonly optional: Int32Array
  /** The place of a slot in `optional`, -1 of others. */
  readonly optionalAt: Int32Array
}

/** The plan of a layout. */
export function rowPlan(layout: TableLayout): RowPlan {
  const of = (what: Column['what']) => layout.columns.filter((c) => c.what === what && isNumeric(c))
  const [values, raws, levels] = [of('value'), of('raw'), of('level')]
  const numbers = [...values, ...raws, ...levels]
  const texts = layout.columns.filter((c) => c.form === 'text')
  const exact = layout.columns.filter(isExact)
  const slots = (columns: readonly Column[]) => Int32Array.from(columns, (c) => c.parameter.index)
  const optional = new Set(layout.columns.filter((c) => c.optional).map((c) => c.parameter.index))
  const optionalAt = new Int32Array(1 + Math.max(-1, ...layout.columns.map((c) => c.parameter.index))).fill(-1)
  ;[...optional].forEach((slot, i) => {
    optionalAt[slot] = i
  })
  return {
    layout,
    values: slots(values),
    raws: slots(raws),
    levels: slots(levels),
    stride: numbers.length,
    places: layout.columns.map((c) => {
      if (c.form === 'text') return { in: 'texts', at: texts.indexOf(c) }
      return isExact(c) ? { in: 'exact', at: exact.indexOf(c) } : { in: 'numbers', at: numbers.indexOf(c) }
    }),
    texts,
    exact,
    optional: Int32Array.from(optional),
    optionalAt,
  }
}

function isExact({ form }: Column): boolean {
  return form === 'exact-int64' || form === 'exact-uint64'
}

function isNumeric(column: Column): boolean {
  return column.form !== 'text' && !isExact(column)
}

/** Rows in the order in which they came. Read only up to `rows`; more may come. */
export class HotChunk {
  readonly plan: RowPlan
  rows = 0
  times_us: Float64Array
  received_us: Float64Array
  apids: Uint16Array
  sequences: Uint16Array
  /** Stations that received the packets, by their numbers. */
  stations: Uint16Array
  first_us: Micros = Number.POSITIVE_INFINITY
  last_us: Micros = Number.NEGATIVE_INFINITY
  /** Whether every row is at or after the one before. */
  ascending = true
  /** Whether a reader may hold on to its rows. */
  lent = false
  /** Numbers, so many rows a slab: a table that grows never moves what it holds, which would take longer than links may wait. */
  private readonly slabs: Float64Array[]
  /** The slab of the row that comes next. */
  private slab: Float64Array
  private readonly texts: (string | undefined)[][]
  private exacts: BigUint64Array[]
  /** The same numbers as halves of 32 bits, the lower first, as files have them. */
  private halves: Uint32Array[]
  /** Presence by row and optional slot; 1 where the packet had it. */
  private present: Uint8Array
  private capacity: number
  /** Rows that the slabs have room for. */
  private slabRows: number

  /** A chunk with room for `rows` rows to begin with. */
  constructor(plan: RowPlan, rows = 0) {
    this.plan = plan
    const capacity = BLOCK_ROWS * Math.max(1, Math.ceil(rows / BLOCK_ROWS))
    this.capacity = capacity
    this.times_us = new Float64Array(capacity)
    this.received_us = new Float64Array(capacity)
    this.apids = new Uint16Array(capacity)
    this.sequences = new Uint16Array(capacity)
    this.stations = new Uint16Array(capacity)
    this.slabRows = Math.min(capacity, SLAB_ROWS)
    this.slab = new Float64Array(this.slabRows * plan.stride)
    this.slabs = [this.slab]
    this.texts = plan.texts.map(() => [])
    this.exacts = plan.exact.map(() => new BigUint64Array(capacity))
    this.halves = this.exacts.map((one) => new Uint32Array(one.buffer))
    this.present = new Uint8Array(capacity * plan.optional.length)
  }

  /** Forgets its rows, so that the memory serves again; not of one that is `lent`. */
  reset(): void {
    this.rows = 0
    this.slab = this.slabs[0]!
    this.first_us = Number.POSITIVE_INFINITY
    this.last_us = Number.NEGATIVE_INFINITY
    this.ascending = true
    for (const column of this.texts) column.length = 0
  }

  /** Takes what a packet was decoded into. */
  append(head: RowHead, station: number, sample: Sample, levels: Uint8Array): void {
    const row = this.rows
    if (row === this.capacity) this.grow()
    if (row === this.slabRows) this.addSlab()
    else if ((row & (SLAB_ROWS - 1)) === 0) this.slab = this.slabs[row / SLAB_ROWS]!
    const { time_us } = head
    this.times_us[row] = time_us
    this.received_us[row] = head.received_us
    this.apids[row] = head.apid
    this.sequences[row] = head.sequence
    this.stations[row] = station
    if (time_us < this.last_us) this.ascending = false
    else this.last_us = time_us
    if (time_us < this.first_us) this.first_us = time_us
    this.putNumbers(row, sample, levels)
    const { texts, exact, optional } = this.plan
    if (texts.length > 0) this.putTexts(row, sample)
    for (let i = 0; i < exact.length; i++) this.putExact(i, row, sample, exact[i]!.parameter.index)
    if (optional.length > 0) this.putPresence(row, sample)
    this.rows = row + 1
  }

  /**
   * Numbers of a column in rows [from, to): levels and labels by their raw numbers; NaN where the packet had none. They stand
   * in `into` where it is given.
   */
  numbersOf(column: number, from = 0, to = this.rows, into?: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
    const out = this.allNumbersOf(column, from, to, into)
    const present = this.presenceOf(column, from, to)
    if (present !== undefined) for (let i = 0; i < out.length; i++) if (present[i] === 0) out[i] = Number.NaN
    return out
  }

  private allNumbersOf(
    column: number,
    from: number,
    to: number,
    into: Float64Array<ArrayBuffer> | undefined,
  ): Float64Array<ArrayBuffer> {
    const { places, stride, layout } = this.plan
    const place = places[column]!
    const out = into?.subarray(0, to - from) ?? new Float64Array(to - from)
    if (place.in === 'texts') return out.fill(Number.NaN)
    if (place.in === 'numbers') {
      for (let row = from; row < to; ) {
        const numbers = this.slabs[Math.floor(row / SLAB_ROWS)]!
        const end = Math.min(to, (row | (BLOCK_ROWS - 1)) + 1)
        let at = numberAt(row & (SLAB_ROWS - 1), place.at, stride)
        for (; row < end; row++) out[row - from] = numbers[at++]!
      }
      return out
    }
    const signed = layout.columns[column]!.form === 'exact-int64'
    const exacts = this.exacts[place.at]!
    for (let i = 0; i < out.length; i++) {
      const bits = exacts[from + i]!
      out[i] = Number(signed ? BigInt.asIntN(64, bits) : bits)
    }
    return out
  }

  /** Whole numbers beyond 2^53 of a column, as their 64 bits. */
  exactOf(column: number): BigUint64Array {
    return this.exacts[this.plan.places[column]!.at]!.subarray(0, this.rows)
  }

  /** The texts of a column; undefined where the packet had none. */
  textsOf(column: number): readonly (string | undefined)[] {
    return this.texts[this.plan.places[column]!.at]!
  }

  /** Of rows [from, to): 1 where a packet had the column, 0 where not; undefined where all have it. */
  presenceOf(column: number, from = 0, to = this.rows): Uint8Array | undefined {
    const { optional, optionalAt, layout } = this.plan
    const { optional: may, parameter } = layout.columns[column]!
    if (!may) return undefined
    const at = optionalAt[parameter.index]!
    const out = new Uint8Array(to - from)
    for (let i = 0; i < out.length; i++) out[i] = this.present[(from + i) * optional.length + at]!
    return out
  }

  private putNumbers(row: number, { value, raw }: Sample, standing: Uint8Array): void {
    const { values, raws, levels, stride } = this.plan
    const numbers = this.slab
    let at = numberAt(row & (SLAB_ROWS - 1), 0, stride)
    for (let i = 0; i < values.length; i++, at += BLOCK_ROWS) numbers[at] = value[values[i]!]!
    for (let i = 0; i < raws.length; i++, at += BLOCK_ROWS) numbers[at] = raw[raws[i]!]!
    for (let i = 0; i < levels.length; i++, at += BLOCK_ROWS) numbers[at] = standing[levels[i]!]!
  }

  /** What a double holds exactly is split in two halves; only beyond it stands a bigint. */
  private putExact(column: number, row: number, sample: Sample, slot: number): void {
    const exact = sample.exact.size === 0 ? undefined : sample.exact.get(slot)
    if (exact !== undefined) {
      this.exacts[column]![row] = BigInt.asUintN(64, exact)
      return
    }
    const raw = sample.raw[slot]!
    const whole = Number.isSafeInteger(raw) ? raw : 0
    const high = Math.floor(whole / 0x1_0000_0000)
    const halves = this.halves[column]!
    halves[2 * row] = whole - high * 0x1_0000_0000
    halves[2 * row + 1] = high
  }

  private putTexts(row: number, sample: Sample): void {
    this.plan.texts.forEach((column, i) => {
      this.texts[i]![row] = column.repeated ? listed(column, sample) : textOf(column, sample)
    })
  }

  private putPresence(row: number, sample: Sample): void {
    const { optional, optionalAt } = this.plan
    const base = row * optional.length
    for (let i = 0; i < optional.length; i++) this.present[base + i] = 0
    for (let k = 0; k < sample.count; k++) {
      const at = optionalAt[sample.slots[k]!] ?? -1
      if (at >= 0) this.present[base + at] = 1
    }
  }

  /** Room for the next numbers: the first slab doubles until it is whole, then come others. */
  private addSlab(): void {
    const { stride } = this.plan
    if (this.slabRows < SLAB_ROWS) {
      this.slabRows = Math.min(SLAB_ROWS, 2 * this.slabRows)
      this.slab = larger(this.slab, new Float64Array(this.slabRows * stride))
      this.slabs[0] = this.slab
      return
    }
    this.slabRows += SLAB_ROWS
    this.slab = new Float64Array(SLAB_ROWS * stride)
    this.slabs.push(this.slab)
  }

  private grow(): void {
    this.capacity *= 2
    const { capacity } = this
    this.times_us = larger(this.times_us, new Float64Array(capacity))
    this.received_us = larger(this.received_us, new Float64Array(capacity))
    this.apids = larger(this.apids, new Uint16Array(capacity))
    this.sequences = larger(this.sequences, new Uint16Array(capacity))
    this.stations = larger(this.stations, new Uint16Array(capacity))
    this.present = larger(this.present, new Uint8Array(capacity * this.plan.optional.length))
    this.exacts = this.exacts.map((one) => {
      const out = new BigUint64Array(capacity)
      out.set(one)
      return out
    })
    this.halves = this.exacts.map((one) => new Uint32Array(one.buffer))
  }
}

const BLOCK_ROWS = 64
/** Rows of a slab, a whole number of blocks. */
const SLAB_ROWS = 4096

/** Where the number of a row and a column stands in a slab with so many columns; the row counts from the slab's first. */
function numberAt(row: number, column: number, columns: number): number {
  return ((row >>> 6) * columns + column) * BLOCK_ROWS + (row & (BLOCK_ROWS - 1))
}

function larger<T extends Float64Array | Uint16Array | Uint8Array>(from: T, to: T): T {
  to.set(from)
  return to
}

function textOf({ parameter }: Column, sample: Sample): string | undefined {
  const text = sample.text[parameter.index]
  if (parameter.type.encoding.kind !== 'string' && parameter.type.encoding.kind !== 'binary')
    return String(sample.exact.get(parameter.index) ?? sample.value[parameter.index])
  return text === undefined || typeof text === 'string' ? text : hexOf(text)
}

/** All values of a parameter that a packet holds many times, with spaces between. */
function listed({ parameter, what }: Column, sample: Sample): string {
  const out: string[] = []
  for (let place = 0; place < sample.count; place++) {
    if (sample.slots[place] !== parameter.index) continue
    const kept = sample.kept.get(place)
    const text = kept?.text
    if (text !== undefined) out.push(typeof text === 'string' ? text : hexOf(text))
    else if (what === 'raw') out.push(String(kept?.exact ?? kept?.raw ?? sample.raw[parameter.index]))
    else {
      const value = kept?.value ?? sample.value[parameter.index]!
      out.push(labelled(parameter, value) ?? String(kept?.exact ?? value))
    }
  }
  return out.join(' ')
}

/** What people read for the number of an enumeration or boolean; undefined for other numbers. */
export function labelled({ type }: Column['parameter'], value: number): string | undefined {
  if (type.kind === 'enumerated') return labelOf(type, value) ?? String(value)
  if (type.kind === 'boolean') return value !== 0 ? type.words!.one : type.words!.zero
  return undefined
}

/** The level of a number in a column of levels. */
export function levelNamed(number: number): string {
  return LEVELS[number] ?? 'nominal'
}

/** Octets as hexadecimal. */
export function hexOf(octets: Uint8Array): string {
  let out = ''
  for (const octet of octets) out += octet.toString(16).padStart(2, '0')
  return out
}
