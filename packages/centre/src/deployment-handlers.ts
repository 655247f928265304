/**
 * The handlers of deployments: boards as the runner of each module told them, their gates with the facts of this moment, and
 * acts of people judged, put on record, and from there given to the runner.
 */
import type { Caller } from '@magpie/api/access'
import type { DeploymentView, deploymentOperations } from '@magpie/api/deployment-operations'
import type { Failure } from '@magpie/api/failure'
import type { Deployment, Happening } from '@magpie/api/live'
import { err, ok, type Result } from '@magpie/core/result'
import type { Refusal } from '@magpie/mission/authority-request'
import { secondsOf, utcText } from '@magpie/operations/command/instant'
import { lookAt } from '@magpie/operations/deployment-gates'
import {
  type Actor,
  afterAct,
  type DeploymentAct,
  type DeploymentPeople,
  deploymentAction,
  judgeDeployment,
  NOBODY_SPOKE,
  type Said,
  type Say,
} from '@magpie/operations/deployment-people'
import type { Surroundings } from '@magpie/operations/gate-sight'
import type { Deployment as DeploymentPlan, OperationsFile } from '@magpie/operations/operations-file'
import type { CommandCentre } from './command-centre.ts'
import { type EventReading, toldNow } from './data-events.ts'
import type { Handlers } from './dispatch.ts'

export type DeploymentHandlerPorts = {
  /** The desk of what runs now; undefined as long as nothing can be commanded. */
  centre(): CommandCentre | undefined
  /** The boards as they were told last, by module. */
  boards(): ReadonlyMap<string, Deployment>
  happenings(): readonly Happening[]
  operations(): OperationsFile
  surroundings(): Surroundings
  /** What of boards and events a party reads. */
  readonly events: EventReading
}

/** One handler an operation. */
export function deploymentHandlers(ports: DeploymentHandlerPorts): Handlers<keyof typeof deploymentOperations> {
  return {
    async deploymentList(_, caller) {
      const centre = ports.centre()
      if (centre === undefined) return notYet()
      const at = centre.now()
      const all = [...ports.boards().values()].flatMap((board) => caseOf(ports, centre, board.element) ?? [])
      return ok({ at, deployments: all.map((c) => viewOf(ports, centre, c, caller, at)) })
    },
    async deploymentShow({ module }, caller) {
      const centre = ports.centre()
      if (centre === undefined) return notYet()
      const c = caseOf(ports, centre, module)
      if (c === undefined) return missing(module)
      const at = centre.now()
      return ok({ ...viewOf(ports, centre, c, caller, at), at, history: historyOf(ports, centre, module, caller) })
    },
    async deploymentAct({ module, action, why }, caller) {
      const centre = ports.centre()
      if (centre === undefined) return notYet()
      if (caseOf(ports, centre, module) === undefined) return missing(module)
      const act: DeploymentAct = { action, why }
      const done = await centre.perform((desk, at) => {
        const c = caseOf(ports, centre, module)!
        const say = sayOf(c, centre)
        const refused = judgeDeployment(c.plan, c.people, c.board, act, caller.party!, say)
        const refusal = refused === undefined ? undefined : noteOf(refused)
        const { lead } = say
        const event = { kind: 'deployment' as const, module, act, lead, ...(refusal === undefined ? {} : { refusal }) }
        desk.record(event, { at, party: caller.party!, person: caller.person!.id })
        return ok({ at, refusal })
      })
      if (!done.ok) throw new Error(`the desk did not record what was said of ${module}`)
      const { at, refusal } = done.value
      const view = viewOf(ports, centre, caseOf(ports, centre, module)!, caller, at)
      return ok({ at, done: refusal === undefined, ...(refusal === undefined ? {} : { refusal }), deployment: view })
    },
  }
}

type Case = {
  readonly plan: DeploymentPlan
  readonly board: Deployment
  /** What was said: what the runner took in, and what it is about to. */
  readonly people: DeploymentPeople
  readonly host: string
}

function caseOf(ports: DeploymentHandlerPorts, { desk }: CommandCentre, module: string): Case | undefined {
  const board = ports.boards().get(module)
  const plan = ports.operations().deployments.find((d) => d.module === module)
  if (board === undefined || plan === undefined) return undefined
  const host = desk.ground.ownerOf(plan.host) ?? desk.ground.lead
  const acts = desk.book.said.flatMap(({ event, stamp }) =>
    event.kind === 'deployment' && event.module === module && event.refusal === undefined ? [{ event, stamp }] : [],
  )
  let people = peopleOf(board)
  for (const { event, stamp } of acts.slice(people.acts)) {
    const by: Actor = { party: stamp.party, person: stamp.person, at_s: secondsOf(stamp.at) }
    people = afterAct(people, event.act, by, { owner: plan.owner, host })
  }
  return { plan, board, people, host }
}

