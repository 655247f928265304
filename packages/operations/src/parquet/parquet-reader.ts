/**
 * Reads the Parquet files that `parquet-writer.ts` writes, a column of a group at a time, without going over what is not
 * asked for. Every page is held against its CRC-32: what was altered is told and not read. Files of others are read as far
 * as they keep to the same part of the format (flat; plain, dictionary or difference pages of version 1).
 */
import { err, ok, type Result } from '@magpie/core/result'
import { unpackDeltas } from './delta-packed.ts'
import { CODEC, ENCODING, TYPE } from './parquet-writer.ts'
import { readStruct, type Struct, ThriftError, type ThriftValue } from './thrift-compact.ts'

/** Why a file or a piece of it cannot be read. */
export type ParquetError =
  | { readonly kind: 'parquet-no-file'; readonly why: string }
  | { readonly kind: 'parquet-unsupported'; readonly what: string }
  | { readonly kind: 'parquet-altered'; readonly column: string; readonly offset: number }

/** A column of one group: where it stands and what is known of it. */
export type ChunkInfo = {
  readonly offset: number
  readonly octets: number
  readonly rows: number
  readonly type: number
  readonly codec: number
  readonly range: { readonly least: number; readonly greatest: number } | undefined
  readonly sum: { readonly sum: number; readonly count: number } | undefined
}
export type FileColumn = {
  readonly name: string
  readonly optional: boolean
  readonly type: number
  readonly unsigned: boolean
}
export type FileInfo = {
  readonly rows: number
  readonly columns: readonly FileColumn[]
  /** Chunks by group, then by column. */
  readonly groups: readonly { readonly rows: number; readonly chunks: readonly ChunkInfo[] }[]
  readonly notes: Readonly<Record<string, string>>
}

/** Values of a chunk: numbers (NaN for none where it is optional), texts (undefined for none), or whole numbers as they stand. */
export type Chunk =
  | { readonly kind: 'numbers'; readonly values: Float64Array; readonly optional: boolean }
  | { readonly kind: 'whole'; readonly values: BigInt64Array; readonly unsigned: boolean }
  | { readonly kind: 'texts'; readonly texts: readonly (string | undefined)[] }

/** What the platform does faster than we can: octets of a Zstandard page (throws where they are none), and CRC-32. */
export type PageTools = {
  decompress(octets: Uint8Array, length: number): Uint8Array
  checksum(octets: Uint8Array): number
}

const text = new TextDecoder()

/** Octets that the footer's length and the magic word take at the end of a file. */
export const TAIL_OCTETS = 8

/** How long the footer is, by the last octets of a file. */
export function footerLength(tail: Uint8Array): Result<number, ParquetError> {
  const at = tail.length - TAIL_OCTETS
  if (at < 0 || text.decode(tail.subarray(at + 4)) !== 'PAR1') return noFile('it does not end as one')
  return ok(new DataView(tail.buffer, tail.byteOffset + at, 4).getUint32(0, true))
}

/** What a footer says. */
export function readFooter(footer: Uint8Array): Result<FileInfo, ParquetError> {
  try {
    const { value: meta } = readStruct(footer, 0)
    const schema = structs(meta.get(2)).slice(1)
    const columns = schema.map((one) => ({
      name: textOf(one.get(4)),
      optional: one.get(3) === 1,
      type: Number(one.get(1)),
      unsigned: one.get(6) === 13 || one.get(6) === 14,
    }))
    const groups = structs(meta.get(4)).map((group) => ({
      rows: Number(group.get(3)),
      chunks: structs(group.get(1)).map((chunk, i) => chunkOf(chunk, columns[i]!)),
    }))
    const notes = Object.fromEntries(structs(meta.get(5)).map((one) => [textOf(one.get(1)), textOf(one.get(2))]))
    return ok({ rows: Number(meta.get(3)), columns, groups, notes })
  } catch (cause) {
    if (cause instanceof ThriftError || cause instanceof TypeError) return noFile(cause.message)
    throw cause
  }
}

