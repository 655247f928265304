/**
 * Kernels as they are served: named by the hash of their bytes, in sets, one for each year of UTC that the folder's kernels cover
 * wholly (its binary kernels cut to the year, its frames and leap seconds; constants left out) and one of all the files.
 */
import { setImmediate } from 'node:timers/promises'
import { measuredPartComment, measuredPartOf } from '@magpie/astro/earth-orientation'
import { type KernelFile, kernelKind, loadEphemerides } from '@magpie/astro/ephemerides'
import type { KernelError, SubsetError } from '@magpie/astro/errors'
import { type KernelInfo, kernelInfo } from '@magpie/astro/kernel-info'
import { subsetKernel } from '@magpie/astro/kernel-subset'
import type { Interval } from '@magpie/core/interval'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { err, ok, type Result, unwrap } from '@magpie/core/result'
import { parseEpoch, tdbSeconds } from '@magpie/core/time'
import type { KernelManifest, KernelSet, ServedKernel } from './browser-manifest.ts'
import { sha256 } from './digests.ts'
import { type KernelFolderError, readKernelFolder, SHIPPED_KERNELS } from './kernels.ts'

export type StoredKernel = { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer>; readonly sha256: string }

export type KernelStore = {
  readonly manifest: KernelManifest
  /** A file by the first 16 digits of its hash and its name. */
  file(hash: string, name: string): StoredKernel | undefined
}

/** Light from Pluto is under way for less than a day; SPICE's aberration looks a second to either side. */
const MARGIN_S = 86_400
const HASH_DIGITS = 16
/** Years that could be served: those of DE440's short form (1849 to 2150) in which UTC has whole leap seconds. */
const FIRST_YEAR = 1972
const YEARS = 179

/** Reads a folder of kernels and cuts its years. */
export async function kernelStore(
  folder = SHIPPED_KERNELS,
): Promise<Result<KernelStore, KernelFolderError | SubsetError>> {
  const files = await readKernelFolder(folder)
  if (!files.ok) return files
  if (files.value.length === 0) return err({ kind: 'no-kernels', folder })
  const stored = new Map<string, StoredKernel>()
  const whole = addAll(stored, files.value)
  if (!whole.ok) return whole
  const sets: KernelSet[] = []
  const span = commonSpan(whole.value)
  for (const { name, start, end } of yearsWithin(span)) {
    const parts = partsFor({ start: start - MARGIN_S, end: end + MARGIN_S }, name, files.value)
    if (!parts.ok) return parts
    const added = addAll(stored, parts.value)
    if (!added.ok) return added
    // Others wait while a folder is cut: between two years they have their turn.
    await setImmediate()
    sets.push({ name, start_tdb_s: start, end_tdb_s: end, files: added.value })
  }
  sets.push({ name: 'all', start_tdb_s: span.start, end_tdb_s: span.end, files: whole.value })
  return ok({
    manifest: { format: 'magpie-kernels/1', sets },
    file: (hash, name) => stored.get(`${hash}/${name}`),
  })
}

/** Keeps files under their hashes and describes them; the same file of several sets is kept once. */
function addAll(stored: Map<string, StoredKernel>, files: readonly KernelFile[]): Result<ServedKernel[], KernelError> {
  const out: ServedKernel[] = []
  for (const { name: path, bytes } of files) {
    const loaded = loadEphemerides([{ name: path, bytes }])
    if (!loaded.ok) return loaded
    const name = path.replaceAll(/[^\w.-]+/g, '-')
    const hash = sha256(new Uint8Array(bytes))
    const key = `${hash.slice(0, HASH_DIGITS)}/${name}`
    stored.set(key, { name, bytes: new Uint8Array(bytes), sha256: hash })
    out.push({
      name,
      path: `/kernels/${key}`,
      bytes: bytes.byteLength,
      sha256: hash,
      coverage: coverageOf(kernelInfo(loaded.value)[0]!),
    })
  }
  return ok(out)
}

/** Times with all the ids that have them. */
function coverageOf({ contents }: KernelInfo): ServedKernel['coverage'] {
  const out = new Map<string, { ids: number[]; start_tdb_s: number; end_tdb_s: number }>()
  for (const { id, coverage } of contents) {
    for (const { start, end } of coverage) {
      const key = `${start} ${end}`
      const same = out.get(key) ?? { ids: [], start_tdb_s: start, end_tdb_s: end }
      same.ids.push(id)
      out.set(key, same)
    }
  }
  return [...out.values()]
}

/** Times that all bodies and orientations of a folder have. */
function commonSpan(files: readonly ServedKernel[]): Interval {
  const all = files.flatMap(({ coverage }) => coverage)
  return {
    start: Math.max(...all.map(({ start_tdb_s }) => start_tdb_s)),
    end: Math.min(...all.map(({ end_tdb_s }) => end_tdb_s)),
  }
}

/** Calendar years of UTC, TDB seconds past J2000, that a span holds with their margins. */
function yearsWithin(span: Interval): (Interval & { readonly name: string })[] {
  const starts = Array.from({ length: YEARS }, (_, i) => {
    const name = String(FIRST_YEAR + i)
    return { name, start: tdbSeconds(unwrap(parseEpoch(`${name}-01-01`, NAIF0012)), NAIF0012) as number }
  })
  return starts
    .slice(0, -1)
    .map(({ name, start }, i) => ({ name, start, end: starts[i + 1]!.start }))
    .filter(({ start, end }) => start - MARGIN_S >= span.start && end + MARGIN_S <= span.end)
}

/** Binary kernels cut to a span and named for its year; frames and leap seconds as they are. */
function partsFor(span: Interval, year: string, files: readonly KernelFile[]): Result<KernelFile[], SubsetError> {
  const out: KernelFile[] = []
  const notes = measuredNotes(files)
  for (const { name, bytes } of files) {
    if (kernelKind(bytes) === 'text') {
      const opening = new TextDecoder('latin1').decode(bytes.slice(0, 64))
      if (!/^\s*KPL\/PCK/.test(opening)) out.push({ name, bytes })
      continue
    }
    const note = notes.get(name)
    const part = subsetKernel(name, bytes, { span, ...(note === undefined ? {} : { note }) })
    if (!part.ok) return part
    out.push({ name: name.replace(/(?:_\d{4}_\d{4})?(\.\w+)$/, `_${year}$1`), bytes: part.value.bytes })
  }
  return ok(out)
}

/** For each kernel of the Earth's orientation, to when it is measured: text kernels that say so are not in a year's set. */
function measuredNotes(files: readonly KernelFile[]): ReadonlyMap<string, string> {
  const eph = loadEphemerides(files)
  if (!eph.ok) return new Map()
  const { kernels, pool, leapSeconds } = eph.value
  return new Map(
    kernels.flatMap((kernel): [string, string][] => {
      const part = measuredPartOf(kernel, pool, leapSeconds)
      return part === undefined ? [] : [[kernel.file, measuredPartComment(part, leapSeconds)]]
    }),
  )
}
