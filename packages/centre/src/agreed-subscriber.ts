/**
 * One who watches live within what was agreed on data: values that may not be read are not offered, rounded ones are
 * rounded, and delayed ones wait until they are due.
 */
import type { Caller } from '@magpie/api/access'
import { roundedValue, type SharedReader } from '@magpie/mission/data-access'
import type { TelemetryValue } from '@magpie/rehearsal/happening'
import type { DataReading } from './data-reading.ts'
import type { Subscriber } from './subscriber.ts'

/** What is delayed longer is history, and not waited for. */
const LONGEST_WAIT_MS = 86_400_000
/** Values of a parameter that wait at most; beyond, newer ones take the place of the last. */
const WAITING_VALUES = 256

type Waiting = { readonly reader: SharedReader; readonly values: TelemetryValue[] }

/** Wraps a subscriber for a caller. */
export function agreedSubscriber(inner: Subscriber, caller: Caller, reading: DataReading): Subscriber {
  const waiting = new Map<string, Waiting>()
  const queue = (value: TelemetryValue, reader: () => SharedReader) => {
    const key = `${value.element}/${value.name}`
    const known = waiting.get(key) ?? { reader: reader(), values: [] }
    if (known.reader.delay_ms > LONGEST_WAIT_MS) return
    if (known.values.length === WAITING_VALUES) known.values.pop()
    known.values.push(value)
    waiting.set(key, known)
  }
  return {
    offer(values) {
      const open: TelemetryValue[] = []
      for (const value of values) {
        const how = reading.of(caller, value.element, value.name)
        if (how.kind === 'all') open.push(value)
        else if (how.kind === 'shared') queue(value, how.reader)
      }
      if (open.length > 0) inner.offer(open)
    },
    tell: (message) => inner.tell(message),
    flush() {
      const now_ms = reading.now_ms()
      const due = [...waiting.values()].flatMap((one) => takeDue(one, now_ms))
      if (due.length > 0) inner.offer(due)
      inner.flush()
    },
  }
}

function takeDue({ reader, values }: Waiting, now_ms: number): TelemetryValue[] {
  const due: TelemetryValue[] = []
  while (values.length > 0) {
    const [first] = values
    const received_ms = Date.parse(first!.receivedAt)
    if (received_ms + reader.delay_ms > now_ms) break
    values.shift()
    const step = reader.admit({ generated_ms: Date.parse(first!.generatedAt), received_ms }, now_ms)
    if (step !== undefined) due.push({ ...first!, value: roundedValue(first!.value, step) })
  }
  return due
}
