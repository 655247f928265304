/**
 * The spacecraft's side of the services 1, 3, 5, 8, 11, 17 and 20 (ECSS-E-ST-70-41C, clause 6): a machine that takes
 * telecommand packets and time, and gives telemetry packets. What functions do and what parameters are is a port.
 */
import { err, never, ok, type Result } from '@magpie/core/result'
import { readPacketHeader } from '../space-packet.ts'
import { OctetWriter } from './octets.ts'
import type { PusProfile } from './profile.ts'
import { decodePusTelecommand, encodePusTelemetry, type PusTelecommand } from './pus-packet.ts'
import { encodeReport, type PusReport, reportType, type Severity, type VerifiedRequest } from './reports.ts'
import {
  decodeRequest,
  type PusRequest,
  type RequestId,
  type ScheduledRequest,
  type ScheduleFilter,
  type Structure,
} from './requests.ts'

/** Failure codes of Magpie's elements. */
export const PUS_FAILURE = {
  unknownRequest: 1,
  badData: 2,
  unknownFunction: 3,
  functionFailed: 4,
  unknownStructure: 5,
  structureExists: 6,
  unknownParameter: 7,
  unknownEvent: 8,
  timePast: 9,
  scheduleFull: 10,
  unknownScheduled: 11,
  notScheduled: 12,
  /** Authority that a scheduled request had is gone when its time comes. */
  notPermitted: 13,
} as const

export type OnBoardPorts = {
  readonly apid: number
  readonly profile: PusProfile
  /** The value of a parameter of the profile, and its setting; false where it cannot be set so. */
  readonly read: (parameter: number) => number
  readonly write: (parameter: number, value: number) => boolean
  /**
   * Performs a function; a failure code where it fails, undefined where there is none of the name, and `later` where
   * `finish` will be called with the request.
   */
  readonly perform: (
    name: string,
    args: Uint8Array,
    request: VerifiedRequest,
  ) => 'done' | 'later' | { readonly code: number } | undefined
  /** Asked when a scheduled request is released; without it all are permitted. */
  readonly permits?: (packet: Uint8Array) => boolean
  /** Whether a structure may be created; without it any may that has parameters that there are. */
  readonly fits?: (structure: Structure) => boolean
  /** Structures that are there from the beginning, reported periodically. */
  readonly structures?: readonly Structure[]
  /** Events that may be reported. */
  readonly events: ReadonlySet<number>
  /** The least sampling interval, s. */
  readonly sampling_s: number
  /** As many requests as the schedule holds. */
  readonly schedule: number
}

type Scheduled = ScheduledRequest & { readonly id: RequestId }
type Kept = Structure & { periodic: boolean; next_s: number }

export class PusOnBoard {
  private readonly ports: OnBoardPorts
  private readonly structures = new Map<number, Kept>()
  private readonly disabled = new Set<number>()
  private scheduling = false
  private scheduled: Scheduled[] = []
  private count = 0
  private readonly counters = new Map<string, number>()
  private out: Uint8Array<ArrayBuffer>[] = []
  private now_s = 0

  /** At CUC time `now_s`. */
  constructor(ports: OnBoardPorts, now_s = 0) {
    this.ports = ports
    this.now_s = now_s
    for (const made of ports.structures ?? []) {
      this.structures.set(made.structure, { ...made, periodic: false, next_s: 0 })
      this.setPeriodic(made.structure, true)
    }
  }

  /** Requests that wait in the schedule, and whether it runs. */
  get schedule(): { readonly waiting: number; readonly enabled: boolean } {
    return { waiting: this.scheduled.length, enabled: this.scheduling }
  }

  /** Lets the schedule run, as a spacecraft does that starts. */
  enableSchedule(): void {
    this.scheduling = true
  }

  /** When something is due next, CUC s: a scheduled request, or a structure. */
  get due_s(): number {
    const release_s = this.scheduling ? this.scheduled[0]?.release_s : undefined
    return Math.min(release_s ?? Number.POSITIVE_INFINITY, this.dueStructure()?.next_s ?? Number.POSITIVE_INFINITY)
  }

