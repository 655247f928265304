/** A mission folder from the disk. */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Failure } from '@magpie/api/failure'
import { err, ok, type Result } from '@magpie/core/result'
import { type FolderFiles, type MissionFolder, readMission } from '@magpie/rehearsal/mission-folder'
import { filesBelow } from './digests.ts'
import { whyUnreadable } from './why-unreadable.ts'

/** The texts of a folder's JSON and XML files, by path. */
export async function readFolder(folder: string): Promise<Result<FolderFiles, Failure>> {
  const there = await stat(folder).catch(() => undefined)
  if (there === undefined || !there.isDirectory()) {
    const message = `${folder} is not a folder that can be read: name a mission folder, such as missions/change-8.`
    return err({ kind: 'folder-unreadable', message, folder })
  }
  try {
    const paths = (await filesBelow(folder)).filter((path) => /\.(json|xml)$/.test(path))
    const texts = await Promise.all(
      paths.map(async (path) => [path, await readFile(join(folder, path), 'utf8')] as const),
    )
    return ok(Object.fromEntries(texts))
  } catch (cause) {
    const path = (cause as NodeJS.ErrnoException).path ?? folder
    return err({ kind: 'folder-unreadable', message: `${path} ${whyUnreadable(cause)}.`, folder })
  }
}

/** The parsed mission of a folder; what does not fit is told file by file. */
export async function loadMission(
  folder: string,
): Promise<Result<{ files: FolderFiles; mission: MissionFolder }, Failure>> {
  const files = await readFolder(folder)
  if (!files.ok) return files
  const mission = readMission(files.value)
  if (!mission.ok) {
    const message = `${folder} is not a valid mission: ${mission.error.length} problems; "magpie mission check ${folder}" tells each with its line.`
    return err({ kind: 'invalid-mission', message, problems: [...mission.error] })
  }
  return ok({ files: files.value, mission: mission.value })
}
