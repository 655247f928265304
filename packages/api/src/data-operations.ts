/** What was agreed on data, as it concerns who asks. */
import * as z from 'zod'
import { held } from './mission-views.ts'
import { operation } from './operation.ts'

const term = z.strictObject({
  rule: z.enum(['owner-reads', 'host-reads-housekeeping', 'shared', 'after-embargo']),
  basis: z.string().describe('what it rests on, in words'),
  agreement: z.string().optional(),
  licence: z.string().optional().describe('SPDX name of the licence, where the embargo is over'),
  delay_s: z.number().min(0),
  every_s: z.number().min(0).describe('one sample in so many seconds; 0 is all'),
  step: z.number().min(0).describe('numbers are rounded to multiples of it; 0 leaves them as they are'),
  from: z.string().optional(),
  until: z.string().optional(),
})

export const dataOperations = {
  dataReading: operation({
    name: 'data.reading',
    summary: 'What you read of each element, and by which agreement: housekeeping, and each result of an instrument',
    place: 'centre',
    access: 'anyone',
    input: z.strictObject({ element: z.string().min(1).optional() }),
    output: z.strictObject({
      reader: z.string().describe('the party that you act for, or `public`'),
      elements: z.array(
        z.strictObject({
          element: z.string(),
          name: z.string(),
          owner: z.string(),
          items: z.array(
            z.strictObject({
              parameter: z.string().describe('`*` stands for all housekeeping that no other item names'),
              kind: z.enum(['science', 'housekeeping']),
              reads: z.enum(['all', 'bounded', 'later', 'never']),
              terms: z.array(term).describe('the least bounded first'),
              held: held.optional(),
            }),
          ),
        }),
      ),
    }),
    http: { method: 'get', path: '/data/reading' },
    cli: { words: ['data', 'reading'], positional: [] },
  }),
}
