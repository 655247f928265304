/**
 * One who watches live. Values are coalesced: between two flushes only the newest of each parameter is kept, and what
 * was passed over is counted and told, so that a slow subscriber is never cut off and never falls behind.
 */
import type { LiveMessage } from '@magpie/api/live'
import type { TelemetryValue } from '@magpie/rehearsal/happening'

export type Subscriber = {
  /** Values came in; `skipped` says how many samples of each were passed over before it. */
  offer(values: readonly TelemetryValue[], skipped?: readonly number[]): void
  /** A message that must arrive, in order. */
  tell(message: LiveMessage): void
  /** Sends what has gathered; false where the way out is congested: messages are kept, values coalesce. */
  flush(): boolean
}

/** A subscriber over a way out: `send` hands over one message, `congested` says whether to wait. */
export function subscriber(send: (message: LiveMessage) => void, congested: () => boolean): Subscriber {
  let messages: LiveMessage[] = []
  const values = new Map<string, TelemetryValue>()
  let passed = 0
  return {
    offer(incoming, skipped) {
      incoming.forEach((value, i) => {
        const key = `${value.element}/${value.name}`
        if (values.has(key)) passed++
        passed += skipped?.[i] ?? 0
        values.set(key, value)
      })
    },
    tell(message) {
      // What is newer replaces what was not sent yet: nobody who is slow has an endless tail.
      const key = replaced(message)
      if (key !== undefined) messages = messages.filter((m) => replaced(m) !== key)
      messages.push(message)
    },
    flush() {
      if (congested()) return false
      const due = messages
      messages = []
      for (const message of due) send(message)
      if (values.size === 0) return true
      send({ type: 'telemetry', values: [...values.values()], skipped: passed })
      values.clear()
      passed = 0
      return true
    },
  }
}

/** What a message is the newest state of: the clock, the desk, an alarm. */
function replaced(message: LiveMessage): string | undefined {
  if (message.type === 'clock' || message.type === 'desk') return message.type
  return message.type === 'alarm' ? `alarm ${message.alarm.element} ${message.alarm.parameter}` : undefined
}
