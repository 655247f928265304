/** Agreements and interface documents as they are printed: headings, texts and tables, apart from any paper or format. */
import type { Party } from '@magpie/mission/party'
import type { AgreementContent, IntegrationContent } from '../desk/agreement-content.ts'
import {
  type AgreementRecord,
  agreementState,
  type InterfaceRecord,
  interfaceState,
  type LineRecord,
  lastContent,
  type Signature,
} from '../desk/agreement-record.ts'
import { DISCIPLINES, printedValues } from './line.ts'
import { REGULATORY_DUTIES } from './regulatory.ts'

/** Columns share the width of the page by `share`. */
export type DocumentTable = {
  readonly kind: 'table'
  readonly columns: readonly { readonly title: string; readonly share: number }[]
  readonly rows: readonly (readonly string[])[]
}
export type DocumentBlock =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }
  | DocumentTable

export type PrintedDocument = {
  readonly id: string
  readonly title: string
  /** What it is, its version or issue, and its state. */
  readonly subtitle: string
  /** UTC of the last thing that happened to it: the same state prints the same bytes. */
  readonly at: string
  readonly blocks: readonly DocumentBlock[]
}

/** Where a signature stands in the ledger: the hash of the entry, and the key that signed it. */
export type Seal = { readonly entry: string; readonly key: string }
export type SealOf = (s: Signature) => Seal | undefined

/** What printing needs beside the record itself. */
export type PrintGround = {
  readonly parties: ReadonlyMap<string, Party>
  readonly sealOf: SealOf
  /** People by their ids, where their names are known. */
  readonly names?: ReadonlyMap<string, string>
}

/** An agreement in its last version. */
export function agreementDocument(record: AgreementRecord, ground: PrintGround): PrintedDocument {
  const content = lastContent(record)
  const version = record.versions.length
  const kind = content.kind === 'memorandum' ? 'Memorandum of understanding' : 'Integration agreement'
  const times = [...record.versions.map((v) => v.at), ...record.signatures.map((s) => s.at)].sort()
  return {
    id: record.id,
    title: content.title,
    subtitle: `${kind} · version ${version} · ${WORDS[agreementState(record)]}`,
    at: times.at(-1)!,
    blocks: [
      ...partiesBlocks(content.parties, ground),
      ...(content.text === '' ? [] : [heading('Text'), text(content.text)]),
      ...(content.kind === 'memorandum' ? [] : integrationBlocks(content, record)),
      ...policyBlocks(content),
      ...signatureBlocks(content.parties, record.signatures, ground),
    ],
  }
}

/** An interface document with its lines by discipline. */
export function interfaceDocument(record: InterfaceRecord, ground: PrintGround): PrintedDocument {
  const { host, guest } = record
  const issue = record.issues.at(-1)
  const signatures = record.lines.flatMap((l) => l.signatures.map((s) => ({ ...s, line: l.line.id })))
  const times = [
    ...record.issues.map((i) => i.at),
    ...signatures.map((s) => s.at),
    ...record.changes.flatMap((c) => [c.at, ...c.signatures.map((s) => s.at)]),
    ...record.lines.flatMap((l) => l.verified.map((v) => v.at)),
  ].sort()
  const disciplines = [...new Set(record.lines.map((l) => DISCIPLINES[l.line.kind]))]
  const ends = record.singleEnd ? ' · single end: the host is fixed' : ''
  return {
    id: record.id,
    title: record.title,
    subtitle: `Interface control document · ${issue === undefined ? 'no issue yet' : `issue ${issue.issue}`} · ${interfaceState(record)}${ends}`,
    at: times.at(-1) ?? '1970-01-01T00:00:00.000Z',
    blocks: [
      text(
        `Under ${record.agreement}. Host: ${host.element}, of ${nameOf(host.party, ground)}. Guest: ${guest.element}, of ${nameOf(guest.party, ground)}.`,
      ),
      ...disciplines.flatMap((d) => [
        heading(`${d.charAt(0).toUpperCase()}${d.slice(1)}`),
        lineTable(record.lines.filter((l) => DISCIPLINES[l.line.kind] === d)),
      ]),
      heading('Requirements and their verification'),
      verificationTable(record.lines, record),
      ...changeBlocks(record),
      heading('Signatures'),
      table(
        [
          ['Line', 2],
          ['Party', 3],
          ['Signed (UTC)', 3],
          ['Ledger entry and key', 5],
        ],
        signatures.map((s) => [s.line, nameOf(s.party, ground), clock(s.at), sealText(s, ground)]),
      ),
    ],
  }
}

