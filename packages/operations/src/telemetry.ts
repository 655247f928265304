/**
 * Telemetry of one element as it comes in: limits make alarms, alarms are raised and cleared once. State is kept by
 * source and parameter, since elements share the definitions of common parameters.
 */
import { inRange } from './command-encoder.ts'
import { compileCriterion, type Test } from './decoder-program.ts'
import { all, type Sample } from './decoder-run.ts'
import type { Alarm, AlarmCondition, AlarmLevel, Parameter } from './dictionary.ts'
import { labelOf } from './dictionary.ts'

/** A change of a parameter's level: raised, or `nominal` when it is over. */
export type AlarmTransition = {
  readonly parameter: Parameter
  readonly from: AlarmLevel
  readonly to: AlarmLevel
  readonly value: number
}

/** Levels by their number, the graver the greater. */
export const LEVELS: readonly AlarmLevel[] = ['nominal', 'watch', 'warning', 'critical']

/** An alarm with its conditions made ready. */
export type ReadyAlarm = { readonly alarm: Alarm; readonly conditions: readonly ReadyCondition[] }
type ReadyCondition = { readonly condition: AlarmCondition; readonly tests: readonly Test[] }

/** Makes an alarm ready. */
export function readyAlarm(alarm: Alarm): ReadyAlarm {
  const conditions = (alarm.conditions ?? []).map((condition) => ({
    condition,
    tests: condition.criteria.map(compileCriterion),
  }))
  return { alarm, conditions }
}

/** The gravest condition that holds of what was decoded last. */
export function conditionNow({ conditions }: ReadyAlarm, sample: Sample): AlarmCondition | undefined {
  for (const { condition, tests } of conditions) if (all(tests, sample)) return condition
  return undefined
}

/** The level of a value of a packet: the gravest of its own, of number or text, and of the conditions that hold. */
export function levelIn(
  ready: ReadyAlarm,
  parameter: Parameter,
  value: number,
  text: string | Uint8Array | undefined,
  sample: Sample,
): AlarmLevel {
  const own = text === undefined ? levelBy(ready.alarm, parameter, value) : textLevel(ready.alarm, text)
  if (ready.conditions.length === 0) return own
  const held = conditionNow(ready, sample)?.level ?? 'nominal'
  return LEVELS.indexOf(held) > LEVELS.indexOf(own) ? held : own
}

function textLevel(alarm: Alarm, text: string | Uint8Array): AlarmLevel {
  if (alarm.kind !== 'labels' || typeof text !== 'string') return 'nominal'
  return alarm.labels.get(text) ?? alarm.otherwise
}

/** The level that a number has by an alarm, such as the one that a context asks for. */
export function levelBy(alarm: Alarm, parameter: Parameter, value: number): AlarmLevel {
  return alarm.kind === 'ranges' ? rangeLevel(alarm, value) : labelLevel(alarm, parameter, value)
}

function rangeLevel(alarm: Alarm & { kind: 'ranges' }, value: number): AlarmLevel {
  // The gravest comes first: XTCE's `outside` ranges nest, the widest for the gravest level.
  for (const { level, range } of alarm.ranges)
    if (inRange(range, value) === (alarm.rangeForm === 'inside')) return level
  return 'nominal'
}

function labelLevel(alarm: Alarm & { kind: 'labels' }, parameter: Parameter, value: number): AlarmLevel {
  const label = labelOf(parameter.type, value)
  return (label === undefined ? undefined : alarm.labels.get(label)) ?? alarm.otherwise
}

export type AlarmMonitor = {
  /** Takes a parameter's value of a packet; the transition it makes, if any. The level that stands is `level`. */
  check(parameter: Parameter, sample: Sample): AlarmTransition | undefined
  level(parameter: Parameter): AlarmLevel
}

/** Levels of one source. A level is taken over once as many values in a row as the dictionary asks have had it. */
export function alarmMonitor(parameters: number): AlarmMonitor {
  const ready: (ReadyAlarm | undefined)[] = []
  const standing = new Uint8Array(parameters)
  const candidate = new Uint8Array(parameters)
  const inRow = new Uint16Array(parameters)
  return {
    level: (parameter) => LEVELS[standing[parameter.index]!]!,
    check(parameter, sample) {
      const { alarm } = parameter.type
      if (alarm === undefined) return undefined
      const i = parameter.index
      const value = sample.value[i]!
      ready[i] ??= readyAlarm(alarm)
      const now = LEVELS.indexOf(levelIn(ready[i], parameter, value, sample.text[i], sample))
      if (now === standing[i]) {
        inRow[i] = 0
        return undefined
      }
      inRow[i] = now === candidate[i] ? inRow[i]! + 1 : 1
      candidate[i] = now
      if (inRow[i]! < alarm.minViolations) return undefined
      const from = LEVELS[standing[i]!]!
      standing[i] = now
      inRow[i] = 0
      return { parameter, from, to: LEVELS[now]!, value }
    },
  }
}
