/**
 * How an element speaks: values to Space Packets by the mission's dictionary, with its own sequence count, clock and
 * error control. Nothing else leaves an element, towards the ground or towards another element.
 */
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import { epochFromTdb, type TdbSeconds } from '@magpie/core/time'
import { CUC_TO_J2000_S } from '@magpie/operations/cuc-time'
import type { Dictionary } from '@magpie/operations/dictionary'
import { PRIMARY_HEADER_OCTETS, SEQUENCE_MODULUS, sealPacket } from '@magpie/operations/space-packet'
import { compileEncoder, type SentValue, type TelemetryEncoder } from '@magpie/operations/telemetry-encoder'

/** Values by parameter name; what is left out is sent as 0. */
export type NamedValues = Readonly<Record<string, SentValue>>

export type Voice = {
  readonly element: string
  readonly apid: number
  /** A packet of the element's own housekeeping container. */
  housekeeping(values: NamedValues, at_s: number): Uint8Array
  report(command: number, stage: ReportStage, code: number, at_s: number): Uint8Array
  event(severity: 'INFO' | 'WATCH' | 'WARNING' | 'CRITICAL', code: number, text: string, at_s: number): Uint8Array
  product(values: NamedValues, at_s: number): Uint8Array
  proximity(values: NamedValues, at_s: number): Uint8Array
  /** The same for a neighbour alone: it takes none of the counts that the ground follows. */
  aside(values: NamedValues, at_s: number): Uint8Array
  /** A packet of another container, by its qualified name. */
  say(container: string, values: NamedValues, at_s: number): Uint8Array
  /** The element's clock: what it takes a time for. */
  clock: (at_s: number) => number
  /** What faults do to a finished packet. */
  spoil: (packet: Uint8Array) => void
  /** Lets the sequence count jump. */
  skip(counts: number): void
}

export type ReportStage = 'ACCEPTED' | 'STARTED' | 'COMPLETED' | 'FAILED' | 'REFUSED' | 'QUEUED'

/** The voice of an element; throws where the dictionary has no containers for it, which the mission's check finds first. */
export function voiceOf(dictionary: Dictionary, element: string, apid: number, leap: LeapSeconds): Voice {
  const encoder = (name: string): Speaker => {
    const made = compileEncoder(dictionary, name)
    if (!made.ok) throw new Error(`the dictionary cannot speak for ${element}: ${JSON.stringify(made.error)}`)
    const names = made.value.parameters.map((p) => p.name)
    return { encoder: made.value, names, header: HEADER.map((h) => names.indexOf(h)), sent: names.map(() => 0) }
  }
  const housekeeping = encoder(`/${element}/housekeeping`)
  const report = encoder('/common/report')
  const event = encoder('/common/event')
  const product = encoder('/common/product')
  const proximity = encoder('/common/proximity')
  const others = new Map<string, Speaker>()
  let count = 0
  let asides = 0
  const own = [1, apid, 3, 0, 0, 1]
  const speak = ({ encoder, names, header, sent }: Speaker, values: NamedValues, at_s: number): Uint8Array => {
    const made = epochFromTdb(voice.clock(at_s) as TdbSeconds, leap)
    for (let i = 0; i < names.length; i++) sent[i] = values[names[i]!] ?? 0
    for (let i = 0; i < HEADER.length; i++) if (header[i]! >= 0) sent[header[i]!] = own[i]!
    sent[header[COUNT]!] = count
    sent[header[TIME]!] = made.seconds + CUC_TO_J2000_S + made.fraction
    const packet = encoder.encode(sent, 2)
    const length = packet.length - PRIMARY_HEADER_OCTETS - 1
    packet[4] = length >>> 8
    packet[5] = length
    sealPacket(packet)
    voice.spoil(packet)
    count = (count + 1) % SEQUENCE_MODULUS
    return packet
  }
  const other = (name: string): Speaker => {
    const known = others.get(name) ?? encoder(name)
    others.set(name, known)
    return known
  }
  const voice: Voice = {
    element,
    apid,
    housekeeping: (values, at_s) => speak(housekeeping, values, at_s),
    report: (command, stage, code, at_s) =>
      speak(report, { report_command: command, report_stage: stage, report_code: code }, at_s),
    event: (severity, code, text, at_s) =>
      speak(event, { event_severity: severity, event_code: code, event_text: text }, at_s),
    product: (values, at_s) => speak(product, values, at_s),
    proximity: (values, at_s) => speak(proximity, values, at_s),
    aside(values, at_s) {
      const kept = count
      count = asides
      const packet = speak(proximity, values, at_s)
      asides = count
      count = kept
      return packet
    },
    say: (container, values, at_s) => speak(other(container), values, at_s),
    clock: (at_s) => at_s,
    spoil: () => undefined,
    skip(counts) {
      count = (count + counts) % SEQUENCE_MODULUS
    },
  }
  return voice
}

/** What every packet has in front, by name; its count and time are put in for each. */
const HEADER = ['secondary_header', 'apid', 'sequence_flags', 'sequence_count', 'generated_at', 'format'] as const
const COUNT = HEADER.indexOf('sequence_count')
const TIME = HEADER.indexOf('generated_at')

type Speaker = {
  readonly encoder: TelemetryEncoder
  readonly names: readonly string[]
  /** Places of the header's fields; -1 where the container fixes one. */
  readonly header: readonly number[]
  /** Room for the values of one packet, used within one call. */
  readonly sent: SentValue[]
}
