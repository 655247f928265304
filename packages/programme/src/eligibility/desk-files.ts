/** What eligibility reads of a call at the desk: its letters as they stand, and the facts that its owner stated. */
import { decisionOf } from '../desk/decision-acts.ts'
import { type CallRecord, type Desk, type LetterRecord, lastVersion } from '../desk/record.ts'
import type { Letter } from '../letters-file.ts'
import { participationOfLetter } from './desk-letter.ts'
import type { EligibilityFiles } from './question.ts'

/** The files of a call at the desk over those of a mission: its letters that `seen` admits, and all parties and facts. */
export function eligibilityFilesOf(
  base: Pick<EligibilityFiles, 'facts' | 'instruments' | 'parties'>,
  desk: Desk,
  { call }: CallRecord,
  seen: (letter: LetterRecord) => boolean = () => true,
): EligibilityFiles {
  const letters = [...desk.letters.values()].filter((l) => l.call === call.id && l.state === 'submitted' && seen(l))
  const parties = new Map([...base.parties.parties.map((p) => [p.id, p] as const), ...desk.parties])
  return {
    call,
    letters: { letters: letters.map(letterOf) },
    parties: { parties: [...parties.values()] },
    facts: { facts: [...base.facts.facts, ...(desk.facts.get(call.id) ?? [])] },
    instruments: base.instruments,
  }
}

/** What was decided of a letter until now, in one word: what a verdict that flips calls into question. */
export function standingOfLetter(desk: Desk, { id, call }: LetterRecord): string {
  const decision = decisionOf(desk, call)
  const proposals = [...desk.proposals.values()].filter((p) => p.letter === id && p.state === 'submitted')
  const outcome = decision?.outcomes.find((o) => proposals.some((p) => p.id === o.proposal))?.outcome
  if (outcome !== undefined) return outcome
  if (proposals.length > 0) return 'proposed'
  return desk.answers.get(id)?.answer ?? 'submitted'
}

function letterOf(letter: LetterRecord): Letter {
  const { content, at } = lastVersion(letter)
  const { participation } = participationOfLetter(letter.id, content)
  return {
    ...participation,
    title: content.title,
    receivedAt: at,
    receivedProvenance: { kind: 'derived', from: `receipt of letter ${letter.id}` },
    rehearsal: false,
  }
}
