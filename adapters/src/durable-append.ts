/**
 * Appending to a file so that what was acknowledged survives a crash: what is asked for while a write is under way is
 * written next, together, and synced once.
 */
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from './whole-file.ts'

/** Turns a function that writes several items into one that takes them singly: items that wait are written together. */
export function grouped<T>(flush: (items: readonly T[]) => Promise<void>): (item: T) => Promise<void> {
  type Waiting = { readonly item: T; readonly done: () => void; readonly failed: (error: unknown) => void }
  let waiting: Waiting[] = []
  let running = false
  const run = async () => {
    running = true
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      try {
        await flush(group.map(({ item }) => item))
        for (const { done } of group) done()
      } catch (error) {
        for (const { failed } of group) failed(error)
      }
    }
    running = false
  }
  return (item) =>
    new Promise((done, failed) => {
      waiting.push({ item, done, failed })
      if (!running) void run()
    })
}

/**
 * Writes octets at the end of a file, `size` octets long, and syncs them. A write that fails is taken back, so that the
 * file ends where it did; a file that somebody else has written to is left alone.
 */
export async function appendDurably(file: FileHandle, size: number, octets: Uint8Array): Promise<number> {
  const found = (await file.stat()).size
  if (found !== size)
    throw new Error(`the file has ${found} octets where ${size} were written: another process writes to it`)
  try {
    let written = 0
    while (written < octets.length) {
      written += (await file.write(octets, written, octets.length - written, size + written)).bytesWritten
    }
    await file.datasync()
  } catch (error) {
    await file.truncate(size)
    throw error
  }
  return size + octets.length
}

/** Opens a file for reading and writing, makes it where it is missing, and makes its name durable. */
export async function openForAppend(path: string): Promise<FileHandle> {
  const file = await open(path, 'a+').then(async (made) => {
    await made.close()
    return open(path, 'r+')
  })
  await syncFolder(dirname(path))
  return file
}

/** Octets at the end of a file that a crash left unfinished: they were never acknowledged, and are kept beside it. */
export type TornEnd = { readonly octets: number; readonly keptIn: string }

/** Moves what follows `size` octets to a file of its own and cuts it off. */
export async function cutTornEnd(file: FileHandle, path: string, size: number, octets: Uint8Array): Promise<TornEnd> {
  const keptIn = `${path}.torn-at-${size}`
  const aside = await openForAppend(keptIn)
  await appendDurably(aside, (await aside.stat()).size, octets).finally(() => aside.close())
  await file.truncate(size)
  await file.sync()
  return { octets: octets.length, keptIn }
}