/** What people said, as the board has it; times TAI s. */
function peopleOf({ people }: Deployment): DeploymentPeople {
  if (people === undefined) return NOBODY_SPOKE
  const { seats, holds, acts, ...words } = people
  const said = ({ at, ...rest }: (typeof holds)[number]): Said => ({ ...rest, at_s: secondsOf(at) })
  const each = <T extends object>(from: T) =>
    Object.fromEntries(Object.entries(from).flatMap(([k, s]) => (s === undefined ? [] : [[k, said(s)]])))
  return { seats: each(seats), ...each(words), holds: holds.map(said), acts }
}

function boardPeople({ seats, holds, acts, ...words }: DeploymentPeople): NonNullable<Deployment['people']> {
  const told = ({ party, person, at_s, madeUp }: Actor, why = '') => ({
    ...{ party, person, at: utcText(at_s), why, madeUp: madeUp === true },
  })
  const each = (from: Readonly<Record<string, Said | Actor | undefined>>) =>
    Object.fromEntries(
      Object.entries(from).flatMap(([k, s]) => (s === undefined ? [] : [[k, told(s, 'why' in s ? s.why : '')]])),
    )
  return { seats: each(seats), ...each(words), holds: holds.map((h) => told(h, h.why)), acts }
}

function sayOf({ plan, host }: Case, { desk }: CommandCentre): Say {
  return { owner: plan.owner, host, lead: desk.book.lead.holder }
}

function viewOf(
  ports: DeploymentHandlerPorts,
  centre: CommandCentre,
  c: Case,
  caller: Caller,
  at: string,
): DeploymentView {
  const say = sayOf(c, centre)
  const rights = deploymentAction.options.map((action) => {
    // What needs a reason is judged as with one.
    const refused = judgeDeployment(c.plan, c.people, c.board, { action, why: 'asked' }, caller.party!, say)
    return { action, ...(refused === undefined ? {} : { refusal: noteOf(refused) }) }
  })
  const gates = gatesNow(ports, centre, c, at)
  const board = { ...c.board, people: boardPeople(c.people), gates, ...whyNow(c.board, gates) }
  return { ...ports.events.board(caller, board), host: say.host, lead: say.lead, rights }
}

/** What a module waits for now: the runner tells of it only when it changes its state. */
function whyNow({ state }: Deployment, gates: Deployment['gates']): Pick<Deployment, 'why'> {
  const closed = gates.filter((g) => g.state === 'blocked').map((g) => `${g.id}: ${g.detail}`)
  return state === 'waiting' && closed.length > 0 ? { why: closed.join('; ') } : {}
}

/** Gates with what they would find at this moment; whether they opened is the runner's word. */
function gatesNow(
  { surroundings }: DeploymentHandlerPorts,
  { desk }: CommandCentre,
  { plan, board, people }: Case,
  at: string,
): Deployment['gates'] {
  const now_s = secondsOf(at)
  const { value, window_s } = desk.ground
  const remaining_s = window_s('contact', now_s) ?? 0
  const contact = { remaining_s, source: 'the contact plan of the mission' }
  const sight = { now_s, value, contact, people, surroundings: surroundings() }
  return board.gates.map((gate, i) => {
    const look = lookAt(plan.gates[i]!, plan, sight)
    const state = gate.state === 'open' ? (look.passed ? 'passed' : 'blocked') : gate.state
    return { ...gate, state, detail: look.detail, source: look.source }
  })
}

function historyOf(
  { happenings, events }: DeploymentHandlerPorts,
  { desk }: CommandCentre,
  module: string,
  caller: Caller,
) {
  const told = toldNow(
    events,
    caller,
    happenings().filter((h) => h.kind === 'deployment' && h.element === module),
  ).map(({ at, party, text }) => ({ at, party, text }))
  const refused = desk.book.said.flatMap(({ event, stamp }) =>
    event.kind !== 'deployment' || event.module !== module || event.refusal === undefined
      ? []
      : [
          {
            ...{ at: stamp.at, party: stamp.party, refusal: event.refusal },
            text: `${stamp.party} may not ${event.act.action.replaceAll('-', ' ')}`,
          },
        ],
  )
  return [...told, ...refused].sort((a, b) => (a.at < b.at ? 1 : -1))
}

function noteOf({ rule, fact, source, remedy }: Refusal) {
  return { rule, fact, source, remedy }
}

function missing(module: string): Result<never, Failure> {
  return err({ kind: 'not-found', message: `No deployment of ${module} is planned.`, what: 'deployment', id: module })
}

function notYet(): Result<never, Failure> {
  const message = 'No module is deployed yet: operations begin when their plan stands. Ask again in a while.'
  return err({ kind: 'not-found', message, what: 'command desk', id: 'desk' })
}
