/**
 * Parts of SPK and binary PCK files: some bodies or frames, a span of time. What is kept gives the same numbers as the
 * file it came from, to the bit: records and states are copied whole, as many as an evaluation inside the span reads,
 * and where rounding could lead to another record, more of the file is kept. Times TDB seconds past J2000.
 */
import type { Interval } from '@magpie/core/interval'
import { err, ok, type Result } from '@magpie/core/result'
import { type Daf, readDaf } from './daf.ts'
import { type DafArray, dafFileOf, writeDaf } from './daf-writer.ts'
import type { SubsetError } from './errors.ts'
import { keptPart } from './segment-cut.ts'
import { isRead, readSegments, type Segment } from './segments.ts'

/** What to keep of a file; what is left out keeps all. */
export type Selection = {
  /** NAIF ids of the targets (SPK) or frame classes (PCK). */
  readonly ids?: readonly number[]
  readonly span?: Interval
  /** Byte order of the result; that of the file unless said. */
  readonly littleEndian?: boolean
  /** Lines for the comment of the result, which say what is known of these data elsewhere. */
  readonly note?: string
}

export type Subset = {
  readonly bytes: ArrayBuffer
  /** Segments kept, in the order of the file. */
  readonly segments: readonly Pick<Segment, 'body' | 'centre' | 'type' | 'start' | 'end'>[]
  /** Centres of kept segments that the result does not lead on from, though the file did. */
  readonly leftCentres: readonly number[]
}

/** The part of a kernel that a selection names. */
export function subsetKernel(file: string, bytes: ArrayBuffer, selection: Selection): Result<Subset, SubsetError> {
  const daf = readDaf(file, bytes)
  if (!daf.ok) return daf
  const segments = readSegments(daf.value)
  if (!segments.ok) return segments
  const source = dafFileOf(daf.value)
  const arrays: DafArray[] = []
  const kept: Segment[] = []
  for (const [i, segment] of segments.value.entries()) {
    const part = partOf(segment, source.arrays[i]!, selection)
    if (part === undefined) continue
    if (part === 'cannot-cut') return err({ kind: 'cannot-cut', file, type: segment.type, body: segment.body })
    arrays.push(part)
    kept.push({ ...segment, start: part.doubles[0], end: part.doubles[1] })
  }
  const held = [...new Set(segments.value.map(({ body }) => body))]
  if (arrays.length === 0) return err({ kind: 'nothing-selected', file, held })
  const missing = selection.ids?.filter((id) => !held.includes(id)) ?? []
  if (missing.length > 0) return err({ kind: 'not-held', file, missing, held })
  return ok({
    bytes: writeDaf({
      ...source,
      comment: commentOf(daf.value, selection),
      littleEndian: selection.littleEndian ?? source.littleEndian,
      arrays,
    }),
    segments: kept.map(({ body, centre, type, start, end }) => ({ body, centre, type, start, end })),
    leftCentres: leftCentres(kept, held),
  })
}

function partOf(segment: Segment, array: DafArray, { ids, span }: Selection): DafArray | 'cannot-cut' | undefined {
  if (ids !== undefined && !ids.includes(segment.body)) return undefined
  if (span === undefined || (segment.start >= span.start && segment.end <= span.end)) return array
  const start = Math.max(segment.start, span.start)
  const end = Math.min(segment.end, span.end)
  if (start > end) return undefined
  if (!isRead(segment)) return 'cannot-cut'
  return { ...array, doubles: [start, end], words: keptPart(segment, start, end) }
}

function leftCentres(kept: readonly Segment[], held: readonly number[]): number[] {
  const bodies = new Set(kept.map(({ body }) => body))
  return [...new Set(kept.map(({ centre }) => centre))].filter((id) => !bodies.has(id) && held.includes(id))
}

/** The comment of the file, with what was done to it below: whose data these are is told there. */
function commentOf(daf: Daf, { ids, span, note = '' }: Selection): string {
  const bodies = ids === undefined ? 'all ids' : `ids ${[...ids].sort((a, b) => a - b).join(' ')}`
  const from = Number.isFinite(span?.start) ? ` from TDB ${span?.start} s` : ''
  const to = Number.isFinite(span?.end) ? ` to TDB ${span?.end} s` : ''
  return `${daf.comment}Part of ${daf.name === '' ? 'a kernel' : `"${daf.name}"`} cut by Magpie: ${bodies}${from}${to}; numbers unchanged.\n${note}`
}