function chunkOf(chunk: Struct, column: FileColumn): ChunkInfo {
  const meta = chunk.get(3)
  if (!(meta instanceof Map)) throw new TypeError('metadata of a chunk were expected')
  const first = meta.get(11) ?? meta.get(9)
  const sum = structs(meta.get(8) ?? []).find((one) => textOf(one.get(1)) === 'magpie.sum')
  const statistics = meta.get(12) as Struct | undefined
  const [total, count] = sum === undefined ? [] : textOf(sum.get(2)).split(' ').map(Number)
  return {
    offset: placeOf(first),
    octets: placeOf(meta.get(7)),
    rows: placeOf(meta.get(5)),
    type: column.type,
    codec: Number(meta.get(4)),
    range: statistics === undefined ? undefined : rangeOf(statistics, column.type),
    sum: total === undefined || count === undefined ? undefined : { sum: total, count },
  }
}

/** A place or a size in a file. */
function placeOf(value: ThriftValue | undefined): number {
  const number = Number(value)
  if (!(Number.isSafeInteger(number) && number >= 0)) throw new TypeError('a place or a size was expected')
  return number
}

function rangeOf(statistics: Struct, type: number): ChunkInfo['range'] {
  const least = statistics.get(6)
  const greatest = statistics.get(5)
  if (!(least instanceof Uint8Array) || !(greatest instanceof Uint8Array) || type === TYPE.BYTE_ARRAY) return undefined
  return { least: numberOf(least, type), greatest: numberOf(greatest, type) }
}

function numberOf(octets: Uint8Array, type: number): number {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length)
  if (type === TYPE.DOUBLE) return view.getFloat64(0, true)
  if (type === TYPE.FLOAT) return view.getFloat32(0, true)
  return type === TYPE.INT64 ? Number(view.getBigInt64(0, true)) : view.getInt32(0, true)
}

/** The values of a chunk out of its octets; `exact` keeps whole numbers of 64 bits as they are. */
export function readChunk(
  info: ChunkInfo,
  column: FileColumn,
  octets: Uint8Array,
  tools: PageTools,
  exact = false,
): Result<Chunk, ParquetError> {
  try {
    return ok(chunkValues(info, column, octets, tools, exact))
  } catch (cause) {
    if (cause instanceof Unsupported) return err({ kind: 'parquet-unsupported', what: cause.message })
    if (!(cause instanceof Error)) throw cause
    return err({ kind: 'parquet-altered', column: column.name, offset: info.offset })
  }
}

class Unsupported extends Error {}
class Altered extends Error {}

type Page = { readonly kind: number; readonly encoding: number; readonly count: number; readonly body: Uint8Array }

function chunkValues(info: ChunkInfo, column: FileColumn, octets: Uint8Array, tools: PageTools, exact: boolean): Chunk {
  let dictionary: Chunk | undefined
  for (let at = 0; at < octets.length; ) {
    const { page, end } = readPage(info, octets, at, tools)
    at = end
    if (page.kind === 2) dictionary = plainValues(page.body, column, page.count, undefined, exact && !column.optional)
    else if (page.kind === 0) {
      if (page.count !== info.rows) throw new Unsupported('chunks of several pages')
      return pageValues(page, column, dictionary, exact)
    } else throw new Unsupported(`pages of kind ${page.kind}`)
  }
  throw new Altered('no data page')
}

function readPage(info: ChunkInfo, octets: Uint8Array, at: number, tools: PageTools): { page: Page; end: number } {
  const { value: header, end } = readStruct(octets, at)
  const length = Number(header.get(2))
  const stored_octets = Number(header.get(3))
  const stored = octets.subarray(end, end + stored_octets)
  if (!(stored_octets >= 0) || stored.length !== stored_octets || !(length >= 0)) throw new Altered('cut short')
  const checksum = header.get(4)
  if (checksum !== undefined && Number(checksum) !== (tools.checksum(stored) | 0)) throw new Altered('checksum')
  const own = (header.get(5) ?? header.get(7)) as Struct
  if (info.codec !== CODEC.ZSTD && info.codec !== CODEC.UNCOMPRESSED) throw new Unsupported(`codec ${info.codec}`)
  const body = info.codec === CODEC.ZSTD ? tools.decompress(stored, length) : stored
  if (body.length !== length) throw new Altered('length')
  const page = { kind: Number(header.get(1)), encoding: Number(own.get(2)), count: Number(own.get(1)), body }
  return { page, end: end + stored_octets }
}

