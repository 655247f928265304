/**
 * Sub-observer and sub-solar points: NAIF's SUBPNT and SUBSLR with the methods NEAR POINT and INTERCEPT on the body's
 * ellipsoid. With light time the point is where the observer sees it: axes and body are taken when light left the point
 * itself, not the centre; stellar aberration moves the body by what it moves the point (SUBPNT, "Particulars"). Positions
 * km on the body-fixed frame.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { TdbSeconds } from '@magpie/core/time'
import { aberrate, LIGHT_KM_S } from '../aberration.ts'
import { apparentPosition, type Correction } from '../apparent-states.ts'
import type { Ephemerides } from '../ephemerides.ts'
import type { Frame } from '../frame-table.ts'
import { frameByName, orient } from '../frames.ts'
import { apply, applyTranspose } from '../matrices.ts'
import { type Site, siteFromPosition, siteState } from '../sites.ts'
import { positionOf, stateOf } from '../states.ts'
import { norm } from '../vectors.ts'
import { nearestPoint, type Radii, radiiOf, surfaceIntercept } from './ellipsoid.ts'
import type { GeometryError } from './errors.ts'

/** The point nearest to who looks, or where the line to the body's centre enters. */
export type SubPointMethod = 'near-point' | 'intercept'

/** Who looks at what. */
export type SubPointSetting = {
  readonly method: SubPointMethod
  /** NAIF id of the body, and a frame fixed to it. */
  readonly target: number
  readonly frame: string
  readonly observer: number
  readonly correction: Correction
}

export type SubPoint = {
  /** On the frame at `epoch`. */
  readonly point_km: Float64Array
  /** When light left the point, or would arrive: TDB seconds. */
  readonly epoch: TdbSeconds
  /** From the observer to the point, on the frame at `epoch`. */
  readonly sight_km: Float64Array
}

const SUN = 10
const SSB = 0
/** Light time is made twice with LT, as SUBPNT does, and until it stands still with CN. */
const STEPS = { once: 1, converged: 10 }

const r = new Float64Array(9)
const observer = new Float64Array(6)
const centre = new Float64Array(6)
const standing = new Float64Array(6)
const sight = new Float64Array(3)
const seen = new Float64Array(3)
const position = new Float64Array(3)
const inward = new Float64Array(3)

/** The point of the target under the observer. */
export function subObserverPoint(
  eph: Ephemerides,
  setting: SubPointSetting,
  t: TdbSeconds,
): Result<SubPoint, GeometryError> {
  return subPoint(eph, setting, t, observerFrom)
}

/** The point of the target under the Sun, as the observer sees it lit: NAIF's SUBSLR. */
export function subSolarPoint(
  eph: Ephemerides,
  setting: SubPointSetting,
  t: TdbSeconds,
): Result<SubPoint, GeometryError> {
  return subPoint(eph, setting, t, sunFrom)
}

/**
 * Where the point is sought from, written to `position`, km on the axes of `r` at `epoch`; `point` is the one found so far,
 * the centre to begin with.
 */
type Viewpoint = (
  eph: Ephemerides,
  setting: SubPointSetting,
  epoch: number,
  point: Float64Array,
) => Result<Float64Array, GeometryError>

const observerFrom: Viewpoint = () => {
  for (let i = 0; i < 3; i++) position[i] = -seen[i]!
  apply(r, position, 0, position, 0)
  return ok(position)
}

/** The Sun as the point sees it: with stellar aberration the body's turning counts, 0.3" at the Earth's equator. */
const sunFrom: Viewpoint = (eph, { target, frame, correction }, epoch, point) => {
  const found =
    correction === 'NONE'
      ? positionOf(eph, SUN, target, epoch, position)
      : sunFromPoint(eph, siteFromPosition({ name: '', body: target, frame }, point, 0, 0), epoch, correction)
  if (!found.ok) return found
  apply(r, position, 0, position, 0)
  if (correction !== 'NONE') for (let i = 0; i < 3; i++) position[i]! += point[i]!
  return ok(position)
}

function sunFromPoint(
  eph: Ephemerides,
  site: Site,
  epoch: number,
  correction: Correction,
): Result<Float64Array, GeometryError> {
  const body = stateOf(eph, site.body, SSB, epoch, centre)
  if (!body.ok) return body
  const place = siteState(eph, site, epoch, standing)
  if (!place.ok) return place
  for (let i = 0; i < 6; i++) standing[i]! += centre[i]!
  return apparentPosition(eph, SUN, standing, epoch, correction, position)
}

