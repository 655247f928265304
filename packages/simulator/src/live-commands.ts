/**
 * The door by which commands of a running centre come into a simulation, and by which what became of them goes out. A
 * command enters at the first step after its time, so that a simulation begun again takes it at the same step: with the
 * commands on record, a restart gives the same course.
 */
import type { Identifier } from '@magpie/core/identifier'
import type { Refusal } from '@magpie/mission/authority-request'
import type { DeskState } from '@magpie/operations/command/life'
import { REASON_S } from '@magpie/operations/command/on-board-failure'
import type { ArgumentValues } from '@magpie/operations/command-encoder'
import type { RehearsalAct } from '@magpie/operations/rehearsal-acts'
import type { CommandDesk } from './command-desk.ts'
import type { Pass } from './contact-plan.ts'
import type { DeploymentSaid } from './deployment-desk.ts'
import type { ExchangeSaid } from './exchange-desk.ts'
import type { People } from './people.ts'
import type { CustodyNow } from './relay-custody.ts'
import type { Scheduler } from './scheduler.ts'

/** A command that a centre released; times TDB s. People of the centre act as the made-up people of their parties. */
export type LiveCommand = {
  readonly id: string
  readonly party: Identifier
  readonly element: Identifier
  readonly command: string
  readonly values: ArgumentValues
  /** The parties whose people approved it, one for each person. */
  readonly approvals: readonly Identifier[]
  readonly released_s: number
  readonly execute_s: number | undefined
  readonly expires_s: number
  readonly purpose: string
}

/** What the ground heard of a command, and when. */
export type LiveReport = {
  readonly at_s: number
  readonly id: string
  readonly stage: 'ACCEPTED' | 'STARTED' | 'COMPLETED' | 'FAILED' | 'REFUSED'
  readonly refusal?: Refusal
}

/** What somebody said at a centre that is no command of its own, and when it was put on record, TDB s. */
export type LiveAct = { readonly at_s: number } & (
  | ({ readonly kind: 'deployment' } & DeploymentSaid)
  | ({ readonly kind: 'exchange' } & ExchangeSaid)
  | { readonly kind: 'rehearsal'; readonly party: Identifier; readonly act: RehearsalAct; readonly why: string }
  | { readonly kind: 'outage'; readonly node: string; readonly duration_s: number; readonly why: string }
)

/** How the ways to the spacecraft stand inside a simulation, for who shows them. */
export type SimulatedLinks = {
  /** The passes as they are by now, outages taken away. */
  passes(): readonly Pass[]
  /** Frames and octets sent down straight or through the relay, and frames lost. */
  readonly counts: { readonly sent: number; readonly octets: number; readonly lost: number }
  /** At a time that a simulation, which is a step ahead, has passed already. */
  custody(at_s: number): CustodyNow | undefined
}

export class LiveDoor {
  /** How far the simulation has gone, TDB s. */
  now_s = Number.NEGATIVE_INFINITY
  /** Grants that the centre revoked, and from when (UTC): the ground's own desk asks about them too. */
  readonly revoked = new Map<Identifier, string>()
  /** Set by the simulation that takes from this door. */
  links: SimulatedLinks | undefined
  private waiting: LiveCommand[] = []
  private acts: LiveAct[] = []
  private reports: LiveReport[] = []

  /** Gives a command to the simulation. */
  put(command: LiveCommand): void {
    this.waiting.push(command)
  }

  /** What enters after the step at `now_s`: all that was released before. */
  take(now_s: number): LiveCommand[] {
    this.now_s = now_s
    if (this.waiting.length === 0) return []
    const due = this.waiting.filter((c) => c.released_s < now_s)
    if (due.length > 0) this.waiting = this.waiting.filter((c) => c.released_s >= now_s)
    return due.sort((a, b) => a.released_s - b.released_s)
  }

  /** Gives the simulation what somebody said. */
  say(act: LiveAct): void {
    this.acts.push(act)
  }

