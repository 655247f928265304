/** Stage 2: the mission model, with what the selected projects became and its budgets. */
import { err, ok, type Result } from '@magpie/core/result'
import type { Envelope } from '@magpie/mission/budgets'
import { describeLimit, describeMissionError } from '@magpie/mission/describe'
import { adoptProject, type MissionModel, missionModel } from '@magpie/mission/mission-model'
import type { ProgrammeOutcome } from '@magpie/programme/programme-stage'
import type { MissionFolder } from '../mission-folder.ts'
import type { StageDone, StageFailure } from '../stage.ts'

/** Takes every project into the model; each agreement's grants come with it. */
export async function runModel(
  mission: MissionFolder,
  programme: ProgrammeOutcome,
): Promise<Result<StageDone<MissionModel>, StageFailure>> {
  const { call } = programme
  const limit = (resource: string) => call.envelope.find((e) => e.resource === resource)?.limit
  const power_W = limit('power')
  const envelope: Envelope = {
    total_kg: limit('mass') ?? Number.POSITIVE_INFINITY,
    module_kg: call.moduleMass_kg,
    ...(power_W === undefined ? {} : { power_W }),
  }
  const agreements = programme.agreements.filter((a) => a.project === undefined)
  let model = missionModel({
    mission: mission.mission,
    parties: mission.parties.parties,
    elements: mission.elements.elements,
    agreements,
    envelope,
  })
  for (const project of programme.projects) {
    const terms = programme.agreements.find((a) => a.project === project.id)
    const adopted = adoptProject(model, project, terms)
    if (!adopted.ok) {
      return err({ kind: 'stage-failed', stage: 'model', cause: describeMissionError(adopted.error) })
    }
    model = adopted.value
  }
  return ok({ output: model, headline: headlineOf(model) })
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
