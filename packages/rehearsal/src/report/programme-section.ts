/** The programme: from letters to projects, who was refused and why, and the optimum beside what was decided. */
import { amount, number, zoned } from './figures.ts'
import { assumedMark, more, section, state, table } from './layout.ts'
import { html, type Markup } from './markup.ts'
import type { RehearsalReport } from './report-data.ts'

type Programme = RehearsalReport['programme']
type Letter = Programme['letters'][number]

/** ISO times within a sentence. */
const ZONED = /\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-][\d:]+)(?:\[[^\]]+\])?/g

/** The section. */
export function programmeSection({ programme, parties }: RehearsalReport): Markup {
  const refused = programme.letters.filter((l) => l.verdict !== 'eligible')
  const nameOf = (id: string) => parties.find((p) => p.id === id)?.name ?? id
  return section(
    'programme',
    'Programme',
    html`${programme.call}. Letters were due by ${zoned(programme.deadlineLocal)}${programme.deadlineAssumed && assumedMark()}.`,
    html`${funnel(programme)}
<h3>Refused or to be supplemented</h3>${letterTable('Letters not admitted as they stood', refused, nameOf)}
${more(html`All ${programme.letters.length} letters`, letterTable('All letters', programme.letters, nameOf))}
<h3>Selection: the optimum beside what was decided</h3><p class="lead">${programme.selection.note}</p>
${selection(programme, nameOf)}
<h3>Projects</h3>${projects(programme, nameOf)}`,
  )
}

function funnel({ funnel: steps }: Programme): Markup {
  const most = Math.max(1, ...steps.map((s) => s.count))
  const rows = steps.map((s, k) => {
    const width = (600 * s.count) / most
    const y = 8 + 34 * k
    const announced =
      s.announced === undefined ? '' : s.announced === s.count ? ', as announced' : `, ${s.announced} announced`
    return html`<rect class="bar t0 solid" x="170" y="${y}" width="${width.toFixed(1)}" height="20" opacity="${(1 - 0.12 * k).toFixed(2)}"/>
<text class="label" x="160" y="${y + 14}" text-anchor="end">${s.name}</text><text class="label" x="${(178 + width).toFixed(1)}" y="${y + 14}"><tspan font-weight="600">${s.count}</tspan><tspan class="axis">${announced}</tspan></text>`
  })
  const said = steps.map((s) => `${s.name} ${s.count}`).join(', ')
  const notes = steps.filter((s) => s.note !== '').map((s) => `${s.name}: ${s.note}`)
  return html`<figure><div class="scroll" tabindex="0" role="group" aria-label="Funnel"><svg viewBox="0 0 1000 ${16 + 34 * steps.length}" role="img" aria-label="Funnel: ${said}">${rows}</svg></div><figcaption>${notes.join('. ')}</figcaption></figure>`
}

function letterTable(caption: string, letters: readonly Letter[], nameOf: (id: string) => string): Markup {
  return table<Letter>(
    caption,
    [
      {
        head: 'Letter',
        cell: (l) =>
          html`${l.title}${l.assumed && assumedMark()}${l.rehearsal && html` <span class="assumed">made up for the rehearsal</span>`}`,
      },
      { head: 'From', cell: (l) => nameOf(l.party) },
      { head: 'Received', cell: (l) => zoned(l.received) },
      { head: 'Verdict', cell: (l) => letterState(l.verdict) },
      { head: 'Reason', cell: (l) => l.reason.replace(ZONED, zoned) },
    ],
    letters,
  )
}

function letterState(verdict: string): Markup {
  if (verdict === 'eligible' || verdict === 'in-time') return state('nominal', verdict)
  return state(verdict === 'needs-evidence' ? 'watch' : 'critical', verdict)
}

function selection({ selection: s }: Programme, nameOf: (id: string) => string): Markup {
  const rows = [...s.proposals].sort((a, b) => b.score - a.score)
  const chosen = rows.filter((p) => p.inOptimum || p.inRecorded)
  const others = rows.filter((p) => !p.inOptimum && !p.inRecorded)
  const caption = `Optimum under the assumed scores: ${number(s.optimum.score, 1)} with ${s.optimum.proposals} proposals and ${amount(s.optimum.mass_kg, 'kg', 1)}. Recorded choice: ${number(s.recorded.score, 1)} with ${s.recorded.proposals} and ${amount(s.recorded.mass_kg, 'kg', 1)}`
  const most = Math.max(1, ...rows.map((p) => p.score))
  return html`${proposalTable(caption, chosen, most, nameOf)}${
    others.length > 0 &&
    more(html`${others.length} proposals in neither`, proposalTable('In neither selection', others, most, nameOf))
  }`
}

function proposalTable(
  caption: string,
  rows: Programme['selection']['proposals'],
  most: number,
  nameOf: (id: string) => string,
): Markup {
  const tick = (inside: boolean) => (inside ? state('nominal', 'chosen') : html`<span class="note">left out</span>`)
  return table(
    caption,
    [
      { head: 'Proposal', cell: (p) => p.title },
      { head: 'Lead', cell: (p) => nameOf(p.lead) },
      {
        head: 'Score (assumed)',
        figures: true,
        cell: (p) =>
          html`<svg viewBox="0 0 90 10" width="90" height="10" style="display:inline-block;width:90px" aria-hidden="true"><rect class="bar t5 solid" width="${((90 * p.score) / most).toFixed(1)}" height="10"/></svg> ${number(p.score, 1)}`,
      },
      { head: 'Mass', figures: true, cell: (p) => amount(p.mass_kg, 'kg', 1) },
      { head: 'Optimum', cell: (p) => tick(p.inOptimum) },
      { head: 'As recorded', cell: (p) => tick(p.inRecorded) },
    ],
    rows,
  )
}

function projects(programme: Programme, nameOf: (id: string) => string): Markup {
  return table(
    `${programme.projects.length} projects; their agreements became ${programme.grants} grants`,
    [
      { head: 'Project', cell: (p) => p.name },
      { head: 'Level', cell: (p) => p.level },
      { head: 'Lead', cell: (p) => nameOf(p.lead) },
      {
        head: 'With',
        cell: (p) =>
          p.parties
            .filter((id) => id !== p.lead)
            .map(nameOf)
            .join(', ') || '\u2013',
      },
      { head: 'Elements', cell: (p) => p.elements.join(', ') },
      { head: 'From proposals', figures: true, cell: (p) => p.proposals },
    ],
    programme.projects,
  )
}
