/** The handlers of alarms: listed and acknowledged within what was agreed on the data that they are about. */
import type { Caller } from '@magpie/api/access'
import type { alarmOperations } from '@magpie/api/alarm-operations'
import type { AlarmView } from '@magpie/api/alarm-view'
import type { Failure } from '@magpie/api/failure'
import { err, ok, type Result } from '@magpie/core/result'
import type { Element } from '@magpie/mission/element'
import { type DataReading, refusalFailure, valueNow } from './data-reading.ts'
import type { Handlers } from './dispatch.ts'
import type { TelemetryService } from './telemetry-service.ts'

export type AlarmHandlerPorts = {
  /** Undefined until the archive is open. */
  telemetry(): TelemetryService | undefined
  /** What was agreed on data. */
  readonly reading: DataReading
  elements(): readonly Pick<Element, 'id' | 'owner' | 'host'>[]
  lead(): string
}

/** One handler an operation. */
export function alarmHandlers(ports: AlarmHandlerPorts): Handlers<keyof typeof alarmOperations> {
  return {
    async alarms({ element }, caller) {
      const service = ports.telemetry()
      const all = service?.alarms.list() ?? []
      const asked = element === undefined ? all : all.filter((alarm) => alarm.element === element)
      return ok({ alarms: asked.flatMap((alarm) => readableAlarm(ports.reading, caller, alarm) ?? []) })
    },

    async alarmAcknowledge({ element, parameter, since, note }, caller) {
      const service = ports.telemetry()
      const reading = ports.reading.of(caller, element, parameter)
      if (reading.kind === 'refused') return err(refusalFailure(reading.refusal))
      const refused = refusedTo(ports, caller, element)
      if (refused !== undefined) return err(refused)
      const found = service?.alarms.find(element, parameter)
      const seen = found === undefined ? undefined : readableAlarm(ports.reading, caller, found)
      if (service === undefined || seen === undefined) return noAlarm(element, parameter)
      if (since !== undefined && since !== seen.since) return another(seen)
      const by = { person: caller.person!.name, party: caller.party!, at: nowUtc(ports.reading, caller), note }
      const done = await service.alarms.acknowledge(element, parameter, by)
      return done === undefined ? noAlarm(element, parameter) : ok(done)
    },
  }
}

/** An alarm as a caller may see it; undefined where they may not, or not yet. */
export function readableAlarm(reading: DataReading, caller: Caller, alarm: AlarmView): AlarmView | undefined {
  const { element, parameter, unit, value, changed } = alarm
  const newest = {
    element,
    name: parameter,
    value,
    unit,
    alarm: alarm.level,
    generatedAt: changed,
    receivedAt: changed,
  }
  const shown = valueNow(reading.of(caller, element, parameter), newest, reading.now_ms())
  return shown === undefined ? undefined : { ...alarm, value: shown }
}

/** Who acknowledges answers for the element: its owner, the owner of what carries it, the lead of the mission. */
function refusedTo(ports: AlarmHandlerPorts, { party }: Caller, element: string): Failure | undefined {
  const elements = new Map(ports.elements().map((one) => [one.id, one]))
  const own = elements.get(element)
  const answering = new Set(
    [own, elements.get(own?.host ?? '')].flatMap((one) => one?.owner ?? []).concat(ports.lead()),
  )
  if (party !== undefined && answering.has(party)) return undefined
  const who = [...answering].join(' or ')
  const message = `${party} does not answer for ${element}: its alarms are acknowledged by ${who}. Ask them, or write an anomaly report.`
  return { kind: 'refused', rule: 'alarm-of-own-element', message }
}

/** The present by the mission's clock, else the caller's. */
function nowUtc(reading: DataReading, { arrivedAt }: Caller): string {
  const now_ms = reading.now_ms()
  return Number.isFinite(now_ms) && now_ms > 0 ? new Date(now_ms).toISOString() : arrivedAt
}

function noAlarm(element: string, parameter: string): Result<never, Failure> {
  const message = `There is no alarm of ${element}/${parameter} to acknowledge: alarm.list tells those that there are.`
  return err({ kind: 'not-found', message, what: 'alarm', id: `${element}/${parameter}` })
}

function another({ element, parameter, since }: AlarmView): Result<never, Failure> {
  const message = `The alarm of ${element}/${parameter} that stands began at ${since}, which is not the one that you saw: look at it first.`
  return err({ kind: 'conflict', message, with: since })
}
