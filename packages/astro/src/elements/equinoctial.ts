/**
 * Modified equinoctial elements with the retrograde factor: no singularity at circles, parabolas or the x-y plane; only
 * at an inclination of pi (direct, factor 1) or 0 (retrograde, factor -1). M. J. H. Walker, B. Ireland and J. Owens, "A
 * Set of Modified Equinoctial Orbit Elements", Celestial Mechanics 36, 1985, 409 to 419; retrograde factor
 * and equinoctial axes: D. A. Danielson et al., "Semianalytic Satellite Theory", NPS-MA-95-002, 1995. Units km, rad.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { cross, dot, norm, turnOf } from '../vectors.ts'
import type { ElementsError } from './errors.ts'
import { type Elements, notAnOrbit } from './keplerian.ts'

export type EquinoctialElements = {
  readonly semiLatus_km: number
  /** e cos(periapsis + factor node). */
  readonly f: number
  /** e sin(periapsis + factor node). */
  readonly g: number
  /** tan(i/2)^factor cos(node). */
  readonly h: number
  /** tan(i/2)^factor sin(node). */
  readonly k: number
  /** Periapsis, true anomaly and factor times node together, 0 up to 2 pi. */
  readonly trueLongitude_rad: number
  /** Factor -1: for inclinations near pi. */
  readonly retrograde: boolean
}

const pole = new Float64Array(3)
const fAxis = new Float64Array(3)
const gAxis = new Float64Array(3)

/** Equinoctial elements of a state (6); the sense is chosen by the inclination where it is not given. */
export function equinoctialOf(
  state: Float64Array,
  mu_km3_s2: number,
  retrograde?: boolean,
): Result<EquinoctialElements, ElementsError> {
  const failed = notAnOrbit(state, mu_km3_s2)
  if (failed !== undefined) return err(failed)
  const velocity = state.subarray(3, 6)
  cross(state, velocity, pole)
  const spin = norm(pole)
  const r = norm(state)
  const straight = spin / (r * norm(state, 3))
  if (!(straight > 1e-13)) return err({ kind: 'rectilinear', sine: straight })
  for (let i = 0; i < 3; i++) pole[i]! /= spin
  const backward = retrograde ?? pole[2]! < 0
  const factor = backward ? -1 : 1
  const open = 1 + factor * pole[2]!
  if (!(open > 0))
    return err({ kind: 'singular-elements', inclination_rad: backward ? 0 : Math.PI, retrograde: backward })
  const k = pole[0]! / open
  const h = -pole[1]! / open
  equinoctialAxes(h, k, factor)
  const x = dot(state, fAxis)
  const y = dot(state, gAxis)
  const vx = dot(velocity, fAxis)
  const vy = dot(velocity, gAxis)
  // The eccentricity vector v x h / mu - r / |r| on the equinoctial axes.
  return ok({
    semiLatus_km: (spin * spin) / mu_km3_s2,
    f: (vy * spin) / mu_km3_s2 - x / r,
    g: (-vx * spin) / mu_km3_s2 - y / r,
    h,
    k,
    trueLongitude_rad: turnOf(Math.atan2(y, x)),
    retrograde: backward,
  })
}

/** State (6) of equinoctial elements, written to `out`. */
export function stateOfEquinoctial(
  el: EquinoctialElements,
  mu_km3_s2: number,
  out: Float64Array,
): Result<Float64Array, ElementsError> {
  const { semiLatus_km, f, g, trueLongitude_rad } = el
  if (!(mu_km3_s2 > 0)) return err({ kind: 'no-orbit', what: 'a gravitational parameter of', value: mu_km3_s2 })
  if (!(semiLatus_km > 0)) return err({ kind: 'no-orbit', what: 'a semi-latus rectum of', value: semiLatus_km })
  const [c, s] = [Math.cos(trueLongitude_rad), Math.sin(trueLongitude_rad)]
  const opening = 1 + f * c + g * s
  if (!(opening > 0)) {
    const eccentricity = Math.hypot(f, g)
    return err({ kind: 'beyond-asymptote', trueAnomaly_rad: trueLongitude_rad - Math.atan2(g, f), eccentricity })
  }
  const radius = semiLatus_km / opening
  const speed = Math.sqrt(mu_km3_s2 / semiLatus_km)
  equinoctialAxes(el.h, el.k, el.retrograde ? -1 : 1)
  for (let i = 0; i < 3; i++) {
    out[i] = radius * (c * fAxis[i]! + s * gAxis[i]!)
    out[3 + i] = speed * ((c + f) * gAxis[i]! - (s + g) * fAxis[i]!)
  }
  return ok(out)
}

/** Equinoctial elements of Keplerian ones. */
export function equinoctialOfElements(
  el: Elements,
  retrograde = el.inclination_rad > Math.PI / 2,
): Result<EquinoctialElements, ElementsError> {
  const factor = retrograde ? -1 : 1
  const half = el.inclination_rad / 2
  const across = retrograde ? Math.sin(half) : Math.cos(half)
  if (across < 1e-16) return err({ kind: 'singular-elements', inclination_rad: el.inclination_rad, retrograde })
  const tangent = (retrograde ? Math.cos(half) : Math.sin(half)) / across
  const longitude = el.periapsis_rad + factor * el.node_rad
  return ok({
    semiLatus_km: el.periapsis_km * (1 + el.eccentricity),
    f: el.eccentricity * Math.cos(longitude),
    g: el.eccentricity * Math.sin(longitude),
    h: tangent * Math.cos(el.node_rad),
    k: tangent * Math.sin(el.node_rad),
    trueLongitude_rad: turnOf(longitude + el.trueAnomaly_rad),
    retrograde,
  })
}

/** Keplerian elements of equinoctial ones; node 0 on the x-y plane, periapsis 0 on a circle. */
export function elementsOfEquinoctial(el: EquinoctialElements): Elements {
  const eccentricity = Math.hypot(el.f, el.g)
  const tangent = Math.hypot(el.h, el.k)
  const factor = el.retrograde ? -1 : 1
  const node_rad = tangent === 0 ? 0 : turnOf(Math.atan2(el.k, el.h))
  const longitude = eccentricity === 0 ? factor * node_rad : Math.atan2(el.g, el.f)
  const anomaly = el.trueLongitude_rad - longitude
  return {
    periapsis_km: el.semiLatus_km / (1 + eccentricity),
    eccentricity,
    inclination_rad: el.retrograde ? 2 * Math.atan2(1, tangent) : 2 * Math.atan(tangent),
    node_rad,
    periapsis_rad: eccentricity === 0 ? 0 : turnOf(longitude - factor * node_rad),
    trueAnomaly_rad: eccentricity < 1 ? turnOf(anomaly) : Math.atan2(Math.sin(anomaly), Math.cos(anomaly)),
  }
}

/** Danielson 1995, 2.1.4 (1), with its p our k and its q our h: f and g span the orbit's plane. */
function equinoctialAxes(h: number, k: number, factor: number): void {
  const scale = 1 / (1 + h * h + k * k)
  fAxis[0] = scale * (1 - k * k + h * h)
  fAxis[1] = scale * 2 * h * k
  fAxis[2] = scale * -2 * k * factor
  gAxis[0] = scale * 2 * h * k * factor
  gAxis[1] = scale * (1 + k * k - h * h) * factor
  gAxis[2] = scale * 2 * h
}
