/**
 * Writes trajectories as SPK files that SPICE and others read: type 2 (Chebyshev series of position), 9 (Lagrange) and 13
 * (Hermite) with unequal steps. NAIF, "SPK Required Reading". The same numbers give the same bytes.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { type ChebyshevRecords, recordWords, wrongWithRecords } from './chebyshev-records.ts'
import { type DafArray, writeDaf } from './daf-writer.ts'
import { MAX_WINDOW } from './segments.ts'

/** States of one body from its centre, km and km/s, six numbers for each epoch (TDB seconds past J2000, ascending). */
export type StatesSegment = {
  /** 9: positions and velocities interpolated each by itself; 13: positions through both. */
  readonly type: 9 | 13
  readonly target: number
  readonly centre: number
  /** NAIF code of the frame; 1 is J2000. */
  readonly frame: number
  /** Up to 40 letters. */
  readonly name: string
  /** Of the polynomials; odd for type 13. */
  readonly degree: number
  readonly epochs: Float64Array
  readonly states: Float64Array
}

/** Position of one body from its centre as Chebyshev series, km. */
export type SeriesSegment = ChebyshevRecords & {
  readonly type: 2
  readonly target: number
  readonly centre: number
  /** NAIF code of the frame; 1 is J2000. */
  readonly frame: number
  /** Up to 40 letters. */
  readonly name: string
  /** Coverage, TDB seconds past J2000, both ends included. */
  readonly start: number
  readonly end: number
}

/** Numbers that no segment could hold, with the segment's name. */
export type SegmentError = { readonly kind: 'bad-segment'; readonly segment: string; readonly what: string }

export type KernelOptions = {
  /** Internal name of the file, up to 60 letters. */
  readonly name?: string
  readonly comment?: string
  readonly littleEndian?: boolean
}

/** The bytes of an SPK with these segments; later ones take precedence over earlier ones. */
export function writeSpk(
  segments: readonly (StatesSegment | SeriesSegment)[],
  { name = 'Magpie', comment = '', littleEndian = true }: KernelOptions = {},
): Result<ArrayBuffer, SegmentError> {
  const arrays: DafArray[] = []
  for (const segment of segments) {
    const what =
      segment.target === segment.centre ? `body ${segment.target} cannot be its own centre` : wrongWith(segment)
    if (what !== undefined) return err({ kind: 'bad-segment', segment: segment.name, what })
    arrays.push(segment.type === 2 ? seriesArray(segment) : statesArray(segment))
  }
  return ok(writeDaf({ format: 'SPK', name, comment, littleEndian, arrays }))
}

function wrongWith(segment: StatesSegment | SeriesSegment): string | undefined {
  return segment.type === 2 ? wrongWithRecords(segment, segment.start, segment.end) : wrongWithStates(segment)
}

function wrongWithStates({ type, degree, epochs, states }: StatesSegment): string | undefined {
  const window = windowOf(type, degree)
  if (!Number.isInteger(window) || window < 2 || window > MAX_WINDOW)
    return `degree ${degree} does not go with type ${type}`
  if (epochs.length < window) return `${epochs.length} states are too few for degree ${degree}`
  if (states.length !== 6 * epochs.length)
    return `${epochs.length} epochs need ${6 * epochs.length} numbers, not ${states.length}`
  if (!states.every(Number.isFinite) || !epochs.every(Number.isFinite)) return 'a number is not finite'
  for (let i = 1; i < epochs.length; i++)
    if (!(epochs[i]! > epochs[i - 1]!)) return `epoch ${i + 1} does not lie after the one before it`
  return undefined
}

function windowOf(type: 9 | 13, degree: number): number {
  return type === 13 ? (degree + 1) / 2 : degree + 1
}

function seriesArray(segment: SeriesSegment): DafArray {
  const { target, centre, frame, name, start, end } = segment
  return { name, doubles: [start, end], integers: [target, centre, frame, 2], words: recordWords(segment) }
}

/** States, epochs, every hundredth epoch, window size less one, count. */
function statesArray({ type, target, centre, frame, name, degree, epochs, states }: StatesSegment): DafArray {
  const count = epochs.length
  const directory = Math.floor((count - 1) / 100)
  const words = new Float64Array(7 * count + directory + 2)
  words.set(states)
  words.set(epochs, 6 * count)
  for (let k = 0; k < directory; k++) words[7 * count + k] = epochs[100 * k + 99]!
  words[words.length - 2] = windowOf(type, degree) - 1
  words[words.length - 1] = count
  return { name, doubles: [epochs[0]!, epochs[count - 1]!], integers: [target, centre, frame, type], words }
}
