/**
 * Makes `facts.json` and `instruments.json` of missions/change-8 from data/facts and data/rules: memberships of the Artemis
 * Accords, the ILRS and the UN space treaties, the statutes that eligibility cites, each with its source, and the rules
 * over them. Run it again when either changes: `node tools/import-facts.ts`. Conflicts between sources become facts side by side.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Provenance } from '@magpie/core/provenance'
import { type Confidence, type Fact, factsFile, type Relation } from '@magpie/programme/facts-file'
import { type Instrument, instrumentsFile } from '@magpie/programme/instruments-file'

type RawSource =
  | string
  | { title: string; publisher?: string; date?: string; url?: string; note?: string; reliability?: string }
type AccordsRecord = {
  party: string
  iso: string
  signedOn: string
  verified: boolean
  source: RawSource
  note?: string
}
type IlrsRecord = {
  participant: string
  iso: string
  kind: string
  joinedOn: string
  verified: boolean
  source: RawSource
  note?: string
  instrument?: string
}
type TreatyStatus = { status: string; date?: string | null; source: RawSource }
type MoonRecord = {
  iso: string
  signed: string | null
  bound: string | null
  withdrawalNotified?: string
  withdrawalEffective?: string
}
type LawClause = { id: string; fact: string; source: RawSource | RawSource[] }

type InstrumentsInput = (typeof instrumentsFile)['_zod']['input']['instruments']

const read = (name: string) => JSON.parse(readFileSync(new URL(`../data/facts/${name}`, import.meta.url), 'utf8'))
const accords = read('artemis-accords.json')
const ilrs = read('ilrs-participants.json')
const treaties = read('un-treaties.json')
const law = read('law.json')
const rules: {
  instruments: InstrumentsInput
  facts: Fact[]
  rules: Record<string, InstrumentsInput[number]['rules']>
} = JSON.parse(readFileSync(new URL('../data/rules/eligibility.json', import.meta.url), 'utf8'))
const AS_OF: string = accords.asOf

const facts: Fact[] = [
  ...accordsFacts(),
  ...ilrsFacts(),
  ...moonFacts(),
  ...treatyFacts(),
  ...wolfFacts(),
  ...rules.facts,
]
write('facts.json', factsFile.parse({ facts }))
const ruled = [...instruments(), ...rules.instruments].map((i) => ({ ...i, rules: rules.rules[i.id] ?? [] }))
write('instruments.json', instrumentsFile.parse({ notice: law.warning, instruments: ruled }))
console.log(`${facts.length} facts written`)

function accordsFacts(): Fact[] {
  const signed = (accords.records as AccordsRecord[]).filter((r) => r.note?.includes('about to sign') !== true)
  const weakDates: Fact[] = signed.flatMap((r) => {
    const day = /CONFLICT: a machine-compiled legal file says (\d{4}-\d{2}-\d{2})/.exec(r.note ?? '')?.[1]
    if (day === undefined) return []
    const source = {
      title: 'a machine-compiled legal file, quoted in data/facts/artemis-accords.json',
      reliability: 'low',
    }
    return [
      factOf({
        subject: r.iso,
        name: r.party,
        instrument: 'artemis-accords',
        relation: 'signatory',
        on: day,
        source,
        verified: false,
        suffix: 'other-date',
      }),
    ]
  })
  return [
    ...signed.map((r) =>
      factOf({
        subject: r.iso,
        name: r.party,
        instrument: 'artemis-accords',
        relation: 'signatory',
        on: r.signedOn,
        source: r.source,
        verified: r.verified,
        ...(r.note === undefined ? {} : { note: r.note }),
      }),
    ),
    ...weakDates,
    ...['CN', 'RU'].map((iso) =>
      factOf({
        subject: iso,
        name: regionName(iso),
        instrument: 'artemis-accords',
        relation: 'denied',
        on: '2020-10-13',
        source: 'general knowledge, unverified',
        verified: false,
        note: 'never signed',
      }),
    ),
  ]
}

function ilrsFacts(): Fact[] {
  const roscosmos: RawSource = ilrs.publishedCounts[2].source
  const records = ilrs.records as IlrsRecord[]
  return [
    ...records.map((r) =>
      factOf({
        subject: r.kind.startsWith('state') ? r.iso : slug(r.participant),
        name: r.participant,
        kind: r.kind.startsWith('state') ? 'state' : r.kind.includes('organisation') ? 'organisation' : 'institution',
        instrument: 'ilrs',
        relation: 'participant',
        on: r.joinedOn,
        source: r.source,
        verified: r.verified,
        note: [r.instrument, r.note].filter((part) => part !== undefined).join('; '),
      }),
    ),
    ...records
      .filter((r) => /NOT in Roscosmos's list/.test(r.instrument ?? ''))
      .map((r) =>
        factOf({
          subject: r.iso,
          name: r.participant,
          instrument: 'ilrs',
          relation: 'denied',
          on: '2025-04-29',
          source: roscosmos,
          verified: true,
          suffix: 'not-in-list',
          note: 'not among the 13 that the head of Roscosmos counted',
        }),
      ),
    factOf({
      subject: slug('Asia-Pacific Space Cooperation Organization (APSCO)'),
      name: 'Asia-Pacific Space Cooperation Organization (APSCO)',
      kind: 'organisation',
      instrument: 'ilrs',
      relation: 'participant',
      on: '2023-06',
      source: 'general knowledge, unverified',
      verified: false,
      suffix: 'other-date',
      note: 'a joint statement with CNSA was reported in May or June 2023',
    }),
    factOf({
      subject: slug('United Arab Emirates (University of Sharjah)'),
      name: 'United Arab Emirates (University of Sharjah)',
      kind: 'institution',
      instrument: 'ilrs',
      relation: 'denied',
      on: '2023-12-31',
      source: 'general knowledge, unverified',
      verified: false,
      suffix: 'absent',
      note: 'absent from other lists of 2023',
    }),
  ]
}

function moonFacts(): Fact[] {
  const [untc, spaceReview] = treaties.moonAgreement.source as RawSource[]
  return (treaties.moonAgreement.records as MoonRecord[]).flatMap((r) => {
    const about = { subject: r.iso, name: regionName(r.iso), instrument: 'moon-agreement', verified: true }
    if (r.bound === null) return [factOf({ ...about, relation: 'signed-only', on: r.signed!, source: untc! })]
    const bound = factOf({ ...about, relation: 'bound', on: r.bound, source: untc! })
    if (r.withdrawalEffective === undefined) return [bound]
    const left = factOf({
      ...about,
      relation: 'bound',
      on: r.bound,
      source: spaceReview!,
      suffix: 'withdrawal',
      note: `withdrawal notified ${r.withdrawalNotified}, effective one year later (Art. 20)`,
    })
    return [
      bound,
      {
        ...left,
        held: { ...left.held, until: r.withdrawalEffective },
        known: { from: r.withdrawalNotified!, basis: 'the day the withdrawal was notified' },
        supersedes: bound.id,
      },
    ]
  })
}

function treatyFacts(): Fact[] {
  const ids: Record<string, string> = {
    OST: 'outer-space-treaty',
    ARRA: 'rescue-agreement',
    LIAB: 'liability-convention',
    REG: 'registration-convention',
    MOON: 'moon-agreement',
  }
  const dated = treaties.outerSpaceTreatyDates.records as Record<string, string>
  const withRecord = new Set((treaties.moonAgreement.records as MoonRecord[]).map((r) => r.iso))
  const fromDates = Object.entries(dated).map(([iso, text]) =>
    treatyFact(
      iso,
      ids['OST']!,
      text.includes('S only') ? 'S' : 'R',
      text.slice(0, 10),
      treaties.outerSpaceTreatyDates.source,
      true,
    ),
  )
  const fromTable = (treaties.stateTable as (Record<string, TreatyStatus> & { iso: string })[]).flatMap((row) =>
    Object.entries(ids).flatMap(([key, instrument]) => {
      const status = row[key]!
      const elsewhere = (key === 'OST' && row.iso in dated) || (key === 'MOON' && withRecord.has(row.iso))
      if (elsewhere || status.status === '?') return []
      return [
        treatyFact(row.iso, instrument, status.status, `<=${AS_OF}`, status.source, typeof status.source !== 'string'),
      ]
    }),
  )
  return [...fromDates, ...fromTable]
}

function treatyFact(iso: string, instrument: string, status: string, on: string, source: RawSource, verified: boolean) {
  const relation: Relation = status === 'R' ? 'bound' : status === 'S' ? 'signed-only' : 'denied'
  return factOf({ subject: iso, name: regionName(iso), instrument, relation, on, source, verified })
}

function wolfFacts(): Fact[] {
  const [w1] = law.wolf.facts as LawClause[]
  const body = (subject: string, name: string, on: string, source: RawSource, note?: string) =>
    factOf({
      subject,
      name,
      kind: 'agency',
      instrument: 'wolf-amendment',
      relation: 'covered',
      on,
      source,
      verified: true,
      ...(note === undefined ? {} : { note }),
    })
  return [
    body('NASA', 'National Aeronautics and Space Administration', '2011-04-15', w1!.source as RawSource),
    body('OSTP', 'Office of Science and Technology Policy', '2011-04-15', w1!.source as RawSource),
    body(
      'NSpC',
      'National Space Council',
      `<=${AS_OF}`,
      law.wolf.enactments[3].source,
      'added in later acts; since when was not read',
    ),
  ]
}

type About = {
  readonly subject: string
  readonly name: string
  readonly kind?: Fact['kind']
  readonly instrument: string
  readonly relation: Relation
  /** As the record prints it: a day, a month, a year, or `<=` and a day. */
  readonly on: string
  readonly source: RawSource
  readonly verified: boolean
  readonly suffix?: string
  readonly note?: string
}

