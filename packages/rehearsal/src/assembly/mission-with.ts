/**
 * A mission with another programme: the call that was run at a desk, or the mission's own with what was signed since. Elements,
 * grants and operations follow from it, and nobody types them again.
 */
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { err, ok, type Result } from '@magpie/core/result'
import { describeMissionError } from '@magpie/mission/describe'
import type { CheckProblem } from '@magpie/mission/mission-check'
import type { MissionModel } from '@magpie/mission/mission-model'
import { describeProgrammeError } from '@magpie/programme/programme-error'
import { formedOf, programmeFault } from '@magpie/programme/programme-stage'
import {
  type FolderFiles,
  MISSION_SCHEMAS,
  type MissionFileName,
  type MissionFolder,
  readMission,
} from '../mission-folder.ts'
import { envelopeOf, modelOf } from '../stages/model.ts'
import { takingPart } from './taking-part.ts'

/** The files of a mission that a programme at a desk replaces. */
export type ProgrammePart = Partial<Omit<MissionFolder, 'dictionaries' | 'operations'>>

/** A mission put together, its model, and what there is to say of it. */
export type Assembled = {
  readonly mission: MissionFolder
  readonly model: MissionModel
  readonly notes: readonly string[]
}

/** The mission with these files in place of its own; the error is a sentence. */
export function missionWith(base: MissionFolder, part: ProgrammePart): Result<Assembled, string> {
  const mission: MissionFolder = { ...base, ...part }
  const fault = programmeFault({ ...mission, leap: NAIF0012 })
  if (fault !== undefined) return err(describeProgrammeError(fault))
  const formed = formedOf(mission)
  if (!formed.ok) return err(describeProgrammeError(formed.error))
  const { call } = mission
  const limits = call.envelope.map(({ resource, limit }) => ({ resource, limit: limit.value }))
  const model = modelOf(mission, formed.value, envelopeOf(limits, call.moduleMass.limit.value))
  if (!model.ok) return err(describeMissionError(model.error))
  const { operations, dictionaries, notes } = takingPart(mission, model.value)
  return ok({ mission: { ...mission, operations, dictionaries }, model: model.value, notes })
}

/** The texts of a mission's folder by path, and the mission as it is read back from them: as any folder is, with every rule. */
export function checkedFiles(
  mission: MissionFolder,
): Result<{ readonly files: FolderFiles; readonly mission: MissionFolder }, readonly CheckProblem[]> {
  const names = Object.keys(MISSION_SCHEMAS) as MissionFileName[]
  const json = names.map((name) => [`${name}.json`, `${JSON.stringify(mission[name], null, 2)}\n`])
  const files: FolderFiles = { ...Object.fromEntries(json), ...mission.dictionaries }
  const read = readMission(files)
  return read.ok ? ok({ files, mission: read.value }) : read
}
