/** Budgets with their margins: what is used, what maturity margins add, and where the limit stands. */
import { place } from './chart.ts'
import { amount, number } from './figures.ts'
import { assumedMark, more, section, state, table } from './layout.ts'
import { html, type Markup } from './markup.ts'
import type { RehearsalReport } from './report-data.ts'

type Limit = RehearsalReport['budgets']['limits'][number]

/** The section. */
export function budgetSection({ budgets, parties, elements }: RehearsalReport): Markup {
  const partyOf = (id: string) => parties.find((p) => p.id === id)?.name ?? id
  const nameOf = (id: string) => elements.find((e) => e.id === id)?.name ?? id
  const masses = table(
    'Mass by element, without and with its maturity margin',
    [
      { head: 'Element', cell: (m) => html`${nameOf(m.element)}${m.assumed && assumedMark()}` },
      { head: 'Owner', cell: (m) => partyOf(m.owner) },
      { head: 'Mass', figures: true, cell: (m) => amount(m.value_kg, 'kg', 1) },
      { head: 'With margin', figures: true, cell: (m) => amount(m.withMargin_kg, 'kg', 1) },
    ],
    budgets.masses,
  )
  return section(
    'budgets',
    'Budgets',
    'Solid: best estimates. Striped: the margin that each element\u2019s maturity asks for. The line is the limit.',
    html`${bars(budgets.limits)}${more('Mass by element', masses)}`,
  )
}

function bars(limits: readonly Limit[]): Markup {
  const defs = html`<svg width="0" height="0" style="position:absolute;width:0;height:0" aria-hidden="true"><defs><pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M1 0V6"/></pattern></defs></svg>`
  return html`${defs}<div class="bars">${limits.map(bar)}</div>`
}

/** Each bar's limit stands at the same place, so that fill can be compared across units. */
function bar(l: Limit): Markup {
  const full = 400
  const width = (value: number) => (l.allowed > 0 ? Math.min(1.2, value / l.allowed) * full : 0)
  const used = width(l.used)
  const margin = Math.max(0, width(l.usedWithMargin) - used)
  const left = l.allowed - l.usedWithMargin
  const words = `${number(l.used, 1)} + ${number(l.usedWithMargin - l.used, 1)} of ${amount(l.allowed, l.unit, 1)}`
  const over = l.verdict === 'over' ? 'over the limit' : 'over only with margins'
  const room =
    l.verdict === 'within'
      ? html`<span class="note">${amount(left, l.unit, 1)} left with margins</span>`
      : html`<span class="note">${state(l.verdict === 'over' ? 'critical' : 'warning', `${amount(-left, l.unit, 1)} ${over}`)}</span>`
  return html`<div>${l.name}${l.assumed && assumedMark()}</div>
<svg viewBox="0 0 490 24" preserveAspectRatio="none" role="img" aria-label="${l.name}: ${words}"><rect class="track" x="0" y="1" width="${full}" height="22"/><rect class="bar t0 solid" x="0" y="1" width="${place(used)}" height="22"/><rect fill="url(#stripes)" x="${place(used)}" y="1" width="${place(margin)}" height="22"/><path d="M${full} 0V24" stroke="currentColor" stroke-width="2"/></svg>
<div>${words}${room}</div>`
}
