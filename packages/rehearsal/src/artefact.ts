/**
 * Artefacts: what a stage of a rehearsal produced, kept under a name that is the hash of all it was made from. To resume,
 * or to find what must be rerun after a change, is to look a name up.
 */

/** Where artefacts lie; `put` is atomic, so that an interrupted write leaves nothing behind. */
export type ArtefactStore = {
  get(name: string): Promise<Uint8Array | undefined>
  put(name: string, bytes: Uint8Array): Promise<void>
}

/** SHA-256 of bytes or of text in UTF-8, lower-case hex. */
export type Digest = (data: Uint8Array | string) => string

/** Everything that can change a stage's output. */
export type Ingredients = {
  readonly stage: string
  readonly codeVersion: string
  readonly seed: string
  /** Digest of each mission file that the stage reads, and of the data sets, by name. */
  readonly files: Readonly<Record<string, string>>
  /** Digest of the output of each stage that it reads. */
  readonly upstream: Readonly<Record<string, string>>
}

/** The key of a stage's artefacts: equal ingredients, equal key. Names are sorted, so that their order means nothing. */
export function artefactKey(ingredients: Ingredients, digest: Digest): string {
  const { stage, codeVersion, seed, files, upstream } = ingredients
  return digest(JSON.stringify([stage, codeVersion, seed, sorted(files), sorted(upstream)])).slice(0, 32)
}

/** The file of a stage's output, or of one of its blobs. */
export function artefactName(stage: string, key: string, blob?: string): string {
  return blob === undefined ? `${stage}-${key}.json` : `${stage}-${key}.${blob}`
}

function sorted(record: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}
