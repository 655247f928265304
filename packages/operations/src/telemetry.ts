/**
 * Telemetry of one element as it comes in: limits make alarms, alarms are raised and cleared once. State is kept by
 * source and parameter, since elements share the definitions of common parameters.
 */
import { inRange } from './command-encoder.ts'
import type { Alarm, AlarmLevel, Parameter } from './dictionary.ts'
import { labelOf } from './dictionary.ts'

/** A change of a parameter's level: raised, or `nominal` when it is over. */
export type AlarmTransition = {
  readonly parameter: Parameter
  readonly from: AlarmLevel
  readonly to: AlarmLevel
  readonly value: number
}

/** The level that one value has by itself. */
export function levelOf(parameter: Parameter, value: number): AlarmLevel {
  const { alarm } = parameter.type
  return alarm === undefined ? 'nominal' : levelBy(alarm, parameter, value)
}

/** The level that a value has by an alarm, such as the one that a context asks for. */
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
  /** Takes one value; the transition it makes, if any. The level that stands is `level`. */
  check(parameter: Parameter, value: number): AlarmTransition | undefined
  level(parameter: Parameter): AlarmLevel
}

/** Levels of one source. A level is taken over once as many values in a row as the dictionary asks have had it. */
export function alarmMonitor(parameters: number): AlarmMonitor {
  const LEVELS: readonly AlarmLevel[] = ['nominal', 'watch', 'warning', 'critical']
  const standing = new Uint8Array(parameters)
  const candidate = new Uint8Array(parameters)
  const inRow = new Uint16Array(parameters)
  return {
    level: (parameter) => LEVELS[standing[parameter.index]!]!,
    check(parameter, value) {
      const { alarm } = parameter.type
      if (alarm === undefined) return undefined
      const i = parameter.index
      const now = LEVELS.indexOf(levelOf(parameter, value))
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
