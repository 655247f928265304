/** The rocket equation (K. Tsiolkovsky, 1903): delta-v, propellant and what a change of mass does to them. */
import { STANDARD_GRAVITY_M_S2 } from './forces.ts'

/** Propellant, kg, that a velocity change costs a vehicle of a mass before it. */
export function propellantFor(deltaV_m_s: number, isp_s: number, massBefore_kg: number): number {
  return -massBefore_kg * Math.expm1(-deltaV_m_s / (isp_s * STANDARD_GRAVITY_M_S2))
}

/** Velocity change, m/s, of burning from one mass to another. */
export function deltaVOf(massBefore_kg: number, massAfter_kg: number, isp_s: number): number {
  return isp_s * STANDARD_GRAVITY_M_S2 * Math.log(massBefore_kg / massAfter_kg)
}
