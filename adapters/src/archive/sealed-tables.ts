/** Sealed tables of an archive as they are read: files stay open for a while, and what was altered is told. */
import { join } from 'node:path'
import type { SealedFile, SealedTable } from '@magpie/operations/ingest/archive-seal'
import type { Block } from '@magpie/operations/ingest/history'
import { openParquet } from './parquet-files.ts'
import { tableBlocks } from './table-blocks.ts'

/** Tables that stay open. */
const OPEN_TABLES = 200

export class SealedTables {
  readonly all: SealedTable[] = []
  private readonly folder: string
  private readonly open = new Map<string, ReturnType<typeof openParquet>>()

  constructor(folder: string) {
    this.folder = folder
  }

  /** The rows of a table; one block that tells its damage where the file cannot be opened. */
  async blocksOf(table: SealedTable): Promise<readonly Block[]> {
    return tableBlocks(table, await this.opened(table))
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
    if (this.open.size > OPEN_TABLES && oldest !== undefined) {
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

function fileOf({ file, octets, footer_octets, footer_checksum }: SealedTable): SealedFile {
  return { file, octets, footer_octets, footer_checksum }
}
