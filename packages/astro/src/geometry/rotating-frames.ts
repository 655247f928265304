/**
 * Axes that turn with an orbit, as turns (R by rows, then dR/dt, 1/s: `rotations`), with the derivative in closed form
 * from position, velocity and acceleration: d(u/|u|)/dt = (u' - e (e . u')) / |u| for every axis. CCSDS 500.0-G-4,
 * "Navigation Data: Definitions and Conventions"; SANA registry "Orbit-Relative
 * Reference Frames" (RTN_ROTATING, LVLH_ROTATING, VNC_ROTATING). Units km, km/s, km/s2 on J2000 or any inertial axes.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { TdbSeconds } from '@magpie/core/time'
import type { Ephemerides } from '../ephemerides.ts'
import type { StateError } from '../errors.ts'
import { stateOf } from '../states.ts'
import { cross, dot, norm } from '../vectors.ts'
import type { GeometryError } from './errors.ts'

/**
 * RTN: radial out, along track, orbit normal (also RSW, QSW, RIC). LVLH: z down, y against the normal, x ahead. VNC: along
 * the velocity, normal, and their product outwards (GMAT's VNB).
 */
export type OrbitAxes = 'RTN' | 'LVLH' | 'VNC'

/** Velocities so far apart, s, give the acceleration: small beside a low orbit's hundred minutes, large beside rounding. */
const STEP_S = 10

const velocity = new Float64Array(3)
const normal = new Float64Array(3)
const normalRate = new Float64Array(3)
const first = new Float64Array(6)
const second = new Float64Array(6)
const third = new Float64Array(6)
const probe = new Float64Array(6)

/**
 * The turn from inertial axes to those of an orbiter, from its state (6) about its centre and its acceleration (3),
 * written to `out` (18). The acceleration only matters across the orbit's plane (RTN, LVLH) or the velocity (VNC).
 */
export function orbitTurn(
  axes: OrbitAxes,
  state: Float64Array,
  acceleration: Float64Array,
  out: Float64Array,
): Result<Float64Array, GeometryError> {
  velocity.set(state.subarray(3, 6))
  cross(state, velocity, normal)
  cross(state, acceleration, normalRate)
  if (!(norm(normal) > 1e-13 * norm(state) * norm(velocity)))
    return err({ kind: 'no-frame', what: 'position and velocity lie on one line' })
  unitAndRate(normal, normalRate, 1, third)
  if (axes === 'VNC') {
    unitAndRate(velocity, acceleration, 1, first)
    rows(out, first, third, crossed(first, third, second))
  } else if (axes === 'RTN') {
    unitAndRate(state, velocity, 1, first)
    rows(out, first, crossed(third, first, second), third)
  } else {
    unitAndRate(state, velocity, -1, first)
    for (let i = 0; i < 6; i++) third[i] = -third[i]!
    rows(out, crossed(third, first, second), third, first)
  }
  return ok(out)
}

/** Acceleration of a point mass's orbiter, km/s2, written to `out` (3): enough where the plane keeps still. */
export function twoBodyAcceleration(state: Float64Array, mu_km3_s2: number, out: Float64Array): Float64Array {
  const scale = -mu_km3_s2 / norm(state) ** 3
  for (let i = 0; i < 3; i++) out[i] = scale * state[i]!
  return out
}

/**
 * Acceleration of `target` from `observer`, km/s2 on J2000 axes, written to `out` (3): the fourth-order difference of the
 * ephemeris's velocities 10 and 20 s before and after, which must be covered. Of a body a hundred minutes about its centre
 * it is right to 2e-10, of the Moon to 1e-9, as its records' ends allow.
 */
export function accelerationOf(
  eph: Ephemerides,
  target: number,
  observer: number,
  t: TdbSeconds,
  out: Float64Array,
): Result<Float64Array, StateError> {
  out.fill(0, 0, 3)
  for (const [steps, weight] of DIFFERENCE) {
    const found = stateOf(eph, target, observer, t + steps * STEP_S, probe)
    if (!found.ok) return found
    for (let i = 0; i < 3; i++) out[i]! += (weight * probe[3 + i]!) / STEP_S
  }
  return ok(out)
}

/** Five points, fourth order: Abramowitz and Stegun, 25.3.6. */
const DIFFERENCE = [
  [-2, 1 / 12],
  [2, -1 / 12],
  [-1, -2 / 3],
  [1, 2 / 3],
] as const

const orbiter = new Float64Array(6)
const pull = new Float64Array(3)

/** The turn from J2000 to the axes of an orbiter about a centre, both of the loaded kernels, written to `out` (18). */
export function orbitTurnAt(
  eph: Ephemerides,
  axes: OrbitAxes,
  body: number,
  centre: number,
  t: TdbSeconds,
  out: Float64Array,
): Result<Float64Array, GeometryError> {
  const found = stateOf(eph, body, centre, t, orbiter)
  if (!found.ok) return found
  const acceleration = accelerationOf(eph, body, centre, t, pull)
  return acceleration.ok ? orbitTurn(axes, orbiter, acceleration.value, out) : acceleration
}

/** Unit vector of `sign` v and its derivative, to `out` (6). */
function unitAndRate(v: Float64Array, rate: Float64Array, sign: 1 | -1, out: Float64Array): void {
  const length = sign * norm(v)
  for (let i = 0; i < 3; i++) out[i] = v[i]! / length
  const along = dot(out, rate)
  for (let i = 0; i < 3; i++) out[3 + i] = (rate[i]! - along * out[i]!) / length
}

/** a x b and its derivative, of unit vectors with theirs. */
function crossed(a: Float64Array, b: Float64Array, out: Float64Array): Float64Array {
  for (let i = 0; i < 3; i++) {
    const j = (i + 1) % 3
    const k = (i + 2) % 3
    out[i] = a[j]! * b[k]! - a[k]! * b[j]!
    out[3 + i] = a[3 + j]! * b[k]! - a[3 + k]! * b[j]! + a[j]! * b[3 + k]! - a[k]! * b[3 + j]!
  }
  return out
}

function rows(out: Float64Array, x: Float64Array, y: Float64Array, z: Float64Array): void {
  for (let i = 0; i < 3; i++) {
    out[i] = x[i]!
    out[3 + i] = y[i]!
    out[6 + i] = z[i]!
    out[9 + i] = x[3 + i]!
    out[12 + i] = y[3 + i]!
    out[15 + i] = z[3 + i]!
  }
}
