import type { FlightDesign } from '@magpie/flight/flight-design'
import { describe, expect, it } from 'vitest'
import { descentSensitivityOf } from './descent-sensitivity.ts'

describe('the descent', () => {
  it('takes of a heavier lander what the rocket equation says of its burns', () => {
    const burn = { vehicle: 'lander', deltaV_m_s: 2000, specificImpulse_s: 300 }
    const lander = { dry_kg: 1000, loaded_kg: 1200, used_kg: 1085, left_kg: 115, margin_m_s: 0 }
    const carrier = { dry_kg: 1, loaded_kg: 1, used_kg: 1, left_kg: 0, margin_m_s: 0 }
    const budget = { carrier, lander, launchMass_kg: 3000, launchCapacity_kg: 4000 }
    const design = { manoeuvres: [burn], budget } as unknown as FlightDesign
    const { margin_kg, propellantPerLanded_kg, rehearsal } = descentSensitivityOf(design, 'a test')
    expect([margin_kg, rehearsal]).toEqual([115, 'a test'])
    // 2200 kg before the burn use 2200 (1 - exp(-dv/(Isp g))); one kilogram more uses that share of itself more.
    const share = 1 - Math.exp(-2000 / (300 * 9.80665))
    expect(propellantPerLanded_kg).toBeCloseTo(2201 * share - 1085, 9)
  })
})
