/**
 * The manifest of kernels that are served over HTTP: which sets there are, and of which files, named by their hashes. Read
 * by hand: a schema library would be most of what the browser loads for it.
 */
import { err, ok, type Result } from '@magpie/core/result'

export type ServedKernel = {
  readonly name: string
  /** From the server's root: `/kernels/HASH/NAME`. */
  readonly path: string
  readonly bytes: number
  /** Lower-case hex. */
  readonly sha256: string
  /** Times with the bodies (SPK) or frame classes (binary PCK) that have them; empty for text kernels. */
  readonly coverage: readonly {
    readonly ids: readonly number[]
    readonly start_tdb_s: number
    readonly end_tdb_s: number
  }[]
}

export type KernelSet = {
  /** `2029`, or `all` for the files as they are. */
  readonly name: string
  /** What the set is meant for, TDB seconds past J2000; its files reach a day further, for light on its way. */
  readonly start_tdb_s: number
  readonly end_tdb_s: number
  /** In the order of loading: later ones take precedence. */
  readonly files: readonly ServedKernel[]
}

/** `/kernels/manifest.json`. */
export type KernelManifest = { readonly format: 'magpie-kernels/1'; readonly sets: readonly KernelSet[] }

type Fields = Readonly<Record<string, unknown>>

/** A manifest from parsed JSON; the error names the first thing that is not as it should be. */
export function readManifest(json: unknown): Result<KernelManifest, string> {
  if (!isObject(json) || json['format'] !== 'magpie-kernels/1') return err('its format is not magpie-kernels/1')
  const { sets } = json
  if (!Array.isArray(sets)) return err('its sets are no list')
  const wrong = firstWrong(sets, 'sets', wrongWithSet)
  return wrong === undefined ? ok(json as KernelManifest) : err(wrong)
}

function wrongWithSet(set: Fields, at: string): string | undefined {
  if (typeof set['name'] !== 'string') return `${at} has no name`
  if (!isSpan(set)) return `${at} has no span`
  if (!Array.isArray(set['files']) || set['files'].length === 0) return `${at} has no files`
  return firstWrong(set['files'], `${at}.files`, wrongWithFile)
}

function wrongWithFile({ name, path, bytes, sha256, coverage }: Fields, at: string): string | undefined {
  if (typeof name !== 'string') return `${at} has no name`
  // Nothing but a path of this server may be fetched.
  if (typeof path !== 'string' || !/^\/kernels\/[0-9a-f]{16}\/[\w.-]+$/.test(path))
    return `${at} has no path of kernels`
  if (!Number.isInteger(bytes) || (bytes as number) < 0) return `${at} has no length`
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return `${at} has no SHA-256`
  if (!Array.isArray(coverage)) return `${at} has no coverage`
  return firstWrong(coverage, `${at}.coverage`, (part, where) =>
    isSpan(part) && Array.isArray(part['ids']) && part['ids'].every(Number.isInteger)
      ? undefined
      : `${where} has no ids with a span`,
  )
}

function firstWrong(
  list: readonly unknown[],
  at: string,
  wrongWith: (one: Fields, at: string) => string | undefined,
): string | undefined {
  for (const [i, one] of list.entries()) {
    const where = `${at}[${i}]`
    const wrong = isObject(one) ? wrongWith(one, where) : `${where} is no object`
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function isSpan({ start_tdb_s, end_tdb_s }: Fields): boolean {
  return Number.isFinite(start_tdb_s) && Number.isFinite(end_tdb_s)
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The sets to load for a time: those that lead on from one another with the fewest bytes, or undefined. */
export function setsFor({ sets }: KernelManifest, start_tdb_s: number, end_tdb_s: number): KernelSet[] | undefined {
  const size = ({ files }: KernelSet) => files.reduce((sum, { bytes }) => sum + bytes, 0)
  const out: KernelSet[] = []
  let from = start_tdb_s
  do {
    const holding = sets.filter((set) => set.start_tdb_s <= from && set.end_tdb_s > from)
    const next = holding.sort((a, b) => size(a) - size(b))[0]
    if (next === undefined) return undefined
    out.push(next)
    from = next.end_tdb_s
  } while (from < end_tdb_s)
  return out
}
