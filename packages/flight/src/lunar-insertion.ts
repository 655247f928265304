/**
 * Lunar orbit insertion in two finite burns, as Chang'e-5 flew it: capture into an ellipse at perilune, and some
 * revolutions later a second burn to the circular orbit. The engine points against the velocity; the second burn may
 * pitch in the plane by a constant angle, so that semi-major axis and both components of the eccentricity are met.
 * States hold mass: km, km/s, kg; times are seconds since the forces' start, TDB.
 */

import { eccentricityVector, semiMajorAxis, semiMajorOfPeriod } from '@magpie/astro/elements/conic-motion'
import type { Ephemerides } from '@magpie/astro/ephemerides'
import { cross, dot, norm, unit, vector } from '@magpie/astro/vectors'
import { ok, type Result } from '@magpie/core/result'
import type { FlightError } from './errors.ts'
import { type Engine, type ForceModel, prepareForces, STANDARD_GRAVITY_M_S2 } from './forces.ts'
import { solveNewton } from './newton.ts'
import { PERIAPSIS, type Propagation, propagate } from './propagation.ts'

/** A burn as flown. */
export type Burn = {
  readonly start_s: number
  readonly duration_s: number
  /** In-plane angle of the thrust from the negative velocity, positive towards the centre. */
  readonly pitch_rad: number
  readonly before: Float64Array
  readonly after: Float64Array
}

export type Thruster = { readonly thrust_N: number; readonly isp_s: number }

/** The forces of a phase and the same with a burning engine. */
export type BurnSetting = {
  readonly eph: Ephemerides
  readonly model: ForceModel
  readonly thruster: Thruster
  readonly mu_km3_s2: number
}

const velocity = vector()
const normal = vector()
const inward = vector()

/** An engine that points against the velocity, turned in the plane by `pitch_rad` towards the centre. */
export function retrograde(thruster: Thruster, pitch_rad: number): Engine {
  return {
    ...thruster,
    direction: (_t, y, out) => {
      unit(y.subarray(3, 6), velocity)
      if (pitch_rad !== 0) {
        cross(y, velocity, normal)
        unit(normal, normal)
        cross(normal, velocity, inward)
      }
      for (let i = 0; i < 3; i++) out[i] = -Math.cos(pitch_rad) * velocity[i]! + Math.sin(pitch_rad) * inward[i]!
    },
  }
}

/** Burns from a state that holds mass. */
export function burn(
  { eph, model, thruster }: BurnSetting,
  start_s: number,
  before: Float64Array,
  duration_s: number,
  pitch_rad: number,
  options: Propagation = {},
): Result<Burn, FlightError> {
  const forces = prepareForces(eph, { ...model, engine: retrograde(thruster, pitch_rad) })
  if (!forces.ok) return forces
  const end = propagate(forces.value, start_s, before, start_s + duration_s, options)
  if (!end.ok) return end
  return ok({ start_s, duration_s, pitch_rad, before, after: end.value.state })
}

/** Coasts without thrust. */
export function coast(
  { eph, model }: BurnSetting,
  from_s: number,
  state: Float64Array,
  to_s: number,
  options: Propagation = {},
): Result<{ t_s: number; state: Float64Array }, FlightError> {
  const forces = prepareForces(eph, model)
  if (!forces.ok) return forces
  return propagate(forces.value, from_s, state, to_s, options)
}

/** Seconds an engine needs for a velocity change, by the rocket equation. */
export function burnTime(thruster: Thruster, deltaV_km_s: number, mass_kg: number): number {
  const exhaust_m_s = thruster.isp_s * STANDARD_GRAVITY_M_S2
  return ((mass_kg * exhaust_m_s) / thruster.thrust_N) * -Math.expm1((-deltaV_km_s * 1000) / exhaust_m_s)
}

/**
 * The capture burn, its middle at the perilune of the approach: its duration is such that the orbit it leaves has the
 * given period. The arc it takes lowers the perilune by some 20 km, which the aim of the approach has to make up for.
 * `lead` is a state before the burn.
 */
