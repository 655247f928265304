/** `magpie kernel subset`: a part of an SPK or binary PCK as a file of its own. */
import type { Failure } from '@magpie/api/failure'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { bodyId } from '@magpie/astro/bodies'
import { measuredPartComment } from '@magpie/astro/earth-orientation'
import { type Ephemerides, type KernelFile, kernelKind, loadEphemerides } from '@magpie/astro/ephemerides'
import { describeAstroError } from '@magpie/astro/errors'
import { frameNamed } from '@magpie/astro/frame-table'
import { kernelInfo } from '@magpie/astro/kernel-info'
import { type Selection, subsetKernel } from '@magpie/astro/kernel-subset'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { err, ok, type Result } from '@magpie/core/result'
import { describeBadTime, parseEpoch, tdbSeconds } from '@magpie/core/time'
import { described, readKernel } from './kernel-info-handler.ts'
import { shippedTexts } from './kernels.ts'
import { writeNew } from './whole-file.ts'
import { whyUnwritable } from './why-unreadable.ts'

type Input = InputOf<Operations['kernelSubset']>
type Output = OutputOf<Operations['kernelSubset']>

/** Cuts the part out and writes it to a file that was not there before. */
export async function subsetKernelFile(input: Input): Promise<Result<Output, Failure>> {
  const selection = await selectionOf(input)
  if (!selection.ok) return selection
  const { file, out } = input
  const read = await readKernel(file)
  if (!read.ok) return read
  const { name, bytes } = read.value
  if (kernelKind(bytes) !== 'binary')
    return unusable(file, `${file} is neither an SPK nor a binary PCK: only those have parts`)
  const part = subsetKernel(name, bytes, { ...selection.value, note: await noteOn(read.value) })
  if (!part.ok) return unusable(file, describeAstroError(part.error))
  const written = await writeNew(out, new Uint8Array(part.value.bytes)).catch((cause: unknown) => whyUnwritable(cause))
  if (written !== undefined) return unusable(out, `${out} ${written}`)
  const info = await described(out, { name: out, bytes: part.value.bytes })
  if (!info.ok) return info
  const { kind, contents } = info.value
  return ok({ out, bytes: part.value.bytes.byteLength, kind, contents, leftCentres: [...part.value.leftCentres] })
}

/** Of an orientation of the Earth: what a text kernel says of its measured part, since that one names the whole file. */
async function noteOn(kernel: KernelFile): Promise<string> {
  const loaded = loadEphemerides([...(await shippedTexts()), kernel])
  const measured = loaded.ok ? kernelInfo(loaded.value).at(-1)!.measured : undefined
  return measured?.saidBy === 'text kernel' ? measuredPartComment(measured, NAIF0012) : ''
}

function unusable(file: string, message: string): Result<never, Failure> {
  return err({ kind: 'data-unreadable', message, file })
}

async function selectionOf(input: Input): Promise<Result<Selection, Failure>> {
  const names = loadEphemerides(await shippedTexts())
  if (!names.ok) return unusable('data/kernels', describeAstroError(names.error))
  const { pool } = names.value
  const bodies = idsOf('bodies', input.bodies, (name) => bodyId(pool, name))
  if (!bodies.ok) return bodies
  const frames = idsOf('frames', input.frames, (name) => frameClassOf(names.value, name))
  if (!frames.ok) return frames
  const span = spanOf(input)
  if (!span.ok) return span
  const ids = [...bodies.value, ...frames.value]
  return ok({
    ...(ids.length > 0 && { ids }),
    ...(span.value && { span: span.value }),
    ...(input.order !== undefined && { littleEndian: input.order === 'little-endian' }),
  })
}

function idsOf(
  field: 'bodies' | 'frames',
  list: string | undefined,
  idOf: (name: string) => number | undefined,
): Result<number[], Failure> {
  const ids: number[] = []
  for (const name of list?.split(',') ?? []) {
    const id = idOf(name.trim())
    if (id === undefined) return refused(field, `"${name}" is none that is known here; its number may be given`)
    ids.push(id)
  }
  return ok(ids)
}

function spanOf({ from, to }: Input): Result<Selection['span'], Failure> {
  if (from === undefined && to === undefined) return ok(undefined)
  const start = timeOf('from', from, Number.NEGATIVE_INFINITY)
  if (!start.ok) return start
  const end = timeOf('to', to, Number.POSITIVE_INFINITY)
  if (!end.ok) return end
  return start.value > end.value
    ? refused('to', 'the span ends before it begins')
    : ok({ start: start.value, end: end.value })
}

/** The class id of a frame: by its number, or of a frame that turns with a binary PCK. */
function frameClassOf(eph: Ephemerides, name: string): number | undefined {
  if (/^\d{1,9}$/.test(name)) return Number(name)
  const frame = frameNamed(eph.frames, name)
  return frame.ok ? frame.value.orientation?.id : undefined
}

function timeOf(field: string, text: string | undefined, otherwise: number): Result<number, Failure> {
  if (text === undefined) return ok(otherwise)
  const at = parseEpoch(text, NAIF0012)
  return at.ok ? ok(tdbSeconds(at.value, NAIF0012)) : refused(field, describeBadTime(at.error))
}

function refused(field: string, message: string): Result<never, Failure> {
  const problem = { file: '', field: `/${field}`, rule: 'selection', message }
  return err({ kind: 'bad-request', message: `--${field}: ${message}`, problems: [problem] })
}
