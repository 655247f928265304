/**
 * A rehearsal that runs live: a timeline of items released by the mission clock, recorded, archived, and told to all who
 * watch. It holds what happened so far; what is to come stays in the timeline. Nothing here knows a wall clock, a socket
 * or a database: they are ports.
 */
import type { LiveMessage } from '@magpie/api/live'
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import { epochFromTdb, formatEpoch } from '@magpie/core/time'
import type {
  Deployment,
  Exchange,
  Happening,
  LedgerDraft,
  TelemetryValue,
  TimelineItem,
} from '@magpie/rehearsal/happening'
import { advance, type ClockState, paceAfter, rateAt, type TourStretch } from './mission-clock.ts'
import type { Pace, Recording, StoredEntry } from './rehearsal-store.ts'
import type { Subscriber } from './subscriber.ts'

export type LivePacket = NonNullable<TimelineItem['packet']> & { readonly receivedAt: string }

export type LivePorts = {
  readonly leap: LeapSeconds
  /** Chains and signs a decision; a party's first brings the registration of its key with it. */
  chain(draft: LedgerDraft): readonly StoredEntry[]
  /** Makes packets durable; the archive knows how many it holds, in the order of the timeline. */
  archive(packets: readonly LivePacket[]): Promise<void>
  /** The newest value of each parameter by what the packets say, by element and name with a slash between. */
  latest(): ReadonlyMap<string, TelemetryValue>
  /** Records in one transaction, durable when resolved. */
  record(recording: Recording): Promise<void>
}

export type LivePlan = {
  /** TDB seconds at which the clock begins. */
  readonly start_s: number
  readonly launch_s: number
  readonly tour: readonly TourStretch[]
  phaseAt(tdb_s: number): string
  lightTimeAt(tdb_s: number): number
  /** Where the clock is not set here but follows links: mission time (TDB s) at a wall time, and how fast it goes. */
  readonly follows?: { at(wall_ms: number): number; readonly pace: number }
}

/** What was recorded before: where the clock stood, and how much of the timeline is on record already. */
export type Resumption = {
  readonly clock_s: number
  readonly happenings: number
  readonly entries: number
  readonly packets: number
  /** What happened before, where nobody can tell it again: telemetry of a link comes once. */
  readonly told?: readonly Happening[]
}

/** The most items released at one tick, so that a hurried tour never holds up the answers to others. */
const ITEMS_A_TICK = 4000

export class LiveRehearsal {
  readonly happenings: Happening[] = []
  readonly deployments = new Map<string, Deployment>()
  /** Exchanges by service and request, oldest first. */
  readonly exchanges = new Map<string, Exchange>()
  entries = 0
  private readonly subscribers = new Set<Subscriber>()
  private readonly ports: LivePorts
  private readonly plan: LivePlan
  private clock: ClockState
  private limit_s: number
  private timeline: Iterator<TimelineItem>
  private ahead: TimelineItem | undefined
  private recorded: Resumption
  private packetsSeen = 0
  private running: Promise<void> | undefined
  /** What came by itself since the last tick. */
  private came: TimelineItem[] = []

  /** `timeline` gives what is known so far, up to `limit_s`; `extend` gives the rest when it is known. */
  constructor(
    ports: LivePorts,
    plan: LivePlan,
    pace: Pace,
    wall_ms: number,
    timeline: Iterator<TimelineItem>,
    limit_s: number,
    resumption?: Resumption,
  ) {
    this.ports = ports
    this.plan = plan
    this.timeline = timeline
    this.limit_s = limit_s
    this.recorded = resumption ?? { clock_s: plan.start_s, happenings: 0, entries: 0, packets: 0 }
    const { follows } = plan
    this.clock = {
      at_s: this.recorded.clock_s,
      wall_ms,
      pace: follows === undefined ? pace : { mode: 'fixed', rate: follows.pace, paused: false },
    }
    const { told } = this.recorded
    if (told === undefined) return
    this.happenings.push(...told)
    this.entries = this.recorded.entries
  }

  /** Takes what came by itself, as telemetry of a link does: told and recorded at the next tick. */
  hear(items: readonly TimelineItem[]): void {
    this.came.push(...items)
  }

  /** More of the course is known: the timeline goes on with `timeline`, up to `limit_s`. */
  extend(timeline: Iterator<TimelineItem>, limit_s: number): void {
    const before = this.timeline
    const ahead = this.ahead
    this.ahead = undefined
    this.timeline = (function* () {
      if (ahead !== undefined) yield ahead
      for (let next = before.next(); next.done !== true; next = before.next()) yield next.value
      for (let next = timeline.next(); next.done !== true; next = timeline.next()) yield next.value
    })()
    this.limit_s = limit_s
  }

  /** Releases what is due at a wall time, records it, and tells the subscribers. Never runs twice at once. */
  async tick(wall_ms: number): Promise<void> {
    if (this.running !== undefined) return
    this.running = this.step(wall_ms)
    try {
      await this.running
    } finally {
      this.running = undefined
    }
  }

  /** Resolves when nothing is being recorded. */
  async settled(): Promise<void> {
    await this.running
  }

  /** The boards of the modules before anything has happened to them. */
  board(deployments: readonly Deployment[]): void {
    for (const deployment of deployments) {
      this.deployments.set(deployment.element, deployment)
      this.tellAll({ type: 'deployment', deployment })
    }
  }

