/**
 * The rotating frame of two bodies (synodic): x from the primary to the secondary, z along their orbit's normal, origin at
 * either or at their centre of mass; in km, or pulsating so that both bodies stand still. The rotation's rate comes from
 * the states and the relative acceleration, so the transformation of velocities is exact at every instant, not only on a
 * circle. V. Szebehely, "Theory of Orbits", 1967, 1.5 and 10.3 (pulsating coordinates). Inertial axes J2000, km, km/s, s.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { TdbSeconds } from '@magpie/core/time'
import type { Ephemerides } from '../ephemerides.ts'
import { numberOf } from '../pool.ts'
import { stateOf } from '../states.ts'
import { dot, norm } from '../vectors.ts'
import type { GeometryError } from './errors.ts'
import { accelerationOf, orbitTurn } from './rotating-frames.ts'
import { turnState, turnStateBack } from './rotations.ts'

/** Where a synodic frame begins. */
export type SynodicOrigin = 'primary' | 'secondary' | 'barycentre'

/** A synodic frame at one instant. */
export type Synodic = {
  /** From J2000 axes to the rotating ones: R, then dR/dt, by rows. */
  readonly turn: Float64Array
  readonly distance_km: number
  readonly distanceRate_km_s: number
  /** Of the two bodies' mass, what the secondary has. */
  readonly massFraction: number
  /** Unit of time of the normalised coordinates, sqrt(distance^3 / (GM of both)): 2 pi of them is about one revolution. */
  readonly timeUnit_s: number
  /** State of the origin from the primary, km and km/s on J2000 axes. */
  readonly origin: Float64Array
}

/** Km and km/s, or distances between the bodies and those over the time unit (pulsating). */
export type SynodicUnits = 'km' | 'normalised'

const acceleration = new Float64Array(3)
const moved = new Float64Array(6)

/** The synodic frame of two bodies: 399 and 301 for Earth and Moon. GM of both from the loaded kernels. */
export function synodicAt(
  eph: Ephemerides,
  bodies: { readonly primary: number; readonly secondary: number; readonly origin: SynodicOrigin },
  t: TdbSeconds,
): Result<Synodic, GeometryError> {
  const { primary, secondary, origin } = bodies
  const gm: number[] = []
  for (const body of [primary, secondary]) {
    const value = numberOf(eph.pool, `BODY${body}_GM`)
    if (value === undefined) return err({ kind: 'no-mass', body })
    gm.push(value)
  }
  const both = gm[0]! + gm[1]!
  const massFraction = gm[1]! / both
  const relative = stateOf(eph, secondary, primary, t, new Float64Array(6))
  if (!relative.ok) return relative
  const pull = accelerationOf(eph, secondary, primary, t, acceleration)
  if (!pull.ok) return pull
  const state = relative.value
  const turned = orbitTurn('RTN', state, pull.value, new Float64Array(18))
  if (!turned.ok) return turned
  const distance_km = norm(state)
  const part = origin === 'primary' ? 0 : origin === 'secondary' ? 1 : massFraction
  return ok({
    turn: turned.value,
    distance_km,
    distanceRate_km_s: dot(state, state.subarray(3, 6)) / distance_km,
    massFraction,
    timeUnit_s: Math.sqrt(distance_km ** 3 / both),
    origin: state.map((value) => part * value),
  })
}

/** A state (6) from the primary on J2000 axes, in the rotating frame, written to `out` (may be `state`). */
export function toSynodic(frame: Synodic, state: Float64Array, units: SynodicUnits, out: Float64Array): Float64Array {
  for (let i = 0; i < 6; i++) moved[i] = state[i]! - frame.origin[i]!
  turnState(frame.turn, moved, out)
  if (units === 'km') return out
  const { distance_km: l, distanceRate_km_s: rate, timeUnit_s } = frame
  // d(r / l)/dt times the unit of time.
  for (let i = 0; i < 3; i++) out[3 + i] = ((out[3 + i]! - (rate / l) * out[i]!) * timeUnit_s) / l
  for (let i = 0; i < 3; i++) out[i]! /= l
  return out
}

/** A state (6) of the rotating frame, from the primary on J2000 axes, written to `out` (may be `state`). */
export function fromSynodic(frame: Synodic, state: Float64Array, units: SynodicUnits, out: Float64Array): Float64Array {
  moved.set(state)
  if (units === 'normalised') {
    const { distance_km: l, distanceRate_km_s: rate, timeUnit_s } = frame
    for (let i = 0; i < 3; i++) {
      moved[i]! *= l
      moved[3 + i] = (moved[3 + i]! * l) / timeUnit_s + (rate / l) * moved[i]!
    }
  }
  turnStateBack(frame.turn, moved, out)
  for (let i = 0; i < 6; i++) out[i]! += frame.origin[i]!
  return out
}
