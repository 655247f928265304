/** `magpie mission check`: a mission folder against the schemas of its files and what they say of each other. */
import type { Failure } from '@magpie/api/failure'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { ok, type Result } from '@magpie/core/result'
import { checkMission } from '@magpie/rehearsal/mission-folder'
import { readFolder } from './mission-folder.ts'

/** Checks the folder; every problem is told with file, field and rule. */
export async function checkMissionFolder({
  folder,
}: InputOf<Operations['checkMission']>): Promise<Result<OutputOf<Operations['checkMission']>, Failure>> {
  const files = await readFolder(folder)
  if (!files.ok) return files
  const { problems, sourced, assumed } = checkMission(files.value)
  const valid = problems.length === 0
  return ok({ valid, files: Object.keys(files.value), problems: [...problems], sourced, assumed })
}
