/**
 * One who watches live within what was agreed on data: values that may not be read are not offered, rounded ones are
 * rounded, and delayed ones wait until they are due.
 */
import type { Caller } from '@magpie/api/access'
import type { AlarmView } from '@magpie/api/alarm-view'
import { roundedValue, type SharedReader } from '@magpie/mission/data-access'
import type { Happening, TelemetryValue } from '@magpie/rehearsal/happening'
import { readableAlarm } from './alarm-handlers.ts'
import { type EventReading, OPEN_EVENTS } from './data-events.ts'
import type { DataReading } from './data-reading.ts'
import type { Subscriber } from './subscriber.ts'

/** What is delayed longer is history, and not waited for. */
const LONGEST_WAIT_MS = 86_400_000
/** Values of a parameter that wait at most; beyond, newer ones take the place of the last. */
const WAITING_VALUES = 256

type Waiting = { readonly reader: SharedReader; readonly values: TelemetryValue[] }

/** Wraps a subscriber for a caller. */
export function agreedSubscriber(
  inner: Subscriber,
  caller: Caller,
  reading: DataReading,
  events: EventReading = OPEN_EVENTS,
): Subscriber {
  const delayed: { readonly due_ms: number; readonly event: Happening }[] = []
  const tell = (event: Happening) => {
    const told = events.of(caller, event)
    if (told.kind === 'now') inner.tell({ type: 'happening', happening: told.event })
    else if (told.kind === 'later' && told.due_ms - events.now_ms() <= LONGEST_WAIT_MS) delayed.push(told)
  }
  const waiting = new Map<string, Waiting>()
  const queue = (value: TelemetryValue, reader: () => SharedReader) => {
    const key = `${value.element}/${value.name}`
    const known = waiting.get(key) ?? { reader: reader(), values: [] }
    if (known.reader.delay_ms > LONGEST_WAIT_MS) return
    if (known.values.length === WAITING_VALUES) known.values.pop()
    known.values.push(value)
    waiting.set(key, known)
  }
  let alarms: AlarmView[] = []
  /** Whether an alarm was told or never will be; one that is shared later waits. */
  const tellAlarm = (alarm: AlarmView): boolean => {
    const shown = readableAlarm(reading, caller, alarm)
    if (shown !== undefined) inner.tell({ type: 'alarm', alarm: shown })
    const how = shown === undefined ? reading.of(caller, alarm.element, alarm.parameter) : undefined
    return how?.kind !== 'shared' || how.reader().delay_ms > LONGEST_WAIT_MS
  }
  return {
    offer(values, skipped) {
      const open: TelemetryValue[] = []
      const passed: number[] = []
      values.forEach((value, i) => {
        const how = reading.of(caller, value.element, value.name)
        if (how.kind === 'shared') queue(value, how.reader)
        if (how.kind !== 'all') return
        open.push(value)
        passed.push(skipped?.[i] ?? 0)
      })
      if (open.length > 0) inner.offer(open, passed)
    },
    tell(message) {
      if (message.type === 'happening') tell(message.happening)
      else if (message.type === 'deployment')
        inner.tell({ ...message, deployment: events.board(caller, message.deployment) })
      else if (message.type !== 'alarm') inner.tell(message)
      else if (alarms.push(message.alarm) > WAITING_VALUES) alarms.shift()
    },
    flush() {
      const now_ms = reading.now_ms()
      for (const one of delayed.filter(({ due_ms }) => due_ms <= events.now_ms())) {
        delayed.splice(delayed.indexOf(one), 1)
        inner.tell({ type: 'happening', happening: one.event })
      }
      const due = [...waiting.values()].flatMap((one) => takeDue(one, now_ms))
      if (due.length > 0) inner.offer(due)
      alarms = alarms.filter((alarm) => !tellAlarm(alarm))
      return inner.flush()
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
