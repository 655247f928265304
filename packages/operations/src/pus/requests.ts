/**
 * Requests of the services 3, 5, 8, 11, 17 and 20 as data, to application data and back (ECSS-E-ST-70-41C, 8.3, 8.5, 8.8,
 * 8.11, 8.17, 8.20). What a request's data field holds follows the tables of clause 8; sizes follow the profile.
 */
import { err, never, ok, type Result } from '@magpie/core/result'
import { OctetReader, OctetWriter } from './octets.ts'
import type { PusProfile } from './profile.ts'
import { guardedRead, type PusPacketError } from './pus-packet.ts'

/** Names a request that is on board (8.11.2.5): its source, APID and sequence count. */
export type RequestId = { readonly source: number; readonly apid: number; readonly sequenceCount: number }

/** A time window of a filter (8.11.3): CUC seconds; absent ends are open. */
export type ScheduleFilter = { readonly from_s?: number; readonly until_s?: number }

export type ScheduledRequest = {
  readonly subSchedule: number
  readonly group: number
  readonly release_s: number
  /** The telecommand packet, whole. */
  readonly packet: Uint8Array
}

export type Structure = {
  readonly structure: number
  /** In units of the least sampling interval. */
  readonly interval: number
  /** Sampled once. */
  readonly parameters: readonly number[]
  /** Sampled `samples` times in an interval. */
  readonly repeated: readonly { readonly samples: number; readonly parameters: readonly number[] }[]
}

export type PusRequest =
  | { readonly kind: 'create-structure'; readonly made: Structure }
  | {
      readonly kind: 'delete-structures' | 'enable-structures' | 'disable-structures'
      readonly structures: readonly number[]
    }
  | { readonly kind: 'report-structures' | 'report-once'; readonly structures: readonly number[] }
  | { readonly kind: 'enable-events' | 'disable-events'; readonly events: readonly number[] }
  | { readonly kind: 'report-disabled-events' }
  | { readonly kind: 'perform-function'; readonly name: string; readonly arguments: Uint8Array }
  | { readonly kind: 'enable-schedule' | 'disable-schedule' | 'reset-schedule' }
  | { readonly kind: 'insert'; readonly subSchedule: number; readonly requests: readonly ScheduledRequest[] }
  | { readonly kind: 'delete' | 'summarise' | 'detail'; readonly requests: readonly RequestId[] }
  | { readonly kind: 'delete-filtered' | 'summarise-filtered' | 'detail-filtered'; readonly filter: ScheduleFilter }
  | { readonly kind: 'shift'; readonly offset_s: number; readonly requests: readonly RequestId[] }
  | { readonly kind: 'shift-filtered'; readonly offset_s: number; readonly filter: ScheduleFilter }
  | { readonly kind: 'shift-all'; readonly offset_s: number }
  | { readonly kind: 'summarise-all' | 'detail-all' }
  | { readonly kind: 'are-you-alive' }
  | { readonly kind: 'test-connection'; readonly apid: number }
  | { readonly kind: 'report-values'; readonly parameters: readonly number[] }
  | { readonly kind: 'set-values'; readonly values: readonly { readonly parameter: number; readonly value: number }[] }

export type RequestKind = PusRequest['kind']

/** Service and message subtype of each request. */
export const REQUEST_TYPES: Readonly<Record<RequestKind, readonly [service: number, subtype: number]>> = {
  'create-structure': [3, 1],
  'delete-structures': [3, 3],
  'enable-structures': [3, 5],
  'disable-structures': [3, 6],
  'report-structures': [3, 9],
  'report-once': [3, 27],
  'enable-events': [5, 5],
  'disable-events': [5, 6],
  'report-disabled-events': [5, 7],
  'perform-function': [8, 1],
  'enable-schedule': [11, 1],
  'disable-schedule': [11, 2],
  'reset-schedule': [11, 3],
  insert: [11, 4],
  delete: [11, 5],
  'delete-filtered': [11, 6],
  shift: [11, 7],
  'shift-filtered': [11, 8],
  detail: [11, 9],
  'detail-filtered': [11, 11],
  summarise: [11, 12],
  'summarise-filtered': [11, 14],
  'shift-all': [11, 15],
  'detail-all': [11, 16],
  'summarise-all': [11, 17],
  'are-you-alive': [17, 1],
  'test-connection': [17, 3],
  'report-values': [20, 1],
  'set-values': [20, 3],
}

