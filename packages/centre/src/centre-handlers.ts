/** The handlers of a running centre: what is known of the mission, the live rehearsal, the ledger. */
import type { Failure } from '@magpie/api/failure'
import type { SceneView, Upcoming } from '@magpie/api/mission-views'
import type { OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { err, ok, type Result } from '@magpie/core/result'
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
    async deployments() {
      return ok({ deployments: [...(ports.state().live?.deployments.values() ?? [])] })
    },
    async latest({ element }) {
      const values = [...(ports.state().live?.latest.values() ?? [])]
      return ok({ values: element === undefined ? values : values.filter((v) => v.element === element) })
    },
    async log({ after, limit, kind }) {
      const all = ports.state().live?.happenings ?? []
      const wanted = kind === undefined ? all : all.filter((h) => h.kind === kind)
      // Without a place to begin, the newest are wanted.
      const happenings = after < 0 ? wanted.slice(-limit) : wanted.filter((h) => h.sequence > after).slice(0, limit)
      return ok({ happenings, last: all.at(-1)?.sequence ?? -1 })
    },
    async pace(change) {
      const { live } = ports.state()
      if (live === undefined) return notYet('clock', 'the flight stage has not finished')
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
    restart: async ({ seed }) => ok({ seed: await ports.restart(seed) }),
    async stageOutput({ stage }) {
      const found = await ports.stageOutput(stage)
      return found === undefined ? notYet(`stage ${stage}`, 'no such stage has finished') : ok({ stage, ...found })
    },
    async ledger({ after, limit }) {
      const { rehearsal } = ports.state()
      const entries = await ports.store.entries(rehearsal, after, limit)
      return ok({ entries: entries.map((e) => ports.readEntry(e.text)), ...(await ports.verifyLedger()) })
    },
  }
}

function notYet(what: string, why: string): Result<never, Failure> {
  const message = `There is no ${what} yet: ${why}. Watch /api/live, or ask again in a few seconds.`
  return err({ kind: 'not-found', message, what, id: what })
}
