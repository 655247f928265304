/**
 * The command desk: what people and the clock may do with commands, judged by the dictionary, the rules of authority and the
 * flight rules. It changes its book and gives the events to be recorded; nothing leaves for the link before they are durable.
 */
import type { Identifier } from '@magpie/core/identifier'
import { err, ok, type Result } from '@magpie/core/result'
import type { Agreement } from '@magpie/mission/agreement'
import { authoriseWith } from '@magpie/mission/authority'
import { compileAuthority } from '@magpie/mission/authority-compile'
import type { Authorise, AuthorityRequest, Refusal } from '@magpie/mission/authority-request'
import { checkArguments, describeArgumentError } from '../command-encoder.ts'
import { authorityQuestion } from '../commands.ts'
import type { Command, Significance } from '../dictionary.ts'
import { PEOPLE_RULES } from '../procedure/validate.ts'
import { sayOperations as say } from '../sentences.ts'
import { CommandBook, type DeskApproval, type DeskCommand, type Hold } from './book.ts'
import {
  type CommandContent,
  checkDetached,
  commandApprovalBytes,
  commandBytes,
  type DetachedSignature,
  type SignatureFault,
} from './content.ts'
import type { DeskEvent, KeptRefusal, Stamp, StepNote } from './desk-event.ts'
import type { DeskGround } from './desk-ground.ts'
import { consequenceOf, type Holdable, holdsWanted, type WantedHold } from './holds.ts'
import { secondsOf } from './instant.ts'
import { interlockedBy, interlockRefusal, interlocksOn } from './interlock.ts'
import { type CannotStep, type DeskAction, type DeskActor, isWaiting, stepFrom } from './life.ts'
import { nextDeadline_s, timedOut, type VerifierSight, verify } from './verification.ts'

/** Why the desk does not do what was asked, without anything being recorded. */
export type DeskError =
  | CannotStep
  | SignatureFault
  | { readonly kind: 'desk-unknown'; readonly what: string; readonly id: string }
  | { readonly kind: 'not-yours'; readonly what: string; readonly needs: readonly string[] }
  | { readonly kind: 'signature-missing'; readonly party: string }
  | { readonly kind: 'other-mission'; readonly mission: string }
  | { readonly kind: 'desk-cannot'; readonly what: string; readonly why: string }

/** An event with who did it: what the ledger is given. */
export type DeskEntry = { readonly event: DeskEvent; readonly stamp: Stamp }

/** Who the desk itself is in its entries: what the clock, rules and reports do is told by the leading party's centre. */
export const DESK_PERSON = 'command-desk'

export class CommandDesk {
  readonly book: CommandBook
  readonly ground: DeskGround
  private pending: DeskEntry[] = []
  private watched: readonly unknown[] = []
  private authority: { of: readonly unknown[]; authorise: Authorise } | undefined

  constructor(ground: DeskGround) {
    this.ground = ground
    this.book = new CommandBook(ground)
  }

  /** The function that says who may what, over the agreements and what was granted and revoked here. */
  get authorise(): Authorise {
    const { authorityVersion } = this.book
    const { parties, elements, agreements, engine } = this.ground
    const of = [authorityVersion, parties, elements, agreements]
    if (this.authority === undefined || of.some((part, i) => part !== this.authority!.of[i])) {
      const model = compileAuthority({ parties, elements, agreements: this.agreements })
      this.authority = { of, authorise: authoriseWith(model, engine, () => this.revocations) }
    }
    return this.authority.authorise
  }

  /** Agreements in force: the mission's, those signed since, and the grants given here. */
  get agreements(): readonly Agreement[] {
    return [...this.ground.agreements, ...[...this.book.grants.values()].map((g) => g.agreement)]
  }

  /** Grants taken back, here or elsewhere, and from when (UTC), which may be later than now. */
  get revocations(): ReadonlyMap<Identifier, string> {
    const { struck } = this.ground
    return struck === undefined ? this.book.revoked : new Map([...struck, ...this.book.revoked])
  }