  /** A function that was answered with `later` has ended, well or with a failure code. */
  finish(request: VerifiedRequest, code: number | undefined, now_s: number): Uint8Array<ArrayBuffer>[] {
    this.now_s = now_s
    if (code === undefined) this.report({ kind: 'completed', request })
    else this.report({ kind: 'completion-failed', request, code, data: new Uint8Array(0) })
    return this.sent()
  }

  /** A request that others on board do not let through. */
  refuse(request: VerifiedRequest, code: number, now_s: number): Uint8Array<ArrayBuffer>[] {
    this.now_s = now_s
    this.report({ kind: 'acceptance-failed', request, code, data: new Uint8Array(0) })
    return this.sent()
  }

  /** The sequence count that its next packet of telemetry has. */
  get sequenceCount(): number {
    return this.count
  }

  /** Lets the sequence count of telemetry jump. */
  skip(counts: number): void {
    this.count = (this.count + counts) % 16384
  }

  /** Takes a packet at CUC time `now_s`; telemetry that it causes at once. */
  receive(packet: Uint8Array, now_s: number): Uint8Array<ArrayBuffer>[] {
    this.now_s = now_s
    const tc = decodePusTelecommand(packet, this.ports.profile)
    // What is not even a whole packet cannot be answered: nobody knows whose it was.
    if (tc.ok) this.execute(tc.value)
    return this.sent()
  }

  /** Lets time pass: requests whose time has come are executed, structures that are due are reported. */
  advance(now_s: number): Uint8Array<ArrayBuffer>[] {
    for (;;) {
      const release_s = this.scheduling
        ? (this.scheduled[0]?.release_s ?? Number.POSITIVE_INFINITY)
        : Number.POSITIVE_INFINITY
      const report = this.dueStructure()
      const due_s = Math.min(release_s, report?.next_s ?? Number.POSITIVE_INFINITY)
      if (due_s > now_s) break
      this.now_s = due_s
      if (due_s === release_s) this.release(this.scheduled.shift()!)
      else {
        this.housekeeping(report!)
        report!.next_s += report!.interval * this.ports.sampling_s
      }
    }
    // What became due while the schedule was disabled is not executed late (6.11.4.3).
    if (!this.scheduling) this.scheduled = this.scheduled.filter((s) => s.release_s > now_s)
    this.now_s = now_s
    return this.sent()
  }

  /** Something happened on board. */
  raise(event: number, severity: Severity, data: Uint8Array, now_s: number): Uint8Array<ArrayBuffer>[] {
    this.now_s = now_s
    if (!this.disabled.has(event)) this.report({ kind: 'event', severity, event, data })
    return this.sent()
  }

  private sent(): Uint8Array<ArrayBuffer>[] {
    const { out } = this
    this.out = []
    return out
  }

  private dueStructure(): Kept | undefined {
    let first: Kept | undefined
    for (const kept of this.structures.values())
      if (kept.periodic && (first === undefined || kept.next_s < first.next_s)) first = kept
    return first
  }

  private release({ packet }: Scheduled): void {
    const tc = decodePusTelecommand(packet, this.ports.profile)
    if (!tc.ok) return
    if (this.ports.permits?.(packet) ?? true) this.execute(tc.value)
    else {
      const data = new Uint8Array(0)
      this.report({ kind: 'start-failed', request: verifiedOf(tc.value), code: PUS_FAILURE.notPermitted, data })
    }
  }

  private execute(tc: PusTelecommand): void {
    const request = verifiedOf(tc)
    const none = new Uint8Array(0)
    const read = decodeRequest(tc, this.ports.profile)
    if (!read.ok) {
      const code = read.error.kind === 'pus-unknown-request' ? PUS_FAILURE.unknownRequest : PUS_FAILURE.badData
      this.report({ kind: 'acceptance-failed', request, code, data: none })
      return
    }
    if (tc.ack.acceptance) this.report({ kind: 'accepted', request })
    const judged = this.judge(read.value)
    if (!judged.ok) {
      this.report({ kind: 'start-failed', request, ...noticeOf(judged.error) })
      return
    }
    if (tc.ack.start) this.report({ kind: 'started', request })
    const done = this.carryOut(read.value, request)
    if (!done.ok) this.report({ kind: 'completion-failed', request, ...noticeOf(done.error) })
    else if (done.value === 'done' && tc.ack.completion) this.report({ kind: 'completed', request })
  }

