/** What a finished flight is written as: trajectories, manoeuvres, events, budget and figures. */

import { eccentricityVector, semiMajorAxis } from '@magpie/astro/elements/conic-motion'
import { rotation } from '@magpie/astro/frames'
import { MOON_RADIUS_KM } from '@magpie/astro/sites'
import { cross, norm, unit, vector } from '@magpie/astro/vectors'
import { ok, type Result } from '@magpie/core/result'
import type { DescentOrbit } from './descent-orbit.ts'
import { MOON } from './earth-departure.ts'
import type { FlightError } from './errors.ts'
import type { Clearance, FlightDesign, FlightEvent, FlightFigures, Manoeuvre, VehicleBudget } from './flight-design.ts'
import { HOUR_S, type Plan, RAD } from './flight-plan.ts'
import type { LowOrbit, Timed } from './low-orbit.ts'
import { type Burn, type BurnSetting, burn, coast } from './lunar-insertion.ts'
import { marginOf } from './mass-growth.ts'
import type { Descent } from './powered-descent.ts'
import { relayPath } from './relay-orbit.ts'
import { deltaVOf, propellantFor } from './rocket.ts'
import { type Trajectory, TrajectoryRecorder } from './trajectory.ts'
import { transferPath } from './translunar.ts'

/** From the descent orbit to the ground. `setting` is the lander's in orbit. */
export type Landing = { readonly orbit: DescentOrbit; readonly setting: BurnSetting; readonly descent: Descent }

const DAY_S = 86400

/** The flown path in phases that join in time; the states of each are about its own centre. */
export function trajectories(plan: Plan, low: LowOrbit, landing: Landing): Result<Trajectory[], FlightError> {
  const start = plan.arrivalTdb_s
  const { capture, circular, transfer, setting } = low
  const way = transferPath(setting, transfer, start + capture.start_s)
  if (!way.ok) return way
  const phases: Trajectory[] = [...way.value.paths]
  const flown = (name: string, fly: (out: TrajectoryRecorder) => Result<Timed, FlightError>) => {
    const out = new TrajectoryRecorder(name, MOON, start, plan.mu)
    const end = fly(out)
    if (end.ok) phases.push(out.finish(end.value.t_s, end.value.state))
    return end
  }
  const burning = (name: string, on: BurnSetting, b: Burn) =>
    flown(name, (out) => {
      out.add(b.start_s, b.before)
      const end = burn(on, b.start_s, b.before, b.duration_s, b.pitch_rad, { onStep: out.onStep })
      return end.ok ? ok({ t_s: b.start_s + b.duration_s, state: end.value.after }) : end
    })
  const coasting = (name: string, on: BurnSetting, from: Timed, to_s: number) =>
    flown(name, (out) => {
      out.add(from.t_s, from.state)
      return coast(on, from.t_s, from.state, to_s, { onStep: out.onStep })
    })
  const after = (b: Burn): Timed => ({ t_s: b.start_s + b.duration_s, state: b.after })
  const { burn: lowering } = landing.orbit
  for (const part of [
    () => burning('lunar orbit insertion 1', low.approach, capture),
    () => coasting('capture orbit', low.approach, after(capture), circular.start_s),
    () => burning('lunar orbit insertion 2', low.orbit, circular),
    () => coasting('low lunar orbit', low.orbit, after(circular), lowering.start_s),
    () => burning('descent orbit insertion', landing.setting, lowering),
    () => coasting('descent orbit', landing.setting, after(lowering), landing.descent.ignition_s),
  ]) {
    const done = part()
    if (!done.ok) return done
  }
  phases.push(poweredPath(plan, landing.descent))
  return ok(phases)
}

/** The descent, a state every two seconds. */
function poweredPath(plan: Plan, descent: Descent): Trajectory {
  const times_s: number[] = []
  const states: number[] = []
  for (const { t_s, state } of descent.path) {
    const t = plan.arrivalTdb_s + t_s
    if (times_s.length > 0 && t - times_s.at(-1)! < 1e-3) continue
    times_s.push(t)
    for (let i = 0; i < 6; i++) states.push(state[i]!)
  }
  return { name: 'powered descent', centre: MOON, axes: 'J2000', times_s, states }
}

/** Nearer than this the descent is over its site, and low because it lands. */
const LAST_M = 1000

/** The least clearance of the descent over the ground, or none where the ground is not known. */
export function clearanceOf(
  { eph, arrivalTdb_s }: Plan,
  descent: Descent,
  ground: (latitude_rad: number, longitude_rad: number) => number,
): Clearance | undefined {
  const p = new Float64Array(3)
  const r = new Float64Array(9)
  let found: Clearance | undefined
  for (const [i, { t_s, state }] of descent.path.entries()) {
    const { range_m } = descent.samples[i]!
    if (range_m < LAST_M || !rotation(eph, 'J2000', 'MOON_ME', arrivalTdb_s + t_s, r).ok) continue
    for (let k = 0; k < 3; k++) p[k] = r[3 * k]! * state[0]! + r[3 * k + 1]! * state[1]! + r[3 * k + 2]! * state[2]!
    const radius = norm(p)
    const over_m = (radius - MOON_RADIUS_KM) * 1000 - ground(Math.asin(p[2]! / radius), Math.atan2(p[1]!, p[0]!))
    if (Number.isNaN(over_m)) continue
    const knownFrom_m = found?.knownFrom_m ?? range_m
    if (found === undefined || over_m < found.least_m) found = { least_m: over_m, range_m, knownFrom_m }
  }
  return found
}

