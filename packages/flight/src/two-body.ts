/**
 * Approach and departure on a conic: hyperbolic arrival and its B vector, and the time out to a radius. Units km, km/s,
 * s; axes are the state's own. R. H. Battin, "An Introduction to the Mathematics and Methods of Astrodynamics", 1999,
 * chapters 3 and 4; elements and motion on conics are `@magpie/astro/elements`.
 */
import { eccentricityVector, semiMajorAxis } from '@magpie/astro/elements/conic-motion'
import { cross, dot, norm, vector } from '@magpie/astro/vectors'

/** An approach on a hyperbola: its plane, where it aims, and when it is nearest. */
export type Arrival = {
  /** Unit vector along the incoming asymptote. */
  readonly asymptote: Float64Array
  readonly excessSpeed_km_s: number
  /** The B vector: from the centre to the asymptote, across it, km. */
  readonly b_km: Float64Array
  readonly periapsis_km: number
  /** Seconds from the state to periapsis. */
  readonly toPeriapsis_s: number
}

/** The approach of a hyperbolic state (6); undefined on an ellipse. */
export function arrivalOf(state: Float64Array, mu_km3_s2: number): Arrival | undefined {
  const a = semiMajorAxis(state, mu_km3_s2)
  if (!(a < 0)) return undefined
  const e = eccentricityVector(state, mu_km3_s2)
  const ecc = norm(e)
  const h = cross(state, state.subarray(3, 6), vector())
  const excess = Math.sqrt(-mu_km3_s2 / a)
  const q = cross(h, e, vector())
  const [qn, root] = [norm(q), Math.sqrt(ecc * ecc - 1)]
  const s = vector()
  for (let i = 0; i < 3; i++) s[i] = e[i]! / ecc / ecc + ((root / ecc) * q[i]!) / qn
  const b = cross(s, h, vector())
  for (let i = 0; i < 3; i++) b[i]! /= excess
  const rv = dot(state, state.subarray(3, 6))
  const sinhF = rv / (ecc * Math.sqrt(-mu_km3_s2 * a))
  const f = Math.asinh(sinhF)
  return {
    asymptote: s,
    excessSpeed_km_s: excess,
    b_km: b,
    periapsis_km: -a * (ecc - 1),
    toPeriapsis_s: -Math.sqrt(-(a ** 3) / mu_km3_s2) * (ecc * sinhF - f),
  }
}

/** Seconds from periapsis out to a radius, on an orbit of given periapsis and eccentricity (not 1). */
export function timeToRadius(periapsis_km: number, eccentricity: number, radius_km: number, mu_km3_s2: number): number {
  const a = periapsis_km / (1 - eccentricity)
  const c = (1 - radius_km / a) / eccentricity
  if (a > 0) {
    const anomaly = Math.acos(Math.max(-1, Math.min(1, c)))
    return Math.sqrt(a ** 3 / mu_km3_s2) * (anomaly - eccentricity * Math.sin(anomaly))
  }
  const f = Math.acosh(Math.max(1, c))
  return Math.sqrt(-(a ** 3) / mu_km3_s2) * (eccentricity * Math.sinh(f) - f)
}
