/**
 * The flight of a mission from launch to touchdown, designed: targeted injection to the Moon, insertion in two finite
 * burns, low orbit in the Moon's field, descent orbit, guided descent to the site, and the relay's orbit over the surface
 * phase. Pure: the same input gives the same design. Inside, km, km/s, s, rad, kg; times TDB.
 */
import type { Ephemerides } from '@magpie/astro/ephemerides'
import { norm } from '@magpie/astro/vectors'
import { err, ok, type Result } from '@magpie/core/result'
import { assumptionsOf } from './assumptions.ts'
import { descentOrbitBurn } from './descent-orbit.ts'
import {
  budgetOf,
  clearanceOf,
  eventsOf,
  figuresOf,
  type Landing,
  manoeuvresOf,
  relayOf,
  trajectories,
} from './design-parts.ts'
import type { FlightError } from './errors.ts'
import type { FlightDesign } from './flight-design.ts'
import type { FlightPlanInput } from './flight-file.ts'
import { type FlightOptions, moonModel, type Plan, readPlan } from './flight-plan.ts'
import { prepareForces } from './forces.ts'
import type { GravityField } from './gravity-field.ts'
import { type LowOrbit, reachLowOrbit, withMass } from './low-orbit.ts'
import { brakingGuess, flyDescent } from './powered-descent.ts'

const STEPS = 7

/** Designs the flight; `onProgress` hears of each part before it begins. */
export function designFlight(
  input: FlightPlanInput,
  eph: Ephemerides,
  moonField: GravityField,
  options: FlightOptions,
): Result<FlightDesign, FlightError> {
  const plan = readPlan(input, eph, moonField, options)
  if (!plan.ok) return plan
  const tell = (done: number, what: string) => options.onProgress?.(done, STEPS, what)
  tell(0, 'translunar injection')
  const orbit = reachLowOrbit(plan.value, tell)
  if (!orbit.ok) return orbit
  tell(4, 'descent orbit')
  const landing = land(plan.value, orbit.value, tell)
  if (!landing.ok) return landing
  tell(6, 'relay and trajectories')
  const design = assemble(plan.value, orbit.value, landing.value, options)
  tell(STEPS, 'done')
  return design
}

function land(plan: Plan, low: LowOrbit, tell: (done: number, what: string) => void): Result<Landing, FlightError> {
  const { input, eph, mu } = plan
  const setting = { ...low.orbit, thruster: plan.lander }
  const perilune_km = plan.siteRadius_km + input.landing.descentPerilune.value
  const alone = { t_s: low.beforeSeparation.t_s, state: withMass(low.beforeSeparation.state, plan.landerMass_kg) }
  // Speed at the perilune of the descent orbit, from which the guess of the braking range starts.
  const high_km = norm(low.pass.state)
  const fast = Math.sqrt(mu * (2 / perilune_km - 2 / (perilune_km + high_km)))
  const atPerilune = new Float64Array([perilune_km, 0, 0, 0, fast, 0, plan.landerMass_kg])
  const { uprange_rad } = brakingGuess({ plan: plan.descent, site: plan.site, mu_km3_s2: mu }, atPerilune)
  const orbit = descentOrbitBurn(setting, plan.site, alone, low.pass, perilune_km, uprange_rad)
  if (!orbit.ok) return orbit
  tell(5, 'powered descent')
  const forces = prepareForces(eph, { ...moonModel(plan, input.models.descentDegree), pointMasses: [] })
  if (!forces.ok) return forces
  const descent = flyDescent(
    { eph, forces: forces.value, startTdb_s: plan.arrivalTdb_s, site: plan.site, mu_km3_s2: mu, plan: plan.descent },
    orbit.value.perilune,
  )
  if (!descent.ok) return descent
  return ok({ orbit: orbit.value, setting, descent: descent.value })
}

function assemble(
  plan: Plan,
  low: LowOrbit,
  landing: Landing,
  { ground }: FlightOptions,
): Result<FlightDesign, FlightError> {
  const phases = trajectories(plan, low, landing)
  if (!phases.ok) return phases
  const relay = relayOf(plan, landing)
  if (!relay.ok) return relay
  const manoeuvres = manoeuvresOf(plan, low, landing)
  const budget = budgetOf(plan, manoeuvres)
  for (const vehicle of ['carrier', 'lander'] as const) {
    const { used_kg, loaded_kg } = budget[vehicle]
    if (used_kg > loaded_kg) return err({ kind: 'out-of-propellant', vehicle, needed_kg: used_kg, loaded_kg })
  }
  const { descent } = landing
  const clearance = ground === undefined ? undefined : clearanceOf(plan, descent, ground)
  const start = plan.arrivalTdb_s
  return ok({
    manoeuvres,
    phases: phases.value,
    events: eventsOf(plan, low, landing),
    descent: {
      ignitionTdb_s: start + descent.ignition_s,
      samples: descent.samples.map((s) => ({ ...s, t_s: s.t_s - descent.ignition_s })),
      ...(clearance === undefined ? {} : { clearance }),
    },
    touchdown: {
      epochTdb_s: start + descent.touchdown_s,
      miss_m: descent.miss_m,
      verticalSpeed_m_s: descent.verticalSpeed_m_s,
      horizontalSpeed_m_s: descent.horizontalSpeed_m_s,
      tilt_deg: descent.tilt_deg,
      mass_kg: descent.touchdown[6]!,
      propellantLeft_kg: descent.touchdown[6]! - plan.landerDry_kg,
    },
    relay: relay.value,
    budget,
    figures: figuresOf(plan, low, landing),
    assumed: assumptionsOf(plan.input),
    limits: [
      "The injection by the launch vehicle is impulsive; its own losses are not the spacecraft's.",
      'No dispersions: corrections and orbit maintenance are allowances in propellant, not flown.',
      'Navigation in the descent is perfect, and the guidance takes the ground for a sphere at the height of the site.',
      'Solar radiation pressure, tides and relativity are left out.',
    ],
  })
}