/** The relay over the surface phase. */
export function relayOf(
  { input, eph, moonField, arrivalTdb_s }: Plan,
  landing: Landing,
): Result<Trajectory, FlightError> {
  const { relay, models } = input
  const startTdb_s = arrivalTdb_s + landing.descent.touchdown_s - relay.lead.value * HOUR_S
  const [low, high] = [relay.periluneRadius.value, relay.apoluneRadius.value]
  return relayPath(relay.id, {
    eph,
    moonField,
    degree: models.relayDegree,
    startTdb_s,
    endTdb_s: startTdb_s + relay.lead.value * HOUR_S + relay.span.value * DAY_S,
    elements: {
      periapsis_km: low,
      eccentricity: (high - low) / (high + low),
      inclination_rad: relay.inclination.value * RAD,
      node_rad: relay.node.value * RAD,
      periapsis_rad: relay.argumentOfPerilune.value * RAD,
      trueAnomaly_rad: relay.trueAnomaly.value * RAD,
    },
  })
}

/** Every velocity change in order, allowances included, with mass before and after. */
export function manoeuvresOf(plan: Plan, low: LowOrbit, landing: Landing): Manoeuvre[] {
  const { carrier, input, arrivalTdb_s: start, lander } = plan
  const injectionTdb_s = low.transfer.injectionTdb_s
  const { capture, circular } = low
  const out: Manoeuvre[] = [
    {
      id: 'tli',
      name: 'Translunar injection',
      vehicle: 'launcher',
      model: 'impulsive',
      epochTdb_s: injectionTdb_s,
      duration_s: 0,
      deltaV_m_s: low.transfer.injection.deltaV_km_s * 1000,
      specificImpulse_s: 0,
      propellant_kg: 0,
      massBefore_kg: plan.launchMass_kg,
      massAfter_kg: plan.launchMass_kg,
    },
  ]
  const allowance = (id: string, name: string, epochTdb_s: number, deltaV_m_s: number, massBefore_kg: number) => {
    const propellant_kg = propellantFor(deltaV_m_s, carrier.isp_s, massBefore_kg)
    out.push({
      ...{ id, name, vehicle: 'carrier', model: 'allowance', epochTdb_s, duration_s: 0, deltaV_m_s },
      ...{
        specificImpulse_s: carrier.isp_s,
        propellant_kg,
        massBefore_kg,
        massAfter_kg: massBefore_kg - propellant_kg,
      },
    })
  }
  const finite = (id: string, name: string, vehicle: 'carrier' | 'lander', b: FiniteBurn, isp_s: number) => {
    const [massBefore_kg, massAfter_kg] = [b.before[6]!, b.after[6]!]
    out.push({
      ...{ id, name, vehicle, model: 'finite', epochTdb_s: start + b.start_s, duration_s: b.duration_s },
      ...{ deltaV_m_s: deltaVOf(massBefore_kg, massAfter_kg, isp_s), specificImpulse_s: isp_s },
      ...{ propellant_kg: massBefore_kg - massAfter_kg, massBefore_kg, massAfter_kg },
    })
  }
  const { corrections } = input.transfer
  allowance('tcm', 'Corrections on the way', injectionTdb_s + DAY_S, corrections.value, plan.launchMass_kg)
  finite('loi-1', 'Lunar orbit insertion 1: capture', 'carrier', capture, carrier.isp_s)
  finite('loi-2', 'Lunar orbit insertion 2: circular orbit', 'carrier', circular, carrier.isp_s)
  const inOrbit_s = circular.start_s + circular.duration_s
  allowance(
    'maintenance',
    'Orbit maintenance',
    start + inOrbit_s,
    input.insertion.maintenance.value,
    circular.after[6]!,
  )
  finite('doi', 'Descent orbit insertion', 'lander', landing.orbit.burn, lander.isp_s)
  const { ignition_s, touchdown_s, ignition, touchdown } = landing.descent
  const descent = { start_s: ignition_s, duration_s: touchdown_s - ignition_s, before: ignition, after: touchdown }
  finite('pdi', 'Powered descent', 'lander', descent, lander.isp_s)
  return out
}

type FiniteBurn = Pick<Burn, 'start_s' | 'duration_s' | 'before' | 'after'>

