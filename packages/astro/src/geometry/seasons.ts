/**
 * A body's year and day: planetocentric longitude of the Sun (Ls, NAIF's LSPCN) and local solar time (ET2LST). Angles rad.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { TdbSeconds } from '@magpie/core/time'
import { type Correction, correctedState } from '../apparent-states.ts'
import type { Ephemerides } from '../ephemerides.ts'
import { rotation } from '../frames.ts'
import { numbersOf } from '../pool.ts'
import { stateOf } from '../states.ts'
import { cross, norm, turnOf, unit } from '../vectors.ts'
import type { GeometryError } from './errors.ts'

const SUN = 10
const r = new Float64Array(9)
const state = new Float64Array(6)
const seen = new Float64Array(6)
const normal = new Float64Array(3)
const equinox = new Float64Array(3)
const ahead = new Float64Array(3)

/**
 * Longitude of the Sun on a body's orbit from its northward equinox, 0 up to 2 pi: x along the body's equator's node on the
 * orbit plane of that instant, z along the orbit's normal (LSPCN, "Particulars"). `frame` is fixed to the body; its z axis
 * is the pole.
 */
export function solarLongitude(
  eph: Ephemerides,
  body: number,
  frame: string,
  correction: Correction,
  t: TdbSeconds,
): Result<number, GeometryError> {
  const axes = rotation(eph, 'J2000', frame, t, r)
  if (!axes.ok) return axes
  const moving = stateOf(eph, body, SUN, t, state)
  if (!moving.ok) return moving
  cross(state, state.subarray(3, 6), normal)
  unit(normal, normal)
  cross(r.subarray(6, 9), normal, equinox)
  if (!(norm(equinox) > 1e-14)) return err({ kind: 'no-frame', what: 'the pole stands upright on the orbit' })
  unit(equinox, equinox)
  cross(normal, equinox, ahead)
  const sun = correctedState(eph, SUN, body, 'J2000', t, correction, seen)
  if (!sun.ok) return sun
  const along = (axis: Float64Array): number => axis[0]! * seen[0]! + axis[1]! * seen[1]! + axis[2]! * seen[2]!
  return ok(turnOf(Math.atan2(along(ahead), along(equinox))))
}

/** Local solar time. */
export type SolarTime = {
  /** Hours since midnight, 0 up to 24: of the body's own solar day (708.7 h of the Moon). */
  readonly hours: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

/**
 * Local (true) solar time at a planetocentric longitude (east) of a body: noon where the Sun stands on the meridian, with
 * the Sun as seen from the centre with light time and aberration, as ET2LST. Where the body turns backwards, time runs with
 * the longitude the other way, as there.
 */
export function localSolarTime(
  eph: Ephemerides,
  body: number,
  frame: string,
  longitude_rad: number,
  t: TdbSeconds,
): Result<SolarTime, GeometryError> {
  const sun = correctedState(eph, SUN, body, frame, t, 'LT+S', seen)
  if (!sun.ok) return sun
  const backwards = (numbersOf(eph.pool, `BODY${body}_PM`)?.[1] ?? 0) < 0
  const past = longitude_rad - Math.atan2(seen[1]!, seen[0]!)
  const hours = (turnOf((backwards ? -past : past) + Math.PI) * 12) / Math.PI
  const seconds = Math.floor(hours * 3600)
  return ok({
    hours,
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
  })
}
