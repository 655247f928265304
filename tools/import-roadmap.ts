/**
 * Makes data/roadmap/roadmap.json from data/facts/milestones.json: which record speaks of which item, and what its words mean
 * as days. Run it again when the facts change: `node tools/import-roadmap.ts`. A record or a wording that is not in the
 * tables below stops it, so that nothing is left out or guessed.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Provenance } from '@magpie/core/provenance'
import {
  type PlannedTime,
  type RoadmapFile,
  type RoadmapStatement,
  roadmapFile,
} from '@magpie/programme/roadmap/roadmap-file'

type RawSource = { title: string; publisher?: string; date?: string; url?: string; reliability?: string }
type RawRecord = {
  programme: string
  milestone: string
  planned: string
  asOf: string
  status: RoadmapStatement['status']
  source: RawSource
  note?: string
}
type Reading = { readonly planned?: PlannedTime; readonly reading?: string }

const lanes: RoadmapFile['lanes'] = [
  { id: 'change-6', title: "Chang'e-6" },
  { id: 'change-7', title: "Chang'e-7" },
  { id: 'change-8', title: "Chang'e-8" },
  { id: 'ilrs', title: 'International Lunar Research Station' },
  { id: 'artemis', title: 'Artemis' },
  { id: 'governance', title: 'Who leads' },
]

/** Items by programme and milestone of the records; two milestones may speak of one item. */
const ITEMS: Readonly<Record<string, RoadmapFile['items'][number]>> = {
  'CE-6/launch': { id: 'ce6-launch', lane: 'change-6', title: 'Launch', kind: 'event' },
  'CE-6/landing (22:23 UTC)': { id: 'ce6-landing', lane: 'change-6', title: 'Landing', kind: 'event' },
  'CE-7/launch': { id: 'ce7-launch', lane: 'change-7', title: 'Launch', kind: 'event' },
  'CE-7 call/payloads confirmed': {
    id: 'ce7-payloads',
    lane: 'change-7',
    title: 'Payloads of partners',
    kind: 'decision',
  },
  'CE-7 call/payloads announced': {
    id: 'ce7-payloads',
    lane: 'change-7',
    title: 'Payloads of partners',
    kind: 'decision',
  },
  'CE-8 call/letters of intent due': {
    id: 'ce8-letters',
    lane: 'change-8',
    title: 'Letters of intent due',
    kind: 'event',
  },
  'CE-8 call/preliminary selection': {
    id: 'ce8-preliminary',
    lane: 'change-8',
    title: 'Preliminary selection',
    kind: 'decision',
  },
  'CE-8 call/final selection': { id: 'ce8-selection', lane: 'change-8', title: 'Final selection', kind: 'decision' },
  'CE-8 call/result announced': { id: 'ce8-selection', lane: 'change-8', title: 'Final selection', kind: 'decision' },
  'CE-8/launch': { id: 'ce8-launch', lane: 'change-8', title: 'Launch', kind: 'event' },
  'ILRS/reconnaissance phase': { id: 'ilrs-reconnaissance', lane: 'ilrs', title: 'Reconnaissance', kind: 'phase' },
  'ILRS/construction phase': { id: 'ilrs-construction', lane: 'ilrs', title: 'Construction', kind: 'phase' },
  'ILRS/utilisation phase': { id: 'ilrs-utilisation', lane: 'ilrs', title: 'Utilisation begins', kind: 'event' },
  'ILRS/basic model complete': { id: 'ilrs-basic', lane: 'ilrs', title: 'Basic model complete', kind: 'event' },
  'ILRS/larger complex': { id: 'ilrs-complex', lane: 'ilrs', title: 'Larger complex', kind: 'event' },
  'ILRS/lunar power plant': { id: 'ilrs-power', lane: 'ilrs', title: 'Power plant', kind: 'event' },
  'governance/lead of the Chinese lunar exploration programme': {
    id: 'china-lead',
    lane: 'governance',
    title: 'Lead of the Chinese lunar exploration programme',
    kind: 'decision',
  },
  'Artemis/Artemis II': { id: 'artemis-2', lane: 'artemis', title: 'Artemis II', kind: 'event' },
  'Artemis/Artemis III landing': {
    id: 'artemis-landing',
    lane: 'artemis',
    title: 'First crewed landing',
    kind: 'event',
  },
  'Artemis/Artemis III': { id: 'artemis-3', lane: 'artemis', title: 'Artemis III', kind: 'event' },
  'Artemis/Artemis III (LEO demonstration)': { id: 'artemis-3', lane: 'artemis', title: 'Artemis III', kind: 'event' },
  'Artemis/Gateway': { id: 'gateway', lane: 'artemis', title: 'Gateway', kind: 'event' },
}

const EARLY = '"early" is read as the first half of the year'
const half = (earliest: string, latest: string): PlannedTime => ({
  earliest,
  latest,
  precision: 'half-year',
  approximate: true,
})
const EARLY_2028 = half('2028-01-01', '2028-06-30')

