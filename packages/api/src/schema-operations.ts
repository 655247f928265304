/** The schemas of what people bring in from files, published as JSON Schema: editors and scripts check against them. */
import { callFile } from '@magpie/programme/call-file'
import { agreementContent } from '@magpie/programme/desk/agreement-content'
import { runInputs } from '@magpie/programme/desk/decision-intents'
import { IMPORT_INTENTS } from '@magpie/programme/desk/import-intents'
import { letterContent } from '@magpie/programme/desk/letter-content'
import { proposalContent } from '@magpie/programme/desk/proposal-content'
import { REVIEW_INTENTS } from '@magpie/programme/desk/review-intents'
import { factsFile } from '@magpie/programme/facts-file'
import { reviewerProfile } from '@magpie/programme/review/reviewer'
import * as z from 'zod'
import { operation } from './operation.ts'

const published = {
  agreement: agreementContent,
  call: callFile,
  facts: factsFile,
  letter: letterContent,
  letters: IMPORT_INTENTS['letters-imported'].intent.shape.letters,
  proposal: proposalContent,
  proposals: IMPORT_INTENTS['proposals-imported'].intent.shape.proposals,
  review: REVIEW_INTENTS['review-submitted'].intent,
  reviewer: reviewerProfile,
  reviews: IMPORT_INTENTS['reviews-imported'].intent.shape.reviews,
  'selection-inputs': runInputs,
} as const

const schemaName = z.enum(Object.keys(published) as [keyof typeof published, ...(keyof typeof published)[]])

/** A published schema, JSON Schema 2020-12. Rules between fields, and with the call, are told when it is checked or submitted. */
export function publishedSchema(name: z.infer<typeof schemaName>): Record<string, unknown> {
  const schema = z.toJSONSchema(published[name], { io: 'input', unrepresentable: 'any' })
  return { $id: `urn:magpie:schema:${name}`, title: name, ...schema }
}

export const schemaOperations = {
  schema: operation({
    name: 'schema.show',
    summary: 'The JSON Schema of a file that people bring in, such as a proposal',
    place: 'both',
    access: 'anyone',
    input: z.strictObject({ name: schemaName }),
    output: z.record(z.string(), z.unknown()),
    http: { method: 'get', path: '/schemas/{name}' },
    cli: { words: ['schema'], positional: ['name'] },
  }),
} as const
