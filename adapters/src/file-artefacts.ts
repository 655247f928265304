/**
 * Artefacts of a rehearsal as files of one folder, none of which is ever half there. Beside each stage's output lies
 * `STAGE-KEY.sha256` with the checksums of all that the stage made: what was altered since, or lost, is made again.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArtefactStore } from '@magpie/rehearsal/artefact'
import { alteredFiles, checksumLine } from './checksums.ts'
import { sha256 } from './digests.ts'
import { writeWhole } from './whole-file.ts'

/** The artefacts below `folder`, which is made when first written to; `tell` hears of altered ones, which count as absent. */
export function fileArtefacts(folder: string, tell: (line: string) => void = () => undefined): ArtefactStore {
  const made = new Map<string, Map<string, string>>()
  return {
    async get(name) {
      const bytes = await read(join(folder, name))
      if (bytes === undefined || !isOutput(name)) return bytes
      const checksums = await read(join(folder, `${stemOf(name)}${CHECKSUMS}`))
      if (checksums === undefined) return undefined
      const altered = await alteredFiles(folder, new TextDecoder().decode(checksums))
      for (const { file, why } of altered) tell(`${join(folder, file)} ${why}: its stage is done again`)
      return altered.length === 0 ? bytes : undefined
    },
    async put(name, bytes) {
      await mkdir(folder, { recursive: true })
      await writeWhole(join(folder, name), bytes)
      const stem = stemOf(name)
      const digests = made.get(stem) ?? new Map<string, string>()
      made.set(stem, digests.set(name, sha256(bytes)))
      // A stage's output comes last: only then is all there that the checksums speak of.
      if (!isOutput(name)) return
      const lines = [...digests]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([file, digest]) => checksumLine(digest, file))
      await writeWhole(join(folder, `${stem}${CHECKSUMS}`), lines.join(''))
      made.delete(stem)
    },
  }
}

/** The ending of a file of checksums. */
export const CHECKSUMS = '.sha256'

/** The part of a name that all files of a stage share; a blob's own ending may have points. */
function stemOf(name: string): string {
  return name.slice(0, name.indexOf('.'))
}

/** Whether a name is that of a stage's output: a blob may be JSON too, behind its own name. */
function isOutput(name: string): boolean {
  return name === `${stemOf(name)}.json`
}

async function read(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw cause
  }
}
