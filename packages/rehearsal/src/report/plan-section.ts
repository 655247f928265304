/** The plan: who works when, what the batteries and the recorder do meanwhile, what each party got, and what is left out. */
import { type Band, dayTicks, legend, lineChart, place, scale, svg, type Tick, thinned, xAxis } from './chart.ts'
import { amount, duration, number, shortened, utcMinute } from './figures.ts'
import { figureOf, more, section, state, table } from './layout.ts'
import { html, type Markup } from './markup.ts'
import { nights } from './nights.ts'
import type { RehearsalReport } from './report-data.ts'

type Plan = RehearsalReport['plan']
type Placed = Plan['placed'][number]
type Lookup = (id: string) => string

const FIRST_DAYS = 5
const DAY_S = 86_400

/** The section. */
export function planSection(report: RehearsalReport): Markup {
  const { plan, parties, elements } = report
  const partyOf: Lookup = (id) => parties.find((p) => p.id === id)?.name ?? id
  const nameOf: Lookup = (id) => elements.find((e) => e.id === id)?.name ?? id
  const owed = plan.unplaced.filter((u) => u.owed).length
  const lead = `${plan.placed.length} activities placed by insertion and large-neighbourhood search (${plan.rounds} rounds), ${plan.unplaced.length} left out, ${owed} of them owed. Objective ${number(plan.objective)} of at most ${number(plan.bound)}; fairness between parties ${number(plan.fairness, 3)} (Jain, 1 is even). An independent check found ${plan.violations.length} violations.`
  const early = { start: plan.span.start, end: Math.min(plan.span.end, plan.span.start + FIRST_DAYS * DAY_S) }
  return section(
    'plan',
    'Plan',
    lead,
    html`${figureOf('The first days', gantt(report, early, nameOf, partyOf), `The first ${FIRST_DAYS} days after touchdown, one line an element, with its owner. Shaded: dark; darker: the site hibernates.`)}
${figureOf('All lunar days', gantt(report, plan.span, nameOf, partyOf), 'The whole stay. Marks are at least two pixels wide, so that short activities can be seen.')}
<h3>Resources</h3><div class="two">${plan.profiles.supplies.map((s) => battery(plan, s, nameOf, nights(report)))}${recorder(plan, nights(report))}</div>
<h3>What each party got</h3>${shares(plan, partyOf)}
<h3>Left out, and why</h3>${leftOut(plan, partyOf)}
${more(html`All ${plan.placed.length} placements`, placements(plan, nameOf, partyOf))}`,
  )
}

function gantt(
  report: RehearsalReport,
  span: { readonly start: number; readonly end: number },
  nameOf: Lookup,
  partyOf: Lookup,
): Markup {
  const { plan, elements } = report
  const lanes = [...new Set(plan.placed.map((p) => p.element))]
  const ownerOf = (id: string) => elements.find((e) => e.id === id)?.owner ?? ''
  const [left, right, row] = [300, 990, 32]
  const bottom = 6 + row * lanes.length
  const sx = scale(span.start, span.end, left, right)
  const bands = nights(report).map((b) => {
    const x = Math.max(left, sx(b.from))
    const w = Math.min(right, sx(b.to)) - x
    return (
      w > 0 && html`<rect class="band ${b.kind}" x="${place(x)}" y="6" width="${place(w)}" height="${bottom - 6}"/>`
    )
  })
  const rows = lanes.map((lane, k) => {
    const y = 6 + row * k
    const own = plan.placed.filter((p) => p.element === lane || p.touches.includes(lane))
    return html`<text class="label" x="${left - 10}" y="${y + 14}" text-anchor="end">${shortened(nameOf(lane), 42)}</text><text class="axis" x="${left - 10}" y="${y + 27}" text-anchor="end">${shortened(partyOf(ownerOf(lane)), 44)}</text>
<path class="grid" d="M${left} ${y + row}H${right}"/>${own.map((p) => bar(p, lane, y, sx, span))}`
  })
  const ticks = span.end - span.start > 20 * DAY_S ? dayTicks(span.start, span.end) : elapsedTicks(span)
  const keys = legend([
    { name: 'deployment', tone: 0 },
    { name: 'work', tone: 2 },
    { name: 'in use by another element', tone: 5 },
  ])
  const picture = svg(
    1000,
    bottom + 24,
    'Plan by element',
    `${plan.placed.length} activities on ${lanes.length} elements`,
    html`${bands}${xAxis(ticks, sx, 6, bottom)}${rows}`,
  )
  return html`${keys}${picture}`
}

function bar(
  p: Placed,
  lane: string,
  y: number,
  sx: (t: number) => number,
  span: { readonly start: number; readonly end: number },
) {
  if (p.endTdb_s <= span.start || p.startTdb_s >= span.end) return false
  const x = sx(p.startTdb_s)
  const w = Math.max(2, sx(p.endTdb_s) - x)
  const tone = p.element !== lane ? 5 : p.sequence ? 0 : 2
  const height = p.element === lane ? 14 : 6
  return html`<rect class="bar t${tone} solid" x="${place(x)}" y="${y + 16 - height / 2}" width="${place(w)}" height="${height}" rx="1"><title>${p.title}, ${utcMinute(p.startTdb_s)} UTC, ${duration(p.endTdb_s - p.startTdb_s)}</title></rect>`
}

