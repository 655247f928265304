/**
 * Light on a body: phase, incidence and emission at a place (NAIF's ILUMIN), the phase angle of a body (PHASEQ), how much
 * of its disc is lit, and which way. Angles rad; positions km.
 */
import { ok, type Result } from '@magpie/core/result'
import type { TdbSeconds } from '@magpie/core/time'
import { aberrate, LIGHT_KM_S } from '../aberration.ts'
import { apparentPosition, type Correction, lightTimeState } from '../apparent-states.ts'
import type { Ephemerides } from '../ephemerides.ts'
import type { StateError } from '../errors.ts'
import { enuRotation, type Site, siteState } from '../sites.ts'
import { positionOf, stateOf } from '../states.ts'
import { angleBetween, dot, norm, turnOf } from '../vectors.ts'

/** Light at a place as an observer sees it. */
export type Illumination = {
  /** Between the directions to the light and to the observer. */
  readonly phase_rad: number
  /** Between the place's vertical and the light; past pi/2 the place is dark. */
  readonly incidence_rad: number
  /** Between the vertical and the observer; past pi/2 it cannot be seen. */
  readonly emission_rad: number
  /** When light left the place: TDB seconds. */
  readonly epoch: TdbSeconds
}

const SUN = 10
const SSB = 0
/** Light time to the place is made so many times: once with LT, until it stands still with CN. */
const STEPS = { LT: 1, CN: 5 }

const observerState = new Float64Array(6)
const standing = new Float64Array(6)
const sight = new Float64Array(3)
const light = new Float64Array(3)
const enu = new Float64Array(9)
const source = new Float64Array(6)

/**
 * Phase, incidence and emission at a site for an observer (NAIF id), with the Sun or another body as the light. The
 * vertical is the site's own: the normal of its sphere or ellipsoid. As ILUMIN has it, with corrections the light is where
 * the site sees it when the light that the observer sees leaves the site.
 */
export function illuminationAt(
  eph: Ephemerides,
  site: Site,
  observer: number,
  correction: Correction,
  t: TdbSeconds,
  illuminator: number = SUN,
): Result<Illumination, StateError> {
  const seen = siteSeen(eph, site, observer, correction, t)
  if (!seen.ok) return seen
  const epoch = seen.value
  const lit =
    correction === 'NONE'
      ? fromSite(eph, site, illuminator, epoch)
      : apparentPosition(eph, illuminator, standing, epoch, correction, light)
  if (!lit.ok) return lit
  const vertical = enuRotation(eph, site, epoch, enu)
  if (!vertical.ok) return vertical
  const up = enu.subarray(6)
  for (let i = 0; i < 3; i++) sight[i] = -sight[i]!
  return ok({
    phase_rad: angleBetween(light, sight),
    incidence_rad: angleBetween(light, up),
    emission_rad: angleBetween(sight, up),
    epoch,
  })
}

/** From the observer to the site as seen (`sight`, J2000) and the site's barycentric state then (`standing`); returns when. */
function siteSeen(
  eph: Ephemerides,
  site: Site,
  observer: number,
  correction: Correction,
  t: number,
): Result<number, StateError> {
  if (correction === 'NONE') return siteNow(eph, site, observer, t)
  const from = stateOf(eph, observer, SSB, t, observerState)
  if (!from.ok) return from
  const way = correction.startsWith('X') ? 1 : -1
  const steps = correction.includes('CN') ? STEPS.CN : STEPS.LT
  let epoch = t
  for (let i = 0; i <= steps; i++) {
    const place = siteFromSsb(eph, site, epoch)
    if (!place.ok) return place
    for (let k = 0; k < 3; k++) sight[k] = standing[k]! - observerState[k]!
    epoch = t + (way * norm(sight)) / LIGHT_KM_S
  }
  if (correction.endsWith('+S')) aberrate(sight, observerState, 3, -way)
  const left = siteFromSsb(eph, site, epoch)
  return left.ok ? ok(epoch) : left
}

