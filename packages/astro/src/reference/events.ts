/**
 * Reference kinds `events` and `orbiters`: windows and extremes as CSPICE's geometry finder gives them. Everything in the
 * file must be found, edge by edge; what is found besides must lie between two of the reference's own steps.
 */
import type { Interval } from '@magpie/core/interval'
import { ok, type Result } from '@magpie/core/result'
import type { Ephemerides } from '../ephemerides.ts'
import type { MalformedReference, StateError } from '../errors.ts'
import type { Extreme } from '../events/search.ts'
import { type ExtremeCase, isEventKind, readCases, type WindowCase } from './event-cases.ts'
import { type QuantityResidual, Residuals } from './residuals.ts'
import { isObject } from './table.ts'

/** What an edge may be off: issue 4 of the project; SPICE's own aberration of light is not smooth to a millisecond. */
const EDGE_S = 1e-3
const CORRECTED_EDGE_S = 2e-3
/** Or the time in which the condition changes by this much, rad. */
const CHANGE_RAD = 1e-9
/** Values of extremes, rad; with aberration as azimuths and elevations. */
const CORRECTED_CHANGE_RAD = 1e-8
/** Samples inside an interval that the reference does not have. */
const DENSE = 200
/** Half the time over which the bend of a scalar at its extreme is taken, s. */
const BEND_S = 300
/** Of a count of things missing or invented: none. */
const NONE = 0.5

/** Whether a parsed file is a list of events. */
export function isEvents(json: unknown): boolean {
  if (!isObject(json) || !Array.isArray(json['events']) || json['events'].length === 0) return false
  return json['events'].every((event) => isObject(event) && isEventKind(event['kind']))
}

/** Whether it is a list of events of orbiters. */
export function isOrbiters(json: unknown): boolean {
  return isEvents(json) && ((json as { events: { kind: string }[] }).events[0]?.kind.endsWith('_of_orbiter') ?? false)
}

/** Residuals of edges and extremes, and counts of what was not found or not expected, for each kind and correction. */
export function checkEvents(
  file: string,
  json: unknown,
  eph: Ephemerides,
): Result<QuantityResidual[], MalformedReference> {
  const residuals = new Residuals()
  const cases = readCases(file, json, eph, residuals)
  if (!cases.ok) return cases
  for (const one of cases.value) {
    const failed = one.shape === 'windows' ? checkWindows(one, residuals) : checkExtremes(one, residuals)
    if (failed !== undefined) residuals.miss(`intervals of ${one.title}`, '', one.where, failed)
  }
  return ok(residuals.list())
}

function checkWindows(one: WindowCase, residuals: Residuals): StateError | undefined {
  const found = one.find()
  if (!found.ok) return found.error
  const taken = new Set<number>()
  one.expected.forEach((expected, i) => {
    const where = `${one.where}.intervals[${i}]`
    const ours = found.value.map((_, k) => k).filter((k) => overlaps(found.value[k]!, expected))
    residuals.add(`intervals of ${one.title}`, '', ours.length > 0 ? 0 : 1, NONE, where)
    for (const k of ours) taken.add(k)
    if (ours.length > 0)
      compareParts(
        one,
        expected,
        ours.map((k) => found.value[k]!),
        where,
        residuals,
      )
  })
  found.value.forEach((interval, k) => {
    if (!taken.has(k)) compareExtra(one, interval, true, residuals)
  })
  // So that an event that never happens counts as compared.
  if (one.expected.length === 0) residuals.add(`intervals of ${one.title}`, '', 0, NONE, `${one.where}: none expected`)
  return undefined
}

function overlaps(a: Interval, b: Interval): boolean {
  return a.start < b.end && b.start < a.end
}

/** Both edges of an expected interval; gaps that the reference does not have must be such as it could have missed. */
function compareParts(
  one: WindowCase,
  expected: Interval,
  parts: readonly Interval[],
  where: string,
  residuals: Residuals,
): void {
  compareEdge(one, expected.start, parts[0]!.start, `${where} start`, residuals)
  compareEdge(one, expected.end, parts.at(-1)!.end, `${where} end`, residuals)
  for (let i = 1; i < parts.length; i++)
    compareExtra(one, { start: parts[i - 1]!.end, end: parts[i]!.start }, false, residuals)
}

function compareEdge(one: WindowCase, expected: number, found: number, where: string, residuals: Residuals): void {
  const apart_s = Math.abs(found - expected)
  const least_s = one.corrected ? CORRECTED_EDGE_S : EDGE_S
  let tolerance_s = least_s
  if (apart_s > least_s) {
    const change_rad = Math.abs(one.angle(expected) - one.angle(found))
    // As far as the condition changes by a part in 1e9, in the time between the two.
    if (change_rad <= CHANGE_RAD) tolerance_s = Math.max(least_s, apart_s * Math.min(100, CHANGE_RAD / change_rad))
  }
  residuals.add(`edges of ${one.title}`, 's', apart_s, tolerance_s, where)
}

