/**
 * The seal of a stretch of the archive: written last, when everything it names is whole on the disk. What no seal names is
 * read again from the raw packets when the archive is opened.
 */
import { open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { err, ok, type Result } from '@magpie/core/result'
import { type Seal, seal } from '@magpie/operations/ingest/archive-seal'
import { syncFolder } from './parquet-files.ts'

export type BrokenSeal = { readonly kind: 'seal-broken'; readonly file: string; readonly why: string }

/** Writes a seal, durable when resolved. */
export async function writeSeal(path: string, content: Seal): Promise<void> {
  const file = await open(`${path}.writing`, 'w')
  await file.writeFile(JSON.stringify(content))
  await file.sync().finally(() => file.close())
  await rename(`${path}.writing`, path)
  await syncFolder(dirname(path))
}

/** Reads a seal. */
export async function readSeal(path: string): Promise<Result<Seal, BrokenSeal>> {
  try {
    const read = seal.safeParse(JSON.parse(await readFile(path, 'utf8')))
    if (read.success) return ok(read.data)
    return err({ kind: 'seal-broken', file: path, why: read.error.message })
  } catch (cause) {
    return err({ kind: 'seal-broken', file: path, why: (cause as Error).message })
  }
}
