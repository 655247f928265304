/** How the relay speaks: packets of its services to the recorder and to the ground, events, and its clock. */
import { epochFromTdb, formatEpoch, type TdbSeconds } from '@magpie/core/time'
import { CUC_TO_J2000_S } from '@magpie/operations/cuc-time'
import type { Severity, VerifiedRequest } from '@magpie/operations/pus/reports'
import { readPacketHeader } from '@magpie/operations/space-packet'
import { faultOf, isLost, spoiled } from './health.ts'
import { transmits } from './orbiter-physics.ts'
import type { Orbiter } from './orbiter-state.ts'

/** Events of service 5, as the dictionary numbers them. */
export const EVENT = {
  mode: 1,
  slewEnded: 2,
  wheelsUnloaded: 3,
  starsLost: 4,
  starsFound: 5,
  loadShed: 6,
  transmitterOff: 7,
  otherReceiver: 8,
  memory: 9,
  reset: 10,
  gatewayRefused: 21,
} as const

/** Sends what waits, while a station listens and the transmitter works. */
export function drainOrbiter(o: Orbiter): undefined {
  if (o.link !== undefined && transmits(o)) o.recorder.drain(o.link.down)
}

/** Tells the ground of something that happened, by service 5. */
export function raise(o: Orbiter, event: number, severity: Severity, text: string): undefined {
  const words = new TextEncoder().encode(text)
  const data = new Uint8Array(2 + words.length)
  // XTCE counts a text's leading size in bits.
  data[0] = (8 * words.length) >>> 8
  data[1] = 8 * words.length
  data.set(words, 2)
  send(o, o.pus.raise(event, severity, data, cuc(o, o.world.time.now)))
}

/** Telemetry to the recorder, and from there to the ground while somebody listens. */
export function send(o: Orbiter, packets: readonly Uint8Array[]): undefined {
  for (const packet of packets) {
    if (isLost(o.health, o.world.chance)) continue
    spoiled(packet, o.health, o.world.chance)
    o.recorder.keep(packet)
  }
}

/** A packet as the request that reports of service 1 name; undefined where it is none. */
export function requestOf(packet: Uint8Array): VerifiedRequest | undefined {
  const header = readPacketHeader(packet)
  if (!header.ok) return undefined
  const { apid, sequenceCount } = header.value
  return { version: 0, telecommand: true, secondaryHeader: true, apid, sequenceFlags: 3, sequenceCount }
}

/** Its clock, CUC seconds since 1958 TAI; a clock that drifts is ahead. */
export function cuc(o: Orbiter, at_s: number): number {
  const drift = faultOf(o.health, 'clock-drift')
  const ahead_s = drift === undefined ? 0 : (drift.amount * (at_s - drift.since_s)) / 1000
  const made = epochFromTdb((at_s + ahead_s) as TdbSeconds, o.world.leap)
  return made.seconds + CUC_TO_J2000_S + made.fraction
}

/** UTC now. */
export function utc(o: Orbiter): string {
  return formatEpoch(epochFromTdb(o.world.time.now as TdbSeconds, o.world.leap), o.world.leap)
}
