/** Files on their way: what an outage held up, and who had them in care when. */
import { duration, utcMinute } from './figures.ts'
import { more, table } from './layout.ts'
import { html, type Markup } from './markup.ts'
import type { RehearsalReport } from './report-data.ts'

type Relay = NonNullable<RehearsalReport['operations']['relay']>
type File = Relay['files'][number]
type Hop = Relay['hops'][number]

/** The part of the operations section; nothing where no files were sent. */
export function relaySection(relay: Relay | undefined, nameOf: (id: string) => string): Markup {
  if (relay === undefined || relay.files.length === 0) return html``
  const columns = [
    { head: 'Made, UTC', whole: true, cell: (f: File) => utcMinute(f.madeTdb_s) },
    { head: 'File', cell: (f: File) => f.file },
    { head: 'From or to', cell: (f: File) => nameOf(f.element) },
    {
      head: 'In the care of',
      cell: (f: File) => f.hops.map((h) => `${nameOf(h.node)} ${duration(h.after_s)}`).join(', '),
    },
    {
      head: 'Whole after',
      whole: true,
      cell: (f: File) => (f.after_s === undefined ? 'not yet' : duration(f.after_s)),
    },
  ]
  const hops = [
    { head: 'Hop', cell: (h: Hop) => `${nameOf(h.from)} – ${nameOf(h.to)}` },
    { head: 'Bundles', whole: true, cell: (h: Hop) => String(h.bundles) },
    { head: 'Lost and sent again', whole: true, cell: (h: Hop) => String(h.lost) },
    { head: 'Octets', whole: true, cell: (h: Hop) => h.octets.toLocaleString('en') },
  ]
  const slowest = [...relay.files].sort((a, b) => (b.after_s ?? Infinity) - (a.after_s ?? Infinity)).slice(0, 10)
  return html`<h3 id="relay">Files by store and forward</h3>
<p>Bundles (RFC 9171) went by the contact plan that the study of the site made: lander, relay, stations, centre. Each node kept a bundle until the next had it; the files in them went by CFDP class 2, and every one was compared with what had been sent.</p>
<ul>${relay.outages.map((o) => html`<li>${outageSentence(o, nameOf)}</li>`)}</ul>
${table('Hops, both ways together', hops, relay.hops)}
${table('The ten that took longest', columns, slowest)}${more(`All ${relay.files.length}`, table('In order of time', columns, relay.files))}`
}

function outageSentence(o: Relay['outages'][number], nameOf: (id: string) => string): string {
  const what = `${nameOf(o.node)} was out for ${duration(o.end_tdb_s - o.start_tdb_s)} from ${utcMinute(o.start_tdb_s)}`
  if (o.files === 0) return `${what}; no file was held up by it.`
  const came = o.delivered === o.files ? 'all of them came' : `${o.delivered} of them came`
  return `${what}; ${o.files} files were on their way or made meanwhile, ${came}, the slowest after ${duration(o.longest_s)}.`
}
