/** Where quantities turn, by their own rates, and their least and greatest values over a span. */
import type { Interval } from '@magpie/core/interval'
import { err, ok, type Result } from '@magpie/core/result'
import type { Correction } from '../apparent-states.ts'
import type { Ephemerides } from '../ephemerides.ts'
import type { StateError } from '../errors.ts'
import type { Point } from './line-of-sight.ts'
import { rangeRate } from './quantities.ts'
import type { Scalar } from './scalar.ts'
import { type Extreme, extremes, type SearchOptions, wherePositive } from './search.ts'
import { range } from './sights.ts'

/** The turning points of a scalar strictly inside a span whose rate is another scalar: nothing is read outside the span. */
export function turningPoints(
  of: Scalar,
  rate: Scalar,
  span: Interval,
  options: SearchOptions = {},
): Result<Extreme[], StateError> {
  const rising = wherePositive(rate, span, options)
  if (!rising.ok) return rising
  const out: Extreme[] = []
  for (const { start, end } of rising.value) {
    if (start > span.start) out.push({ kind: 'minimum', at: start, value: of.value(start) })
    if (end < span.end) out.push({ kind: 'maximum', at: end, value: of.value(end) })
  }
  return ok(out)
}

/** The nearest and farthest points of a target from an observer strictly inside a span, km; SPICE's GFDIST. */
export function rangeExtremes(
  eph: Ephemerides,
  observer: Point,
  target: Point,
  correction: Correction,
  span: Interval,
  options: SearchOptions = {},
): Result<Extreme[], StateError> {
  const rate = rangeRate(eph, observer, target, correction)
  return turningPoints(range(eph, observer, target, correction), rate, span, options)
}

/** A value and when it is reached. */
export type Reached = { readonly at: number; readonly value: number }

/** The least and greatest value of a scalar over a span, its ends included; of equal ones the first. */
export type Extent = { readonly least: Reached; readonly greatest: Reached }

/** The extent of a scalar over a span; it is read up to 40 s outside it. */
export function extentOf(scalar: Scalar, span: Interval, options: SearchOptions = {}): Result<Extent, StateError> {
  const turns = extremes(scalar, span, options)
  if (!turns.ok) return turns
  const first: Reached = { at: span.start, value: scalar.value(span.start) }
  const last: Reached = { at: span.end, value: scalar.value(span.end) }
  let [least, greatest] = [first, first]
  for (const { at, value } of [...turns.value, last]) {
    if (!Number.isFinite(value)) return err(faultOf(scalar))
    if (value < least.value) least = { at, value }
    if (value > greatest.value) greatest = { at, value }
  }
  return ok({ least, greatest })
}

function faultOf(scalar: Scalar): StateError {
  if (scalar.fault !== undefined) return scalar.fault
  throw new RangeError('the scalar has no value in the span, and says no reason')
}
