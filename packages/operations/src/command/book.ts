/**
 * Where everything at the command desk stands: commands and their queue, grants given and revoked, the lead, rules and
 * waivers, anomalies, shifts, runs. It is nothing but the recorded events applied in order, so that it is the same after a
 * restart and at whoever reads the ledger.
 */
import type { Identifier } from '@magpie/core/identifier'
import { never } from '@magpie/core/result'
import type { Agreement, Grant } from '@magpie/mission/agreement'
import type { ArgumentValues } from '../command-encoder.ts'
import { checkArguments } from '../command-encoder.ts'
import type { Command } from '../dictionary.ts'
import type { FlightRule, StandingWaiver } from '../flight-rules/rule.ts'
import { type Anomaly, applyAnomalyAct, openedAnomaly } from '../log/anomaly.ts'
import { applyShiftAct, newShift, type Shift } from '../log/shift.ts'
import type { Procedure } from '../procedure/procedure-file.ts'
import type { RunState } from '../procedure/run.ts'
import type { CommandContent, DetachedSignature } from './content.ts'
import type { DeskEvent, Stamp, StepNote } from './desk-event.ts'
import type { DeskGround } from './desk-ground.ts'
import { secondsOf } from './instant.ts'
import { type LeadRole, leadAfter } from './lead.ts'
import { type DeskState, type DeskStep, isWaiting, stepFrom } from './life.ts'
import { type Verification, verificationsOf } from './verification.ts'

export type Hold = {
  readonly kind: 'person' | 'flight-rule' | 'constraint' | 'warning'
  /** The party of the person, the rule, the constraint by its place, or the warning by its name. */
  readonly id: string
  readonly why: string
  readonly since_s: number
  readonly person?: string
}

export type DeskApproval = {
  readonly party: Identifier
  readonly person: string
  readonly at: string
  readonly signature?: DetachedSignature
}

export type DeskHistory = StepNote & {
  readonly at: string
  readonly state: DeskState
  readonly party: string
  readonly person: string
}

/** A command at the desk. */
export type DeskCommand = {
  readonly id: string
  readonly number: number
  readonly content: CommandContent
  readonly signature: DetachedSignature | undefined
  readonly command: Command
  readonly values: ArgumentValues
  state: DeskState
  readonly approvals: DeskApproval[]
  /** Warnings that its sender has read, by name. */
  readonly acknowledged: Set<string>
  readonly holds: Hold[]
  verifications: Verification[]
  released_s: number | undefined
  readonly history: DeskHistory[]
}

/** A grant given at the desk, as the agreement that it is. */
export type GivenGrant = { readonly grant: Grant; readonly agreement: Agreement; readonly note: string }

/** A public key (hexadecimal) that a party keeps itself: who told when. */
export type KeptKey = Stamp & { readonly publicKey: string }

/** A procedure that is or was carried out. */
export type DeskRun = { readonly procedure: Procedure; state: RunState; readonly begun: Stamp }

/** An act that the desk records and others carry out. */
export type RecordedAct = {
  readonly event: DeskEvent & { readonly kind: 'deployment' | 'exchange' | 'outage' | 'rehearsal' }
  readonly stamp: Stamp
}

export class CommandBook {
  readonly commands = new Map<string, DeskCommand>()
  readonly byNonce = new Map<string, DeskCommand>()
  /** What waits, in the order in which it is served. */
  queue: DeskCommand[] = []
  /** What was released and is waited for. */
  readonly underWay = new Set<DeskCommand>()
  readonly grants = new Map<Identifier, GivenGrant>()
  readonly revoked = new Map<Identifier, string>()
  readonly rules = new Map<Identifier, FlightRule>()
  waivers: StandingWaiver[] = []
  readonly anomalies = new Map<string, Anomaly>()
  readonly shifts = new Map<string, Shift>()
  readonly runs = new Map<string, DeskRun>()
  /** What was said about deployments and exchanges, in order: who runs them takes it from here. */
  readonly said: RecordedAct[] = []
  /** Keys that parties told they keep, as long as they count. */
  keptKeys: KeptKey[] = []
  lead: LeadRole
  numbers = 0
  /** Counts changes of what authority rests on. */
  authorityVersion = 0
  private readonly ground: DeskGround

  constructor(ground: DeskGround) {
    this.ground = ground
    this.lead = { holder: ground.lead }
  }

