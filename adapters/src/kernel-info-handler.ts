/** `magpie kernel info`: a kernel file's contents, its times written out. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Failure } from '@magpie/api/failure'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { loadEphemerides } from '@magpie/astro/ephemerides'
import { describeAstroError } from '@magpie/astro/errors'
import { kernelInfo } from '@magpie/astro/kernel-info'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { err, ok, type Result } from '@magpie/core/result'
import { epochFromTdb, formatEpoch } from '@magpie/core/time'

/** Reads one kernel and tells what it covers. */
export async function describeKernel({
  file,
}: InputOf<Operations['kernelInfo']>): Promise<Result<OutputOf<Operations['kernelInfo']>, Failure>> {
  const read = await readFile(file).catch(() => undefined)
  if (read === undefined) {
    return err({ kind: 'data-unreadable', message: `${file} cannot be read: does it exist?`, file })
  }
  const bytes = Uint8Array.from(read).buffer
  const loaded = loadEphemerides([{ name: basename(file), bytes }])
  if (!loaded.ok) return err({ kind: 'data-unreadable', message: describeAstroError(loaded.error), file })
  const [info] = kernelInfo(loaded.value)
  return ok({
    file,
    kind: [info?.kind, info?.type].filter((part) => part !== undefined && part !== '').join(' '),
    contents: (info?.contents ?? []).map(({ id, name, centre, types, segments, coverage }) => {
      const spans = coverage.map(({ start, end }) => `${tdb(start)} to ${tdb(end)}`)
      return { id, name, centre, types: [...types], segments, coverage: spans }
    }),
  })
}

function tdb(t: number): string {
  return formatEpoch(epochFromTdb(t, NAIF0012), NAIF0012, { scale: 'TDB' })
}
