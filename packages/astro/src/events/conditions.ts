/** Conditions of geometry combined by and, or, not and others: window algebra on what the searches find. */
import { bridged, complement, type Interval, intersect, lasting, normalise, union } from '@magpie/core/interval'
import { ok, type Result } from '@magpie/core/result'
import type { Correction } from '../apparent-states.ts'
import type { Ephemerides } from '../ephemerides.ts'
import type { StateError } from '../errors.ts'
import type { Site } from '../sites.ts'
import type { HorizonMask } from './horizon-mask.ts'
import type { Point } from './line-of-sight.ts'
import { type Occultation, type OccultationType, occultations } from './occultation.ts'
import { whereOverMask, withoutSlivers } from './over-mask.ts'
import { type Axis, offAxis } from './quantities.ts'
import type { Scalar } from './scalar.ts'
import { type SearchOptions, TOLERANCE_S, whereAbove, whereBelow } from './search.ts'
import { type Light, type LitSite, whereLit } from './sunlight.ts'

/**
 * A scalar above or below a threshold, a search of its own, windows found elsewhere, or a combination: `all` (and), `any`
 * (or), `not`, `minus` (the first without the second), `lasting` (only windows of such a length), `bridged` (with gaps
 * of up to a length filled).
 */
export type Condition =
  | { readonly kind: 'above' | 'below'; readonly scalar: Scalar; readonly threshold: number }
  | { readonly kind: 'search'; readonly find: Find }
  | { readonly kind: 'windows'; readonly windows: readonly Interval[] }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'minus'; readonly of: Condition; readonly without: Condition }
  | { readonly kind: 'lasting'; readonly of: Condition; readonly shortest_s: number; readonly longest_s?: number }
  | { readonly kind: 'bridged'; readonly of: Condition; readonly longest_s: number }

/** Finds the windows in a span. What holds at a time must not depend on the span. */
export type Find = (span: Interval, options: SearchOptions) => Result<Interval[], StateError>

type Found = Result<Interval[], StateError>

/**
 * The windows in a span in which a condition holds, sorted and disjoint, each with its start and without its end. Of `all`,
 * each condition is searched only where those before it hold: put the rarest or the cheapest first. `lasting` and
 * `bridged` see the whole span, so that no window is cut short by another condition; the span's own ends cut. Two
 * searches may put one edge apart by their tolerance: what is shorter than twice that is not told from nothing.
 */
export function windowsOf(condition: Condition, span: Interval, options: SearchOptions = {}): Found {
  const found = search(condition, span, span, options)
  if (!found.ok || !isCombined(condition)) return found
  return ok(withoutSlivers(found.value, span, 2 * (options.tolerance_s ?? TOLERANCE_S)))
}

/** A target over a site's horizon mask. */
export function overMask(
  eph: Ephemerides,
  site: Site,
  target: Point,
  mask: HorizonMask,
  correction: Correction,
): Condition {
  return { kind: 'search', find: (span, options) => whereOverMask(eph, site, target, mask, correction, span, options) }
}

/** Light of a kind at a site; what other bodies hide is not in it. */
export function lit(eph: Ephemerides, at: LitSite, light: Light, correction: Correction): Condition {
  return { kind: 'search', find: (span, options) => whereLit(eph, at, light, correction, span, options) }
}

/** An occultation or eclipse of a type. */
export function occulted(
  eph: Ephemerides,
  occultation: Occultation,
  type: OccultationType,
  correction: Correction,
): Condition {
  return { kind: 'search', find: (span, options) => occultations(eph, occultation, type, correction, span, options) }
}

/** A target within a cone about an axis, as an observer sees both. */
export function inCone(
  eph: Ephemerides,
  observer: Point,
  axis: Axis,
  half_rad: number,
  target: Point,
  correction: Correction,
): Condition {
  return { kind: 'below', scalar: offAxis(eph, observer, axis, target, correction), threshold: half_rad }
}

function isCombined({ kind }: Condition): boolean {
  return kind === 'all' || kind === 'any' || kind === 'not' || kind === 'minus'
}

/** Windows in `span`, which is a part of `whole`. */
function search(condition: Condition, span: Interval, whole: Interval, options: SearchOptions): Found {
  switch (condition.kind) {
    case 'above':
      return whereAbove(condition.scalar, condition.threshold, span, options)
    case 'below':
      return whereBelow(condition.scalar, condition.threshold, span, options)
    case 'search':
      return condition.find(span, options)
    case 'windows':
      return ok(intersect(normalise(condition.windows), [span]))
    case 'not':
      return mapped(search(condition.of, span, whole, options), (list) => complement(list, span))
    case 'minus': {
      const minus: Condition = { kind: 'all', of: [condition.of, { kind: 'not', of: condition.without }] }
      return search(minus, span, whole, options)
    }
    case 'all':
      return all(condition.of, span, whole, options)
    case 'any':
      return any(condition.of, span, whole, options)
    case 'lasting': {
      const { shortest_s, longest_s } = condition
      const found = mapped(windowsOf(condition.of, whole, options), (list) => lasting(list, shortest_s, longest_s))
      return mapped(found, (list) => intersect(list, [span]))
    }
    case 'bridged': {
      const found = mapped(windowsOf(condition.of, whole, options), (list) => bridged(list, condition.longest_s))
      return mapped(found, (list) => intersect(list, [span]))
    }
  }
}

function all(parts: readonly Condition[], span: Interval, whole: Interval, options: SearchOptions): Found {
  let left: Interval[] = span.end > span.start ? [span] : []
  for (const part of parts) {
    const found = isLocal(part) ? inEach(part, left, whole, options) : search(part, span, whole, options)
    if (!found.ok) return found
    left = intersect(left, found.value)
  }
  return ok(left)
}

function inEach(part: Condition, windows: readonly Interval[], whole: Interval, options: SearchOptions): Found {
  const out: Interval[] = []
  for (const window of windows) {
    const found = search(part, window, whole, options)
    if (!found.ok) return found
    out.push(...found.value)
  }
  return ok(out)
}

function any(parts: readonly Condition[], span: Interval, whole: Interval, options: SearchOptions): Found {
  let found: Interval[] = []
  for (const part of parts) {
    const more = search(part, span, whole, options)
    if (!more.ok) return more
    found = union(found, more.value)
  }
  return ok(found)
}

/** Whether a search in a part of the span costs less than one over all of it: not where lengths count. */
function isLocal(condition: Condition): boolean {
  switch (condition.kind) {
    case 'lasting':
    case 'bridged':
      return false
    case 'all':
    case 'any':
      return condition.of.every(isLocal)
    case 'not':
      return isLocal(condition.of)
    case 'minus':
      return isLocal(condition.of) && isLocal(condition.without)
    default:
      return true
  }
}

function mapped(found: Found, change: (list: Interval[]) => Interval[]): Found {
  return found.ok ? ok(change(found.value)) : found
}