  /** Whether a request can be carried out as a whole: one that cannot changes nothing. */
  private judge(r: PusRequest): Result<undefined, Failed> {
    switch (r.kind) {
      case 'create-structure':
        return this.judgeStructure(r.made)
      case 'delete-structures':
      case 'enable-structures':
      case 'disable-structures':
      case 'report-structures':
      case 'report-once':
        return every(r.structures, (id) => this.structures.has(id), PUS_FAILURE.unknownStructure, itself)
      case 'enable-events':
      case 'disable-events':
        return every(r.events, (id) => this.ports.events.has(id), PUS_FAILURE.unknownEvent, itself)
      case 'report-values':
        return every(r.parameters, (id) => this.knows(id), PUS_FAILURE.unknownParameter, itself)
      case 'insert':
        return this.judgeInsert(r.requests)
      case 'delete':
      case 'summarise':
      case 'detail':
        return every(
          r.requests,
          (id) => this.scheduled.some((s) => sameId(s.id, id)),
          PUS_FAILURE.unknownScheduled,
          (id) => id.sequenceCount,
        )
      case 'shift':
        return this.judgeShift((s) => r.requests.some((id) => sameId(s.id, id)), r.offset_s, r.requests.length)
      case 'shift-filtered':
        return this.judgeShift((s) => fits(s, r.filter), r.offset_s, 0)
      case 'shift-all':
        return this.judgeShift(() => true, r.offset_s, 0)
      default:
        return ok(undefined)
    }
  }

  private judgeStructure(made: Structure): Result<undefined, Failed> {
    const { structure, interval, parameters, repeated } = made
    if (this.structures.has(structure)) return err({ code: PUS_FAILURE.structureExists, item: structure })
    if (interval === 0 || !(this.ports.fits?.(made) ?? true)) return err({ code: PUS_FAILURE.badData, item: structure })
    const all = [...parameters, ...repeated.flatMap((set) => set.parameters)]
    return every(all, (id) => this.knows(id), PUS_FAILURE.unknownParameter, itself)
  }

  private knows(parameter: number): boolean {
    return this.ports.profile.parameters.has(parameter)
  }

  private judgeInsert(requests: readonly ScheduledRequest[]): Result<undefined, Failed> {
    if (this.scheduled.length + requests.length > this.ports.schedule) return err({ code: PUS_FAILURE.scheduleFull })
    if (requests.some((s) => s.release_s <= this.now_s)) return err({ code: PUS_FAILURE.timePast })
    // A request within a request must be one; that of this very service is not scheduled, or it could grow for ever.
    return every(
      requests,
      (s) => {
        const inner = decodePusTelecommand(s.packet, this.ports.profile)
        return inner.ok && inner.value.service !== 11
      },
      PUS_FAILURE.notScheduled,
      () => undefined,
    )
  }

  private judgeShift(which: (s: Scheduled) => boolean, offset_s: number, needed: number): Result<undefined, Failed> {
    const moved = this.scheduled.filter(which)
    if (moved.length < needed) return err({ code: PUS_FAILURE.unknownScheduled })
    return every(
      moved,
      (s) => s.release_s + offset_s > this.now_s,
      PUS_FAILURE.timePast,
      (s) => s.id.sequenceCount,
    )
  }

