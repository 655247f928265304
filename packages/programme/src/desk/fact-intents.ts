/** What the owner of a call gives to state facts. */
import { identifier } from '@magpie/core/identifier'
import * as z from 'zod'
import { fact } from '../facts-file.ts'
import { plainLine } from './plain-text.ts'

export const FACT_INTENTS = {
  'facts-stated': {
    roles: ['officer'] as const,
    intent: z.strictObject({
      call: identifier,
      facts: z.array(fact).min(1, 'needs a fact').max(500),
      reason: plainLine(400),
    }),
  },
} as const
