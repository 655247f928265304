/**
 * Limits of one source: the level of every value by its own ranges or labels, by the context that holds, and by how it
 * changed; and the alarms that stand, each raised or cleared once as many values in a row as the dictionary asks for agree.
 *
 * Only packets that come in the order of their times move alarms and changes. A packet that comes late has the levels of
 * its values told, and whether a limit was broken that nobody had seen.
 */
import { inRange } from '../command-encoder.ts'
import { describeCriteria } from '../criteria-words.ts'
import type { Decoder } from '../decoder.ts'
import { compileCriterion, type Test } from '../decoder-program.ts'
import { all, type Sample } from '../decoder-run.ts'
import {
  type Alarm,
  type AlarmLevel,
  type AlarmRange,
  type ChangeAlarm,
  labelOf,
  type Parameter,
} from '../dictionary.ts'
import {
  type AlarmTransition,
  conditionNow,
  LEVELS,
  levelBy,
  levelIn,
  type ReadyAlarm,
  readyAlarm,
} from '../telemetry.ts'
import { ChangeSpan } from './change-span.ts'
import type { Micros } from './micros.ts'

/** The limit that a level comes from, in engineering units; `label` is of an enumeration or a boolean. */
export type LimitBroken =
  | {
      readonly kind: 'range'
      /** Whether values outside or inside are at the level. A missing end is open. */
      readonly form: 'outside' | 'inside'
      readonly least?: number
      readonly greatest?: number
    }
  | { readonly kind: 'label'; readonly label: string }
  /** Criteria over any parameters, in words. */
  | { readonly kind: 'condition'; readonly criteria: string }
  | {
      readonly kind: 'change'
      readonly form: 'outside' | 'inside'
      readonly least?: number
      readonly greatest?: number
      readonly per_second: boolean
      readonly percent: boolean
    }

/** A change of what stands, with the limit behind it; none where the value came back. */
export type LimitTransition = AlarmTransition & { readonly limit?: LimitBroken }

export type LimitWatch = {
  /** The level of each parameter's value in the packet that was looked at last, by parameter index. */
  readonly levels: Uint8Array
  /** Looks at a packet in order; `changed` hears of each alarm that is raised, moved or cleared. */
  check(sample: Sample, time_us: Micros, changed: (transition: LimitTransition) => void): void
  /** Looks at a late packet: alarms stay as they are. The gravest level of its values. */
  checkLate(sample: Sample): AlarmLevel
  /** The level that stands. */
  standing(parameter: Parameter): AlarmLevel
  snapshot(): LimitSnapshot
}

/** What stands, by parameters' qualified names: enough to go on after a restart without raising an alarm twice. */
export type LimitSnapshot = readonly {
  readonly parameter: string
  readonly standing: number
  readonly candidate: number
  readonly inRow: number
  readonly value: number
  readonly time_us: number | null
}[]

/** The alarms that hold together: by default, or in a context. */
type Held = {
  readonly tests: readonly Test[]
  readonly alarm: ReadyAlarm | undefined
  readonly change: ChangeAlarm | undefined
  /** Values that changes are measured from, where that is not the one before. */
  readonly span: ChangeSpan | undefined
}

/** What is watched of one parameter. */
type Watched = {
  readonly parameter: Parameter
  /** Those by context first, in the dictionary's order; what holds always stands last. */
  readonly held: readonly [...Held[], Held]
  readonly minViolations: number
  readonly minConformance: number
  standing: number
  candidate: number
  inRow: number
  /** The value before and when it was made. */
  value: number
  time_us: Micros
}

/** The limits of a decoder's parameters for one source. */
export function limitWatch(decoder: Decoder, from: LimitSnapshot = []): LimitWatch {
  const levels = new Uint8Array(decoder.parameters.length)
  const watched: (Watched | undefined)[] = decoder.parameters.map(watchedOf)
  const byName = new Map(from.map((one) => [one.parameter, one]))
  for (const one of watched) {
    const kept = one === undefined ? undefined : byName.get(one.parameter.qualifiedName)
    if (one === undefined || kept === undefined) continue
    const { standing, candidate, inRow, value, time_us } = kept
    Object.assign(one, { standing, candidate, inRow, value, time_us: time_us ?? Number.NaN })
  }
  return {
    levels,
    check(sample, time_us, changed) {
      for (let i = 0; i < sample.count; i++) {
        const one = watched[sample.slots[i]!]
        if (one === undefined) continue
        const value = sample.value[one.parameter.index]!
        const held = heldNow(one, sample)
        const level = Math.max(staticLevel(one, held, sample), changeLevel(one, held, value, time_us))
        levels[one.parameter.index] = level
        for (const { span } of one.held) span?.add({ value, time_us })
        one.value = value
        one.time_us = time_us
        const transition = move(one, level, value)
        if (transition !== undefined) changed(withLimit(transition, held, sample))
      }
    },
    checkLate(sample) {
      let gravest = 0
      for (let i = 0; i < sample.count; i++) {
        const one = watched[sample.slots[i]!]
        if (one === undefined) continue
        const level = staticLevel(one, heldNow(one, sample), sample)
        levels[one.parameter.index] = level
        gravest = Math.max(gravest, level)
      }
      return LEVELS[gravest]!
    },
    standing: (parameter) => LEVELS[watched[parameter.index]?.standing ?? 0]!,
    snapshot: () =>
      watched.flatMap((one) => {
        if (one === undefined || Number.isNaN(one.time_us)) return []
        const { standing, candidate, inRow, value, time_us } = one
        return [{ parameter: one.parameter.qualifiedName, standing, candidate, inRow, value, time_us }]
      }),
  }
}

