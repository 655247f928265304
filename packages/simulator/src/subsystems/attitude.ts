/**
 * The attitude of a spacecraft that is held by reaction wheels: where it points, slews within a rate, what wheels carry, when
 * they are unloaded, and what star trackers see (M. Sidi, "Spacecraft Dynamics and Control", Cambridge 1997, ch. 7; W. Larson,
 * J. Wertz, "Space Mission Analysis and Design", 3rd ed., 11.1). Axes of the body: z is the antenna's, y the arrays', square to
 * the Sun (yaw steering), x completes them and is on the Sun's side. J2000; vectors are unit vectors.
 */
import { angle, cross, dot, turnTowards, unit } from './vectors.ts'

export type AttitudeDesign = {
  /** About each axis: its wings make the spacecraft much the same about all. */
  readonly inertia_kg_m2: number
  /** What one wheel can carry, and its speed then. */
  readonly wheel_Nms: number
  readonly wheel_rpm: number
  readonly slew_deg_s: number
  /** Of sunlight on a body whose centres of pressure and mass differ. */
  readonly pressure_Nm: number
  /** Of the gyros, without stars. */
  readonly drift_deg_h: number
  /** Wheels are unloaded by thrusters above this share of what they carry. */
  readonly unloadAbove: number
}

export type Attitude = {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly z: Float64Array
  /** Stored by the wheels, body axes of J2000, Nms. */
  readonly stored_Nms: Float64Array
  /** Momentum of each wheel, Nms. */
  readonly wheels_Nms: Float64Array
  /** Left of a slew, rad. */
  left_rad: number
  rate_rad_s: number
  knowledge_deg: number
  control_deg: number
  /** The wheel that is left out, 0 to 3; -1 with all four. */
  without: number
  head: 'A' | 'B'
  sees: boolean
  unloads: number
}

/** What the sky and the faults are at a step. */
export type Surroundings = {
  readonly target: ArrayLike<number>
  readonly sun: ArrayLike<number>
  /** Unit vector to the Moon and the half-angle of its disc. */
  readonly moon: ArrayLike<number>
  readonly moon_rad: number
  readonly blinded: boolean
  /** The wheel that does not turn, 0 to 3; -1 where all do. */
  readonly lostWheel: number
}

const DEG = Math.PI / 180
/** Stars are lost within these angles of Sun and of the Moon's limb. */
const SUN_KEEP_OUT_RAD = 30 * DEG
const MOON_KEEP_OUT_RAD = 15 * DEG
const FINE_DEG = 0.01
const HELD_DEG = 0.02
/** What a dead wheel that is still relied on costs, until it is left out. */
const UNHELD_DEG = 0.8
/** Four wheels on the sides of a pyramid about z, each as far from z as from the plane (54.7 deg). */
const C = 1 / Math.sqrt(3)
const WHEELS = [
  [C, C, C],
  [-C, C, C],
  [-C, -C, C],
  [C, -C, C],
] as const

/** About which a slew turns. */
const axis = new Float64Array(3)
const across = new Float64Array(3)
const head = new Float64Array(3)
const push = new Float64Array(3)
const share = new Float64Array(3)

/** Points z at `z`, y square to the Sun. */
export function attitudeAt(z: ArrayLike<number>, sun: ArrayLike<number>): Attitude {
  const a: Attitude = {
    ...{ x: new Float64Array(3), y: Float64Array.of(0, 1, 0), z: Float64Array.from([z[0]!, z[1]!, z[2]!]) },
    ...{ stored_Nms: new Float64Array(3), wheels_Nms: new Float64Array(4), left_rad: 0, rate_rad_s: 0 },
    ...{ knowledge_deg: FINE_DEG, control_deg: HELD_DEG, without: -1, head: 'A', sees: true, unloads: 0 },
  }
  steer(a, sun)
  return a
}

/** Lets `dt_s` pass. */
export function stepAttitude(d: AttitudeDesign, a: Attitude, s: Surroundings, dt_s: number): void {
  const held = s.lostWheel < 0 || a.without === s.lostWheel
  const rate = d.slew_deg_s * DEG * (s.lostWheel < 0 ? 1 : 0.6)
  const before = angle(a.z, s.target)
  cross(a.z, s.target, axis)
  a.left_rad = turnTowards(a.z, s.target, rate * dt_s)
  a.rate_rad_s = dt_s > 0 ? (before - a.left_rad) / dt_s : 0
  // While it slews the arrays' axis stays where it is, as far as it can.
  if (a.left_rad === 0) steer(a, s.sun)
  else square(a)
  pressOn(d, a, s.sun, dt_s)
  shareMomentum(d, a, s.lostWheel)
  a.control_deg = held ? HELD_DEG : UNHELD_DEG
  look(d, a, s, dt_s)
}

