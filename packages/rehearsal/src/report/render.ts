/** The report of a rehearsal as one HTML page that needs nothing else: no script, no font, no picture from elsewhere. */
import { budgetSection } from './budget-section.ts'
import { utcMinute } from './figures.ts'
import { flightSection } from './flight-section.ts'
import { figures, state } from './layout.ts'
import { html, Markup } from './markup.ts'
import { operationsSection } from './operations-section.ts'
import { planSection } from './plan-section.ts'
import { programmeSection } from './programme-section.ts'
import { assumedSection, ledgerSection, reproducibilitySection } from './record-section.ts'
import type { RehearsalReport } from './report-data.ts'
import { STYLE } from './style.ts'
import { surfaceSection } from './surface-section.ts'

const PLACES = [
  ['programme', 'Programme'],
  ['budgets', 'Budgets'],
  ['flight', 'Flight'],
  ['surface', 'Surface'],
  ['plan', 'Plan'],
  ['operations', 'Operations'],
  ['refusals', 'Refusals'],
  ['ledger', 'Ledger'],
  ['assumed', 'Assumed'],
  ['reproducibility', 'The same again'],
] as const

/** The whole page. Equal data give equal bytes. */
export function renderReport(report: RehearsalReport): string {
  const { mission, verdict } = report
  const kind = { complete: 'nominal', 'complete-with-losses': 'warning', failed: 'critical' } as const
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${mission.name}: rehearsal report</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header>
<p class="over">Magpie \u00b7 rehearsal report</p>
<h1>${mission.name}</h1>
<p class="verdict">${state(kind[verdict.state], verdict.state.replaceAll('-', ' '))} \u2013 ${verdict.sentence}</p>
<p class="lead">${mission.summary}</p>
${figures(report.headline)}
${ribbon(report)}
</header>
<nav aria-label="Sections"><ul>${PLACES.map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
<main>
${programmeSection(report)}
${budgetSection(report)}
${flightSection(report)}
${surfaceSection(report)}
${planSection(report)}
${operationsSection(report)}
${ledgerSection(report)}
${assumedSection(report)}
${reproducibilitySection(report)}
</main>
<footer><p>Times are UTC. A rehearsal on simulated spacecraft: a design tool, not a record of the real mission, and no legal advice. Data: NAIF/JPL DE440, NASA GRGM1200A, LRO LOLA and LROC terrain; see the project\u2019s data folder for origin and licence.</p></footer>
</body>
</html>
`
  return page.text
}

/** The phases in even steps of their order, so that months of waiting and minutes of descent both can be read. */
function ribbon({ phases }: RehearsalReport): Markup {
  const parts = phases.map((p, k) => {
    const strength = (0.4 + (0.6 * (k + 1)) / phases.length).toFixed(2)
    return html`<li style="border-color:color-mix(in srgb,var(--t0) ${Math.round(100 * Number(strength))}%,var(--line))">${p.name}<span class="note">${utcMinute(p.start_tdb_s)}</span></li>`
  })
  return html`<ol class="ribbon" tabindex="0" aria-label="Phases, each from its beginning in UTC">${parts}</ol>`
}
