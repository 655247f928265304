/** The roadmap's scale of years: the years that people plan in take most of the width, the far ones what is left. */

/** A day or part of one, `2026`, `2026-04` or `2026-04-12`, as a year with its fraction. */
export function yearOf(day: string): number {
  const [year = '0', month = '1', date = '1'] = day.split('-')
  return Number(year) + (Number(month) - 1 + (Number(date) - 1) / 31) / 12
}

export const FIRST_YEAR = 2019
/** Up to here a year is as wide as any; after it, narrower. */
export const BREAK_YEAR = 2037
export const LAST_YEAR = 2051
const BREAK_AT = 84

/** Where a year stands, per cent of the width; what lies outside stands at the edge. */
export function positionOf(year: number): number {
  const y = Math.min(LAST_YEAR, Math.max(FIRST_YEAR, year))
  if (y <= BREAK_YEAR) return (BREAK_AT * (y - FIRST_YEAR)) / (BREAK_YEAR - FIRST_YEAR)
  return BREAK_AT + ((100 - BREAK_AT) * (y - BREAK_YEAR)) / (LAST_YEAR - BREAK_YEAR)
}

/** The years that are written under the lanes. */
export const TICKS: readonly number[] = [2020, 2022, 2024, 2026, 2028, 2030, 2032, 2034, 2036, 2040, 2045, 2050]
