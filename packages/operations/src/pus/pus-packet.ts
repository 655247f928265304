/** Packets of the PUS: secondary headers of telecommands (ECSS-E-ST-70-41C, 7.4.4.1) and telemetry (7.4.3.1) in Space Packets. */
import { err, ok, type Result } from '@magpie/core/result'
import {
  checkPacket,
  encodePacket,
  type PacketError,
  PRIMARY_HEADER_OCTETS,
  readPacketHeader,
} from '../space-packet.ts'
import { OctetReader, OctetWriter, TooShort, timeOctets } from './octets.ts'
import type { PusProfile } from './profile.ts'

/** TELECOMMAND and TELEMETRY packet PUS version number of issue C. */
const PUS_C = 2
const TC_HEADER_OCTETS = 5

/** Which reports of service 1 the sender wants (7.4.4.1 d). */
export type AckFlags = {
  readonly acceptance: boolean
  readonly start: boolean
  readonly progress: boolean
  readonly completion: boolean
}
export const ALL_ACKS: AckFlags = { acceptance: true, start: true, progress: true, completion: true }

export type PusTelecommand = {
  readonly apid: number
  readonly sequenceCount: number
  readonly ack: AckFlags
  readonly service: number
  readonly subtype: number
  readonly source: number
  readonly data: Uint8Array
}

export type PusTelemetry = {
  readonly apid: number
  readonly sequenceCount: number
  /** Quality of the on-board time (7.4.3.1 c); 0 where the mission does not say. */
  readonly timeStatus: number
  readonly service: number
  readonly subtype: number
  /** Counts messages of the type to the destination, modulo 2^16. */
  readonly counter: number
  readonly destination: number
  /** CUC seconds since 1958-01-01 TAI. */
  readonly time_s: number
  readonly data: Uint8Array
}

export type PusPacketError =
  | PacketError
  | { readonly kind: 'pus-not-a-telecommand' | 'pus-not-telemetry' | 'pus-no-secondary-header' }
  | { readonly kind: 'pus-wrong-version'; readonly version: number }
  | { readonly kind: 'pus-too-short'; readonly needed: number; readonly got: number }

/** A telecommand packet. */
export function encodePusTelecommand(tc: PusTelecommand, profile: PusProfile): Uint8Array<ArrayBuffer> {
  const { acceptance, start, progress, completion } = tc.ack
  const flags = (acceptance ? 1 : 0) | (start ? 2 : 0) | (progress ? 4 : 0) | (completion ? 8 : 0)
  const data = new OctetWriter()
    .unsigned((PUS_C << 4) | flags, 1)
    .unsigned(tc.service, 1)
    .unsigned(tc.subtype, 1)
    .unsigned(tc.source, 2)
    .octets(tc.data)
    .done()
  const { apid, sequenceCount } = tc
  return encodePacket(
    { telecommand: true, secondaryHeader: true, apid, sequenceFlags: 3, sequenceCount },
    data,
    profile.crc,
  )
}

/** A telemetry packet. */
export function encodePusTelemetry(tm: PusTelemetry, profile: PusProfile): Uint8Array<ArrayBuffer> {
  const data = new OctetWriter()
    .unsigned((PUS_C << 4) | tm.timeStatus, 1)
    .unsigned(tm.service, 1)
    .unsigned(tm.subtype, 1)
    .unsigned(tm.counter, 2)
    .unsigned(tm.destination, 2)
    .time(tm.time_s, profile.time)
    .octets(tm.data)
    .done()
  const { apid, sequenceCount } = tm
  return encodePacket(
    { telecommand: false, secondaryHeader: true, apid, sequenceFlags: 3, sequenceCount },
    data,
    profile.crc,
  )
}

/** Reads a telecommand packet, error control checked where the profile has it. */
export function decodePusTelecommand(packet: Uint8Array, profile: PusProfile): Result<PusTelecommand, PusPacketError> {
  const opened = openPacket(packet, profile, true, TC_HEADER_OCTETS)
  if (!opened.ok) return opened
  const { reader, apid, sequenceCount, first } = opened.value
  const service = reader.unsigned(1)
  const subtype = reader.unsigned(1)
  const source = reader.unsigned(2)
  const ack = {
    acceptance: (first & 1) !== 0,
    start: (first & 2) !== 0,
    progress: (first & 4) !== 0,
    completion: (first & 8) !== 0,
  }
  return ok({ apid, sequenceCount, ack, service, subtype, source, data: reader.octets(reader.left) })
}

/** Reads a telemetry packet, error control checked where the profile has it. */
export function decodePusTelemetry(packet: Uint8Array, profile: PusProfile): Result<PusTelemetry, PusPacketError> {
  const opened = openPacket(packet, profile, false, 7 + timeOctets(profile.time))
  if (!opened.ok) return opened
  const { reader, apid, sequenceCount, first } = opened.value
  const service = reader.unsigned(1)
  const subtype = reader.unsigned(1)
  const counter = reader.unsigned(2)
  const destination = reader.unsigned(2)
  const time_s = reader.time(profile.time)
  const said = { service, subtype, counter, destination, time_s }
  return ok({ apid, sequenceCount, timeStatus: first & 15, ...said, data: reader.octets(reader.left) })
}

type Opened = {
  readonly reader: OctetReader
  readonly apid: number
  readonly sequenceCount: number
  readonly first: number
}

/** What both kinds share: primary header, error control, length, and the first octet of the secondary header. */
function openPacket(
  packet: Uint8Array,
  profile: PusProfile,
  telecommand: boolean,
  headerOctets: number,
): Result<Opened, PusPacketError> {
  const header = profile.crc ? checkPacket(packet) : readPacketHeader(packet)
  if (!header.ok) return header
  const { apid, sequenceCount, dataOctets } = header.value
  if (header.value.telecommand !== telecommand)
    return err({ kind: telecommand ? 'pus-not-a-telecommand' : 'pus-not-telemetry' })
  if (!header.value.secondaryHeader) return err({ kind: 'pus-no-secondary-header' })
  const to = PRIMARY_HEADER_OCTETS + dataOctets - (profile.crc ? 2 : 0)
  const needed = PRIMARY_HEADER_OCTETS + headerOctets
  if (to < needed) return err({ kind: 'pus-too-short', needed, got: to })
  const reader = new OctetReader(packet, PRIMARY_HEADER_OCTETS, to)
  const first = reader.unsigned(1)
  if (first >>> 4 !== PUS_C) return err({ kind: 'pus-wrong-version', version: first >>> 4 })
  return ok({ reader, apid, sequenceCount, first })
}

/** Makes what a reader of application data throws an error. */
export function guardedRead<T>(read: () => T): Result<T, PusPacketError> {
  try {
    return ok(read())
  } catch (cause) {
    if (cause instanceof TooShort) return err({ kind: 'pus-too-short', needed: cause.needed, got: cause.got })
    throw cause
  }
}