function factOf(about: About): Fact {
  const range = rangeOf(about.on, about.source)
  const provenance = provenanceOf(about.source, about.verified)
  const id = [about.instrument, slug(about.subject), about.suffix].filter((p) => p !== undefined).join('-')
  return {
    id: about.relation === 'denied' && about.suffix === undefined ? `${id}-denied` : id,
    subject: about.subject,
    name: about.name,
    kind: about.kind ?? 'state',
    instrument: about.instrument,
    relation: about.relation,
    held: { from: range },
    known: knownOf(about, range.latest),
    authority: typeof about.source === 'string' ? 'general knowledge' : (about.source.publisher ?? about.source.title),
    confidence: confidenceOf(about.source, about.verified),
    ...(about.note === undefined ? {} : { note: about.note }),
    provenance,
  }
}

/** A signature is public on its day; that another source gives another day is known only from when that source was read. */
function knownOf({ source, suffix }: About, latest: string): Fact['known'] {
  if (suffix === 'other-date' && typeof source !== 'string')
    return { from: AS_OF, basis: 'the day the source was read; when it was printed is not known' }
  return {
    from: latest,
    basis: 'taken as public from the day it held, the last possible one where the day is not known',
  }
}

/** A month or a year is a range; what a source says on a day was so by that day. */
function rangeOf(text: string, source: RawSource): { earliest?: string; latest: string } {
  if (text.startsWith('<=')) return { latest: text.slice(2) }
  const printed = typeof source === 'string' ? undefined : source.date
  const sourceDay = isDay(printed) ? printed : '9999-12-31'
  const [year, month, day] = text.split('-')
  if (day !== undefined) return { earliest: text, latest: text }
  const lastDay = new Date(Date.UTC(Number(year), month === undefined ? 12 : Number(month), 0))
    .toISOString()
    .slice(0, 10)
  const first = `${year}-${month ?? '01'}-01`
  return { earliest: first, latest: sourceDay < lastDay && sourceDay >= first ? sourceDay : lastDay }
}

