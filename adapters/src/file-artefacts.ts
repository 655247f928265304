/** Artefacts of a rehearsal as files of one folder, none of which is ever half there. */
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArtefactStore } from '@magpie/rehearsal/artefact'
import { writeWhole } from './whole-file.ts'

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
      await writeWhole(join(folder, name), bytes)
    },
  }
}
