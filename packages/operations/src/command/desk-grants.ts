/** What parties do at the desk beside commands: grants given and taken back, the lead handed over, flight rules. */
import { err, ok, type Result } from '@magpie/core/result'
import { keyId } from '@magpie/ledger/keys'
import type { Grant } from '@magpie/mission/agreement'
import { authoriseWith } from '@magpie/mission/authority'
import { compileAuthority, type VoidReason } from '@magpie/mission/authority-compile'
import type { AuthorityDecision } from '@magpie/mission/authority-request'
import type { FlightRule, Waiver } from '../flight-rules/rule.ts'
import { PEOPLE_RULES } from '../procedure/validate.ts'
import { type DeskCommand, givenGrant } from './book.ts'
import {
  type ActContent,
  checkDetached,
  deskAgreement,
  type GrantAct,
  type OwnSignature,
  ownKeyBytes,
  recordedActBytes,
  type SignedAct,
} from './content.ts'
import type { CommandDesk, DeskError } from './desk.ts'
import type { Stamp } from './desk-event.ts'
import { secondsOf } from './instant.ts'
import { type LeadStep, leadAfter } from './lead.ts'

/** Why a grant would give nothing. */
const VOID: Readonly<Record<VoidReason, string>> = {
  'unknown-party': 'a party is not of the mission',
  'unknown-element': 'the element is not of the mission',
  'not-in-agreement': 'it is not between the two parties of the grant',
  'grantee-owns': 'who owns an element needs no grant for it',
  'grantor-has-no-right': 'the grantor neither owns the element nor has a grant of it to pass on',
  'bad-time': 'its times are no UTC times',
  'bad-action': 'its commands are no names',
  twice: 'a grant of this name stands already',
}

/**
 * A party gives another a right over its element, or passes on what it was given. What waits for it may then go. Who keeps its
 * key has signed the act itself.
 */
export function giveGrant(
  desk: CommandDesk,
  grant: Grant,
  note: string,
  stamp: Stamp,
  signed?: OwnSignature,
): Result<DeskCommand[], DeskError> {
  const judged = judgeGrant(desk, grant, note, stamp)
  if (!judged.ok) return judged
  const own = checkOwn(desk, judged.value, signed, stamp)
  if (!own.ok) return own
  desk.record({ ...judged.value, ...own.value }, stamp)
  return ok(desk.reconsider(stamp.at))
}

type Given = GrantAct & { readonly kind: 'grant-given' }

/** The grant as it would be recorded, or why it would give nothing. */
function judgeGrant(desk: CommandDesk, grant: Grant, note: string, stamp: Stamp): Result<Given, DeskError> {
  const { book, ground } = desk
  if (grant.grantor !== stamp.party) return err({ kind: 'not-yours', what: 'this grant', needs: [grant.grantor] })
  if (book.grants.has(grant.id)) return cannot('grant', VOID.twice)
  const own = { ...grant, agreement: deskAgreement(grant.id) }
  const agreements = [...desk.agreements, givenGrant(own, note, stamp.at).agreement]
  const model = compileAuthority({ parties: ground.parties, elements: ground.elements, agreements })
  const void_ = model.voidGrants.find((v) => v.grant === grant.id)
  if (void_ !== undefined) return cannot('grant', VOID[void_.why])
  const unknown = grant.actions.find((a) => a !== '*' && ground.command(grant.element, a) === undefined)
  if (unknown !== undefined) return cannot('grant', `${grant.element} has no command ${unknown}`)
  return ok({ kind: 'grant-given', grant: own, note })
}

/** A grant taken back, of an agreement or of the desk: what was queued on it leaves the queue, and is returned. */
export function revokeGrant(
  desk: CommandDesk,
  id: string,
  why: string,
  stamp: Stamp,
  signed?: OwnSignature,
): Result<DeskCommand[], DeskError> {
  const judged = judgeRevocation(desk, id, why, stamp)
  if (!judged.ok) return judged
  const own = checkOwn(desk, judged.value, signed, stamp)
  if (!own.ok) return own
  desk.record({ ...judged.value, ...own.value }, stamp)
  return ok(desk.reconsider(stamp.at, [...desk.book.queue], true).filter((c) => c.state === 'revoked'))
}

type Revoked = GrantAct & { readonly kind: 'grant-revoked' }