  /** Since when a grant is taken back; undefined where it stands. */
  revokedSince(grant: Identifier, at: string): string | undefined {
    const from = this.revocations.get(grant)
    return from !== undefined && secondsOf(from) <= secondsOf(at) ? from : undefined
  }

  /** Events since the last time, in order, to be made durable together. */
  takeEntries(): DeskEntry[] {
    const taken = this.pending
    this.pending = []
    return taken
  }

  /** Puts an event into the book and among what is to be recorded. */
  record(event: DeskEvent, stamp: Stamp): void {
    this.book.apply(event, stamp)
    this.pending.push({ event, stamp })
  }

  /** The stamp of what nobody in particular does. */
  ownStamp(at: string): Stamp {
    return { at, party: this.ground.lead, person: DESK_PERSON }
  }

  /** Takes a command in. The same one (party and nonce) is taken once: again, it gives the one that is there. */
  submit(
    content: CommandContent,
    signature: DetachedSignature | undefined,
    stamp: Stamp,
  ): Result<DeskCommand, DeskError> {
    const { party, person, nonce, element, mission } = content
    if (mission !== this.ground.mission) return err({ kind: 'other-mission', mission })
    if (party !== stamp.party || person !== stamp.person)
      return err({ kind: 'not-yours', what: `a command of ${person} of ${party}`, needs: [party] })
    const before = this.book.byNonce.get(`${party} ${nonce}`)
    if (before !== undefined) return ok(before)
    const signed = this.checkSignature(party, commandBytes(content), signature)
    if (!signed.ok) return signed
    if (this.ground.ownerOf(element) === undefined) return err({ kind: 'desk-unknown', what: 'element', id: element })
    const command = this.ground.command(element, content.command)
    if (command === undefined)
      return err({ kind: 'desk-unknown', what: 'command', id: `${element}/${content.command}` })
    const number = this.book.numbers + 1
    const steps: StepNote[] = [{ action: 'submit', by: 'sender' }, ...this.firstSteps(content, command, stamp.at)]
    const kept = signature === undefined ? {} : { signature }
    this.record({ kind: 'command-submitted', id: `c${number}`, number, content, ...kept, steps }, stamp)
    return ok(this.book.commands.get(`c${number}`)!)
  }

  private checkSignature(
    party: string,
    bytes: Uint8Array,
    signature: DetachedSignature | undefined,
  ): Result<undefined, DeskError> {
    const own = this.book.ownKeysOf(party)
    if (signature === undefined) return own.length === 0 ? ok(undefined) : err({ kind: 'signature-missing', party })
    const checked = checkDetached(bytes, signature, party, own)
    return checked.ok ? ok(undefined) : checked
  }

  /** From submitted to where it waits or ends: dictionary, time, authority. */
  private firstSteps(content: CommandContent, command: Command, at: string): StepNote[] {
    const refused = (refusal: KeptRefusal): StepNote[] => [{ action: 'refuse', by: 'dictionary', refusal }]
    const checked = checkArguments(command, content.arguments)
    if (!checked.ok) return refused(dictionaryRefusal(content, describeArgumentError(checked.error)))
    const late = expiryRefusal(content, at)
    if (late !== undefined) return refused(late)
    const decision = this.authorise(this.question(content, command, checked.value, [], at))
    const check: StepNote = { action: 'check', by: 'dictionary' }
    if (decision.permitted) return [check, { action: 'permit', by: 'authority', why: decision.basis }]
    const action = PEOPLE_RULES.has(decision.rule) ? 'await' : 'refuse'
    return [check, { action, by: 'authority', refusal: keptRefusal(decision) }]
  }

