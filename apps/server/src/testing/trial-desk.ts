/**
 * A command desk without a rehearsal, for tests of what people do at it: the real desk over the mission as it is signed, with
 * a spacecraft that answers every command, or keeps still. The product never starts it.
 */
import { randomUUID } from 'node:crypto'
import { cedarEngine } from '@magpie/adapters/cedar'
import type { LiveMessage } from '@magpie/api/live'
import { type CommandCentre, openCommandCentre } from '@magpie/centre/command-centre'
import { commandHandlers } from '@magpie/centre/command-handlers'
import { memoryCommandStore } from '@magpie/centre/command-store'
import { OPEN_EVENTS } from '@magpie/centre/data-events'
import { deploymentHandlers } from '@magpie/centre/deployment-handlers'
import { exchangeHandlers } from '@magpie/centre/exchange-handlers'
import type { ProgrammeSigners } from '@magpie/centre/programme-store'
import type { SignedNow } from '@magpie/centre/signed-now'
import type { Subscriber } from '@magpie/centre/subscriber'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { ok, unwrap } from '@magpie/core/result'
import { epoch, tdbSeconds } from '@magpie/core/time'
import type { SeenValue } from '@magpie/operations/command/condition'
import type { DeskSource } from '@magpie/operations/command/desk-ground'
import { secondsOf, utcText } from '@magpie/operations/command/instant'
import type { ReportStage } from '@magpie/operations/command/verification'
import { DeploymentRunner } from '@magpie/operations/deployment-runner'
import { readXtce } from '@magpie/operations/xtce-reader'
import type { Deployment, Exchange, TelemetryValue } from '@magpie/rehearsal/happening'
import { dictionaryFiles, type MissionFolder } from '@magpie/rehearsal/mission-folder'
import { surroundingsOf } from '@magpie/rehearsal/operations-run'
import { boardNow, boardOf } from '@magpie/rehearsal/operations-timeline'

/** When the trial begins: a day of surface science of the reference mission. */
const BEGINS_S = secondsOf('2029-01-20T06:00:00Z')
const TICK_MS = 200

export type TrialDesk = {
  readonly centre: CommandCentre
  readonly handlers: ReturnType<typeof commandHandlers> &
    ReturnType<typeof deploymentHandlers> &
    ReturnType<typeof exchangeHandlers>
  /** Tells of an exchange between spacecraft as packets would. */
  exchange(exchange: Exchange): void
  /** Whether a pass is open, and whether what is sent is answered. */
  contact: boolean
  answers: boolean
  /** The ids of what was sent, in order. */
  readonly sent: string[]
  /** Newest values by `element/name`, which conditions and verifiers see; told to who watches. */
  hear(element: string, name: string, value: number | string | boolean, unit?: string): void
  /** Lets mission time pass at once, s. */
  pass(duration_s: number): void
  watch(subscriber: Subscriber): () => void
  /** Ends it after what it does just now; rejects with why where its clock had to stand still. */
  stop(): Promise<void>
}

type Parts = {
  readonly mission: MissionFolder
  readonly now: () => SignedNow | undefined
  readonly signers: ProgrammeSigners
}

