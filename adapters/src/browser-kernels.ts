/**
 * Kernels by HTTP, for the browser (and whatever has `fetch`): a manifest names the sets there are, each file by its hash,
 * so that the browser keeps it for ever. What arrives is checked against that hash; a transfer that breaks goes on where it
 * broke.
 */
import { type Ephemerides, type KernelFile, loadEphemerides } from '@magpie/astro/ephemerides'
import { err, ok, type Result } from '@magpie/core/result'
import { type KernelManifest, type KernelSet, readManifest, setsFor } from './browser-manifest.ts'
import { altered, type Fetch, fetchWhole, type KernelFetchError, reach } from './browser-transfer.ts'

/** Fetched kernels; `verified` says whether the hashes could be checked, which browsers allow on safe origins only. */
export type FetchedEphemerides = { readonly eph: Ephemerides; readonly bytes: number; readonly verified: boolean }

/** The ephemerides of the smallest sets that together cover a time, TDB seconds past J2000, from a server's origin. */
export async function fetchEphemerides(
  origin: string,
  start_tdb_s: number,
  end_tdb_s: number,
  get: Fetch = (url, init) => fetch(url, init),
): Promise<Result<FetchedEphemerides, KernelFetchError>> {
  const manifest = await fetchManifest(origin, get)
  if (!manifest.ok) return manifest
  const sets = setsFor(manifest.value, start_tdb_s, end_tdb_s)
  if (sets === undefined) return err({ kind: 'no-kernel-set', start_tdb_s, end_tdb_s })
  const files = await fetchKernels(origin, sets, get)
  if (!files.ok) return files
  const eph = loadEphemerides(files.value)
  if (!eph.ok) return eph
  const bytes = files.value.reduce((sum, file) => sum + file.bytes.byteLength, 0)
  return ok({ eph: eph.value, bytes, verified: canVerify() })
}

/** What a server has. */
export async function fetchManifest(
  origin: string,
  get: Fetch = (url, init) => fetch(url, init),
): Promise<Result<KernelManifest, KernelFetchError>> {
  const url = `${origin}/kernels/manifest.json`
  const answer = await reach(url, {}, get)
  if (!answer.ok) return answer
  if (!answer.value.ok) return err({ kind: 'kernel-refused', url, status: answer.value.status })
  const json: unknown = await answer.value.json().catch(() => undefined)
  const read = readManifest(json)
  return read.ok ? read : err({ kind: 'malformed-manifest', url, why: read.error })
}

/** The files of sets, each once, all at the same time, in the order of loading. */
async function fetchKernels(
  origin: string,
  sets: readonly KernelSet[],
  get: Fetch = (url, init) => fetch(url, init),
): Promise<Result<KernelFile[], KernelFetchError>> {
  const wanted = new Map(sets.flatMap(({ files }) => files).map((file) => [file.path, file]))
  const fetched = await Promise.all(
    [...wanted.values()].map(async ({ name, path, bytes, sha256 }) => {
      const url = origin + path
      const whole = await fetchWhole(url, bytes, get)
      if (!whole.ok) return whole
      const found = await digest(whole.value)
      if (found !== undefined && found !== sha256) {
        return altered(url, sha256, found)
      }
      return ok({ name, bytes: whole.value })
    }),
  )
  const files: KernelFile[] = []
  for (const file of fetched) {
    if (!file.ok) return file
    files.push(file.value)
  }
  return ok(files)
}

/** SHA-256 in hex, or undefined where the browser has no digests: on pages that came over plain HTTP from afar. */
async function digest(bytes: ArrayBuffer): Promise<string | undefined> {
  if (!canVerify()) return undefined
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(hash, (b) => b.toString(16).padStart(2, '0')).join('')
}

function canVerify(): boolean {
  return globalThis.crypto?.subtle !== undefined
}
