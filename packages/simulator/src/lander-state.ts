/** What the lander is at a moment. */
import type { ToldAuthority } from '@magpie/operations/command/told-authority'
import type { Voice } from './flight-voice.ts'
import type { Gateway } from './gateway.ts'
import type { Health } from './health.ts'
import type { LoadBay } from './load-bay.ts'
import type { Module } from './module-state.ts'
import type { Neighbourhood } from './neighbourhood.ts'
import type { RadioLink } from './radio-link.ts'
import type { Recorder } from './recorder.ts'
import type { BatteryState } from './subsystems/battery.ts'
import type { World } from './world.ts'

export type Lander = {
  readonly id: string
  readonly voice: Voice
  readonly world: World
  readonly recorder: Recorder
  readonly gateway: Gateway
  readonly modules: ReadonlyMap<string, Module>
  readonly near: Neighbourhood
  readonly health: Health
  readonly bay: LoadBay
  link: RadioLink | undefined
  /** Grants that the gateway has been told are revoked, and from when (UTC). */
  readonly revoked: Map<string, string>
  /** What the gateway was told of authority; undefined where nobody tells it. */
  told?: ToldAuthority | undefined
  on: boolean
  hibernating: boolean
  /** After a reset by the watchdog: no new work and no data products until it is told to go on. */
  safe: boolean
  readonly battery: BatteryState
  array_W: number
  load_W: number
  /** Electronics, battery, radiator, transmitter. */
  readonly t_degC: Float64Array
  batteryHeater: boolean
  /** The transmitter in use has switched itself off. */
  tripped: boolean
  cover: 'CLOSED' | 'OPEN' | 'STUCK'
  updatedAt_s: number
  bootedAt_s: number
  accepted: number
  refused: number
  /** Modules that were powered when the lander went to sleep. */
  asleep: string[]
  /** Modules that were switched off to save the battery, the first first. */
  readonly shed: string[]
  lowest_percent: number
  hibernated_s: number
  lastLight_s: number
  /** What a check-out draws beside the usual, W. */
  extra_W: number
}

/** Places of the nodes in `t_degC`. */
export const NODE = { electronics: 0, battery: 1, radiator: 2, radio: 3 } as const