function pageValues(page: Page, column: FileColumn, dictionary: Chunk | undefined, exact: boolean): Chunk {
  const { count, encoding } = page
  if (count > MOST_ROWS) throw new Unsupported(`${count} rows a group`)
  let { body } = page
  let present: Uint8Array | undefined
  if (column.optional) {
    const length = viewOf(body).getUint32(0, true)
    present = hybrid(body.subarray(4, 4 + length), 1, count)
    body = body.subarray(4 + length)
  }
  const held = present === undefined ? count : present.reduce((sum, one) => sum + one, 0)
  if (encoding === ENCODING.RLE_DICTIONARY) {
    if (dictionary === undefined || body[0] !== 8) throw new Unsupported('this dictionary')
    return lookedUp(dictionary, hybrid(body.subarray(1), 8, held), present)
  }
  if (encoding === ENCODING.DELTA_BINARY_PACKED) body = unpackDeltas(body, held, sizeOf(column))
  else if (encoding !== ENCODING.PLAIN) throw new Unsupported(`encoding ${encoding}`)
  return plainValues(body, column, held, present, exact && present === undefined)
}

/** More rows than these in a group nobody writes: what a few octets may claim stays within memory. */
const MOST_ROWS = 1 << 24

function sizeOf({ type }: FileColumn): 4 | 8 {
  if (type === TYPE.INT32) return 4
  if (type === TYPE.INT64) return 8
  throw new Unsupported(`differences of type ${type}`)
}

/** Values as they stand one after the other; `exact` keeps whole numbers of 64 bits. */
function plainValues(
  body: Uint8Array,
  column: FileColumn,
  count: number,
  present: Uint8Array | undefined,
  exact: boolean,
): Chunk {
  if (column.type === TYPE.BYTE_ARRAY) return { kind: 'texts', texts: spreadTexts(texts(body, count), present) }
  if (exact && column.type === TYPE.INT64)
    return { kind: 'whole', values: new BigInt64Array(aligned(body, 8 * count)), unsigned: column.unsigned }
  return { kind: 'numbers', values: spread(numbers(body, column, count), present), optional: present !== undefined }
}

/** The values that codes stand for. */
function lookedUp(dictionary: Chunk, codes: Uint8Array, present: Uint8Array | undefined): Chunk {
  if (dictionary.kind === 'texts') {
    const { texts: labels } = dictionary
    const texts = new Array<string>(codes.length)
    for (let i = 0; i < codes.length; i++) texts[i] = labels[codes[i]!]!
    return { kind: 'texts', texts: spreadTexts(texts, present) }
  }
  const { values } = dictionary
  if (codes.some((code) => code >= values.length)) throw new Altered('a code without a value')
  if (dictionary.kind === 'whole')
    return { ...dictionary, values: BigInt64Array.from(codes, (code) => dictionary.values[code]!) }
  const numbers = new Float64Array(codes.length)
  for (let i = 0; i < codes.length; i++) numbers[i] = dictionary.values[codes[i]!]!
  return { kind: 'numbers', values: spread(numbers, present), optional: present !== undefined }
}

/** Numbers as doubles; those of 64 bits may lose their last digits. */
function numbers(body: Uint8Array, { type, unsigned }: FileColumn, count: number): Float64Array {
  switch (type) {
    case TYPE.DOUBLE:
      return new Float64Array(aligned(body, 8 * count))
    case TYPE.FLOAT:
      return new Float64Array(new Float32Array(aligned(body, 4 * count)))
    case TYPE.INT32:
      return new Float64Array(
        unsigned ? new Uint32Array(aligned(body, 4 * count)) : new Int32Array(aligned(body, 4 * count)),
      )
    case TYPE.INT64:
      return longs(aligned(body, 8 * count), unsigned)
    default:
      throw new Unsupported(`type ${type}`)
  }
}

