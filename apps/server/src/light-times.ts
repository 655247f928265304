/** One-way light time from the craft to the Earth's centre at any moment of the mission, for the clock. */
import { LIGHT_KM_S } from '@magpie/astro/aberration'
import type { Ephemerides } from '@magpie/astro/ephemerides'
import { positionOf } from '@magpie/astro/states'
import type { TdbSeconds } from '@magpie/core/time'
import type { FlightDesign } from '@magpie/flight/flight-design'
import { sampleTrajectory } from '@magpie/flight/trajectory'

const EARTH = 399
const MOON = 301

/** Seconds at TDB seconds past J2000: along the trajectory while it flies, from the Moon's centre after it has landed. */
export function lightTimes(flight: FlightDesign, eph: Ephemerides): (tdb_s: number) => number {
  const state = new Float64Array(6)
  const moon = new Float64Array(3)
  return (tdb_s) => {
    const phase = flight.phases.find((p) => tdb_s >= p.times_s[0]! && tdb_s <= p.times_s.at(-1)!)
    if (phase === undefined && tdb_s < flight.touchdown.epochTdb_s) return 0
    if (phase !== undefined) sampleTrajectory(phase, tdb_s, state)
    else state.fill(0)
    if (phase?.centre !== EARTH) {
      const found = positionOf(eph, MOON, EARTH, tdb_s as TdbSeconds, moon)
      if (!found.ok) return 0
      for (let axis = 0; axis < 3; axis++) state[axis]! += moon[axis]!
    }
    return Math.hypot(state[0]!, state[1]!, state[2]!) / LIGHT_KM_S
  }
}
