/**
 * What the pipelines of a centre decoded, to those who watch: the newest value of each parameter as soon as packets have
 * come, a few milliseconds apart at most, with the count of samples that were passed over, and alarms. Who watches is asked
 * first whether the way out is free; while it is not, values take the place of older ones and nothing gathers.
 */
import type { AlarmView } from '@magpie/api/alarm-view'
import { type LatestValue, LiveView, saysSomething } from '@magpie/operations/ingest/live-values'
import type { TelemetryValue } from '@magpie/rehearsal/happening'
import type { Subscriber } from './subscriber.ts'
import { utcClock } from './telemetry-export.ts'
import type { TelemetryService } from './telemetry-service.ts'

/** Looks are at least so far apart, so that a busy link does not send a message a packet. */
const GAP_MS = 3
/** A way out that is not free is tried again after so long. */
const AGAIN_MS = 20

export type LiveFeedPorts = {
  now_ms(): number
  /** Runs `work` after so many ms. */
  later(ms: number, work: () => void): void
}

export class LiveFeed {
  /** The newest value of each parameter, by element and name with a slash between. */
  readonly latest = new Map<string, TelemetryValue>()
  private readonly service: TelemetryService
  private readonly ports: LiveFeedPorts
  private readonly view: LiveView
  private readonly utc: (time_us: number) => string
  private readonly subscribers = new Set<Subscriber>()
  private last_ms = Number.NEGATIVE_INFINITY
  private waiting = false

  constructor(service: TelemetryService, ports: LiveFeedPorts) {
    this.service = service
    this.ports = ports
    this.utc = utcClock(service.leap)
    const says = saysSomething(service.decoder)
    this.view = new LiveView((_source, { index }) => says[index] === 1)
    this.look()
  }

  /** Adds one who watches: at once the newest values and the alarms, then all that comes. Returns how to leave. */
  watch(subscriber: Subscriber): () => void {
    for (const alarm of this.service.alarms.list()) subscriber.tell({ type: 'alarm', alarm })
    subscriber.offer([...this.latest.values()])
    subscriber.flush()
    this.subscribers.add(subscriber)
    return () => this.subscribers.delete(subscriber)
  }

  /** Packets have come: their values go out within a few milliseconds. */
  poke(): void {
    this.later(Math.max(0, this.last_ms + GAP_MS - this.ports.now_ms()))
  }

  /** An alarm began, changed or is over. */
  tell(alarm: AlarmView): void {
    for (const s of this.subscribers) s.tell({ type: 'alarm', alarm })
    this.poke()
  }

  /** Offers what is new and sends it where the way out is free. */
  look(): void {
    this.last_ms = this.ports.now_ms()
    const { values, skipped } = this.view.look(this.service.sources.values())
    const shown = values.map((one) => this.shown(one))
    for (const value of shown) this.latest.set(`${value.element}/${value.name}`, value)
    let held = false
    for (const s of this.subscribers) {
      if (shown.length > 0) s.offer(shown, skipped)
      if (!s.flush()) held = true
    }
    if (held) this.later(AGAIN_MS)
  }

  private later(ms: number): void {
    if (this.waiting) return
    this.waiting = true
    this.ports.later(ms, () => {
      this.waiting = false
      this.look()
    })
  }

  private shown({ source, parameter, value, level, time_us, received_us }: LatestValue): TelemetryValue {
    // JSON has no numbers that are none.
    const told = typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
    return {
      ...{ element: source, name: parameter.name, value: told, unit: parameter.type.unit, alarm: level },
      ...{ generatedAt: this.utc(time_us), receivedAt: this.utc(received_us) },
    }
  }
}
