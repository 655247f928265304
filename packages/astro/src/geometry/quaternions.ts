/**
 * Unit quaternions, scalar first, in NAIF's sense: v' = q v q*, so that `rotationOfQuaternion` is Q2M and its product is
 * QXQ ("Rotation Required Reading", quaternions). Slerp: K. Shoemake, "Animating Rotation with Quaternion Curves", 1985.
 */

/** The rotation of a quaternion (4, any length but 0), nine numbers by rows, written to `out`. */
export function rotationOfQuaternion(quaternion: Float64Array, out: Float64Array): Float64Array {
  const [w, x, y, z] = [quaternion[0]!, quaternion[1]!, quaternion[2]!, quaternion[3]!]
  const k = 2 / (w * w + x * x + y * y + z * z)
  out[0] = 1 - k * (y * y + z * z)
  out[1] = k * (x * y - w * z)
  out[2] = k * (x * z + w * y)
  out[3] = k * (x * y + w * z)
  out[4] = 1 - k * (x * x + z * z)
  out[5] = k * (y * z - w * x)
  out[6] = k * (x * z - w * y)
  out[7] = k * (y * z + w * x)
  out[8] = 1 - k * (x * x + y * y)
  return out
}

/**
 * The unit quaternion of a rotation (M2Q), scalar not negative, written to `out` (4): the largest part by its square, the
 * others by that (S. Shepperd, "Quaternion from Rotation Matrix", Journal of Guidance and Control 1, 1978, 223).
 */
export function quaternionOfRotation(r: Float64Array, out: Float64Array): Float64Array {
  const [a, b, c] = [r[0]!, r[4]!, r[8]!]
  const squares = [1 + a + b + c, 1 + a - b - c, 1 - a + b - c, 1 - a - b + c]
  const [x, y, z] = [r[7]! - r[5]!, r[2]! - r[6]!, r[3]! - r[1]!]
  const [xy, xz, yz] = [r[1]! + r[3]!, r[2]! + r[6]!, r[5]! + r[7]!]
  const most = squares.indexOf(Math.max(...squares))
  const lead = squares[most]!
  const parts = [
    [lead, x, y, z],
    [x, lead, xy, xz],
    [y, xy, lead, yz],
    [z, xz, yz, lead],
  ][most]!
  const sign = parts[0]! < 0 ? -1 : 1
  const length = Math.hypot(...parts)
  for (let i = 0; i < 4; i++) out[i] = (sign * parts[i]!) / length
  return out
}

/** The product a b: `b` first, then `a`; written to `out` (4, neither of them). */
export function multiplyQuaternions(a: Float64Array, b: Float64Array, out: Float64Array): Float64Array {
  const [aw, ax, ay, az] = [a[0]!, a[1]!, a[2]!, a[3]!]
  const [bw, bx, by, bz] = [b[0]!, b[1]!, b[2]!, b[3]!]
  out[0] = aw * bw - ax * bx - ay * by - az * bz
  out[1] = aw * bx + ax * bw + ay * bz - az * by
  out[2] = aw * by + ay * bw + az * bx - ax * bz
  out[3] = aw * bz + az * bw + ax * by - ay * bx
  return out
}

/**
 * Rate of a unit quaternion of a rotation between axes, 1/s, from the angular velocity on the axes turned FROM (as
 * `angularVelocityOf` gives it), rad/s: dq/dt = -q w / 2; the inverse of NAIF's QDQ2AV. Written to `out` (4).
 */
export function quaternionRate(q: Float64Array, w: Float64Array, out: Float64Array): Float64Array {
  const spin = new Float64Array([0, -w[0]! / 2, -w[1]! / 2, -w[2]! / 2])
  return multiplyQuaternions(q, spin, out)
}

/** The quaternion a part (0 to 1) of the shorter way from `a` to `b`, at constant rate, written to `out` (4). */
export function slerp(a: Float64Array, b: Float64Array, part: number, out: Float64Array): Float64Array {
  let cosine = 0
  for (let i = 0; i < 4; i++) cosine += a[i]! * b[i]!
  const sign = cosine < 0 ? -1 : 1
  // The angle by the chord, which keeps its digits where the two are close.
  let chord = 0
  for (let i = 0; i < 4; i++) chord += (a[i]! - sign * b[i]!) ** 2
  const angle = 2 * Math.asin(Math.min(1, Math.sqrt(chord) / 2))
  const sine = Math.sin(angle)
  const from = sine < 1e-9 ? 1 - part : Math.sin((1 - part) * angle) / sine
  const to = sine < 1e-9 ? part : Math.sin(part * angle) / sine
  let square = 0
  for (let i = 0; i < 4; i++) {
    out[i] = from * a[i]! + sign * to * b[i]!
    square += out[i]! * out[i]!
  }
  for (let i = 0; i < 4; i++) out[i]! /= Math.sqrt(square)
  return out
}
