/** Vectors of three numbers in plain buffers; results go to `out`, which may be an input. No units of their own. */

/** a . b */
export function dot(a: Float64Array, b: Float64Array): number {
  return a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!
}

/** |a| of the three numbers from place `at` on. */
export function norm(a: Float64Array, at = 0): number {
  const x = a[at]!
  const y = a[at + 1]!
  const z = a[at + 2]!
  return Math.sqrt(x * x + y * y + z * z)
}

/** `out = a x b`. */
export function cross(a: Float64Array, b: Float64Array, out: Float64Array): Float64Array {
  const x = a[1]! * b[2]! - a[2]! * b[1]!
  const y = a[2]! * b[0]! - a[0]! * b[2]!
  const z = a[0]! * b[1]! - a[1]! * b[0]!
  out[0] = x
  out[1] = y
  out[2] = z
  return out
}

/** `out = p a + q b`. */
export function combine(p: number, a: Float64Array, q: number, b: Float64Array, out: Float64Array): Float64Array {
  for (let i = 0; i < 3; i++) out[i] = p * a[i]! + q * b[i]!
  return out
}

/** `out = a / |a|`. */
export function unit(a: Float64Array, out: Float64Array): Float64Array {
  const n = norm(a)
  for (let i = 0; i < 3; i++) out[i] = a[i]! / n
  return out
}

/** A new vector. */
export function vector(x = 0, y = 0, z = 0): Float64Array {
  return new Float64Array([x, y, z])
}

/** `out` is `a` turned about the unit vector `axis` by `angle_rad`, right-handed (Rodrigues' formula). */
export function turn(a: Float64Array, axis: Float64Array, angle_rad: number, out: Float64Array): Float64Array {
  const c = Math.cos(angle_rad)
  const s = Math.sin(angle_rad)
  const along = dot(a, axis) * (1 - c)
  const [x, y, z] = [a[0]!, a[1]!, a[2]!]
  const [kx, ky, kz] = [axis[0]!, axis[1]!, axis[2]!]
  out[0] = x * c + (ky * z - kz * y) * s + kx * along
  out[1] = y * c + (kz * x - kx * z) * s + ky * along
  out[2] = z * c + (kx * y - ky * x) * s + kz * along
  return out
}

/** Angle between two vectors, rad, by its tangent, so that small ones and those near pi keep their digits. */
export function angleBetween(a: Float64Array, b: Float64Array): number {
  const x = a[1]! * b[2]! - a[2]! * b[1]!
  const y = a[2]! * b[0]! - a[0]! * b[2]!
  const z = a[0]! * b[1]! - a[1]! * b[0]!
  return Math.atan2(Math.sqrt(x * x + y * y + z * z), dot(a, b))
}

/** An angle brought to 0 up to a full turn, rad. */
export function turnOf(angle_rad: number): number {
  const part = angle_rad % (2 * Math.PI)
  return part < 0 ? part + 2 * Math.PI : part
}
