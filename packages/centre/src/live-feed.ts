/**
 * Values of links to one who watches: the newest of each parameter as soon as packets have come, a few milliseconds apart at
 * most, and the count of those that were passed over. While the way out is congested nothing is sent and nothing gathers.
 */

import type { Parameter } from '@magpie/operations/dictionary'
import { LiveView } from '@magpie/operations/ingest/live-values'
import type { TelemetryValue } from '@magpie/rehearsal/happening'
import { utcClock } from './telemetry-export.ts'
import type { TelemetryService } from './telemetry-service.ts'

/** Looks are at least so far apart, so that a busy link does not send a message a packet. */
const GAP_MS = 3

export type LiveFeedPorts = {
  send(message: { readonly type: 'telemetry'; readonly values: TelemetryValue[]; readonly skipped: number }): void
  congested(): boolean
  now_ms(): number
  /** Runs `work` after so many ms. */
  later(ms: number, work: () => void): void
}

/** A feed of the parameters that `wanted` names; `poke` says that packets have come. */
export function liveFeed(
  service: TelemetryService,
  wanted: (source: string, parameter: Parameter) => boolean,
  ports: LiveFeedPorts,
): { poke(): void; close(): void } {
  const view = new LiveView(wanted)
  const utc = utcClock(service.leap)
  let last_ms = Number.NEGATIVE_INFINITY
  let waiting = false
  let open = true
  const look = () => {
    waiting = false
    if (!open) return
    if (ports.congested()) return poke()
    last_ms = ports.now_ms()
    const { values, skipped } = view.look(service.sources.values())
    if (values.length === 0) return
    const shown = values.map(({ source, parameter, value, level, time_us, received_us }) => ({
      ...{ element: source, name: parameter.name, value, unit: parameter.type.unit, alarm: level },
      ...{ generatedAt: utc(time_us), receivedAt: utc(received_us) },
    }))
    ports.send({ type: 'telemetry', values: shown, skipped })
  }
  const poke = () => {
    if (waiting || !open) return
    waiting = true
    ports.later(Math.max(0, last_ms + GAP_MS - ports.now_ms()), look)
  }
  return {
    poke,
    close: () => {
      open = false
    },
  }
}