/** Wordings that no rule reads. */
const READINGS: Readonly<Record<string, Reading>> = {
  'early 2020s, after CE-5': {
    planned: { earliest: '2020-01-01', latest: '2023-12-31', precision: 'years', approximate: true },
    reading: '"early 2020s" is read as 2020 to 2023',
  },
  '2026-08 (scrubbed 2026-08-23, rolled back 08-26)': {
    planned: { earliest: '2026-08-01', latest: '2026-08-31', precision: 'month', approximate: false },
    reading: 'the month that was missed; no new date was given',
  },
  '2027 (early)': { planned: half('2027-01-01', '2027-06-30'), reading: EARLY },
  '2027 (mid)': {
    planned: half('2027-04-01', '2027-09-30'),
    reading: '"mid" is read as the second and third quarter',
  },
  '2027 (late)': {
    planned: half('2027-07-01', '2027-12-31'),
    reading: '"late" is read as the second half of the year',
  },
  'from 2035/2036': {
    planned: { earliest: '2035-01-01', latest: '2036-12-31', precision: 'years', approximate: false },
    reading: 'the years in which it begins',
  },
  '2036 (missions 2033-2035)': {
    planned: { earliest: '2036-01-01', latest: '2036-12-31', precision: 'year', approximate: false },
  },
  'CMSA takes over from CNSA from CE-7 on': {},
  'paused 2026-03-24, hardware repurposed': {},
}

const { records } = JSON.parse(readFileSync(new URL('../data/facts/milestones.json', import.meta.url), 'utf8')) as {
  records: RawRecord[]
}
const items = [...new Map(Object.values(ITEMS).map((item) => [item.id, item])).values()]
const file = roadmapFile.parse({
  lanes,
  items,
  statements: records.flatMap(statementsOf),
  memberships: ['artemis-accords', 'ilrs', 'moon-agreement'],
} satisfies (typeof roadmapFile)['_zod']['input'])
writeFileSync(new URL('../data/roadmap/roadmap.json', import.meta.url), `${JSON.stringify(file, undefined, 2)}\n`)
console.log(`${file.statements.length} statements about ${items.length} items written`)

function statementsOf(r: RawRecord): RoadmapStatement[] {
  const moved = r.status === 'redefined'
  const read: Reading = moved
    ? { planned: { earliest: '2027-01-01', latest: '2027-12-31', precision: 'year', approximate: false } }
    : readingOf(r.planned)
  const made = statement(r, itemOf(`${r.programme}/${r.milestone}`), read)
  if (!moved) return [made]
  // The one record tells of two: Artemis III became something else, and the landing went to another mission.
  const landing = statement(r, itemOf('Artemis/Artemis III landing'), { planned: EARLY_2028, reading: EARLY })
  return [made, landing]
}

function statement(r: RawRecord, item: string, { planned, reading }: Reading): RoadmapStatement {
  const knownFrom = lastDayOf(r.asOf)
  // Two papers on one announcement: the second does not move the date, it reads it otherwise.
  const disagreesWith = item === 'ce8-launch' && knownFrom === '2025-04-25' ? ['ce8-launch-2025-04-24'] : []
  return {
    id: `${item}-${knownFrom}`,
    item,
    says: r.planned,
    ...(planned === undefined ? {} : { planned }),
    ...(reading === undefined ? {} : { reading }),
    status: r.status,
    knownFrom,
    confidence: r.source.reliability === 'low' ? 'weak' : 'sourced',
    disagreesWith,
    ...(r.note === undefined ? {} : { note: r.note }),
    provenance: provenanceOf(r.source),
  }
}

function itemOf(name: string): string {
  const item = ITEMS[name]
  if (item === undefined) throw new Error(`no item for "${name}": add it to the table`)
  return item.id
}

/** `2024`, `~2026`, `2024..2025`, `2025-09`, `2024-05-03`, and the last two with `earliest`. */
function readingOf(text: string): Reading {
  const fixed = READINGS[text]
  if (fixed !== undefined) return fixed
  const years = /^(\d{4})\.\.(\d{4})$/.exec(text)
  if (years !== null)
    return {
      planned: { earliest: `${years[1]}-01-01`, latest: `${years[2]}-12-31`, precision: 'years', approximate: false },
    }
  const m = /^(~?)(\d{4}(?:-\d{2})?(?:-\d{2})?)( earliest)?$/.exec(text)
  if (m === null) throw new Error(`"${text}" is not read: add it to the table of readings`)
  const [, about, date, notBefore] = m
  const precision = (['year', 'month', 'day'] as const)[date!.split('-').length - 1]!
  const earliest = `${date}-01-01`.slice(0, 10)
  const base = { earliest, precision, approximate: about !== '' }
  return { planned: notBefore === undefined ? { ...base, latest: lastDayOf(date!) } : base }
}

/** The last day of a year, a month or a day. */
function lastDayOf(date: string): string {
  const [year, month, day] = date.split('-').map(Number)
  if (day !== undefined) return date
  return new Date(Date.UTC(year!, month ?? 12, 0)).toISOString().slice(0, 10)
}

function provenanceOf({ title, publisher, date, url, reliability }: RawSource): Provenance {
  return {
    kind: 'sourced',
    source: {
      title,
      ...(publisher === undefined ? {} : { publisher }),
      ...(date === undefined ? {} : { date }),
      ...(url === undefined ? {} : { url }),
    },
    verified: reliability !== 'low',
    ...(reliability === undefined ? {} : { note: `reliability ${reliability}` }),
  }
}