function subPoint(
  eph: Ephemerides,
  setting: SubPointSetting,
  t: TdbSeconds,
  viewpoint: Viewpoint,
): Result<SubPoint, GeometryError> {
  const radii = radiiOf(eph, setting.target)
  if (!radii.ok) return radii
  const axes = frameByName(eph, setting.frame)
  if (!axes.ok) return axes
  const looking = lookAtCentre(eph, setting, t)
  if (!looking.ok) return looking
  const way = setting.correction === 'NONE' ? 0 : setting.correction.startsWith('X') ? 1 : -1
  const search: Search = { axes: axes.value, radii: radii.value, viewpoint, way, t }
  const point = new Float64Array(3)
  const epoch = searched(eph, setting, search, point)
  if (!epoch.ok) return epoch
  const sight_km = new Float64Array(3)
  apply(r, sight, 0, sight_km, 0)
  return ok({ point_km: point, epoch: epoch.value, sight_km })
}

type Search = {
  readonly axes: Frame
  readonly radii: Radii
  readonly viewpoint: Viewpoint
  /** Of light: -1 received, 1 sent, 0 not considered. */
  readonly way: number
  readonly t: number
}

/** The point, and in `sight` the line to it, J2000; returns when light left it. */
function searched(
  eph: Ephemerides,
  setting: SubPointSetting,
  search: Search,
  point: Float64Array,
): Result<number, GeometryError> {
  const { way, t } = search
  const steps = way === 0 ? 0 : setting.correction.includes('CN') ? STEPS.converged : STEPS.once
  let next = t + (way * norm(seen)) / LIGHT_KM_S
  let epoch = t
  for (let i = 0; i <= steps && (i < 2 || next !== epoch); i++) {
    epoch = next
    const met = meetAt(eph, setting, search, epoch, i === 0, point)
    if (!met.ok) return met
    applyTranspose(r, point, 0, sight, 0)
    for (let k = 0; k < 3; k++) sight[k]! += seen[k]!
    next = t + (way * norm(sight)) / LIGHT_KM_S
  }
  return ok(next)
}

/** The point with body and axes at `epoch`, from the one found before; both are `point`. */
function meetAt(
  eph: Ephemerides,
  setting: SubPointSetting,
  { axes, radii, viewpoint }: Search,
  epoch: number,
  first: boolean,
  point: Float64Array,
): Result<Float64Array, GeometryError> {
  const turned = orient(axes, epoch, r)
  if (!turned.ok) return turned
  if (turned.value !== r) r.set(turned.value)
  const looked = first ? ok(seen) : lookAtPoint(eph, setting, point, epoch)
  if (!looked.ok) return looked
  const from = viewpoint(eph, setting, epoch, point)
  if (!from.ok) return from
  const height_km = meet(setting.method, radii, from.value, point)
  return height_km > 0 ? ok(point) : err({ kind: 'inside-body', body: setting.target, height_km })
}

/** From the observer to the centre as seen, J2000, to `seen`: where the search begins, and ends without corrections. */
function lookAtCentre(
  eph: Ephemerides,
  { target, observer: from, correction }: SubPointSetting,
  t: number,
): Result<Float64Array, GeometryError> {
  if (correction === 'NONE') return positionOf(eph, target, from, t, seen)
  const found = stateOf(eph, from, SSB, t, observer)
  return found.ok ? apparentPosition(eph, target, observer, t, correction, seen) : found
}

/** The centre moved as the point is seen to be, the body being where it was at `epoch`; J2000, to `seen`. */
function lookAtPoint(
  eph: Ephemerides,
  { target, correction }: SubPointSetting,
  point: Float64Array,
  epoch: number,
): Result<Float64Array, GeometryError> {
  const found = positionOf(eph, target, SSB, epoch, seen)
  if (!found.ok) return found
  for (let i = 0; i < 3; i++) seen[i]! -= observer[i]!
  if (!correction.endsWith('+S')) return ok(seen)
  applyTranspose(r, point, 0, sight, 0)
  for (let i = 0; i < 3; i++) sight[i]! += seen[i]!
  for (let i = 0; i < 3; i++) seen[i]! -= sight[i]!
  aberrate(sight, observer, 3, correction.startsWith('X') ? -1 : 1)
  for (let i = 0; i < 3; i++) seen[i]! += sight[i]!
  return ok(seen)
}

/** Height of the place over the point, km; the point to `out`. */
function meet(method: SubPointMethod, radii: Radii, from: Float64Array, out: Float64Array): number {
  if (method === 'near-point') return nearestPoint(radii, from, out)
  for (let i = 0; i < 3; i++) inward[i] = -from[i]!
  if (!surfaceIntercept(radii, from, inward, out)) return Number.NaN
  return norm(from) - norm(out)
}
