/**
 * An archive that stands for itself: beside the packets stands the dictionary that decodes them, so that the folder alone can be
 * read, by whoever has it. `magpie receive` writes them.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Failure } from '@magpie/api/failure'
import { type TelemetryEvents, TelemetryService } from '@magpie/centre/telemetry-service'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { err, ok, type Result } from '@magpie/core/result'
import { compileDecoder, describeCompileError } from '@magpie/operations/decoder'
import type { Sample } from '@magpie/operations/decoder-run'
import { dictionaryClock } from '@magpie/operations/ingest/dictionary-clock'
import { setValue } from '@magpie/operations/initial-sample'
import * as z from 'zod'
import { readDictionaryFiles } from '../decode-dictionary.ts'
import { containerNamed, settingsOf } from '../decode-handler.ts'
import { describeNoLock, lockFolder } from '../folder-lock.ts'
import { writeWhole } from '../whole-file.ts'
import { archiveOptions, TelemetryArchive } from './telemetry-archive.ts'

const NOTE = 'dictionary.json'

/** What stands in `dictionary.json`: files in the folder `dictionary`, the container that packets are, values that no packet tells. */
const note = z.strictObject({
  format: z.literal('magpie-archive-dictionary/1'),
  files: z.array(z.string().regex(/^[^/\\]+$/)).min(1),
  container: z.string().optional(),
  set: z.string().optional(),
})

/** What decodes the packets of an archive. */
export type ArchiveDictionary = {
  /** Files of the dictionary. */
  readonly paths: readonly string[]
  readonly container?: string | undefined
  readonly set?: string | undefined
}

/** An archive that is open, and how to close it. */
export type OpenArchive = { readonly service: TelemetryService; close(): Promise<void> }

/** Opens an archive that goes on with this dictionary, which is kept with it; makes it where there is none. */
export async function openReceived(
  folder: string,
  dictionary: ArchiveDictionary,
  told: TelemetryEvents,
): Promise<Result<OpenArchive, Failure>> {
  return locked(folder, async () => {
    const opened = await openWith(folder, dictionary, told)
    if (opened.ok) await keep(folder, dictionary)
    return opened
  })
}

/** Opens an archive with the dictionary that is kept with it. */
export async function openKept(folder: string, told: TelemetryEvents): Promise<Result<OpenArchive, Failure>> {
  const kept = await keptDictionary(folder)
  return kept.ok ? locked(folder, () => openWith(folder, kept.value, told)) : kept
}

async function locked(
  folder: string,
  open: () => Promise<Result<OpenArchive, Failure>>,
): Promise<Result<OpenArchive, Failure>> {
  const lock = await lockFolder(folder)
  if (!lock.ok) {
    const message = describeNoLock(lock.error)
    if (lock.error.kind === 'folder-unwritable') return err({ kind: 'folder-unreadable', message, folder })
    return err({ kind: 'conflict', message, with: String(lock.error.pid) })
  }
  const opened = await open()
  if (!opened.ok) {
    await lock.value.release()
    return opened
  }
  const { service, close } = opened.value
  return ok({
    service,
    async close() {
      await close()
      await lock.value.release()
    },
  })
}

async function openWith(
  folder: string,
  { paths, container, set }: ArchiveDictionary,
  told: TelemetryEvents,
): Promise<Result<OpenArchive, Failure>> {
  const read = await readDictionaryFiles(paths)
  if (!read.ok) return read
  const { dictionary } = read.value
  const decoder = compileDecoder(dictionary, containerNamed(dictionary, container))
  if (!decoder.ok) return err({ kind: 'bad-request', message: describeCompileError(decoder.error), problems: [] })
  const settings = settingsOf(dictionary, set)
  if (!settings.ok) return settings
  const prepare = (sample: Sample) => {
    for (const [parameter, text] of settings.value) setValue(sample, parameter, text)
  }
  const service = await TelemetryService.open({
    ...{ leap: NAIF0012, dictionary, decoder: decoder.value, prepare, told },
    clock: dictionaryClock(decoder.value, NAIF0012, prepare),
    open: (resume) => TelemetryArchive.open(folder, archiveOptions(told), resume),
  })
  return ok({ service, close: () => service.close() })
}

/** Copies the dictionary into the archive; the one that was there makes room once the new one stands whole. */
async function keep(folder: string, { paths, container, set }: ArchiveDictionary): Promise<void> {
  const into = join(folder, 'dictionary')
  await mkdir(into, { recursive: true })
  const files = paths.map((path) => basename(path))
  for (const [i, path] of paths.entries()) {
    const to = join(into, files[i]!)
    if (await same(path, to)) continue
    await writeWhole(to, await readFile(path))
  }
  const content = {
    format: 'magpie-archive-dictionary/1',
    files,
    ...(container === undefined ? {} : { container }),
    ...(set === undefined ? {} : { set }),
  }
  await writeWhole(join(folder, NOTE), `${JSON.stringify(content, null, 2)}\n`)
}

async function same(a: string, b: string): Promise<boolean> {
  const there = await readFile(b).catch(() => undefined)
  return there?.equals(await readFile(a)) ?? false
}

async function keptDictionary(folder: string): Promise<Result<ArchiveDictionary, Failure>> {
  const file = join(folder, NOTE)
  const unreadable = (why: string): Result<never, Failure> =>
    err({ kind: 'data-unreadable', message: `${folder} is no archive of magpie receive: ${why}.`, file })
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return unreadable(`it has no ${NOTE}`)
  const json = parsed(text)
  const read = note.safeParse(json)
  if (!read.success) return unreadable(`its ${NOTE} cannot be read`)
  const { files, container, set } = read.data
  return ok({ paths: files.map((name) => join(folder, 'dictionary', name)), container, set })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
