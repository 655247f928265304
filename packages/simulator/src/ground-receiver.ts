/**
 * The ground's ears: packets that a station took out of frames to values, by the dictionary alone. It keeps the latest value
 * of every parameter, watches limits and sequence counts, and tells what it sees as events.
 */
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import { epoch, formatEpoch, tdbSeconds } from '@magpie/core/time'
import type { ReportedValue, ReportPacket } from '@magpie/operations/command/on-board-failure'
import { CUC_TO_J2000_S } from '@magpie/operations/cuc-time'
import { type Decoder, engineeringValue, type Sample } from '@magpie/operations/decoder'
import type { Parameter } from '@magpie/operations/dictionary'
import { sequenceTracker } from '@magpie/operations/packet-stream'
import { checkPacket } from '@magpie/operations/space-packet'
import { type AlarmMonitor, alarmMonitor } from '@magpie/operations/telemetry'
import type { OperationsEvent, TelemetryValue } from './operations-event.ts'

/** A value as the ground last saw it. */
export type Seen = number | string | boolean

export type GroundReceiver = {
  /** A packet from a station. */
  hear(packet: Uint8Array, station: string, at_s: number): void
  /** The latest value of an element's parameter. */
  value(element: string, parameter: string): Seen | undefined
  /** Gaps in the counts of an element's packets that nobody has asked for yet, and takes them. */
  takeGaps(): Gap[]
  readonly counts: {
    received: number
    octets: number
    gapsFilled: number
    raised: number
    critical: number
    delivered_Mbit: number
  }
  readonly byElement: ReadonlyMap<string, number>
  openGaps(): number
  standingAlarms(): number
}

export type Gap = { readonly element: string; readonly first: number; readonly count: number }

/** A packet that has been decoded: which container, which values by name. */
export type Heard = {
  readonly element: string
  readonly container: string
  readonly value: (name: string) => Seen | undefined
  /** The packet as a report on a command; to be asked for before the next packet comes. */
  readonly report: () => ReportPacket
}

type Source = {
  readonly element: string
  readonly latest: Map<string, Seen>
  readonly monitor: AlarmMonitor
  readonly tracker: ReturnType<typeof sequenceTracker>
}

/**
 * A receiver for the elements of a mission; `heard` is told of every packet after its events. With `lateIsOld` a packet that
 * comes behind later ones changes no latest value and no alarm.
 */
