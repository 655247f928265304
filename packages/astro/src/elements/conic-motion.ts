/**
 * Motion on a conic from its state: energy, periapsis, period, and propagation by universal variables, which needs no
 * elements and serves every conic, straight lines included. R. H. Battin, "An Introduction to the Mathematics and Methods
 * of Astrodynamics", 1999; D. Vallado, "Fundamentals of Astrodynamics and Applications", 4th edition,
 * algorithm 8. Units km, km/s, s; axes are the state's own.
 */
import { cross, dot, norm } from '../vectors.ts'

const TWO_PI = 2 * Math.PI

/** From energy; negative on a hyperbola. */
export function semiMajorAxis(state: Float64Array, mu_km3_s2: number): number {
  const v2 = state[3]! ** 2 + state[4]! ** 2 + state[5]! ** 2
  return 1 / (2 / norm(state) - v2 / mu_km3_s2)
}

/** The vector to periapsis with the length of the eccentricity. */
export function eccentricityVector(state: Float64Array, mu_km3_s2: number): Float64Array {
  const v = state.slice(3, 6)
  const h = cross(state, v, new Float64Array(3))
  const e = cross(v, h, new Float64Array(3))
  const r = norm(state)
  for (let i = 0; i < 3; i++) e[i] = e[i]! / mu_km3_s2 - state[i]! / r
  return e
}

/** Distance of periapsis. */
export function periapsisRadius(state: Float64Array, mu_km3_s2: number): number {
  const h = cross(state, state.subarray(3, 6), new Float64Array(3))
  return dot(h, h) / mu_km3_s2 / (1 + norm(eccentricityVector(state, mu_km3_s2)))
}

/** Seconds of one revolution of an ellipse. */
export function periodOf(semiMajor_km: number, mu_km3_s2: number): number {
  return TWO_PI * Math.sqrt(semiMajor_km ** 3 / mu_km3_s2)
}

/** Semi-major axis of an ellipse of a period. */
export function semiMajorOfPeriod(period_s: number, mu_km3_s2: number): number {
  return Math.cbrt(mu_km3_s2 * (period_s / TWO_PI) ** 2)
}

/** State (6) after `dt_s`, on any conic, written to `out`, which may be `state`: universal variables, Newton. */
export function propagateKepler(state: Float64Array, mu_km3_s2: number, dt_s: number, out: Float64Array): Float64Array {
  const r0 = norm(state)
  const rv = dot(state, state.subarray(3, 6)) / Math.sqrt(mu_km3_s2)
  const alpha = 1 / semiMajorAxis(state, mu_km3_s2)
  const target = Math.sqrt(mu_km3_s2) * dt_s
  let chi =
    alpha > 0 ? target * alpha : Math.sign(dt_s) * Math.min(Math.abs(target) / r0, 30 / Math.sqrt(Math.abs(alpha)))
  let [c, s, r] = [0.5, 1 / 6, r0]
  for (let i = 0; i < 60; i++) {
    const psi = chi * chi * alpha
    ;[c, s] = stumpff(psi)
    r = chi * chi * c + rv * chi * (1 - psi * s) + r0 * (1 - psi * c)
    const miss = chi ** 3 * s + rv * chi * chi * c + r0 * chi * (1 - psi * s) - target
    const move = miss / r
    chi -= move
    if (Math.abs(move) <= 1e-13 * Math.max(1, Math.abs(chi))) break
  }
  const psi = chi * chi * alpha
  ;[c, s] = stumpff(psi)
  r = chi * chi * c + rv * chi * (1 - psi * s) + r0 * (1 - psi * c)
  const f = 1 - (chi * chi * c) / r0
  const g = dt_s - (chi ** 3 * s) / Math.sqrt(mu_km3_s2)
  const fd = (Math.sqrt(mu_km3_s2) / (r * r0)) * chi * (psi * s - 1)
  const gd = 1 - (chi * chi * c) / r
  for (let i = 0; i < 3; i++) {
    const p = state[i]!
    const v = state[3 + i]!
    out[i] = f * p + g * v
    out[3 + i] = fd * p + gd * v
  }
  return out
}

/** Stumpff's functions c2 and c3; half angles keep c2 exact where it falls to zero. */
export function stumpff(psi: number): [number, number] {
  if (psi > 1e-3) {
    const q = Math.sqrt(psi)
    return [(2 * Math.sin(q / 2) ** 2) / psi, (q - Math.sin(q)) / (psi * q)]
  }
  if (psi < -1e-3) {
    const q = Math.sqrt(-psi)
    return [(-2 * Math.sinh(q / 2) ** 2) / psi, (Math.sinh(q) - q) / (-psi * q)]
  }
  return [
    1 / 2 - psi / 24 + (psi * psi) / 720 - psi ** 3 / 40320,
    1 / 6 - psi / 120 + (psi * psi) / 5040 - psi ** 3 / 362880,
  ]
}