const WORDS = { draft: 'draft', signing: 'being signed', 'in-force': 'in force', amending: 'being amended' } as const

function heading(t: string): DocumentBlock {
  return { kind: 'heading', text: t }
}

function text(t: string): DocumentBlock {
  return { kind: 'text', text: t }
}

function table(columns: readonly (readonly [string, number])[], rows: DocumentTable['rows']): DocumentTable {
  return { kind: 'table', columns: columns.map(([title, share]) => ({ title, share })), rows }
}

function nameOf(party: string, { parties }: PrintGround): string {
  return parties.get(party)?.name ?? party
}

function clock(at: string): string {
  return at.replace('T', ' ').replace(/(\.\d+)?Z$/, '')
}

function partiesBlocks(parties: readonly string[], ground: PrintGround): DocumentBlock[] {
  const rows = parties.map((p) => [nameOf(p, ground), p, ground.parties.get(p)?.state ?? ''])
  return [
    heading('Parties'),
    table(
      [
        ['Name', 6],
        ['Identifier', 3],
        ['State', 1],
      ],
      rows,
    ),
  ]
}

function integrationBlocks(content: IntegrationContent, record: AgreementRecord): DocumentBlock[] {
  const elements = content.elements.map((e) => [
    `${e.name} (${e.id})`,
    e.owner,
    e.host ?? 'stands alone',
    e.parameters.map((p) => `${p.name} ${p.value} ${p.unit}`).join('; '),
  ])
  const grants = content.grants.map((g) => [
    `${g.id}: ${g.grantor} to ${g.grantee}`,
    `${g.element}: ${g.actions.join(', ')}`,
    boundsOf(g),
  ])
  const file = record.regulatory.map((r) => [
    r.element,
    REGULATORY_DUTIES[r.item].title,
    r.owner,
    r.due ?? '',
    r.state,
    [...(r.reason === undefined ? [] : [r.reason]), ...r.evidence.map((e) => e.text)].join('; '),
  ])
  return [
    heading('Elements'),
    table(
      [
        ['Element', 4],
        ['Owner', 2],
        ['Host', 2],
        ['Figures', 5],
      ],
      elements,
    ),
    ...(grants.length === 0
      ? []
      : [
          heading('Grants'),
          table(
            [
              ['Grant', 4],
              ['Actions', 3],
              ['Bounds', 6],
            ],
            grants,
          ),
        ]),
    heading('Regulatory file'),
    table(
      [
        ['Element', 2],
        ['Item', 4],
        ['Owner', 2],
        ['Due', 2],
        ['State', 1.4],
        ['Evidence', 4],
      ],
      file,
    ),
  ]
}

function boundsOf(g: IntegrationContent['grants'][number]): string {
  const ranges = Object.entries(g.arguments).map(([name, r]) => `${name} ${r.min} to ${r.max}`)
  const window = [
    g.from === undefined ? '' : `from ${clock(g.from)}`,
    g.until === undefined ? '' : `until ${clock(g.until)}`,
  ]
  return [
    ...ranges,
    window.filter((w) => w !== '').join(' '),
    g.phases.length === 0 ? '' : `in ${g.phases.join(', ')}`,
    g.approvals === 0 ? '' : `${g.approvals} approval${g.approvals === 1 ? '' : 's'} each time`,
    g.revocable ? 'revocable' : 'not revocable',
    g.onward ? 'may be passed on' : 'not passed on',
  ]
    .filter((t) => t !== '')
    .join('; ')
}