function isDay(text: string | undefined): text is string {
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text)
}

function confidenceOf(source: RawSource, verified: boolean): Confidence {
  if (typeof source !== 'string' && source.reliability === 'low') return 'weak'
  return verified && typeof source !== 'string' ? 'sourced' : 'general-knowledge'
}

function provenanceOf(source: RawSource, verified: boolean): Provenance {
  if (typeof source === 'string') return { kind: 'sourced', source: { title: 'general knowledge' }, verified: false }
  const { title, publisher, date, url, note, reliability } = source
  const remark = [note, reliability === undefined ? undefined : `reliability ${reliability}`].filter(
    (p) => p !== undefined,
  )
  return {
    kind: 'sourced',
    source: {
      title,
      ...(publisher === undefined ? {} : { publisher }),
      ...(date === undefined ? {} : { date }),
      ...(url === undefined ? {} : { url }),
    },
    verified,
    ...(remark.length === 0 ? {} : { note: remark.join('; ') }),
  }
}

function instruments(): InstrumentsInput {
  const general = provenanceOf('general knowledge', false)
  const counts = (record: Record<string, number | string>, source: RawSource) =>
    Object.entries(record).map(([on, count]) => ({ on, count: String(count), provenance: provenanceOf(source, false) }))
  const treaty = (id: string, name: string, gaps: string, published: Record<string, string> = {}) => ({
    id,
    name,
    kind: 'treaty' as const,
    membership: 'bound' as const,
    gaps,
    publishedCounts: counts(published, 'general knowledge'),
    provenance: general,
  })
  const few = 'only the States of data/facts/un-treaties.json are here, most without a date: not a list of parties'
  return [
    {
      id: 'artemis-accords',
      name: 'Artemis Accords',
      kind: 'arrangement',
      membership: 'signatory',
      gaps: `${accords.gaps}; Djibouti was reported on 2026-09-14 as about to sign, and an announcement is not a signature`,
      publishedCounts: counts(accords.countsPublished, 'general knowledge'),
      provenance: general,
    },
    {
      id: 'ilrs',
      name: 'International Lunar Research Station',
      kind: 'programme',
      membership: 'participant',
      gaps: ilrs.lesson,
      publishedCounts: (ilrs.publishedCounts as { asOf: string; count: string; source: RawSource }[]).map((c) => ({
        on: c.asOf,
        count: c.count,
        provenance: provenanceOf(c.source, true),
      })),
      provenance: general,
    },
    treaty('outer-space-treaty', 'Outer Space Treaty (1967)', few, { '2024-03': treaties.published.OST }),
    treaty('rescue-agreement', 'Rescue Agreement (1968)', few),
    treaty('liability-convention', 'Liability Convention (1972)', few),
    treaty('registration-convention', 'Registration Convention (1975)', few, { '2022-02': treaties.published.REG }),
    {
      id: 'moon-agreement',
      name: 'Moon Agreement (1979)',
      kind: 'treaty',
      membership: 'bound',
      publishedCounts: [
        {
          on: '2024-01-05',
          count: treaties.published.MOON,
          provenance: provenanceOf(treaties.moonAgreement.source[1], true),
        },
      ],
      provenance: provenanceOf(treaties.moonAgreement.source[0], true),
    },
    wolf(),
    ...regulations(),
  ]
}

