/** A limit in words: its name, its verdict, its unit, its mark. */
import type { LimitCheck } from '@magpie/mission/budgets'
import type { Element } from '@magpie/mission/element'
import { withUnit } from '../parts/numbers.ts'
import type { ALARM_MARK } from '../parts/state-mark.tsx'
import type { ModelText } from './texts.ts'
import { excess } from './what-if.ts'

type Marks = typeof ALARM_MARK

/** By shape as well as colour: circle, triangle, square. */
export const VERDICT_MARK = {
  within: { mark: 'circle', tone: 'nominal' },
  'margin-over': { mark: 'triangle', tone: 'warning' },
  over: { mark: 'square', tone: 'critical' },
} as const satisfies Record<LimitCheck['verdict'], Marks[keyof Marks]>

/** The unit of a limit. */
export function limitUnit({ limit }: LimitCheck): string {
  if (limit === 'total_kg' || limit === 'module_kg') return 'kg'
  return limit === 'dataVolume_Mbit_day' ? 'Mbit' : 'W'
}

/** What a limit is on. */
export function limitName(check: LimitCheck, elements: readonly Element[], t: ModelText): string {
  const element = elements.find((e) => e.id === check.element)?.name ?? check.element ?? ''
  return t(`limit.${check.limit}`, { element })
}

/** Whether it holds, and by how much it does not. */
export function verdictText(check: LimitCheck, t: ModelText, language: string): string {
  return t(`verdict.${check.verdict}`, { by: withUnit(excess(check), limitUnit(check), language, 2) })
}
