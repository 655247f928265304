/** What a party sees of the command desk: what concerns it, as the contract shows it. */
import type { CommandRight, CommandView } from '@magpie/api/command-views'
import type { OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import type { DeskCommand, DeskRun } from '@magpie/operations/command/book'
import { describeCondition, holds } from '@magpie/operations/command/condition'
import type { CommandDesk } from '@magpie/operations/command/desk'
import { secondsOf, utcText } from '@magpie/operations/command/instant'
import { allowed, checkArguments, givenArguments } from '@magpie/operations/command-encoder'
import { authorityQuestion } from '@magpie/operations/commands'
import type { Command } from '@magpie/operations/dictionary'
import { seesAnomaly } from '@magpie/operations/log/anomaly'
import { newShift } from '@magpie/operations/log/shift'
import { compileProcedure } from '@magpie/operations/procedure/program'
import { currentStep, nonceOf } from '@magpie/operations/procedure/run'
import { PEOPLE_RULES } from '@magpie/operations/procedure/validate'
import type { CommandCentre } from './command-centre.ts'

/** Whether a command concerns a party: it sent it, is touched by it, carries it, approved it, or leads. */
export function seesCommand(desk: CommandDesk, c: DeskCommand, party: string): boolean {
  return (
    desk.controllersOf(c).includes(party) || c.approvals.some((a) => a.party === party) || party === desk.ground.lead
  )
}

/** A command as its parties see it. */
export function commandViewOf(desk: CommandDesk, c: DeskCommand): CommandView {
  const { content, command } = c
  const refusal = standingRefusal(c)
  return {
    ...{ id: c.id, number: c.number, party: content.party, person: content.person },
    ...{ element: content.element, command: command.name, arguments: { ...c.values }, state: c.state },
    ...{ priority: content.priority, purpose: content.purpose, nonce: content.nonce, expires: content.expires },
    ...(content.execute === undefined ? {} : { execute: content.execute }),
    significance: desk.significanceOf(command, content.element),
    reason: command.reason,
    ...(c.signature === undefined ? {} : { signedByKey: c.signature.key }),
    approvals: c.approvals.map(({ party, person, at, signature }) => ({
      ...{ party, person, at },
      ...(signature === undefined ? {} : { signedByKey: signature.key }),
    })),
    holds: c.holds.map(({ kind, id, why, person }) => ({
      ...{ kind, by: id, why },
      ...(person === undefined ? {} : { person }),
    })),
    ...(refusal === undefined ? {} : { refusal }),
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
  const question = authorityQuestion(sender, element, command, checked.ok ? checked.value : {}, [])
  const decision = desk.authorise({ ...question, at, phase: desk.ground.phaseAt(secondsOf(at)) })
  const withPeople = !decision.permitted && PEOPLE_RULES.has(decision.rule)
  const { name, description } = command
  return {
    ...{ element, command: name, description },
    aliases: (command.aliases ?? []).map((a) => a.alias),
    significance: desk.significanceOf(command, element),
    arguments: givenArguments(command).map(({ name: argument, type, description: about, initial }) => ({
      ...{ name: argument, description: about, unit: type.unit, allowed: allowed(type) },
      ...(initial === undefined ? {} : { initial }),
    })),
    verdict: decision.permitted ? 'may' : withPeople ? 'may-with-people' : 'may-not',
    ...(decision.permitted
      ? { basis: decision.basis }
      : {
          refusal: { rule: decision.rule, fact: decision.fact, source: decision.source, remedy: decision.remedy },
        }),
  }
}

type GrantList = OutputOf<Operations['grants']>['grants']

/** Grants that a party gave, has, or that are of its elements. */
export function grantsSeenBy({ book, ground }: CommandDesk, party: string): GrantList {
  const agreed = ground.agreements.flatMap((a) =>
    a.grants.map((grant) => ({ grant, agreement: a.title, note: '', givenHere: false })),
  )
  const given = [...book.grants.values()].map(({ grant, agreement, note }) => ({
    ...{ grant, agreement: agreement.title, note, givenHere: true },
  }))
  const concerns = ({ grant }: GrantList[number]) =>
    [grant.grantor, grant.grantee, ...ground.carriersOf(grant.element), ground.lead].includes(party)
  return [...agreed, ...given].filter(concerns).map((g) => {
    const revokedAt = book.revoked.get(g.grant.id)
    return revokedAt === undefined ? g : { ...g, revokedAt }
  })
}

/** Every flight rule, with what it finds now. */
export function rulesOf({ book, ground }: CommandDesk, at: string): OutputOf<Operations['flightRules']>['rules'] {
  const seen = ground.circumstances(secondsOf(at))
  return [...book.rules.values()].map((rule) => {
    const met = holds(rule.require, seen)
    const waivers = book.waivers.filter((w) => w.rule === rule.id)
    return {
      rule,
      ...(met === undefined ? {} : { holds: met }),
      found: describeCondition(rule.require, seen),
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

/** Whether a run concerns a party: a step of it is the party's, or it began it. */
export function seesRun({ procedure, state, begun }: DeskRun, party: string): boolean {
  return begun.party === party || party in state.crew || JSON.stringify(procedure.steps).includes(`"party":"${party}"`)
}

/** A run with where it stands. */
export function runViewOf(
  { procedure, state, begun }: DeskRun,
  told: CommandCentre['told'],
): OutputOf<Operations['run']> {
  const step = currentStep(compileProcedure(procedure), state)
  return {
    ...{ run: state.run, procedure, begun, state },
    ...(step === undefined ? {} : { step: step.id }),
    ...(step?.kind === 'send' ? { nonce: nonceOf(state) } : {}),
    told: told.filter((t) => t.run === state.run).map(({ at, party, text }) => ({ at, party, text })),
  }
}
