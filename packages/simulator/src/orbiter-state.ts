/** What the relay spacecraft is at a moment. */
import type { OrbiterModel } from '@magpie/operations/on-board-models'
import type { PusOnBoard } from '@magpie/operations/pus/on-board'
import type { VerifiedRequest } from '@magpie/operations/pus/reports'
import type { Gateway, GatewayVerdict } from './gateway.ts'
import type { Health } from './health.ts'
import type { RadioLink } from './radio-link.ts'
import type { Recorder } from './recorder.ts'
import type { Attitude } from './subsystems/attitude.ts'
import type { BatteryState } from './subsystems/battery.ts'
import type { World } from './world.ts'

/** Where the antenna points: at the lander's site, at the Earth, at the Sun, and at the Sun in safe mode. */
export const POINTING_MODES = ['SAFE', 'SUN', 'EARTH', 'RELAY'] as const
export type PointingMode = (typeof POINTING_MODES)[number]

/** Where the relay is, km, J2000 about the Moon, at TDB s; false where nobody knows. */
export type RelayPosition = (tdb_s: number, out: Float64Array) => boolean

/** What the gateway let through. */
export type Accepted = GatewayVerdict & { readonly kind: 'accepted' }

export type Orbiter = {
  readonly id: string
  readonly apid: number
  readonly world: World
  readonly model: OrbiterModel
  readonly position: RelayPosition
  readonly recorder: Recorder
  readonly gateway: Gateway
  readonly health: Health
  pus: PusOnBoard
  link: RadioLink | undefined
  readonly revoked: Map<string, string>
  mode: PointingMode
  readonly attitude: Attitude
  /** Angle of the arrays' drive where it is stuck, rad; undefined while it follows the Sun. */
  stuckAt_rad: number | undefined
  /** Called when it begins to turn. */
  readonly turned: () => void
  /** Who waits for the slew under way to end. */
  slewFor: VerifiedRequest | undefined
  /** Requests in the schedule, by their sequence counts, with what the gateway knows of them. */
  readonly waiting: Map<number, Accepted>
  payload: boolean
  tripped: boolean
  shed: boolean
  readonly battery: BatteryState
  array_W: number
  load_W: number
  incidence_rad: number
  lit: boolean
  /** Platform, battery, radiator, transmitter. */
  readonly t_degC: Float64Array
  heater: boolean
  updatedAt_s: number
  bootedAt_s: number
  accepted: number
  refused: number
  relayed_s: number
  /** What the ground may set: see the parameters of the dictionary. */
  readonly settings: { unloadAbove: number; shedBelow_percent: number; slew_deg_s: number }
  ticking: number
}
