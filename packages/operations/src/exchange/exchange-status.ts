/** Where an exchange stands as the ground knows it by packets, whole: plain data. Times s, on the scale of who keeps it. */
import type { Exchange, ExchangeState, ExchangeStep } from './protocol.ts'

export type ExchangeStatus = {
  /** The mission's service, by its id, and the number that the elements gave this one. */
  readonly service: string
  readonly request: number
  readonly from: string
  readonly to: string
  readonly state: ExchangeState
  readonly exchange: Exchange
  /** In the service's unit. */
  readonly asked: number
  readonly offered: number
  readonly given: number
  /** The container that is handed over, by its number; 0 for none. */
  readonly item: number
  /** When the ground knew of each state. */
  readonly reached: readonly { readonly state: ExchangeState; readonly at_s: number }[]
  /** Packets as they were heard. */
  readonly packets: readonly {
    readonly at_s: number
    readonly element: string
    readonly step: ExchangeStep | 'none'
    readonly amount: number
  }[]
  /** Commands that were sent for it, with the last that was heard of each. */
  readonly commands: readonly {
    readonly id: string
    readonly command: string
    readonly element: string
    readonly state: string
  }[]
  /** How many acts of people were taken in for the service. */
  readonly acts: number
}