  /** Flight rules with what was waived of them. */
  get flightRules() {
    return { rules: [...this.rules.values()], waivers: this.waivers }
  }

  /** Public keys (hexadecimal) of keys that a party keeps itself: with any, what it asks for must be signed by one. */
  ownKeysOf(party: string): readonly string[] {
    const kept = this.keptKeys.flatMap((k) => (k.party === party ? [k.publicKey] : []))
    return [...this.ground.ownKeys(party), ...kept]
  }

  /** Puts one event into the book. Events were judged before: one that does not fit is a fault of who recorded it. */
  apply(event: DeskEvent, stamp: Stamp): void {
    switch (event.kind) {
      case 'command-submitted':
        this.submitted(event, stamp)
        return
      case 'command-moved':
        this.moved(event, stamp)
        return
      case 'queue-ordered':
        this.ordered(event.id, event.before)
        return
      case 'grant-given':
        this.grants.set(event.grant.id, givenGrant(event.grant, event.note, stamp.at))
        this.authorityVersion++
        return
      case 'grant-revoked':
        this.revoked.set(event.grant, stamp.at)
        return
      case 'lead-offered':
      case 'lead-accepted':
      case 'lead-declined':
        this.handOver(event, stamp)
        return
      case 'rule-set':
        this.rules.set(event.rule.id, event.rule)
        return
      case 'rule-ended':
        this.rules.delete(event.rule)
        return
      case 'rule-waived': {
        const { waiver } = event
        const until = waiver.until === undefined ? {} : { until_s: secondsOf(waiver.until) }
        this.waivers.push({ ...waiver, by: stamp.party, person: stamp.person, ...until })
        return
      }
      case 'own-key-kept':
        this.keptKeys.push({ ...stamp, publicKey: event.publicKey })
        return
      case 'own-key-dropped':
        this.keptKeys = this.keptKeys.filter((k) => k.party !== stamp.party || k.publicKey !== event.publicKey)
        return
      case 'anomaly':
        this.anomaly(event, stamp)
        return
      case 'shift': {
        const shift = this.shifts.get(stamp.party) ?? newShift()
        this.shifts.set(stamp.party, shift)
        applyShiftAct(shift, stamp.at, stamp.person, event.act)
        return
      }
      case 'procedure': {
        const run = this.runs.get(event.state.run)
        if (run !== undefined) run.state = event.state
        else if (event.procedure !== undefined)
          this.runs.set(event.state.run, { procedure: event.procedure, state: event.state, begun: stamp })
        return
      }
      case 'deployment':
      case 'exchange':
      case 'rehearsal':
      case 'outage':
        this.said.push({ event, stamp })
        return
      default:
        never(event)
    }
  }

  private submitted(event: DeskEvent & { kind: 'command-submitted' }, stamp: Stamp): void {
    const { id, number, content, signature, steps } = event
    const command = this.ground.command(content.element, content.command)
    if (command === undefined) throw new Error(`the dictionary has no ${content.element}/${content.command} any more`)
    const checked = checkArguments(command, content.arguments)
    const made: DeskCommand = {
      id,
      number,
      content,
      signature,
      command,
      values: checked.ok ? checked.value : content.arguments,
      state: 'drafted',
      approvals: [],
      acknowledged: new Set(content.acknowledged),
      holds: [],
      verifications: [],
      released_s: undefined,
      history: [],
    }
    this.commands.set(id, made)
    this.byNonce.set(`${content.party} ${content.nonce}`, made)
    this.numbers = Math.max(this.numbers, number)
    for (const step of steps) this.step(made, step, stamp)
    if (isWaiting(made.state)) this.enqueue(made)
  }

  /** Behind the last one that is as urgent. */
  private enqueue(command: DeskCommand): void {
    const { priority } = command.content
    let at = this.queue.length
    while (at > 0 && this.queue[at - 1]!.content.priority > priority) at--
    this.queue.splice(at, 0, command)
  }

  private moved(event: DeskEvent & { kind: 'command-moved' }, stamp: Stamp): void {
    const found = this.commands.get(event.id)
    if (found === undefined) throw new Error(`no command ${event.id} is on record`)
    for (const step of event.steps) this.step(found, step, stamp, event.signature)
    for (const [place, state] of Object.entries(event.stages ?? {})) {
      const verification = found.verifications[Number(place)]
      if (verification !== undefined) verification.state = state
    }
    if (!isWaiting(found.state)) this.queue = this.queue.filter((c) => c !== found)
    if (found.released_s === undefined || isOver(found)) this.underWay.delete(found)
    else this.underWay.add(found)
  }