  private carryOut(r: PusRequest, request: VerifiedRequest): Result<'done' | 'later', Failed> {
    switch (r.kind) {
      case 'create-structure':
        this.structures.set(r.made.structure, { ...r.made, periodic: false, next_s: 0 })
        break
      case 'delete-structures':
        for (const id of r.structures) this.structures.delete(id)
        break
      case 'enable-structures':
      case 'disable-structures':
        for (const id of r.structures) this.setPeriodic(id, r.kind === 'enable-structures')
        break
      case 'report-structures':
        for (const id of r.structures) this.reportStructure(this.structures.get(id)!)
        break
      case 'report-once':
        for (const id of r.structures) this.housekeeping(this.structures.get(id)!)
        break
      case 'enable-events':
        for (const id of r.events) this.disabled.delete(id)
        break
      case 'disable-events':
        for (const id of r.events) this.disabled.add(id)
        break
      case 'report-disabled-events':
        this.report({ kind: 'disabled-events', events: [...this.disabled].sort((a, b) => a - b) })
        break
      case 'perform-function':
        return this.performFunction(r.name, r.arguments, request)
      case 'are-you-alive':
        this.report({ kind: 'alive' })
        break
      case 'test-connection':
        this.report({ kind: 'connection', apid: r.apid })
        break
      case 'report-values':
        this.reportValues(r.parameters)
        break
      case 'set-values':
        return this.setValues(r.values)
      default:
        this.reschedule(r)
    }
    return ok('done')
  }

  private setValues(values: readonly { readonly parameter: number; readonly value: number }[]): Result<'done', Failed> {
    const written = (v: { parameter: number; value: number }) => this.ports.write(v.parameter, v.value)
    const set = every(values, written, PUS_FAILURE.unknownParameter, (v) => v.parameter)
    return set.ok ? ok('done') : set
  }

  private reschedule(
    r: Extract<
      PusRequest,
      {
        kind:
          | `${string}schedule`
          | 'insert'
          | `${'delete' | 'summarise' | 'detail' | 'shift'}${'' | '-filtered'}`
          | `${'summarise' | 'detail' | 'shift'}-all`
      }
    >,
  ): void {
    const byId = (ids: readonly RequestId[]) => (s: Scheduled) => ids.some((id) => sameId(s.id, id))
    switch (r.kind) {
      case 'enable-schedule':
      case 'disable-schedule':
        this.scheduling = r.kind === 'enable-schedule'
        return
      case 'reset-schedule':
        this.scheduling = false
        this.scheduled = []
        return
      case 'insert':
        for (const s of r.requests) this.scheduled.push({ ...s, id: idOf(s.packet, this.ports.profile) })
        this.scheduled.sort((a, b) => a.release_s - b.release_s)
        return
      case 'delete':
        this.drop(byId(r.requests))
        return
      case 'delete-filtered':
        this.drop((s) => fits(s, r.filter))
        return
      case 'shift':
        this.shift(byId(r.requests), r.offset_s)
        return
      case 'shift-filtered':
        this.shift((s) => fits(s, r.filter), r.offset_s)
        return
      case 'shift-all':
        this.shift(() => true, r.offset_s)
        return
      case 'summarise':
      case 'detail':
        this.reportSchedule(r.kind, byId(r.requests))
        return
      case 'summarise-filtered':
      case 'detail-filtered':
        this.reportSchedule(r.kind === 'detail-filtered' ? 'detail' : 'summarise', (s) => fits(s, r.filter))
        return
      case 'summarise-all':
      case 'detail-all':
        this.reportSchedule(r.kind === 'detail-all' ? 'detail' : 'summarise', () => true)
        return
      default:
        never(r)
    }
  }

  private drop(which: (s: Scheduled) => boolean): void {
    this.scheduled = this.scheduled.filter((s) => !which(s))
  }

  private shift(which: (s: Scheduled) => boolean, offset_s: number): void {
    this.scheduled = this.scheduled
      .map((s) => (which(s) ? { ...s, release_s: s.release_s + offset_s } : s))
      .sort((a, b) => a.release_s - b.release_s)
  }

  private reportSchedule(how: 'summarise' | 'detail', which: (s: Scheduled) => boolean): void {
    const chosen = this.scheduled.filter(which)
    if (how === 'detail') this.report({ kind: 'detail', requests: chosen.map(({ id: _, ...request }) => request) })
    else
      this.report({
        kind: 'summary',
        requests: chosen.map(({ id, subSchedule, group, release_s }) => ({
          subSchedule,
          group,
          release_s,
          request: id,
        })),
      })
  }

