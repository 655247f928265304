/** What a landed kilogram costs the descent, by the rocket equation along the manoeuvres that the rehearsal flew. */
import type { FlightDesign } from '@magpie/flight/flight-design'
import { massGrowth } from '@magpie/flight/mass-growth'
import type { DescentSensitivity } from '@magpie/programme/interface/impact'

/** The propellant that is left to the lander, and what one kilogram more to land takes of it. */
export function descentSensitivityOf(design: FlightDesign, rehearsal: string): DescentSensitivity {
  const { moreUsed_kg } = massGrowth(design, 1).lander
  return { margin_kg: design.budget.lander.left_kg, propellantPerLanded_kg: moreUsed_kg, rehearsal }
}