export function groundReceiver(
  decoder: Decoder,
  apids: ReadonlyMap<number, string>,
  leap: LeapSeconds,
  emit: (event: OperationsEvent) => void,
  heard: (packet: Heard) => void,
  { lateIsOld = false }: { readonly lateIsOld?: boolean } = {},
): GroundReceiver {
  const counts = { received: 0, octets: 0, gapsFilled: 0, raised: 0, critical: 0, delivered_Mbit: 0 }
  const byElement = new Map<string, number>()
  const sources = new Map<number, Source>()
  const sample = decoder.newSample()
  const tell = describer(decoder)
  const generatedAt = decoder.parameters.findIndex((p) => p.name === 'generated_at')
  let gaps: Gap[] = []
  for (const [apid, element] of apids)
    sources.set(apid, {
      element,
      latest: new Map(),
      monitor: alarmMonitor(decoder.parameters.length),
      tracker: sequenceTracker(),
    })
  const alarmed = new Set<string>()

  /** Sequence counts: whether the packet is new, and comes after later ones. */
  const follow = (source: Source, count: number, at: number): 'new' | 'late' | 'duplicate' => {
    const verdict = source.tracker.see(count)
    const { element } = source
    if (verdict.kind === 'gap') {
      gaps.push({ element, first: verdict.firstMissing, count: verdict.missing })
      emit({ at, kind: 'gap', element, first: verdict.firstMissing, missing: verdict.missing, state: 'opened' })
    } else if (verdict.kind === 'late') {
      counts.gapsFilled++
      emit({ at, kind: 'gap', element, first: count, missing: 1, state: 'filled' })
    }
    return verdict.kind === 'duplicate' || verdict.kind === 'late' ? verdict.kind : 'new'
  }

  const watch = (source: Source, parameter: Parameter, at: number) => {
    const change = source.monitor.check(parameter, sample)
    if (change === undefined) return
    const key = `${source.element}/${parameter.name}`
    if (change.to === 'nominal') alarmed.delete(key)
    else {
      alarmed.add(key)
      counts.raised++
      if (change.to === 'critical') counts.critical++
    }
    const value = engineeringValue(parameter, sample)
    const shown = typeof value === 'number' ? value : String(value)
    const { from, to } = change
    const { name, type } = parameter
    emit({ at, kind: 'alarm', element: source.element, parameter: name, from, to, value: shown, unit: type.unit })
  }

  /** A packet that is whole and new: counted, told, decoded, its limits watched. */
  const decode = (source: Source, packet: Uint8Array, at: number, old: boolean) => {
    const { element } = source
    const decoded = decoder.decode(packet, sample)
    if (!decoded.ok) return emit({ at, kind: 'note', element, party: '', text: `not decoded: ${decoded.error.kind}` })
    const container = decoder.containers[sample.container]!.name
    const report = () => reportOf(packet, element)
    if (old) return tellOld(source, container, report)
    for (let i = 0; i < sample.count; i++) {
      const parameter = decoder.parameters[sample.slots[i]!]!
      if (parameter.type.alarm !== undefined) watch(source, parameter, at)
    }
    const { parameters, generated_s } = tell(source, sample)
    emit({ at, kind: 'telemetry', element, container, generated_s: onGround(generated_s, leap), parameters })
    for (const p of parameters) source.latest.set(p.name, p.value)
    if (container === 'product') counts.delivered_Mbit += Number(source.latest.get('product_volume') ?? 0)
    heard({ element, container, value: (name) => source.latest.get(name), report })
  }

  /** What the packet at hand, which the sample holds, says of a command. */
  const reportOf = (packet: Uint8Array, element: string): ReportPacket => {
    const values = new Map<string, ReportedValue>()
    for (let i = 0; i < sample.count; i++) {
      const parameter = decoder.parameters[sample.slots[i]!]!
      const value = isOfHeader(parameter.name) ? undefined : engineeringValue(parameter, sample)
      if (value !== undefined && !(value instanceof Uint8Array))
        values.set(parameter.name, { value, raw: sample.raw[parameter.index]! })
    }
    const made = sample.value[generatedAt] ?? 0
    const whole = Math.floor(made)
    const at = formatEpoch(epoch(whole - CUC_TO_J2000_S, made - whole), leap)
    return { element, count: packetCount(packet), made: at, values }
  }

  /** What a late packet says is told of it alone. */
  const tellOld = (source: Source, container: string, report: Heard['report']) => {
    const said = new Map(tell(source, sample).parameters.map((p) => [p.name, p.value]))
    heard({ element: source.element, container, value: (name) => said.get(name), report })
  }

  const take = (packet: Uint8Array, station: string, at: number) => {
    const header = checkPacket(packet)
    const source = header.ok ? sources.get(header.value.apid) : undefined
    if (!header.ok || source === undefined) return
    const standing = follow(source, header.value.sequenceCount, at)
    if (standing === 'duplicate') return
    counts.received++
    counts.octets += packet.length
    byElement.set(source.element, (byElement.get(source.element) ?? 0) + 1)
    emit({ at, kind: 'packet-received', station, element: source.element, bytes: packet })
    decode(source, packet, at, lateIsOld && standing === 'late')
  }

  return {
    counts,
    byElement,
    hear: take,
    value: (element, parameter) => {
      for (const source of sources.values()) if (source.element === element) return source.latest.get(parameter)
      return undefined
    },
    takeGaps() {
      const taken = gaps
      gaps = []
      return taken
    },
    openGaps: () => [...sources.values()].reduce((n, s) => n + s.tracker.missing, 0),
    standingAlarms: () => alarmed.size,
  }
}

/** The sequence count of a packet that was checked. */
function packetCount(packet: Uint8Array): number {
  return ((packet[2]! & 0x3f) << 8) | packet[3]!
}

function onGround(tai1958_s: number, leap: LeapSeconds): number {
  const whole = Math.floor(tai1958_s)
  return tdbSeconds(epoch(whole - CUC_TO_J2000_S, tai1958_s - whole), leap)
}

const HEADER = new Set([
  'version',
  'packet_type',
  'secondary_header',
  'apid',
  'sequence_flags',
  'sequence_count',
  'packet_length',
  'packet_kind',
  'format',
  'spare',
  'pad',
  'generated_at',
])

/** Whether a parameter belongs to the packet's own header, and is no value of the element. */
export function isOfHeader(parameter: string): boolean {
  return HEADER.has(parameter)
}

/** Values of a sample as people read them, without the packet's own header. */
function describer(decoder: Decoder) {
  const shown = decoder.parameters.map((p) => !isOfHeader(p.name))
  const generatedAt = decoder.parameters.findIndex((p) => p.name === 'generated_at')
  return (source: Source, sample: Sample): { parameters: TelemetryValue[]; generated_s: number } => {
    const parameters: TelemetryValue[] = []
    for (let i = 0; i < sample.count; i++) {
      const slot = sample.slots[i]!
      if (!shown[slot]) continue
      const parameter = decoder.parameters[slot]!
      const value = engineeringValue(parameter, sample)
      if (value instanceof Uint8Array) continue
      parameters.push({
        name: parameter.name,
        value,
        unit: parameter.type.unit,
        alarm: source.monitor.level(parameter),
      })
    }
    return { parameters, generated_s: generatedAt < 0 ? 0 : sample.value[generatedAt]! }
  }
}
