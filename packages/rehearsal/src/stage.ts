/** What a stage of the spine is: a function from the mission and what earlier stages decided to its own output. */
import type { Result } from '@magpie/core/result'

/** A stage could not do its work: which, and why, in a sentence of the package that knows. */
export type StageFailure = { readonly kind: 'stage-failed'; readonly stage: string; readonly cause: string }

export type StageProgress = (fraction: number, text: string) => void

export type StageDone<O> = {
  /** JSON; what later stages and readers see. */
  readonly output: O
  /** One line for people: what was found or decided. */
  readonly headline: string
  /** Further files by their name's ending, such as raw packets. */
  readonly blobs?: Readonly<Record<string, Uint8Array>>
}

/**
 * A stage by name. `files` are the mission's files it reads and `data` the shipped data sets; `after` are the stages
 * whose outputs it reads. All three go into the name of its artefact, so nothing else may be read.
 */
export type Stage<Inputs, Ports, Name extends string, O> = {
  readonly name: Name
  readonly title: string
  readonly files: readonly string[]
  readonly data: readonly string[]
  readonly after: readonly string[]
  run(inputs: Inputs, ports: Ports, progress: StageProgress): Promise<Result<StageDone<O>, StageFailure>>
}