function longs(octets: ArrayBuffer, unsigned: boolean): Float64Array {
  const low = new Uint32Array(octets)
  const high = new Int32Array(octets)
  const out = new Float64Array(low.length / 2)
  for (let i = 0; i < out.length; i++)
    out[i] = (unsigned ? high[2 * i + 1]! >>> 0 : high[2 * i + 1]!) * 0x1_0000_0000 + low[2 * i]!
  return out
}

/** Octets at an address that typed arrays take; all of them must be there. */
function aligned(body: Uint8Array, octets: number): ArrayBuffer {
  if (body.length < octets) throw new Altered('cut short')
  // A copy of its own, whatever kind of array it was cut out of.
  return Uint8Array.prototype.slice.call(body, 0, octets).buffer as ArrayBuffer
}

function spread(values: Float64Array, present: Uint8Array | undefined): Float64Array {
  if (present === undefined) return values
  const out = new Float64Array(present.length)
  let at = 0
  for (let row = 0; row < present.length; row++) out[row] = present[row] === 1 ? values[at++]! : Number.NaN
  return out
}

function spreadTexts(values: readonly string[], present: Uint8Array | undefined): readonly (string | undefined)[] {
  if (present === undefined) return values
  const out = new Array<string | undefined>(present.length)
  let at = 0
  for (let row = 0; row < present.length; row++) out[row] = present[row] === 1 ? values[at++] : undefined
  return out
}

function texts(body: Uint8Array, count: number): string[] {
  const view = viewOf(body)
  const out: string[] = []
  for (let i = 0, at = 0; i < count; i++) {
    const length = view.getUint32(at, true)
    if (at + 4 + length > body.length) throw new Altered('cut short')
    out.push(text.decode(body.subarray(at + 4, at + 4 + length)))
    at += 4 + length
  }
  return out
}

/** Runs and packed values of the RLE hybrid (Parquet, "Encodings"), of one or eight bits each. */
function hybrid(octets: Uint8Array, bits: 1 | 8, count: number): Uint8Array {
  const out = new Uint8Array(count)
  let at = 0
  for (let filled = 0; filled < count; ) {
    const { value: head, end } = varintAt(octets, at)
    const many = head >>> 1
    if (many === 0) throw new Altered('an empty run')
    at = end
    if ((head & 1) === 0) {
      out.fill(octets[at++] ?? 0, filled, Math.min(count, filled + many))
      filled += many
    } else {
      unpack(octets, at, bits, out, filled, Math.min(count - filled, 8 * many))
      at += many * bits
      filled += 8 * many
    }
  }
  return out
}

function varintAt(octets: Uint8Array, from: number): { value: number; end: number } {
  let value = 0
  for (let at = from, shift = 0; shift < 28; at++, shift += 7) {
    const octet = octets[at]
    if (octet === undefined) throw new Altered('cut short')
    value |= (octet & 127) << shift
    if (octet < 128) return { value, end: at + 1 }
  }
  throw new Altered('a run of that length')
}

function unpack(from: Uint8Array, at: number, bits: 1 | 8, out: Uint8Array, to: number, count: number): void {
  for (let i = 0; i < count; i++)
    out[to + i] = bits === 8 ? (from[at + i] ?? 0) : ((from[at + (i >> 3)] ?? 0) >>> (i & 7)) & 1
}

function viewOf(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.length)
}

function structs(value: ThriftValue | undefined): Struct[] {
  if (!Array.isArray(value)) throw new TypeError('a list was expected')
  return value.map((one) => {
    if (!(one instanceof Map)) throw new TypeError('a struct was expected')
    return one
  })
}

function textOf(value: ThriftValue | undefined): string {
  if (!(value instanceof Uint8Array)) throw new TypeError('a text was expected')
  return text.decode(value)
}

function noFile(why: string): Result<never, ParquetError> {
  return err({ kind: 'parquet-no-file', why })
}

/** The sentence for a file that cannot be read. */
export function describeParquetError(error: ParquetError): string {
  switch (error.kind) {
    case 'parquet-no-file':
      return `this is no Parquet file: ${error.why}`
    case 'parquet-unsupported':
      return `the Parquet file uses ${error.what}, which is not read here`
    case 'parquet-altered':
      return `the column ${error.column} was altered: its page at octet ${error.offset} does not match its checksum`
  }
}
