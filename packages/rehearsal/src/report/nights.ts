/** Where it is dark at the site and where it hibernates, as bands behind charts. */
import type { Band } from './chart.ts'
import type { RehearsalReport } from './report-data.ts'

/** The bands over the plan's span. */
export function nights({ surface, plan }: Pick<RehearsalReport, 'surface' | 'plan'>): Band[] {
  const bands: Band[] = []
  let from = plan.span.start
  for (const lit of [...surface.lit, { start: plan.span.end, end: plan.span.end }]) {
    if (lit.start > from) bands.push({ from, to: Math.min(lit.start, plan.span.end), kind: 'dark' })
    from = Math.max(from, lit.end)
  }
  return [...bands, ...plan.hibernations.map((h) => ({ from: h.start, to: h.end, kind: 'asleep' }))]
}
