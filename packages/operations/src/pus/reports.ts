/** Reports of the services 1, 3, 5, 11, 17 and 20 as data, to source data and back (ECSS-E-ST-70-41C, clause 8). */
import { err, never, ok, type Result } from '@magpie/core/result'
import type { ReportStage } from '../command/verification.ts'
import { OctetReader, OctetWriter } from './octets.ts'
import type { PusProfile } from './profile.ts'
import { guardedRead } from './pus-packet.ts'
import {
  type RequestError,
  type RequestId,
  readRequestId,
  readScheduled,
  readStructure,
  type ScheduledRequest,
  type Structure,
  writeRequestId,
  writeStructure,
} from './requests.ts'

/** The request of a verification report: the first four octets of its packet (8.1.2). */
export type VerifiedRequest = {
  readonly version: number
  readonly telecommand: boolean
  readonly secondaryHeader: boolean
  readonly apid: number
  readonly sequenceFlags: number
  readonly sequenceCount: number
}

export type Severity = 'informative' | 'low' | 'medium' | 'high'

export type PusReport =
  | { readonly kind: 'accepted' | 'started' | 'completed'; readonly request: VerifiedRequest }
  | { readonly kind: 'progress'; readonly request: VerifiedRequest; readonly step: number }
  | {
      readonly kind: 'acceptance-failed' | 'start-failed' | 'completion-failed' | 'routing-failed'
      readonly request: VerifiedRequest
      readonly code: number
      readonly data: Uint8Array
    }
  | {
      readonly kind: 'progress-failed'
      readonly request: VerifiedRequest
      readonly step: number
      readonly code: number
      readonly data: Uint8Array
    }
  | { readonly kind: 'structure'; readonly periodic: boolean; readonly structure: Structure }
  | { readonly kind: 'housekeeping'; readonly structure: number; readonly values: Uint8Array }
  | { readonly kind: 'event'; readonly severity: Severity; readonly event: number; readonly data: Uint8Array }
  | { readonly kind: 'disabled-events'; readonly events: readonly number[] }
  | { readonly kind: 'detail'; readonly requests: readonly ScheduledRequest[] }
  | {
      readonly kind: 'summary'
      readonly requests: readonly (Omit<ScheduledRequest, 'packet'> & { readonly request: RequestId })[]
    }
  | { readonly kind: 'alive' }
  | { readonly kind: 'connection'; readonly apid: number }
  | { readonly kind: 'values'; readonly values: readonly { readonly parameter: number; readonly value: number }[] }

const SEVERITIES = ['informative', 'low', 'medium', 'high'] as const

const FIXED_TYPES = {
  accepted: [1, 1],
  'acceptance-failed': [1, 2],
  started: [1, 3],
  'start-failed': [1, 4],
  progress: [1, 5],
  'progress-failed': [1, 6],
  completed: [1, 7],
  'completion-failed': [1, 8],
  'routing-failed': [1, 10],
  structure: [3, 10],
  housekeeping: [3, 25],
  'disabled-events': [5, 8],
  detail: [11, 10],
  summary: [11, 13],
  alive: [17, 2],
  connection: [17, 4],
  values: [20, 2],
} as const satisfies Record<Exclude<PusReport['kind'], 'event'>, readonly [number, number]>

const KIND_OF = new Map<number, keyof typeof FIXED_TYPES>(
  Object.entries(FIXED_TYPES).map(([kind, [s, t]]) => [256 * s + t, kind as keyof typeof FIXED_TYPES]),
)

/** Service and subtype of a report. */
export function reportType(report: PusReport): readonly [service: number, subtype: number] {
  return report.kind === 'event' ? [5, 1 + SEVERITIES.indexOf(report.severity)] : FIXED_TYPES[report.kind]
}

