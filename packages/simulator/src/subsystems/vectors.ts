/** Vectors of three, written to an `out` that may be an input. */

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!
}

export function cross(a: ArrayLike<number>, b: ArrayLike<number>, out: Float64Array): void {
  const x = a[1]! * b[2]! - a[2]! * b[1]!
  const y = a[2]! * b[0]! - a[0]! * b[2]!
  out[2] = a[0]! * b[1]! - a[1]! * b[0]!
  out[0] = x
  out[1] = y
}

/** Makes it a unit vector; false where it is too short to have a direction. */
export function unit(out: Float64Array): boolean {
  const length = Math.sqrt(dot(out, out))
  if (length < 1e-9) return false
  for (let i = 0; i < 3; i++) out[i] = out[i]! / length
  return true
}

/** Angle between unit vectors, rad. */
export function angle(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.acos(Math.min(1, Math.max(-1, dot(a, b))))
}

/** Turns the unit vector `v` towards the unit vector `to` by at most `most_rad`; what is left of the angle. */
export function turnTowards(v: Float64Array, to: ArrayLike<number>, most_rad: number): number {
  const whole = angle(v, to)
  if (whole <= most_rad) {
    for (let i = 0; i < 3; i++) v[i] = to[i]!
    return 0
  }
  const sine = Math.sin(whole)
  // Opposite directions have no shortest way: any will do.
  if (sine < 1e-6) v[Math.abs(v[0]!) < 0.9 ? 0 : 1]! += 1e-3
  else for (let i = 0; i < 3; i++) v[i] = (Math.sin(whole - most_rad) * v[i]! + Math.sin(most_rad) * to[i]!) / sine
  unit(v)
  return whole - most_rad
}