const KIND_OF = new Map(Object.entries(REQUEST_TYPES).map(([kind, [s, t]]) => [256 * s + t, kind as RequestKind]))

export type RequestError =
  | PusPacketError
  | { readonly kind: 'pus-unknown-request'; readonly service: number; readonly subtype: number }
  | { readonly kind: 'pus-left-over'; readonly octets: number }
  | { readonly kind: 'pus-unknown-parameter'; readonly parameter: number }
  | { readonly kind: 'pus-bad-window'; readonly type: number }

/** Service, subtype and application data of a request. */
export function encodeRequest(
  request: PusRequest,
  profile: PusProfile,
): { readonly service: number; readonly subtype: number; readonly data: Uint8Array<ArrayBuffer> } {
  const [service, subtype] = REQUEST_TYPES[request.kind]
  const w = new OctetWriter()
  writeRequest(request, profile, w)
  return { service, subtype, data: w.done() }
}

function writeRequest(r: PusRequest, p: PusProfile, w: OctetWriter): void {
  const ids = (list: readonly number[], octets: number) => w.many(list, p.count, (id) => w.unsigned(id, octets))
  switch (r.kind) {
    case 'create-structure':
      writeStructure(r.made, p, w)
      return
    case 'delete-structures':
    case 'enable-structures':
    case 'disable-structures':
    case 'report-structures':
    case 'report-once':
      ids(r.structures, p.structure)
      return
    case 'enable-events':
    case 'disable-events':
      ids(r.events, p.event)
      return
    case 'perform-function':
      w.octets(functionName(r.name, p)).octets(r.arguments)
      return
    case 'test-connection':
      w.unsigned(r.apid, 2)
      return
    case 'report-values':
      ids(r.parameters, p.parameter)
      return
    case 'set-values':
      w.many(r.values, p.count, ({ parameter, value }) => {
        w.unsigned(parameter, p.parameter).number(value, p.parameters.get(parameter) ?? 'u32')
      })
      return
    case 'report-disabled-events':
    case 'are-you-alive':
      return
    default:
      writeScheduling(r, p, w)
  }
}

type SchedulingRequest = Extract<
  PusRequest,
  {
    kind:
      | `${'enable' | 'disable' | 'reset'}-schedule`
      | 'insert'
      | `${'delete' | 'summarise' | 'detail' | 'shift'}${'' | '-filtered'}`
      | `${'summarise' | 'detail' | 'shift'}-all`
  }
>

function writeScheduling(r: SchedulingRequest, p: PusProfile, w: OctetWriter): void {
  switch (r.kind) {
    case 'insert':
      w.unsigned(p.subSchedule === 0 ? 0 : r.subSchedule, p.subSchedule)
      w.many(r.requests, p.count, ({ group, release_s, packet }) => {
        w.unsigned(p.group === 0 ? 0 : group, p.group)
          .time(release_s, p.time)
          .octets(packet)
      })
      return
    case 'shift':
      w.number(r.offset_s, 'i32')
      writeIds(r.requests, p, w)
      return
    case 'delete':
    case 'summarise':
    case 'detail':
      writeIds(r.requests, p, w)
      return
    case 'shift-filtered':
      w.number(r.offset_s, 'i32')
      writeFilter(r.filter, p, w)
      return
    case 'delete-filtered':
    case 'summarise-filtered':
    case 'detail-filtered':
      writeFilter(r.filter, p, w)
      return
    case 'shift-all':
      w.number(r.offset_s, 'i32')
      return
    case 'enable-schedule':
    case 'disable-schedule':
    case 'reset-schedule':
    case 'summarise-all':
    case 'detail-all':
      return
    default:
      never(r)
  }
}

