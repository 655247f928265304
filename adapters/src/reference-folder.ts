/**
 * Checks this installation against a folder of reference files, for `magpie verify DIR`: every *.json in it and below,
 * with the kernels that lie there loaded after (so before, in precedence) the shipped ones.
 */
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { describeEarthOrientation, earthOrientation } from '@magpie/astro/earth-orientation'
import { type Ephemerides, loadEphemerides } from '@magpie/astro/ephemerides'
import type { MalformedReference } from '@magpie/astro/errors'
import type { QuantityResidual } from '@magpie/astro/reference/residuals'
import { checkReference, referenceKind } from '@magpie/astro/reference-checks'
import { err, ok, type Result } from '@magpie/core/result'
import { type KernelFolderError, readKernelFolder, SHIPPED_KERNELS } from './kernels.ts'
import { whyUnreadable } from './why-unreadable.ts'

/** Frame class of the Earth's orientation in binary kernels. */
const ITRF93 = 3000

/** One file's outcome. */
export type FileCheck =
  | {
      readonly file: string
      readonly status: 'checked'
      readonly kind: string
      readonly quantities: readonly QuantityResidual[]
    }
  | { readonly file: string; readonly status: 'not-checked' }
  | { readonly file: string; readonly status: 'malformed'; readonly error: MalformedReference }

export type FolderCheck = {
  readonly folder: string
  /** Kernels of the folder itself, by their path in it. */
  readonly kernels: readonly string[]
  readonly files: readonly FileCheck[]
  /** What to know of the Earth's orientation past its measured part; undefined where all of it is measured. */
  readonly earthOrientation: string | undefined
  /** Nothing exceeded its tolerance, nothing was missing or malformed; files of unknown kinds do not count. */
  readonly passed: boolean
}

/** Checks all reference files of a folder, in the order of their paths. */
export async function checkReferenceFolder(folder: string): Promise<Result<FolderCheck, KernelFolderError>> {
  const own = await readKernelFolder(folder)
  if (!own.ok) return own
  const shipped = await readKernelFolder(SHIPPED_KERNELS)
  if (!shipped.ok) return shipped
  const eph = loadEphemerides([...shipped.value, ...own.value])
  if (!eph.ok) return eph
  const paths = await jsonFiles(folder)
  if (!paths.ok) return paths
  const files: FileCheck[] = []
  for (const path of paths.value) {
    const text = await readFile(path, 'utf8').catch((cause: unknown) => ({ why: whyUnreadable(cause) }))
    if (typeof text !== 'string') return err({ kind: 'unreadable-folder', folder: path, ...text })
    files.push(checkFile(relative(folder, path), text, eph.value))
  }
  return ok({
    folder,
    kernels: own.value.map(({ name }) => name),
    files,
    earthOrientation: orientationWarning(eph.value),
    passed: files.every(isPassed),
  })
}

/** Of all the time that kernels of the Earth's orientation cover. */
function orientationWarning(eph: Ephemerides): string | undefined {
  const segments = eph.kernels.flatMap((k) => k.segments).filter((s) => s.format === 'PCK' && s.body === ITRF93)
  if (segments.length === 0) return undefined
  const start = Math.min(...segments.map((s) => s.start))
  const end = Math.max(...segments.map((s) => s.end))
  return describeEarthOrientation(earthOrientation(eph, { start, end }), eph.leapSeconds)
}

async function jsonFiles(folder: string): Promise<Result<string[], KernelFolderError>> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true })
    const found = entries.filter((entry) => entry.isFile() && entry.name.toLowerCase().endsWith('.json'))
    return ok(found.map((entry) => join(entry.parentPath, entry.name)).sort())
  } catch (cause) {
    return err({ kind: 'unreadable-folder', folder, why: whyUnreadable(cause) })
  }
}

function checkFile(file: string, text: string, eph: Ephemerides): FileCheck {
  const json = parse(text)
  if (json === undefined) {
    const error: MalformedReference = { kind: 'malformed-reference', file, where: 'the file', expected: 'JSON' }
    return { file, status: 'malformed', error }
  }
  const checked = checkReference(file, json, eph)
  if (!checked.ok) return { file, status: 'malformed', error: checked.error }
  if (checked.value === 'unknown kind') return { file, status: 'not-checked' }
  return { file, status: 'checked', kind: referenceKind(json)?.name ?? '', quantities: checked.value }
}

/** Parsed JSON, or undefined where the text is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isPassed(check: FileCheck): boolean {
  switch (check.status) {
    case 'checked':
      return check.quantities.every(({ passed }) => passed)
    case 'not-checked':
      return true
    case 'malformed':
      return false
  }
}
