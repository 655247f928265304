/** `magpie kernel info`: a kernel file's contents, its times written out. */
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Failure } from '@magpie/api/failure'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { type KernelFile, loadEphemerides } from '@magpie/astro/ephemerides'
import { describeAstroError } from '@magpie/astro/errors'
import { type KernelInfo, kernelInfo } from '@magpie/astro/kernel-info'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { err, ok, type Result } from '@magpie/core/result'
import { epochFromTdb, formatEpoch } from '@magpie/core/time'
import { shippedTexts } from './kernels.ts'
import { whyUnreadable } from './why-unreadable.ts'

type Described = OutputOf<Operations['kernelInfo']>

/** Reads one kernel and tells what it covers. */
export async function describeKernel({ file }: InputOf<Operations['kernelInfo']>): Promise<Result<Described, Failure>> {
  const read = await readKernel(file)
  return read.ok ? described(file, read.value) : read
}

/** A file's bytes in a buffer of their own, named by its path. */
export async function readKernel(file: string): Promise<Result<KernelFile, Failure>> {
  const read = await readFile(file).catch((cause: unknown) => whyUnreadable(cause))
  if (typeof read === 'string') return err({ kind: 'data-unreadable', message: `${file} ${read}.`, file })
  return ok({ name: basename(file), bytes: Uint8Array.from(read).buffer })
}

/** What a kernel holds, with the names that the shipped text kernels give and those of its own. */
export async function described(file: string, kernel: KernelFile): Promise<Result<Described, Failure>> {
  const loaded = loadEphemerides([...(await shippedTexts()), kernel])
  if (!loaded.ok) return err({ kind: 'data-unreadable', message: describeAstroError(loaded.error), file })
  const info = kernelInfo(loaded.value).at(-1)!
  const { littleEndian, comment, variables, measured, contents } = info
  return ok({
    file,
    kind: [info.kind, info.type].filter((part) => part !== '').join(' '),
    ...(littleEndian === undefined ? {} : { byteOrder: littleEndian ? 'little-endian' : 'big-endian' }),
    ...(measured === undefined ? {} : { measured: measuredWords(measured) }),
    contents: contents.map(({ id, name, centre, frames, types, segments, coverage, gaps }) => {
      const spans = (list: typeof coverage) => list.map(({ start, end }) => `${tdb(start)} to ${tdb(end)}`)
      const what = { id, name, centre, frames: [...frames], types: [...types], segments }
      return { ...what, coverage: spans(coverage), gaps: spans(gaps) }
    }),
    variables: [...variables],
    comment,
  })
}

function measuredWords({ until, predictedUntil, saidBy }: NonNullable<KernelInfo['measured']>): string {
  const later =
    predictedUntil === undefined
      ? 'predicted from there on'
      : `predicted until ${utc(predictedUntil)}, with UT1 held after that`
  return `until ${utc(until)}, ${later}; so says ${saidBy === 'text kernel' ? 'a text kernel' : `its ${saidBy}`}`
}

function tdb(t: number): string {
  return formatEpoch(epochFromTdb(t, NAIF0012), NAIF0012, { scale: 'TDB' })
}

function utc(t: number): string {
  return formatEpoch(epochFromTdb(t, NAIF0012), NAIF0012)
}
