/** What a module on board or beside the lander is at a moment, and what carries it. */
import type { ModuleModel } from '@magpie/operations/on-board-models'
import type { Voice } from './flight-voice.ts'
import type { Health } from './health.ts'
import type { LoadBay } from './load-bay.ts'
import type { BatteryState } from './subsystems/battery.ts'
import type { World } from './world.ts'

export type ModuleState =
  | 'STOWED'
  | 'POWERED'
  | 'DEPLOYING'
  | 'DEPLOYED'
  | 'OBSERVING'
  | 'MOVING'
  | 'CHARGING'
  | 'SAFE'
  | 'FAILED'
  | 'DORMANT'

/** What carries a module and takes what it sends. */
export type Carrier = {
  /** Takes a packet for the ground. */
  send(packet: Uint8Array, element: string): void
  /** Takes a data product: its packet goes down once `volume_Mbit` has. */
  keep(packet: () => Uint8Array, element: string, volume_Mbit: number): void
  readonly temperature_degC: number
  readonly bus_V: number
  /** Whether anybody takes packets: false while the lander is off. */
  readonly listening: boolean
}

export type Module = {
  readonly id: string
  readonly model: ModuleModel
  readonly voice: Voice
  readonly world: World
  readonly carrier: Carrier
  readonly health: Health
  readonly bay: LoadBay
  readonly battery: BatteryState
  /** Electronics, battery, radiator; all the same while it stands on the lander. */
  readonly t_degC: Float64Array
  /** Whether its electronics run: on the lander by the lander's switch, away from it by its own battery. */
  powered: boolean
  attached: boolean
  deployed: boolean
  released: boolean
  state: ModuleState
  fault: 'NONE' | 'MECHANISM_STUCK' | 'ELECTRONICS' | 'OVERCURRENT' | 'LOW_BATTERY'
  /** Attempts for which the mechanism stays stuck. */
  stuckFor: number
  /** Of the electronics. */
  readonly temperature_degC: number
  heater: boolean
  /** What is in the battery. */
  battery_Wh: number
  poweredAt_s: number
  updatedAt_s: number
  /** When its health is told next. */
  healthDue_s: number
  products: number
  stored_Mbit: number
  executed: number
  refused: number
  deploymentStep: number
  odometer_m: number
  east_m: number
  north_m: number
  heading_deg: number
  charging: boolean
  charger_W: number
  array_W: number
  /** The task under way: a number that a later task or a stop makes stale. */
  task: number
  /** What is owed to whoever commanded the task under way when it ends before its time. */
  onStop: (() => void) | undefined
}
