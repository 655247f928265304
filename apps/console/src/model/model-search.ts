/** The Model place's state in its URL. What comes with the first page is only this; the values tried are read with the place. */
import type { BudgetName } from '@magpie/mission/budgets'

export type ModelSearch = {
  readonly element?: string
  /** Elements whose branch is folded, joined by commas. */
  readonly folded?: string
  /** Absent for mass. */
  readonly budget?: BudgetName
  /** All elements, instead of those that partners bring onto a host. */
  readonly scope?: 'all'
  /** What is tried: `pk-rover.mass_39` and the like, joined by commas. */
  readonly try?: string
}

/** The budgets that can be shown, mass first. */
export const BUDGETS: readonly BudgetName[] = [
  'mass',
  'power-average',
  'power-peak',
  'power-survival',
  'data-volume-day',
  'data-rate',
]

/** Reads the query of a URL; what it does not know it leaves out. */
export function readModelSearch(query: Record<string, unknown>): ModelSearch {
  const { element, folded, scope } = query
  const tried = query['try']
  const budget = BUDGETS.find((name) => name === query['budget'])
  return {
    ...(typeof element === 'string' && element !== '' ? { element } : {}),
    ...(typeof folded === 'string' && folded !== '' ? { folded } : {}),
    ...(budget === undefined ? {} : { budget }),
    ...(scope === 'all' ? { scope } : {}),
    ...(typeof tried === 'string' && tried !== '' ? { try: tried } : {}),
  }
}
