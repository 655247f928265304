/** The spine: every stage of a rehearsal in order, what each reads, and how their outputs hang together. */
import type { Result } from '@magpie/core/result'
import type { BoundStage, FinishedStage } from './engine.ts'
import type { MissionFolder } from './mission-folder.ts'
import type { RehearsalPorts } from './ports.ts'
import type { StageDone, StageFailure, StageProgress } from './stage.ts'
import type { StageName, StageOutputs } from './stage-outputs.ts'
import { runArchive } from './stages/archive.ts'
import { runFlight } from './stages/flight.ts'
import { runModel } from './stages/model.ts'
import { runOperations } from './stages/operations.ts'
import { runPlan } from './stages/plan.ts'
import { runProgramme } from './stages/programme.ts'
import { runSurface } from './stages/surface.ts'

/** The stages in the order in which they run. */
export const STAGE_NAMES: readonly StageName[] = [
  'programme',
  'model',
  'flight',
  'surface',
  'plan',
  'operations',
  'archive',
]

/** The data set of kernels: those that ship, and those of the mission's own folder over them. */
export const KERNELS = 'data/kernels'
const GRAVITY = 'data/gravity'
const TERRAIN = 'data/terrain'
/** The shipped data sets that stages read, as folders of the project. */
export const DATA_SETS: readonly string[] = [KERNELS, GRAVITY, TERRAIN]

/** What the stages do, as people read it. */
export const STAGE_TITLES: Readonly<Record<StageName, string>> = {
  programme: 'Call, letters, eligibility, selection, agreements',
  model: 'Mission model and budgets',
  flight: 'Flight to the site',
  surface: 'Light, Earth and contacts at the site',
  plan: 'Surface plan',
  operations: 'Operations and deployments',
  archive: 'Archive, ledger and report',
}

/** What a rehearsal is made with: seed, version of the code, digests of files and data. */
export type SpineInputs = {
  readonly seed: string
  readonly codeVersion: string
  readonly digests: Readonly<Record<string, string>>
}

/** The stages of a mission, bound to their inputs, for the engine. */
export function spine(mission: MissionFolder, inputs: SpineInputs, ports: RehearsalPorts): BoundStage[] {
  const { seed, codeVersion, digests } = inputs
  const dictionaries = Object.keys(mission.dictionaries)
  const data = DATA_SETS.map((name) => ({ name, digest: digests[name] ?? 'absent' }))
  return [
    stage(
      'programme',
      ['call', 'parties', 'letters', 'facts', 'instruments', 'proposals', 'reviews', 'decision', 'agreements'].map(
        json,
      ),
      [],
      [],
      () => runProgramme(mission, ports),
    ),
    stage('model', ['mission', 'parties', 'elements'].map(json), [], ['programme'], ({ programme }) =>
      runModel(mission, programme),
    ),
    stage(
      'flight',
      ['flight', 'surface', 'operations'].map(json),
      [KERNELS, GRAVITY, TERRAIN],
      ['model'],
      ({ model }, progress) => runFlight(mission, model, ports, progress),
    ),
    stage(
      'surface',
      ['surface', 'stations', 'operations'].map(json),
      [KERNELS, TERRAIN],
      ['flight'],
      ({ flight }, progress) => runSurface(mission, flight, ports, progress),
    ),
    stage('plan', ['plan', 'operations'].map(json), [], ['surface'], ({ surface }, progress) =>
      runPlan(mission, surface, seed, progress),
    ),
    stage(
      'operations',
      [...['operations', 'parties'].map(json), ...dictionaries],
      [],
      ['model', 'flight', 'surface', 'plan'],
      (outputs, progress) => runOperations(mission, outputs, seed, ports, progress),
    ),
    stage(
      'archive',
      [...(Object.keys(mission) as (keyof MissionFolder)[]).filter((n) => n !== 'dictionaries').map(json)],
      [...DATA_SETS],
      ['programme', 'model', 'flight', 'surface', 'plan', 'operations'],
      (outputs, progress, earlier) =>
        runArchive(
          mission,
          outputs,
          { seed, codeVersion, stages: earlier, titles: STAGE_TITLES, data },
          ports,
          progress,
        ),
    ),
  ]
}

type Run<K extends StageName> = (
  outputs: StageOutputs,
  progress: StageProgress,
  earlier: readonly FinishedStage[],
) => Promise<Result<StageDone<StageOutputs[K]>, StageFailure>>

function stage<K extends StageName>(
  name: K,
  files: readonly string[],
  data: readonly string[],
  after: readonly StageName[],
  run: Run<K>,
): BoundStage {
  // The engine hands on the outputs of the stages named in `after`, and no others.
  return {
    name,
    files,
    data,
    after,
    run: (outputs, progress, earlier) => run(outputs as StageOutputs, progress, earlier),
  }
}

function json(name: string): string {
  return `${name}.json`
}