/** Source data of a report. */
export function encodeReport(r: PusReport, p: PusProfile): Uint8Array<ArrayBuffer> {
  const w = new OctetWriter()
  switch (r.kind) {
    case 'accepted':
    case 'started':
    case 'completed':
      writeVerified(r.request, w)
      break
    case 'progress':
      writeVerified(r.request, w)
      w.unsigned(r.step, p.step)
      break
    case 'acceptance-failed':
    case 'start-failed':
    case 'completion-failed':
    case 'routing-failed':
      writeVerified(r.request, w)
      w.unsigned(r.code, p.failureCode).octets(r.data)
      break
    case 'progress-failed':
      writeVerified(r.request, w)
      w.unsigned(r.step, p.step).unsigned(r.code, p.failureCode).octets(r.data)
      break
    default:
      writeOther(r, p, w)
  }
  return w.done()
}

type OtherReport = Extract<
  PusReport,
  {
    kind:
      | 'structure'
      | 'housekeeping'
      | 'event'
      | 'disabled-events'
      | 'detail'
      | 'summary'
      | 'alive'
      | 'connection'
      | 'values'
  }
>

function writeOther(r: OtherReport, p: PusProfile, w: OctetWriter): void {
  switch (r.kind) {
    case 'structure': {
      const { structure, ...rest } = r.structure
      w.unsigned(structure, p.structure).unsigned(r.periodic ? 1 : 0, 1)
      const inner = new OctetWriter()
      writeStructure({ structure, ...rest }, p, inner)
      w.octets(inner.done().subarray(p.structure))
      return
    }
    case 'housekeeping':
      w.unsigned(r.structure, p.structure).octets(r.values)
      return
    case 'event':
      w.unsigned(r.event, p.event).octets(r.data)
      return
    case 'disabled-events':
      w.many(r.events, p.count, (id) => w.unsigned(id, p.event))
      return
    case 'detail':
      w.many(r.requests, p.count, (s) => {
        w.unsigned(p.subSchedule === 0 ? 0 : s.subSchedule, p.subSchedule)
        w.unsigned(p.group === 0 ? 0 : s.group, p.group)
          .time(s.release_s, p.time)
          .octets(s.packet)
      })
      return
    case 'summary':
      w.many(r.requests, p.count, (s) => {
        w.unsigned(p.subSchedule === 0 ? 0 : s.subSchedule, p.subSchedule)
        w.unsigned(p.group === 0 ? 0 : s.group, p.group).time(s.release_s, p.time)
        writeRequestId(s.request, w)
      })
      return
    case 'connection':
      w.unsigned(r.apid, 2)
      return
    case 'values':
      w.many(r.values, p.count, ({ parameter, value }) => {
        w.unsigned(parameter, p.parameter).number(value, p.parameters.get(parameter) ?? 'u32')
      })
      return
    case 'alive':
      return
    default:
      never(r)
  }
}

function writeVerified(v: VerifiedRequest, w: OctetWriter): void {
  w.unsigned((v.version << 13) | (v.telecommand ? 0x1000 : 0) | (v.secondaryHeader ? 0x0800 : 0) | v.apid, 2)
  w.unsigned((v.sequenceFlags << 14) | v.sequenceCount, 2)
}

function readVerified(r: OctetReader): VerifiedRequest {
  const id = r.unsigned(2)
  const sequence = r.unsigned(2)
  return {
    version: id >>> 13,
    telecommand: (id & 0x1000) !== 0,
    secondaryHeader: (id & 0x0800) !== 0,
    apid: id & 0x7ff,
    sequenceFlags: sequence >>> 14,
    sequenceCount: sequence & 0x3fff,
  }
}

/** Reads source data, all of it. */
export function decodeReport(
  { service, subtype, data }: { readonly service: number; readonly subtype: number; readonly data: Uint8Array },
  p: PusProfile,
): Result<PusReport, RequestError> {
  const reader = new OctetReader(data)
  const severity = service === 5 ? SEVERITIES[subtype - 1] : undefined
  const kind = KIND_OF.get(256 * service + subtype)
  if (kind === undefined && severity === undefined) return err({ kind: 'pus-unknown-request', service, subtype })
  const read = guardedRead((): Result<PusReport, RequestError> => {
    if (severity !== undefined)
      return ok({ kind: 'event', severity, event: reader.unsigned(p.event), data: reader.octets(reader.left) })
    return service === 1 ? ok(readVerification(kind!, reader, p)) : readOther(kind!, reader, p)
  })
  if (!read.ok || !read.value.ok) return read.ok ? read.value : read
  return reader.left === 0 ? read.value : err({ kind: 'pus-left-over', octets: reader.left })
}

