/**
 * The outline of an ellipsoid as seen against a circular cone. With the observer at the origin an ellipsoid is the set
 * c + N w, |w| <= 1; its outline are the points whose w lies on the circle w . w0 = 1 of the unit sphere, w0 = -N^-1 c
 * being the observer in w's space (Bosch and Klumpp, "Limb of an ellipsoid"; plane geometry of tangents otherwise).
 */

/** Angles, rad, from an axis to the outline: the least is negative where the axis passes through the ellipsoid. */
export type OutlineAngles = { least: number; greatest: number }

const START = 12
const COSINES = Float64Array.from({ length: START }, (_, i) => Math.cos((2 * Math.PI * i) / START))
const SINES = Float64Array.from({ length: START }, (_, i) => Math.sin((2 * Math.PI * i) / START))
const MAX_NEWTON = 12

const inverse = new Float64Array(9)
const w0 = new Float64Array(3)
const e1 = new Float64Array(3)
const e2 = new Float64Array(3)
const p0 = new Float64Array(3)
const p1 = new Float64Array(3)
const p2 = new Float64Array(3)
const along = new Float64Array(3)

/**
 * Angles between a unit axis and the outline of c + N w, written to `out`; `n` by rows. False where the observer lies
 * inside the ellipsoid, which then has no outline.
 */
export function outlineAngles(c: Float64Array, n: Float64Array, axis: Float64Array, out: OutlineAngles): boolean {
  invert(n, inverse)
  transform(inverse, c, w0)
  for (let i = 0; i < 3; i++) w0[i] = -w0[i]!
  const squared = w0[0]! * w0[0]! + w0[1]! * w0[1]! + w0[2]! * w0[2]!
  if (!(squared > 1)) return false
  const radius = Math.sqrt(1 - 1 / squared)
  across(w0, squared, radius)
  for (let i = 0; i < 3; i++) p0[i] = w0[i]! / squared
  transform(n, p0, p0)
  for (let i = 0; i < 3; i++) p0[i]! += c[i]!
  transform(n, e1, p1)
  transform(n, e2, p2)
  out.greatest = outermost(axis, 1)
  out.least = outermost(axis, -1)
  if (through(axis, squared)) out.least = -out.least
  return true
}

/** Two vectors of length `radius` across `w` and each other, to `e1` and `e2`. */
function across(w: Float64Array, squared: number, radius: number): void {
  const smallest =
    Math.abs(w[0]!) <= Math.abs(w[1]!) && Math.abs(w[0]!) <= Math.abs(w[2]!)
      ? 0
      : Math.abs(w[1]!) <= Math.abs(w[2]!)
        ? 1
        : 2
  const part = w[smallest]! / squared
  for (let i = 0; i < 3; i++) e1[i] = (i === smallest ? 1 : 0) - part * w[i]!
  const scale = radius / Math.hypot(e1[0]!, e1[1]!, e1[2]!)
  for (let i = 0; i < 3; i++) e1[i]! *= scale
  const norm = Math.sqrt(squared)
  e2[0] = (w[1]! * e1[2]! - w[2]! * e1[1]!) / norm
  e2[1] = (w[2]! * e1[0]! - w[0]! * e1[2]!) / norm
  e2[2] = (w[0]! * e1[1]! - w[1]! * e1[0]!) / norm
}

/** The greatest (sign 1) or least (-1) angle of the outline from the axis: the best of a few points, then Newton's method. */
function outermost(axis: Float64Array, sign: 1 | -1): number {
  let best = 0
  let lowest = Number.POSITIVE_INFINITY
  for (let i = 0; i < START; i++) {
    const g = sign * cosineAt(axis, COSINES[i]!, SINES[i]!)
    if (g < lowest) {
      lowest = g
      best = i
    }
  }
  let angle = (2 * Math.PI * best) / START
  for (let i = 0; i < MAX_NEWTON; i++) {
    const step = newtonStep(axis, angle, sign)
    angle += step
    if (Math.abs(step) < 1e-9) break
  }
  return angleAt(axis, Math.cos(angle), Math.sin(angle))
}