  /** What authority is asked of a command, with the approvals that it has. */
  question(
    content: CommandContent,
    command: Command,
    values: DeskCommand['values'],
    approvals: readonly DeskApproval[],
    at: string,
  ): AuthorityRequest {
    const { party, person, element } = content
    // For what is executed later authority must hold then; it is asked again when it leaves and on board.
    const then = content.execute !== undefined && secondsOf(content.execute) > secondsOf(at) ? content.execute : at
    const asked = authorityQuestion({ party, person }, element, command, values, approvals)
    const hazardous = isHazardousNow(consequenceOf(command, element, this.ground).significance)
    return { ...asked, hazardous, at: then, phase: this.ground.phaseAt(secondsOf(then)) }
  }

  /** Asks again whether a command that waits may go. */
  ask(c: DeskCommand, at: string): ReturnType<Authorise> {
    return this.authorise(this.question(c.content, c.command, c.values, c.approvals, at))
  }

  approve(id: string, signature: DetachedSignature | undefined, stamp: Stamp): Result<DeskCommand, DeskError> {
    const found = this.waiting(id, 'approve', 'approver')
    if (!found.ok) return found
    const c = found.value
    if (stamp.person === c.content.person)
      return err({ kind: 'not-yours', what: 'an approval of one’s own command', needs: [] })
    const signed = this.checkSignature(stamp.party, commandApprovalBytes(c.content, stamp), signature)
    if (!signed.ok) return signed
    if (c.approvals.some((a) => a.person === stamp.person && a.party === stamp.party)) return ok(c)
    const kept = signature === undefined ? {} : { signature }
    this.record({ kind: 'command-moved', id, steps: [{ action: 'approve', by: 'approver' }], ...kept }, stamp)
    this.reconsider(stamp.at, [c])
    return ok(c)
  }

  /** An approval taken back: a command that rests on it waits again. */
  takeBack(id: string, stamp: Stamp): Result<DeskCommand, DeskError> {
    const found = this.waiting(id, 'take-back', 'approver')
    if (!found.ok) return found
    const c = found.value
    if (!c.approvals.some((a) => a.party === stamp.party && a.person === stamp.person))
      return err({ kind: 'desk-unknown', what: 'approval', id: `${stamp.person} of ${stamp.party}` })
    this.move(c, [{ action: 'take-back', by: 'approver' }], stamp)
    this.reconsider(stamp.at, [c])
    return ok(c)
  }

  /** A party whose consent is asked for says no, and why. */
  decline(id: string, why: string, stamp: Stamp): Result<DeskCommand, DeskError> {
    const found = this.waiting(id, 'decline', 'approver')
    if (!found.ok) return found
    const c = found.value
    const asked = this.concernedBy(c)
    if (!asked.includes(stamp.party)) return err({ kind: 'not-yours', what: `consent to ${id}`, needs: asked })
    this.move(c, [{ action: 'decline', by: 'approver', why }], stamp)
    return ok(c)
  }

  /** Who sends it has read warnings, by name: what they alone held may go. */
  acknowledge(id: string, warnings: readonly string[], stamp: Stamp): Result<DeskCommand, DeskError> {
    const found = this.waiting(id, 'acknowledge', 'sender')
    if (!found.ok) return found
    const c = found.value
    const { party } = c.content
    if (stamp.party !== party) return err({ kind: 'not-yours', what: `a warning of ${id}`, needs: [party] })
    this.move(c, [{ action: 'acknowledge', by: 'sender', warnings: [...warnings] }], stamp)
    if (c.state !== 'awaiting') this.watchHolds(c, stamp.at, secondsOf(stamp.at))
    return ok(c)
  }

  withdraw(id: string, why: string, stamp: Stamp): Result<DeskCommand, DeskError> {
    const found = this.waiting(id, 'withdraw', 'sender')
    if (!found.ok) return found
    const c = found.value
    if (stamp.party !== c.content.party) return err({ kind: 'not-yours', what: id, needs: [c.content.party] })
    this.move(c, [{ action: 'withdraw', by: 'sender', why }], stamp)
    return ok(c)
  }