/** Opens one; its clock runs as the wall's does. */
export async function openTrialDesk({ mission, now, signers }: Parts): Promise<TrialDesk> {
  const opened_ms = Date.now()
  let passed_s = 0
  const at_s = () => BEGINS_S + passed_s + (Date.now() - opened_ms) / 1000
  const tdb = (tai_s: number) => tdbSeconds(epoch(tai_s), NAIF0012)
  const watchers = new Set<Subscriber>()
  const values = new Map<string, SeenValue & TelemetryValue>()
  const answers: { due_s: number; id: string; stage: ReportStage }[] = []
  const read = unwrap(readXtce(dictionaryFiles(mission.dictionaries)))
  const { phases, elements } = mission.operations
  const commanded = new Set(elements.map((e) => e.id))
  let known: { of: SignedNow | undefined; elements: DeskSource['elements'] } = { of: undefined, elements: [] }
  const source: DeskSource = {
    ...{ mission: mission.mission.id, lead: mission.mission.lead, dictionary: read.dictionary, engine: cedarEngine() },
    get elements() {
      const model = now()
      if (known.of !== model)
        known = { of: model, elements: model?.model.elements.filter((e) => commanded.has(e.id)) ?? [] }
      return known.elements
    },
    get parties() {
      return now()?.model.parties ?? []
    },
    get agreements() {
      return now()?.model.agreements ?? []
    },
    phaseAt: () => phases.science,
    value: (element, name) => values.get(`${element}/${name}`),
    window_s: (kind) => (kind === 'contact' ? (desk.contact ? 3600 : 0) : undefined),
    signal_s: () => 3,
    ownKeys: () => [],
  }
  const centre = unwrap(
    await openCommandCentre({
      ...{ store: memoryCommandStore(), source, signers, now: () => utcText(at_s()) },
      link: {
        takes: ({ content }) => desk.contact && (content.execute === undefined || secondsOf(content.execute) < at_s()),
        waits: ({ execute }) => {
          if (!desk.contact) return { waits: 'pass', until: utcText(at_s() + 1800) }
          return execute !== undefined && secondsOf(execute) > at_s() ? { waits: 'time', until: execute } : undefined
        },
        send: ({ id }) => {
          desk.sent.push(id)
          if (!desk.answers) return
          const stages = ['ACCEPTED', 'STARTED', 'COMPLETED'] as const
          stages.forEach((stage, i) => void answers.push({ due_s: at_s() + 1.5 * (i + 1), id, stage }))
        },
      },
      onEntries(entries) {
        for (const { event, stamp } of entries) {
          if (event.kind !== 'deployment' || event.refusal !== undefined) continue
          const { party, person } = stamp
          runners.get(event.module)?.act(event.act, { party, person, lead: event.lead, at_s: tdb(secondsOf(stamp.at)) })
        }
        tell({ type: 'desk', entries: centre.entries.length })
      },
    }),
  )
  const boards = new Map<string, Deployment>()
  const exchanges = new Map<string, Exchange>()
  const surroundings = () => surroundingsOf(mission.operations, now()?.model.elements ?? [], undefined)
  const runners = new Map(
    mission.operations.deployments.map((plan) => {
      const elements = mission.elements.elements
      const name = elements.find((e) => e.id === plan.module)?.name ?? plan.module
      boards.set(plan.module, boardOf(plan, name))
      const runner: DeploymentRunner = new DeploymentRunner(plan, {
        value(element, parameter) {
          const seen = values.get(`${element}/${parameter}`)
          return seen === undefined ? undefined : { value: seen.value, at_s: tdb(seen.at_s) }
        },
        contact: () => ({ remaining_s: desk.contact ? 3600 : 0, source: 'the trial desk' }),
        surroundings: surroundings(),
        say: () => ({
          owner: plan.owner,
          host: elements.find((e) => e.id === plan.host)?.owner ?? '',
          lead: centre.desk.book.lead.holder,
        }),
        submit(command, told) {
          const step = plan.steps.find((s) => s.id === command.step)
          if (step === undefined || !desk.answers) return
          const { element, parameter, equals } = step.confirm
          told('completed', false)
          desk.hear(element, parameter, equals)
        },
        report(_, status) {
          const board = boardNow(boards.get(plan.module)!, status)
          boards.set(plan.module, board)
          tell({ type: 'deployment', deployment: board })
        },
      })
      return [plan.module, runner]
    }),
  )
  const tell = (message: LiveMessage) => {
    for (const w of watchers) w.tell(message)
    for (const w of watchers) w.flush()
  }
  const hear = async () => {
    while (answers[0] !== undefined && answers[0].due_s <= at_s()) {
      const { id, stage } = answers.shift()!
      await centre.perform((d, at) => {
        d.see(d.book.commands.get(id)!, { kind: 'report', stage }, at)
        return ok(undefined)
      })
    }
    for (const runner of runners.values()) runner.look(tdb(at_s()))
    await centre.tick()
  }
  let busy: Promise<void> | undefined
  const faults: unknown[] = []
  const timer = setInterval(() => {
    busy ??= hear()
      .catch((cause: unknown) => {
        faults.push(cause)
        clearInterval(timer)
      })
      .finally(() => {
        busy = undefined
      })
  }, TICK_MS)
  const clock = (): LiveMessage => ({
    ...{ type: 'clock', utc: utcText(at_s()), tdb_s: tdbSeconds(epoch(at_s()), NAIF0012), wall_ms: Date.now() },
    ...{ rate: 1, paused: false, mode: 'fixed', phase: phases.science, met_s: at_s() - BEGINS_S + 2e6 },
    lightTime_s: 1.3,
  })
  const desk: TrialDesk = {
    ...{ centre, contact: true, answers: true, sent: [] },
    handlers: {
      ...commandHandlers({ centre: () => centre, nonce: randomUUID }),
      ...deploymentHandlers({
        ...{ centre: () => centre, boards: () => boards, happenings: () => [], surroundings, events: OPEN_EVENTS },
        operations: () => mission.operations,
      }),
      ...exchangeHandlers({
        ...{ centre: () => centre, boards: () => [...exchanges.values()], operations: () => mission.operations },
      }),
    },
    exchange(exchange) {
      exchanges.set(`${exchange.service} ${exchange.request}`, exchange)
      tell({ type: 'exchange', service: exchange.service })
    },
    hear(element, name, value, unit = '') {
      const at = utcText(at_s())
      const sample = { element, name, value, unit, alarm: 'nominal', generatedAt: at, receivedAt: at } as const
      values.set(`${element}/${name}`, { ...sample, at_s: at_s() })
      for (const w of watchers) w.offer([sample])
      for (const w of watchers) w.flush()
    },
    pass(duration_s) {
      passed_s += duration_s
      tell(clock())
    },
    watch(subscriber) {
      watchers.add(subscriber)
      subscriber.tell(clock())
      for (const deployment of boards.values()) subscriber.tell({ type: 'deployment', deployment })
      subscriber.tell({ type: 'desk', entries: centre.entries.length })
      subscriber.offer([...values.values()].map(({ at_s: _, ...sample }) => sample))
      subscriber.flush()
      return () => watchers.delete(subscriber)
    },
    async stop() {
      clearInterval(timer)
      await busy
      if (faults.length > 0) throw faults[0]
    },
  }
  return desk
}
