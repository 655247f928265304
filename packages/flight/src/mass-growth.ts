/**
 * What a change of landed mass does to a design, by the rocket equation along its manoeuvres: each keeps its velocity
 * change, each vehicle its propellant load. Masses kg, velocities m/s.
 */

import type { FlightDesign, Manoeuvre, VehicleBudget } from './flight-design.ts'
import { STANDARD_GRAVITY_M_S2 } from './forces.ts'
import { deltaVOf, propellantFor } from './rocket.ts'

export type VehicleGrowth = {
  readonly used_kg: number
  readonly left_kg: number
  readonly margin_m_s: number
  /** More propellant used than before. */
  readonly moreUsed_kg: number
  readonly marginLost_m_s: number
}

export type MassGrowth = {
  readonly growth_kg: number
  readonly launchMass_kg: number
  readonly launchMargin_kg: number
  readonly carrier: VehicleGrowth
  readonly lander: VehicleGrowth
  /** Mass that could still be added before the first of the margins is used up. */
  readonly roomLeft_kg: number
  /** Margins that are below zero: `launch`, `carrier`, `lander`. */
  readonly broken: readonly ('launch' | 'carrier' | 'lander')[]
}

/** The consequences of `growth_kg` more (or less) on the lander. */
export function massGrowth(design: FlightDesign, growth_kg: number): MassGrowth {
  const grown = consequences(design, growth_kg)
  let [low, high] = [growth_kg, growth_kg + 10_000]
  if (grown.broken.length > 0) [low, high] = [growth_kg - 10_000, growth_kg]
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2
    if (consequences(design, middle).broken.length > 0) high = middle
    else low = middle
  }
  return { ...grown, roomLeft_kg: low - growth_kg }
}

function consequences(design: FlightDesign, growth_kg: number): Omit<MassGrowth, 'roomLeft_kg'> {
  const { budget } = design
  const launchMass_kg = budget.launchMass_kg + growth_kg
  const launchMargin_kg = budget.launchCapacity_kg - launchMass_kg
  const carrierBurns = design.manoeuvres.filter((m) => m.vehicle === 'carrier')
  const landerBurns = design.manoeuvres.filter((m) => m.vehicle === 'lander')
  const carrier = vehicleGrowth(carrierBurns, launchMass_kg, budget.carrier)
  const lander = vehicleGrowth(landerBurns, budget.lander.dry_kg + budget.lander.loaded_kg + growth_kg, budget.lander)
  const broken: ('launch' | 'carrier' | 'lander')[] = []
  if (launchMargin_kg < 0) broken.push('launch')
  if (carrier.left_kg < 0) broken.push('carrier')
  if (lander.left_kg < 0) broken.push('lander')
  return { growth_kg, launchMass_kg, launchMargin_kg, carrier, lander, broken }
}

function vehicleGrowth(burns: readonly Manoeuvre[], start_kg: number, before: VehicleBudget): VehicleGrowth {
  let mass_kg = start_kg
  for (const m of burns) mass_kg -= propellantFor(m.deltaV_m_s, m.specificImpulse_s, mass_kg)
  const used_kg = start_kg - mass_kg
  const left_kg = before.loaded_kg - used_kg
  const isp_s = burns.at(-1)?.specificImpulse_s ?? 0
  const margin_m_s = marginOf(mass_kg, left_kg, isp_s)
  return {
    used_kg,
    left_kg,
    margin_m_s,
    moreUsed_kg: used_kg - before.used_kg,
    marginLost_m_s: before.margin_m_s - margin_m_s,
  }
}

/** Velocity change of the propellant left; negative, by the same law to first order, where it is missing. */
export function marginOf(mass_kg: number, left_kg: number, isp_s: number): number {
  if (left_kg >= 0) return deltaVOf(mass_kg, mass_kg - left_kg, isp_s)
  return (isp_s * STANDARD_GRAVITY_M_S2 * left_kg) / mass_kg
}