  hold(id: string, why: string, stamp: Stamp): Result<DeskCommand, DeskError> {
    const found = this.waiting(id, 'hold', 'controller')
    if (!found.ok) return found
    const c = found.value
    const may = this.controllersOf(c)
    if (!may.includes(stamp.party)) return err({ kind: 'not-yours', what: `holding ${id}`, needs: may })
    this.move(c, [{ action: 'hold', by: 'controller', why, hold: { kind: 'person', id: stamp.party } }], stamp)
    return ok(c)
  }

  /** Who holds lets go: no other party, the leading one included, lifts an owner's hold. */
  letGo(id: string, stamp: Stamp): Result<DeskCommand, DeskError> {
    const found = this.waiting(id, 'let-go', 'controller')
    if (!found.ok) return found
    const c = found.value
    const people = c.holds.filter((h) => h.kind === 'person')
    if (!people.some((h) => h.id === stamp.party))
      return err({ kind: 'not-yours', what: `the hold on ${id}`, needs: people.map((h) => h.id) })
    this.move(c, [{ action: 'let-go', by: 'controller', hold: { kind: 'person', id: stamp.party } }], stamp)
    return ok(c)
  }

  /** Puts a command before another, or last. The leading party orders the queue. */
  order(id: string, before: string | null, stamp: Stamp): Result<DeskCommand, DeskError> {
    const c = this.book.commands.get(id)
    if (c === undefined || !isWaiting(c.state)) return err({ kind: 'desk-unknown', what: 'waiting command', id })
    const { holder } = this.book.lead
    if (stamp.party !== holder) return err({ kind: 'not-yours', what: 'the order of the queue', needs: [holder] })
    this.record({ kind: 'queue-ordered', id, before }, stamp)
    return ok(c)
  }

  /** Asks authority again of what waits: permitted goes to the queue, what lost its ground leaves it. */
  reconsider(at: string, which: readonly DeskCommand[] = [...this.book.queue], revocation = false): DeskCommand[] {
    const changed: DeskCommand[] = []
    for (const c of which) {
      if (!isWaiting(c.state)) continue
      const decision = this.ask(c, at)
      const note = reconsidered(c, decision, revocation)
      if (note === undefined) continue
      this.move(c, [note], this.ownStamp(at))
      changed.push(c)
    }
    return changed
  }

  /** What time and circumstances do to what waits: expiry, flight rules, constraints of the dictionary. */
  watchQueue(at: string): void {
    const now_s = secondsOf(at)
    for (const c of [...this.book.queue]) {
      if (now_s >= secondsOf(c.content.expires)) this.move(c, [{ action: 'expire', by: 'clock' }], this.ownStamp(at))
      else if (c.state !== 'awaiting') this.watchHolds(c, at, now_s)
    }
  }

  /** Holds that rules and constraints ask for now, beside those that stand. */
  private watchHolds(c: DeskCommand, at: string, now_s: number): void {
    const wanted = new Map(this.wantedHolds(c, now_s).map((h) => [`${h.kind} ${h.id}`, h]))
    for (const held of c.holds.filter((h) => h.kind !== 'person')) {
      const lost = this.interlockLost(c, held.id)
      if (lost !== undefined) {
        this.move(c, [{ action: 'refuse', by: 'rule', refusal: lost }], this.ownStamp(at))
        return
      }
      if (wanted.delete(`${held.kind} ${held.id}`)) {
        const timeout_s = timeoutOf(c, held)
        if (now_s - held.since_s < timeout_s) continue
        const refusal = constraintRefusal(c, held.why, timeout_s)
        this.move(c, [{ action: 'refuse', by: 'rule', refusal }], this.ownStamp(at))
        return
      }
      const { kind, id } = held
      this.move(c, [{ action: 'let-go', by: 'rule', hold: { kind, id } }], this.ownStamp(at))
    }
    for (const { kind, id, why, refusal } of wanted.values())
      this.move(
        c,
        [{ action: 'hold', by: 'rule', why, hold: { kind, id }, ...(refusal === undefined ? {} : { refusal }) }],
        this.ownStamp(at),
      )
  }

