/**
 * Alarms of a centre as they come from its pipelines: kept on the board, noted in the archive's journal, and told to those who
 * watch. A level that stood before a restart and whose line was lost with the crash is noted then.
 */
import type { AlarmView } from '@magpie/api/alarm-view'
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import { formatEpoch } from '@magpie/core/time'
import { engineeringValue } from '@magpie/operations/decoder'
import type { Sample } from '@magpie/operations/decoder-run'
import type { Parameter } from '@magpie/operations/dictionary'
import { hexOf } from '@magpie/operations/ingest/hot-table'
import type { LimitTransition } from '@magpie/operations/ingest/limit-watch'
import { epochOfMicros, type Micros } from '@magpie/operations/ingest/micros'
import { type Acknowledgement, AlarmBoard, type AlarmLine, byGravity, type StandingAlarm } from './alarm-board.ts'

export type AlarmDeskPorts = {
  readonly leap: LeapSeconds
  readonly parameters: readonly Parameter[]
  /** An alarm began, changed or is over. */
  told?(alarm: AlarmView): void
  onFault(cause: unknown): void
}

export class AlarmDesk {
  private readonly ports: AlarmDeskPorts
  private readonly byPath: ReadonlyMap<string, Parameter>
  private board = new AlarmBoard([])
  private note: ((lines: readonly string[]) => Promise<void>) | undefined
  /** What came before the journal was open. */
  private early: AlarmLine[] = []
  private noting: Promise<void> = Promise.resolve()

  constructor(ports: AlarmDeskPorts) {
    this.ports = ports
    this.byPath = new Map(ports.parameters.map((p) => [p.qualifiedName, p]))
  }

  /** Takes up what the journal says; what was decoded again since is held against it. */
  begin(journal: readonly string[], note: (lines: readonly string[]) => Promise<void>): void {
    this.board = new AlarmBoard(journal)
    this.note = note
    const early = this.early
    this.early = []
    for (const line of early) this.take(line)
  }

  /** A level of a source's parameter stands. */
  hear(source: string, { parameter, to, limit }: LimitTransition, sample: Sample, time_us: Micros): void {
    const value = engineeringValue(parameter, sample)
    const shown = value instanceof Uint8Array ? hexOf(value) : value
    // JSON has no numbers that are none.
    const kept = typeof shown === 'number' && !Number.isFinite(shown) ? null : shown
    const about = { source, parameter: parameter.qualifiedName, time_us, level: to, value: kept }
    this.take({ alarm: 'level', ...about, ...(limit === undefined ? {} : { limit }) })
  }

  /** Alarms that are not over, the gravest first. */
  list(): AlarmView[] {
    return this.board.list().sort(byGravity).map(this.viewOf)
  }

  /** The alarm of an element's parameter, by the parameter's own name or its path. */
  find(element: string, name: string): AlarmView | undefined {
    const found = this.standing(element, name)
    return found === undefined ? undefined : this.viewOf(found)
  }

  /** Notes who saw an alarm; durable when resolved. Undefined where it is over. */
  async acknowledge(element: string, name: string, by: Acknowledgement): Promise<AlarmView | undefined> {
    const found = this.standing(element, name)
    if (found === undefined) return undefined
    const { source, parameter, since_us } = found
    const line: AlarmLine = { alarm: 'acknowledged', source, parameter, since_us, ...by }
    // On record first: nobody is told of what a crash could take back.
    await this.settled()
    await this.note?.([JSON.stringify(line)])
    const changed = this.board.take(line)
    if (changed === undefined) return undefined
    const view = this.viewOf(changed)
    this.ports.told?.(view)
    return view
  }

  /** Resolves when all that happened is in the journal. */
  settled(): Promise<void> {
    return this.noting
  }

  private standing(element: string, name: string): StandingAlarm | undefined {
    return this.board
      .list()
      .find((one) => one.source === element && (one.parameter === name || nameOf(one.parameter) === name))
  }

  private take(line: AlarmLine): void {
    if (this.note === undefined) {
      this.early.push(line)
      return
    }
    const { note } = this
    const changed = this.board.take(line)
    if (changed === undefined) return
    const text = JSON.stringify(line)
    this.noting = this.noting.then(() => note([text])).catch(this.ports.onFault)
    this.ports.told?.(this.viewOf(changed))
  }

  private readonly viewOf = (alarm: StandingAlarm): AlarmView => {
    const { source, parameter, state, level, worst, since_us, changed_us, value, limit, times, acknowledged } = alarm
    const utc = (time_us: Micros) => formatEpoch(epochOfMicros(time_us), this.ports.leap)
    return {
      ...{ element: source, parameter: nameOf(parameter), unit: this.byPath.get(parameter)?.type.unit ?? '' },
      ...{ state, level, worst, since: utc(since_us), changed: utc(changed_us), value, times },
      ...(limit === undefined ? {} : { limit }),
      ...(acknowledged === undefined ? {} : { acknowledged }),
    }
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
