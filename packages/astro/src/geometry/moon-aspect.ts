/**
 * How a body, the Moon above all, shows itself: which place faces the observer (libration, optical and physical together,
 * since the kernel's orientation has both), where the Sun stands over it, how its axis and its bright limb lie in the sky,
 * and how much of it is lit. J. Meeus, "Astronomical Algorithms", 2nd edition, 48 (bright limb) and 53 (libration, position
 * angle of the axis) names the quantities; they are computed here from vectors. Angles rad.
 */
import { ok, type Result } from '@magpie/core/result'
import type { TdbSeconds } from '@magpie/core/time'
import { LIGHT_KM_S } from '../aberration.ts'
import { apparentPosition, type Correction } from '../apparent-states.ts'
import type { Ephemerides } from '../ephemerides.ts'
import type { StateError } from '../errors.ts'
import { rotation } from '../frames.ts'
import { apply } from '../matrices.ts'
import { positionOf, stateOf } from '../states.ts'
import { angleBetween, norm } from '../vectors.ts'
import { latitudinalOf } from './coordinates.ts'
import { illuminatedFraction, positionAngle } from './illumination.ts'

export type Aspect = {
  /** Longitude (east, -pi to pi) and latitude of the place that faces the observer: of the Moon, its total libration. */
  readonly facing: { readonly longitude_rad: number; readonly latitude_rad: number }
  /** The same of the Sun: selenographic colongitude is pi/2 less this longitude. */
  readonly sun: { readonly longitude_rad: number; readonly latitude_rad: number }
  /** Of the north pole's direction, from north through east; 0 to 2 pi. */
  readonly axisPosition_rad: number
  /** Of the middle of the bright limb. */
  readonly brightLimb_rad: number
  readonly phase_rad: number
  readonly illuminated: number
  readonly distance_km: number
}

/** Whose sky it is, and what counts as north in it. */
export type AspectSetting = {
  readonly target: number
  /** Axes fixed to the target: `MOON_ME`. */
  readonly frame: string
  readonly observer: number
  readonly correction: Correction
  /** A frame whose z axis is north in the sky: `J2000` (the catalogue's), or `ITRF93` (of date, to the pole's wobble of 0.5"). */
  readonly north: string
}

const SUN = 10
const SSB = 0
const observerState = new Float64Array(6)
const targetState = new Float64Array(6)
const seen = new Float64Array(3)
const back = new Float64Array(3)
const light = new Float64Array(3)
const onBody = new Float64Array(3)
const r = new Float64Array(9)
const n = new Float64Array(9)

/** How a body shows itself to an observer (NAIF id). Its directions are from its centre; axes when light left it. */
export function aspectOf(eph: Ephemerides, setting: AspectSetting, t: TdbSeconds): Result<Aspect, StateError> {
  const looked = lookAt(eph, setting, t)
  if (!looked.ok) return looked
  const epoch = looked.value
  const axes = rotation(eph, 'J2000', setting.frame, epoch, r)
  if (!axes.ok) return axes
  const sky = rotation(eph, 'J2000', setting.north, t, n)
  if (!sky.ok) return sky
  for (let i = 0; i < 3; i++) back[i] = -seen[i]!
  const pole = r.slice(6, 9)
  const north = n.slice(6, 9)
  const phase_rad = angleBetween(back, light)
  return ok({
    facing: placeUnder(back),
    sun: placeUnder(light),
    axisPosition_rad: positionAngle(seen, pole, north),
    brightLimb_rad: positionAngle(seen, light, north),
    phase_rad,
    illuminated: illuminatedFraction(phase_rad),
    distance_km: norm(seen),
  })
}

/** The target from the observer to `seen`, the Sun from the target to `light`, J2000; returns when light left. */
function lookAt(eph: Ephemerides, setting: AspectSetting, t: number): Result<number, StateError> {
  const { target, observer, correction } = setting
  if (correction === 'NONE') {
    const direct = positionOf(eph, target, observer, t, seen)
    if (!direct.ok) return direct
    const sun = positionOf(eph, SUN, target, t, light)
    return sun.ok ? ok(t) : sun
  }
  const from = stateOf(eph, observer, SSB, t, observerState)
  if (!from.ok) return from
  const found = apparentPosition(eph, target, observerState, t, correction, seen)
  if (!found.ok) return found
  // Aberration turns the line of sight and leaves its length: so it is the light time's.
  const epoch = t + ((correction.startsWith('X') ? 1 : -1) * norm(seen)) / LIGHT_KM_S
  const body = stateOf(eph, target, SSB, epoch, targetState)
  if (!body.ok) return body
  const sun = apparentPosition(eph, SUN, targetState, epoch, correction, light)
  return sun.ok ? ok(epoch) : sun
}

function placeUnder(direction: Float64Array): { longitude_rad: number; latitude_rad: number } {
  apply(r, direction, 0, onBody, 0)
  const { longitude_rad, latitude_rad } = latitudinalOf(onBody)
  return { longitude_rad, latitude_rad }
}
