/**
 * Mean, eccentric and true anomaly of every conic, and time from periapsis. e < 1 is an ellipse, 1 a parabola, e > 1 a
 * hyperbola. Mean anomalies are n t, with n = sqrt(mu / |a|^3) on ellipse and hyperbola and sqrt(mu / (2 q^3)) on the
 * parabola, q being the distance of periapsis: what NAIF's OSCELT and CONICS mean by it. Battin 1999
 * (universal functions), Bate, Mueller and White 1971 (time of flight from periapsis). Units km, s, rad.
 */
import { eccentricAnomaly, hyperbolicAnomaly, lessSine, parabolicAnomaly, sinhLess } from './kepler-equation.ts'

const TWO_PI = 2 * Math.PI

/** True anomaly of an eccentric (e < 1) one, in the same revolution. */
export function trueFromEccentric(eccentric_rad: number, eccentricity: number): number {
  const turns = Math.round(eccentric_rad / TWO_PI)
  const half = (eccentric_rad - turns * TWO_PI) / 2
  const y = Math.sqrt(1 + eccentricity) * Math.sin(half)
  return 2 * Math.atan2(y, Math.sqrt(1 - eccentricity) * Math.cos(half)) + turns * TWO_PI
}

/** Eccentric anomaly (e < 1) of a true one, in the same revolution. */
export function eccentricFromTrue(true_rad: number, eccentricity: number): number {
  const turns = Math.round(true_rad / TWO_PI)
  const half = (true_rad - turns * TWO_PI) / 2
  const y = Math.sqrt(1 - eccentricity) * Math.sin(half)
  return 2 * Math.atan2(y, Math.sqrt(1 + eccentricity) * Math.cos(half)) + turns * TWO_PI
}

/** True anomaly of a hyperbolic one (e > 1). */
export function trueFromHyperbolic(hyperbolic: number, eccentricity: number): number {
  const y = Math.sqrt(eccentricity + 1) * Math.sinh(hyperbolic / 2)
  return 2 * Math.atan2(y, Math.sqrt(eccentricity - 1) * Math.cosh(hyperbolic / 2))
}

/** Hyperbolic anomaly (e > 1) of a true one between the asymptotes; not a number beyond them. */
export function hyperbolicFromTrue(true_rad: number, eccentricity: number): number {
  return 2 * Math.atanh(Math.sqrt((eccentricity - 1) / (eccentricity + 1)) * Math.tan(true_rad / 2))
}

/** True anomaly of a mean one, on any conic. */
export function trueFromMean(mean: number, eccentricity: number): number {
  if (eccentricity < 1) return trueFromEccentric(eccentricAnomaly(mean, eccentricity), eccentricity)
  if (eccentricity > 1) return trueFromHyperbolic(hyperbolicAnomaly(mean, eccentricity), eccentricity)
  return 2 * Math.atan(parabolicAnomaly(mean))
}

/** Mean anomaly of a true one, on any conic; not a number past an asymptote. */
export function meanFromTrue(true_rad: number, eccentricity: number): number {
  if (eccentricity < 1) {
    const x = eccentricFromTrue(true_rad, eccentricity)
    return (1 - eccentricity) * x + eccentricity * lessSine(x)
  }
  if (eccentricity > 1) {
    const x = hyperbolicFromTrue(true_rad, eccentricity)
    return (eccentricity - 1) * Math.sinh(x) + sinhLess(x)
  }
  const d = Math.tan(true_rad / 2)
  return d + (d * d * d) / 3
}

/** Rate of the mean anomaly, rad/s (1/s on hyperbola and parabola). */
export function meanMotion(periapsis_km: number, eccentricity: number, mu_km3_s2: number): number {
  const perCube = eccentricity === 1 ? 0.5 : Math.abs(1 - eccentricity) ** 3
  return Math.sqrt((mu_km3_s2 * perCube) / periapsis_km ** 3)
}

/** Seconds from periapsis to a true anomaly (negative before it), on any conic; not a number past an asymptote. */
export function timeFromPeriapsis(
  periapsis_km: number,
  eccentricity: number,
  true_rad: number,
  mu_km3_s2: number,
): number {
  const turns = eccentricity < 1 ? Math.round(true_rad / TWO_PI) : 0
  const half = (true_rad - turns * TWO_PI) / 2
  const alpha = (1 - eccentricity) / periapsis_km
  // w = tan(E / 2) / sqrt(alpha), finite through the parabola.
  const w = Math.tan(half) * Math.sqrt(periapsis_km / (1 + eccentricity))
  const z = alpha * w * w
  const chi = 2 * w * arctangentRatio(z)
  const time = universalTime(chi, periapsis_km, eccentricity) / Math.sqrt(mu_km3_s2)
  return turns === 0 ? time : time + (turns * TWO_PI) / meanMotion(periapsis_km, eccentricity, mu_km3_s2)
}

