/** Budgets with their margins: what is used, what maturity margins add, and where the limit stands. */
import { place } from './chart.ts'
import { amount, number } from './figures.ts'
import { assumedMark, figureOf, more, section, state, table } from './layout.ts'
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
  const rows = limits.map((l, k) => bar(l, 10 + 40 * k))
  const said = limits
    .map((l) => `${l.name} ${number(l.usedWithMargin, 1)} of ${number(l.allowed, 1)} ${l.unit}`)
    .join('; ')
  const picture = html`<svg viewBox="0 0 1000 ${20 + 40 * limits.length}" role="img" aria-label="Budgets: ${said}"><defs><pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M1 0V6"/></pattern></defs>${rows}</svg>`
  const list = html`<ul class="legend">${limits.filter((l) => l.verdict !== 'within').map((l) => html`<li>${state(l.verdict === 'over' ? 'critical' : 'warning', `${l.name}: ${l.verdict === 'over' ? 'over the limit' : 'over only with margins'}`)}</li>`)}</ul>`
  return html`${figureOf('Budgets', picture, '')}${list}`
}

/** Each bar's limit stands at the same place, so that fill can be compared across units. */
function bar(l: Limit, y: number): Markup {
  const full = 520
  const x = 230
  const width = (value: number) => (l.allowed > 0 ? Math.min(1.25, value / l.allowed) * full : 0)
  const used = width(l.used)
  const margin = Math.max(0, width(l.usedWithMargin) - used)
  const left = l.allowed - l.usedWithMargin
  const words = `${number(l.used, 1)} + ${number(l.usedWithMargin - l.used, 1)} of ${amount(l.allowed, l.unit, 1)}`
  return html`<text class="label" x="${x - 12}" y="${y + 15}" text-anchor="end">${l.name}${l.assumed ? ' (assumed)' : ''}</text>
<rect class="track" x="${x}" y="${y}" width="${full}" height="22"/><rect class="bar t0 solid" x="${x}" y="${y}" width="${place(used)}" height="22"/>
<rect fill="url(#stripes)" x="${place(x + used)}" y="${y}" width="${place(margin)}" height="22"/>
<path d="M${x + full} ${y - 4}V${y + 26}" stroke="currentColor" stroke-width="2"/>
<text class="label" x="${x + full + 14}" y="${y + 10}">${words}</text><text class="axis" x="${x + full + 14}" y="${y + 25}">${left >= 0 ? `${amount(left, l.unit, 1)} left with margins` : `${amount(-left, l.unit, 1)} over with margins`}</text>`
}
