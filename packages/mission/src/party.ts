/** Parties: who takes part. A party may be part of another, and belongs to a State where it is not an organisation of several. */
import { identifier } from '@magpie/core/identifier'
import { provenance } from '@magpie/core/provenance'
import * as z from 'zod'

export const partyKind = z.enum(['state', 'agency', 'institution', 'company', 'international-organisation'])

/** Who reads as anybody does, without an agreement. No party has this id. */
export const PUBLIC = 'public'

/** One party of `parties.json`; `state` is its ISO 3166-1 alpha-2 code. */
export const party = z.strictObject({
  id: identifier.refine((id) => id !== PUBLIC, `"${PUBLIC}" stands for everybody: a party has another id`),
  name: z.string().min(1),
  kind: partyKind,
  state: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  partOf: identifier.optional(),
  provenance,
})
export type Party = z.infer<typeof party>

/** `parties.json` of a mission folder. */
export const partiesFile = z.strictObject({ parties: z.array(party).min(1) })
export type PartiesFile = z.infer<typeof partiesFile>