  /** What was said before the step at `now_s`, in the order in which it went on record. */
  takeActs(now_s: number): LiveAct[] {
    if (this.acts.length === 0) return []
    const due = this.acts.filter((a) => a.at_s < now_s)
    if (due.length > 0) this.acts = this.acts.filter((a) => a.at_s >= now_s)
    return due.sort((a, b) => a.at_s - b.at_s)
  }

  report(report: LiveReport): void {
    this.reports.push(report)
  }

  /** What was heard up to a time, in the order in which it was. */
  heard(until_s: number): LiveReport[] {
    const due = this.reports.filter((r) => r.at_s <= until_s)
    if (due.length > 0) this.reports = this.reports.filter((r) => r.at_s > until_s)
    return due
  }
}

const STAGES: Partial<Record<DeskState, LiveReport['stage']>> = {
  accepted: 'ACCEPTED',
  completed: 'COMPLETED',
  failed: 'FAILED',
  refused: 'REFUSED',
  revoked: 'REFUSED',
}

type LiveParts = {
  readonly desk: CommandDesk
  readonly people: People
  readonly persons: readonly { readonly id: string; readonly party: string }[]
  readonly time: Scheduler
}

/** Puts a command of the door to the simulation's own desk, which signs it, sends it in a pass, and follows it. */
export function submitLive(door: LiveDoor, { desk, people, persons, time }: LiveParts, live: LiveCommand): void {
  const { id, party, element, command, values, execute_s, expires_s, purpose } = live
  const person = people.operator(party)
  const told = (stage: LiveReport['stage'], refusal?: Refusal) =>
    door.report({ at_s: time.now, id, stage, ...(refusal === undefined ? {} : { refusal }) })
  if (!persons.some((p) => p.id === person)) {
    told('REFUSED', stranger(party))
    return
  }
  /** Why the desk or the gateway refused it, and what waits to be told until that is heard. */
  let why: Refusal | undefined
  let waiting: ((why: Refusal | undefined) => void) | undefined
  const withReason = (stage: 'REFUSED' | 'FAILED', failure: Refusal | undefined) => {
    if (why !== undefined) return told(stage, why)
    const tell = (reason: Refusal | undefined) => {
      if (waiting !== tell) return
      waiting = undefined
      told(stage, reason ?? failure ?? UNSAID)
    }
    waiting = tell
    time.at(time.now + REASON_S, () => tell(undefined))
  }
  desk.submit({
    ...{ id: `desk-${id}`, party, person, element, command, values, execute_s, expires_s, purpose },
    approvals: approversOf(live, person, persons),
    onState(state, report) {
      const stage = STAGES[state]
      if (stage === 'REFUSED' || (stage === 'FAILED' && report?.refused === true)) withReason(stage, report?.failure)
      else if (stage !== undefined) told(stage, report?.failure)
    },
    onStarted: () => told('STARTED'),
    onRefusal(refusal) {
      // Somebody who sends it again is refused, and not this command.
      if (refusal.rule === 'gateway-replay') return
      why = refusal
      waiting?.(refusal)
    },
  })
}

const UNSAID: Refusal = {
  permitted: false,
  rule: 'gateway',
  fact: 'the gateway on board refused it',
  source: { title: 'The gateway on board' },
  remedy: 'Read the event that it sends down with the reason.',
}

/** Different people of the parties that approved, none of them the sender. */
function approversOf(
  { approvals }: LiveCommand,
  sender: Identifier,
  persons: readonly { id: string; party: string }[],
): Identifier[] {
  const chosen: Identifier[] = []
  for (const party of approvals) {
    const free = persons.find((p) => p.party === party && p.id !== sender && !chosen.includes(p.id))
    if (free !== undefined) chosen.push(free.id)
  }
  return chosen
}

function stranger(party: Identifier): Refusal {
  const source = { title: 'operations.json: persons' }
  const fact = `the gateway on board knows nobody of ${party}`
  return {
    permitted: false,
    rule: 'gateway-identity',
    fact,
    source,
    remedy: `Have ${party} entered in the list on board.`,
  }
}
