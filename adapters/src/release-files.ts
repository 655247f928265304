/** Released files in a folder, each under its SHA-256: written beside, synced, and only then given its name; never written again. */
import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReleaseStore } from '@magpie/centre/release-store'
import { syncFolder } from './whole-file.ts'

/** The store over a folder, which is made when the first file is kept. */
export function releaseFiles(folder: string): ReleaseStore {
  return {
    async keep(octets) {
      await mkdir(folder, { recursive: true })
      const beside = join(folder, `.writing-${randomUUID()}`)
      const file = await open(beside, 'wx')
      const hash = createHash('sha256')
      let bytes = 0
      try {
        for await (const piece of octets) {
          hash.update(piece)
          bytes += piece.length
          await file.writeFile(piece)
        }
        await file.sync()
      } catch (cause) {
        await rm(beside, { force: true })
        throw cause
      } finally {
        await file.close()
      }
      const sha256 = hash.digest('hex')
      await chmod(beside, 0o444)
      await rename(beside, join(folder, sha256))
      await syncFolder(folder)
      return { sha256, bytes }
    },
    async read(sha256) {
      const path = join(folder, sha256)
      const found = await stat(path).catch(() => undefined)
      return found === undefined ? undefined : checked(path, sha256)
    },
  }
}

/** The octets of a file; breaks off at its end where they are not those that were kept, so that nobody takes them for whole. */
async function* checked(path: string, sha256: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let last: Uint8Array | undefined
  for await (const piece of createReadStream(path) as AsyncIterable<Uint8Array>) {
    hash.update(piece)
    if (last !== undefined) yield last
    last = piece
  }
  if (hash.digest('hex') !== sha256) throw new Error(`a released file was altered on the disk: ${sha256}`)
  if (last !== undefined) yield last
}
