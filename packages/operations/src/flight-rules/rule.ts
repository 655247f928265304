/**
 * Flight rules as data: what must hold when a command goes, who says so, where it is written, and who may waive it. A rule
 * whose condition cannot be told (nothing heard, too old) holds back as one that is broken does.
 */
import { identifier } from '@magpie/core/identifier'
import { type Source, source } from '@magpie/core/provenance'
import * as z from 'zod'
import { type Circumstances, condition, conditionProblem, describeCondition, holds } from '../command/condition.ts'
import type { Significance } from '../dictionary.ts'
import { sayOperations as say } from '../sentences.ts'

const LEVELS: readonly Significance[] = ['none', 'watch', 'warning', 'distress', 'critical', 'severe']

/** One rule; `elements` and `commands` say to what it applies, all of them where left out. */
export const flightRule = z.strictObject({
  id: identifier,
  title: z.string().min(1).max(200),
  /** The party whose rule it is: an owner for its elements, the leading party for all. */
  owner: identifier,
  elements: z.array(identifier).min(1).optional(),
  commands: z.array(z.string().min(1)).min(1).optional(),
  /** Applies from this consequence level on. */
  significance: z.enum(['none', 'watch', 'warning', 'distress', 'critical', 'severe']).optional(),
  /** Commands that make safe pass without it, unless it says so. */
  holdsSafing: z.boolean().default(false),
  require: condition.superRefine((value, context) => {
    const message = conditionProblem(value)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  }),
  /** Parties whose people may waive it, beside nobody. */
  waivableBy: z.array(identifier).default([]),
  /** `hold`, where left out. A rule that warns lets pass what its sender acknowledges by the rule's name. */
  effect: z.enum(['hold', 'warn']).optional(),
  source,
})
export type FlightRule = z.infer<typeof flightRule>

/** `flight-rules.json`: the rules of a mission. */
export const flightRulesFile = z.strictObject({ mission: identifier, rules: z.array(flightRule) })
export type FlightRulesFile = z.infer<typeof flightRulesFile>

/** A rule set aside, for one command or until a time, by somebody with a reason. */
export const waiver = z.strictObject({
  rule: identifier,
  command: z.string().optional(),
  until: z.string().optional(),
  why: z.string().min(1).max(1000),
})
export type Waiver = z.infer<typeof waiver>
export type StandingWaiver = Waiver & { readonly by: string; readonly person: string; readonly until_s?: number }

/** What rules look at of a command. */
export type RuledCommand = {
  readonly id: string
  readonly element: string
  readonly name: string
  readonly significance: Significance
  readonly makesSafe: boolean
}

/** A rule that holds a command back, with what it found. */
export type RuleHold = {
  readonly rule: string
  readonly owner: string
  readonly fact: string
  readonly source: Source
  readonly remedy: string
  /** It warns only: acknowledged by name, the command passes. */
  readonly warns: boolean
}

/** The rules that hold a command back now, or warn of it. */
export function rulesHolding(
  rules: Iterable<FlightRule>,
  waivers: readonly StandingWaiver[],
  command: RuledCommand,
  seen: Circumstances,
): RuleHold[] {
  const out: RuleHold[] = []
  for (const rule of rules) {
    if (!applies(rule, command) || isWaived(rule, waivers, command, seen.now_s)) continue
    const met = holds(rule.require, seen)
    if (met === true) continue
    const told = { rule: rule.title, condition: describeCondition(rule.require, seen) }
    out.push({
      rule: rule.id,
      owner: rule.owner,
      warns: rule.effect === 'warn',
      fact: met === undefined ? say('rule-unknown', told) : say('rule-broken', told),
      source: rule.source,
      remedy:
        rule.waivableBy.length === 0
          ? say('rule-fixed-remedy', {})
          : say('rule-remedy', { parties: rule.waivableBy.join(' or '), rule: rule.id }),
    })
  }
  return out
}

function applies(rule: FlightRule, command: RuledCommand): boolean {
  if (command.makesSafe && !rule.holdsSafing) return false
  if (rule.elements !== undefined && !rule.elements.includes(command.element)) return false
  if (rule.commands !== undefined && !rule.commands.includes(command.name)) return false
  return rule.significance === undefined || LEVELS.indexOf(command.significance) >= LEVELS.indexOf(rule.significance)
}

function isWaived(
  { id }: FlightRule,
  waivers: readonly StandingWaiver[],
  command: RuledCommand,
  now_s: number,
): boolean {
  return waivers.some(
    (w) =>
      w.rule === id &&
      (w.command === undefined || w.command === command.id) &&
      (w.until_s === undefined || now_s < w.until_s),
  )
}
