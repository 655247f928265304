/** A letter as a proposer typed it at the desk, as eligibility asks about it. What was not typed stays unknown. */
import type { Provenance } from '@magpie/core/provenance'
import { type LetterContent, partiesOf } from '../desk/letter-content.ts'
import { classifiedPart, type Part } from './declarations.ts'
import type { Participation } from './participation.ts'

/** A part whose classification cannot be read; its origin counts, its lists stay unknown and are asked about. */
export type UnreadPart = { readonly name: string; readonly classification: string }

/** The participation, and the parts of which the classification could not be read. */
export function participationOfLetter(
  id: string,
  content: LetterContent,
): { readonly participation: Participation; readonly unread: readonly UnreadPart[] } {
  const provenance: Provenance = { kind: 'derived', from: `letter ${id} as submitted` }
  const { mass_kg } = content
  const unread: UnreadPart[] = []
  const items = content.parts.map(({ name, origin, classification }): Part => {
    const read = classifiedPart(name, origin, classification)
    if (read !== undefined) return read
    unread.push({ name, classification: classification ?? '' })
    return { name, origin, licences: [] }
  })
  const participation: Participation = {
    id,
    lead: content.lead,
    parties: partiesOf(content),
    level: content.level,
    ...(mass_kg === undefined ? {} : { mass: { value: mass_kg, unit: 'kg', provenance } }),
    funding: content.funding.map((funder) => ({ funder, provenance })),
    mode: content.mode,
    declaresForeignParty: content.declaresForeignParty,
    // Letters of before these were asked for have none.
    papers: (content.papers ?? []).map(({ kind, on }) => ({ kind, on, provenance })),
    parts: { items, provenance },
    recipients: [...(content.subRecipients ?? [])],
    commercialSupply: false,
    visits: [],
    provenance,
  }
  return { participation, unread }
}