  private step(command: DeskCommand, note: StepNote, stamp: Stamp, signature?: DetachedSignature): void {
    const next = stepFrom(command.state, note.action, note.by)
    if (!next.ok) throw new Error(`${command.id} cannot ${note.action} where it is ${command.state}`)
    const { at, party, person } = stamp
    const at_s = secondsOf(at)
    if (note.action === 'approve')
      command.approvals.push({ party, person, at, ...(signature === undefined ? {} : { signature }) })
    if (note.action === 'take-back') removeWhere(command.approvals, (a) => a.party === party && a.person === person)
    for (const warning of note.warnings ?? []) command.acknowledged.add(warning)
    if (note.hold !== undefined) holdOrLetGo(command, note, at_s, person)
    if (note.action === 'release') this.released(command, at_s)
    command.state = stateAfter(next.value, command.holds)
    command.history.push({ ...note, at, party, person, state: command.state })
  }

  private released(command: DeskCommand, at_s: number): void {
    const { execute, element, arguments: given } = command.content
    command.released_s = at_s
    const onBoard_s = execute === undefined ? at_s : secondsOf(execute)
    const latest = this.ground.latestOf(element)
    const signal_s = this.ground.signal_s(element, at_s)
    command.verifications = verificationsOf(command.command, at_s, onBoard_s, signal_s, latest, given)
  }

  private ordered(id: string, before: string | null): void {
    const moving = this.queue.find((c) => c.id === id)
    if (moving === undefined) return
    const rest = this.queue.filter((c) => c !== moving)
    const at = before === null ? rest.length : rest.findIndex((c) => c.id === before)
    rest.splice(at < 0 ? rest.length : at, 0, moving)
    this.queue = rest
  }

  private handOver(event: DeskEvent & { kind: `lead-${string}` }, { party, at }: Stamp): void {
    const step =
      event.kind === 'lead-offered'
        ? ({ action: 'offer', to: event.to, note: event.note } as const)
        : ({ action: event.kind === 'lead-accepted' ? 'accept' : 'decline' } as const)
    const after = leadAfter(this.lead, party, step, at)
    if (after.ok) this.lead = after.value
  }

  private anomaly({ id, act }: DeskEvent & { kind: 'anomaly' }, stamp: Stamp): void {
    if (act.action === 'open') {
      const owner = this.ground.ownerOf(act.report.element) ?? stamp.party
      this.anomalies.set(id, openedAnomaly(id, owner, stamp.party, act.report))
    }
    const found = this.anomalies.get(id)
    if (found !== undefined) applyAnomalyAct(found, stamp, act)
  }
}

function isOver({ state }: DeskCommand): boolean {
  return state === 'completed' || state === 'failed' || state === 'refused'
}

function removeWhere<T>(list: T[], fits: (item: T) => boolean): void {
  const at = list.findIndex(fits)
  if (at >= 0) list.splice(at, 1)
}

/** What is held by two is let go when both have, and a hold outlasts a wait for people. */
function stateAfter({ action, from, to }: DeskStep, holds: readonly Hold[]): DeskState {
  if (holds.length === 0 || (action !== 'let-go' && action !== 'permit')) return to
  return action === 'let-go' ? from : 'held'
}

function holdOrLetGo({ holds }: DeskCommand, { action, by, hold, why }: StepNote, at_s: number, person: string): void {
  const { kind, id } = hold!
  const who = by === 'controller' ? { person } : {}
  if (action === 'hold') holds.push({ kind, id, why: why ?? '', since_s: at_s, ...who })
  if (action === 'let-go') removeWhere(holds, (h) => h.kind === kind && h.id === id)
}

/** A grant given at the desk stands as an agreement of its two parties, signed when it was given. */
export function givenGrant(grant: Grant, note: string, at: string): GivenGrant {
  const { id, grantor, grantee, element } = grant
  const agreement: Agreement = {
    id: grant.agreement,
    title: `Grant ${id} of ${grantor} to ${grantee}, ${at}`,
    kind: 'joint-operation',
    parties: [grantor, grantee],
    elements: [element],
    signedOn: at,
    grants: [grant],
    provenance: { kind: 'derived', from: `the command desk's ledger: grant ${id}` },
  }
  return { grant, agreement, note }
}
