/** Parsers of the archive: segments of raw packets, Parquet files and their parts, the packet index, seals; and of journals. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, zstdDecompressSync } from 'node:zlib'
import { seal } from '@magpie/operations/ingest/archive-seal'
import { footerLength, readChunk, readFooter } from '@magpie/operations/parquet/parquet-reader'
import { type ColumnValues, type ParquetColumn, ParquetWriter } from '@magpie/operations/parquet/parquet-writer'
import { readStruct, ThriftError } from '@magpie/operations/parquet/thrift-compact'
import { testPacket } from '@magpie/operations/testing/telemetry-dictionary'
import { INDEX_COLUMNS, readIndex } from '../../adapters/src/archive/packet-index.ts'
import { openParquet } from '../../adapters/src/archive/parquet-files.ts'
import { MARK, PACKET_HEAD, RecordBuffer, scanSegment } from '../../adapters/src/archive/segment-records.ts'
import type { Parser } from './parser.ts'

const TOOLS = {
  decompress: (octets: Uint8Array, length: number) =>
    zstdDecompressSync(octets, { maxOutputLength: Math.min(1 << 24, Math.max(1, length)) }),
  checksum: (octets: Uint8Array) => crc32(octets),
}
const STATION = { source: 'ce8-lander', station: 'miyun' }

/** Parsers of an archive's files. */
export async function archiveParsers(): Promise<Parser[]> {
  const folder = mkdtempSync(join(tmpdir(), 'magpie-fuzz-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const file = await parquet()
  const length = footerLength(file.subarray(-8))
  const footer = file.subarray(-8 - (length.ok ? length.value : 0), -8)
  return [
    {
      name: 'segments of the archive',
      kind: 'octets',
      right: [segment()],
      sealed: checkedAgain,
      parse: (b) => scanSegment(Buffer.from(b.buffer, b.byteOffset, b.length), 'x').records.length > 0,
    },
    { name: 'Parquet files', kind: 'octets', right: [file], parse: columnsRead },
    { name: 'Parquet footers', kind: 'octets', right: [footer], parse: (b) => readFooter(b).ok },
    ...pages(file),
    { name: 'Thrift structs', kind: 'octets', right: [footer], parse: struct },
    await indexParser(folder),
    {
      name: 'seals of the archive',
      kind: 'json',
      right: [SEAL],
      parse: (text) => {
        const json = parsed(text)
        return json !== undefined && seal.safeParse(json).success
      },
    },
  ]
}

const SEALED_FILE = { octets: 900, footer_octets: 90, footer_checksum: 123456 }
const SEAL = JSON.stringify({
  format: 'magpie-archive-seal/1',
  segments: [
    {
      ...{ file: 'raw/0000.mgp', octets: 1234, packets: 2, origins: [STATION] },
      index: { file: 'index/0000.parquet', ...SEALED_FILE },
      channels: [{ source: 'ce8-lander', apid: 100, packets: 2, first_us: 1, last_us: 2 }],
    },
  ],
  tables: [
    {
      ...{ file: 'tables/a.parquet', ...SEALED_FILE, source: 'ce8-lander' },
      ...{ container: '/a/b', rows: 2, first_us: 1, last_us: 2 },
    },
  ],
  snapshot: { pipeline: [{ a: 1 }] },
})

/** Text as JSON, undefined where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    if (cause instanceof SyntaxError) return undefined
    throw cause
  }
}

/** A segment of two stations and five packets. */
function segment(): Uint8Array {
  const buffer = new RecordBuffer()
  buffer.origin(0, STATION)
  for (let i = 0; i < 5; i++) {
    const bytes = testPacket(1, i)
    const packet = {
      ...STATION,
      apid: 1,
      sequence: i,
      time_us: 1,
      received_us: 2,
      bytes,
      from: 0,
      octets: bytes.length,
    }
    buffer.packet({ ...packet, digest: crc32(bytes), why: 'sample' }, 0)
  }
  return Uint8Array.from(buffer.octets.subarray(0, buffer.length))
}

/** Check values of all records agree again, as of one who meant to do harm. */
function checkedAgain(octets: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const view = new DataView(octets.buffer)
  for (let at = 0; at + 16 < octets.length; at++) {
    const mark = view.getUint32(at)
    const end = at + 12 + view.getUint32(at + 4)
    if (mark !== MARK || end > octets.length || end < at + 14) continue
    const packet = octets[at + 12] === 0 && end > at + PACKET_HEAD
    if (packet) view.setUint32(at + 32, crc32(octets.subarray(at + PACKET_HEAD, end)))
    view.setUint32(at + 8, crc32(octets.subarray(at + 12, packet ? at + PACKET_HEAD : end)))
    at = end - 1
  }
  return octets
}

function parquet(): Promise<Uint8Array> {
  const columns = [
    { name: 'tai_us', kind: 'int64', optional: false },
    { name: 'x', kind: 'double', optional: true },
    { name: 'mode', kind: 'text', optional: false },
    { name: 'note', kind: 'text', optional: true },
  ] as const
  const values = new Map<string, ColumnValues>([
    ['tai_us', { values: BigInt64Array.of(1n, 2n, 3n) }],
    ['x', { values: Float64Array.of(1.5, 2.5), present: Uint8Array.of(1, 0, 1) }],
    ['mode', { values: { codes: Uint8Array.of(0, 1, 0), labels: ['OFF', 'ON'] } }],
    ['note', { values: ['one'], present: Uint8Array.of(0, 1, 0) }],
  ])
  return parquetOf(columns, 2, ({ name }) => values.get(name)!)
}

/** A file of groups of three rows. */
async function parquetOf(
  columns: readonly ParquetColumn[],
  groups: number,
  valuesOf: (column: ParquetColumn) => ColumnValues,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  const put = async (octets: Uint8Array) => void pieces.push(Uint8Array.from(octets))
  const writer = new ParquetWriter(columns, async () => undefined, put)
  for (let group = 0; group < groups; group++) await writer.group(3, (i) => valuesOf(columns[i]!))
  await writer.end({ a: 'b' })
  return Uint8Array.from(Buffer.concat(pieces))
}

/** Whether any column could be read. */
function columnsRead(octets: Uint8Array): boolean {
  const length = footerLength(octets.subarray(-8))
  const from = length.ok ? octets.length - 8 - length.value : -1
  const info = from >= 0 ? readFooter(octets.subarray(from, -8)) : undefined
  if (info === undefined || !info.ok) return false
  const { columns, groups } = info.value
  return groups
    .flatMap(({ chunks }) =>
      chunks.map((chunk, i) => {
        const of = octets.subarray(chunk.offset, chunk.offset + chunk.octets)
        return readChunk(chunk, columns[i]!, of, TOOLS).ok
      }),
    )
    .includes(true)
}

/** The pages of each column, their check values taken for right, so that what stands in them is looked at. */
function pages(file: Uint8Array): Parser[] {
  const length = footerLength(file.subarray(-8))
  const info = readFooter(file.subarray(-8 - (length.ok ? length.value : 0), -8))
  if (!info.ok) throw new Error('no footer')
  const { columns, groups } = info.value
  return columns.map((column, i): Parser => {
    const chunk = groups[0]!.chunks[i]!
    const octets = file.slice(chunk.offset, chunk.offset + chunk.octets)
    // A page without its check value: field 4 is what a writer may leave out.
    return {
      name: `Parquet pages, ${column.name}`,
      kind: 'octets',
      right: [octets],
      sealed: (damaged) => pageWithChecksum(damaged),
      parse: (b) => readChunk(chunk, column, b, TOOLS, i === 0).ok,
    }
  })
}

/** Puts the right check value of what follows the first header into it, where the header can be read. */
function pageWithChecksum(octets: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let read: ReturnType<typeof readStruct>
  try {
    read = readStruct(octets, 0)
  } catch {
    return octets
  }
  const told = read.value.get(4)
  if (typeof told !== 'bigint' && typeof told !== 'number') return octets
  const stored = Number(read.value.get(3))
  const value = crc32(octets.subarray(read.end, read.end + (stored >= 0 ? stored : 0))) | 0
  return replaced(octets, zigzag(Number(told)), zigzag(value))
}

/** A zigzag number as Thrift's compact protocol has it. */
function zigzag(value: number): Uint8Array {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0
  const out: number[] = []
  while (rest > 127) {
    out.push((rest & 127) | 128)
    rest >>>= 7
  }
  return Uint8Array.of(...out, rest)
}

function replaced(octets: Uint8Array<ArrayBuffer>, old: Uint8Array, by: Uint8Array): Uint8Array<ArrayBuffer> {
  const at = Buffer.from(octets.buffer, octets.byteOffset, octets.length).indexOf(old)
  if (at < 0) return octets
  return Uint8Array.of(...octets.subarray(0, at), ...by, ...octets.subarray(at + old.length))
}

function struct(octets: Uint8Array): boolean {
  try {
    readStruct(octets, 0)
    return true
  } catch (cause) {
    if (cause instanceof ThriftError) return false
    throw cause
  }
}

async function indexParser(folder: string): Promise<Parser> {
  const right = await indexFile()
  const damaged = join(folder, 'damaged.parquet')
  const parse = async (octets: Uint8Array) => {
    writeFileSync(damaged, octets)
    const file = await openParquet(damaged)
    if (!file.ok) return false
    const read = await readIndex(file.value).finally(() => file.value.close())
    return read !== undefined
  }
  return { name: 'index of packets', kind: 'octets', right: [right], parse }
}

/** An index of three packets. */
function indexFile(): Promise<Uint8Array> {
  const texts: Readonly<Record<string, string>> = { source: 'ce8-lander', station: 'miyun', standing: 'sample' }
  return parquetOf(INDEX_COLUMNS, 1, ({ name, kind }) => {
    if (kind === 'text') return { values: { codes: Uint8Array.of(0, 0, 0), labels: [texts[name]!] } }
    return { values: kind === 'int32' || kind === 'uint32' ? Int32Array.of(7, 8, 9) : BigInt64Array.of(1n, 2n, 3n) }
  })
}
