/**
 * Sealing: what was made of packets is written beside them, then the seal that names it. It goes on while packets come in, in
 * short turns, and uses the same memory each time.
 */
import { join } from 'node:path'
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import type { TableToSeal } from '@magpie/operations/ingest/archive-port'
import type { Seal, SealedSegment, SealedTable } from '@magpie/operations/ingest/archive-seal'
import { fileColumns, writeChunk } from '@magpie/operations/ingest/table-file'
import { INDEX_COLUMNS, writeIndex } from './packet-index.ts'
import { SealMemory, writeParquet } from './parquet-files.ts'
import { writeSeal } from './seal.ts'
import type { OpenSegment } from './segment-writer.ts'

export class Sealing {
  private readonly folder: string
  private readonly leap: LeapSeconds
  private readonly memory = new SealMemory()

  constructor(folder: string, leap: LeapSeconds) {
    this.folder = folder
    this.leap = leap
  }

  /** Seals segments whose packets are durable, with the tables of what came of them; resolves when the seal is. */
  async seal(segments: readonly OpenSegment[], tables: readonly TableToSeal[], snapshot: unknown): Promise<Seal> {
    const part = String(segments.at(-1)!.number).padStart(6, '0')
    const sealedTables: SealedTable[] = []
    for (const table of tables) sealedTables.push(await this.table(table, part))
    const sealedSegments: SealedSegment[] = []
    for (const segment of segments) sealedSegments.push(await this.segment(segment))
    const content: Seal = {
      format: 'magpie-archive-seal/1',
      segments: sealedSegments,
      tables: sealedTables,
      snapshot,
    }
    await writeSeal(join(this.folder, `seal-${part}.json`), content)
    return content
  }

  private async table({ source, chunk, stations }: TableToSeal, part: string): Promise<SealedTable> {
    const { qualifiedName } = chunk.plan.layout.container
    const file = join('parameters', pathOf(source), pathOf(qualifiedName), `${part}.parquet`)
    const notes = { 'magpie.source': source, 'magpie.container': qualifiedName }
    const { memory, leap } = this
    const written = await writeParquet(join(this.folder, file), fileColumns(chunk), notes, memory, (writer) =>
      writeChunk(chunk, writer, stations, leap, memory.columns),
    )
    const { rows, first_us, last_us } = chunk
    return { ...written, file, source, container: qualifiedName, rows, first_us, last_us }
  }

  private async segment(segment: OpenSegment): Promise<SealedSegment> {
    const file = `packets-${String(segment.number).padStart(6, '0')}`
    const { index } = segment
    const { memory, leap } = this
    const written = await writeParquet(
      join(this.folder, `${file}.index.parquet`),
      INDEX_COLUMNS,
      {},
      memory,
      (writer) => writeIndex(index, writer, leap, memory.columns),
    )
    return {
      file: `${file}.seg`,
      octets: segment.size,
      packets: index.rows,
      index: { ...written, file: `${file}.index.parquet` },
      origins: index.origins.map(({ source, station }) => ({ source, station })),
      channels: index.channels(),
    }
  }
}

/** A name as part of a path: what no file system minds stays, the rest is its code. */
function pathOf(name: string): string {
  return name
    .replace(/^\/|^\.+/, '')
    .replace(/[^A-Za-z0-9_.-]/g, (c) => (c === '/' ? '.' : `%${c.codePointAt(0)!.toString(16)}`))
}
