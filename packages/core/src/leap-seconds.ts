/**
 * Leap seconds and the constants of NAIF's TDB formula. A table is an argument of every function that needs one; it is
 * read from a leap-second kernel, or is the one below.
 */

export type LeapSeconds = {
  /** DELTET/DELTA_T_A, s: TT minus TAI. */
  readonly ttMinusTai_s: number
  /** DELTET/K, s, and DELTET/EB: amplitude of TDB - TT and eccentricity of the Earth's orbit. */
  readonly k_s: number
  readonly eb: number
  /** DELTET/M: mean anomaly of the Earth's orbit at J2000, rad, and its rate, rad/s. */
  readonly m0_rad: number
  readonly m1_rad_s: number
  /** From `utc_s` on (86400 a day past 2000-01-01T12:00:00 UTC), TAI - UTC is `taiMinusUtc_s`; ascending. */
  readonly steps: readonly { readonly utc_s: number; readonly taiMinusUtc_s: number }[]
}

/** Days from 2000-01-01 to the first day of each value of TAI - UTC since 1972, from 10 s on. IERS Bulletin C. */
const STEP_DAYS = [
  -10227, -10045, -9861, -9496, -9131, -8766, -8400, -8035, -7670, -7305, -6758, -6393, -6028, -5297, -4383, -3652,
  -3287, -2740, -2375, -2010, -1461, -914, -365, 2192, 3288, 4565, 5660, 6210,
]

/** As NAIF's naif0012.tls: 28 steps, the last of 2017-01-01, 37 s. */
export const NAIF0012: LeapSeconds = {
  ttMinusTai_s: 32.184,
  k_s: 1.657e-3,
  eb: 1.671e-2,
  m0_rad: 6.239996,
  m1_rad_s: 1.99096871e-7,
  steps: STEP_DAYS.map((day, i) => ({ utc_s: day * 86400 - 43200, taiMinusUtc_s: 10 + i })),
}
