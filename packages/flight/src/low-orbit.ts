/**
 * From launch to the pass over the landing site: transfer, insertion and coast, repeated until the orbit's plane holds
 * the site at the pass and the launch lies in the plane of the injection. Times are seconds since the planned arrival.
 */

import { periapsisRadius } from '@magpie/astro/elements/conic-motion'
import { rotation } from '@magpie/astro/frames'
import { MOON_RADIUS_KM, siteState } from '@magpie/astro/sites'
import { norm, unit, vector } from '@magpie/astro/vectors'
import { err, ok, type Result } from '@magpie/core/result'
import { findPass, type Pass } from './descent-orbit.ts'
import {
  type DepartureGuess,
  departureGuesses,
  equatorAxes,
  injectionTime,
  type Launch,
  launchFor,
} from './earth-departure.ts'
import type { FlightError } from './errors.ts'
import { HOUR_S, moonModel, type Plan, RAD } from './flight-plan.ts'
import { type Burn, type BurnSetting, captureBurn, circularBurn, coast, coastToPerilune } from './lunar-insertion.ts'
import { propellantFor } from './rocket.ts'
import { type LunarTarget, type Transfer, type TransferSetting, targetTransfer } from './translunar.ts'

/** The plane is near enough to the site when the descent need not steer further than this to the side, km. */
const OFF_PLANE_KM = 0.3
/** How well the launch has to meet the injection's plane in time, and the capture orbit its perilune. */
const LATE_S = 5
const LOW_KM = 0.5
/** A launch that reaches the injection sooner than this arc is still climbing. */
const LEAST_ARC_RAD = 40 * RAD

export type Timed = { readonly t_s: number; readonly state: Float64Array }

/** From launch to the pass over the site. Times are seconds since the planned arrival. */
export type LowOrbit = {
  readonly transfer: Transfer
  readonly setting: TransferSetting
  readonly launch: Launch
  readonly capture: Burn
  readonly circular: Burn
  readonly orbit: BurnSetting
  readonly approach: BurnSetting
  readonly pass: Pass
  /** After maintenance, the lander still on board, more than a revolution before the pass. */
  readonly beforeSeparation: Timed
}

/**
 * Transfer, insertion and coast. The orbit's plane turns a little between arrival and landing, the capture burn lowers the
 * perilune, and the launch must lie in the plane of the injection: all are put right by doing it again with what was found.
 */
export function reachLowOrbit(plan: Plan, tell: (done: number, what: string) => void): Result<LowOrbit, FlightError> {
  const first = firstTransfer(plan)
  if (!first.ok) return first
  let { guess, target, setting } = first.value
  const wished_km = target.perilune_km
  let transfer = targetTransfer(setting, target, guess.injection)
  for (let round = 0; ; round++) {
    if (!transfer.ok) return transfer
    const launch = launchOf(plan, setting, transfer.value, guess.launch.southbound)
    if (!launch.ok) return launch
    tell(1 + Math.min(round, 2), 'insertion and low orbit')
    const reached = insert(plan, setting, transfer.value, launch.value)
    if (!reached.ok) return reached
    const late_s = injectionTime(launch.value, plan.parking, plan.launchSite, plan.muEarth) - setting.injectionTdb_s
    const offPlane_rad = reached.value.pass.offPlane_rad
    const low_km = wished_km - periapsisRadius(reached.value.capture.after, plan.mu)
    const offPlane_km = Math.abs(offPlane_rad) * plan.siteRadius_km
    if (offPlane_km < OFF_PLANE_KM && Math.abs(late_s) < LATE_S && Math.abs(low_km) < LOW_KM) return reached
    if (round > 8)
      return err({
        kind: 'not-converged',
        what: 'launch and plane',
        iterations: round,
        residuals: [late_s, offPlane_rad],
      })
    guess = { ...guess, launch: launch.value }
    target = {
      ...target,
      offset_rad: target.offset_rad - offPlane_rad,
      perilune_km: target.perilune_km + low_km,
    }
    setting = { ...setting, injectionTdb_s: setting.injectionTdb_s + late_s }
    transfer = targetTransfer(setting, target, transfer.value.injection, true)
  }
}

