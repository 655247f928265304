/**
 * The radio between neighbours on the ground (range, rate, loss), and the short link of each element with the lander, which
 * may fall silent: what cannot go then waits on board.
 */
import type { Random } from '@magpie/core/random'
import { type Decoder, engineeringValue } from '@magpie/operations/decoder'
import type { DialogMessage } from '@magpie/operations/exchange/dialog'
import { EXCHANGE_STEPS, type ExchangeStep } from '@magpie/operations/exchange/protocol'
import type { OperationsFile, ProximityService } from '@magpie/operations/operations-file'
import { checkPacket } from '@magpie/operations/space-packet'
import type { Module } from './module-state.ts'
import type { Scheduler } from './scheduler.ts'

/** The bit of `proximity_heard` by which an answer is wanted. */
export const WANTS = 0x8000

/** What is in a proximity packet, decoded by whoever receives it. */
export type ProximityMessage = DialogMessage & {
  readonly from: string
  readonly peer: string
  readonly service: string
}

/** How an element, or the ground, reads proximity packets: values by name, from the same dictionary. */
export function proximityMessage(
  value: (name: string) => number | string | boolean | undefined,
  from: string,
): ProximityMessage | undefined {
  const said = String(value('proximity_step')).toLowerCase().replaceAll('_', '-') as ExchangeStep | 'none'
  if (said !== 'none' && !EXCHANGE_STEPS.includes(said)) return undefined
  const heard = Number(value('proximity_heard'))
  return {
    ...{ from, step: said, peer: String(value('proximity_peer')), service: String(value('proximity_service')) },
    request: Number(value('proximity_request')),
    said: Number(value('proximity_said')),
    heard: heard & ~WANTS,
    wants: (heard & WANTS) !== 0,
    amount: Number(value('proximity_amount')),
    item: Number(value('proximity_item')),
  }
}

/** Reads the packets of neighbours on board. */
export function proximityListener(
  decoder: Decoder,
  file: OperationsFile,
): (packet: Uint8Array) => ProximityMessage | undefined {
  const sample = decoder.newSample()
  const slots = new Map(decoder.parameters.map((p) => [p.name, p]))
  const apid = decoder.parameters.find((p) => p.qualifiedName === '/common/apid')!
  return (packet) => {
    if (!checkPacket(packet).ok || !decoder.decode(packet, sample).ok) return undefined
    if (decoder.containers[sample.container]!.name !== 'proximity') return undefined
    const from = file.elements.find((e) => e.apid === sample.raw[apid.index])?.id
    if (from === undefined) return undefined
    return proximityMessage((name) => {
      const slot = slots.get(name)
      const value = slot === undefined ? undefined : engineeringValue(slot, sample)
      return value instanceof Uint8Array ? undefined : value
    }, from)
  }
}

export type ProximityRadio = {
  /** Whether two are near enough to hear each other. */
  inReach(a: Module, b: Module, radio: ProximityService['radio']): boolean
  /** Sends octets; they may be lost. `arrived` is called when they are there. */
  send(a: Module, b: Module, octets: number, radio: ProximityService['radio'], arrived: () => void): void
  readonly counts: { sent: number; lost: number }
}

/** Time to lock on a neighbour, s. */
const LOCK_S = 0.05

/** A radio whose chance is its own. */
export function proximityRadio(time: Scheduler, chance: Random): ProximityRadio {
  const counts = { sent: 0, lost: 0 }
  const inReach: ProximityRadio['inReach'] = (a, b, { reach_m }) =>
    !a.attached && !b.attached && Math.hypot(a.east_m - b.east_m, a.north_m - b.north_m) < reach_m
  return {
    counts,
    inReach,
    send(a, b, octets, radio, arrived) {
      counts.sent++
      if (!inReach(a, b, radio) || chance.next() < radio.loss) {
        counts.lost++
        return
      }
      time.at(time.now + LOCK_S + (8 * octets) / radio.rate_bit_s, arrived)
    },
  }
}

type Product = { readonly packet: () => Uint8Array; readonly volume_Mbit: number; left_Mbit: number }
type Waiting = { readonly packets: Uint8Array[]; readonly products: Product[] }

/** Where what an element has for the ground goes on. */
export type Onward = {
  packet(packet: Uint8Array): undefined
  product(packet: () => Uint8Array, element: string, volume_Mbit: number): undefined
}

/** Packets that wait on board of one element at most: the oldest go first. */
const KEPT = 2000

/** The links of elements with the lander. */
export class ShortLinks {
  private readonly down = new Set<string>()
  private readonly waiting = new Map<string, Waiting>()
  private readonly onward: Onward

  constructor(onward: Onward) {
    this.onward = onward
  }

  isSilent(element: string): boolean {
    return this.down.has(element)
  }

  silence(element: string): void {
    this.down.add(element)
  }

  /** The link is back: what waited goes. */
  restore(element: string): undefined {
    this.down.delete(element)
    this.take(element, Number.POSITIVE_INFINITY)
  }

  packet(packet: Uint8Array, element: string): undefined {
    if (!this.down.has(element)) return this.onward.packet(packet)
    const { packets } = this.of(element)
    packets.push(packet)
    if (packets.length > KEPT) packets.shift()
  }

  product(packet: () => Uint8Array, element: string, volume_Mbit: number): undefined {
    if (!this.down.has(element)) return this.onward.product(packet, element, volume_Mbit)
    this.of(element).products.push({ packet, volume_Mbit, left_Mbit: volume_Mbit })
  }

  /** What waits, Mbit. */
  waiting_Mbit(element: string): number {
    const { packets, products } = this.of(element)
    return packets.reduce((n, p) => n + (8 * p.length) / 1e6, 0) + products.reduce((n, p) => n + p.left_Mbit, 0)
  }

  /** Takes up to so much onward, packets first; how much it was, Mbit. */
  take(element: string, budget_Mbit: number): number {
    const { packets, products } = this.of(element)
    let left = budget_Mbit
    for (let next = packets[0]; next !== undefined && left >= (8 * next.length) / 1e6; next = packets[0]) {
      left -= (8 * next.length) / 1e6
      this.onward.packet(packets.shift()!)
    }
    let taken = 0
    for (let next = products[0]; next !== undefined && left - taken > 0; next = products[0]) {
      const part = Math.min(next.left_Mbit, left - taken)
      next.left_Mbit -= part
      taken += part
      if (next.left_Mbit > 1e-9) break
      products.shift()
      this.onward.product(next.packet, element, next.volume_Mbit)
    }
    return (Number.isFinite(budget_Mbit) ? budget_Mbit - left : 0) + taken
  }

  private of(element: string): Waiting {
    const known = this.waiting.get(element)
    if (known !== undefined) return known
    const made: Waiting = { packets: [], products: [] }
    this.waiting.set(element, made)
    return made
  }
}
