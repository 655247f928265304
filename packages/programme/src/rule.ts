/**
 * Eligibility rules as data: a condition over what is known of a participation, what it overrides, dated parameters, and the
 * text it rests on, quoted. Typed data and nothing else: no rule is code. Read by `eligibility.ts`; kept in the file of
 * the call or of the instrument that they come from.
 */
import { identifier } from '@magpie/core/identifier'
import { provenance } from '@magpie/core/provenance'
import * as z from 'zod'
import { civilDay, dateRange } from './civil-date.ts'
import { exportRegime } from './eligibility/declarations.ts'

/** What a condition may ask; those with a point only inside `some` over the list they belong to. */
export const ruleField = z.enum([
  'level',
  'in-time',
  'mass-kg',
  'foreign-party',
  'foreign-lead',
  'funders',
  'mode',
  'host-state',
  'commercial-supply',
  'visits',
  'controlled-share-percent',
  'part.origin',
  'part.us-content-percent',
  'part.usml',
  'part.eccn',
  'part.mtcr',
  'recipient.funders',
  'recipient.mode',
  'party.state',
  'party.kind',
])
export type RuleField = z.infer<typeof ruleField>

/** The lists that `some` goes through. */
const ruleList = z.enum(['parts', 'recipients', 'parties'])
export type RuleList = z.infer<typeof ruleList>

const value = z.union([z.string(), z.number(), z.boolean()])
/** A number, or the name of one of the rule's dated parameters. */
const operand = z.union([z.number(), z.strictObject({ parameter: identifier })])
export type Operand = z.infer<typeof operand>

/** Whose membership is asked: the countries of the parties, the host's, the parties themselves, or those who pay. */
export const membershipOf = z.enum(['parties-states', 'host-state', 'parties', 'funders'])

/**
 * A condition. `equals`, `one-of`, `at-most` and `more-than` compare a field; `includes` asks whether a list has one of the values,
 * `starts-with` how a code begins, `given` whether something applies at all; `some` asks for one of a list of which the
 * condition holds; `member` for membership of an instrument on the day asked about; `paper` for a paper on file, so many days
 * before the activity begins; `licensed` whether a part has an authorisation for the host's country. Three-valued: what is
 * not known stays open.
 */
export type Condition =
  | { readonly op: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly op: 'not'; readonly of: Condition }
  | { readonly op: 'equals'; readonly field: RuleField; readonly value: string | number | boolean }
  | { readonly op: 'one-of'; readonly field: RuleField; readonly values: readonly (string | number | boolean)[] }
  | { readonly op: 'at-most' | 'more-than'; readonly field: RuleField; readonly value: Operand }
  | { readonly op: 'includes' | 'starts-with'; readonly field: RuleField; readonly values: readonly string[] }
  | { readonly op: 'given'; readonly field: RuleField }
  | { readonly op: 'some'; readonly in: RuleList; readonly where: Condition }
  | { readonly op: 'member'; readonly instrument: string; readonly who: z.infer<typeof membershipOf> }
  | { readonly op: 'paper'; readonly paper: string; readonly lead_days: Operand }
  | { readonly op: 'licensed'; readonly regime: z.infer<typeof exportRegime> }

export const condition: z.ZodType<Condition> = z.lazy(() =>
  z.discriminatedUnion('op', [
    z.strictObject({ op: z.enum(['all', 'any']), of: z.array(condition).min(1) }),
    z.strictObject({ op: z.literal('not'), of: condition }),
    z.strictObject({ op: z.literal('equals'), field: ruleField, value }),
    z.strictObject({ op: z.literal('one-of'), field: ruleField, values: z.array(value).min(1) }),
    z.strictObject({ op: z.enum(['at-most', 'more-than']), field: ruleField, value: operand }),
    z.strictObject({ op: z.enum(['includes', 'starts-with']), field: ruleField, values: z.array(z.string()).min(1) }),
    z.strictObject({ op: z.literal('given'), field: ruleField }),
    z.strictObject({ op: z.literal('some'), in: ruleList, where: condition }),
    z.strictObject({
      op: z.literal('member'),
      instrument: identifier,
      who: membershipOf.default('parties-states'),
    }),
    z.strictObject({ op: z.literal('paper'), paper: identifier, lead_days: operand.default(0) }),
    z.strictObject({ op: z.literal('licensed'), regime: exportRegime }),
  ]),
)

