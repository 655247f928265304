/**
 * Euler angles of any sequence: R = [third]_axis3 [second]_axis2 [first]_axis1, where [angle]_axis turns the axes (NAIF,
 * "Rotation Required Reading", EUL2M, M2EUL, EUL2XF, XF2EUL). Angles rad, rates rad/s; turns as in `rotations`.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { axisRotation, product } from '../matrices.ts'

export type Axis = 1 | 2 | 3
/** Axes from left to right: [third, second, first]; neighbours differ. */
export type Sequence = readonly [Axis, Axis, Axis]
/** Angles from left to right: [third, second, first]. */
export type EulerAngles = readonly [number, number, number]

/** Angles do not define their rates where the first and the third axis fall together. */
export type GimbalLock = { readonly kind: 'gimbal-lock'; readonly second_rad: number }

/** The rotation of three angles: nine numbers by rows. */
export function rotationOfEuler(angles: EulerAngles, axes: Sequence): Float64Array {
  const [third, second, first] = angles
  return product(product(axisRotation(third, axes[0]), axisRotation(second, axes[1])), axisRotation(first, axes[2]))
}

/**
 * Angles of a rotation: third and first from -pi to pi; second from 0 to pi where first and third axis are the same, else
 * from -pi/2 to pi/2. Where those two fall together only their sum is defined, and the third is 0.
 */
export function eulerOfRotation(r: Float64Array, axes: Sequence): EulerAngles {
  const i = axes[2] - 1
  const j = axes[1] - 1
  const l = 3 - i - j
  const s = (i + 1) % 3 === j ? 1 : -1
  const at = (row: number, column: number): number => r[3 * row + column]!
  if (axes[0] === axes[2]) {
    const sine = Math.hypot(at(i, j), at(i, l))
    const second = Math.atan2(sine, at(i, i))
    if (sine < LOCKED) return [0, second, Math.atan2(s * at(j, l), at(j, j))]
    return [Math.atan2(at(j, i), s * at(l, i)), second, Math.atan2(at(i, j), -s * at(i, l))]
  }
  const cosine = Math.hypot(at(l, j), at(l, l))
  const second = Math.atan2(s * at(l, i), cosine)
  if (cosine < LOCKED) return [0, second, Math.atan2(s * at(j, l), at(j, j))]
  return [Math.atan2(-s * at(j, i), at(i, i)), second, Math.atan2(-s * at(l, j), at(l, l))]
}

/** Sine of the angle between first and third axis that is rounding. */
const LOCKED = 1e-15

/** The turn of three angles and their rates (EUL2XF), written to `out` (18). */
export function turnOfEuler(angles: EulerAngles, rates: EulerAngles, axes: Sequence, out: Float64Array): Float64Array {
  const factors = angles.map((angle, k) => axisRotation(angle, axes[k]!)) as [Float64Array, Float64Array, Float64Array]
  out.set(product(product(factors[0], factors[1]), factors[2]))
  out.fill(0, 9)
  for (let k = 0; k < 3; k++) {
    const moved = factors.map((factor, n) => (n === k ? axisSlope(angles[k]!, axes[k]!) : factor))
    const part = product(product(moved[0]!, moved[1]!), moved[2]!)
    for (let n = 0; n < 9; n++) out[9 + n]! += rates[k]! * part[n]!
  }
  return out
}

/** Angles and rates of a turn (XF2EUL). The angular velocity is the sum of the three rates about their own axes. */
export function eulerOfTurn(
  turn: Float64Array,
  axes: Sequence,
): Result<{ readonly angles: EulerAngles; readonly rates: EulerAngles }, GimbalLock> {
  const angles = eulerOfRotation(turn, axes)
  const [third, second] = angles
  const column = (m: Float64Array, axis: Axis): number[] => [0, 1, 2].map((row) => m[3 * row + axis - 1]!)
  const left = axisRotation(third, axes[0])
  // The three axes of turning on the axes turned to.
  const u = [0, 1, 2].map((row) => (row === axes[0] - 1 ? 1 : 0))
  const v = column(left, axes[1])
  const w = column(product(left, axisRotation(second, axes[1])), axes[2])
  const spin = velocityOnNewAxes(turn)
  const across = crossed(v, w)
  const volume = dotted(u, across)
  if (Math.abs(volume) < LOCKED) return err({ kind: 'gimbal-lock', second_rad: second })
  const solve = (c: readonly number[]): number => dotted(spin, c) / volume
  return ok({ angles, rates: [solve(across), solve(crossed(w, u)), solve(crossed(u, v))] })
}

/** dR/dt R^T = -[w]. */
function velocityOnNewAxes(turn: Float64Array): number[] {
  const entry = (i: number, j: number): number => {
    let sum = 0
    for (let k = 0; k < 3; k++) sum += turn[9 + 3 * i + k]! * turn[3 * j + k]!
    return sum
  }
  return [(entry(1, 2) - entry(2, 1)) / 2, (entry(2, 0) - entry(0, 2)) / 2, (entry(0, 1) - entry(1, 0)) / 2]
}

/** Derivative of `axisRotation` by its angle. */
function axisSlope(angle_rad: number, axis: Axis): Float64Array {
  const slope = new Float64Array(9)
  const [c, s] = [Math.cos(angle_rad), Math.sin(angle_rad)]
  const j = axis % 3
  const k = (axis + 1) % 3
  slope[4 * j] = -s
  slope[4 * k] = -s
  slope[3 * j + k] = c
  slope[3 * k + j] = -c
  return slope
}

function crossed(a: readonly number[], b: readonly number[]): number[] {
  return [a[1]! * b[2]! - a[2]! * b[1]!, a[2]! * b[0]! - a[0]! * b[2]!, a[0]! * b[1]! - a[1]! * b[0]!]
}

function dotted(a: readonly number[], b: readonly number[]): number {
  return a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!
}
