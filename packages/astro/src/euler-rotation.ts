/**
 * The rotation to body axes by NAIF's Euler angles (NAIF, "Rotation Required Reading") and its derivative. Sines and
 * cosines are computed here by arithmetic alone, so that rotations are the same bytes on every engine, and in pairs, which
 * halves their time.
 */

/** 2 / pi, and pi / 2 in three parts: multiples of the first two by whole numbers below 2^20 are exact or nearly so. */
const QUARTERS = 2 / Math.PI
const QUARTER_1 = 1.5707963267341256
const QUARTER_2 = 6.077100506303966e-11
const QUARTER_3 = 2.0222662487959506e-21
/** Angles up to here are reduced by those parts; larger ones are left to the engine. */
const MOST_RAD = 2 ** 20

/** Added and taken away again it leaves a whole number: its last place is 1. */
const TO_WHOLE = 1.5 * 2 ** 52

/** Taylor's terms to r^15 and r^16: what is left out at pi / 4 is 5e-17 and 3e-18. */
const S3 = -1 / 6
const S5 = 1 / 120
const S7 = -1 / 5040
const S9 = 1 / 362880
const S11 = -1 / 39916800
const S13 = 1 / 6227020800
const S15 = -1 / 1307674368000
const C4 = 1 / 24
const C6 = -1 / 720
const C8 = 1 / 40320
const C10 = -1 / 3628800
const C12 = 1 / 479001600
const C14 = -1 / 87178291200
const C16 = 1 / 20922789888000

/** By the quarter turn an angle lies in: what of its sine, and its cosine, is the remainder's own. */
const OWN = Float64Array.of(1, 0, -1, 0)

/** Sine and cosine of phi, delta and w. */
const pairs = new Float64Array(6)

/**
 * `[w]_3 [delta]_1 [phi]_3` for the angles phi, delta and w, rad, in `angles[0..2]`, by rows to `r`; its derivative, 1/s,
 * to `rate` by the rates in `angles[3..5]`, where one is given.
 */
export function eulerRotation(angles: Float64Array, r: Float64Array, rate: Float64Array | undefined): void {
  sineCosine(angles[0]!, pairs, 0)
  sineCosine(angles[1]!, pairs, 2)
  sineCosine(angles[2]!, pairs, 4)
  const sp = pairs[0]!
  const cp = pairs[1]!
  const sd = pairs[2]!
  const cd = pairs[3]!
  const sw = pairs[4]!
  const cw = pairs[5]!
  r[0] = cw * cp - sw * cd * sp
  r[1] = cw * sp + sw * cd * cp
  r[2] = sw * sd
  r[3] = -sw * cp - cw * cd * sp
  r[4] = -sw * sp + cw * cd * cp
  r[5] = cw * sd
  r[6] = sd * sp
  r[7] = -sd * cp
  r[8] = cd
  if (rate === undefined) return
  const dp = angles[3]!
  const dd = angles[4]!
  const dw = angles[5]!
  for (let k = 0; k < 3; k++) {
    rate[k] = dw * r[3 + k]! + dd * sw * r[6 + k]!
    rate[3 + k] = -dw * r[k]! + dd * cw * r[6 + k]!
  }
  rate[6] = dd * cd * sp
  rate[7] = -dd * cd * cp
  rate[8] = -dd * sd
  for (let i = 0; i < 9; i += 3) {
    rate[i]! -= dp * r[i + 1]!
    rate[i + 1]! += dp * r[i]!
  }
}

/**
 * Sine and cosine of an angle, rad, to a unit in the last place: reduced to a quarter turn in parts (Cody and Waite,
 * "Software Manual for the Elementary Functions", 1980), then Taylor's series.
 */
function sineCosine(angle: number, out: Float64Array, at: number): void {
  if (!(Math.abs(angle) <= MOST_RAD)) {
    out[at] = Math.sin(angle)
    out[at + 1] = Math.cos(angle)
    return
  }
  const quarter = angle * QUARTERS + TO_WHOLE - TO_WHOLE
  const q = quarter | 0
  const a = angle - quarter * QUARTER_1
  const b = quarter * QUARTER_2
  const r = a - b
  const low = a - r - b - quarter * QUARTER_3
  const z = r * r
  const odd = S3 + z * (S5 + z * (S7 + z * (S9 + z * (S11 + z * (S13 + z * S15)))))
  const s = r + (low + r * z * odd)
  const even = C4 + z * (C6 + z * (C8 + z * (C10 + z * (C12 + z * (C14 + z * C16)))))
  const half = 0.5 * z
  const near = 1 - half
  const c = near + (1 - near - half + (z * z * even - r * low))
  // By factors of 0 and 1, since which quarter it is cannot be foreseen.
  const own = OWN[q & 3]!
  const other = OWN[(q + 3) & 3]!
  out[at] = s * own + c * other
  out[at + 1] = c * own - s * other
}
