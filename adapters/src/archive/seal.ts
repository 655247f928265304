/**
 * The seal of a stretch of the archive: written last, when everything it names is whole on the disk. What no seal names is
 * read again from the raw packets when the archive is opened.
 */
import { readFile } from 'node:fs/promises'
import { err, ok, type Result } from '@magpie/core/result'
import { type Seal, seal } from '@magpie/operations/ingest/archive-seal'
import { writeWhole } from '../whole-file.ts'

export type BrokenSeal = { readonly kind: 'seal-broken'; readonly file: string; readonly why: string }

/** Writes a seal, durable when resolved. */
export function writeSeal(path: string, content: Seal): Promise<void> {
  return writeWhole(path, JSON.stringify(content))
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
