/**
 * The regulatory file of an element: what its States and parties owe the world before it flies. Each item names the
 * instrument it comes from; the instruments are named from general knowledge and marked so.
 */
import { identifier } from '@magpie/core/identifier'
import type { Provenance } from '@magpie/core/provenance'
import * as z from 'zod'
import { civilDay } from '../civil-date.ts'
import { attachment } from '../desk/letter-content.ts'
import { plainLine } from '../desk/plain-text.ts'

export const regulatoryItem = z.enum([
  'frequency-itu',
  'frequency-sfcg',
  'planetary-protection',
  'registration',
  'liability',
  'export-licences',
])
export type RegulatoryItem = z.infer<typeof regulatoryItem>

/** What the file asks for, and the instrument behind it. */
export type RegulatoryDuty = { readonly title: string; readonly asks: string; readonly provenance: Provenance }

function named(title: string, publisher: string, date?: string): Provenance {
  const source = date === undefined ? { title, publisher } : { title, publisher, date }
  return { kind: 'sourced', source, verified: false, note: 'named from general knowledge' }
}

export const REGULATORY_DUTIES: Readonly<Record<RegulatoryItem, RegulatoryDuty>> = {
  'frequency-itu': {
    title: 'Frequency coordination, ITU',
    asks: 'advance publication, coordination and notification of the frequencies by the administration',
    provenance: named('Radio Regulations, articles 9 and 11', 'International Telecommunication Union'),
  },
  'frequency-sfcg': {
    title: 'Frequency coordination, SFCG',
    asks: 'coordination of lunar frequencies among agencies',
    provenance: named('Recommendation SFCG 32-2', 'Space Frequency Coordination Group'),
  },
  'planetary-protection': {
    title: 'Planetary protection category',
    asks: 'the category of the mission and its documents; landers on the Moon are of category II',
    provenance: named('COSPAR Policy on Planetary Protection', 'Committee on Space Research'),
  },
  registration: {
    title: 'Registration of the object',
    asks: 'the launching State that registers it, and the entry in the register of the United Nations',
    provenance: named('Convention on Registration of Objects Launched into Outer Space', 'United Nations', '1975'),
  },
  liability: {
    title: 'Liability',
    asks: 'who bears damage between the launching States, by an agreement among them (article V)',
    provenance: named(
      'Convention on International Liability for Damage Caused by Space Objects',
      'United Nations',
      '1972',
    ),
  },
  'export-licences': {
    title: 'Export licences',
    asks: 'licences for the controlled parts on the list, or the finding that none is needed',
    provenance: { kind: 'derived', from: 'the export-control rules of the call, and the list of parts' },
  },
}

/** `waived` needs a reason; `done` needs evidence. */
export const regulatoryState = z.enum(['open', 'in-work', 'done', 'waived'])

/** A document by its hash, with what it says in a line. */
export const evidence = z.strictObject({ text: plainLine(300), document: attachment.optional() })
export type Evidence = z.infer<typeof evidence>

/** What export control says of the parts that the element's letter declares: the verdict, and the rules that it rests on. */
export const exportRuling = z.strictObject({
  verdict: z.enum(['eligible', 'ineligible', 'needs-evidence']),
  reason: z.string(),
  rules: z.array(
    z.strictObject({
      rule: z.string(),
      version: z.number().int(),
      title: z.string(),
      instrument: z.string(),
      outcome: z.string(),
      source: z.string(),
    }),
  ),
  /** Whose declaration was judged, and as of which day. */
  from: z.string(),
  held: civilDay,
})
export type ExportRuling = z.infer<typeof exportRuling>

export const regulatoryEntry = z.strictObject({
  item: regulatoryItem,
  element: identifier,
  /** The party that sees to it. */
  owner: identifier,
  due: civilDay.optional(),
  state: regulatoryState,
  reason: plainLine(400).optional(),
  evidence: z.array(evidence).max(20),
  /** Of export licences, where eligibility was asked. */
  ruling: exportRuling.optional(),
})
export type RegulatoryEntry = z.infer<typeof regulatoryEntry>

const RULED: Readonly<Record<ExportRuling['verdict'], RegulatoryEntry['state']>> = {
  eligible: 'done',
  ineligible: 'in-work',
  'needs-evidence': 'in-work',
}

/** The file as it begins: every item open, and the owner of the element sees to it. */
export function openRegulatoryFile(element: string, owner: string, ruling?: ExportRuling): RegulatoryEntry[] {
  return regulatoryItem.options.map((item) => {
    const entry: RegulatoryEntry = { item, element, owner, state: 'open', evidence: [] }
    if (item !== 'export-licences' || ruling === undefined) return entry
    const text = `export control: ${ruling.verdict}; ${ruling.reason}`
    const line = text.length > 300 ? `${text.slice(0, 297)}...` : text
    return { ...entry, state: RULED[ruling.verdict], evidence: [{ text: line }], ruling }
  })
}

/** The items among `blocking` that are neither done nor waived. */
export function missingItems(file: readonly RegulatoryEntry[], blocking: readonly RegulatoryItem[]): RegulatoryEntry[] {
  return file.filter((e) => blocking.includes(e.item) && e.state !== 'done' && e.state !== 'waived')
}
