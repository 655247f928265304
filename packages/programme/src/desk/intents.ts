/** What a person gives for each kind of act, and in which roles: the part of an act that contract and forms need. */
import { identifier } from '@magpie/core/identifier'
import { party } from '@magpie/mission/party'
import type { Role } from '@magpie/mission/role'
import * as z from 'zod'
import { clockTime } from '../call-deadline.ts'
import { callFile } from '../call-file.ts'
import { civilDay } from '../civil-date.ts'
import { AGREEMENT_INTENTS } from './agreement-intents.ts'
import { DECISION_INTENTS } from './decision-intents.ts'
import { FACT_INTENTS } from './fact-intents.ts'
import { IMPORT_INTENTS } from './import-intents.ts'
import { LEADERSHIP_INTENTS } from './leadership-intents.ts'
import { letterContent } from './letter-content.ts'
import { plainLine, plainText } from './plain-text.ts'
import { proposalContent } from './proposal-content.ts'
import { REVIEW_INTENTS } from './review-intents.ts'

/** Any one of `roles`, held in the acting party. */
export type Intent<I extends z.ZodObject = z.ZodObject> = {
  readonly roles: readonly [Role, ...Role[]]
  readonly intent: I
}

function by<I extends z.ZodObject>(roles: readonly [Role, ...Role[]], intent: I): Intent<I> {
  return { roles, intent }
}

const reason = plainLine(400)
const filled = (most: number) => plainText(most).refine((t) => t.length > 0, 'is empty')

export const INTENTS = {
  'party-registered': by(['officer'], z.strictObject({ party: party.omit({ provenance: true }) })),
  'call-opened': by(['officer'], z.strictObject({ call: callFile })),
  'deadline-moved': by(
    ['officer'],
    z.strictObject({
      call: identifier,
      deadline: z.enum(['letters', 'proposals']),
      day: civilDay,
      time: clockTime,
      grace_s: z.number().min(0).max(86_400).optional(),
      reason,
    }),
  ),
  'call-amended': by(['officer'], z.strictObject({ call: callFile, reason })),
  'question-asked': by(['officer', 'proposer', 'member'], z.strictObject({ call: identifier, text: filled(4000) })),
  'question-answered': by(
    ['officer'],
    z.strictObject({ call: identifier, question: identifier, answer: filled(8000) }),
  ),
  'transfer-offered': by(['officer'], z.strictObject({ call: identifier, to: identifier, reason })),
  'transfer-accepted': by(['officer'], z.strictObject({ call: identifier })),
  'call-closed': by(['officer'], z.strictObject({ call: identifier, reason })),
  'letter-submitted': by(
    ['proposer'],
    z.strictObject({ call: identifier, letter: identifier, content: letterContent }),
  ),
  'letter-withdrawn': by(['proposer'], z.strictObject({ letter: identifier, reason })),
  'part-confirmed': by(
    ['proposer', 'member'],
    z.strictObject({ letter: identifier, version: z.number().int().min(1) }),
  ),
  'letter-split': by(
    ['proposer'],
    z.strictObject({
      letter: identifier,
      into: z
        .array(z.strictObject({ letter: identifier, content: letterContent }))
        .min(2)
        .max(10),
    }),
  ),
  'merge-offered': by(
    ['proposer'],
    z.strictObject({
      letters: z.tuple([identifier, identifier]).refine(([a, b]) => a !== b, 'takes two different letters'),
      merged: identifier,
      content: letterContent,
    }),
  ),
  'merge-accepted': by(['proposer'], z.strictObject({ merged: identifier })),
  'letter-answered': by(
    ['officer'],
    z.strictObject({ letter: identifier, answer: z.enum(['invited', 'declined']), reason }),
  ),
  'proposal-submitted': by(
    ['proposer'],
    z.strictObject({ letter: identifier, proposal: identifier, content: proposalContent }),
  ),
  'proposal-withdrawn': by(['proposer'], z.strictObject({ proposal: identifier, reason })),
  ...DECISION_INTENTS,
  ...FACT_INTENTS,
  ...IMPORT_INTENTS,
  ...LEADERSHIP_INTENTS,
  ...AGREEMENT_INTENTS,
  ...REVIEW_INTENTS,
} as const
