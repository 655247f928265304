/**
 * How well the orientation of the Earth is known. A kernel of ITRF93 holds what was measured, then some weeks that IERS and
 * JPL predict, and may go on for a century with UT1 held as it was (NAIF, "High Accuracy Orientation and Body-fixed Frames for
 * the Moon and Earth"; comment areas of its kernels). Past every kernel ITRF93 has no orientation at all; IAU_EARTH of the
 * text PCK needs none, and turns its surface 10 km away from ITRF93 in 2028. Where the measured part ends is told by a text
 * kernel's ORIENTATION_KERNELS, by the comment of NAIF's file, or by the name that NAIF gave it. Times TDB seconds past J2000.
 */
import type { Interval } from '@magpie/core/interval'
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import { epoch, epochFromTdb, formatEpoch, parseEpoch, tdbSeconds } from '@magpie/core/time'
import type { Ephemerides, KernelSummary } from './ephemerides.ts'
import { numbersOf, type Pool, stringsOf } from './pool.ts'
import type { Segment } from './segments.ts'

/** Frame class of ITRF93. */
const ITRF93 = 3000

/** Where a kernel's knowledge ends, and who says so. */
export type MeasuredPart = {
  /** The last measured datum. */
  readonly until: number
  /** The end of what was predicted; UT1 is held constant after it. The end of the kernel where nothing is said. */
  readonly predictedUntil: number | undefined
  /** A text kernel, the kernel's own comment, or NAIF's name for it. */
  readonly saidBy: 'text kernel' | 'comment' | 'name'
}

/** `held`: past the prediction, UT1 constant. `unstated`: nobody says where the kernel's measured part ends. */
export type OrientationState = 'measured' | 'predicted' | 'held' | 'unstated' | 'absent'

/** A span in which one kernel gives the orientation in one way; `file` and `measured` where there is a kernel. */
export type OrientationSpan = Interval & {
  readonly state: OrientationState
  readonly file?: string
  readonly measured?: MeasuredPart
}

/** How the orientation of the Earth is known at each time of a span: spans without gaps, in order. */
export function earthOrientation(eph: Ephemerides, span: Interval): OrientationSpan[] {
  const parts: Parts = new Map(
    eph.kernels.map((kernel) => [kernel.file, measuredPartOf(kernel, eph.pool, eph.leapSeconds)]),
  )
  const segments = eph.frames.pck.get(ITRF93) ?? []
  const times = bordersOf(segments, parts, span)
  const out: OrientationSpan[] = []
  for (let i = 1; i < times.length; i++) {
    const next = spanOf(segments, parts, times[i - 1]!, times[i]!)
    const last = out.at(-1)
    if (last?.state === next.state && last.file === next.file) out[out.length - 1] = { ...last, end: next.end }
    else out.push(next)
  }
  return out
}

type Parts = ReadonlyMap<string, MeasuredPart | undefined>

/** The ends of the span, and the times between at which a segment or what is known of it begins or ends. */
function bordersOf(segments: readonly Segment[], parts: Parts, { start, end }: Interval): number[] {
  const known = segments.flatMap((s) => [s.start, s.end, parts.get(s.file)?.until, parts.get(s.file)?.predictedUntil])
  const inside = new Set(known.filter((t): t is number => t !== undefined && t > start && t < end))
  return [start, ...[...inside].sort((a, b) => a - b), end]
}

function spanOf(segments: readonly Segment[], parts: Parts, start: number, end: number): OrientationSpan {
  const middle = start + (end - start) / 2
  const file = segments.find((segment) => middle >= segment.start && middle <= segment.end)?.file
  if (file === undefined) return { start, end, state: 'absent' }
  const measured = parts.get(file)
  if (measured === undefined) return { start, end, state: 'unstated', file }
  return { start, end, state: stateAt(middle, measured), file, measured }
}

function stateAt(t: number, part: MeasuredPart): OrientationState {
  if (t <= part.until) return 'measured'
  return part.predictedUntil !== undefined && t > part.predictedUntil ? 'held' : 'predicted'
}

/** Where the measured part of a kernel of ITRF93 ends; undefined where nobody says so, or it is no such kernel. */
export function measuredPartOf(kernel: KernelSummary, pool: Pool, leap: LeapSeconds): MeasuredPart | undefined {
  if (!kernel.segments.some(({ format, body }) => format === 'PCK' && body === ITRF93)) return undefined
  return statedPart(kernel, pool, leap) ?? commentedPart(kernel, leap) ?? namedPart(kernel, leap)
}

/**
 * `ORIENTATION_KERNELS += 'file.bpc'`, `ORIENTATION_LAST_DATUM += @2026-OCT-26`, `ORIENTATION_PREDICTED_TO += @2027-JAN-22`,
 * in the same order; the prediction may be left out of the last ones. What is said last of a file wins.
 */
