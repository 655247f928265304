/**
 * The folder with which a centre rehearses what was signed at its desk: written under the name of its content, beside the
 * centre's state, so that a rehearsal that is taken up again finds the folder it was begun with.
 */
import { cp, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { err, ok, type Result } from '@magpie/core/result'
import { checkedFiles } from '@magpie/rehearsal/assembly/mission-with'
import type { MissionFolder } from '@magpie/rehearsal/mission-folder'
import { sha256 } from './digests.ts'
import { missionKernels } from './kernels.ts'
import { loadMission } from './mission-folder.ts'

export type ServedFolder = { readonly name: string; readonly folder: string; readonly mission: MissionFolder }

/** Writes the mission, with the kernels of the folder that it came from; the error is a sentence. */
export async function writeSigned(
  base: ServedFolder,
  mission: MissionFolder,
  data: string,
): Promise<Result<ServedFolder, string>> {
  const checked = checkedFiles(mission)
  if (!checked.ok) return err(checked.error.map((p) => `${p.file} ${p.field}: ${p.message}`).join('; '))
  const { files } = checked.value
  const name = `${base.name}+${sha256(JSON.stringify(files)).slice(0, 16)}`
  const folder = folderOf(data, name)
  if (!(await isThere(folder))) {
    // Beside it, then renamed: a folder that is there is whole.
    const beside = `${folder}.part`
    await rm(beside, { recursive: true, force: true })
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(beside, path)), { recursive: true })
      await writeFile(join(beside, path), text)
    }
    const kernels = await missionKernels(base.folder)
    if (kernels !== undefined) await cp(kernels, join(beside, 'kernels'), { recursive: true })
    await rename(beside, folder)
  }
  return ok({ name, folder, mission: checked.value.mission })
}

/** The folder of that name, of the base or one written before; undefined where it is gone, or reads no more. */
export async function findSigned(base: ServedFolder, name: string, data: string): Promise<ServedFolder | undefined> {
  if (name === base.name) return base
  if (!name.startsWith(`${base.name}+`) || !/^[0-9a-f]{16}$/.test(name.slice(base.name.length + 1))) return undefined
  const folder = folderOf(data, name)
  const loaded = await loadMission(folder)
  return loaded.ok ? { name, folder, mission: loaded.value.mission } : undefined
}

function folderOf(data: string, name: string): string {
  return join(data, 'missions', name)
}

async function isThere(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => undefined))?.isDirectory() === true
}
