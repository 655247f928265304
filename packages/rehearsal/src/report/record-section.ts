/** What the rehearsal rests on: the ledger, everything assumed, and how to make the same again. */
import { number } from './figures.ts'
import { section, state, table } from './layout.ts'
import { html, type Markup } from './markup.ts'
import type { RehearsalReport } from './report-data.ts'

/** The ledger section. */
export function ledgerSection({ ledger }: RehearsalReport): Markup {
  return section(
    'ledger',
    'Ledger',
    html`${state(ledger.verified ? 'nominal' : 'critical', ledger.verified ? 'verified' : 'not verified')} \u2013 ${ledger.sentence}`,
    html`<p>${number(ledger.entries)} entries signed by ${ledger.parties} parties. Head: <code>${ledger.head}</code></p>
${table(
  'Entries by kind',
  [
    { head: 'Kind', cell: (k) => k.kind },
    { head: 'Entries', figures: true, cell: (k) => number(k.entries) },
  ],
  ledger.kinds,
)}`,
  )
}

/** Everything assumed, with its reason. */
export function assumedSection({ assumed }: RehearsalReport): Markup {
  return section(
    'assumed',
    'What is assumed',
    'Not published, or not verified: each with its reason. Nothing on this list may be read as a fact about the real mission.',
    table(
      `${assumed.length} assumptions`,
      [
        { head: 'Where', cell: (a) => a.where },
        { head: 'What', cell: (a) => a.what },
        { head: 'Why assumed', cell: (a) => a.reason },
      ],
      assumed,
    ),
  )
}

/** Seed, hashes, code version and the command. */
export function reproducibilitySection({ reproducibility: r }: RehearsalReport): Markup {
  return section(
    'reproducibility',
    'The same again',
    'Equal inputs, code and seed give this report byte for byte. Each stage\u2019s output is a file named by the hash of what it was made from.',
    html`<pre tabindex="0">${r.command}</pre><p>Seed <code>${r.seed}</code>, code <code>${r.codeVersion}</code>.</p>
${table(
  'Stages',
  [
    { head: 'Stage', cell: (s) => s.title },
    { head: 'What it found', cell: (s) => s.headline },
    { head: 'Artefact', cell: (s) => html`<code>${s.artefact}</code>` },
  ],
  r.stages,
)}
${table(
  'Data and mission files, SHA-256',
  [
    { head: 'File', cell: (d) => d.name },
    { head: 'Digest', cell: (d) => html`<code>${d.digest}</code>` },
  ],
  r.data,
)}`,
  )
}
