/** Dictionaries from files: XTCE documents together, or one of F Prime. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Failure } from '@magpie/api/failure'
import { err, ok, type Result } from '@magpie/core/result'
import type { Dictionary } from '@magpie/operations/dictionary'
import { describeFprimeError, readFprime } from '@magpie/operations/fprime/fprime-reader'
import { describeXtceError } from '@magpie/operations/xtce-context'
import { readXtce } from '@magpie/operations/xtce-reader'
import { whyUnreadable } from './why-unreadable.ts'

type Read = { readonly dictionary: Dictionary; readonly not_read: readonly string[] }

/** How many of a dictionary's errors are told at once. */
const TOLD = 20

/** Reads the files, all errors with file and line. */
export async function readDictionaryFiles(paths: readonly string[]): Promise<Result<Read, Failure>> {
  const files: { name: string; text: string }[] = []
  for (const path of paths) {
    const octets = await readFile(path).catch((cause: unknown) => whyUnreadable(cause))
    if (typeof octets === 'string') return unreadable(path, `${path} ${octets}.`)
    files.push({ name: basename(path), text: octets.toString('utf8') })
  }
  const [first] = files
  if (first?.name.endsWith('.json') && files.length === 1) {
    const read = readFprime(first.text)
    if (!read.ok) return unreadable(paths[0]!, `${first.name}: ${told(read.error.map(describeFprimeError))}`)
    return ok({ dictionary: read.value, not_read: [] })
  }
  const read = readXtce(files)
  if (!read.ok) return unreadable(paths.join(', '), told(read.error.map(describeXtceError)))
  const { dictionary, notRead } = read.value
  return ok({ dictionary, not_read: notRead.map(({ file, line, element }) => `${file}:${line}: ${element}`) })
}

function told(sentences: readonly string[]): string {
  const more = sentences.length > TOLD ? [`and ${sentences.length - TOLD} more`] : []
  return [...sentences.slice(0, TOLD), ...more].join('\n')
}

function unreadable(file: string, message: string): Result<never, Failure> {
  return err({ kind: 'data-unreadable', message, file })
}
