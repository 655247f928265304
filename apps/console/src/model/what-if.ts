/** What a changed value breaks: the budgets rolled up again by the code of the centre, and the limits compared. */
import { type Budgets, type Envelope, type LimitCheck, latest, rollUp } from '@magpie/mission/budgets'
import type { Element, Parameter } from '@magpie/mission/element'

/** One value tried in place of the estimate in force, in the parameter's unit. */
export type Change = { readonly element: string; readonly name: Parameter['name']; readonly value: number }

/** A limit before and after; `turn` tells a limit that breaks from one that heals or only moves. */
export type LimitChange = {
  readonly before: LimitCheck
  readonly after: LimitCheck
  readonly turn: 'worse' | 'better' | 'moved' | 'same'
}

export type WhatIf = {
  readonly elements: readonly Element[]
  readonly before: Budgets
  readonly after: Budgets
  readonly limits: readonly LimitChange[]
  /** Values tried that name no estimate of this model. */
  readonly unknown: readonly Change[]
}

const RANK = { within: 0, 'margin-over': 1, over: 2 } as const

/** The model with the values tried, at the maturity and margin that each has now. */
export function tryChanges(
  elements: readonly Element[],
  envelope: Envelope | undefined,
  changes: readonly Change[],
): WhatIf {
  const unknown = changes.filter((c) => estimateOf(elements, c) === undefined)
  const known = changes.filter((c) => !unknown.includes(c))
  const tried = known.length === 0 ? elements : elements.map((e) => triedElement(e, known))
  const before = rollUp(elements, envelope)
  const after = tried === elements ? before : rollUp(tried, envelope)
  const limits = after.checks.flatMap((check) => {
    const old = before.checks.find((c) => c.limit === check.limit && c.element === check.element)
    return old === undefined ? [] : [{ before: old, after: check, turn: turnOf(old, check) }]
  })
  return { elements: tried, before, after, limits, unknown }
}

/** By how much a limit is broken: what is over it, or what of the margins is; 0 within. In the limit's unit. */
export function excess(check: LimitCheck): number {
  if (check.verdict === 'over') return -check.left
  return check.verdict === 'margin-over' ? -check.leftWithMargin : 0
}

function estimateOf(elements: readonly Element[], { element, name }: Change): Parameter | undefined {
  const found = elements.find((e) => e.id === element)
  return found === undefined ? undefined : latest(found, name)
}

function triedElement(element: Element, changes: readonly Change[]): Element {
  const own = changes.filter((c) => c.element === element.id)
  if (own.length === 0) return element
  const estimates = own.map(({ name, value }): Parameter => {
    const now = latest(element, name)!
    return { ...now, value, provenance: { kind: 'derived', from: `tried instead of ${now.value} ${now.unit}` } }
  })
  return { ...element, parameters: [...element.parameters, ...estimates] }
}

function turnOf(before: LimitCheck, after: LimitCheck): LimitChange['turn'] {
  const rank = RANK[after.verdict] - RANK[before.verdict]
  if (rank !== 0) return rank > 0 ? 'worse' : 'better'
  return before.used.withMargin === after.used.withMargin && before.allowed === after.allowed ? 'same' : 'moved'
}
