/** The handlers of a running centre: what is known of the mission, the live rehearsal, the ledger. */
import type { Caller } from '@magpie/api/access'
import type { Failure } from '@magpie/api/failure'
import type { Deployment, Happening } from '@magpie/api/live'
import type { SceneView, Upcoming } from '@magpie/api/mission-views'
import type { OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { err, ok, type Result } from '@magpie/core/result'
import { type EventReading, toldNow } from './data-events.ts'
import { type DataReading, valueNow } from './data-reading.ts'
import type { Handlers } from './dispatch.ts'
import type { LiveRehearsal } from './live-rehearsal.ts'
import { type Known, missionViewOf } from './mission-view.ts'
import type { RehearsalStore } from './rehearsal-store.ts'

type StageMessage = OutputOf<Operations['status']>['stages'][number]

/** What a centre knows; it grows while the stages of the rehearsal finish. */
export type CentreState = {
  readonly version: string
  readonly startedAt: string
  readonly database: string
  readonly seed: string
  readonly rehearsal: number
  readonly stages: readonly StageMessage[]
  readonly known: Known
  readonly scene: SceneView | undefined
  readonly upcoming: readonly Upcoming[]
  readonly live: LiveRehearsal | undefined
}

export type CentrePorts = {
  state(): CentreState
  readonly store: RehearsalStore
  /** What was agreed on data. */
  readonly reading: DataReading
  /** The same for events that quote values. */
  readonly events: EventReading
  /** The output of a stage with its artefact's name; undefined while there is none. */
  stageOutput(stage: string): Promise<{ artefact: string; output: unknown } | undefined>
  /** Begins again, with another seed where one is given. */
  restart(seed: string | undefined): Promise<string>
  /** Verifies the ledger as it stands. */
  verifyLedger(): Promise<{ total: number; verified: boolean; head: string }>
  /** The mission as it stands by what was signed at the desk; absent where there is none. */
  standing?(): Pick<Known, 'model' | 'signed' | 'leadership'> | undefined
  readEntry(text: string): OutputOf<Operations['ledger']>['entries'][number]
}

type CentreHandlers = Handlers<
  | 'status'
  | 'mission'
  | 'scene'
  | 'next'
  | 'deployments'
  | 'latest'
  | 'log'
  | 'pace'
  | 'restart'
  | 'stageOutput'
  | 'ledger'
>

/** One handler an operation that a centre serves. */
export function centreHandlers(ports: CentrePorts): CentreHandlers {
  return {
    async status() {
      const { version, startedAt, database, seed, stages, known, live } = ports.state()
      const clock = live?.clockMessage()
      const about = { product: 'Magpie', version, mission: known.mission.mission.name, seed, startedAt, database }
      return ok({ ...about, stages: [...stages], ...(clock === undefined ? {} : { clock }) })
    },
    mission: async () => ok(missionViewOf({ ...ports.state().known, ...ports.standing?.() })),
    async scene() {
      const { scene } = ports.state()
      return scene === undefined ? notYet('scene', 'the flight stage has not finished') : ok(scene)
    },
    async next({ after, limit }) {
      const { upcoming, live } = ports.state()
      const from = after ?? live?.clockMessage().tdb_s ?? Number.NEGATIVE_INFINITY
      const ahead = upcoming.filter((u) => u.start_tdb_s >= from || (u.end_tdb_s ?? u.start_tdb_s) > from)
      return ok({ upcoming: ahead.slice(0, limit) })
    },
    async deployments(_, caller) {
      const boards = [...(ports.state().live?.deployments.values() ?? [])]
      return ok({ deployments: boards.map((board) => ports.events.board(caller, board)) })
    },
    async latest({ element }, caller) {
      const now_ms = ports.reading.now_ms()
      const all = [...(ports.state().live?.latest.values() ?? [])]
      const asked = element === undefined ? all : all.filter((v) => v.element === element)
      const values = asked.flatMap((one) => {
        const value = valueNow(ports.reading.of(caller, one.element, one.name), one, now_ms)
        return value === undefined ? [] : [{ ...one, value }]
      })
      return ok({ values })
    },
    async log({ after, limit, kind }, caller) {
      const all = ports.state().live?.happenings ?? []
      const wanted = kind === undefined ? all : all.filter((h) => h.kind === kind)
      const told = toldNow(ports.events, caller, after < 0 ? wanted : wanted.filter((h) => h.sequence > after))
      // Without a place to begin, the newest are wanted.
      const happenings = after < 0 ? told.slice(-limit) : told.slice(0, limit)
      return ok({ happenings, last: all.at(-1)?.sequence ?? -1 })
    },
    async pace(change) {
      const { live } = ports.state()
      if (live === undefined) return notYet('clock', 'the flight stage has not finished')
      if (live.clockMessage().follows)
        return ofTheLinks('The pace is that of the links: it is set where the spacecraft run, and not here.')
      if (change.mode !== 'fixed' && change.rate !== undefined && live.clockMessage().mode !== 'fixed')
        return err({
          kind: 'bad-request',
          message: 'A rate needs "mode": "fixed": on a tour the rate follows the mission.',
          problems: [{ file: '', field: '/rate', rule: 'fixed-only', message: 'give "mode": "fixed" with it' }],
        })
      const { paused, mode, rate } = change
      live.setPace({
        ...(paused === undefined ? {} : { paused }),
        ...(mode === undefined ? {} : { mode }),
        ...(rate === undefined ? {} : { rate }),
      })
      return ok(live.clockMessage())
    },
    async restart({ seed }) {
      if (ports.state().live?.clockMessage().follows)
        return ofTheLinks(
          'What is flown over links does not begin again: end the centre, and start it on another folder.',
        )
      return ok({ seed: await ports.restart(seed) })
    },
    async stageOutput({ stage }, caller) {
      const found = await ports.stageOutput(stage)
      if (found === undefined) return notYet(`stage ${stage}`, 'no such stage has finished')
      return ok({ stage, ...found, output: readableOutput(found.output, caller, ports) })
    },
    async ledger({ after, limit }) {
      const { rehearsal } = ports.state()
      const entries = await ports.store.entries(rehearsal, after, limit)
      return ok({ entries: entries.map((e) => ports.readEntry(e.text)), ...(await ports.verifyLedger()) })
    },
  }
}

function ofTheLinks(message: string): Result<never, Failure> {
  return err({ kind: 'bad-request', message, problems: [] })
}

function notYet(what: string, why: string): Result<never, Failure> {
  const message = `There is no ${what} yet: ${why}. Watch /api/live, or ask again in a few seconds.`
  return err({ kind: 'not-found', message, what, id: what })
}

/** The output of a stage without the series that the caller may not read whole, and the values that its events quote. */
export function readableOutput(
  output: unknown,
  caller: Caller,
  { reading, events }: Pick<CentrePorts, 'reading' | 'events'>,
): unknown {
  if (typeof output !== 'object' || output === null || !('series' in output)) return output
  const { series, happenings = [], deployments = [], ...rest } = output as OperationsShown
  return {
    ...rest,
    happenings: toldNow(events, caller, happenings),
    deployments: deployments.map((board) => events.board(caller, board)),
    series: series.filter((s) => reading.of(caller, s.element, s.name).kind === 'all'),
  }
}

type OperationsShown = {
  readonly series: readonly { readonly element: string; readonly name: string }[]
  readonly happenings?: readonly Happening[]
  readonly deployments?: readonly Deployment[]
}