/** Sums of the manoeuvres against what is loaded. */
export function budgetOf(plan: Plan, manoeuvres: readonly Manoeuvre[]): FlightDesign['budget'] {
  const { input } = plan
  const { carrier, lander } = input.vehicles
  const own = manoeuvres.filter((m) => m.vehicle !== 'launcher')
  const sum = (list: readonly Manoeuvre[], of: (m: Manoeuvre) => number) => list.reduce((total, m) => total + of(m), 0)
  const vehicle = (id: 'carrier' | 'lander', dry_kg: number, loaded_kg: number): VehicleBudget => {
    const list = own.filter((m) => m.vehicle === id)
    const last = list.at(-1)!
    const used_kg = sum(list, (m) => m.propellant_kg)
    return {
      dry_kg,
      loaded_kg,
      used_kg,
      left_kg: loaded_kg - used_kg,
      deltaV_m_s: sum(list, (m) => m.deltaV_m_s),
      margin_m_s: marginOf(last.massAfter_kg, loaded_kg - used_kg, last.specificImpulse_s),
    }
  }
  return {
    deltaV_m_s: sum(own, (m) => m.deltaV_m_s),
    propellant_kg: sum(own, (m) => m.propellant_kg),
    launchMass_kg: plan.launchMass_kg,
    launchCapacity_kg: input.launch.capacity.value,
    launchMargin_kg: input.launch.capacity.value - plan.launchMass_kg,
    carrier: vehicle('carrier', carrier.dry.value, carrier.propellant.value),
    lander: vehicle('lander', plan.landerDry_kg, lander.propellant.value),
  }
}

/** What happens when, in order. */
export function eventsOf(plan: Plan, low: LowOrbit, landing: Landing): FlightEvent[] {
  const start = plan.arrivalTdb_s
  const { descent, orbit } = landing
  const { capture, circular } = low
  const at = (id: string, name: string, t_s: number): FlightEvent => ({ id, name, epochTdb_s: start + t_s })
  return [
    { id: 'launch', name: 'Launch', epochTdb_s: low.launch.tdb_s },
    { id: 'tli', name: 'Translunar injection', epochTdb_s: low.transfer.injectionTdb_s },
    { id: 'lunar-sphere', name: "The Moon's sphere of influence entered", epochTdb_s: low.transfer.entryTdb_s },
    at('loi-1', 'Capture burn begins', capture.start_s),
    at('loi-1-end', 'Capture burn ends', capture.start_s + capture.duration_s),
    at('loi-2', 'Second insertion burn begins', circular.start_s),
    at('loi-2-end', 'Low lunar orbit', circular.start_s + circular.duration_s),
    at('separation', 'Lander separates', low.beforeSeparation.t_s),
    at('doi', 'Descent orbit insertion', orbit.burn.start_s),
    at('pdi', 'Powered descent begins', descent.ignition_s),
    ...descent.marks.slice(1).map((m) => at(m.id, DESCENT_NAMES[m.id] ?? m.id, m.t_s)),
    at('touchdown', 'Touchdown', descent.touchdown_s),
  ]
}

const DESCENT_NAMES: Readonly<Record<string, string>> = {
  'quick-adjustment': 'Quick adjustment of attitude',
  approach: 'Approach',
  hover: 'Hover',
  'hazard-avoidance': 'Descent with hazard avoidance',
  'final-descent': 'Final descent at constant rate',
  'free-fall': 'Engine cut-off',
}

/** The sizes a reader judges the design by. */
export function figuresOf(plan: Plan, low: LowOrbit, landing: Landing): FlightFigures {
  const { mu, eph, arrivalTdb_s, siteRadius_km } = plan
  const { transfer, launch, capture, circular, pass } = low
  const apsides = (state: Float64Array): [number, number] => {
    const a = semiMajorAxis(state, mu)
    const e = norm(eccentricityVector(state, mu))
    return [a * (1 - e) - MOON_RADIUS_KM, a * (1 + e) - MOON_RADIUS_KM]
  }
  const normal = unit(cross(circular.after, circular.after.subarray(3, 6), vector()), vector())
  const turned = rotation(eph, 'J2000', 'MOON_ME', arrivalTdb_s + circular.start_s, new Float64Array(9))
  const cosine = turned.ok ? [6, 7, 8].reduce((s, i) => s + turned.value[i]! * normal[i - 6]!, 0) : Number.NaN
  const first = landing.descent.samples[0]!
  return {
    launchTdb_s: launch.tdb_s,
    launchAzimuth_deg: launch.azimuth_rad / RAD,
    parkingCoast_min: (transfer.injectionTdb_s - launch.tdb_s - plan.launchSite.delay_s) / 60,
    transfer_h: (transfer.periluneTdb_s - transfer.injectionTdb_s) / HOUR_S,
    injectionDeltaV_m_s: transfer.injection.deltaV_km_s * 1000,
    excessSpeed_km_s: transfer.excessSpeed_km_s,
    periluneAltitude_km: norm(transfer.perilune) - MOON_RADIUS_KM,
    captureOrbit_km: apsides(capture.after),
    lowOrbit_km: apsides(circular.after),
    lowOrbitInclination_deg: Math.acos(cosine) / RAD,
    descentOrbit_km: apsides(landing.orbit.burn.after),
    offPlane_m: pass.offPlane_rad * siteRadius_km * 1000,
    brakingRange_km: first.range_m / 1000,
  }
}
