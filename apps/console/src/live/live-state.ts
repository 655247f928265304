/** What the console knows from the live stream: one state, one function that takes a message in. */

import type { alarmMessage, Deployment, Happening, LiveMessage, stageMessage, telemetryMessage } from '@magpie/api/live'
import { never } from '@magpie/core/result'
import type * as z from 'zod'
import { tdbOfUtc } from '../time/mission-time.ts'
import { type ClockState, receiveClock } from './clock.ts'

export type Stage = z.infer<typeof stageMessage>
export type Alarm = z.infer<typeof alarmMessage>['alarm']
export type Sample = z.infer<typeof telemetryMessage>['values'][number]

/** A parameter's newest value and its recent numeric samples, times in TDB seconds past J2000. */
type Parameter = {
  readonly sample: Sample
  readonly recent: { readonly times_s: readonly number[]; readonly values: readonly number[] }
}

export type LiveState = {
  readonly clock: ClockState | undefined
  /** In the order in which the centre first named them, which is the order of the spine. */
  readonly stages: readonly Stage[]
  /** By `parameterKey`. */
  readonly parameters: Readonly<Record<string, Parameter>>
  /** By element. */
  readonly deployments: Readonly<Record<string, Deployment>>
  /** Ascending by sequence, each once. */
  readonly happenings: readonly Happening[]
  /** Values that this subscriber was too slow to see. */
  readonly skipped: number
  /** By `parameterKey`: alarms that stand, or returned and were not acknowledged. */
  readonly alarms: Readonly<Record<string, Alarm>>
  /** Entries on record at the command desk: what was read of it is old when this changes. */
  readonly desk: number
  /** Grows when something is known of an exchange between spacecraft. */
  readonly exchanges: number
  /** Grows with every restart of the rehearsal, which the clock or the stages give away. */
  readonly run: number
}

export const EMPTY: LiveState = {
  clock: undefined,
  stages: [],
  parameters: {},
  deployments: {},
  happenings: [],
  skipped: 0,
  alarms: {},
  desk: 0,
  exchanges: 0,
  run: 0,
}

const RECENT_SAMPLES = 240
const HAPPENINGS_KEPT = 10_000
/** Mission time that may run backwards without meaning a restart, s: corrections of the tour are smaller. */
const BACKWARDS_S = 3600

/** The key of an element's parameter in `LiveState.parameters`. */
export function parameterKey(element: string, name: string): string {
  return `${element}/${name}`
}

/** The state after a message that came in at `now_ms` (performance.now's axis). */
export function receive(state: LiveState, message: LiveMessage, now_ms: number): LiveState {
  switch (message.type) {
    case 'clock': {
      const before = state.clock
      const restarted = before !== undefined && message.tdb_s < before.message.tdb_s - BACKWARDS_S
      const kept = restarted ? { ...EMPTY, stages: state.stages, run: state.run + 1 } : state
      return { ...kept, clock: receiveClock(restarted ? undefined : before, message, now_ms) }
    }
    case 'stage': {
      // A stage that was decided and is open again belongs to another run: what the last one did is gone.
      const before = state.stages.find((s) => s.stage === message.stage)
      const kept = isDecided(before) && !isDecided(message) ? begunAgain(state) : state
      return { ...kept, stages: withStage(kept.stages, message) }
    }
    case 'telemetry':
      return {
        ...state,
        parameters: withSamples(state.parameters, message.values),
        skipped: state.skipped + message.skipped,
      }
    case 'happening':
      return { ...state, happenings: withHappenings(state.happenings, [message.happening]) }
    case 'deployment':
      return {
        ...state,
        deployments: { ...state.deployments, [message.deployment.element]: message.deployment },
      }
    case 'alarm':
      return { ...state, alarms: withAlarm(state.alarms, message.alarm) }
    case 'desk':
      return { ...state, desk: message.entries }
    case 'exchange':
      return { ...state, exchanges: state.exchanges + 1 }
    default:
      return never(message)
  }
}

/** An alarm in its place; one that is over leaves it. */
function withAlarm(known: LiveState['alarms'], alarm: Alarm): LiveState['alarms'] {
  const { [parameterKey(alarm.element, alarm.parameter)]: _, ...others } = known
  return alarm.state === 'over' ? others : { ...others, [parameterKey(alarm.element, alarm.parameter)]: alarm }
}

/** The happenings with others merged in, by sequence number, each once. */
export function withHappenings(known: readonly Happening[], more: readonly Happening[]): readonly Happening[] {
  const last = known.at(-1)?.sequence ?? -1
  const fresh = more.filter((h) => h.sequence > last)
  if (fresh.length === more.length) return [...known, ...more].slice(-HAPPENINGS_KEPT)
  const bySequence = new Map(known.map((h) => [h.sequence, h]))
  for (const h of more) bySequence.set(h.sequence, h)
  return [...bySequence.values()].sort((a, b) => a.sequence - b.sequence).slice(-HAPPENINGS_KEPT)
}

function begunAgain(state: LiveState): LiveState {
  const stages = state.stages.map((s): Stage => ({ ...s, state: 'waiting', fraction: 0, headline: '' }))
  return { ...EMPTY, stages, run: state.run + 1 }
}

/** Whether a stage's output stands. */
export function isDecided(stage: Stage | undefined): boolean {
  return stage?.state === 'done' || stage?.state === 'reused'
}

function withStage(stages: readonly Stage[], message: Stage): readonly Stage[] {
  const at = stages.findIndex((s) => s.stage === message.stage)
  return at < 0 ? [...stages, message] : stages.with(at, message)
}

function withSamples(known: LiveState['parameters'], samples: readonly Sample[]): LiveState['parameters'] {
  if (samples.length === 0) return known
  const next: Record<string, Parameter> = { ...known }
  for (const sample of samples) {
    const key = parameterKey(sample.element, sample.name)
    next[key] = { sample, recent: withRecent(next[key], sample) }
  }
  return next
}

const NO_RECENT: Parameter['recent'] = { times_s: [], values: [] }

function withRecent(before: Parameter | undefined, sample: Sample): Parameter['recent'] {
  const recent = before?.recent ?? NO_RECENT
  if (typeof sample.value !== 'number') return NO_RECENT
  const at = tdbOfUtc(sample.generatedAt)
  if (at === undefined || at <= (recent.times_s.at(-1) ?? -Infinity)) return recent
  return {
    times_s: [...recent.times_s.slice(1 - RECENT_SAMPLES), at],
    values: [...recent.values.slice(1 - RECENT_SAMPLES), sample.value],
  }
}