function firstTransfer(
  plan: Plan,
): Result<{ guess: DepartureGuess; target: LunarTarget; setting: TransferSetting }, FlightError> {
  const { eph, input, arrivalTdb_s } = plan
  const wished_s = input.transfer.duration.value * HOUR_S
  const guesses = departureGuesses(eph, plan.parking, plan.launchSite, arrivalTdb_s, wished_s)
  if (!guesses.ok) return guesses
  const guess = guesses.value.find((g) => g.launch.arc_rad > LEAST_ARC_RAD)
  if (guess === undefined) return err({ kind: 'no-launch', inclination_deg: input.parkingOrbit.inclination.value })
  const axes = equatorAxes(eph, guess.injectionTdb_s)
  if (!axes.ok) return axes
  const at = siteState(eph, plan.site, plan.landAfterTdb_s, new Float64Array(6))
  if (!at.ok) return at
  const toMoon = rotation(eph, 'J2000', 'MOON_ME', arrivalTdb_s, new Float64Array(9))
  if (!toMoon.ok) return toMoon
  const sign = input.transfer.sense === 'prograde' ? 1 : -1
  const target = {
    perilune_km: MOON_RADIUS_KM + input.transfer.perilune.value,
    periluneTdb_s: arrivalTdb_s,
    passing: unit(at.value.subarray(0, 3), vector()),
    offset_rad: 0,
    sense: toMoon.value.slice(6, 9).map((v) => sign * v),
  }
  const setting = { ...plan.transfer, axes: axes.value, injectionTdb_s: guess.injectionTdb_s }
  return ok({ guess, target, setting })
}

function launchOf(
  plan: Plan,
  setting: TransferSetting,
  { injection }: Transfer,
  southbound: boolean,
): Result<Launch, FlightError> {
  const { eph, parking, launchSite, muEarth } = plan
  const launch = launchFor(
    eph,
    setting.axes,
    parking,
    launchSite,
    injection,
    setting.injectionTdb_s,
    southbound,
    muEarth,
  )
  if (!launch.ok) return launch
  if (launch.value === undefined)
    return err({ kind: 'no-launch', inclination_deg: plan.input.parkingOrbit.inclination.value })
  return ok(launch.value)
}

export function withMass(state: Float64Array, mass_kg: number): Float64Array {
  const out = new Float64Array(7)
  out.set(state.subarray(0, 6))
  out[6] = mass_kg
  return out
}

function insert(
  plan: Plan,
  setting: TransferSetting,
  transfer: Transfer,
  launch: Launch,
): Result<LowOrbit, FlightError> {
  const { input, arrivalTdb_s, mu, carrier, eph } = plan
  const approach = { eph, mu_km3_s2: mu, thruster: carrier, model: moonModel(plan, input.models.transferDegree) }
  const orbit = { ...approach, model: moonModel(plan, input.models.orbitDegree) }
  const spent_kg = propellantFor(input.transfer.corrections.value, carrier.isp_s, plan.launchMass_kg)
  const lead = {
    t_s: transfer.entryTdb_s - arrivalTdb_s,
    state: withMass(transfer.entry, plan.launchMass_kg - spent_kg),
  }
  const near = coast(approach, lead.t_s, lead.state, -3 * HOUR_S)
  if (!near.ok) return near
  const aim = { t_s: transfer.periluneTdb_s - arrivalTdb_s, radius_km: norm(transfer.perilune) }
  const period_s = input.insertion.capturePeriod.value * HOUR_S
  const capture = captureBurn(approach, near.value, aim, period_s)
  if (!capture.ok) return capture
  const captured = { t_s: capture.value.start_s + capture.value.duration_s, state: capture.value.after }
  const turns = input.insertion.revolutions.value
  const perilune = coastToPerilune(approach, captured, turns, (turns + 1) * period_s)
  if (!perilune.ok) return perilune
  const circular = circularBurn(orbit, perilune.value, MOON_RADIUS_KM + input.insertion.altitude.value)
  if (!circular.ok) return circular
  const { start_s, duration_s, after } = circular.value
  const kept_kg = after[6]! - propellantFor(input.insertion.maintenance.value, carrier.isp_s, after[6]!)
  const inOrbit = { t_s: start_s + duration_s, state: withMass(after, kept_kg) }
  const before_s = plan.landAfterTdb_s - arrivalTdb_s - 3 * HOUR_S
  const beforeSeparation = coast(orbit, inOrbit.t_s, inOrbit.state, before_s)
  if (!beforeSeparation.ok) return beforeSeparation
  const pass = findPass(orbit, plan.site, beforeSeparation.value, plan.landAfterTdb_s - arrivalTdb_s)
  if (!pass.ok) return pass
  return ok({
    transfer,
    setting,
    launch,
    capture: capture.value,
    circular: circular.value,
    orbit,
    approach,
    pass: pass.value,
    beforeSeparation: beforeSeparation.value,
  })
}
