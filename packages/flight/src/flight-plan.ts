/** A flight file and the chosen site, in the units the design works in: km, km/s, s, rad, kg; times TDB past J2000. */
import type { Ephemerides } from '@magpie/astro/ephemerides'
import { moonSite } from '@magpie/astro/geometry/moon-frames'
import type { Site } from '@magpie/astro/sites'
import { norm } from '@magpie/astro/vectors'
import { ok, type Result } from '@magpie/core/result'
import { parseEpoch, tdbSeconds } from '@magpie/core/time'
import type { DescentPlan } from './descent-flight.ts'
import { EARTH, EARTH_RADIUS_KM, type LaunchSite, MOON, type ParkingOrbit, SUN } from './earth-departure.ts'
import type { FlightError } from './errors.ts'
import type { FlightPlanInput } from './flight-file.ts'
import { type ForceModel, gravityParameter } from './forces.ts'
import type { GravityField } from './gravity-field.ts'
import type { Thruster } from './lunar-insertion.ts'
import type { TransferSetting } from './translunar.ts'

/** Where to land: planetocentric on MOON_ME, height over 1737.4 km. */
export type LandingSite = { readonly lat_deg: number; readonly lon_deg: number; readonly height_m: number }

export type FlightOptions = {
  readonly site: LandingSite
  /** The lander with its payload, without propellant, where the mission model knows better than the file. */
  readonly landerDry_kg?: number
  /**
   * Height of the ground over 1737.4 km, m, at a latitude and longitude (rad, MOON_ME), NaN where it is not known: then
   * the design says how much the descent clears it.
   */
  readonly ground?: (latitude_rad: number, longitude_rad: number) => number
  readonly onProgress?: (done: number, of: number, what: string) => void
}

export const RAD = Math.PI / 180
export const HOUR_S = 3600

/** The input in this package's units. */
export type Plan = {
  readonly input: FlightPlanInput
  readonly eph: Ephemerides
  readonly moonField: GravityField
  readonly mu: number
  readonly muEarth: number
  readonly site: Site
  readonly siteRadius_km: number
  readonly arrivalTdb_s: number
  readonly landAfterTdb_s: number
  readonly parking: ParkingOrbit
  readonly launchSite: LaunchSite
  readonly carrier: Thruster
  readonly lander: Thruster
  readonly launchMass_kg: number
  readonly landerDry_kg: number
  readonly landerMass_kg: number
  readonly transfer: Omit<TransferSetting, 'axes' | 'injectionTdb_s'>
  readonly descent: DescentPlan
}

export function readPlan(
  input: FlightPlanInput,
  eph: Ephemerides,
  moonField: GravityField,
  { site: at, landerDry_kg: dry }: FlightOptions,
): Result<Plan, FlightError> {
  const mu = gravityParameter(eph, MOON)
  if (!mu.ok) return mu
  const muEarth = gravityParameter(eph, EARTH)
  if (!muEarth.ok) return muEarth
  const arrival = parseEpoch(input.transfer.arrival.utc, eph.leapSeconds)
  if (!arrival.ok) return arrival
  const after = parseEpoch(input.landing.notBefore.utc, eph.leapSeconds)
  if (!after.ok) return after
  const { carrier, lander } = input.vehicles
  const landerDry_kg = dry ?? lander.dry.value
  const landerMass_kg = landerDry_kg + lander.propellant.value
  const site = moonSite('landing site', {
    longitude_rad: at.lon_deg * RAD,
    latitude_rad: at.lat_deg * RAD,
    height_km: at.height_m / 1000,
  })
  const parking = {
    radius_km: EARTH_RADIUS_KM + input.parkingOrbit.altitude.value,
    inclination_rad: input.parkingOrbit.inclination.value * RAD,
  }
  return ok({
    input,
    eph,
    moonField,
    mu: mu.value,
    muEarth: muEarth.value,
    site,
    siteRadius_km: norm(site.position_km),
    arrivalTdb_s: tdbSeconds(arrival.value, eph.leapSeconds),
    landAfterTdb_s: tdbSeconds(after.value, eph.leapSeconds),
    parking,
    launchSite: {
      latitude_rad: input.launch.latitude.value * RAD,
      longitude_rad: input.launch.longitude.value * RAD,
      delay_s: input.launch.ascentDelay.value,
    },
    carrier: { thrust_N: carrier.engine.thrust.value, isp_s: carrier.engine.specificImpulse.value },
    lander: { thrust_N: lander.descentOrbitThrust.value, isp_s: lander.specificImpulse.value },
    launchMass_kg: carrier.dry.value + carrier.propellant.value + landerMass_kg,
    landerDry_kg,
    landerMass_kg,
    transfer: { eph, moonField, moonDegree: input.models.transferDegree, orbit: parking },
    descent: descentPlan(input),
  })
}

function descentPlan({ descent, vehicles }: FlightPlanInput): DescentPlan {
  const { leastThrust, greatestThrust, specificImpulse, turnRate } = vehicles.lander
  const { braking, phases } = descent
  return {
    engine: {
      least_N: leastThrust.value,
      greatest_N: greatestThrust.value,
      isp_s: specificImpulse.value,
      turn_rad_s: turnRate.value * RAD,
    },
    braking: { first_N: braking.firstThrust.value, mean_N: braking.meanThrust.value, target: braking },
    phases: phases.map((p) => ({ id: p.id, duration_s: p.duration_s, target: p })),
    final: { descent_m_s: descent.finalRate.value, cutoff_m: descent.cutoffHeight.value },
    cycle_s: descent.cycle.value,
  }
}

/** Forces about the Moon from the arrival on, at a degree. */
export function moonModel(plan: Plan, degree: number): ForceModel {
  return {
    centre: MOON,
    startTdb_s: plan.arrivalTdb_s,
    fields: [{ body: MOON, field: plan.moonField, degree, frame: 'MOON_PA' }],
    pointMasses: [EARTH, SUN],
  }
}
