/** Stage 2: the mission model, with what the selected projects became and its budgets. */
import { err, ok, type Result } from '@magpie/core/result'
import type { Envelope } from '@magpie/mission/budgets'
import { describeLimit, describeMissionError } from '@magpie/mission/describe'
import { type AdoptionError, adoptProject, type MissionModel, missionModel } from '@magpie/mission/mission-model'
import type { ProgrammeOutcome } from '@magpie/programme/programme-stage'
import type { SignedProjects } from '@magpie/programme/signed-projects'
import type { MissionFolder } from '../mission-folder.ts'
import type { StageDone, StageFailure } from '../stage.ts'

/** Takes every project into the model; each agreement's grants come with it. */
export async function runModel(
  mission: MissionFolder,
  programme: ProgrammeOutcome,
): Promise<Result<StageDone<MissionModel>, StageFailure>> {
  const model = modelOf(mission, programme, envelopeOf(programme.call.envelope, programme.call.moduleMass_kg))
  if (!model.ok) return err({ kind: 'stage-failed', stage: 'model', cause: describeMissionError(model.error) })
  return ok({ output: model.value, headline: headlineOf(model.value) })
}

/** The mission model of a folder with what its programme decided. */
export function modelOf(
  mission: Pick<MissionFolder, 'mission' | 'parties' | 'elements'>,
  { projects, agreements }: SignedProjects,
  envelope: Envelope,
): Result<MissionModel, AdoptionError> {
  let model = missionModel({
    mission: mission.mission,
    parties: mission.parties.parties,
    elements: mission.elements.elements,
    agreements: agreements.filter((a) => a.project === undefined),
    envelope,
  })
  for (const project of projects) {
    const terms = agreements.find((a) => a.project === project.id)
    const adopted = adoptProject(model, project, terms)
    if (!adopted.ok) return adopted
    model = adopted.value
  }
  return ok(model)
}

/** The limits of a call as budgets hold them: kg, W. */
export function envelopeOf(
  limits: readonly { readonly resource: string; readonly limit: number }[],
  module_kg: number,
): Envelope {
  const limit = (resource: string) => limits.find((e) => e.resource === resource)?.limit
  const power_W = limit('power')
  const total_kg = limit('mass') ?? Number.POSITIVE_INFINITY
  return { total_kg, module_kg, ...(power_W === undefined ? {} : { power_W }) }
}

function headlineOf(model: MissionModel): string {
  const { checks } = model.budgets
  const mass = checks.find((c) => c.limit === 'total_kg')
  const used =
    mass === undefined
      ? ''
      : `; partners take ${mass.used.value.toFixed(1)} kg (${mass.used.withMargin.toFixed(1)} kg with margins) of ${mass.allowed} kg`
  const broken = checks.filter((c) => c.verdict !== 'within').map(describeLimit)
  const over = broken.length === 0 ? '' : `; NOT WITHIN LIMITS: ${broken.join('; ')}`
  return `${model.elements.length} elements of ${new Set(model.elements.map((e) => e.owner)).size} owners, ${model.grants.length} grants${used}${over}`
}
