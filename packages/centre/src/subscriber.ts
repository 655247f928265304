/**
 * One who watches live. Values are coalesced: between two flushes only the newest of each parameter is kept, and what
 * was passed over is counted and told, so that a slow subscriber is never cut off and never falls behind.
 */
import type { LiveMessage } from '@magpie/api/live'
import type { TelemetryValue } from '@magpie/rehearsal/happening'

export type Subscriber = {
  /** A value came in. */
  offer(values: readonly TelemetryValue[]): void
  /** A message that must arrive, in order. */
  tell(message: LiveMessage): void
  /** Sends what has gathered, unless the way out is congested; messages are kept, values coalesce. */
  flush(): void
}

/** A subscriber over a way out: `send` hands over one message, `congested` says whether to wait. */
export function subscriber(send: (message: LiveMessage) => void, congested: () => boolean): Subscriber {
  let messages: LiveMessage[] = []
  const values = new Map<string, TelemetryValue>()
  let skipped = 0
  return {
    offer(incoming) {
      for (const value of incoming) {
        const key = `${value.element}/${value.name}`
        if (values.has(key)) skipped++
        values.set(key, value)
      }
    },
    tell(message) {
      // A newer clock, or a newer count of the desk, replaces one that was not sent yet.
      if (message.type === 'clock' || message.type === 'desk')
        messages = messages.filter((m) => m.type !== message.type)
      messages.push(message)
    },
    flush() {
      if (congested()) return
      const due = messages
      messages = []
      for (const message of due) send(message)
      if (values.size === 0) return
      send({ type: 'telemetry', values: [...values.values()], skipped })
      values.clear()
      skipped = 0
    },
  }
}
