/**
 * The seal of a stretch of the archive: written last, when everything it names is whole on the disk. What no seal names is
 * read again from the raw packets when the archive is opened.
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { err, ok, type Result } from '@magpie/core/result'
import { type Seal, seal, sealHead } from '@magpie/operations/ingest/archive-seal'
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

/** A seal without where all stood, which is most of it. */
export type SealHead = Pick<Seal, 'segments' | 'tables'>

/** Octets in which the head of a seal stands, as a rule. */
const HEAD = 1 << 15
const head = Buffer.alloc(HEAD)

/** Reads the head of a seal; an archive of years has thousands of them. */
export function readSealHead(path: string): Result<SealHead, BrokenSeal> {
  try {
    const read = sealHead.safeParse(JSON.parse(headText(path)))
    if (read.success) return ok(read.data)
    return err({ kind: 'seal-broken', file: path, why: read.error.message })
  } catch (cause) {
    return err({ kind: 'seal-broken', file: path, why: (cause as Error).message })
  }
}

/** JSON up to the snapshot, which stands last; within a text its name would stand behind a backslash. */
function headText(path: string): string {
  const file = openSync(path, 'r')
  try {
    const text = head.toString('utf8', 0, readSync(file, head, 0, HEAD, 0))
    const end = text.indexOf(',"snapshot":')
    return end < 0 ? readFileSync(path, 'utf8') : `${text.slice(0, end)}}`
  } finally {
    closeSync(file)
  }
}
