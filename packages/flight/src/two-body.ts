/**
 * Two bodies: Keplerian elements, propagation by universal variables, apsides and hyperbolic arrival. Units km, km/s, s,
 * rad; axes are the state's own. R. H. Battin, "An Introduction to the Mathematics and Methods of Astrodynamics", 1999,
 * chapters 3 and 4; D. Vallado, "Fundamentals of Astrodynamics and Applications", 4th edition, algorithms 8 to 10.
 */
import { cross, dot, norm, vector } from './vectors.ts'

/** Classical elements of an ellipse or hyperbola. `semiMajor_km` is negative on a hyperbola. */
export type Elements = {
  readonly semiMajor_km: number
  readonly eccentricity: number
  readonly inclination_rad: number
  /** From the x axis; 0 on the x-y plane. */
  readonly node_rad: number
  /** From the node; from the x axis on the x-y plane; 0 on a circle. */
  readonly periapsis_rad: number
  /** From periapsis; from the node on a circle. */
  readonly trueAnomaly_rad: number
}

const TWO_PI = 2 * Math.PI
const TINY = 1e-11

/** Elements of a state (6). */
export function elementsOf(state: Float64Array, mu_km3_s2: number): Elements {
  const r = state.slice(0, 3)
  const v = state.slice(3, 6)
  const h = cross(r, v, vector())
  const e = eccentricityVector(state, mu_km3_s2)
  const eccentricity = norm(e)
  const flat = Math.hypot(h[0]!, h[1]!) < TINY * norm(h)
  const node = flat ? vector(1, 0, 0) : vector(-h[1]!, h[0]!, 0)
  const from = eccentricity < TINY ? node : e
  return {
    semiMajor_km: semiMajorAxis(state, mu_km3_s2),
    eccentricity,
    inclination_rad: Math.atan2(Math.hypot(h[0]!, h[1]!), h[2]!),
    node_rad: wrap(Math.atan2(node[1]!, node[0]!)),
    periapsis_rad: eccentricity < TINY ? 0 : wrap(angleAbout(node, e, h)),
    trueAnomaly_rad: wrap(angleAbout(from, r, h)),
  }
}

/** State (6) of elements, written to `out`. */
export function stateOfElements(el: Elements, mu_km3_s2: number, out: Float64Array): Float64Array {
  const p = el.semiMajor_km * (1 - el.eccentricity ** 2)
  const radius = p / (1 + el.eccentricity * Math.cos(el.trueAnomaly_rad))
  const u = el.periapsis_rad + el.trueAnomaly_rad
  const [cn, sn] = [Math.cos(el.node_rad), Math.sin(el.node_rad)]
  const [ci, si] = [Math.cos(el.inclination_rad), Math.sin(el.inclination_rad)]
  const speed = Math.sqrt(mu_km3_s2 / p)
  const [cu, su] = [Math.cos(u), Math.sin(u)]
  const along = -speed * (su + el.eccentricity * Math.sin(el.periapsis_rad))
  const across = speed * (cu + el.eccentricity * Math.cos(el.periapsis_rad))
  const x = radius * cu
  const y = radius * su
  out[0] = x * cn - y * ci * sn
  out[1] = x * sn + y * ci * cn
  out[2] = y * si
  out[3] = along * cn - across * ci * sn
  out[4] = along * sn + across * ci * cn
  out[5] = across * si
  return out
}

/** From energy; negative on a hyperbola. */
export function semiMajorAxis(state: Float64Array, mu_km3_s2: number): number {
  const v2 = state[3]! ** 2 + state[4]! ** 2 + state[5]! ** 2
  return 1 / (2 / norm(state) - v2 / mu_km3_s2)
}

/** The vector to periapsis with the length of the eccentricity. */
export function eccentricityVector(state: Float64Array, mu_km3_s2: number): Float64Array {
  const v = state.slice(3, 6)
  const h = cross(state, v, vector())
  const e = cross(v, h, vector())
  const r = norm(state)
  for (let i = 0; i < 3; i++) e[i] = e[i]! / mu_km3_s2 - state[i]! / r
  return e
}

/** Distance of periapsis. */
export function periapsisRadius(state: Float64Array, mu_km3_s2: number): number {
  const h = cross(state, state.subarray(3, 6), vector())
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

/** State (6) after `dt_s`, on any conic, written to `out`, which may be `state`: universal variables, Newton. */
export function propagateKepler(state: Float64Array, mu_km3_s2: number, dt_s: number, out: Float64Array): Float64Array {
  const r0 = norm(state)
  const rv = dot(state, state.subarray(3, 6)) / Math.sqrt(mu_km3_s2)
  const alpha = 1 / semiMajorAxis(state, mu_km3_s2)
  const target = Math.sqrt(mu_km3_s2) * dt_s
  let chi = alpha > 0 ? target * alpha : Math.sign(dt_s) * Math.min(Math.abs(target) / r0, 30 / Math.sqrt(-alpha))
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

/** Angle from a to b, right-handed about `axis`, both across it. */
function angleAbout(a: Float64Array, b: Float64Array, axis: Float64Array): number {
  const c = cross(a, b, vector())
  return Math.atan2(dot(c, axis) / norm(axis), dot(a, b))
}

function wrap(angle_rad: number): number {
  const w = angle_rad % TWO_PI
  return w < 0 ? w + TWO_PI : w
}
