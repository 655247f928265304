/** The events of a reference file, read: what to search for, over which span, and what the reference has. */
import type { Interval } from '@magpie/core/interval'
import { ok, type Result } from '@magpie/core/result'
import type { Correction } from '../apparent-states.ts'
import { bodyId } from '../bodies.ts'
import type { Ephemerides } from '../ephemerides.ts'
import type { MalformedReference, StateError } from '../errors.ts'
import type { Point } from '../events/line-of-sight.ts'
import {
  type Disc,
  discOf,
  isOccultationType,
  type OccultationType,
  occultationMargin,
  occultations,
} from '../events/occultation.ts'
import type { Scalar } from '../events/scalar.ts'
import { type Extreme, extremes, whereAbove } from '../events/search.ts'
import { elevation, separation } from '../events/sights.ts'
import type { Site } from '../sites.ts'
import { isCorrection } from './corrections.ts'
import type { Residuals } from './residuals.ts'
import { readSites } from './sites.ts'
import { isObject, malformed } from './table.ts'

type Common = {
  /** Kind, type and correction, for the name of its quantities. */
  readonly title: string
  readonly where: string
  readonly span: Interval
  readonly step_s: number
  /** With the aberration of light. */
  readonly corrected: boolean
}

/** An event that lasts. */
export type WindowCase = Common & {
  readonly shape: 'windows'
  readonly expected: readonly Interval[]
  readonly find: () => Result<Interval[], StateError>
  /** The condition at one time, apart from any search. */
  readonly holds: (t: number) => boolean
  /** What crosses zero at an edge, rad. */
  readonly angle: (t: number) => number
}

/** An event of an instant. */
export type ExtremeCase = Common & {
  readonly shape: 'extremes'
  readonly extreme: Extreme['kind']
  readonly expected: readonly { readonly at: number; readonly value: number }[]
  readonly find: () => Result<Extreme[], StateError>
  readonly scalar: Scalar
}

export type Case = WindowCase | ExtremeCase

const RAD = Math.PI / 180

type Event = Readonly<Record<string, unknown>>
type Context = {
  readonly file: string
  readonly where: string
  readonly event: Event
  readonly eph: Ephemerides
  readonly sites: ReadonlyMap<string, Site>
}
type Read<T> = Result<T, MalformedReference>

const KINDS: Readonly<Record<string, (context: Context, common: Common, correction: Correction) => Read<Case>>> = {
  above_elevation: aboveElevation,
  occultation,
  occultation_of_orbiter: occultation,
  eclipse_of_orbiter: occultation,
  separation_minimum: (...all) => separationExtreme(...all, 'minimum'),
  separation_maximum: (...all) => separationExtreme(...all, 'maximum'),
}

/** Whether events of a kind can be checked. */
export function isEventKind(kind: unknown): boolean {
  return typeof kind === 'string' && Object.hasOwn(KINDS, kind)
}

/** All events of a file; its sites are checked against their shapes. */
export function readCases(file: string, json: unknown, eph: Ephemerides, residuals: Residuals): Read<Case[]> {
  if (!isObject(json) || !Array.isArray(json['events'])) return malformed(file, 'events', 'a list of events')
  let sites: ReadonlyMap<string, Site> = new Map()
  if (json['sites'] !== undefined) {
    const read = readSites({ file, json, columns: [], rows: [] }, residuals)
    if (!read.ok) return read
    sites = read.value
  }
  const out: Case[] = []
  for (let i = 0; i < json['events'].length; i++) {
    const event: unknown = json['events'][i]
    const where = `events[${i}]`
    if (!isObject(event)) return malformed(file, where, 'an event')
    const one = readCase({ file, where, event, eph, sites })
    if (!one.ok) return one
    out.push(one.value)
  }
  return ok(out)
}

function readCase(context: Context): Read<Case> {
  const { file, where, event } = context
  const kind = event['kind']
  const read = typeof kind === 'string' && Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined
  if (read === undefined) return malformed(file, `${where}.kind`, `one of ${Object.keys(KINDS).join(', ')}`)
  const correction = event['abcorr']
  if (typeof correction !== 'string' || !isCorrection(correction))
    return malformed(file, `${where}.abcorr`, 'a correction such as LT+S')
  const span = interval(event['window'])
  if (span === undefined) return malformed(file, `${where}.window`, 'two times in order')
  const step_s = event['step_s']
  if (typeof step_s !== 'number' || !(step_s > 0)) return malformed(file, `${where}.step_s`, 'seconds')
  const type = typeof event['type'] === 'string' ? ` ${event['type']}` : ''
  const title = `${String(kind)}${type} ${correction}`
  return read(context, { title, where, span, step_s, corrected: correction.endsWith('+S') }, correction)
}

function aboveElevation(context: Context, common: Common, correction: Correction): Read<Case> {
  const { file, where, event, eph, sites } = context
  const site = sites.get(String(event['site']))
  if (site === undefined) return malformed(file, `${where}.site`, 'one of the sites listed')
  const target = pointIn(context, 'target', event['target'])
  if (!target.ok) return target
  const elevation_deg = event['elevation_deg']
  if (typeof elevation_deg !== 'number') return malformed(file, `${where}.elevation_deg`, 'an angle')
  const expected = intervalsIn(context)
  if (!expected.ok) return expected
  const scalar = elevation(eph, site, target.value, correction)
  const angle = (t: number) => scalar.value(t) - elevation_deg * RAD
  return ok({
    ...common,
    shape: 'windows',
    expected: expected.value,
    find: () => whereAbove(scalar, elevation_deg * RAD, common.span),
    holds: (t) => angle(t) > 0,
    angle,
  })
}

