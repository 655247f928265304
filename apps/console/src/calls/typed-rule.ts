/** An eligibility rule of a call as it is being typed: the common ones by a few fields, any other as the data it is. */
import { identifierFrom } from '../parts/form-problems.ts'
import type { CallFile, Level } from './call-words.ts'

export type CallRule = CallFile['rules'][number]

/** What a rule can ask without being written as data. */
export const RULE_KINDS = ['late', 'level', 'mass', 'foreign-lead', 'states', 'member', 'paper', 'data'] as const
export type RuleKind = (typeof RULE_KINDS)[number]

export type TypedRule = {
  readonly kind: RuleKind
  readonly id: string
  readonly version: string
  readonly title: string
  readonly text: string
  readonly effect: string
  readonly levels: readonly Level[]
  /** Kilograms, or days before the activity begins. */
  readonly amount: string
  /** Country codes with commas, or the identifier of an instrument or a paper. */
  readonly names: string
  /** The condition as JSON, where it is written as data. */
  readonly data: string
}

export const NO_RULE: TypedRule = {
  ...{ kind: 'late', id: '', version: '1', title: '', text: '', effect: 'bars', levels: [] },
  ...{ amount: '', names: '', data: '' },
}

/** A rule that stands, to be amended: its condition as data. */
export function typedRuleOf({ id, version, title, text, effect, when }: CallRule): TypedRule {
  const known = { id, version: String(version), title, text, effect }
  return { ...NO_RULE, kind: 'data', ...known, data: JSON.stringify(when, undefined, 2) }
}

/** The rule as the contract has it. What a rule that stands says beside these fields stays. */
export function ruleOf(
  rule: TypedRule,
  index: number,
  from: string,
  provenance: object,
  before: readonly CallRule[],
): Record<string, unknown> {
  const { id, version, title, text, effect } = rule
  const was = before.find((r) => r.id === id && String(r.version) === version)
  return {
    ...{ cites: [], overrides: [], parameters: [], appliesFrom: from, provenance, ...was },
    ...{ id: id || identifierFrom(title) || `rule-${index + 1}`, version: Number(version) || version },
    ...{ title, text, effect, when: conditionOf(rule) },
  }
}

/** The condition under which the effect follows; text that is no data stays text, so that it is told at its field. */
function conditionOf({ kind, levels, amount, names, data }: TypedRule): unknown {
  const list = names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const number = amount.trim() === '' ? amount : Number(amount)
  const not = (of: unknown) => ({ op: 'not', of })
  switch (kind) {
    case 'late':
      return not({ op: 'equals', field: 'in-time', value: true })
    case 'level':
      return not({ op: 'one-of', field: 'level', values: levels })
    case 'mass': {
      const heavy = not({ op: 'at-most', field: 'mass-kg', value: number })
      return levels.length === 0 ? heavy : { op: 'all', of: [{ op: 'one-of', field: 'level', values: levels }, heavy] }
    }
    case 'foreign-lead':
      return not({ op: 'equals', field: 'foreign-lead', value: true })
    case 'states':
      return { op: 'some', in: 'parties', where: { op: 'one-of', field: 'party.state', values: list.map(upper) } }
    case 'member':
      return not({ op: 'member', instrument: names.trim(), who: 'parties-states' })
    case 'paper':
      return not({ op: 'paper', paper: names.trim(), lead_days: amount.trim() === '' ? 0 : number })
    case 'data':
      return read(data)
  }
}

function upper(code: string): string {
  return code.toUpperCase()
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
