/** Operations: the deployment board, what telemetry showed, what was refused, and what else is worth telling. */
import { utcMinute, utcSecond } from './figures.ts'
import { figures, more, section, state, table } from './layout.ts'
import { html, type Markup } from './markup.ts'
import { nights } from './nights.ts'
import { relaySection } from './relay-section.ts'
import type { RehearsalReport } from './report-data.ts'
import { telemetryPlots } from './telemetry-plots.ts'

type Operations = RehearsalReport['operations']
type Module = Operations['deployments'][number]
type Lookup = (id: string) => string

/** The section. */
export function operationsSection(report: RehearsalReport): Markup {
  const { operations, parties, elements } = report
  const partyOf: Lookup = (id) => parties.find((p) => p.id === id)?.name ?? id
  const nameOf: Lookup = (id) => elements.find((e) => e.id === id)?.name ?? id
  return section(
    'operations',
    'Operations',
    'Simulated spacecraft answered in CCSDS packets through these contacts; what is shown was decoded from those packets.',
    html`${figures(operations.figures)}
<h3>Deployment board</h3><div class="board">${operations.deployments.map((d) => module(d, partyOf))}</div>
<h3 id="refusals">Refusals</h3>${operations.refusals.length === 0 ? html`<p>Nothing was refused.</p>` : operations.refusals.map((r) => refusal(r, partyOf, nameOf))}
${relaySection(operations.relay, nameOf)}
<h3>Telemetry</h3>${telemetryPlots(operations, nameOf, nights(report))}
<h3>What happened</h3>${story(operations, partyOf, nameOf)}`,
  )
}

const STATES = {
  deployed: 'nominal',
  ready: 'watch',
  waiting: 'watch',
  deploying: 'watch',
  held: 'warning',
  safe: 'warning',
  failed: 'critical',
} as const

function module(d: Module, partyOf: Lookup): Markup {
  const retried = d.steps.filter((s) => s.state === 'retried' || s.state === 'failed')
  const done = d.steps.filter((s) => s.state === 'done').length
  const gates = d.gates.map(
    (g) =>
      html`<li>${state(g.state === 'blocked' ? 'warning' : g.state === 'open' ? 'watch' : 'nominal', g.name)}<span class="note">${g.detail}</span></li>`,
  )
  return html`<div class="module"><h3>${d.name}</h3><p>${partyOf(d.party)} \u00b7 ${state(STATES[d.state], d.state)} \u00b7 ${done} of ${d.steps.length} steps${retried.length > 0 && `, ${retried.length} not at the first try`}</p><ul class="gates">${gates}</ul></div>`
}

function refusal(r: Operations['refusals'][number], partyOf: Lookup, nameOf: Lookup): Markup {
  return html`<div class="card"><h3>${partyOf(r.party)} may not <code>${r.action}</code> on ${nameOf(r.element)}</h3><p class="note">${utcSecond(r.tdb_s)} UTC, at ${r.where}</p>
<dl><dt>Rule</dt><dd>${r.rule}</dd><dt>Fact</dt><dd>${r.fact}</dd><dt>Source</dt><dd>${r.source}</dd><dt>What would help</dt><dd>${r.remedy}</dd></dl></div>`
}

function story({ story: list }: Operations, partyOf: Lookup, nameOf: Lookup): Markup {
  const columns = [
    { head: 'UTC', whole: true, cell: (h: (typeof list)[number]) => utcMinute(h.tdb_s) },
    { head: 'Kind', cell: (h: (typeof list)[number]) => h.kind },
    { head: 'Party', cell: (h: (typeof list)[number]) => partyOf(h.party) },
    { head: 'Element', cell: (h: (typeof list)[number]) => nameOf(h.element) },
    { head: 'What', cell: (h: (typeof list)[number]) => h.text },
  ]
  if (list.length <= 30) return table('In order of time', columns, list)
  const first = table('The first thirty, in order of time', columns, list.slice(0, 30))
  return html`${first}${more(`The other ${list.length - 30}`, table('In order of time', columns, list.slice(30)))}`
}