export function captureBurn(
  setting: BurnSetting,
  lead: { readonly t_s: number; readonly state: Float64Array },
  perilune: { readonly t_s: number; readonly radius_km: number },
  period_s: number,
): Result<Burn, FlightError> {
  const mu = setting.mu_km3_s2
  const a = semiMajorOfPeriod(period_s, mu)
  const arrival = semiMajorAxis(lead.state, mu)
  const speed = (axis: number) => Math.sqrt(mu * (2 / perilune.radius_km - 1 / axis))
  let found: Burn | undefined
  const solved = solveNewton<FlightError>({
    what: 'the capture burn',
    start: [burnTime(setting.thruster, speed(arrival) - speed(a), lead.state[6]!)],
    steps: [0.5],
    limits: [300],
    tolerances: [1e-2],
    residuals: (x, out) => {
      const start_s = perilune.t_s - x[0]! / 2
      const before = coast(setting, lead.t_s, lead.state, start_s)
      if (!before.ok) return before
      const flown = burn(setting, start_s, before.value.state, x[0]!, 0)
      if (!flown.ok) return flown
      found = flown.value
      out[0] = semiMajorAxis(found.after, mu) - a
      return flown
    },
  })
  return solved.ok ? ok(found!) : solved
}

/** Coasts to the perilune of a revolution, counted from 1; `from` lies past a perilune. */
export function coastToPerilune(
  setting: BurnSetting,
  from: { readonly t_s: number; readonly state: Float64Array },
  revolution: number,
  within_s: number,
): Result<{ t_s: number; state: Float64Array }, FlightError> {
  let seen = 0
  let { t_s, state } = from
  while (seen < revolution) {
    // Past a perilune the function is positive: the next rise through zero is a whole revolution away.
    const end = coast(setting, t_s, state, from.t_s + within_s, { events: [PERIAPSIS] })
    if (!end.ok) return end
    t_s = end.value.t_s
    state = end.value.state
    seen++
    if (seen < revolution) {
      const on = coast(setting, t_s, state, t_s + 600)
      if (!on.ok) return on
      t_s = on.value.t_s
      state = on.value.state
    }
  }
  return ok({ t_s, state })
}

/** The burn near a perilune after which the orbit is circular (osculating) with a given radius. */
export function circularBurn(
  setting: BurnSetting,
  perilune: { readonly t_s: number; readonly state: Float64Array },
  radius_km: number,
): Result<Burn, FlightError> {
  const mu = setting.mu_km3_s2
  const speed = norm(perilune.state, 3)
  const duration_s = burnTime(setting.thruster, speed - Math.sqrt(mu / radius_km), perilune.state[6]!)
  const back = coast(setting, perilune.t_s, perilune.state, perilune.t_s - 1.2 * duration_s)
  if (!back.ok) return back
  const lead = back.value
  const ahead = unit(perilune.state, vector())
  const along = unit(perilune.state.subarray(3, 6), vector())
  let found: Burn | undefined
  const solved = solveNewton<FlightError>({
    what: 'the circularising burn',
    start: [perilune.t_s - duration_s / 2, duration_s, 0],
    steps: [0.5, 0.5, 1e-4],
    limits: [200, 200, 0.1],
    tolerances: [1e-2, 1e-2, 1e-2],
    residuals: (x, out) => {
      const before = coast(setting, lead.t_s, lead.state, x[0]!)
      if (!before.ok) return before
      const flown = burn(setting, x[0]!, before.value.state, x[1]!, x[2]!)
      if (!flown.ok) return flown
      found = flown.value
      const e = eccentricityVector(found.after, mu)
      out[0] = semiMajorAxis(found.after, mu) - radius_km
      out[1] = dot(e, ahead) * radius_km
      out[2] = dot(e, along) * radius_km
      return flown
    },
  })
  return solved.ok ? ok(found!) : solved
}
