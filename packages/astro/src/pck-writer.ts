/**
 * Writes orientations as binary PCK files that SPICE and others read: type 2, Chebyshev series of three angles. NAIF, "PCK
 * Required Reading". The same series give the same bytes.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { type ChebyshevRecords, recordWords, wrongWithRecords } from './chebyshev-records.ts'
import { type DafArray, writeDaf } from './daf-writer.ts'
import type { KernelOptions, SegmentError } from './spk-writer.ts'

/**
 * Orientation of a frame class: the 3-1-3 angles from the base frame, rad: right ascension of the pole plus 90 degrees, 90
 * degrees less its declination, prime meridian.
 */
export type OrientationSegment = ChebyshevRecords & {
  /** Frame class id, such as 3000 for ITRF93 or 31008 for MOON_PA_DE440. */
  readonly frameClass: number
  /** NAIF code of the inertial base frame: 1 is J2000, 17 ECLIPJ2000. */
  readonly base: number
  /** Up to 40 letters. */
  readonly name: string
  /** Coverage, TDB seconds past J2000, both ends included. */
  readonly start: number
  readonly end: number
}

/** The bytes of a binary PCK with these segments; later ones take precedence over earlier ones. */
export function writePck(
  segments: readonly OrientationSegment[],
  { name = 'Magpie', comment = '', littleEndian = true }: KernelOptions = {},
): Result<ArrayBuffer, SegmentError> {
  const arrays: DafArray[] = []
  for (const segment of segments) {
    const { frameClass, base, start, end } = segment
    const what =
      base === 1 || base === 17
        ? wrongWithRecords(segment, start, end)
        : `base frame ${base} is neither 1 (J2000) nor 17 (ECLIPJ2000)`
    if (what !== undefined) return err({ kind: 'bad-segment', segment: segment.name, what })
    const words = recordWords(segment)
    arrays.push({ name: segment.name, doubles: [start, end], integers: [frameClass, base, 2], words })
  }
  return ok(writeDaf({ format: 'PCK', name, comment, littleEndian, arrays }))
}
