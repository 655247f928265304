/** `magpie dictionary convert`: a dictionary of any kind that is read, written as XTCE 1.2 or 1.3, and its blocks as stacks beside it. */
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Failure } from '@magpie/api/failure'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { err, ok, type Result } from '@magpie/core/result'
import { blockStacks } from '@magpie/operations/command/block-stack'
import type { Dictionary } from '@magpie/operations/dictionary'
import { describeXtceWriteError } from '@magpie/operations/xtce-writer/writing'
import { writeXtce } from '@magpie/operations/xtce-writer/xtce-writer'
import { readDictionaryFiles } from './decode-dictionary.ts'
import { writeNew } from './whole-file.ts'
import { whyUnwritable } from './why-unreadable.ts'

/** How many of the reasons are told at once. */
const TOLD = 20

/** Reads, writes, and tells what is in it. Files that are there already are left alone. */
export async function convertDictionaryFiles({
  dictionary: paths,
  out,
  edition,
}: InputOf<Operations['convertDictionary']>): Promise<Result<OutputOf<Operations['convertDictionary']>, Failure>> {
  const read = await readDictionaryFiles(paths.split(',').map((path) => path.trim()))
  if (!read.ok) return read
  const { dictionary, not_read } = read.value
  const written = writeXtce(dictionary, edition)
  if (!written.ok) {
    const message = written.error.slice(0, TOLD).map(describeXtceWriteError).join('\n')
    return err({ kind: 'bad-request', message, problems: [] })
  }
  const [only] = written.value
  const one = written.value.length === 1
  const files = [
    ...(one
      ? [{ path: out, text: only!.text }]
      : written.value.map(({ name, text }) => ({ path: join(out, name), text }))),
    ...blockStacks(dictionary).map(({ name, text }) => ({ path: join(one ? dirname(out) : out, name), text })),
  ]
  for (const { path, text } of files) {
    const failed = await putNew(path, text)
    if (failed !== undefined) return err({ kind: 'data-unreadable', message: failed, file: path })
  }
  const { parameters, containers, commands, algorithms } = dictionary
  return ok({
    files: files.map(({ path }) => path),
    parameters: parameters.length,
    containers: containers.length,
    commands: commands.length,
    algorithms: algorithms.length,
    octet_counted_strings: countedStrings(dictionary),
    not_read: [...not_read],
  })
}

async function putNew(path: string, text: string): Promise<string | undefined> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeNew(path, text)
    return undefined
  } catch (cause) {
    return `${path} ${whyUnwritable(cause)}`
  }
}

function countedStrings({ parameters, commands }: Dictionary): number {
  const types = new Set([...parameters.map(({ type }) => type), ...commands.flatMap((c) => [...c.types.values()])])
  return [...types].filter(({ encoding }) => 'size' in encoding && 'countsOctets' in encoding.size).length
}