function judgeRevocation(desk: CommandDesk, id: string, why: string, stamp: Stamp): Result<Revoked, DeskError> {
  const found = desk.agreements.flatMap((a) => a.grants).find((g) => g.id === id)
  if (found === undefined) return err({ kind: 'desk-unknown', what: 'grant', id })
  if (found.grantor !== stamp.party) return err({ kind: 'not-yours', what: `the grant ${id}`, needs: [found.grantor] })
  if (!found.revocable) return cannot('revocation', 'it was agreed that this grant is not taken back')
  if (desk.revokedSince(id, stamp.at) !== undefined) return cannot('revocation', 'it is revoked already')
  return ok({ kind: 'grant-revoked', grant: id, why })
}

/** The act as a party signs it that keeps its key; what would not be taken is refused before anybody signs. */
export function draftAct(
  desk: CommandDesk,
  act: { readonly grant: Grant; readonly note: string } | { readonly revoke: string; readonly why: string },
  expires: string,
  stamp: Stamp,
): Result<ActContent, DeskError> {
  const judged =
    'grant' in act ? judgeGrant(desk, act.grant, act.note, stamp) : judgeRevocation(desk, act.revoke, act.why, stamp)
  if (!judged.ok) return judged
  const { party, person } = stamp
  return ok({ format: 'magpie-act-1', mission: desk.ground.mission, party, person, act: judged.value, expires })
}

/** Does what a party signed at home. */
export function performSigned(
  desk: CommandDesk,
  { content, signature }: SignedAct,
  stamp: Stamp,
): Result<DeskCommand[], DeskError> {
  const { mission, party, person, act, expires } = content
  if (party !== stamp.party || person !== stamp.person)
    return err({ kind: 'not-yours', what: `an act of ${person} of ${party}`, needs: [party] })
  const own = { ...signature, mission, expires }
  return act.kind === 'grant-given'
    ? giveGrant(desk, act.grant, act.note, stamp, own)
    : revokeGrant(desk, act.grant, act.why, stamp, own)
}

/** Whether the party's own key signed the act, where it keeps one; what its entry bears of that. */
function checkOwn(
  { book, ground }: CommandDesk,
  act: GrantAct,
  own: OwnSignature | undefined,
  stamp: Stamp,
): Result<{ readonly own?: OwnSignature }, DeskError> {
  const { party, at } = stamp
  const keys = book.ownKeysOf(party)
  if (own === undefined) return keys.length === 0 ? ok({}) : err({ kind: 'signature-missing', party })
  if (own.mission !== ground.mission) return err({ kind: 'other-mission', mission: own.mission })
  const checked = checkDetached(recordedActBytes(act, own, stamp), own, party, keys)
  if (!checked.ok) return checked
  if (secondsOf(own.expires) <= secondsOf(at))
    return cannot('what was signed', `it was to be put on record before ${own.expires}`)
  return ok({ own })
}

/** What waits and would leave the queue if a grant were taken back now; nothing is changed. */
export function fallsWith(desk: CommandDesk, grant: string, at: string): DeskCommand[] {
  const { book, ground } = desk
  const { parties, elements, engine } = ground
  const model = compileAuthority({ parties, elements, agreements: desk.agreements })
  const without = authoriseWith(model, engine, () => new Map([...desk.revocations, [grant, at]]))
  return book.queue.filter((c) => {
    const question = desk.question(c.content, c.command, c.values, c.approvals, at)
    return stands(desk.authorise(question)) && !stands(without(question))
  })
}

/** Whether a command may wait on: it is permitted, or people can still permit it. */
function stands(decision: AuthorityDecision): boolean {
  return decision.permitted || PEOPLE_RULES.has(decision.rule)
}

/** The role of who leads is offered, accepted or declined. */
export function handOverLead(desk: CommandDesk, step: LeadStep, stamp: Stamp): Result<undefined, DeskError> {
  if (step.action === 'offer' && !desk.ground.parties.some((p) => p.id === step.to))
    return err({ kind: 'desk-unknown', what: 'party', id: step.to })
  const after = leadAfter(desk.book.lead, stamp.party, step, stamp.at)
  if (!after.ok) return cannot(`the lead: ${step.action}`, after.error.why)
  if (step.action === 'offer') desk.record({ kind: 'lead-offered', to: step.to, note: step.note }, stamp)
  else desk.record({ kind: step.action === 'accept' ? 'lead-accepted' : 'lead-declined' }, stamp)
  return ok(undefined)
}