/** [3,1] and [3,10]: 8.3.2.1, 8.3.2.10. */
export function writeStructure(
  { structure, interval, parameters, repeated }: Structure,
  p: PusProfile,
  w: OctetWriter,
): void {
  w.unsigned(structure, p.structure).unsigned(interval, p.interval)
  w.many(parameters, p.count, (id) => w.unsigned(id, p.parameter))
  w.many(repeated, p.count, (set) => {
    w.unsigned(set.samples, 1).many(set.parameters, p.count, (id) => w.unsigned(id, p.parameter))
  })
}

/** The structure of [3,1], as `writeStructure` has it. */
export function readStructure(r: OctetReader, p: PusProfile): Structure {
  const structure = r.unsigned(p.structure)
  const interval = r.unsigned(p.interval)
  const ids = () => r.many(p.count, p.parameter, () => r.unsigned(p.parameter))
  const parameters = ids()
  const repeated = r.many(p.count, 1 + p.count, () => ({ samples: r.unsigned(1), parameters: ids() }))
  return { structure, interval, parameters, repeated }
}

/** An octet a letter, so that what was read is written again whatever the octets were. */
function functionName(name: string, { functionName: octets }: PusProfile): Uint8Array {
  const out = new Uint8Array(octets)
  if (name.length > octets) throw new RangeError(`${name} is longer than ${octets} octets`)
  for (let i = 0; i < name.length; i++) {
    const letter = name.charCodeAt(i)
    if (letter > 255) throw new RangeError(`${name} has letters of more than an octet`)
    out[i] = letter
  }
  return out
}

function writeIds(list: readonly RequestId[], p: PusProfile, w: OctetWriter): void {
  w.many(list, p.count, (id) => writeRequestId(id, w))
}

/** Source, APID and sequence count, two octets each. */
export function writeRequestId({ source, apid, sequenceCount }: RequestId, w: OctetWriter): void {
  w.unsigned(source, 2).unsigned(apid, 2).unsigned(sequenceCount, 2)
}

/** Source, APID and sequence count, as `writeRequestId` has them. */
export function readRequestId(r: OctetReader): RequestId {
  return { source: r.unsigned(2), apid: r.unsigned(2), sequenceCount: r.unsigned(2) }
}

/** Type of time window, then the tags that it has; no sub-schedules and no groups are selected by. */
function writeFilter({ from_s, until_s }: ScheduleFilter, p: PusProfile, w: OctetWriter): void {
  w.unsigned(from_s === undefined ? (until_s === undefined ? 0 : 3) : until_s === undefined ? 2 : 1, 1)
  if (from_s !== undefined) w.time(from_s, p.time)
  if (until_s !== undefined) w.time(until_s, p.time)
}

/** Reads application data, all of it. */
export function decodeRequest(
  { service, subtype, data }: { readonly service: number; readonly subtype: number; readonly data: Uint8Array },
  profile: PusProfile,
): Result<PusRequest, RequestError> {
  const kind = KIND_OF.get(256 * service + subtype)
  if (kind === undefined) return err({ kind: 'pus-unknown-request', service, subtype })
  const reader = new OctetReader(data)
  const read = guardedRead(() => readRequest(kind, reader, profile))
  if (!read.ok || !read.value.ok) return read.ok ? read.value : read
  return reader.left === 0 ? read.value : err({ kind: 'pus-left-over', octets: reader.left })
}

