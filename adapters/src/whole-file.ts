/** Files that are whole where they are there at all: written beside, synced, and only then given their name. */
import { rmSync } from 'node:fs'
import { link, open, rename, rm, stat } from 'node:fs/promises'
import { constants } from 'node:os'
import { dirname } from 'node:path'

/** Writes a file in the place of the one before; it and its name are durable when resolved. */
export async function writeWhole(path: string, content: string | Uint8Array, mode = 0o666): Promise<void> {
  const beside = `${path}.${process.pid}.writing`
  const file = await open(beside, 'w', mode)
  try {
    await file.writeFile(content)
    await file.sync()
    await file.close()
    await rename(beside, path)
  } catch (cause) {
    await file.close().catch(() => undefined)
    // Half a file is of no use, and takes space that may be what is lacking.
    await rm(beside, { force: true })
    throw cause
  }
  await syncFolder(dirname(path))
}

/** Makes the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}

/** A file that is being written under another name beside its own. */
export type PendingFile = {
  /** Where to write. */
  readonly beside: string
  /** Gives it its name, in the place of the one before where that is wanted. */
  keep(): Promise<void>
  /** Removes what was written. */
  drop(): Promise<void>
}

/**
 * A file to be written in pieces, by whatever means: what is not kept is removed, also where a signal ends the process, so that
 * half a file is never taken for a whole one. With `new` a file that is there already is left alone, and that is thrown.
 */
export async function pendingFile(path: string, over: 'new' | 'replace'): Promise<PendingFile> {
  const there = await stat(path).catch(() => undefined)
  if (over === 'new' && there !== undefined) throw existing(path)
  if (there?.isDirectory()) throw Object.assign(new Error(path), { code: 'EISDIR' })
  const beside = `${path}.${process.pid}.writing`
  // What cannot be written is said now, and not when all is done.
  await open(beside, 'w').then((file) => file.close())
  const off = dropAtSignals(beside)
  return {
    beside,
    async keep() {
      const file = await open(beside, 'r+')
      await file.sync().finally(() => file.close())
      await (over === 'replace' ? rename(beside, path) : nameNew(beside, path))
      off()
    },
    async drop() {
      off()
      await rm(beside, { force: true })
    },
  }
}

/** Writes a file that was not there before: whole, or not at all. */
export async function writeNew(path: string, content: string | Uint8Array | AsyncIterable<Uint8Array>): Promise<void> {
  const pending = await pendingFile(path, 'new')
  try {
    const file = await open(pending.beside, 'w')
    await file.writeFile(content).finally(() => file.close())
    await pending.keep()
  } catch (cause) {
    await pending.drop()
    throw cause
  }
}

/** Names a file unless another has got the name meanwhile; file systems without links can only look first. */
async function nameNew(beside: string, path: string): Promise<void> {
  try {
    await link(beside, path)
    await rm(beside)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw existing(path)
    if ((await stat(path).catch(() => undefined)) !== undefined) throw existing(path)
    await rename(beside, path)
  }
}

function existing(path: string): Error {
  return Object.assign(new Error(`${path} is there already`), { code: 'EEXIST' })
}

/** Removes a file and ends, where a signal says so; what it returns takes that back. */
function dropAtSignals(path: string): () => void {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const end = (signal: NodeJS.Signals) => {
    rmSync(path, { force: true })
    process.exit(128 + constants.signals[signal])
  }
  for (const signal of signals) process.on(signal, end)
  return () => {
    for (const signal of signals) process.off(signal, end)
  }
}
