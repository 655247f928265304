/**
 * Powered descent from the perilune of the descent orbit to the ground: the ignition and the braking time for which the engine
 * gives the thrusts that the plan asks for, and the flight that follows. Units and axes as in `descent-flight`.
 */
import { norm } from '@magpie/astro/vectors'
import { ok, type Result } from '@magpie/core/result'
import { DescentFlight, type DescentSample, type DescentSetting, type PhaseMark } from './descent-flight.ts'
import type { FlightError } from './errors.ts'
import { STANDARD_GRAVITY_M_S2 } from './forces.ts'
import { solveNewton } from './newton.ts'
import { propagate } from './propagation.ts'

/** A descent flown to the ground; what ends in `_m` and `_m_s` of the touchdown is against the site. */
export type Descent = {
  readonly ignition_s: number
  readonly ignition: Float64Array
  readonly touchdown_s: number
  readonly touchdown: Float64Array
  readonly brakingDuration_s: number
  readonly marks: readonly PhaseMark[]
  readonly samples: readonly DescentSample[]
  /** States every so many cycles: time, then seven numbers. */
  readonly path: readonly { readonly t_s: number; readonly state: Float64Array }[]
  readonly miss_m: number
  readonly verticalSpeed_m_s: number
  readonly horizontalSpeed_m_s: number
  readonly tilt_deg: number
  readonly deltaV_m_s: number
}

/** Finds the ignition and the braking time, and flies the descent. `perilune` starts the search. */
export function flyDescent(
  setting: DescentSetting,
  perilune: { readonly t_s: number; readonly state: Float64Array },
): Result<Descent, FlightError> {
  const guess = brakingGuess(setting, perilune.state)
  const { braking } = setting.plan
  let flight: DescentFlight | undefined
  const solved = solveNewton<FlightError>({
    what: 'the ignition of the powered descent',
    start: [perilune.t_s, guess.duration_s],
    steps: [0.5, 0.5],
    limits: [60, 60],
    tolerances: [5, 5],
    residuals: (x, out) => {
      const at = propagate(setting.forces, perilune.t_s, perilune.state, x[0]!)
      if (!at.ok) return at
      flight = new DescentFlight(setting, x[0]!, at.value.state)
      const first_N = flight.demand({ id: 'braking', duration_s: x[1]!, target: braking.target })
      const flown = flight.fly({ id: 'braking', duration_s: x[1]!, target: braking.target })
      if (!flown.ok) return flown
      out[0] = first_N - braking.first_N
      out[1] = flight.meanThrust() - braking.mean_N
      return flown
    },
  })
  if (!solved.ok) return solved
  return finish(flight!, setting, solved.value.x[0]!, solved.value.x[1]!)
}

/** Angle before the site at which braking has to begin, rad, and how long it takes, from speed and thrust alone. */
export function brakingGuess(
  { plan, site, mu_km3_s2 }: Pick<DescentSetting, 'plan' | 'site' | 'mu_km3_s2'>,
  state: Float64Array,
): { duration_s: number; uprange_rad: number } {
  const { target, first_N, mean_N } = plan.braking
  const radius_km = norm(site.position_km)
  const speed = norm(state, 3) * 1000
  const exhaust = plan.engine.isp_s * STANDARD_GRAVITY_M_S2
  const change = (speed - target.forward_m_s) * 1.06 // about 6 % for gravity
  const last_kg = state[6]! * Math.exp(-change / exhaust)
  // Part of the thrust that brakes: the rest carries what the speed no longer does.
  const gravity = (mu_km3_s2 / radius_km ** 2) * 1000
  const a0 = first_N / state[6]!
  const a1 = Math.sqrt(Math.max(0.1, (mean_N / last_kg) ** 2 - gravity * gravity))
  const duration_s = (2 * (speed - target.forward_m_s)) / (a0 + a1)
  const range_m = speed * duration_s - ((2 * a0 + a1) * duration_s * duration_s) / 6
  return { duration_s, uprange_rad: (range_m + target.range_m) / (radius_km * 1000) }
}

function finish(
  flight: DescentFlight,
  setting: DescentSetting,
  ignition_s: number,
  brakingDuration_s: number,
): Result<Descent, FlightError> {
  for (const phase of setting.plan.phases) {
    const flown = flight.fly(phase)
    if (!flown.ok) return flown
  }
  const landed = flight.land()
  if (!landed.ok) return landed
  const { site: at } = flight
  return ok({
    ignition_s,
    ignition: flight.ignition,
    touchdown_s: flight.t_s,
    touchdown: Float64Array.from(flight.y),
    brakingDuration_s,
    marks: flight.marks,
    samples: flight.samples,
    path: flight.path,
    miss_m: Math.hypot(at.along_m, at.across_m),
    verticalSpeed_m_s: -at.climb_m_s,
    horizontalSpeed_m_s: Math.hypot(at.alongSpeed_m_s, at.acrossSpeed_m_s),
    tilt_deg: flight.tilt_deg,
    deltaV_m_s: setting.plan.engine.isp_s * STANDARD_GRAVITY_M_S2 * Math.log(flight.ignition[6]! / flight.y[6]!),
  })
}