/** An interval, or a gap in one, that the reference does not have: shorter than its step, and there at every sample. */
function compareExtra(one: WindowCase, { start, end }: Interval, holds: boolean, residuals: Residuals): void {
  const where = `${one.where}: ${holds ? 'found' : 'a gap found'} from ${start} to ${end}, ${(end - start).toFixed(3)} s`
  if (end - start >= one.step_s) {
    residuals.add(`not in the reference: ${one.title}`, '', 1, NONE, where)
    return
  }
  const confirmed = isConfirmed(one, { start, end }, holds)
  residuals.add(`between the reference's steps: ${one.title}`, '', confirmed ? 0 : 1, NONE, where)
}

function isConfirmed(one: WindowCase, { start, end }: Interval, holds: boolean): boolean {
  const at = (i: number) => start + ((end - start) * (i + 0.5)) / DENSE
  for (let i = 0; i < DENSE; i++) if (one.holds(at(i)) !== holds) return false
  const cutBefore = start <= one.span.start
  const cutAfter = end >= one.span.end
  return (cutBefore || one.holds(at(-1)) !== holds) && (cutAfter || one.holds(at(DENSE)) !== holds)
}

function checkExtremes(one: ExtremeCase, residuals: Residuals): StateError | undefined {
  const found = one.find()
  if (!found.ok) return found.error
  const wanted = found.value.filter(({ kind }) => kind === one.extreme)
  const taken = new Set<Extreme>()
  one.expected.forEach(({ at, value }, i) => {
    const where = `${one.where}.events[${i}]`
    const nearest = nearestTo(wanted, at)
    const matches = nearest !== undefined && Math.abs(nearest.at - at) < one.step_s && !taken.has(nearest)
    residuals.add(`intervals of ${one.title}`, '', matches ? 0 : 1, NONE, where)
    if (!matches) return
    taken.add(nearest)
    const value_rad = one.corrected ? CORRECTED_CHANGE_RAD : CHANGE_RAD
    residuals.add(`values of ${one.title}`, 'rad', Math.abs(nearest.value - value), value_rad, where)
    residuals.add(`edges of ${one.title}`, 's', Math.abs(nearest.at - at), extremeTolerance(one, nearest), where)
  })
  for (const extra of wanted) if (!taken.has(extra)) compareExtraExtreme(one, extra, found.value, residuals)
  return undefined
}

function nearestTo(list: readonly Extreme[], at: number): Extreme | undefined {
  let nearest: Extreme | undefined
  for (const one of list) if (nearest === undefined || Math.abs(one.at - at) < Math.abs(nearest.at - at)) nearest = one
  return nearest
}

/** The time in which the scalar changes by 1e-9 rad about its extreme, where it is flat. */
function extremeTolerance(one: ExtremeCase, { at, value }: Extreme): number {
  const least_s = one.corrected ? CORRECTED_EDGE_S : EDGE_S
  const rise = Math.abs((one.scalar.value(at - BEND_S) + one.scalar.value(at + BEND_S)) / 2 - value)
  return rise > 0 ? Math.max(least_s, BEND_S * Math.sqrt(CHANGE_RAD / rise)) : least_s
}

/** An extreme that the reference does not have: its step could miss it where another turn lies within it. */
function compareExtraExtreme(one: ExtremeCase, extra: Extreme, all: readonly Extreme[], residuals: Residuals): void {
  const where = `${one.where}: found at ${extra.at}, ${extra.value} rad`
  const others = all.filter(({ kind }) => kind !== extra.kind)
  const other = nearestTo(others, extra.at)
  const apart_s = Math.min(
    other === undefined ? Number.POSITIVE_INFINITY : Math.abs(other.at - extra.at),
    extra.at - one.span.start,
    one.span.end - extra.at,
  )
  if (apart_s >= one.step_s) {
    residuals.add(`not in the reference: ${one.title}`, '', 1, NONE, where)
    return
  }
  const sign = extra.kind === 'minimum' ? 1 : -1
  const reach_s = Math.min(apart_s, one.step_s) / 2
  let confirmed = true
  for (let i = 1; i <= DENSE / 2; i++) {
    const away_s = (reach_s * i) / (DENSE / 2)
    for (const at of [extra.at - away_s, extra.at + away_s])
      if (sign * (one.scalar.value(at) - extra.value) < -CHANGE_RAD) confirmed = false
  }
  residuals.add(`between the reference's steps: ${one.title}`, '', confirmed ? 0 : 1, NONE, where)
}
