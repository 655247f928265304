/** What a party sees of the command desk: what concerns it, as the contract shows it. */
import type { ArgumentView, CommandCheck, CommandRight, CommandView } from '@magpie/api/command-views'
import type { OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { keyRegistration } from '@magpie/ledger/chain'
import { hasContent } from '@magpie/ledger/entry'
import { keyId } from '@magpie/ledger/keys'
import type { AuthorityDecision } from '@magpie/mission/authority-request'
import type { DeskCommand } from '@magpie/operations/command/book'
import { describeCondition, holds, parametersIn } from '@magpie/operations/command/condition'
import type { CommandContent } from '@magpie/operations/command/content'
import { criteriaHold } from '@magpie/operations/command/criteria'
import { type CommandDesk, isHazardousNow, keptRefusal } from '@magpie/operations/command/desk'
import { foreseen } from '@magpie/operations/command/foresee'
import { consequenceOf } from '@magpie/operations/command/holds'
import { secondsOf, utcText } from '@magpie/operations/command/instant'
import { allowed, checkArguments, describeArgumentError, givenArguments } from '@magpie/operations/command-encoder'
import { authorityQuestion } from '@magpie/operations/commands'
import { describeCriteria } from '@magpie/operations/criteria-words'
import type { Argument, Command, Verifier } from '@magpie/operations/dictionary'
import { seesAnomaly } from '@magpie/operations/log/anomaly'
import { newShift } from '@magpie/operations/log/shift'
import { PEOPLE_RULES } from '@magpie/operations/procedure/validate'
import type { CommandCentre } from './command-centre.ts'

/** What is looked at: the desk, and what the way to the spacecraft waits for. */
type Seen = Pick<CommandCentre, 'desk' | 'wayOf'>

/** Whether a command concerns a party: it sent it, is touched by it, carries it, approved it, leads, or is asked. */
export function seesCommand(desk: CommandDesk, c: DeskCommand, party: string): boolean {
  return (
    desk.controllersOf(c).includes(party) ||
    c.approvals.some((a) => a.party === party) ||
    party === desk.ground.lead ||
    asksAnybody(desk, c)
  )
}

/** Whether a second person of any other party is waited for: nobody but the sender's party is concerned who could be it. */
function asksAnybody(desk: CommandDesk, c: DeskCommand): boolean {
  const waits = c.state === 'awaiting' && standingRefusal(c)?.rule === 'two-people-two-parties'
  return waits && desk.concernedBy(c).every((one) => one === c.content.party)
}

/** A command as its parties see it. */
export function commandViewOf({ desk, wayOf }: Seen, c: DeskCommand): CommandView {
  const { content, command } = c
  const consequence = consequenceOf(command, content.element, desk.ground)
  const refusal = standingRefusal(c)
  return {
    ...{ id: c.id, number: c.number, party: content.party, person: content.person },
    ...{ element: content.element, command: command.name, arguments: { ...c.values }, content, state: c.state },
    ...{ priority: content.priority, purpose: content.purpose, nonce: content.nonce, expires: content.expires },
    ...(content.execute === undefined ? {} : { execute: content.execute }),
    ...{ significance: consequence.significance, reason: consequence.reason },
    ...(c.signature === undefined ? {} : { signedByKey: c.signature.key }),
    approvals: c.approvals.map(({ party, person, at, signature }) => ({
      ...{ party, person, at },
      ...(signature === undefined ? {} : { signedByKey: signature.key }),
    })),
    acknowledged: [...c.acknowledged],
    holds: c.holds.map(({ kind, id, why, person }) => ({
      ...{ kind, by: id, why },
      ...(person === undefined ? {} : { person }),
    })),
    ...(refusal === undefined ? {} : { refusal }),
    ...(c.state === 'queued' ? { way: wayOf(content, c) ?? ({ waits: 'turn' } as const) } : {}),
    ...{ concerned: desk.concernedBy(c), controllers: desk.controllersOf(c) },
    verifiers: c.verifications.map((v) => ({
      ...{ stage: v.stage, state: v.state, from: utcText(v.from_s) },
      until: Number.isFinite(v.until_s) ? utcText(v.until_s) : '',
    })),
    history: c.history.map(({ at, action, state, by, party, person, why, refusal: refused }) => ({
      ...{ at, action, state, by, party, person },
      ...(why === undefined ? {} : { why }),
      ...(refused === undefined ? {} : { refusal: refused }),
    })),
  }
}

/** What it waits for, or ended by: the last refusal, as long as the command still stands where that left it. */
function standingRefusal(c: DeskCommand) {
  const at = c.history.findLastIndex((h) => h.refusal !== undefined)
  const left = c.history
    .slice(at + 1)
    .some((h) => h.action === 'permit' || h.action === 'let-go' || h.action === 'release')
  return at < 0 || left ? undefined : c.history[at]!.refusal
}

/** What a party may send at this moment. Arguments that are not given yet are left out of the question. */
export function rightsOf(
  desk: CommandDesk,
  sender: { readonly party: string; readonly person: string },
  element: string | undefined,
  at: string,
): CommandRight[] {
  const { dictionary, elements } = desk.ground
  const wanted = elements.filter((e) => element === undefined || e.id === element)
  return wanted.flatMap((e) =>
    dictionary.commands
      .filter((c) => !c.abstract && c.system === `/${e.id}`)
      .map((c) => rightTo(desk, sender, e.id, c, at)),
  )
}

function rightTo(
  desk: CommandDesk,
  sender: { readonly party: string; readonly person: string },
  element: string,
  command: Command,
  at: string,
): CommandRight {
  const checked = checkArguments(command, {})
  const { significance, reason } = consequenceOf(command, element, desk.ground)
  const hazardous = isHazardousNow(significance)
  const question = authorityQuestion(sender, element, command, checked.ok ? checked.value : {}, [])
  const decision = desk.authorise({ ...question, hazardous, at, phase: desk.ground.phaseAt(secondsOf(at)) })
  const latest = desk.ground.latestOf(element)
  const { name, description, ancillary } = command
  return {
    ...{ element, command: name, description, significance, reason, hazardous },
    makesSafe: ancillary.get('makes-safe') === 'true',
    aliases: (command.aliases ?? []).map((a) => a.alias),
    arguments: givenArguments(command).map((a) => argumentViewOf(a, ancillary.get('touches'))),
    constraints: command.constraints.map(({ criteria }) => {
      const holding = criteriaHold(criteria, latest)
      return { criteria: describeCriteria(criteria), ...(holding === undefined ? {} : { holds: holding }) }
    }),
    verifiers: command.verifiers.map(({ stage, window_s, ...looks }) => {
      const by = describeSight(looks)
      return { stage, window_s, ...(by === undefined ? {} : { by }) }
    }),
    ...verdictOf(decision),
  }
}

function verdictOf(decision: AuthorityDecision): Pick<CommandRight, 'verdict' | 'basis' | 'refusal'> {
  if (decision.permitted) return { verdict: 'may', basis: decision.basis }
  return {
    verdict: PEOPLE_RULES.has(decision.rule) ? 'may-with-people' : 'may-not',
    refusal: keptRefusal(decision),
  }
}

function argumentViewOf(argument: Argument, touches: string | undefined): ArgumentView {
  const { name, type, description, initial, counts } = argument
  const about = {
    name,
    description: description || type.description,
    unit: type.unit,
    touches: touches === `argument:${name}`,
  }
  // A list is written as one text.
  if (counts !== undefined) return { ...about, kind: 'string', allowed: `a list, each ${allowed(type)}` }
  return {
    ...{ ...about, kind: type.kind, allowed: allowed(type) },
    ...(initial === undefined ? {} : { initial }),
    ...(type.labels === undefined ? {} : { labels: type.labels.map((l) => l.label) }),
    ...(type.valid === undefined ? {} : { ranges: type.valid.map((r) => ({ ...r })) }),
  }
}

function describeSight({ criteria, container, change }: Omit<Verifier, 'stage' | 'window_s'>): string | undefined {
  if (criteria !== undefined) return describeCriteria(criteria)
  if (container !== undefined) return `packet ${container.name}`
  return change === undefined ? undefined : `${change.parameter.name} changes by ${change.by}`
}

/** What would become of a command that is being written. */
export function checkViewOf(
  { desk, wayOf }: Seen,
  content: CommandContent,
  command: Command,
  at: string,
): CommandCheck {
  const { problems, late, decision, holds: held, warnings } = foreseen(desk, content, command, at)
  const { significance, reason } = consequenceOf(command, content.element, desk.ground)
  const way = wayOf(content)
  return {
    at,
    problems: problems.map((p) => ({
      argument: 'argument' in p ? p.argument : '',
      kind: p.kind,
      message: `${describeArgumentError(p)}.`,
    })),
    ...(late === undefined ? verdictOf(decision) : { verdict: 'may-not', refusal: late }),
    ...{ significance, reason, hazardous: isHazardousNow(significance) },
    holds: held
      .filter((h) => h.kind !== 'warning')
      .map(({ kind, id, why, refusal }) => ({ kind, by: id, why, ...(refusal === undefined ? {} : { refusal }) })),
    warnings: warnings.map((w) => ({ ...w })),
    ...(way === undefined ? {} : { way }),
  }
}

type GrantList = OutputOf<Operations['grants']>['grants']

/** Grants that a party gave, has, or that are of its elements. */
export function grantsSeenBy(desk: CommandDesk, party: string, at: string): GrantList {
  const { book, ground } = desk
  const agreed = ground.agreements.flatMap((a) =>
    a.grants.map((grant) => ({ grant, agreement: a.title, note: '', givenHere: false })),
  )
  const given = [...book.grants.values()].map(({ grant, agreement, note }) => ({
    ...{ grant, agreement: agreement.title, note, givenHere: true },
  }))
  const concerns = ({ grant }: GrantList[number]) =>
    [grant.grantor, grant.grantee, ...ground.carriersOf(grant.element), ground.lead].includes(party)
  return [...agreed, ...given].filter(concerns).map((g) => {
    const revokedAt = desk.revokedSince(g.grant.id, at)
    return revokedAt === undefined ? g : { ...g, revokedAt }
  })
}

/** Keys that parties keep themselves, and those of other parties that this centre keeps and signed with. */
export function keysOf({ desk, entries }: CommandCentre): OutputOf<Operations['ownKeys']>['keys'] {
  const own = desk.book.keptKeys.map(({ at: since, party, person, publicKey }) => ({
    ...{ party, publicKey, key: keyId(publicKey), kept: 'party' as const, since, person },
  }))
  const keeping = new Set(own.map((k) => k.party))
  const sealed = entries.flatMap((item) => {
    if (!hasContent(item) || item.kind !== 'key-registered') return []
    const { party, publicKey } = keyRegistration.parse(item.body)
    // A party that keeps its key is not signed for by the centre any more.
    if (keeping.has(party)) return []
    return [{ party, publicKey, key: keyId(publicKey), kept: 'centre' as const, since: item.at }]
  })
  return [...own, ...sealed]
}

/** Every flight rule, with what it finds now. */
export function rulesOf(
  { book, ground }: CommandDesk,
  party: string,
  at: string,
): OutputOf<Operations['flightRules']>['rules'] {
  const seen = ground.circumstances(secondsOf(at))
  const own = ({ element }: { readonly element: string }) => ground.ownerOf(element) === party
  return [...book.rules.values()].map((rule) => {
    const met = holds(rule.require, seen)
    const waivers = book.waivers.filter((w) => w.rule === rule.id)
    return {
      rule,
      ...(met === undefined ? {} : { holds: met }),
      // Values of others are read where it was agreed on data, and not out of a rule.
      found: describeCondition(rule.require, parametersIn(rule.require).every(own) ? seen : undefined),
      waivers: waivers.map(({ until_s: _, ...w }) => w),
    }
  })
}

/** Reports that a party sees, newest first. */
export function anomaliesSeenBy({ book }: CommandDesk, party: string): OutputOf<Operations['anomalies']>['anomalies'] {
  const seen = [...book.anomalies.values()].filter((a) => seesAnomaly(a, party))
  return seen.reverse().map(({ disposition, history, ...a }) => ({
    ...a,
    history: [...history],
    ...(disposition === undefined ? {} : { disposition }),
  }))
}

/** The shift of a party. */
export function shiftOf({ book }: CommandDesk, party: string): OutputOf<Operations['shift']> {
  const { onDuty, offered, items, log } = book.shifts.get(party) ?? newShift()
  return {
    party,
    ...(onDuty === undefined ? {} : { onDuty }),
    ...(offered === undefined ? {} : { offered }),
    items: [...items],
    log: log.map(({ carried, ...row }) => (carried === undefined ? row : { ...row, carried: [...carried] })),
  }
}