  private setPeriodic(id: number, periodic: boolean): void {
    const kept = this.structures.get(id)!
    if (periodic && !kept.periodic) kept.next_s = this.now_s + kept.interval * this.ports.sampling_s
    kept.periodic = periodic
  }

  private reportStructure({ periodic, next_s: _, ...structure }: Kept): void {
    this.report({ kind: 'structure', periodic, structure })
  }

  private performFunction(name: string, args: Uint8Array, request: VerifiedRequest): Result<'done' | 'later', Failed> {
    const outcome = this.ports.perform(name, args, request)
    if (outcome === undefined) return err({ code: PUS_FAILURE.unknownFunction })
    return outcome === 'done' || outcome === 'later' ? ok(outcome) : err(outcome)
  }

  private reportValues(parameters: readonly number[]): void {
    this.report({
      kind: 'values',
      values: parameters.map((parameter) => ({ parameter, value: this.ports.read(parameter) })),
    })
  }

  /** [3,25]: what is sampled once, then what is sampled more often; a simulated value is the same in one interval. */
  private housekeeping({ structure, parameters, repeated }: Kept): void {
    const w = new OctetWriter()
    const put = (id: number) => w.number(this.ports.read(id), this.ports.profile.parameters.get(id)!)
    for (const id of parameters) put(id)
    for (const set of repeated) for (let n = 0; n < set.samples; n++) for (const id of set.parameters) put(id)
    this.report({ kind: 'housekeeping', structure, values: w.done() })
  }

  private report(report: PusReport): void {
    const { apid, profile } = this.ports
    const [service, subtype] = reportType(report)
    const key = `${service} ${subtype}`
    const counter = this.counters.get(key) ?? 0
    this.counters.set(key, (counter + 1) % 65536)
    const about = { apid, sequenceCount: this.count, timeStatus: 0, service, subtype, counter, destination: 0 }
    this.out.push(encodePusTelemetry({ ...about, time_s: this.now_s, data: encodeReport(report, profile) }, profile))
    this.count = (this.count + 1) % 16384
  }
}

/** Why a request fails, and what of it is at fault: the number of a structure, event or parameter, or a sequence count. */
type Failed = { readonly code: number; readonly item?: number | undefined }

function every<T>(
  list: readonly T[],
  fine: (item: T) => boolean,
  code: number,
  itemOf: (item: T) => number | undefined,
): Result<undefined, Failed> {
  const bad = list.find((item) => !fine(item))
  return bad === undefined ? ok(undefined) : err({ code, item: itemOf(bad) })
}

function itself(id: number): number {
  return id
}

/** A failure notice: the code, and as its data what is at fault, in two octets, where it is one thing (8.1.2). */
function noticeOf({ code, item }: Failed): { readonly code: number; readonly data: Uint8Array } {
  const data = item === undefined ? new Uint8Array(0) : Uint8Array.of(item >>> 8, item & 0xff)
  return { code, data }
}

function sameId(a: RequestId, b: RequestId): boolean {
  return a.source === b.source && a.apid === b.apid && a.sequenceCount === b.sequenceCount
}

function fits(
  { release_s }: Scheduled,
  { from_s = Number.NEGATIVE_INFINITY, until_s = Number.POSITIVE_INFINITY }: ScheduleFilter,
): boolean {
  return release_s >= from_s && release_s <= until_s
}

function idOf(packet: Uint8Array, profile: PusProfile): RequestId {
  const tc = decodePusTelecommand(packet, profile)
  const header = readPacketHeader(packet)
  if (!tc.ok || !header.ok) throw new Error('a request was scheduled that is none')
  return { source: tc.value.source, apid: tc.value.apid, sequenceCount: tc.value.sequenceCount }
}

function verifiedOf({ apid, sequenceCount }: PusTelecommand): VerifiedRequest {
  return { version: 0, telecommand: true, secondaryHeader: true, apid, sequenceFlags: 3, sequenceCount }
}
