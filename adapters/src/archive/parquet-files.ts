/** Parquet files of the archive on disk: written beside and renamed when whole and synced, read a column of a group at a time. */
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { crc32, zstdDecompressSync } from 'node:zlib'
import { err, ok, type Result } from '@magpie/core/result'
import type { SealedFile } from '@magpie/operations/ingest/archive-seal'
import { recordChecksum } from '@magpie/operations/ingest/record-checksum'
import { ColumnScratch } from '@magpie/operations/ingest/table-file'
import {
  type Chunk,
  type FileInfo,
  footerLength,
  type PageTools,
  type ParquetError,
  readChunk,
  readFooter,
  TAIL_OCTETS,
} from '@magpie/operations/parquet/parquet-reader'
import { type ParquetColumn, ParquetWriter } from '@magpie/operations/parquet/parquet-writer'
import { syncFolder } from '../whole-file.ts'
import { PageCompressor } from './page-compressor.ts'

/**
 * Pages are handed to the disk in pieces of so many octets, each synced by itself: a file system with a journal would make the
 * packets' own sync wait for all of a file at once.
 */
const PIECE = 1 << 18
/** A page that shrinks by less than a tenth is kept as it is, and the pages of its column after it are not tried for a while. */
const WORTH = 0.9
const SKIPPED = 63

/** Others get their turn at least so often while a file is written, ms. */
const TURN_MS = 1

/** Memory that serves for one file after the other. */
export class SealMemory {
  readonly columns = new ColumnScratch()
  readonly piece = Buffer.allocUnsafe(PIECE)
  readonly compressor = new PageCompressor()
}

/** Writes a file; it has its name once all of it is on the disk. */
export async function writeParquet(
  path: string,
  columns: readonly ParquetColumn[],
  notes: Readonly<Record<string, string>>,
  { piece, compressor }: SealMemory,
  fill: (writer: ParquetWriter) => Promise<void>,
): Promise<Omit<SealedFile, 'file'>> {
  await mkdir(dirname(path), { recursive: true })
  const beside = `${path}.writing`
  const file = await open(beside, 'w')
  let done: Omit<SealedFile, 'file'>
  try {
    let size = 0
    let turn_ms = performance.now()
    const flush = async () => {
      if (size === 0) return
      await writeAll(file, piece.subarray(0, size))
      await file.datasync()
      size = 0
    }
    const put = async (octets: Uint8Array) => {
      for (let at = 0; at < octets.length; ) {
        if (size === piece.length) await flush()
        const now = Math.min(piece.length - size, octets.length - at)
        piece.set(octets.subarray(at, at + now), size)
        size += now
        at += now
      }
      if (performance.now() - turn_ms < TURN_MS) return
      await nextTurn()
      turn_ms = performance.now()
    }
    const writer = new ParquetWriter(columns, pageWise(compressor, dirname(path)), put, crc32)
    await fill(writer)
    const { octets, footer_octets, checksum } = await writer.end(notes)
    await flush()
    await file.sync()
    done = { octets, footer_octets, footer_checksum: checksum }
  } catch (cause) {
    // Half a file is of no use, and takes space that may be what is lacking.
    await rm(beside, { force: true })
    throw cause
  } finally {
    await file.close()
  }
  await rename(beside, path)
  await syncFolder(dirname(path))
  return done
}

async function writeAll(file: FileHandle, octets: Uint8Array): Promise<void> {
  for (let at = 0; at < octets.length; ) at += (await file.write(octets, at, octets.length - at)).bytesWritten
}

/** How many pages of a column are not tried any more; columns go by folder, so that the next file of a table knows. */
const rest = new Map<string, number>()

function pageWise(
  compressor: PageCompressor,
  folder: string,
): (octets: Uint8Array, column: string) => Promise<Uint8Array | undefined> {
  return async (octets, column) => {
    if (octets.length < 64) return undefined
    const left = rest.get(`${folder}\n${column}`) ?? 0
    if (left > 0) {
      rest.set(`${folder}\n${column}`, left - 1)
      return undefined
    }
    const packed = await compressor.compress(octets)
    if (packed.length < WORTH * octets.length) return packed
    rest.set(`${folder}\n${column}`, SKIPPED)
    return undefined
  }
}

/** A file that is open for reading; its footer has been read. */
export type OpenParquet = {
  readonly path: string
  readonly info: FileInfo
  /** The values of one column of one group. */
  read(group: number, column: string, exact?: boolean): Promise<Result<Chunk, ParquetError>>
  /** Closes it once what is being read has been. */
  close(): Promise<void>
}

/** Opens a file. Where its seal is known, the footer is held against it. */
export async function openParquet(path: string, seal?: SealedFile): Promise<Result<OpenParquet, ParquetError>> {
  let file: FileHandle
  try {
    file = await open(path, 'r')
  } catch (cause) {
    return err({ kind: 'parquet-no-file', why: (cause as Error).message })
  }
  const info = await footerOf(file, seal)
  if (!info.ok) {
    await file.close()
    return info
  }
  const { size } = await file.stat()
  const places = new Map(info.value.columns.map((column, i) => [column.name, i]))
  const reading = new Set<Promise<unknown>>()
  const readAt = (octets: Buffer, at: number) => {
    const read = file.read(octets, 0, octets.length, at).finally(() => reading.delete(read))
    reading.add(read)
    return read
  }
  return ok({
    path,
    info: info.value,
    async read(group, column, exact = false) {
      const place = places.get(column)
      const chunk = place === undefined ? undefined : info.value.groups[group]?.chunks[place]
      if (place === undefined || chunk === undefined)
        return err({ kind: 'parquet-unsupported', what: `no column ${column}` })
      if (!(chunk.offset >= 0 && chunk.octets >= 0 && chunk.offset + chunk.octets <= size))
        return err({ kind: 'parquet-altered', column, offset: chunk.offset })
      const octets = Buffer.allocUnsafe(chunk.octets)
      const { bytesRead } = await readAt(octets, chunk.offset)
      return readChunk(chunk, info.value.columns[place]!, octets.subarray(0, bytesRead), TOOLS, exact)
    },
    async close() {
      await Promise.allSettled(reading)
      await file.close()
    },
  })
}

async function footerOf(file: FileHandle, seal: SealedFile | undefined): Promise<Result<FileInfo, ParquetError>> {
  const { size } = await file.stat()
  if (seal !== undefined && size !== seal.octets)
    return err({ kind: 'parquet-no-file', why: `it has ${size} octets where ${seal.octets} were written` })
  const tail = Buffer.alloc(Math.min(size, TAIL_OCTETS))
  await file.read(tail, 0, tail.length, size - tail.length)
  const length = footerLength(tail)
  if (!length.ok) return length
  const from = size - TAIL_OCTETS - length.value
  if (from < 4 || (seal !== undefined && length.value !== seal.footer_octets))
    return err({ kind: 'parquet-no-file', why: `its footer would have ${length.value} octets` })
  const footer = Buffer.alloc(length.value)
  await file.read(footer, 0, footer.length, from)
  if (seal !== undefined && recordChecksum(footer) !== seal.footer_checksum)
    return err({ kind: 'parquet-no-file', why: 'its footer was altered' })
  return readFooter(footer)
}

/** More than this no page of the archive takes. */
const LARGEST_PAGE = 1 << 28

const TOOLS: PageTools = {
  decompress(octets, length) {
    if (length > LARGEST_PAGE) throw new Error('too large')
    return zstdDecompressSync(octets, { maxOutputLength: Math.max(1, length) })
  },
  checksum: (octets) => crc32(octets),
}