function readVerification(kind: keyof typeof FIXED_TYPES, r: OctetReader, p: PusProfile): PusReport {
  const request = readVerified(r)
  const failure = () => ({ code: r.unsigned(p.failureCode), data: r.octets(r.left) })
  switch (kind) {
    case 'accepted':
    case 'started':
    case 'completed':
      return { kind, request }
    case 'progress':
      return { kind, request, step: r.unsigned(p.step) }
    case 'progress-failed':
      return { kind, request, step: r.unsigned(p.step), ...failure() }
    case 'acceptance-failed':
    case 'start-failed':
    case 'completion-failed':
    case 'routing-failed':
      return { kind, request, ...failure() }
    default:
      throw new Error(`${kind} is not of service 1`)
  }
}

function readOther(kind: keyof typeof FIXED_TYPES, r: OctetReader, p: PusProfile): Result<PusReport, RequestError> {
  switch (kind) {
    case 'structure':
      return ok(readStructureReport(r, p))
    case 'housekeeping':
      return ok({ kind, structure: r.unsigned(p.structure), values: r.octets(r.left) })
    case 'disabled-events':
      return ok({ kind, events: r.many(p.count, p.event, () => r.unsigned(p.event)) })
    case 'detail':
      return ok({ kind, requests: r.many(p.count, 12, () => readScheduled(r, p, r.unsigned(p.subSchedule))) })
    case 'summary':
      return ok({
        kind,
        requests: r.many(p.count, 6, () => ({
          subSchedule: r.unsigned(p.subSchedule),
          group: r.unsigned(p.group),
          release_s: r.time(p.time),
          request: readRequestId(r),
        })),
      })
    case 'alive':
      return ok({ kind })
    case 'connection':
      return ok({ kind, apid: r.unsigned(2) })
    default:
      return readValues(r, p)
  }
}

function readStructureReport(r: OctetReader, p: PusProfile): PusReport {
  const id = r.octets(p.structure)
  const periodic = r.unsigned(1) !== 0
  const rest = r.octets(r.left)
  const whole = new Uint8Array(id.length + rest.length)
  whole.set(id)
  whole.set(rest, id.length)
  return { kind: 'structure', periodic, structure: readStructure(new OctetReader(whole), p) }
}

function readValues(r: OctetReader, p: PusProfile): Result<PusReport, RequestError> {
  const values: { parameter: number; value: number }[] = []
  for (let n = r.unsigned(p.count); n > 0; n--) {
    const parameter = r.unsigned(p.parameter)
    const form = p.parameters.get(parameter)
    if (form === undefined) return err({ kind: 'pus-unknown-parameter', parameter })
    values.push({ parameter, value: r.number(form) })
  }
  return ok({ kind: 'values', values })
}

/** What a verification report means for the command it is about: the ground's side of service 1. */
export function stageOf(
  report: PusReport,
): { readonly request: VerifiedRequest; readonly stage: ReportStage } | undefined {
  switch (report.kind) {
    case 'accepted':
      return { request: report.request, stage: 'ACCEPTED' }
    case 'started':
      return { request: report.request, stage: 'STARTED' }
    case 'progress':
      return { request: report.request, stage: 'PROGRESS' }
    case 'completed':
      return { request: report.request, stage: 'COMPLETED' }
    case 'acceptance-failed':
    case 'routing-failed':
      return { request: report.request, stage: 'REFUSED' }
    case 'start-failed':
    case 'progress-failed':
    case 'completion-failed':
      return { request: report.request, stage: 'FAILED' }
    default:
      return undefined
  }
}
