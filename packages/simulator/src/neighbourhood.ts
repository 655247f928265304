/** What modules beside each other know of each other, and what each holds of an exchange. */
import type { Dialog } from '@magpie/operations/exchange/dialog'
import type { ProximityService } from '@magpie/operations/operations-file'
import type { Module } from './module.ts'
import type { ProximityRadio, ShortLinks } from './proximity-radio.ts'

/** One side of an exchange on board. */
export type Held = {
  readonly service: ProximityService
  readonly dialog: Dialog
  /** Ends the act under way. */
  end: ((gone: boolean) => void) | undefined
  /** When it looks next what is due. */
  pollAt_s: number
}

/** How modules find each other, and what they hold. */
export type Neighbourhood = {
  readonly module: (id: string) => Module | undefined
  readonly radio: ProximityRadio
  readonly links: ShortLinks
  /** By element, service and request. */
  readonly held: Map<string, Held>
  /** Where containers are, by number. */
  readonly custody: Map<number, string>
  /** Gives a packet to a module's computer. */
  readonly deliver: (to: Module, packet: Uint8Array) => void
}
