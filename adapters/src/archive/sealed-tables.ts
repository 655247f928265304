/** Sealed tables of an archive as they are read: files stay open for a while, and what was altered is told. */
import { join } from 'node:path'
import { ok } from '@magpie/core/result'
import type { SealedFile, SealedTable } from '@magpie/operations/ingest/archive-seal'
import type { Block, Summary } from '@magpie/operations/ingest/history'
import { type OpenParquet, openParquet } from './parquet-files.ts'
import { tableBlocks } from './table-blocks.ts'

/** Tables that stay open. */
const OPEN_TABLES = 200
/** Columns whose summaries are remembered for all tables: a plot of years is drawn again without opening a file. */
const SUMMED = 8

export class SealedTables {
  readonly all: SealedTable[] = []
  private readonly folder: string
  private readonly mostOpen: number
  /** Of columns that were asked for last, what is known of whole tables. */
  private readonly summaries = new Map<string, Map<string, Summary>>()
  private readonly open = new Map<string, ReturnType<typeof openParquet>>()

  constructor(folder: string, mostOpen = OPEN_TABLES) {
    this.folder = folder
    this.mostOpen = mostOpen
  }

  /** The rows of a table, opened once they are read: in groups, or one block that tells its damage. */
  blockOf(table: SealedTable): Block {
    const { file, rows, first_us, last_us } = table
    return {
      ...{ rows, first_us, last_us },
      summary: (column) => this.summariesOf(column).get(file),
      load: () => Promise.reject(new Error('a table is read by its parts')),
      parts: async () => {
        const opened = await this.opened(table)
        const parts = tableBlocks(table, opened.ok ? ok({ info: opened.value.info, read: this.reader(table) }) : opened)
        for (const [column, known] of this.summaries) {
          const summary = summed(parts, column)
          if (summary !== undefined) known.set(file, summary)
        }
        return parts
      },
    }
  }

  /** Reads a column of a table, which may have been closed meanwhile to make room for others. */
  private reader(table: SealedTable): OpenParquet['read'] {
    return async (...asked) => {
      const opened = await this.opened(table)
      return opened.ok ? opened.value.read(...asked) : opened
    }
  }

  private summariesOf(column: string): Map<string, Summary> {
    const found = this.summaries.get(column) ?? new Map<string, Summary>()
    this.summaries.delete(column)
    this.summaries.set(column, found)
    const [oldest] = this.summaries.keys()
    if (this.summaries.size > SUMMED && oldest !== undefined) this.summaries.delete(oldest)
    return found
  }

  /** Tables with a column that cannot be read as it was written, and why. */
  async faults(): Promise<{ file: string; why: string }[]> {
    const out: { file: string; why: string }[] = []
    for (const table of this.all) {
      const why = await this.faultOf(table)
      if (why !== undefined) out.push({ file: table.file, why })
    }
    return out
  }

  async close(): Promise<void> {
    for (const table of this.open.values()) {
      const opened = await table
      if (opened.ok) await opened.value.close()
    }
  }

  private opened(table: SealedTable): ReturnType<typeof openParquet> {
    const found = this.open.get(table.file)
    if (found !== undefined) {
      this.open.delete(table.file)
      this.open.set(table.file, found)
      return found
    }
    const opened = openParquet(join(this.folder, table.file), fileOf(table))
    this.open.set(table.file, opened)
    const [oldest] = this.open
    if (this.open.size > this.mostOpen && oldest !== undefined) {
      this.open.delete(oldest[0])
      void oldest[1].then((file) => (file.ok ? file.value.close() : undefined))
    }
    return opened
  }

  private async faultOf(table: SealedTable): Promise<string | undefined> {
    const opened = await openParquet(join(this.folder, table.file), fileOf(table))
    if (!opened.ok) return opened.error.kind
    const { info, read, close } = opened.value
    for (let group = 0; group < info.groups.length; group++)
      for (const { name } of info.columns) {
        const chunk = await read(group, name)
        if (chunk.ok) continue
        await close()
        return `${name}: ${chunk.error.kind}`
      }
    await close()
    return undefined
  }
}

function summed(parts: readonly Block[], column: string): Summary | undefined {
  let all: Summary | undefined
  for (const part of parts) {
    const one = part.summary(column)
    if (one === undefined) return undefined
    all =
      all === undefined
        ? one
        : {
            least: Math.min(all.least, one.least),
            greatest: Math.max(all.greatest, one.greatest),
            sum: all.sum + one.sum,
            count: all.count + one.count,
          }
  }
  return all
}

function fileOf({ file, octets, footer_octets, footer_checksum }: SealedTable): SealedFile {
  return { file, octets, footer_octets, footer_checksum }
}