  /** Exchanges as they stood before: nothing of them is told again. */
  recall(exchanges: readonly Exchange[]): void {
    for (const exchange of exchanges) this.exchanges.set(`${exchange.service} ${exchange.request}`, exchange)
  }

  private async step(wall_ms: number): Promise<void> {
    const target = this.clockAt(wall_ms)
    const released = this.release(target.at_s)
    // Where more was due than one tick takes, the clock waits at what was released.
    this.clock = { ...target, pace: this.clock.pace, at_s: released.complete ? target.at_s : released.until_s }
    await this.keep([...released.items, ...this.came.splice(0)])
    this.tellAll(this.clockMessage())
    for (const s of this.subscribers) s.flush()
  }

  private clockAt(wall_ms: number): ClockState {
    const { follows, start_s, tour } = this.plan
    if (follows === undefined) return advance(this.clock, wall_ms, start_s, tour, this.limit_s)
    return { ...this.clock, at_s: follows.at(wall_ms), wall_ms }
  }

  private release(until_s: number): { items: TimelineItem[]; complete: boolean; until_s: number } {
    const items: TimelineItem[] = []
    for (;;) {
      if (this.ahead === undefined) {
        const next = this.timeline.next()
        if (next.done === true) break
        this.ahead = next.value
      }
      if (this.ahead.tdb_s > until_s) break
      if (items.length >= ITEMS_A_TICK) {
        const last = items[items.length - 1]!.tdb_s
        return { items, complete: false, until_s: Math.max(last, this.clock.at_s) }
      }
      items.push(this.ahead)
      this.ahead = undefined
    }
    return { items, complete: true, until_s }
  }

  private async keep(items: readonly TimelineItem[]): Promise<void> {
    const happened: Happening[] = []
    const entries: StoredEntry[] = []
    const packets: LivePacket[] = []
    for (const item of items) this.apply(item, happened, entries, packets)
    if (packets.length > 0) await this.ports.archive(packets)
    await this.ports.record({ happenings: happened, entries, clock_s: this.clock.at_s, pace: this.clock.pace })
  }

  private apply(item: TimelineItem, happened: Happening[], entries: StoredEntry[], packets: LivePacket[]): void {
    if (item.packet !== undefined && ++this.packetsSeen > this.recorded.packets) {
      packets.push({ ...item.packet, receivedAt: this.utc(item.tdb_s) })
    }
    if (item.ledger !== undefined) {
      for (const entry of this.ports.chain(item.ledger)) {
        if (++this.entries > this.recorded.entries) entries.push(entry)
      }
    }
    if (item.happening !== undefined) {
      const happening = { ...item.happening, sequence: this.happenings.length }
      this.happenings.push(happening)
      if (this.happenings.length > this.recorded.happenings) happened.push(happening)
      this.tellAll({ type: 'happening', happening })
    }
    if (item.exchange !== undefined) {
      const { service, request } = item.exchange
      this.exchanges.set(`${service} ${request}`, item.exchange)
      this.tellAll({ type: 'exchange', service })
    }
    if (item.deployment !== undefined) {
      this.deployments.set(item.deployment.element, item.deployment)
      this.tellAll({ type: 'deployment', deployment: item.deployment })
    }
  }

  /** The newest value of each parameter, by element and name with a slash between. */
  get latest(): ReadonlyMap<string, TelemetryValue> {
    return this.ports.latest()
  }

  /** Where the mission stands now. */
  clockMessage() {
    const { at_s, wall_ms, pace } = this.clock
    const waiting = this.plan.follows === undefined && at_s >= this.limit_s
    return {
      type: 'clock' as const,
      utc: this.utc(at_s),
      tdb_s: at_s,
      wall_ms,
      rate: waiting ? 0 : rateAt(this.clock, this.plan.start_s, this.plan.tour),
      paused: pace.paused,
      mode: pace.mode,
      ...(this.plan.follows === undefined ? {} : { follows: true as const }),
      phase: this.plan.phaseAt(at_s),
      met_s: at_s - this.plan.launch_s,
      lightTime_s: this.plan.lightTimeAt(at_s),
    }
  }

  /** Changes the pace from now on. */
  setPace(change: Partial<Pace>): void {
    if (this.plan.follows !== undefined) return
    this.clock = { ...this.clock, pace: paceAfter(this.clock, change, this.plan.start_s, this.plan.tour) }
  }

  /** Adds a watcher, who is told at once where everything stands; returns how to leave. */
  watch(subscriber: Subscriber): () => void {
    subscriber.tell(this.clockMessage())
    for (const deployment of this.deployments.values()) subscriber.tell({ type: 'deployment', deployment })
    for (const happening of this.happenings.slice(-200)) subscriber.tell({ type: 'happening', happening })
    subscriber.flush()
    this.subscribers.add(subscriber)
    return () => this.subscribers.delete(subscriber)
  }

  private tellAll(message: LiveMessage): void {
    for (const s of this.subscribers) s.tell(message)
  }

  private utc(tdb_s: number): string {
    return formatEpoch(epochFromTdb(tdb_s, this.ports.leap), this.ports.leap)
  }
}