/** Cosine of the angle between the axis and an outline point. */
function cosineAt(axis: Float64Array, c: number, s: number): number {
  const x = p0[0]! + c * p1[0]! + s * p2[0]!
  const y = p0[1]! + c * p1[1]! + s * p2[1]!
  const z = p0[2]! + c * p1[2]! + s * p2[2]!
  return (axis[0]! * x + axis[1]! * y + axis[2]! * z) / Math.sqrt(x * x + y * y + z * z)
}

function angleAt(axis: Float64Array, c: number, s: number): number {
  const x = p0[0]! + c * p1[0]! + s * p2[0]!
  const y = p0[1]! + c * p1[1]! + s * p2[1]!
  const z = p0[2]! + c * p1[2]! + s * p2[2]!
  const u = axis[1]! * z - axis[2]! * y
  const v = axis[2]! * x - axis[0]! * z
  const w = axis[0]! * y - axis[1]! * x
  return Math.atan2(Math.sqrt(u * u + v * v + w * w), axis[0]! * x + axis[1]! * y + axis[2]! * z)
}

/** A step towards the extreme of q / sqrt(m), q the part along the axis and m the square of the point's distance. */
function newtonStep(axis: Float64Array, angle: number, sign: 1 | -1): number {
  const c = Math.cos(angle)
  const s = Math.sin(angle)
  let [q, dq, ddq, m, half, halfRate] = [0, 0, 0, 0, 0, 0]
  for (let i = 0; i < 3; i++) {
    const p = p0[i]! + c * p1[i]! + s * p2[i]!
    const d = c * p2[i]! - s * p1[i]!
    const dd = -c * p1[i]! - s * p2[i]!
    q += axis[i]! * p
    dq += axis[i]! * d
    ddq += axis[i]! * dd
    m += p * p
    half += p * d
    halfRate += d * d + p * dd
  }
  const slope = dq * m - q * half
  const curve = ddq * m + dq * half - q * halfRate
  const limit = Math.PI / START
  // Away from the extreme the curve may have the other sign: then go downhill.
  const step = sign * curve > 0 ? -slope / curve : slope === 0 ? 0 : -sign * Math.sign(slope) * limit
  return Math.max(-limit, Math.min(limit, step))
}

/** Whether the axis, followed forwards, meets the ellipsoid: in w's space a ray against the unit sphere. */
function through(axis: Float64Array, squared: number): boolean {
  transform(inverse, axis, along)
  const a = along[0]! * along[0]! + along[1]! * along[1]! + along[2]! * along[2]!
  const b = along[0]! * w0[0]! + along[1]! * w0[1]! + along[2]! * w0[2]!
  return b < 0 && b * b > a * (squared - 1)
}

/** m v by rows; `out` may be `v`. */
export function transform(m: Float64Array, v: Float64Array, out: Float64Array): void {
  const [x, y, z] = [v[0]!, v[1]!, v[2]!]
  out[0] = m[0]! * x + m[1]! * y + m[2]! * z
  out[1] = m[3]! * x + m[4]! * y + m[5]! * z
  out[2] = m[6]! * x + m[7]! * y + m[8]! * z
}

function invert(m: Float64Array, out: Float64Array): void {
  const [a, b, c, d, e, f, g, h, i] = m as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const [x, y, z] = [e * i - f * h, f * g - d * i, d * h - e * g]
  const k = 1 / (a * x + b * y + c * z)
  out[0] = k * x
  out[1] = k * (c * h - b * i)
  out[2] = k * (b * f - c * e)
  out[3] = k * y
  out[4] = k * (a * i - c * g)
  out[5] = k * (c * d - a * f)
  out[6] = k * z
  out[7] = k * (b * g - a * h)
  out[8] = k * (a * e - b * d)
}
