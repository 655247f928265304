/** Artefacts of a rehearsal as files of one folder; a write is made beside and renamed, so that none is ever half there. */
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArtefactStore } from '@magpie/rehearsal/artefact'

/** The artefacts below `folder`, which is made when first written to. */
export function fileArtefacts(folder: string): ArtefactStore {
  return {
    async get(name) {
      try {
        return await readFile(join(folder, name))
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw cause
      }
    },
    async put(name, bytes) {
      await mkdir(folder, { recursive: true })
      const beside = join(folder, `.${name}.${process.pid}`)
      const file = await open(beside, 'w')
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(beside, join(folder, name))
    },
  }
}
