/**
 * Segments of SPK and binary PCK files, located and checked at load: NAIF, "SPK Required Reading" (types 2, 3, 8, 9,
 * 12, 13) and "PCK Required Reading" (type 2). Segments of other types are kept, so that they take precedence as in SPICE,
 * and are refused when they are asked.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { damagedRecord } from './continuity.ts'
import { type Daf, type DafSummary, damage } from './daf.ts'
import type { KernelError } from './errors.ts'
import { type HermiteWeights, hermiteWeights } from './hermite.ts'
import { damagedState } from './state-continuity.ts'

/** Where a segment's data lie in its file, and the numbers that its type reads there. Words count from 0. */
export type Segment = {
  readonly file: string
  readonly format: 'SPK' | 'PCK'
  /** SPK: NAIF id of the target; PCK: frame class id. */
  readonly body: number
  /** NAIF id of the centre; for PCK the same as `body`. */
  readonly centre: number
  /** NAIF code of the reference frame. */
  readonly frame: number
  readonly type: number
  /** Coverage, TDB seconds past J2000, both ends included. */
  readonly start: number
  readonly end: number
  readonly words: Float64Array
  readonly first: number
  readonly last: number
  /** Types 2, 3: start of the first record; types 8, 12: first epoch. TDB seconds. */
  readonly origin: number
  /** Types 2, 3: length of a record; types 8, 12: between states. */
  readonly step_s: number
  /** Types 2, 3: records; types 8, 9, 12, 13: states. */
  readonly count: number
  /** Types 2, 3: words of a record; types 8, 9, 12, 13: states in an interpolation window. */
  readonly size: number
  /** Types 2, 3: Chebyshev coefficients an axis; 0 for others. */
  readonly terms: number
  /** Types 9, 13: word of the first epoch; 0 for others. */
  readonly epochs: number
  /** Types 12, 13: what belongs to the spacing of the window evaluated last. */
  readonly hermite: HermiteWeights | undefined
}

/** Interpolation windows longer than this do not exist (NAIF's limit is 28 states). */
export const MAX_WINDOW = 28

/** Doubles near a date lie 1e-7 s apart; what is closer was no time, and divided by would give no number. */
const SHORTEST_S = 1e-9

/** All segments of a file, in file order, each checked. */
export function readSegments(daf: Daf): Result<Segment[], KernelError> {
  const out: Segment[] = []
  for (const summary of daf.summaries) {
    const segment = readSegment(daf, summary)
    if (!segment.ok) return segment
    out.push(segment.value)
  }
  return ok(out)
}

type Base = Omit<Segment, 'origin' | 'step_s' | 'count' | 'size' | 'terms' | 'epochs' | 'hermite'>

function readSegment(daf: Daf, summary: DafSummary): Result<Segment, KernelError> {
  const spk = daf.format === 'SPK'
  const [body, second, third, fourth] = summary.integers as [number, number, number, number]
  const base: Base = {
    file: daf.file,
    format: daf.format,
    body,
    centre: spk ? second : body,
    frame: spk ? third : second,
    type: spk ? fourth : third,
    start: summary.doubles[0]!,
    end: summary.doubles[1]!,
    words: daf.words,
    first: summary.first,
    last: summary.last,
  }
  if (base.frame < 1) return err(damage(daf.file, (summary.record - 1) * 1024, `frame ${base.frame} of body ${body}`))
  if (spk && body === second)
    return err(damage(daf.file, (summary.record - 1) * 1024, `body ${body} is its own centre`))
  const located = locate(base)
  if (!located.ok || !isRead(located.value)) return located
  const wrong = firstImpossible(base)
  if (wrong >= 0) return err(damage(daf.file, 8 * wrong, `word ${wrong + 1} cannot be ${daf.words[wrong]}`))
  return isWhole(located.value)
}

/** Records and states that do not go with those before and after them. */
function isWhole(seg: Segment): Result<Segment, KernelError> {
  if (seg.terms > 0) {
    const record = damagedRecord(seg)
    if (record < 0) return ok(seg)
    return bad(seg, seg.first + record * seg.size, `record ${record + 1} does not meet the ones before and after it`)
  }
  const state = damagedState({ ...seg, epochAt: (i) => epochAt(seg, i) })
  if (state < 0) return ok(seg)
  return bad(seg, seg.first + 6 * state, `state ${state + 1} does not go with the ones before and after it`)
}

function locate(base: Base): Result<Segment, KernelError> {
  if (base.type === 2 || (base.type === 3 && base.format === 'SPK')) return chebyshev(base)
  if (base.format === 'SPK' && (base.type === 8 || base.type === 12)) return equalSteps(base)
  if (base.format === 'SPK' && (base.type === 9 || base.type === 13)) return unequalSteps(base)
  return ok({ ...base, origin: 0, step_s: 0, count: 0, size: 0, terms: 0, epochs: 0, hermite: undefined })
}

/** Whether this segment's type can be evaluated. */
export function isRead(segment: Segment): boolean {
  return segment.count > 0
}