  private wantedHolds(c: DeskCommand, now_s: number): readonly WantedHold[] {
    const locks = interlocksOn(c.id, c.command, this.book.underWay)
    return [
      ...holdsWanted(holdable(c), this.book.flightRules, this.ground, now_s),
      ...locks.map((lock) => ({ kind: 'constraint' as const, ...lock, refusal: undefined })),
    ]
  }

  /** Why a hold by an interlock will not end. */
  private interlockLost(c: DeskCommand, holdId: string): KeptRefusal | undefined {
    const id = interlockedBy(holdId)
    if (id === undefined) return undefined
    const waiting = { element: c.content.element, name: c.command.name }
    return interlockRefusal(waiting, this.book.commands.get(id))
  }

  /**
   * The next command that may leave now, moved to released; undefined where none may. Authority is asked again. What is
   * released counts as sent, whatever happens afterwards: a crash between the record and the link never sends twice.
   */
  releaseNext(at: string, mayLeave: (c: DeskCommand) => boolean = () => true): DeskCommand | undefined {
    this.watchQueue(at)
    for (const c of [...this.book.queue]) {
      if (c.state !== 'queued' || !mayLeave(c)) continue
      this.reconsider(at, [c])
      if (c.state !== 'queued') continue
      this.move(c, [{ action: 'release', by: 'centre' }], this.ownStamp(at))
      return c
    }
    return undefined
  }

  /** Agreements signed or ended, and grants struck, since the last time: what waits is asked about again, and leaves without ground. */
  watchAuthority(at: string): void {
    const { agreements, parties, elements, struck = new Map() } = this.ground
    const now_s = secondsOf(at)
    const taken = [...struck.values()].filter((from) => secondsOf(from) <= now_s).length
    const of = [agreements, parties, elements, taken]
    const same = this.watched.every((part, i) => part === of[i])
    const first = this.watched.length === 0
    this.watched = of
    if (!same && !first) this.reconsider(at, [...this.book.queue], true)
  }

  /** A report of the element, a packet or new values: verifiers move on. */
  see(c: DeskCommand, sight: VerifierSight, at: string, refusal?: Refusal): void {
    const latest = this.ground.latestOf(c.content.element)
    const before = c.verifications.map((v) => v.state)
    const actions = verify(c.verifications, sight, secondsOf(at), latest)
    const by: DeskActor = sight.kind === 'report' && sight.stage === 'REFUSED' ? 'gateway' : 'element'
    this.moveSeen(c, actions, by, before, at, refusal === undefined ? {} : { refusal: keptRefusal(refusal) })
  }

  /** Values of telemetry came: every command that looks at values is looked at. */
  seeValues(at: string): void {
    for (const c of [...this.book.underWay]) this.see(c, { kind: 'values' }, at)
  }

  /** What has not answered in its windows is given up; what comes later is still taken. */
  watchClock(at: string): void {
    const now_s = secondsOf(at)
    for (const c of [...this.book.underWay]) {
      if (now_s < nextDeadline_s(c.verifications)) continue
      const before = c.verifications.map((v) => v.state)
      const stage = timedOut(c.verifications, now_s)
      const why = { why: say('not-verified', { stage: String(stage) }) }
      this.moveSeen(c, stage === undefined ? [] : ['time-out'], 'clock', before, at, why)
    }
  }

  private moveSeen(
    c: DeskCommand,
    actions: readonly DeskAction[],
    by: DeskActor,
    before: readonly string[],
    at: string,
    more: Partial<StepNote>,
  ): void {
    const steps: StepNote[] = []
    let { state } = c
    for (const action of actions) {
      const next = stepFrom(state, action, by)
      if (!next.ok) continue // heard twice, or out of order
      state = next.value.to
      steps.push({ action, by, ...more })
    }
    const changed = c.verifications.flatMap((v, i) => (v.state === before[i] ? [] : [[String(i), v.state] as const]))
    if (steps.length === 0 && changed.length === 0) return
    const stages = changed.length === 0 ? {} : { stages: Object.fromEntries(changed) }
    this.record({ kind: 'command-moved', id: c.id, steps, ...stages }, this.ownStamp(at))
  }