function readRequest(kind: RequestKind, r: OctetReader, p: PusProfile): Result<PusRequest, RequestError> {
  const ids = (octets: number) => r.many(p.count, octets, () => r.unsigned(octets))
  switch (kind) {
    case 'create-structure':
      return ok({ kind, made: readStructure(r, p) })
    case 'delete-structures':
    case 'enable-structures':
    case 'disable-structures':
    case 'report-structures':
    case 'report-once':
      return ok({ kind, structures: ids(p.structure) })
    case 'enable-events':
    case 'disable-events':
      return ok({ kind, events: ids(p.event) })
    case 'perform-function': {
      const name = String.fromCharCode(...r.octets(p.functionName)).replace(/\0+$/, '')
      return ok({ kind, name, arguments: r.octets(r.left) })
    }
    case 'test-connection':
      return ok({ kind, apid: r.unsigned(2) })
    case 'report-values':
      return ok({ kind, parameters: ids(p.parameter) })
    case 'set-values':
      return readSettings(r, p)
    case 'report-disabled-events':
    case 'are-you-alive':
      return ok({ kind })
    default:
      return readScheduling(kind, r, p)
  }
}

function readSettings(r: OctetReader, p: PusProfile): Result<PusRequest, RequestError> {
  const values: { parameter: number; value: number }[] = []
  for (let n = r.unsigned(p.count); n > 0; n--) {
    const parameter = r.unsigned(p.parameter)
    const form = p.parameters.get(parameter)
    if (form === undefined) return err({ kind: 'pus-unknown-parameter', parameter })
    values.push({ parameter, value: r.number(form) })
  }
  return ok({ kind: 'set-values', values })
}

function readScheduling(
  kind: SchedulingRequest['kind'],
  r: OctetReader,
  p: PusProfile,
): Result<PusRequest, RequestError> {
  const ids = () => r.many(p.count, 6, () => readRequestId(r))
  switch (kind) {
    case 'insert': {
      const subSchedule = r.unsigned(p.subSchedule)
      const least = p.group + 12
      const requests = r.many(p.count, least, () => readScheduled(r, p, subSchedule))
      return ok({ kind, subSchedule, requests })
    }
    case 'shift':
      return ok({ kind, offset_s: r.number('i32'), requests: ids() })
    case 'delete':
    case 'summarise':
    case 'detail':
      return ok({ kind, requests: ids() })
    case 'shift-all':
      return ok({ kind, offset_s: r.number('i32') })
    case 'shift-filtered': {
      const offset_s = r.number('i32')
      const filter = readFilter(r, p)
      return filter.ok ? ok({ kind, offset_s, filter: filter.value }) : filter
    }
    case 'delete-filtered':
    case 'summarise-filtered':
    case 'detail-filtered': {
      const filter = readFilter(r, p)
      return filter.ok ? ok({ kind, filter: filter.value }) : filter
    }
    case 'enable-schedule':
    case 'disable-schedule':
    case 'reset-schedule':
    case 'summarise-all':
    case 'detail-all':
      return ok({ kind })
    default:
      return never(kind)
  }
}

/** A scheduled request: the packet within tells its own length. */
export function readScheduled(r: OctetReader, p: PusProfile, subSchedule: number): ScheduledRequest {
  const group = r.unsigned(p.group)
  const release_s = r.time(p.time)
  const head = r.octets(6)
  const rest = r.octets(((head[4]! << 8) | head[5]!) + 1)
  const packet = new Uint8Array(6 + rest.length)
  packet.set(head)
  packet.set(rest, 6)
  return { subSchedule, group, release_s, packet }
}

function readFilter(r: OctetReader, p: PusProfile): Result<ScheduleFilter, RequestError> {
  const type = r.unsigned(1)
  if (type > 3) return err({ kind: 'pus-bad-window', type })
  const from = type === 1 || type === 2 ? { from_s: r.time(p.time) } : {}
  const until = type === 1 || type === 3 ? { until_s: r.time(p.time) } : {}
  return ok({ ...from, ...until })
}
