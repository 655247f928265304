/**
 * Lambert's problem: the conic between two positions in a given time, less than one revolution, by universal variables
 * with bisection (R. Bate, D. Mueller and J. White, "Fundamentals of Astrodynamics", 1971, section 5.3; D. Vallado,
 * 4th edition, algorithm 58). For first guesses; km, km/s, s.
 */

import { stumpff } from '@magpie/astro/elements/conic-motion'
import { cross, dot, norm, vector } from '@magpie/astro/vectors'
import { err, ok, type Result } from '@magpie/core/result'

export type LambertError =
  | { readonly kind: 'opposite-positions'; readonly angle_rad: number }
  | { readonly kind: 'no-transfer'; readonly duration_s: number }

export type LambertArc = { readonly departure_km_s: Float64Array; readonly arrival_km_s: Float64Array }

/** Below this sine of the transfer angle the plane is not known. */
const LEAST_SINE = 1e-9

/** Velocities at both ends; `pole` tells the way round: the arc's normal has its sense. */
export function solveLambert(
  from_km: Float64Array,
  to_km: Float64Array,
  duration_s: number,
  mu_km3_s2: number,
  pole: Float64Array,
): Result<LambertArc, LambertError> {
  const r1 = norm(from_km)
  const r2 = norm(to_km)
  const cosine = dot(from_km, to_km) / (r1 * r2)
  const long = dot(cross(from_km, to_km, vector()), pole) < 0
  const sine = (long ? -1 : 1) * (norm(cross(from_km, to_km, vector())) / (r1 * r2))
  if (Math.abs(sine) < LEAST_SINE) return err({ kind: 'opposite-positions', angle_rad: Math.atan2(sine, cosine) })
  if (!(duration_s > 0)) return err({ kind: 'no-transfer', duration_s })
  // A of Bate et al.: sin(angle) sqrt(r1 r2 / (1 - cos(angle))), without cancellation at small angles.
  const a = Math.sign(sine) * Math.sqrt(r1 * r2 * (1 + cosine))
  // Bate's y; his (1 - z S) / sqrt(C) is sqrt(2) times the cosine of half the anomaly.
  const height = (psi: number): number => {
    const half = Math.sqrt(Math.abs(psi)) / 2
    return r1 + r2 - a * Math.SQRT2 * (psi > 0 ? Math.cos(half) : Math.cosh(half))
  }
  const psi = durationRoot(a, height, duration_s, mu_km3_s2)
  if (psi === undefined) return err({ kind: 'no-transfer', duration_s })
  const y = height(psi)
  const f = 1 - y / r1
  const g = a * Math.sqrt(y / mu_km3_s2)
  const gDot = 1 - y / r2
  const departure_km_s = vector()
  const arrival_km_s = vector()
  for (let i = 0; i < 3; i++) {
    departure_km_s[i] = (to_km[i]! - f * from_km[i]!) / g
    arrival_km_s[i] = (gDot * to_km[i]! - from_km[i]!) / g
  }
  return ok({ departure_km_s, arrival_km_s })
}

/** The universal variable psi of a duration: the duration rises with psi over (-inf, 4 pi^2). */
function durationRoot(
  a: number,
  height: (psi: number) => number,
  duration_s: number,
  mu_km3_s2: number,
): number | undefined {
  const duration = (psi: number): number => {
    const y = height(psi)
    if (!(y > 0)) return 0
    const [c, s] = stumpff(psi)
    if (!(c > 0)) return Number.POSITIVE_INFINITY
    const chi = Math.sqrt(y / c)
    return (chi ** 3 * s + a * Math.sqrt(y)) / Math.sqrt(mu_km3_s2)
  }
  let low = -4 * Math.PI
  let high = 4 * Math.PI * Math.PI
  while (duration(low) > duration_s && low > -1e5) low *= 2
  if (duration(low) > duration_s) return undefined
  for (let i = 0; i < 200 && high - low > 1e-15 * Math.max(1, Math.abs(low)); i++) {
    const middle = (low + high) / 2
    if (duration(middle) < duration_s) low = middle
    else high = middle
  }
  return (low + high) / 2
}
