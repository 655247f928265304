/**
 * Parquet files (Apache Parquet format 2.11) of flat tables: a part of the format that every reader has, written without
 * going over the values more than once. Numbers are stored plainly, those that are all the same once, times and counters as
 * differences where that shrinks them; labels as a dictionary with one octet a value, absence as definition levels; every page
 * carries its CRC-32. Compression is a port: other pages shrink by Zstandard where that pays.
 */
import { recordChecksum } from '../ingest/record-checksum.ts'
import { packDeltas } from './delta-packed.ts'
import { storedFrame } from './stored-frame.ts'
import { type Field, writeStruct } from './thrift-compact.ts'

/** Physical types by the format's own numbers. */
export const TYPE = { INT32: 1, INT64: 2, FLOAT: 4, DOUBLE: 5, BYTE_ARRAY: 6 } as const
export const CODEC = { UNCOMPRESSED: 0, ZSTD: 6 } as const
export const ENCODING = { PLAIN: 0, RLE: 3, DELTA_BINARY_PACKED: 5, RLE_DICTIONARY: 8 } as const
const PAGE_KIND = { DATA: 0, DICTIONARY: 2 } as const

/** What a column holds: numbers, times in microseconds of Unix time, or texts. */
export type ParquetKind = 'int32' | 'uint32' | 'int64' | 'uint64' | 'float' | 'double' | 'timestamp' | 'text'

export type ParquetColumn = {
  readonly name: string
  readonly kind: ParquetKind
  readonly optional: boolean
}

/**
 * Values of a column for the rows of a group: of rows that lack it none. Labels: `codes` into `labels`, at most 256 of them.
 */
export type ColumnValues = {
  readonly values:
    | Int32Array<ArrayBuffer>
    | Float32Array<ArrayBuffer>
    | Float64Array<ArrayBuffer>
    | BigInt64Array<ArrayBuffer>
    | BigUint64Array<ArrayBuffer>
    | readonly string[]
    | { readonly codes: Uint8Array; readonly labels: readonly string[] }
  /** 1 a row that has a value, 0 one that has none; undefined where all have. */
  readonly present?: Uint8Array
  /** The least and the greatest value, for readers that skip groups. */
  readonly range?: { readonly least: number; readonly greatest: number }
  /** Sum and count of what is a number, for summaries without reading; kept as key and value beside the column. */
  readonly sum?: { readonly sum: number; readonly count: number }
}

/** Compresses the octets of a page; undefined where it does not pay. */
export type Compress = (octets: Uint8Array, column: string) => Promise<Uint8Array | undefined>

/** A writer that hands out the octets of a file piece by piece, in order. */
export class ParquetWriter {
  private readonly columns: readonly ParquetColumn[]
  private readonly compress: Compress
  private readonly checksum: (octets: Uint8Array) => number
  private readonly put: (octets: Uint8Array) => Promise<void>
  private readonly groups: Field[][] = []
  private at = 0
  private rows = 0

  /** `checksum` is CRC-32, for platforms that do it faster than we can. */
  constructor(
    columns: readonly ParquetColumn[],
    compress: Compress,
    put: (octets: Uint8Array) => Promise<void>,
    checksum: (octets: Uint8Array) => number = recordChecksum,
  ) {
    this.columns = columns
    this.checksum = checksum
    this.compress = compress
    this.put = put
  }

  /** Writes a group of rows; `valuesOf` is asked for one column after the other. */
  async group(rows: number, valuesOf: (column: number) => ColumnValues): Promise<void> {
    if (this.at === 0) await this.write(MAGIC)
    const chunks: Field[][] = []
    let total = 0
    for (const [i, column] of this.columns.entries()) {
      const chunk = await this.chunk(column, rows, valuesOf(i))
      chunks.push(chunk.fields)
      total += chunk.octets
    }
    this.groups.push([
      { id: 1, kind: 'structs', value: chunks },
      { id: 2, kind: 'i64', value: total },
      { id: 3, kind: 'i64', value: rows },
    ])
    this.rows += rows
  }

