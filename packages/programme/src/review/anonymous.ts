/**
 * A proposal without who proposes it, for dual-anonymous review: parties, people and attachments' names are left out, ids
 * that the team chose are numbered, and the team's names are struck out of every text. What a text tells in other words, or an
 * attached document, is the team's to keep out.
 */
import { type LetterContent, partiesOf } from '../desk/letter-content.ts'
import type { ProposalContent } from '../desk/proposal-content.ts'
import type { Desk } from '../desk/record.ts'

/** What stands for the team's names. */
const STRUCK = '[the team]'

export type PaperContent = Omit<ProposalContent, 'lead' | 'team' | 'people'> &
  Partial<Pick<ProposalContent, 'lead' | 'team' | 'people'>>

/** The content as a reviewer who must not know the team reads it. */
export function withoutTeam(desk: Desk, content: ProposalContent): PaperContent {
  const { title, level, summary, topics, cost } = content
  const numbers = new Map(content.elements.map((e, i) => [e.id, `element-${i + 1}`]))
  const own = (id: string) => numbers.get(id) ?? id
  const plain = {
    ...{ title, level, summary, topics, cost },
    elements: content.elements.map(({ owner: _, id, host, ...e }) => ({
      ...e,
      id: own(id),
      ...(host === undefined ? {} : { host: own(host) }),
    })),
    jointOperations: content.jointOperations.map((o, i) => ({
      ...o,
      id: `operation-${i + 1}`,
      element: own(o.element),
      touches: o.touches.map(own),
    })),
    attachments: content.attachments.map((a, i) => ({ ...a, name: `attachment-${i + 1}` })),
  }
  return struck(plain, namesOf(desk, content)) as PaperContent
}

/** Names and ids of the parties and people of a team, the longest first. */
function namesOf(
  desk: Desk,
  content: Pick<LetterContent, 'lead' | 'team'> & Pick<ProposalContent, 'people'>,
): RegExp[] {
  const parties = partiesOf(content).flatMap((id) => [
    id,
    ...(desk.parties.has(id) ? [desk.parties.get(id)!.name] : []),
  ])
  const people = content.people.flatMap((p) => [p.name, ...(p.email === undefined ? [] : [p.email])])
  const names = [...new Set([...parties, ...people])].sort((a, b) => b.length - a.length)
  return names.map((name) => new RegExp(`(?<![\\p{L}\\p{N}])${escaped(name)}(?![\\p{L}\\p{N}])`, 'giu'))
}

/** Every string of a value with these struck out; ids of a team's own making are numbered before. */
function struck(value: unknown, names: readonly RegExp[]): unknown {
  if (typeof value === 'string') return names.reduce((text, name) => text.replaceAll(name, STRUCK), value)
  if (Array.isArray(value)) return value.map((one) => struck(one, names))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, struck(one, names)]))
}

/** A text as an expression that finds just it. */
function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