/** A number of the law that changed: each value with the days within which it came to hold. */
const ruleParameter = z.strictObject({
  id: identifier,
  unit: z.string().min(1),
  values: z.array(z.strictObject({ value: z.number(), from: dateRange, provenance })).min(1),
})
export type RuleParameter = z.infer<typeof ruleParameter>

/**
 * A rule: where `when` holds and no rule that overrides it does, its effect follows. `bars` makes a participation
 * ineligible, `asks` wants evidence, `excepts` only overrides others, `notes` is said in the proof. It holds for days from
 * `appliesFrom` until before `appliesUntil`, and is known from `knownFrom` (from the day it applies, where left out); of
 * several versions in force the highest counts.
 */
export const eligibilityRule = z.strictObject({
  id: identifier,
  version: z.number().int().min(1),
  title: z.string().min(1),
  /** The text it rests on, word for word as the source gives it, or what the rule says where it is the call's own. */
  text: z.string().min(1),
  /** Where in the instrument the text stands. */
  citation: z.string().min(1).optional(),
  /** Clauses of the instrument that it cites. */
  cites: z.array(identifier).default([]),
  appliesFrom: civilDay,
  appliesUntil: civilDay.optional(),
  knownFrom: civilDay.optional(),
  effect: z.enum(['bars', 'asks', 'excepts', 'notes']),
  /** The rules that do not apply where this one does. */
  overrides: z.array(identifier).default([]),
  parameters: z.array(ruleParameter).default([]),
  when: condition.refine((c) => scopeFault(c, undefined) === undefined, {
    error: (issue) => scopeFault(issue.input as Condition, undefined) ?? 'a field is asked outside its list',
  }),
  /** What would settle it, in words: asked for where the rule is open or asks. */
  evidence: z.string().min(1).optional(),
  provenance,
})
export type EligibilityRule = z.infer<typeof eligibilityRule>

/** Rules of one origin: their names differ by version, and overriding runs in no circle. A call cannot override a law. */
export const eligibilityRules = z.array(eligibilityRule).superRefine((rules, ctx) => {
  for (const [i, rule] of rules.entries()) {
    if (rules.some((o, j) => j < i && o.id === rule.id && o.version === rule.version))
      ctx.addIssue({ code: 'custom', path: [i, 'id'], message: `version ${rule.version} of ${rule.id} is here twice` })
    for (const [j, id] of rule.overrides.entries()) {
      const path = [i, 'overrides', j]
      if (!rules.some((o) => o.id === id))
        ctx.addIssue({ code: 'custom', path, message: `there is no rule "${id}" here` })
      else if (overridesItself(id, rule.id, rules))
        ctx.addIssue({ code: 'custom', path, message: `${rule.id} overrides itself by way of ${id}: break the circle` })
    }
  }
})

function overridesItself(from: string, id: string, rules: readonly EligibilityRule[]): boolean {
  const reached = new Set<string>()
  const next = [from]
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (at === id) return true
    if (reached.has(at)) continue
    reached.add(at)
    next.push(...rules.filter((r) => r.id === at).flatMap((r) => r.overrides))
  }
  return false
}

const LIST_OF: Readonly<Record<string, RuleList>> = { part: 'parts', recipient: 'recipients', party: 'parties' }

/** A field asked outside the list it belongs to, in words. */
function scopeFault(c: Condition, within: RuleList | undefined): string | undefined {
  switch (c.op) {
    case 'all':
    case 'any':
      return c.of.map((part) => scopeFault(part, within)).find((fault) => fault !== undefined)
    case 'not':
      return scopeFault(c.of, within)
    case 'some':
      return scopeFault(c.where, c.in)
    case 'licensed':
      return within === 'parts' ? undefined : '"licensed" is asked of a part: put it inside "some" in "parts"'
    case 'member':
    case 'paper':
      return undefined
    default: {
      const list = LIST_OF[c.field.split('.')[0]!]
      if (list === undefined || list === within) return undefined
      return `"${c.field}" is asked of one of the ${list}: put it inside "some" in "${list}"`
    }
  }
}
