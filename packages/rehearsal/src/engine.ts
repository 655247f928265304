/**
 * The engine of the spine: runs stages in order, each only if no artefact stands under the name of its ingredients. It
 * knows no stage; `spine.ts` lists them.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { type ArtefactStore, artefactKey, artefactName, type Digest } from './artefact.ts'
import type { StageDone, StageFailure, StageProgress } from './stage.ts'

/** A stage with its inputs bound, as the engine sees it. */
export type BoundStage = {
  readonly name: string
  readonly files: readonly string[]
  readonly data: readonly string[]
  readonly after: readonly string[]
  /** `earlier` are the stages that finished before, with their artefacts. */
  run(
    outputs: Readonly<Record<string, unknown>>,
    progress: StageProgress,
    earlier: readonly FinishedStage[],
  ): Promise<Result<StageDone<unknown>, StageFailure>>
}

export type EnginePorts = {
  readonly artefacts: ArtefactStore
  readonly digest: Digest
  /** CPU seconds of this process so far. */
  cpu_s(): number
}

export type EngineInputs = {
  readonly codeVersion: string
  readonly seed: string
  /** Digest of every mission file and data set that stages name. */
  readonly digests: Readonly<Record<string, string>>
  /** Run even where an artefact stands. */
  readonly fresh: boolean
}

export type EngineEvent =
  | { readonly kind: 'started'; readonly stage: string }
  | { readonly kind: 'progress'; readonly stage: string; readonly fraction: number; readonly text: string }
  | {
      readonly kind: 'finished'
      readonly stage: string
      readonly state: 'done' | 'reused'
      readonly headline: string
      readonly artefact: string
      readonly cpu_s: number
    }

export type FinishedStage = Extract<EngineEvent, { kind: 'finished' }> & { readonly key: string }

/** What a run left: the output of every stage, and for each its artefact. */
export type EngineRun = {
  readonly outputs: Readonly<Record<string, unknown>>
  readonly stages: readonly FinishedStage[]
}

/** Runs the stages in the order given; stops at the first that fails. Finished stages stay, so that a rerun resumes. */
export async function runStages(
  stages: readonly BoundStage[],
  inputs: EngineInputs,
  ports: EnginePorts,
  onEvent: (event: EngineEvent) => void,
): Promise<Result<EngineRun, StageFailure>> {
  const outputs: Record<string, unknown> = {}
  const contents: Record<string, string> = {}
  const finished: FinishedStage[] = []
  for (const stage of stages) {
    const key = artefactKey(ingredients(stage, inputs, contents), ports.digest)
    const name = artefactName(stage.name, key)
    onEvent({ kind: 'started', stage: stage.name })
    const from = ports.cpu_s()
    const found = inputs.fresh ? undefined : await reuse(name, ports)
    const made = found ?? (await make(stage, key, outputs, finished, ports, onEvent))
    if (!('headline' in made)) return err(made)
    outputs[stage.name] = made.output
    contents[stage.name] = made.content
    const event = {
      kind: 'finished',
      stage: stage.name,
      state: found === undefined ? 'done' : 'reused',
      headline: made.headline,
      artefact: name,
      cpu_s: ports.cpu_s() - from,
    } as const
    finished.push({ ...event, key })
    onEvent(event)
  }
  return ok({ outputs, stages: finished })
}

type Made = { readonly output: unknown; readonly headline: string; readonly content: string }
type Kept = { readonly stage: string; readonly headline: string; readonly output: unknown }

function ingredients(stage: BoundStage, inputs: EngineInputs, contents: Readonly<Record<string, string>>) {
  const files: Record<string, string> = {}
  for (const name of [...stage.files, ...stage.data]) files[name] = inputs.digests[name] ?? 'absent'
  const upstream: Record<string, string> = {}
  for (const name of stage.after) {
    const content = contents[name]
    if (content === undefined) throw new Error(`stage ${stage.name} comes before ${name}, which it reads`)
    upstream[name] = content
  }
  return { stage: stage.name, codeVersion: inputs.codeVersion, seed: inputs.seed, files, upstream }
}

async function reuse(name: string, ports: EnginePorts): Promise<Made | undefined> {
  const bytes = await ports.artefacts.get(name)
  if (bytes === undefined) return undefined
  const kept = JSON.parse(new TextDecoder().decode(bytes)) as Kept
  return { output: kept.output, headline: kept.headline, content: ports.digest(bytes) }
}

async function make(
  stage: BoundStage,
  key: string,
  outputs: Readonly<Record<string, unknown>>,
  earlier: readonly FinishedStage[],
  ports: EnginePorts,
  onEvent: (event: EngineEvent) => void,
): Promise<Made | StageFailure> {
  const given = Object.fromEntries(stage.after.map((name) => [name, outputs[name]]))
  const progress: StageProgress = (fraction, text) => onEvent({ kind: 'progress', stage: stage.name, fraction, text })
  const done = await stage.run(given, progress, earlier)
  if (!done.ok) return done.error
  const { output, headline, blobs = {} } = done.value
  for (const [ending, bytes] of Object.entries(blobs))
    await ports.artefacts.put(artefactName(stage.name, key, ending), bytes)
  const kept: Kept = { stage: stage.name, headline, output }
  const text = JSON.stringify(kept)
  await ports.artefacts.put(artefactName(stage.name, key), new TextEncoder().encode(text))
  // What later stages read is what was written, so that a resumed run and a fresh one see the same numbers.
  return { output: (JSON.parse(text) as Kept).output, headline, content: ports.digest(text) }
}
