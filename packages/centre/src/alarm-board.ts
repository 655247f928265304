/**
 * Alarms of telemetry, by element and parameter: from the first value out of limits until it is back within them and a person
 * has acknowledged it. What happened to them stands in the archive's journal, line by line, so that a restart loses neither an
 * alarm nor an acknowledgement; a level that is told again with the packets of before changes nothing.
 */
import { alarmLimit } from '@magpie/api/alarm-view'
import type { AlarmLevel } from '@magpie/operations/dictionary'
import type { LimitBroken } from '@magpie/operations/ingest/limit-watch'
import type { Micros } from '@magpie/operations/ingest/micros'
import { LEVELS } from '@magpie/operations/telemetry'
import * as z from 'zod'

type Raised = Exclude<AlarmLevel, 'nominal'>

const key = { source: z.string(), parameter: z.string().describe('its path') }

/** A line of the journal: the level of a parameter changed, or somebody acknowledged its alarm. Times are TAI microseconds. */
export const alarmLine = z.discriminatedUnion('alarm', [
  z.strictObject({
    alarm: z.literal('level'),
    ...key,
    time_us: z.number(),
    level: z.enum(['nominal', 'watch', 'warning', 'critical']),
    value: z.union([z.number(), z.string(), z.boolean()]).nullable(),
    limit: alarmLimit.optional(),
  }),
  z.strictObject({
    alarm: z.literal('acknowledged'),
    ...key,
    since_us: z.number(),
    person: z.string(),
    party: z.string(),
    at: z.string(),
    note: z.string(),
  }),
])
export type AlarmLine = z.infer<typeof alarmLine>
type LevelLine = Extract<AlarmLine, { alarm: 'level' }>

export type Acknowledgement = {
  readonly person: string
  readonly party: string
  /** UTC, by the mission's clock. */
  readonly at: string
  readonly note: string
}

/** An alarm. `parameter` is the parameter's path. */
export type StandingAlarm = {
  readonly source: string
  readonly parameter: string
  readonly state: 'standing' | 'returned' | 'over'
  readonly level: Raised
  readonly worst: Raised
  readonly since_us: Micros
  readonly changed_us: Micros
  readonly value: number | string | boolean
  readonly limit?: LimitBroken
  readonly times: number
  readonly acknowledged?: Acknowledgement
}

export class AlarmBoard {
  private readonly open = new Map<string, StandingAlarm>()
  /** The last level line of each parameter. */
  private readonly last = new Map<string, LevelLine>()

  /** A board as the lines of a journal leave it; what is no line of it is passed over. */
  constructor(lines: readonly string[]) {
    for (const text of lines) {
      const read = alarmLine.safeParse(parsed(text))
      if (read.success) this.take(read.data)
    }
  }

  /** Alarms that are not over. */
  list(): StandingAlarm[] {
    return [...this.open.values()]
  }

  /** Takes what happened; the alarm that it changed, or undefined where it was known. */
  take(line: AlarmLine): StandingAlarm | undefined {
    return line.alarm === 'level' ? this.takeLevel(line) : this.takeAcknowledgement(line)
  }

  private takeLevel(line: LevelLine): StandingAlarm | undefined {
    const at = keyOf(line)
    const before = this.last.get(at)
    if (before !== undefined && (line.time_us < before.time_us || line.level === before.level)) return undefined
    this.last.set(at, line)
    const changed = moved(this.open.get(at), line, before?.level ?? 'nominal')
    return changed === undefined ? undefined : this.keep(at, changed)
  }

  private takeAcknowledgement(line: Extract<AlarmLine, { alarm: 'acknowledged' }>): StandingAlarm | undefined {
    const at = keyOf(line)
    const found = this.open.get(at)
    if (found === undefined || found.since_us !== line.since_us) return undefined
    const { person, party, at: when, note } = line
    const state = found.state === 'returned' ? 'over' : found.state
    return this.keep(at, { ...found, state, acknowledged: { person, party, at: when, note } })
  }

  private keep(at: string, alarm: StandingAlarm): StandingAlarm {
    if (alarm.state === 'over') this.open.delete(at)
    else this.open.set(at, alarm)
    return alarm
  }
}

/** What becomes of an alarm when the level of its parameter changes. */
function moved(found: StandingAlarm | undefined, line: LevelLine, before: AlarmLevel): StandingAlarm | undefined {
  const { source, parameter, time_us, level, limit } = line
  const value = line.value ?? ''
  if (level === 'nominal') {
    if (found === undefined) return undefined
    return { ...found, state: found.acknowledged === undefined ? 'returned' : 'over', changed_us: time_us, value }
  }
  const shown = { source, parameter, state: 'standing', level, changed_us: time_us, value } as const
  const with_limit = limit === undefined ? {} : { limit: limit as LimitBroken }
  if (found === undefined) return { ...shown, ...with_limit, worst: level, since_us: time_us, times: 1 }
  const isGraver = gravity(level) > gravity(found.state === 'returned' ? 'nominal' : found.level)
  // Who acknowledged what was less grave has not seen this.
  const kept = found.acknowledged === undefined || isGraver ? {} : { acknowledged: found.acknowledged }
  return {
    ...{ ...shown, ...with_limit, ...kept, since_us: found.since_us },
    worst: gravity(level) > gravity(found.worst) ? level : found.worst,
    times: found.times + (before === 'nominal' ? 1 : 0),
  }
}

/** The gravest first, then the newest. */
export function byGravity(a: StandingAlarm, b: StandingAlarm): number {
  const standing = Number(b.state === 'standing') - Number(a.state === 'standing')
  return standing || gravity(b.level) - gravity(a.level) || b.since_us - a.since_us
}

function gravity(level: AlarmLevel): number {
  return LEVELS.indexOf(level)
}

function keyOf({ source, parameter }: { readonly source: string; readonly parameter: string }): string {
  return `${source}\n${parameter}`
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
