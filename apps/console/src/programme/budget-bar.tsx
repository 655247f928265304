/** What a letter takes of the call's envelope, with the limit of one module where the call has one. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { withUnit } from '../parts/numbers.ts'
import type { CallView } from './programme.ts'

type Limit = { readonly name: string; readonly value: number; readonly limit: number; readonly unit: string }

/** The limits that hold at a level for what was typed. */
export function limitsOf(
  call: CallView,
  level: string,
  typed: { readonly mass_kg: string; readonly power_w: string; readonly data_mbit_day: string },
): {
  readonly resource: 'mass' | 'power' | 'data' | 'module'
  readonly value: number
  readonly limit: number
  readonly unit: string
}[] {
  const { envelope, moduleMass } = call.call
  const amounts = { mass: typed.mass_kg, power: typed.power_w, data: typed.data_mbit_day }
  const holds = (levels: readonly string[]) => levels.includes(level)
  const rows = envelope.flatMap(({ resource, limit, levels }) =>
    resource === 'cost' || !holds(levels)
      ? []
      : [{ resource, value: Number(amounts[resource]) || 0, limit: limit.value, unit: limit.unit }],
  )
  if (!holds(moduleMass.levels)) return rows
  const { value: limit, unit } = moduleMass.limit
  return [{ resource: 'module' as const, value: Number(typed.mass_kg) || 0, limit, unit }, ...rows]
}

/** One bar: how much of a limit is taken. */
export function BudgetBar({ name, value, limit, unit }: Limit): JSX.Element {
  const { t, i18n } = useTranslation('desk')
  const over = value > limit
  const text = t(over ? 'budget.over' : 'budget.of', {
    value: withUnit(value, unit, i18n.language, 1),
    limit: withUnit(limit, unit, i18n.language),
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
