/**
 * Classical elements of every conic. The size is the distance of periapsis, which ellipse, parabola and hyperbola all
 * have, so nothing grows without bound as the eccentricity passes 1. R. H. Battin, "An Introduction to the Mathematics
 * and Methods of Astrodynamics", 1999; the same quantities as NAIF's OSCLTX and CONICS, but nothing near a
 * circle, a parabola or the x-y plane is rounded to it. Units km, km/s, s, rad; axes are the state's own.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { cross, dot, norm, turnOf } from '../vectors.ts'
import { timeFromPeriapsis, trueAfterPeriapsis } from './anomalies.ts'
import type { ElementsError } from './errors.ts'

/** Keplerian elements of an ellipse, parabola or hyperbola. */
export type Elements = {
  readonly periapsis_km: number
  readonly eccentricity: number
  /** 0 to pi. */
  readonly inclination_rad: number
  /** Ascending node from the x axis; 0 on the x-y plane. */
  readonly node_rad: number
  /** Periapsis from the node (from the x axis on the x-y plane); 0 on a circle. */
  readonly periapsis_rad: number
  /** From periapsis; from the node on a circle. 0 up to 2 pi on an ellipse, -pi to pi on others. */
  readonly trueAnomaly_rad: number
}

/** Below this sine of the angle between position and velocity a motion counts as straight: its plane is rounding. */
const STRAIGHT = 1e-13

const h = new Float64Array(3)
const node = new Float64Array(3)
const side = new Float64Array(3)

/** Elements of a state (6). */
export function elementsOf(state: Float64Array, mu_km3_s2: number): Result<Elements, ElementsError> {
  const failed = notAnOrbit(state, mu_km3_s2)
  if (failed !== undefined) return err(failed)
  const r = norm(state)
  const v = norm(state, 3)
  const velocity = state.subarray(3, 6)
  cross(state, velocity, h)
  const spin = norm(h)
  if (!(spin > STRAIGHT * r * v)) return err({ kind: 'rectilinear', sine: spin / (r * v) })
  const p = (spin * spin) / mu_km3_s2
  // e cos and e sin of the true anomaly: Battin 1999; the first without the difference of p / r and 1 near a circle.
  const alongRadius = dot(state, velocity) / r
  const eCos = p / r - 1
  const eSin = (spin * alongRadius) / mu_km3_s2
  const eccentricity = eccentricityOf(eCos, eSin, p, 2 / r - (v * v) / mu_km3_s2)
  const level = Math.hypot(h[0]!, h[1]!)
  node.set(level === 0 ? [1, 0, 0] : [-h[1]! / level, h[0]! / level, 0])
  cross(h, node, side)
  const fromNode = Math.atan2(dot(state, side) / spin, dot(state, node))
  const anomaly = eccentricity === 0 ? fromNode : Math.atan2(eSin, eCos)
  return ok({
    periapsis_km: p / (1 + eccentricity),
    eccentricity,
    inclination_rad: Math.atan2(level, h[2]!),
    node_rad: turnOf(Math.atan2(node[1]!, node[0]!)),
    periapsis_rad: eccentricity === 0 ? 0 : turnOf(fromNode - anomaly),
    trueAnomaly_rad: eccentricity < 1 ? turnOf(anomaly) : anomaly,
  })
}

/** e^2 = 1 - p (2/r - v^2/mu) says best how far a conic is from the parabola, e cos and e sin how far from the circle. */
function eccentricityOf(eCos: number, eSin: number, p: number, alpha: number): number {
  const straight = Math.hypot(eCos, eSin)
  return straight < 0.9 ? straight : Math.sqrt(Math.max(0, 1 - p * alpha))
}

/** State (6) of elements, written to `out`. */
export function stateOfElements(
  el: Elements,
  mu_km3_s2: number,
  out: Float64Array,
): Result<Float64Array, ElementsError> {
  const { periapsis_km, eccentricity, trueAnomaly_rad } = el
  if (!(mu_km3_s2 > 0)) return err({ kind: 'no-orbit', what: 'a gravitational parameter of', value: mu_km3_s2 })
  if (!(periapsis_km > 0)) return err({ kind: 'no-orbit', what: 'a periapsis of', value: periapsis_km })
  if (!(eccentricity >= 0)) return err({ kind: 'no-orbit', what: 'an eccentricity of', value: eccentricity })
  // 1 + e cos nu without its cancellation far out on a long conic.
  const opening = 1 - eccentricity + 2 * eccentricity * Math.cos(trueAnomaly_rad / 2) ** 2
  if (!(opening > 0)) return err({ kind: 'beyond-asymptote', trueAnomaly_rad, eccentricity })
  const p = periapsis_km * (1 + eccentricity)
  const radius = p / opening
  const u = el.periapsis_rad + trueAnomaly_rad
  const [cn, sn] = [Math.cos(el.node_rad), Math.sin(el.node_rad)]
  const [ci, si] = [Math.cos(el.inclination_rad), Math.sin(el.inclination_rad)]
  const speed = Math.sqrt(mu_km3_s2 / p)
  const [cu, su] = [Math.cos(u), Math.sin(u)]
  const along = -speed * (su + eccentricity * Math.sin(el.periapsis_rad))
  const across = speed * (cu + eccentricity * Math.cos(el.periapsis_rad))
  const x = radius * cu
  const y = radius * su
  out[0] = x * cn - y * ci * sn
  out[1] = x * sn + y * ci * cn
  out[2] = y * si
  out[3] = along * cn - across * ci * sn
  out[4] = along * sn + across * ci * cn
  out[5] = across * si
  return ok(out)
}

/** The same orbit `dt_s` later (or earlier): only the true anomaly moves. */
export function elementsAfter(el: Elements, mu_km3_s2: number, dt_s: number): Elements {
  const { periapsis_km, eccentricity, trueAnomaly_rad } = el
  // From the nearest periapsis: a whole revolution of a long ellipse would swallow the digits of a small time.
  const turns = eccentricity < 1 ? Math.round(trueAnomaly_rad / (2 * Math.PI)) : 0
  const nearest_rad = trueAnomaly_rad - turns * 2 * Math.PI
  const time_s = timeFromPeriapsis(periapsis_km, eccentricity, nearest_rad, mu_km3_s2) + dt_s
  const anomaly = trueAfterPeriapsis(periapsis_km, eccentricity, time_s, mu_km3_s2)
  return { ...el, trueAnomaly_rad: eccentricity < 1 ? turnOf(anomaly) : anomaly }
}

/** Semi-major axis, km: negative on a hyperbola, infinite on a parabola. */
export function semiMajorOfElements({ periapsis_km, eccentricity }: Elements): number {
  return periapsis_km / (1 - eccentricity)
}

/** Why numbers are no orbit at all; undefined where they are one. */
export function notAnOrbit(state: Float64Array, mu_km3_s2: number): ElementsError | undefined {
  if (!(mu_km3_s2 > 0 && mu_km3_s2 < Number.POSITIVE_INFINITY))
    return { kind: 'no-orbit', what: 'a gravitational parameter of', value: mu_km3_s2 }
  for (let i = 0; i < 6; i++)
    if (!Number.isFinite(state[i])) return { kind: 'no-orbit', what: `number ${i} of the state`, value: state[i]! }
  if (norm(state) === 0) return { kind: 'no-orbit', what: 'a distance of', value: 0 }
  return norm(state, 3) === 0 ? { kind: 'rectilinear', sine: 0 } : undefined
}