function statedPart({ file }: KernelSummary, pool: Pool, leap: LeapSeconds): MeasuredPart | undefined {
  const kernels = stringsOf(pool, 'ORIENTATION_KERNELS') ?? []
  const dates = numbersOf(pool, 'ORIENTATION_LAST_DATUM') ?? []
  const i = kernels.lastIndexOf(file.split(/[\\/]/).at(-1)!)
  const until_utc_s = dates[i]
  // With a date too many or too few nobody knows whose they are.
  if (until_utc_s === undefined || dates.length !== kernels.length) return undefined
  const predicted_utc_s = numbersOf(pool, 'ORIENTATION_PREDICTED_TO')?.[i]
  const predictedUntil = predicted_utc_s === undefined ? undefined : fromUtc(predicted_utc_s, leap)
  return { until: fromUtc(until_utc_s, leap), predictedUntil, saidBy: 'text kernel' }
}

function fromUtc(utc_s: number, leap: LeapSeconds): number {
  const step = leap.steps.findLast((s) => s.utc_s <= utc_s)
  return tdbSeconds(epoch(utc_s + (step?.taiMinusUtc_s ?? 0)), leap)
}

/** `UTC Epoch of last datum: 2026 OCT 26 ...`; in predictions also `Predicts to 2-NOV-2026`. */
function commentedPart({ comment = '' }: KernelSummary, leap: LeapSeconds): MeasuredPart | undefined {
  const until = dateAfter(/epoch of last datum:|last data point|last datum/gi, comment, leap)
  if (until === undefined) return undefined
  return { until, predictedUntil: dateAfter(/predicts(?: to|->)/gi, comment, leap), saidBy: 'comment' }
}

/** The date that follows a phrase, `2026 OCT 26` or `6-AUG-2026`, at 0 h UTC. */
function dateAfter(phrase: RegExp, comment: string, leap: LeapSeconds): number | undefined {
  // The last: what was cut from a file says below what it came from.
  const at = [...comment.matchAll(phrase)].at(-1)
  if (at === undefined) return undefined
  const rest = comment.slice(at.index + at[0].length, at.index + at[0].length + 40)
  const m = /^\s*(?:(\d{4})[ -]([A-Za-z]{3})[ -](\d{1,2})|(\d{1,2})[ -]([A-Za-z]{3})[ -](\d{4}))/.exec(rest)
  if (m === null) return undefined
  return dayOf(m[1] ?? m[6]!, MONTHS.indexOf((m[2] ?? m[5]!).toUpperCase()) + 1, m[3] ?? m[4]!, leap)
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

/** `earth_000101_270122_261026.bpc`: start, end, last datum, as yymmdd. */
function namedPart({ file }: KernelSummary, leap: LeapSeconds): MeasuredPart | undefined {
  const m = /earth_\d{6}_\d{6}_(\d\d)(\d\d)(\d\d)\.bpc$/i.exec(file)
  const until = m === null ? undefined : dayOf(`20${m[1]}`, Number(m[2]), m[3]!, leap)
  return until === undefined ? undefined : { until, predictedUntil: undefined, saidBy: 'name' }
}

function dayOf(year: string, month: number, day: string, leap: LeapSeconds): number | undefined {
  const two = (n: number | string) => String(n).padStart(2, '0')
  const at = parseEpoch(`${year}-${two(month)}-${two(day)}`, leap)
  return at.ok ? tdbSeconds(at.value, leap) : undefined
}

/** What a comment says of a measured part, in the words of NAIF's files, which `measuredPartOf` reads. */
export function measuredPartComment({ until, predictedUntil }: MeasuredPart, leap: LeapSeconds): string {
  const day = (t: number) => {
    const [year, month, date] = formatEpoch(epochFromTdb(t, leap), leap).slice(0, 10).split('-')
    return `${year} ${MONTHS[Number(month) - 1]} ${date}`
  }
  const predicted = predictedUntil === undefined ? '' : `Predicts to ${day(predictedUntil)}\n`
  return `UTC epoch of last datum: ${day(until)}\n${predicted}`
}

/** One sentence about what of a span is not measured; undefined where all of it is. */
export function describeEarthOrientation(spans: readonly OrientationSpan[], leap: LeapSeconds): string | undefined {
  const day = (t: number) => formatEpoch(epochFromTdb(t, leap), leap).slice(0, 10)
  const said = spans.flatMap((span) => {
    const words = wordsOf(span, day)
    return words === undefined ? [] : [`from ${day(span.start)} to ${day(span.end)} ${words}`]
  })
  if (said.length === 0) return undefined
  return `The orientation of the Earth is not measured: ${said.join('; ')}. A tenth of a second of UT1 moves a station on the equator by 46 m, and rises and sets by a tenth of a second; add a newer kernel when there is one.`
}

function wordsOf({ state, file, measured }: OrientationSpan, day: (t: number) => string): string | undefined {
  const known = measured === undefined ? '' : ` (${file}, measured to ${day(measured.until)})`
  switch (state) {
    case 'measured':
      return undefined
    case 'predicted':
      return `it is predicted${known}`
    case 'held':
      return `it is extended past the prediction with UT1 held constant${known}`
    case 'unstated':
      return `nobody says what ${file} rests on: state its ORIENTATION_LAST_DATUM in a text kernel`
    case 'absent':
      return 'no loaded kernel has it'
  }
}
