/** Why the desk refuses an act, and the sentence for each: the rule, what was found, what to do. */
import type { Role } from '@magpie/mission/role'
import type { DeadlineError, Receipt } from '../deadline.ts'
import { describeReceipt } from '../deadline.ts'
import { describeDeadlineError } from '../programme-error.ts'

/** One field that cannot stand, by its JSON pointer. */
export type FieldProblem = {
  readonly field: string
  /** Of a file's text, from 1. */
  readonly line?: number
  readonly rule: string
  readonly message: string
}

export type Refusal =
  | { readonly kind: 'fields'; readonly problems: readonly FieldProblem[] }
  | { readonly kind: 'unknown'; readonly what: string; readonly id: string }
  | { readonly kind: 'taken'; readonly what: string; readonly id: string }
  | {
      readonly kind: 'not-yours'
      readonly what: string
      readonly id: string
      readonly owner: string
      readonly party: string
    }
  | { readonly kind: 'role-missing'; readonly needs: readonly Role[]; readonly party: string }
  | { readonly kind: 'late'; readonly id: string; readonly receipt: Receipt }
  | { readonly kind: 'too-early'; readonly id: string; readonly what: string }
  | {
      readonly kind: 'wrong-state'
      readonly what: string
      readonly id: string
      readonly state: string
      readonly needs: readonly string[]
    }
  /** A rule of the call, or of fairness, in its own words. */
  | { readonly kind: 'rule'; readonly rule: string; readonly text: string }
  | { readonly kind: 'deadline'; readonly error: DeadlineError }

/** What to tell the person. */
export function describeRefusal(r: Refusal): string {
  switch (r.kind) {
    case 'fields':
      return r.problems
        .map((p) => `${p.line === undefined ? '' : `line ${p.line}, `}${p.field || 'the whole'} ${p.message}`)
        .join('; ')
    case 'unknown':
      return `there is no ${r.what} "${r.id}"`
    case 'taken':
      return `there is a ${r.what} "${r.id}" already: choose another id`
    case 'not-yours':
      return `the ${r.what} "${r.id}" is ${r.owner}'s; you act for ${r.party}`
    case 'role-missing':
      return `this takes the role ${r.needs.join(' or ')} in ${r.party}: ask its officer`
    case 'late':
      return `"${r.id}" is ${describeReceipt(r.receipt)}`
    case 'too-early':
      return `"${r.id}": ${r.what}`
    case 'wrong-state':
      return `the ${r.what} "${r.id}" is ${r.state}; this takes one that is ${r.needs.join(' or ')}`
    case 'rule':
      return `${r.rule}: ${r.text}`
    case 'deadline':
      return describeDeadlineError(r.error)
  }
}
