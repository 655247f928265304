/** Stage 1: from the call to the projects and their agreements. */
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { err, ok, type Result } from '@magpie/core/result'
import { describeProgrammeError } from '@magpie/programme/programme-error'
import { type ProgrammeOutcome, programmeStage } from '@magpie/programme/programme-stage'
import type { MissionFolder } from '../mission-folder.ts'
import type { RehearsalPorts } from '../ports.ts'
import type { StageDone, StageFailure } from '../stage.ts'

/** Letters at the deadline, eligibility, the exact optimum beside the recorded choice, projects, agreements, grants. */
export async function runProgramme(
  mission: MissionFolder,
  ports: RehearsalPorts,
): Promise<Result<StageDone<ProgrammeOutcome>, StageFailure>> {
  const outcome = await programmeStage({ ...mission, leap: NAIF0012 }, { milp: await ports.milp() })
  if (!outcome.ok)
    return err({ kind: 'stage-failed', stage: 'programme', cause: describeProgrammeError(outcome.error) })
  const { funnel, selection } = outcome.value
  const headline = `${funnel.letters} letters, ${funnel.proposalsSelected} proposals, ${funnel.projects} projects; recorded score ${selection.recorded.score.toFixed(1)} beside an optimum of ${selection.optimum.score.toFixed(1)} (assumed scores)`
  return ok({ output: outcome.value, headline })
}