  /** Writes the footer. Where it begins, and its length: what a reader of this file may be told instead of looking for it. */
  async end(
    notes: Readonly<Record<string, string>>,
  ): Promise<{ octets: number; footer_octets: number; checksum: number }> {
    if (this.at === 0) await this.write(MAGIC)
    const footer = writeStruct([
      { id: 1, kind: 'i32', value: 2 },
      { id: 2, kind: 'structs', value: [rootOf(this.columns), ...this.columns.map(schemaOf)] },
      { id: 3, kind: 'i64', value: this.rows },
      { id: 4, kind: 'structs', value: this.groups },
      { id: 5, kind: 'structs', value: Object.entries(notes).map(keyValue) },
      { id: 6, kind: 'binary', value: 'Magpie' },
    ])
    const tail = new Uint8Array(footer.length + 8)
    tail.set(footer)
    new DataView(tail.buffer).setUint32(footer.length, footer.length, true)
    tail.set(MAGIC, footer.length + 4)
    await this.write(tail)
    return { octets: this.at, footer_octets: footer.length, checksum: recordChecksum(footer) }
  }

  private async chunk(
    column: ParquetColumn,
    rows: number,
    given: ColumnValues,
  ): Promise<{ fields: Field[]; octets: number }> {
    const { values } = given
    const start = this.at
    const words = 'codes' in values ? plainTexts(values.labels) : sameOf(values)
    const entries = 'codes' in values ? values.labels.length : 1
    const deltas = words === undefined ? deltasOf(values) : undefined
    const body = deltas ?? bodyOf(values, words)
    const raw = column.optional ? withPresence(given.present, rows, body) : body
    const packed = deltas === undefined ? await this.compress(raw, column.name) : undefined
    const encoding = words !== undefined ? ENCODING.RLE_DICTIONARY : encodingOf(deltas)
    let plain_octets = 0
    if (words !== undefined) {
      // Pages of one chunk share its codec.
      const stored = packed === undefined ? words : storedFrame(words)
      plain_octets += await this.page(PAGE_KIND.DICTIONARY, words.length, stored, entries, encoding)
    }
    const dataAt = this.at
    plain_octets += await this.page(PAGE_KIND.DATA, raw.length, packed ?? raw, rows, encoding)
    const value: Field[] = [
      { id: 1, kind: 'i32', value: physical(column.kind) },
      { id: 2, kind: 'i32s', value: [encoding, ENCODING.RLE] },
      { id: 3, kind: 'binaries', value: [column.name] },
      { id: 4, kind: 'i32', value: packed === undefined ? CODEC.UNCOMPRESSED : CODEC.ZSTD },
      { id: 5, kind: 'i64', value: rows },
      { id: 6, kind: 'i64', value: plain_octets },
      { id: 7, kind: 'i64', value: this.at - start },
    ]
    if (given.sum !== undefined) value.push(sumOf(given.sum))
    value.push({ id: 9, kind: 'i64', value: dataAt })
    if (words !== undefined) value.push({ id: 11, kind: 'i64', value: start })
    if (given.range !== undefined) value.push(statistics(column.kind, given.range))
    const fields: Field[] = [
      { id: 2, kind: 'i64', value: start },
      { id: 3, kind: 'struct', value },
    ]
    return { fields, octets: plain_octets }
  }

  /** Writes a page; its octets before compression, with its heading. */
  private async page(
    kind: number,
    raw_octets: number,
    stored: Uint8Array,
    count: number,
    encoding: number,
  ): Promise<number> {
    const header = pageHeader(kind, raw_octets, stored.length, this.checksum(stored) | 0, count, encoding)
    await this.write(header)
    await this.write(stored)
    return header.length + raw_octets
  }

  private async write(octets: Uint8Array): Promise<void> {
    this.at += octets.length
    await this.put(octets)
  }
}

const MAGIC = Uint8Array.of(0x50, 0x41, 0x52, 0x31)
const encoder = new TextEncoder()