/** The same without corrections; `standing` is then the site from its body's centre. */
function siteNow(eph: Ephemerides, site: Site, observer: number, t: number): Result<number, StateError> {
  const centre = positionOf(eph, site.body, observer, t, sight)
  if (!centre.ok) return centre
  const place = siteState(eph, site, t, standing)
  if (!place.ok) return place
  for (let i = 0; i < 3; i++) sight[i]! += standing[i]!
  return ok(t)
}

function siteFromSsb(eph: Ephemerides, site: Site, t: number): Result<Float64Array, StateError> {
  const place = siteState(eph, site, t, standing)
  if (!place.ok) return place
  const centre = stateOf(eph, site.body, SSB, t, source)
  if (!centre.ok) return centre
  for (let i = 0; i < 6; i++) standing[i]! += source[i]!
  return ok(standing)
}

/** The light from the site without corrections, J2000, to `light`; `standing` holds the site from its body's centre. */
function fromSite(eph: Ephemerides, site: Site, body: number, t: number): Result<Float64Array, StateError> {
  const found = positionOf(eph, body, site.body, t, light)
  if (!found.ok) return found
  for (let i = 0; i < 3; i++) light[i]! -= standing[i]!
  return ok(light)
}

/**
 * Phase angle of a body's centre: between the illuminator and the observer, as NAIF's PHASEQ. With corrections (no
 * transmission) the illuminator is where the body sees it when light left for the observer.
 */
export function phaseAngle(
  eph: Ephemerides,
  target: number,
  observer: number,
  correction: Correction,
  t: TdbSeconds,
  illuminator: number = SUN,
): Result<number, StateError> {
  const found = towards(eph, target, observer, correction, t, illuminator)
  return found.ok ? ok(angleBetween(sight, light)) : found
}

/** From the target as seen: to the observer (`sight`) and to the illuminator (`light`), J2000. */
function towards(
  eph: Ephemerides,
  target: number,
  observer: number,
  correction: Correction,
  t: number,
  illuminator: number,
): Result<unknown, StateError> {
  if (correction === 'NONE') {
    const back = positionOf(eph, observer, target, t, sight)
    return back.ok ? positionOf(eph, illuminator, target, t, light) : back
  }
  const from = stateOf(eph, observer, SSB, t, observerState)
  if (!from.ok) return from
  const seen = apparentPosition(eph, target, observerState, t, correction, sight)
  if (!seen.ok) return seen
  const time = lightTimeState(eph, target, observerState, t, correction, source)
  if (!time.ok) return time
  const epoch = t + (correction.startsWith('X') ? 1 : -1) * time.value.lightTime_s
  const body = stateOf(eph, target, SSB, epoch, standing)
  if (!body.ok) return body
  for (let i = 0; i < 3; i++) sight[i] = -sight[i]!
  return apparentPosition(eph, illuminator, standing, epoch, correction, light)
}

/** The part of a sphere's disc that is lit, 0 to 1, at a phase angle: J. Meeus, "Astronomical Algorithms", 2nd edition, 48.1. */
export function illuminatedFraction(phase_rad: number): number {
  return Math.cos(phase_rad / 2) ** 2
}

/**
 * Position angle of a direction seen beside another, rad, 0 up to 2 pi: from `north` through east, at the place of
 * `centre` in the sky. All are vectors from the observer on one set of axes; `north` is the pole of the sky's grid.
 */
export function positionAngle(centre: Float64Array, towardsDirection: Float64Array, north: Float64Array): number {
  const [x, y, z] = [centre[0]!, centre[1]!, centre[2]!]
  const length = Math.sqrt(x * x + y * y + z * z)
  // East in the sky: the pole crossed with the line of sight; the part along it is the sine.
  const ex = north[1]! * z - north[2]! * y
  const ey = north[2]! * x - north[0]! * z
  const ez = north[0]! * y - north[1]! * x
  const east = (ex * towardsDirection[0]! + ey * towardsDirection[1]! + ez * towardsDirection[2]!) * length
  const up = dot(north, towardsDirection) * length * length - dot(centre, towardsDirection) * dot(centre, north)
  return turnOf(Math.atan2(east, up))
}
