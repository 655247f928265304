/** What a letter takes of the call's envelope, with the limit of one module where the call has one. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { withUnit } from '../parts/numbers.ts'
import type { CallView } from './programme.ts'

type Limit = { readonly name: string; readonly value: number; readonly limit: number; readonly unit: string }

type Resource = CallView['call']['envelope'][number]['resource']

/** The limits that hold at a level for what was typed; `taken` has the resources that are known of. */
export function limitsOf(
  call: CallView,
  level: string,
  taken: Readonly<Partial<Record<Resource, number>>>,
): {
  readonly resource: Resource | 'module'
  readonly value: number
  readonly limit: number
  readonly unit: string
}[] {
  const { envelope, moduleMass } = call.call
  const holds = (levels: readonly string[]) => levels.includes(level)
  const rows = envelope.flatMap(({ resource, limit, levels }) => {
    const value = taken[resource]
    return value === undefined || !holds(levels) ? [] : [{ resource, value, limit: limit.value, unit: limit.unit }]
  })
  if (!holds(moduleMass.levels)) return rows
  const { value: limit, unit } = moduleMass.limit
  return [{ resource: 'module' as const, value: taken.mass ?? 0, limit, unit }, ...rows]
}

/** One bar: how much of a limit is taken. */
export function BudgetBar({ name, value, limit, unit }: Limit): JSX.Element {
  const { t, i18n } = useTranslation('desk')
  const over = value > limit
  const text = t(over ? 'budget.over' : 'budget.of', {
    value: withUnit(value, unit, i18n.language, 3),
    limit: withUnit(limit, unit, i18n.language, 3),
  })
  return (
    <div className="budget" data-over={over ? 'yes' : undefined}>
      <span>{name}</span>
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect className="budget-all" width="100" height="8" />
        <rect className="budget-taken" width={Math.min(100, (100 * value) / limit)} height="8" />
      </svg>
      <span className="figure">{text}</span>
    </div>
  )
}