/** Whether a parameter has limits of any kind. */
export function hasLimits({ type }: Parameter): boolean {
  return type.alarm !== undefined || type.contextAlarms !== undefined || type.changeAlarm !== undefined
}

function watchedOf(parameter: Parameter): Watched | undefined {
  if (!hasLimits(parameter)) return undefined
  const { alarm, contextAlarms = [], changeAlarm } = parameter.type
  const counts = alarm ?? contextAlarms[0]?.alarm
  return {
    parameter,
    held: [
      ...contextAlarms.map((c) => heldBy(c.criteria.map(compileCriterion), c.alarm, c.changeAlarm)),
      heldBy([], alarm, changeAlarm),
    ],
    minViolations: counts?.minViolations ?? 1,
    minConformance: counts?.minConformance ?? counts?.minViolations ?? 1,
    standing: 0,
    candidate: 0,
    inRow: 0,
    value: Number.NaN,
    time_us: Number.NaN,
  }
}

function heldBy(tests: readonly Test[], alarm: Alarm | undefined, change: ChangeAlarm | undefined): Held {
  const { samples, seconds } = change ?? {}
  const span = samples === undefined && seconds === undefined ? undefined : new ChangeSpan(samples ?? 1, seconds ?? 0)
  return { tests, alarm: alarm === undefined ? undefined : readyAlarm(alarm), change, span }
}

/** Those of the first context that holds, else the parameter's own. */
function heldNow({ held }: Watched, sample: Sample): Held {
  for (const one of held) if (one.tests.length > 0 && all(one.tests, sample)) return one
  return held.at(-1)!
}

function staticLevel({ parameter }: Watched, { alarm }: Held, sample: Sample): number {
  if (alarm === undefined) return 0
  const { index } = parameter
  return LEVELS.indexOf(levelIn(alarm, parameter, sample.value[index]!, sample.text[index], sample))
}

/** The level of the change from the value before, or over the span of interest: in itself or a second, absolute or in percent of the value before. */
function changeLevel(one: Watched, { change, span }: Held, value: number, time_us: Micros): number {
  if (change === undefined) return 0
  const before = span === undefined ? one : span.reference(time_us)
  if (before === undefined || Number.isNaN(before.time_us)) return 0
  let by = value - before.value
  if (change.relative) by = (100 * by) / Math.abs(before.value)
  if (change.perSecond) by /= (time_us - before.time_us) / 1e6
  if (Number.isNaN(by)) return 0
  for (const { level, range } of change.ranges)
    if (inRange(range, sized(range, by)) === (change.rangeForm === 'inside')) return LEVELS.indexOf(level)
  return 0
}

/** XTCE takes the size of a change; a range that begins below nothing tells falls from rises. */
function sized({ min }: AlarmRange, by: number): number {
  return min !== undefined && min < 0 ? by : Math.abs(by)
}

/** A level is taken over once as many values in a row as are asked for have had it. */
function move(one: Watched, level: number, value: number): AlarmTransition | undefined {
  if (level === one.standing) {
    one.inRow = 0
    return undefined
  }
  one.inRow = level === one.candidate ? one.inRow + 1 : 1
  one.candidate = level
  if (one.inRow < (level === 0 ? one.minConformance : one.minViolations)) return undefined
  const from = LEVELS[one.standing]!
  one.standing = level
  one.inRow = 0
  return { parameter: one.parameter, from, to: LEVELS[level]!, value }
}

/** The transition with the limit of its level. A level that no fixed limit gives comes from a change. */
function withLimit(transition: AlarmTransition, { alarm, change }: Held, sample: Sample): LimitTransition {
  if (transition.to === 'nominal') return transition
  const limit =
    (alarm === undefined ? undefined : limitOf(alarm, transition, sample)) ??
    (change === undefined ? undefined : changeLimitOf(change, transition.to))
  return limit === undefined ? transition : { ...transition, limit }
}

function limitOf(
  ready: ReadyAlarm,
  { parameter, to, value }: AlarmTransition,
  sample: Sample,
): LimitBroken | undefined {
  const { alarm } = ready
  const condition = conditionNow(ready, sample)
  if (condition?.level === to) return { kind: 'condition', criteria: describeCriteria(condition.criteria) }
  const text = sample.text[parameter.index]
  if (typeof text === 'string') return { kind: 'label', label: text }
  if (levelBy(alarm, parameter, value) !== to) return undefined
  if (alarm.kind === 'labels') return { kind: 'label', label: labelOf(parameter.type, value) ?? String(value) }
  const held = alarm.ranges.find(({ level }) => level === to)
  return held === undefined ? undefined : { kind: 'range', form: alarm.rangeForm, ...endsOf(held.range) }
}

function changeLimitOf(
  { ranges, rangeForm, perSecond, relative }: ChangeAlarm,
  to: AlarmLevel,
): LimitBroken | undefined {
  const held = ranges.find(({ level }) => level === to)
  if (held === undefined) return undefined
  return { kind: 'change', form: rangeForm, ...endsOf(held.range), per_second: perSecond, percent: relative }
}

function endsOf({ min, max }: AlarmRange): { least?: number; greatest?: number } {
  return { ...(min === undefined ? {} : { least: min }), ...(max === undefined ? {} : { greatest: max }) }
}