/** A rule of an owner for its own elements, or of who leads for any; a newer one of the same id takes its place. */
export function setRule(desk: CommandDesk, rule: FlightRule, stamp: Stamp): Result<undefined, DeskError> {
  const { book, ground } = desk
  const before = book.rules.get(rule.id)
  if (rule.owner !== stamp.party || (before !== undefined && before.owner !== stamp.party))
    return err({ kind: 'not-yours', what: `the rule ${rule.id}`, needs: [before?.owner ?? rule.owner] })
  const foreign = rule.elements === undefined ? [book.lead.holder] : rule.elements.map((e) => ground.ownerOf(e) ?? '')
  const others = foreign.filter((owner) => owner !== stamp.party)
  if (others.length > 0 && book.lead.holder !== stamp.party)
    return err({ kind: 'not-yours', what: 'a rule for elements of others', needs: [...others, book.lead.holder] })
  desk.record({ kind: 'rule-set', rule }, stamp)
  desk.watchQueue(stamp.at)
  return ok(undefined)
}

/** A rule ends by its owner; what it alone held may go. */
export function endRule(desk: CommandDesk, id: string, why: string, stamp: Stamp): Result<undefined, DeskError> {
  const rule = desk.book.rules.get(id)
  if (rule === undefined) return err({ kind: 'desk-unknown', what: 'rule', id })
  if (rule.owner !== stamp.party) return err({ kind: 'not-yours', what: `the rule ${id}`, needs: [rule.owner] })
  desk.record({ kind: 'rule-ended', rule: id, why }, stamp)
  desk.watchQueue(stamp.at)
  return ok(undefined)
}

/** A rule set aside for one command or for a time, by one of those that it names. */
export function waiveRule(desk: CommandDesk, waiver: Waiver, stamp: Stamp): Result<undefined, DeskError> {
  const rule = desk.book.rules.get(waiver.rule)
  if (rule === undefined) return err({ kind: 'desk-unknown', what: 'rule', id: waiver.rule })
  if (!rule.waivableBy.includes(stamp.party))
    return err({ kind: 'not-yours', what: `waiving ${rule.id}`, needs: rule.waivableBy })
  if (waiver.command === undefined && waiver.until === undefined)
    return cannot('waiver', 'it is for one command or until a time')
  if (waiver.command !== undefined && !desk.book.commands.has(waiver.command))
    return err({ kind: 'desk-unknown', what: 'command', id: waiver.command })
  desk.record({ kind: 'rule-waived', waiver }, stamp)
  desk.watchQueue(stamp.at)
  return ok(undefined)
}

function cannot(what: string, why: string): Result<never, DeskError> {
  return err({ kind: 'desk-cannot', what, why })
}

/** A party says that it keeps a key of its own, and proves it; every later act of it at this desk must be signed with it. */
export function keepOwnKey(
  desk: CommandDesk,
  publicKey: string,
  proof: string,
  stamp: Stamp,
): Result<undefined, DeskError> {
  const { party } = stamp
  const key = keyId(publicKey)
  if (desk.book.ownKeysOf(party).includes(publicKey)) return cannot('the key', 'it is kept already')
  const proved = checkDetached(ownKeyBytes(party, publicKey), { key, signature: proof }, party, [publicKey])
  if (!proved.ok) return proved
  desk.record({ kind: 'own-key-kept', publicKey, proof }, stamp)
  return ok(undefined)
}

/** A key that was lost or exchanged does not count any more; the last one cannot go, or the centre would sign again. */
export function dropOwnKey(
  desk: CommandDesk,
  publicKey: string,
  why: string,
  stamp: Stamp,
): Result<undefined, DeskError> {
  const keys = desk.book.ownKeysOf(stamp.party)
  if (!keys.includes(publicKey)) return err({ kind: 'desk-unknown', what: 'key', id: publicKey })
  if (keys.length === 1) return cannot('the key', 'it is the last one: keep another first')
  desk.record({ kind: 'own-key-dropped', publicKey, why }, stamp)
  return ok(undefined)
}
