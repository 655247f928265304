/** What waits on board for its time: the schedule that an element reports, and commands of the desk with a time of their own. */
import type { OutputOf } from '@magpie/api/operation'
import type { SpacecraftValue, spacecraftOperations } from '@magpie/api/spacecraft-operations'
import type { DeskCommand } from '@magpie/operations/command/book'
import type { CommandDesk } from '@magpie/operations/command/desk'
import { secondsOf, utcText } from '@magpie/operations/command/instant'
import { CUC_TO_J2000_S } from '@magpie/operations/cuc-time'
import type { TelemetryValue } from '@magpie/rehearsal/happening'
import { seesCommand } from './command-views.ts'

/** What a party reads of a parameter now. */
export type ReadNow = {
  readonly newest?: TelemetryValue | undefined
  readonly held?: SpacecraftValue['held']
}

type Schedule = OutputOf<typeof spacecraftOperations.spacecraftShow>['schedule']

/** A command that waits; its time TAI s past J2000. */
export type TimedCommand = Omit<Schedule['commands'][number], 'execute'> & { readonly execute_s: number }

/** States in which a command may still be executed at its time. */
const WAITING: ReadonlySet<DeskCommand['state']> = new Set(['awaiting', 'queued', 'held', 'released', 'accepted'])

/** Those that concern a party, the next first. */
export function timedCommands(desk: CommandDesk, element: string, party: string): TimedCommand[] {
  const waiting = [...desk.book.commands.values()].filter(
    (c) =>
      c.content.element === element &&
      c.content.execute !== undefined &&
      WAITING.has(c.state) &&
      seesCommand(desk, c, party),
  )
  return waiting
    .map((c) => ({
      ...{ id: c.id, command: c.command.name, party: c.content.party, state: c.state },
      ...{ execute_s: secondsOf(c.content.execute!), onBoard: c.state === 'accepted' },
    }))
    .sort((a, b) => a.execute_s - b.execute_s)
}

/** As many entries as a report of the schedule shows. */
const LISTED = 8
/** The schedule's times are whole ticks of the clock: two are the same when they are so near, s. */
const SAME_S = 0.01

/** The schedule by the element's newest reports. */
export function scheduleOf(
  read: (name: string) => ReadNow,
  commands: readonly TimedCommand[],
): NonNullable<Schedule['reported']> {
  const listed = read('listed').newest
  const { newest: runs, held } = read('schedule')
  const waiting = read('scheduled').newest?.value
  const entries = Array.from({ length: Math.min(LISTED, Number(listed?.value ?? 0)) }, (_, i) => {
    const at_s = instantOf(read(`scheduled_${i + 1}_at`).newest?.value)
    const command = commands.find((c) => Math.abs(c.execute_s - at_s) < SAME_S)?.id
    return {
      ...{ at: utcText(at_s), count: Number(read(`scheduled_${i + 1}_count`).newest?.value ?? 0) },
      ...(command === undefined ? {} : { command }),
    }
  })
  return {
    ...(runs === undefined ? {} : { enabled: String(runs.value) }),
    ...(typeof waiting === 'number' ? { waiting } : {}),
    ...(listed === undefined ? {} : { listedAt: listed.generatedAt }),
    entries,
    ...(held === undefined ? {} : { held }),
  }
}

/** A time that a packet tells: CUC seconds, or its text. */
function instantOf(value: number | string | boolean | undefined): number {
  return typeof value === 'number' ? value - CUC_TO_J2000_S : secondsOf(String(value))
}
