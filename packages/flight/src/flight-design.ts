/** What a flight design is: plain data, ready for JSON. Times are TDB seconds past J2000; angles named in degrees. */
import type { Provenance } from '@magpie/core/provenance'
import type { DescentSample } from './descent-flight.ts'
import type { Trajectory } from './trajectory.ts'

export type Vehicle = 'launcher' | 'carrier' | 'lander'

export type Manoeuvre = {
  readonly id: string
  readonly name: string
  readonly vehicle: Vehicle
  /** `impulsive`: velocity changed at once; `finite`: integrated with thrust; `allowance`: reserved, not flown. */
  readonly model: 'impulsive' | 'finite' | 'allowance'
  readonly epochTdb_s: number
  readonly duration_s: number
  readonly deltaV_m_s: number
  readonly specificImpulse_s: number
  /** Zero for the launcher's own. */
  readonly propellant_kg: number
  readonly massBefore_kg: number
  readonly massAfter_kg: number
}

export type FlightEvent = { readonly id: string; readonly name: string; readonly epochTdb_s: number }

export type VehicleBudget = {
  readonly dry_kg: number
  readonly loaded_kg: number
  readonly used_kg: number
  readonly left_kg: number
  readonly deltaV_m_s: number
  /** What the propellant left would still give the vehicle, with all that it carries at the end. */
  readonly margin_m_s: number
}

export type Assumption = { readonly field: string; readonly value: string; readonly provenance: Provenance }

/** Sizes by which a reader judges the design: what was aimed at and what came out. */
export type FlightFigures = {
  readonly launchTdb_s: number
  readonly launchAzimuth_deg: number
  readonly parkingCoast_min: number
  readonly transfer_h: number
  readonly injectionDeltaV_m_s: number
  readonly excessSpeed_km_s: number
  readonly periluneAltitude_km: number
  readonly captureOrbit_km: readonly [perilune: number, apolune: number]
  readonly lowOrbit_km: readonly [perilune: number, apolune: number]
  readonly lowOrbitInclination_deg: number
  readonly descentOrbit_km: readonly [perilune: number, apolune: number]
  /** Distance of the site from the orbit's plane at the pass. */
  readonly offPlane_m: number
  readonly brakingRange_km: number
}

/** How near the descent comes to the ground before its last kilometre. */
export type Clearance = {
  readonly least_m: number
  /** Way left to the site there. */
  readonly range_m: number
  /** Range from which on the ground was known. */
  readonly knownFrom_m: number
}

export type FlightDesign = {
  readonly manoeuvres: readonly Manoeuvre[]
  readonly phases: readonly Trajectory[]
  readonly events: readonly FlightEvent[]
  /** Times are seconds from ignition. */
  readonly descent: {
    readonly ignitionTdb_s: number
    readonly samples: readonly DescentSample[]
    /** Over the ground where it is known; absent where none was given. */
    readonly clearance?: Clearance
  }
  readonly touchdown: {
    readonly epochTdb_s: number
    readonly miss_m: number
    readonly verticalSpeed_m_s: number
    readonly horizontalSpeed_m_s: number
    readonly tilt_deg: number
    readonly mass_kg: number
    readonly propellantLeft_kg: number
  }
  readonly relay: Trajectory
  readonly budget: {
    /** What the spacecraft itself gives, the launcher's injection left out. */
    readonly deltaV_m_s: number
    readonly propellant_kg: number
    readonly launchMass_kg: number
    readonly launchCapacity_kg: number
    readonly launchMargin_kg: number
    readonly carrier: VehicleBudget
    readonly lander: VehicleBudget
  }
  readonly figures: FlightFigures
  /** Every value of the flight file that is not published. */
  readonly assumed: readonly Assumption[]
  /** What the design leaves out. */
  readonly limits: readonly string[]
}