function elapsedTicks(span: { readonly start: number; readonly end: number }): Tick[] {
  const ticks: Tick[] = []
  for (let d = 0; span.start + d * DAY_S <= span.end; d += 0.5)
    ticks.push({ at: span.start + d * DAY_S, label: `+${d} d` })
  return ticks
}

function battery(plan: Plan, s: Plan['profiles']['supplies'][number], nameOf: Lookup, bands: readonly Band[]): Markup {
  const lowest = Math.min(...s.level_Wh)
  const points = thinned(
    s.times_s.map((t, k) => [t, s.level_Wh[k]!] as const),
    600,
  )
  return figureOf(
    `Battery of ${nameOf(s.id)}`,
    lineChart({
      title: `Battery of ${nameOf(s.id)}`,
      description: `Between ${number(lowest)} and ${number(Math.max(...s.level_Wh))} watt hours`,
      x: { from: plan.span.start, to: plan.span.end, ticks: dayTicks(plan.span.start, plan.span.end), label: '' },
      y: { from: 0, to: s.capacity_Wh * 1.05, label: 'Wh' },
      series: [{ name: 'charge', tone: 0, points, filled: true }],
      bands,
      marks: [{ y: s.floor_Wh, label: 'floor' }],
      width: 520,
      height: 180,
    }),
    html`<strong>${nameOf(s.id)}</strong>: ${amount(s.capacity_Wh, 'Wh')} battery, lowest ${amount(lowest, 'Wh')}; activities draw up to ${amount(Math.max(...s.activities_W), 'W')}.`,
  )
}

function recorder(plan: Plan, bands: readonly Band[]): Markup {
  const { times_s, level_Mbit, capacity_Mbit } = plan.profiles.recorder
  const most = Math.max(...level_Mbit)
  return figureOf(
    'Recorder',
    lineChart({
      title: 'Recorder',
      description: `Up to ${number(most)} of ${number(capacity_Mbit)} megabits`,
      x: { from: plan.span.start, to: plan.span.end, ticks: dayTicks(plan.span.start, plan.span.end), label: '' },
      y: { from: 0, to: Math.max(most * 1.1, 1), label: 'Mbit' },
      series: [{ name: 'held', tone: 2, points: times_s.map((t, k) => [t, level_Mbit[k]!] as const), filled: true }],
      bands,
      width: 520,
      height: 180,
    }),
    html`<strong>Recorder</strong>: at most ${amount(most, 'Mbit')} of ${amount(capacity_Mbit, 'Mbit')} held before a contact took it down.`,
  )
}

function shares(plan: Plan, partyOf: Lookup): Markup {
  const part = (p: Plan['parties'][number]) => (p.askedValue > 0 ? p.grantedValue / p.askedValue : 0)
  return table(
    'Value granted of value asked, and what it took',
    [
      { head: 'Party', cell: (p) => partyOf(p.party) },
      {
        head: 'Share of value',
        figures: true,
        cell: (p) =>
          html`<svg viewBox="0 0 90 10" width="90" height="10" style="display:inline-block;width:90px" aria-hidden="true"><rect class="track" width="90" height="10"/><rect class="bar t0 solid" width="${(90 * part(p)).toFixed(1)}" height="10"/></svg> ${amount(100 * part(p), '%')}`,
      },
      { head: 'Placed', figures: true, cell: (p) => `${p.placements} of ${p.asked}` },
      { head: 'Time', figures: true, cell: (p) => amount(p.time_s / 3600, 'h', 1) },
      { head: 'Energy', figures: true, cell: (p) => amount(p.energy_Wh, 'Wh') },
      { head: 'Data', figures: true, cell: (p) => amount(p.data_Mbit, 'Mbit') },
    ],
    plan.parties,
  )
}

function leftOut(plan: Plan, partyOf: Lookup): Markup {
  if (plan.unplaced.length === 0) return html`<p>Nothing was left out.</p>`
  return table(
    'Activities without a place',
    [
      { head: 'Activity', cell: (u) => u.title },
      { head: 'Party', cell: (u) => partyOf(u.party) },
      { head: 'Priority', figures: true, cell: (u) => u.priority },
      { head: '', cell: (u) => (u.owed ? state('warning', 'owed') : state('watch', 'wished')) },
      { head: 'Why not', cell: (u) => u.sentence },
    ],
    plan.unplaced,
  )
}

function placements(plan: Plan, nameOf: Lookup, partyOf: Lookup): Markup {
  return table(
    'Placements in order of start, UTC',
    [
      { head: 'Start', whole: true, cell: (p) => utcMinute(p.startTdb_s) },
      { head: 'Lasts', figures: true, cell: (p) => duration(p.endTdb_s - p.startTdb_s) },
      { head: 'Activity', cell: (p) => (p.repeat > 1 ? `${p.title} (${p.repeat})` : p.title) },
      { head: 'Element', cell: (p) => nameOf(p.element) },
      { head: 'Party', cell: (p) => partyOf(p.party) },
      {
        head: 'Window',
        cell: (p) =>
          p.window === null ? 'any time' : `${p.window.kind}${p.window.id === undefined ? '' : ` ${p.window.id}`}`,
      },
    ],
    plan.placed,
  )
}