function policyBlocks({ dataPolicy, until }: AgreementContent): DocumentBlock[] {
  const blocks: DocumentBlock[] = []
  if (dataPolicy !== undefined) {
    const sharing = dataPolicy.sharing.map((s) => `${s.party} has ${s.what}`).join('; ')
    const during = sharing === '' ? 'its owner alone has the data' : `during it ${sharing}`
    blocks.push(
      heading('Data'),
      text(
        `Embargo of ${dataPolicy.embargo_days} days after receipt; ${during}. Afterwards under ${dataPolicy.licence}.`,
      ),
    )
  }
  if (until !== undefined) blocks.push(heading('Term'), text(`Until ${until}.`))
  return blocks
}

function signatureBlocks(
  parties: readonly string[],
  signatures: readonly Signature[],
  ground: PrintGround,
): DocumentBlock[] {
  const rows = parties.map((party) => {
    const s = signatures.find((x) => x.party === party)
    return s === undefined
      ? [nameOf(party, ground), 'not signed yet', '', '']
      : [nameOf(party, ground), clock(s.at), ground.names?.get(s.person) ?? s.person, sealText(s, ground)]
  })
  return [
    heading('Signatures'),
    table(
      [
        ['Party', 4],
        ['Signed (UTC)', 3],
        ['Person', 2],
        ['Ledger entry and key', 5],
      ],
      rows,
    ),
  ]
}

function sealText(s: Signature, { sealOf }: PrintGround): string {
  const seal = sealOf(s)
  return seal === undefined ? 'not in this ledger' : `entry ${seal.entry}\nkey ${seal.key}`
}

function lineTable(lines: readonly LineRecord[]): DocumentTable {
  const rows = lines.map((l) => [
    l.line.id,
    `${l.line.title} (revision ${l.revision})`,
    valuesText(l.line.host),
    valuesText(l.line.guest),
    l.status,
  ])
  return table(
    [
      ['Line', 2],
      ['Title', 3],
      ['Host states', 4],
      ['Guest states', 4],
      ['State', 1.8],
    ],
    rows,
  )
}

function valuesText(stated: Parameters<typeof printedValues>[0]): string {
  return printedValues(stated)
    .map(({ name, value, unit }) => `${name} ${value}${unit === '' ? '' : ` ${unit}`}`)
    .join('; ')
}

function verificationTable(lines: readonly LineRecord[], record: InterfaceRecord): DocumentTable {
  const rows = lines.map(({ line, verified }) => {
    const { requirement, method, stage, due, by } = line.verification
    const last = verified.at(-1)
    const outcome = last === undefined ? 'open' : `${last.outcome} ${last.at.slice(0, 10)}: ${last.evidence.text}`
    return [
      line.id,
      requirement,
      `${method}, ${stage}${due === undefined ? '' : ` by ${due}`}`,
      record[by].party,
      outcome,
    ]
  })
  return table(
    [
      ['Line', 2],
      ['Requirement', 4],
      ['Method and when', 3],
      ['By', 2],
      ['Outcome', 3.5],
    ],
    rows,
  )
}

function changeBlocks(record: InterfaceRecord): DocumentBlock[] {
  if (record.changes.length === 0) return []
  const rows = record.changes.map((c) => [
    c.id,
    c.line,
    `${c.reason}: ${valuesText(c.to.host)} / ${valuesText(c.to.guest)}`,
    c.breaks.map((b) => b.text).join('; '),
    c.state,
  ])
  return [
    heading('Changes'),
    table(
      [
        ['Request', 1.5],
        ['Line', 2],
        ['What and why', 5],
        ['What it breaks', 5],
        ['State', 1.8],
      ],
      rows,
    ),
  ]
}