function rootOf(columns: readonly ParquetColumn[]): Field[] {
  return [
    { id: 4, kind: 'binary', value: 'table' },
    { id: 5, kind: 'i32', value: columns.length },
  ]
}

/** Converted types: UTF8 0, TIMESTAMP_MICROS 10, UINT_32 13, UINT_64 14. */
const CONVERTED: Partial<Record<ParquetKind, number>> = { text: 0, timestamp: 10, uint32: 13, uint64: 14 }

function schemaOf({ name, kind, optional }: ParquetColumn): Field[] {
  const converted = CONVERTED[kind]
  const logical: Field[] = kind === 'timestamp' ? [{ id: 10, kind: 'struct', value: TIMESTAMP_UTC_MICROS }] : []
  return [
    { id: 1, kind: 'i32', value: physical(kind) },
    { id: 3, kind: 'i32', value: optional ? 1 : 0 },
    { id: 4, kind: 'binary', value: name },
    ...(converted === undefined ? [] : [{ id: 6, kind: 'i32' as const, value: converted }]),
    ...logical,
  ]
}

/** LogicalType 8, TIMESTAMP: adjusted to UTC, unit MICROS. */
const TIMESTAMP_UTC_MICROS: readonly Field[] = [
  {
    id: 8,
    kind: 'struct',
    value: [
      { id: 1, kind: 'bool', value: true },
      { id: 2, kind: 'struct', value: [{ id: 2, kind: 'struct', value: [] }] },
    ],
  },
]

function physical(kind: ParquetKind): number {
  switch (kind) {
    case 'int32':
    case 'uint32':
      return TYPE.INT32
    case 'int64':
    case 'uint64':
    case 'timestamp':
      return TYPE.INT64
    case 'float':
      return TYPE.FLOAT
    case 'double':
      return TYPE.DOUBLE
    case 'text':
      return TYPE.BYTE_ARRAY
  }
}

function keyValue([key, value]: readonly [string, string]): Field[] {
  return [
    { id: 1, kind: 'binary', value: key },
    { id: 2, kind: 'binary', value },
  ]
}

function sumOf({ sum, count }: { sum: number; count: number }): Field {
  return { id: 8, kind: 'structs', value: [keyValue(['magpie.sum', `${sum} ${count}`])] }
}

function statistics(kind: ParquetKind, { least, greatest }: { least: number; greatest: number }): Field {
  return {
    id: 12,
    kind: 'struct',
    value: [
      { id: 5, kind: 'binary', value: plainNumber(kind, greatest) },
      { id: 6, kind: 'binary', value: plainNumber(kind, least) },
    ],
  }
}

function plainNumber(kind: ParquetKind, value: number): Uint8Array {
  const out = new DataView(new ArrayBuffer(kind === 'double' || physical(kind) === TYPE.INT64 ? 8 : 4))
  if (kind === 'double') out.setFloat64(0, value, true)
  else if (kind === 'float') out.setFloat32(0, value, true)
  else if (physical(kind) === TYPE.INT64) out.setBigInt64(0, BigInt(Math.trunc(value)), true)
  else out.setInt32(0, value | 0, true)
  return new Uint8Array(out.buffer)
}

function pageHeader(
  kind: number,
  raw_octets: number,
  stored_octets: number,
  checksum: number,
  count: number,
  encoding: number,
): Uint8Array {
  const body: Field =
    kind === PAGE_KIND.DICTIONARY
      ? {
          id: 7,
          kind: 'struct',
          value: [
            { id: 1, kind: 'i32', value: count },
            { id: 2, kind: 'i32', value: ENCODING.PLAIN },
          ],
        }
      : {
          id: 5,
          kind: 'struct',
          value: [
            { id: 1, kind: 'i32', value: count },
            { id: 2, kind: 'i32', value: encoding },
            { id: 3, kind: 'i32', value: ENCODING.RLE },
            { id: 4, kind: 'i32', value: ENCODING.RLE },
          ],
        }
  return writeStruct([
    { id: 1, kind: 'i32', value: kind },
    { id: 2, kind: 'i32', value: raw_octets },
    { id: 3, kind: 'i32', value: stored_octets },
    { id: 4, kind: 'i32', value: checksum },
    body,
  ])
}

