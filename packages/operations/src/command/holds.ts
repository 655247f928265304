/**
 * What keeps a command back for now: flight rules, constraints of the dictionary, and warnings that nobody has acknowledged.
 * A warning is asked for by the dictionary (a consequence level of warning or distress as things stand, or AncillaryData
 * `acknowledge`) or by a flight rule that warns; who sends acknowledges it by its name.
 */
import type { Source } from '@magpie/core/provenance'
import { type ArgumentValues, appliesTo } from '../command-encoder.ts'
import { describeCriteria } from '../criteria-words.ts'
import type { Command, Significance } from '../dictionary.ts'
import { type FlightRule, type RuleHold, rulesHolding, type StandingWaiver } from '../flight-rules/rule.ts'
import { sayOperations as say } from '../sentences.ts'
import { criteriaHold } from './criteria.ts'
import type { KeptRefusal } from './desk-event.ts'
import type { DeskGround } from './desk-ground.ts'

/** A warning of a command as things stand, by the name under which it is acknowledged. */
export type Warning = { readonly id: string; readonly text: string; readonly source: Source }

/** What would hold a command now. */
export type WantedHold = {
  readonly kind: 'flight-rule' | 'constraint' | 'warning'
  readonly id: string
  readonly why: string
  readonly refusal: KeptRefusal | undefined
}

/** A command as far as holding it goes; `id` is empty before it is submitted. */
export type Holdable = {
  readonly id: string
  readonly element: string
  readonly command: Command
  readonly acknowledged: ReadonlySet<string>
  /** Of its arguments; without them constraints that are meant for some count always. */
  readonly values?: ArgumentValues
}

type Rules = { readonly rules: Iterable<FlightRule>; readonly waivers: readonly StandingWaiver[] }

/** The consequence level as things stand, with its reason: that of the first context that holds, else the command's own. */
export function consequenceOf(
  command: Command,
  element: string,
  ground: DeskGround,
): { readonly significance: Significance; readonly reason: string } {
  if (command.contextSignificance.length === 0) return command
  const latest = ground.latestOf(element)
  return command.contextSignificance.find(({ criteria }) => criteriaHold(criteria, latest) === true) ?? command
}

/** Everything that would hold a command at an instant, TAI s past J2000. */
export function holdsWanted(c: Holdable, rules: Rules, ground: DeskGround, now_s: number): WantedHold[] {
  const found = rulesFound(c, rules, ground, now_s)
  const warned = warningsOf(c, found, ground).filter((w) => !c.acknowledged.has(w.id))
  return [
    ...found
      .filter((h) => !h.warns)
      .map(({ rule, fact, source, remedy }) => {
        const refusal = { rule: `flight-rule ${rule}`, fact, source, remedy }
        return { kind: 'flight-rule' as const, id: rule, why: fact, refusal }
      }),
    ...constraintHolds(c, ground),
    ...warned.map(({ id, text, source }) => {
      const remedy = say('acknowledge-remedy', { warning: id })
      return { kind: 'warning' as const, id, why: text, refusal: { rule: 'warning', fact: text, source, remedy } }
    }),
  ]
}

/** The warnings of a command as things stand, acknowledged or not. */
export function warningsNow(c: Holdable, rules: Rules, ground: DeskGround, now_s: number): Warning[] {
  return warningsOf(c, rulesFound(c, rules, ground, now_s), ground)
}

function rulesFound(c: Holdable, { rules, waivers }: Rules, ground: DeskGround, now_s: number): RuleHold[] {
  const ruled = {
    ...{ id: c.id, element: c.element, name: c.command.name },
    significance: consequenceOf(c.command, c.element, ground).significance,
    makesSafe: c.command.ancillary.get('makes-safe') === 'true',
  }
  return rulesHolding(rules, waivers, ruled, ground.circumstances(now_s))
}

function warningsOf({ command, element }: Holdable, found: readonly RuleHold[], ground: DeskGround): Warning[] {
  const { significance, reason } = consequenceOf(command, element, ground)
  const asked = command.ancillary.get('acknowledge')
  const level = significance === 'warning' || significance === 'distress'
  const text =
    asked !== undefined && asked !== 'true'
      ? asked
      : reason || say('has-level', { command: command.name, level: significance })
  const source = { title: say('source-dictionary-command', { element, command: command.name }) }
  return [
    ...(level || asked !== undefined ? [{ id: `dictionary:${command.name}`, text, source }] : []),
    ...found.filter((h) => h.warns).map((h) => ({ id: h.rule, text: h.fact, source: h.source })),
  ]
}

function constraintHolds({ command, element, values }: Holdable, ground: DeskGround): WantedHold[] {
  if (command.constraints.length === 0) return []
  const latest = ground.latestOf(element)
  return command.constraints.flatMap(({ criteria, onlyWith }, i) =>
    criteriaHold(criteria, latest) === true || (values !== undefined && !appliesTo(onlyWith, command, values))
      ? []
      : [{ kind: 'constraint' as const, id: String(i), why: describeCriteria(criteria), refusal: undefined }],
  )
}
