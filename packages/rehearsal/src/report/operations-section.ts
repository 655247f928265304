/** Operations: the deployment board, what telemetry showed, what was refused, and what else is worth telling. */
import { dayTicks, lineChart, roundTicks, thinned } from './chart.ts'
import { number, utcMinute, utcSecond } from './figures.ts'
import { figureOf, figures, more, section, state, table } from './layout.ts'
import { html, type Markup } from './markup.ts'
import type { RehearsalReport } from './report-data.ts'

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
<h3>Telemetry</h3><div class="three">${operations.telemetry.map((t) => plot(operations, t, nameOf))}</div>
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

function plot(operations: Operations, t: Operations['telemetry'][number], nameOf: Lookup): Markup {
  const name = `${nameOf(t.element)}: ${t.name.replaceAll('_', ' ')}`
  if (t.values.length === 0) return html`<p>${name}: no samples</p>`
  const low = Math.min(...t.values)
  const high = Math.max(...t.values)
  const room = (high - low) * 0.08 || Math.max(1, Math.abs(high) * 0.1)
  const days = operations.endTdb_s - operations.touchdownTdb_s > 3 * 86_400
  const ticks = days
    ? dayTicks(operations.touchdownTdb_s, operations.endTdb_s)
    : roundTicks(operations.touchdownTdb_s, operations.endTdb_s, 4)
  const chart = lineChart({
    title: name,
    description: `${t.values.length} samples between ${number(low, 2)} and ${number(high, 2)} ${t.unit}`,
    x: {
      from: operations.touchdownTdb_s,
      to: operations.endTdb_s,
      ticks: ticks.filter((_, k) => k % 2 === 0),
      label: '',
    },
    y: { from: low - room, to: high + room, label: t.unit },
    series: [
      {
        name,
        tone: 1,
        points: thinned(
          t.times_s.map((at, k) => [at, t.values[k]!] as const),
          700,
        ),
      },
    ],
    width: 380,
    height: 170,
  })
  return html`<div class="solid-lines">${figureOf(name, chart, name)}</div>`
}

function story({ story: list }: Operations, partyOf: Lookup, nameOf: Lookup): Markup {
  const columns = [
    { head: 'UTC', cell: (h: (typeof list)[number]) => utcMinute(h.tdb_s) },
    { head: 'Kind', cell: (h: (typeof list)[number]) => h.kind },
    { head: 'Party', cell: (h: (typeof list)[number]) => partyOf(h.party) },
    { head: 'Element', cell: (h: (typeof list)[number]) => nameOf(h.element) },
    { head: 'What', cell: (h: (typeof list)[number]) => h.text },
  ]
  if (list.length <= 60) return table('In order of time', columns, list)
  const first = table('The first sixty, in order of time', columns, list.slice(0, 60))
  return html`${first}${more(`The other ${list.length - 60}`, table('In order of time', columns, list.slice(60)))}`
}