/** True anomaly `time_s` after periapsis, on any conic, in the same revolution. */
export function trueAfterPeriapsis(
  periapsis_km: number,
  eccentricity: number,
  time_s: number,
  mu_km3_s2: number,
): number {
  const alpha = (1 - eccentricity) / periapsis_km
  let turns = 0
  let t = time_s
  if (eccentricity < 1) {
    const period = TWO_PI / meanMotion(periapsis_km, eccentricity, mu_km3_s2)
    turns = Math.round(time_s / period)
    t -= turns * period
  }
  const chi = universalAnomaly(Math.abs(t) * Math.sqrt(mu_km3_s2), periapsis_km, eccentricity)
  const [c1, c2] = universalPair(alpha * chi * chi)
  const half = Math.atan2(Math.sqrt((1 + eccentricity) / periapsis_km) * chi * c2, c1)
  return (t < 0 ? -2 : 2) * half + turns * TWO_PI
}

/** sqrt(mu) t = q chi + e chi^3 c3(alpha chi^2) from periapsis. */
function universalTime(chi: number, q: number, e: number): number {
  const psi = ((1 - e) / q) * chi * chi
  return q * chi + e * chi * chi * chi * thirdStumpff(psi)
}

/** The root of `universalTime`, which rises everywhere: Newton's method within a bracket. */
function universalAnomaly(target: number, q: number, e: number): number {
  const alpha = (1 - e) / q
  let low = 0
  let high = target / q
  if (alpha > 0) high = Math.min(high, (1 + 1e-12) * (Math.PI / Math.sqrt(alpha)))
  else high = Math.min(high, boundOfOpen(target, q, e))
  let chi = high
  for (let i = 0; i < 100; i++) {
    const miss = universalTime(chi, q, e) - target
    if (miss === 0) return chi
    if (miss > 0) high = chi
    else low = chi
    const radius = q + e * chi * chi * universalPair(alpha * chi * chi)[1]
    let next = chi - miss / radius
    if (!(next > low && next < high)) {
      if (Math.abs(next - chi) <= 2e-16 * chi) return chi
      next = (low + high) / 2
    }
    if (Math.abs(next - chi) <= 1.2e-16 * chi) return next
    chi = next
  }
  return chi
}

/** Above the root on parabola and hyperbola: each of chi^3 e / 6 and (e - 1) sinh H is below the left side. */
function boundOfOpen(target: number, q: number, e: number): number {
  const cubic = Math.cbrt((6 * target) / e)
  if (e === 1) return cubic
  const root = Math.sqrt((e - 1) / q)
  return Math.min(cubic, Math.asinh((target * root) / q) / root)
}

/** Stumpff's c1 = sin(x)/x and c2 = (1 - cos x)/x^2, x^2 = psi, through psi = 0. */
function universalPair(psi: number): [number, number] {
  if (psi > 0) {
    const x = Math.sqrt(psi)
    const s = Math.sin(x / 2) / x
    return [Math.sin(x) / x, 2 * s * s]
  }
  if (psi < 0) {
    const x = Math.sqrt(-psi)
    const s = Math.sinh(x / 2) / x
    return [Math.sinh(x) / x, 2 * s * s]
  }
  return [1, 0.5]
}

/** Stumpff's c3 = (x - sin x) / x^3, x^2 = psi, through psi = 0. */
function thirdStumpff(psi: number): number {
  if (psi > 1e-20) {
    const x = Math.sqrt(psi)
    return lessSine(x) / (psi * x)
  }
  if (psi < -1e-20) {
    const x = Math.sqrt(-psi)
    return sinhLess(x) / (-psi * x)
  }
  return 1 / 6
}

/** atan(sqrt z) / sqrt z, through z = 0 (atanh for negative z). */
function arctangentRatio(z: number): number {
  if (Math.abs(z) < 1e-3) return 1 - z * (1 / 3 - z * (1 / 5 - z * (1 / 7 - z * (1 / 9 - z / 11))))
  const x = Math.sqrt(Math.abs(z))
  return z > 0 ? Math.atan(x) / x : Math.atanh(x) / x
}
