/** What is wrong with an element: the faults that are in it, the sides of its redundant units, its resets and memory errors. */
import type { Random } from '@magpie/core/random'
import { type FaultId, faultRow, REDUNDANT_UNITS, type RedundantUnit } from '@magpie/operations/faults'
import type { NamedValues, Voice } from './flight-voice.ts'

type Side = 'A' | 'B'

type ActiveFault = {
  readonly since_s: number
  readonly amount: number
  /** The side that has it, of a fault of a redundant unit. */
  readonly side: Side | undefined
}

export type Health = {
  readonly faults: Map<FaultId, ActiveFault>
  readonly sides: Record<RedundantUnit, Side>
  memoryErrors: number
  resets: number
  /** When the element last took a command, s. */
  lastCommand_s: number
  /** What a frozen sensor keeps saying. */
  frozen: number | undefined
}

/** An element without faults. */
export function sound(now_s: number): Health {
  const sides = Object.fromEntries(REDUNDANT_UNITS.map((unit) => [unit, 'A'])) as Record<RedundantUnit, Side>
  return { faults: new Map(), sides, memoryErrors: 0, resets: 0, lastCommand_s: now_s, frozen: undefined }
}

/** The fault, where it is in and on the side in use. */
export function faultOf(h: Health, id: FaultId): ActiveFault | undefined {
  if (h.faults.size === 0) return undefined
  const fault = h.faults.get(id)
  if (fault === undefined || fault.side === undefined) return fault
  return h.sides[faultRow(id).unit!] === fault.side ? fault : undefined
}

/** How much of the fault there is; 0 without it. */
export function amountOf(h: Health, id: FaultId): number {
  return faultOf(h, id)?.amount ?? 0
}

/** Puts a fault in, on the side in use. */
export function putFault(h: Health, id: FaultId, amount: number, now_s: number): void {
  const { unit } = faultRow(id)
  h.faults.set(id, { since_s: now_s, amount, side: unit === undefined ? undefined : h.sides[unit] })
  if (id === 'sensor-frozen') h.frozen = undefined
}

/** What a temperature sensor says of the truth. */
export function sensed(h: Health, random: Random, truth: number, now_s: number): number {
  if (h.faults.size === 0) return truth
  if (faultOf(h, 'sensor-frozen') !== undefined) {
    h.frozen ??= truth
    return h.frozen
  }
  const drift = faultOf(h, 'sensor-drifting')
  const drifted = drift === undefined ? 0 : (drift.amount * (now_s - drift.since_s)) / 3600
  return truth + drifted + 10 * amountOf(h, 'sensor-noisy') * random.normal()
}

/** Whether something sent with the element's transmitter gets lost; draws only while it is weak. */
export function isLost(h: Health, random: Random): boolean {
  return faultOf(h, 'transmitter-weak') !== undefined && random.next() < WEAK_LOSS
}

/** Lets the voice of an element bear its faults: the clock's error, and packets that leave with a wrong bit. */
export function bearFaults(voice: Voice, h: Health, random: Random): void {
  voice.clock = (at_s) => {
    const drift = faultOf(h, 'clock-drift')
    return drift === undefined ? at_s : at_s + (drift.amount * (at_s - drift.since_s)) / 1000
  }
  voice.spoil = (packet) => spoiled(packet, h, random)
}

/** A finished packet as a formatter with a fault leaves it: now and then with a wrong bit behind the primary header. */
export function spoiled(packet: Uint8Array, h: Health, random: Random): void {
  if (faultOf(h, 'packet-corruption') === undefined || random.next() >= SPOILED) return
  const at = 6 + random.integer(packet.length - 6)
  packet[at] = packet[at]! ^ (1 << random.integer(8))
}

/** Transmitted power beside the nominal, percent. */
export function transmit_percent(h: Health): number {
  return faultOf(h, 'transmitter-weak') === undefined ? 100 : 10
}

/** What all elements tell of their health. */
export function healthValues(h: Health): NamedValues {
  const sides = Object.fromEntries(REDUNDANT_UNITS.map((unit) => [`${unit.toLowerCase()}_side`, h.sides[unit] === 'B']))
  return {
    ...sides,
    memory_errors: Math.min(255, h.memoryErrors),
    resets: h.resets % 256,
    transmit_power: transmit_percent(h),
  }
}

const WEAK_LOSS = 1 / 3
const SPOILED = 1 / 4
