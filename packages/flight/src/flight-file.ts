/**
 * `flight.json` of a mission folder: launch, transfer, orbits, vehicles, the descent's sequence and the relay, every
 * value with where it is from. Units as people read them: km, m, h, deg, kg, N. Times are ISO 8601 UTC.
 */
import { provenance } from '@magpie/core/provenance'
import { err, ok, type Result } from '@magpie/core/result'
import * as z from 'zod'

const amount = <U extends string>(unit: U, low: number, high: number) =>
  z.strictObject({ value: z.number().min(low).max(high), unit: z.literal(unit), provenance })

const epoch = z.strictObject({ utc: z.iso.datetime(), provenance })

/** An engine at fixed thrust. */
const engine = z.strictObject({ thrust: amount('N', 1, 1e7), specificImpulse: amount('s', 100, 500) })

/** Where a guided phase of the descent ends, and how long it takes. */
const descentPhase = z.strictObject({
  id: z.enum(['quick-adjustment', 'approach', 'hover', 'hazard-avoidance']),
  duration_s: z.number().positive().max(600),
  height_m: z.number().min(0).max(15_000),
  range_m: z.number().min(-1000).max(50_000),
  forward_m_s: z.number().min(-50).max(500),
  climb_m_s: z.number().min(-200).max(50),
  provenance,
})

/** The schema of `flight.json`. */
export const flightFile = z.strictObject({
  format: z.literal('magpie-flight-1'),
  launch: z.strictObject({
    vehicle: z.string().min(1),
    site: z.string().min(1),
    latitude: amount('deg', -90, 90),
    longitude: amount('deg', -180, 360),
    /** From lift-off until the vehicle flies as if it had started on the parking orbit above the site. */
    ascentDelay: amount('s', 0, 2000),
    /** Greatest mass the vehicle sends to the Moon. */
    capacity: amount('kg', 0, 1e6),
  }),
  parkingOrbit: z.strictObject({ altitude: amount('km', 150, 2000), inclination: amount('deg', 0, 90) }),
  transfer: z.strictObject({
    /** Time of the first perilune. */
    arrival: epoch,
    duration: amount('h', 60, 140),
    perilune: amount('km', 50, 1000),
    /** Sense of the lunar orbit against the Moon's turning. */
    sense: z.enum(['prograde', 'retrograde']),
    senseProvenance: provenance,
    /** Corrections on the way, as an allowance: nothing disperses the nominal path. */
    corrections: amount('m/s', 0, 500),
  }),
  insertion: z.strictObject({
    /** Period of the ellipse that the first burn leaves. */
    capturePeriod: amount('h', 2, 72),
    /** Revolutions on it before the second burn. */
    revolutions: amount('1', 1, 20),
    altitude: amount('km', 50, 500),
    /** Keeping the orbit until the lander separates, as an allowance. */
    maintenance: amount('m/s', 0, 500),
  }),
  landing: z.strictObject({
    /** The first pass of the orbit by the site after this time is taken. */
    notBefore: epoch,
    /** Perilune of the descent orbit, over the height of the site. */
    descentPerilune: amount('km', 5, 100),
  }),
  vehicles: z.strictObject({
    carrier: z.strictObject({ dry: amount('kg', 0, 1e5), propellant: amount('kg', 0, 1e5), engine }),
    lander: z.strictObject({
      /** Everything that lands, the payload included, without propellant. */
      dry: amount('kg', 0, 1e5),
      propellant: amount('kg', 0, 1e5),
      /** Of the burn that lowers perilune. */
      descentOrbitThrust: amount('N', 10, 1e5),
      leastThrust: amount('N', 10, 1e5),
      greatestThrust: amount('N', 10, 1e5),
      specificImpulse: amount('s', 100, 500),
      turnRate: amount('deg/s', 0.1, 60),
    }),
  }),
  descent: z.strictObject({
    braking: z.strictObject({
      /** Thrust at the start of braking, and its mean. */
      firstThrust: amount('N', 10, 1e5),
      meanThrust: amount('N', 10, 1e5),
      height_m: z.number().min(100).max(15_000),
      range_m: z.number().min(0).max(50_000),
      forward_m_s: z.number().min(0).max(500),
      climb_m_s: z.number().min(-200).max(50),
      provenance,
    }),
    phases: z.array(descentPhase).min(1),
    finalRate: amount('m/s', 0.2, 5),
    cutoffHeight: amount('m', 0, 10),
    cycle: amount('s', 0.05, 2),
  }),
  models: z.strictObject({
    /** Degree of the Moon's field on the way to the Moon, in orbit and in the descent. */
    transferDegree: z.number().int().min(2).max(150),
    orbitDegree: z.number().int().min(2).max(150),
    descentDegree: z.number().int().min(2).max(150),
    relayDegree: z.number().int().min(2).max(150),
  }),
  relay: z.strictObject({
    id: z.string().min(1),
    periluneRadius: amount('km', 1738, 1e5),
    apoluneRadius: amount('km', 1738, 1e5),
    /** Against the Moon's equator; node from its prime meridian at the epoch. */
    inclination: amount('deg', 0, 180),
    node: amount('deg', 0, 360),
    argumentOfPerilune: amount('deg', 0, 360),
    trueAnomaly: amount('deg', 0, 360),
    /** The elements hold so long before the landing. */
    lead: amount('h', 0, 240),
    span: amount('d', 1, 400),
  }),
})
/** A parsed `flight.json`. */
export type FlightPlanInput = z.infer<typeof flightFile>

export type FlightFileError = {
  readonly kind: 'bad-flight-file'
  readonly faults: readonly { readonly field: string; readonly rule: string }[]
}

/** A parsed `flight.json`, or every field that breaks a rule. */
export function parseFlightFile(data: unknown): Result<FlightPlanInput, FlightFileError> {
  const read = flightFile.safeParse(data)
  if (read.success) return ok(read.data)
  return err({
    kind: 'bad-flight-file',
    faults: read.error.issues.map((issue) => ({ field: issue.path.join('.'), rule: issue.message })),
  })
}
