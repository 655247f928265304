/** What a person gives to bring in many at once, from a file: each as if given alone, and all of them or none. */
import { identifier } from '@magpie/core/identifier'
import * as z from 'zod'
import { letterContent } from './letter-content.ts'
import { proposalContent } from './proposal-content.ts'
import { REVIEW_INTENTS } from './review-intents.ts'

const proposing = ['proposer'] as const
const { roles, intent: review } = REVIEW_INTENTS['review-submitted']

export const IMPORT_INTENTS = {
  'letters-imported': {
    roles: proposing,
    intent: z.strictObject({
      call: identifier,
      letters: z
        .array(z.strictObject({ letter: identifier, content: letterContent }))
        .min(1, 'needs a letter')
        .max(500),
    }),
  },
  'proposals-imported': {
    roles: proposing,
    intent: z.strictObject({
      proposals: z
        .array(z.strictObject({ letter: identifier, proposal: identifier, content: proposalContent }))
        .min(1, 'needs a proposal')
        .max(200),
    }),
  },
  'reviews-imported': {
    roles,
    intent: z.strictObject({
      call: identifier,
      reviews: z
        .array(review.omit({ call: true }))
        .min(1, 'needs a review')
        .max(500),
    }),
  },
} as const