function chebyshev(base: Base): Result<Segment, KernelError> {
  const { words, first, last } = base
  const length = last - first + 1
  const at = last - 3
  if (length < 4) return bad(base, first, `${length} words are too few for type ${base.type}`)
  const [origin, step_s, size, count] = [words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!]
  const series = base.type === 2 ? 3 : 6
  const terms = (size - 2) / series
  if (!Number.isFinite(origin)) return bad(base, at, `the first record cannot start at ${origin}`)
  if (!(step_s >= SHORTEST_S && Number.isFinite(step_s)))
    return bad(base, at + 1, `a record cannot be ${step_s} s long`)
  if (!Number.isInteger(terms) || terms < 1) return bad(base, at + 2, `a record cannot have ${size} words`)
  if (!Number.isInteger(count) || count < 1 || count * size + 4 !== length)
    return bad(base, at + 3, `${count} records of ${size} words do not fill ${length} words`)
  // Half a second: the two are written from dates that need not be exact multiples of the step.
  const slack_s = Math.min(0.5, step_s)
  if (base.start < origin - slack_s || base.end > origin + count * step_s + slack_s)
    return bad(base, at, `${count} records of ${step_s} s from ${origin} do not cover ${base.start} to ${base.end}`)
  return checkRecords({ ...base, origin, step_s, count, size, terms, epochs: 0, hermite: undefined })
}

/** The middle and radius that each record repeats must be those that its place says. */
function checkRecords(seg: Segment): Result<Segment, KernelError> {
  const { words, first, origin, step_s, count, size } = seg
  // Writers round differently; ten microseconds are half a metre of the fastest planet.
  const slack_s = 1e-5 + 1e-9 * step_s
  for (let i = 0; i < count; i++) {
    const record = first + i * size
    const mid = words[record]!
    const radius_s = words[record + 1]!
    if (!(Math.abs(mid - (origin + (i + 0.5) * step_s)) <= slack_s))
      return bad(seg, record, `record ${i + 1} has its middle at ${mid}`)
    if (!(Math.abs(2 * radius_s - step_s) <= slack_s))
      return bad(seg, record + 1, `record ${i + 1} has radius ${radius_s} s`)
  }
  return ok(seg)
}

function equalSteps(base: Base): Result<Segment, KernelError> {
  const { words, first, last } = base
  const length = last - first + 1
  const at = last - 3
  if (length < 10) return bad(base, first, `${length} words are too few for type ${base.type}`)
  const [origin, step_s, degree, count] = [words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!]
  if (!Number.isFinite(origin)) return bad(base, at, `the first state cannot be at ${origin}`)
  if (!(step_s >= SHORTEST_S && Number.isFinite(step_s))) return bad(base, at + 1, `states cannot be ${step_s} s apart`)
  if (!Number.isInteger(count) || 6 * count + 4 !== length)
    return bad(base, at + 3, `${count} states do not fill ${length} words`)
  if (!Number.isInteger(degree) || degree < 1 || degree >= Math.min(count, MAX_WINDOW))
    return bad(base, at + 2, `a window of ${degree + 1} states does not fit ${count}`)
  if (base.start < origin - 0.5 || base.end > origin + (count - 1) * step_s + 0.5)
    return bad(base, at, `${count} states every ${step_s} s from ${origin} do not cover ${base.start} to ${base.end}`)
  const hermite = base.type === 12 ? hermiteWeights(degree + 1) : undefined
  return ok({ ...base, origin, step_s, count, size: degree + 1, terms: 0, epochs: 0, hermite })
}

function unequalSteps(base: Base): Result<Segment, KernelError> {
  const { words, first, last } = base
  const length = last - first + 1
  if (length < 9) return bad(base, first, `${length} words are too few for type ${base.type}`)
  const size = words[last - 1]! + 1
  const count = words[last]!
  if (!Number.isInteger(count) || count < 1 || 7 * count + Math.floor((count - 1) / 100) + 2 !== length)
    return bad(base, last, `${count} states do not fill ${length} words`)
  if (!Number.isInteger(size) || size < (base.type === 9 ? 2 : 1) || size > Math.min(count, MAX_WINDOW))
    return bad(base, last - 1, `a window of ${size} states does not fit ${count}`)
  const hermite = base.type === 13 ? hermiteWeights(size) : undefined
  const epochs = first + 6 * count
  return checkEpochs({ ...base, origin: words[epochs]!, step_s: 0, count, size, terms: 0, epochs, hermite })
}

/** Time of a state, TDB seconds past J2000; types 8, 9, 12, 13. */
export function epochAt(seg: Segment, i: number): number {
  return seg.epochs === 0 ? seg.origin + i * seg.step_s : seg.words[seg.epochs + i]!
}

/** Epochs ascend, every hundredth stands in the directory too, and the first and last enclose the coverage. */
function checkEpochs(seg: Segment): Result<Segment, KernelError> {
  const { words, count, epochs } = seg
  for (let i = 1; i < count; i++)
    if (!(words[epochs + i]! - words[epochs + i - 1]! >= SHORTEST_S))
      return bad(seg, epochs + i, `epoch ${i + 1} does not lie after the one before it`)
  for (let i = 99, k = 0; i < count - 1; i += 100, k++)
    if (words[epochs + count + k] !== words[epochs + i])
      return bad(seg, epochs + count + k, `directory entry ${k + 1} is not epoch ${i + 1}`)
  if (seg.start < words[epochs]! - 0.5 || seg.end > words[epochs + count - 1]! + 0.5)
    return bad(seg, epochs, `the states do not cover ${seg.start} to ${seg.end}`)
  return ok(seg)
}

/** No word of km, km/s or s is larger than the Galaxy, none of rad than the Earth turns in a hundred million years. */
const LARGEST = { SPK: 1e18, PCK: 1e12 } as const

function firstImpossible({ format, words, first, last }: Base): number {
  const largest = LARGEST[format]
  for (let i = first; i <= last; i++) if (!(Math.abs(words[i]!) <= largest)) return i
  return -1
}

function bad(base: Base, word: number, what: string): Result<never, KernelError> {
  return err(damage(base.file, 8 * word, `${base.format} type ${base.type} of body ${base.body}: ${what}`))
}