function plainOf(values: Exclude<ColumnValues['values'], { codes: Uint8Array }>): Uint8Array {
  if (Array.isArray(values)) return plainTexts(values)
  const array = values as Float64Array<ArrayBuffer>
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}

/** The one number that all are, as its octets; undefined where they differ, or are texts. */
function sameOf(values: Exclude<ColumnValues['values'], { codes: Uint8Array }>): Uint8Array | undefined {
  const array = values as Float64Array<ArrayBuffer>
  if (Array.isArray(values) || array.length < 2) return undefined
  const first = array[0]!
  for (let i = 1; i < array.length; i++) if (!Object.is(array[i], first)) return undefined
  // What is no number is the same to `Object.is` whatever its bits are.
  return Number.isNaN(first) ? undefined : plainOf(values).slice(0, array.BYTES_PER_ELEMENT)
}

function bodyOf(values: ColumnValues['values'], words: Uint8Array | undefined): Uint8Array {
  if ('codes' in values) return labelCodes(values.codes)
  return words === undefined ? plainOf(values) : oneRun(0, values.length)
}

/** Whole numbers as differences, where that pays. */
function deltasOf(values: ColumnValues['values']): Uint8Array | undefined {
  const isWhole = values instanceof Int32Array || values instanceof BigInt64Array || values instanceof BigUint64Array
  return isWhole ? packDeltas(values) : undefined
}

function encodingOf(deltas: Uint8Array | undefined): number {
  return deltas === undefined ? ENCODING.PLAIN : ENCODING.DELTA_BINARY_PACKED
}

function plainTexts(texts: readonly string[]): Uint8Array {
  const pieces = texts.map((one) => encoder.encode(one))
  const out = new Uint8Array(pieces.reduce((sum, one) => sum + 4 + one.length, 0))
  const view = new DataView(out.buffer)
  let at = 0
  for (const piece of pieces) {
    view.setUint32(at, piece.length, true)
    out.set(piece, at + 4)
    at += 4 + piece.length
  }
  return out
}

/** The bit width, then one code so many times. */
function oneRun(code: number, count: number): Uint8Array {
  return Uint8Array.of(8, ...varint(count * 2), code)
}

/** The bit width, then one run: where all codes are one, that with its length; else packed, eight bits a code. */
function labelCodes(codes: Uint8Array): Uint8Array {
  let same = 0
  while (same < codes.length && codes[same] === codes[0]) same++
  if (same === codes.length && same > 0) return oneRun(codes[0]!, codes.length)
  const groups = (codes.length + 7) >> 3
  const head = varint(groups * 2 + 1)
  const out = new Uint8Array(1 + head.length + 8 * groups)
  out[0] = 8
  out.set(head, 1)
  out.set(codes, 1 + head.length)
  return out
}

/** Definition levels of one bit, with their length in front, before the values. */
function withPresence(present: Uint8Array | undefined, rows: number, body: Uint8Array): Uint8Array {
  const levels = present === undefined ? Uint8Array.of(...varint(rows * 2), 1) : packedBits(present)
  const out = new Uint8Array(4 + levels.length + body.length)
  new DataView(out.buffer).setUint32(0, levels.length, true)
  out.set(levels, 4)
  out.set(body, 4 + levels.length)
  return out
}

function packedBits(bits: Uint8Array): Uint8Array {
  const groups = (bits.length + 7) >> 3
  const head = varint(groups * 2 + 1)
  const out = new Uint8Array(head.length + groups)
  out.set(head)
  for (let i = 0; i < bits.length; i++) if (bits[i] !== 0) out[head.length + (i >> 3)]! |= 1 << (i & 7)
  return out
}

function varint(value: number): number[] {
  const out: number[] = []
  let rest = value
  while (rest >= 128) {
    out.push((rest & 127) | 128)
    rest >>>= 7
  }
  out.push(rest)
  return out
}