function wolf(): InstrumentsInput[number] {
  const [first] = law.wolf.enactments
  const clauses = (law.wolf.facts as LawClause[]).map((c) => {
    const source = Array.isArray(c.source) ? c.source[0]! : c.source
    return { id: c.id.toLowerCase(), text: c.fact, provenance: provenanceOf(source, typeof source !== 'string') }
  })
  return {
    id: 'wolf-amendment',
    name: 'Wolf Amendment (Public Law 112-10, sec. 1340, and its renewals)',
    kind: 'statute',
    membership: 'covered',
    clauses,
    provenance: provenanceOf(first.source, true),
  }
}

/** Export control: the clauses that rules over parts lists cite. */
function regulations(): InstrumentsInput {
  const ids = ['itar', 'ear-9x515', 'mtcr']
  type Regime = {
    regime: string
    paragraph: string
    source: RawSource | RawSource[]
    realCase?: { fact: string; source: RawSource }
  }
  return (law.exportControl as Regime[]).map((regime, i) => {
    const source = Array.isArray(regime.source) ? regime.source[0]! : regime.source
    const provenance = provenanceOf(source, typeof source !== 'string')
    const real = regime.realCase
    return {
      id: ids[i]!,
      name: regime.regime,
      kind: 'regulation' as const,
      membership: 'covered' as const,
      clauses: [
        { id: `${ids[i]}-text`, text: regime.paragraph, provenance },
        ...(real === undefined
          ? []
          : [{ id: `${ids[i]}-case`, text: real.fact, provenance: provenanceOf(real.source, true) }]),
      ],
      provenance,
    }
  })
}

function regionName(iso: string): string {
  return new Intl.DisplayNames(['en'], { type: 'region' }).of(iso) ?? iso
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 44)
    .replace(/-$/, '')
}

function write(name: string, file: { facts: Fact[] } | { notice: string; instruments: Instrument[] }): void {
  writeFileSync(new URL(`../missions/change-8/${name}`, import.meta.url), `${JSON.stringify(file, undefined, 2)}\n`)
}