  private waiting(id: string, action: DeskAction, by: DeskActor): Result<DeskCommand, DeskError> {
    const c = this.book.commands.get(id)
    if (c === undefined) return err({ kind: 'desk-unknown', what: 'command', id })
    const next = stepFrom(c.state, action, by)
    return next.ok ? ok(c) : next
  }

  private move(c: DeskCommand, steps: readonly StepNote[], stamp: Stamp): void {
    this.record({ kind: 'command-moved', id: c.id, steps: [...steps] }, stamp)
  }

  /** Parties that may hold it: the sender's, the owners of what it touches, who carries it, and who leads. */
  controllersOf(c: DeskCommand): string[] {
    return [...new Set([c.content.party, ...this.concernedBy(c), this.book.lead.holder])]
  }

  /** Parties whose consent it may need: owners of what it commands and touches, and who carries that. */
  concernedBy(c: DeskCommand): string[] {
    const asked = authorityQuestion(c.content, c.content.element, c.command, c.values, [])
    return [...new Set([c.content.element, ...asked.touches].flatMap((id) => this.ground.carriersOf(id)))]
  }
}

function reconsidered(c: DeskCommand, decision: ReturnType<Authorise>, revocation: boolean): StepNote | undefined {
  if (decision.permitted) {
    return c.state === 'awaiting' ? { action: 'permit', by: 'authority', why: decision.basis } : undefined
  }
  const refusal = keptRefusal(decision)
  // What people can still permit waits for them, whatever was taken back.
  if (PEOPLE_RULES.has(decision.rule))
    return c.state === 'awaiting' ? undefined : { action: 'await', by: 'authority', refusal }
  if (revocation || c.state === 'held') return { action: 'revoke', by: 'authority', refusal }
  return { action: 'refuse', by: 'authority', refusal }
}

function holdable({ id, content, command, acknowledged }: DeskCommand): Holdable {
  return { id, element: content.element, command, acknowledged, values: content.arguments }
}

/** Whether two people of two parties must agree to what has the level. */
export function isHazardousNow(significance: Significance): boolean {
  return significance === 'critical' || significance === 'severe'
}

/** A refusal as the ledger keeps it. */
export function keptRefusal({ rule, fact, source, remedy }: Refusal): KeptRefusal {
  return { rule, fact, source, remedy }
}

function dictionaryRefusal({ element }: CommandContent, fact: string): KeptRefusal {
  const remedy = say('arguments-remedy', {})
  return { rule: 'dictionary', fact, source: { title: say('source-dictionary', { element }) }, remedy }
}

/** Why a command is late as it stands: it expired, or its time has passed. */
export function expiryRefusal({ expires, execute }: CommandContent, at: string): KeptRefusal | undefined {
  const source = { title: say('source-command', {}) }
  if (secondsOf(expires) <= secondsOf(at))
    return { rule: 'expired', fact: say('expired', { expires, at }), source, remedy: say('expired-remedy', {}) }
  if (execute === undefined || secondsOf(execute) > secondsOf(at)) return undefined
  const remedy = say('time-past-remedy', {})
  return { rule: 'execution-past', fact: say('time-past', { execute, at }), source, remedy }
}

/** How long a hold may stand, s: only constraints of the dictionary have an end. */
function timeoutOf({ command }: DeskCommand, { kind, id }: Hold): number {
  if (kind !== 'constraint' || interlockedBy(id) !== undefined) return Infinity
  return command.constraints[Number(id)]?.timeout_s ?? 0
}

function constraintRefusal(c: DeskCommand, why: string, timeout_s: number): KeptRefusal {
  return {
    rule: 'transmission-constraint',
    fact: say('waited-too-long', { command: c.command.name, seconds: timeout_s, what: why }),
    source: { title: say('source-constraints', { element: c.content.element, command: c.command.name }) },
    remedy: say('waited-too-long-remedy', {}),
  }
}
