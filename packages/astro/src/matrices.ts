/** Three by three matrices, row-major in arrays of nine, written to `out`; nothing is allocated unless the comment says so. */

/** `out = a b`; `out` must be neither. */
export function multiply(a: Float64Array, b: Float64Array, out: Float64Array, at = 0): void {
  for (let i = 0; i < 9; i += 3) {
    const x = a[i]!
    const y = a[i + 1]!
    const z = a[i + 2]!
    out[at + i] = x * b[0]! + y * b[3]! + z * b[6]!
    out[at + i + 1] = x * b[1]! + y * b[4]! + z * b[7]!
    out[at + i + 2] = x * b[2]! + y * b[5]! + z * b[8]!
  }
}

/** `out = a b^T`, from place `at` of `out` on; `out` must be neither. */
export function multiplyByTranspose(a: Float64Array, b: Float64Array, out: Float64Array, at = 0): void {
  for (let i = 0; i < 9; i += 3) {
    const x = a[i]!
    const y = a[i + 1]!
    const z = a[i + 2]!
    out[at + i] = x * b[0]! + y * b[1]! + z * b[2]!
    out[at + i + 1] = x * b[3]! + y * b[4]! + z * b[5]!
    out[at + i + 2] = x * b[6]! + y * b[7]! + z * b[8]!
  }
}

/** `out[to..to+2] = m v[from..from+2]`; may be the same place of the same array. */
export function apply(m: Float64Array, v: Float64Array, from: number, out: Float64Array, to: number): void {
  const x = v[from]!
  const y = v[from + 1]!
  const z = v[from + 2]!
  out[to] = m[0]! * x + m[1]! * y + m[2]! * z
  out[to + 1] = m[3]! * x + m[4]! * y + m[5]! * z
  out[to + 2] = m[6]! * x + m[7]! * y + m[8]! * z
}

/** `out[to..to+2] = m^T v[from..from+2]`; may be the same place of the same array. */
export function applyTranspose(m: Float64Array, v: Float64Array, from: number, out: Float64Array, to: number): void {
  const x = v[from]!
  const y = v[from + 1]!
  const z = v[from + 2]!
  out[to] = m[0]! * x + m[3]! * y + m[6]! * z
  out[to + 1] = m[1]! * x + m[4]! * y + m[7]! * z
  out[to + 2] = m[2]! * x + m[5]! * y + m[8]! * z
}

/** A new identity. */
export function identity(): Float64Array {
  return new Float64Array([1, 0, 0, 0, 1, 0, 0, 0, 1])
}

/** A new transpose. */
export function transposed(m: Float64Array): Float64Array {
  return new Float64Array([m[0]!, m[3]!, m[6]!, m[1]!, m[4]!, m[7]!, m[2]!, m[5]!, m[8]!])
}

/** A new product `a b`. */
export function product(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(9)
  multiply(a, b, out)
  return out
}

/** A new rotation of the axes by an angle about axis 1, 2 or 3 (NAIF's `[angle]_axis`). */
export function axisRotation(angle_rad: number, axis: number): Float64Array {
  const c = Math.cos(angle_rad)
  const s = Math.sin(angle_rad)
  const out = new Float64Array(9)
  const i = axis - 1
  const j = axis % 3
  const k = (axis + 1) % 3
  out[4 * i] = 1
  out[4 * j] = c
  out[4 * k] = c
  out[3 * j + k] = s
  out[3 * k + j] = -s
  return out
}
