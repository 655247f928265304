/** The report of a rehearsal as one HTML page that needs nothing else: no script, no font, no picture from elsewhere. */
import { budgetSection } from './budget-section.ts'
import { place, scale } from './chart.ts'
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

/** The phases by their length, in even steps of their order: months of waiting and minutes of descent both can be seen. */
function ribbon({ phases }: RehearsalReport): Markup {
  if (phases.length === 0) return html``
  const sx = scale(0, phases.length, 0, 1000)
  const parts = phases.map((p, k) => {
    const x = sx(k)
    const w = sx(k + 1) - x - 4
    return html`<rect class="bar t0 solid" x="${place(x)}" y="0" width="${place(w)}" height="6" opacity="${(0.45 + (0.55 * (k + 1)) / phases.length).toFixed(2)}"/><text class="label" x="${place(x)}" y="22">${p.name}</text><text class="axis" x="${place(x)}" y="37">${utcMinute(p.start_tdb_s)}</text>`
  })
  const said = phases.map((p) => `${p.name} from ${utcMinute(p.start_tdb_s)}`).join(', ')
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Phases"><svg viewBox="0 0 1000 42" role="img" aria-label="Phases: ${said}" style="min-width:820px">${parts}</svg></div>`
}