function occultation(context: Context, common: Common, correction: Correction): Read<Case> {
  const { file, where, event, eph } = context
  const type = event['type'] ?? 'ANY'
  if (!isOccultationType(type)) return malformed(file, `${where}.type`, 'PARTIAL, FULL, ANNULAR or ANY')
  const observer = pointIn(context, 'observer', event['observer'])
  if (!observer.ok) return observer
  const front = discIn(context, 'front', event['front'])
  if (!front.ok) return front
  const back = event['back'] === undefined ? orbiterIn(context) : discIn(context, 'back', event['back'])
  if (!back.ok) return back
  const expected = intervalsIn(context)
  if (!expected.ok) return expected
  const seen = { observer: observer.value, front: front.value, back: back.value }
  const [any, full, annular] = (['any', 'full', 'annular'] as const).map((margin) =>
    occultationMargin(eph, seen, margin, correction),
  ) as [Margin, Margin, Margin]
  return ok({
    ...common,
    shape: 'windows',
    expected: expected.value,
    find: () => occultations(eph, seen, type, correction, common.span),
    holds: (t) => any.inOrder(t) && occurs(type, any.value(t) > 0, full.value(t) > 0, annular.value(t) > 0),
    angle: (t) => any.angle(t),
  })
}

type Margin = ReturnType<typeof occultationMargin>

function occurs(type: OccultationType, any: boolean, full: boolean, annular: boolean): boolean {
  switch (type) {
    case 'ANY':
      return any
    case 'FULL':
      return full
    case 'ANNULAR':
      return annular
    case 'PARTIAL':
      return any && !full && !annular
  }
}

function separationExtreme(
  context: Context,
  common: Common,
  correction: Correction,
  extreme: Extreme['kind'],
): Read<Case> {
  const { file, where, event, eph } = context
  const targets = event['targets']
  if (!Array.isArray(targets) || targets.length !== 2) return malformed(file, `${where}.targets`, 'two bodies')
  const first = pointIn(context, 'targets[0]', targets[0])
  if (!first.ok) return first
  const second = pointIn(context, 'targets[1]', targets[1])
  if (!second.ok) return second
  const observer = pointIn(context, 'observer', event['observer'])
  if (!observer.ok) return observer
  const list = event['events']
  if (!Array.isArray(list)) return malformed(file, `${where}.events`, 'a list of [et, utc, separation_rad]')
  const expected: { at: number; value: number }[] = []
  for (let i = 0; i < list.length; i++) {
    const [at, , value] = Array.isArray(list[i]) ? list[i] : []
    if (!Number.isFinite(at) || !Number.isFinite(value))
      return malformed(file, `${where}.events[${i}]`, '[et, utc, separation_rad]')
    expected.push({ at, value })
  }
  const scalar = separation(eph, observer.value, [first.value, second.value], correction)
  return ok({ ...common, shape: 'extremes', extreme, expected, scalar, find: () => extremes(scalar, common.span) })
}

/** A site of the file, the event's orbiter, or a body by name or id. */
function pointIn({ file, where, event, eph, sites }: Context, name: string, value: unknown): Read<Point> {
  const text = Number.isInteger(value) ? String(value) : value
  if (typeof text !== 'string') return malformed(file, `${where}.${name}`, 'the name of a body or site')
  const site = sites.get(text)
  if (site !== undefined) return ok(site)
  if (text === event['orbiter'] && Number.isInteger(event['id'])) return ok(event['id'] as number)
  const id = bodyId(eph.pool, text)
  return id === undefined ? malformed(file, `${where}.${name}`, `a body or site, not "${text}"`) : ok(id)
}

function orbiterIn({ file, where, event }: Context): Read<number> {
  const id = event['id']
  return Number.isInteger(id) ? ok(id as number) : malformed(file, `${where}.id`, 'the NAIF id of the orbiter')
}

/** `EARTH`, or `EARTH ellipsoid IAU_EARTH ...`. */
function discIn({ file, where, eph }: Context, name: string, value: unknown): Read<Disc> {
  const m = typeof value === 'string' ? /^(.+?)(?: ellipsoid (\S+).*)?$/.exec(value) : null
  const id = m === null ? undefined : bodyId(eph.pool, m[1]!)
  const disc = id === undefined ? undefined : discOf(eph, id, m![2])
  return disc === undefined ? malformed(file, `${where}.${name}`, 'a body whose radii are known') : ok(disc)
}

function intervalsIn({ file, where, event }: Context): Read<Interval[]> {
  const list = event['intervals']
  if (!Array.isArray(list)) return malformed(file, `${where}.intervals`, 'a list')
  const out: Interval[] = []
  for (let i = 0; i < list.length; i++) {
    const one = interval(list[i])
    if (one === undefined) return malformed(file, `${where}.intervals[${i}]`, '[et0, et1, ...] in order')
    out.push(one)
  }
  return ok(out)
}

function interval(value: unknown): Interval | undefined {
  if (!Array.isArray(value)) return undefined
  const [start, end] = value
  return Number.isFinite(start) && Number.isFinite(end) && start <= end ? { start, end } : undefined
}