/** Angle between where the antenna points and where it should, deg. */
export function pointingError_deg(a: Attitude): number {
  return a.left_rad / DEG + Math.hypot(a.knowledge_deg, a.control_deg)
}

/** Speed of a wheel, rpm. */
export function wheelSpeed_rpm(d: AttitudeDesign, a: Attitude, wheel: number): number {
  return (a.wheels_Nms[wheel]! / d.wheel_Nms) * d.wheel_rpm
}

/** Thrusters hold the spacecraft while its wheels run down. */
export function unload(a: Attitude): void {
  a.stored_Nms.fill(0)
  a.unloads++
}

/** y square to antenna and Sun, x on the Sun's side. With the Sun along z any y will do. */
function steer(a: Attitude, sun: ArrayLike<number>): void {
  cross(a.z, sun, across)
  if (unit(across)) a.y.set(across)
  square(a)
}

function square(a: Attitude): void {
  const along = dot(a.y, a.z)
  for (let i = 0; i < 3; i++) a.y[i] = a.y[i]! - along * a.z[i]!
  if (!unit(a.y)) a.y.set(Math.abs(a.z[0]!) < 0.9 ? [1, 0, 0] : [0, 1, 0])
  cross(a.y, a.z, a.x)
  unit(a.x)
}

/** Sunlight pushes about the axis that is square to it: the wheels take it up. */
function pressOn(d: AttitudeDesign, a: Attitude, sun: ArrayLike<number>, dt_s: number): void {
  cross(sun, [0, 0, 1], push)
  if (!unit(push)) return
  for (let i = 0; i < 3; i++) a.stored_Nms[i] = a.stored_Nms[i]! + d.pressure_Nm * dt_s * push[i]!
}

/** What is stored and what the turn takes, on four wheels by the pseudo-inverse, on three exactly. */
function shareMomentum(d: AttitudeDesign, a: Attitude, lost: number): void {
  const turning = (unit(axis) ? 1 : 0) * d.inertia_kg_m2 * a.rate_rad_s
  share[0] = dot(a.stored_Nms, a.x) - turning * dot(axis, a.x)
  share[1] = dot(a.stored_Nms, a.y) - turning * dot(axis, a.y)
  share[2] = dot(a.stored_Nms, a.z) - turning * dot(axis, a.z)
  // With all four, h = A+ H and A+ = (3/4) A' of this pyramid.
  for (let w = 0; w < 4; w++) a.wheels_Nms[w] = 0.75 * dot(WHEELS[w]!, share)
  if (a.without >= 0) leaveOut(a.wheels_Nms, a.without)
  for (let w = 0; w < 4; w++) a.wheels_Nms[w] = Math.min(d.wheel_Nms, Math.max(-d.wheel_Nms, a.wheels_Nms[w]!))
  if (lost >= 0) a.wheels_Nms[lost] = 0
}

/** The share of one wheel goes to the others along the null space of the pyramid, which is (1, -1, 1, -1). */
function leaveOut(wheels: Float64Array, out: number): void {
  const odd = wheels[out]! * (out % 2 === 0 ? 1 : -1)
  for (let w = 0; w < 4; w++) wheels[w] = wheels[w]! - odd * (w % 2 === 0 ? 1 : -1)
}

/** Whether the head in use sees stars; without them the attitude is known as well as the gyros keep it. */
function look(d: AttitudeDesign, a: Attitude, s: Surroundings, dt_s: number): void {
  const [u, v] = a.head === 'A' ? [a.x, -0.6] : [a.y, 0.6]
  for (let i = 0; i < 3; i++) head[i] = v * u[i]! - 0.8 * a.z[i]!
  const clear = angle(head, s.sun) > SUN_KEEP_OUT_RAD && angle(head, s.moon) > s.moon_rad + MOON_KEEP_OUT_RAD
  a.sees = clear && !s.blinded
  a.knowledge_deg = a.sees ? FINE_DEG : a.knowledge_deg + (d.drift_deg_h * dt_s) / 3600
}
