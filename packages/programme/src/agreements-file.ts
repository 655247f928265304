/**
 * `agreements.json` of a mission folder: what the parties of the projects sign after the decision. Grants name no
 * agreement here, since they stand in it.
 */
import { identifier } from '@magpie/core/identifier'
import { agreement, grant } from '@magpie/mission/agreement'
import * as z from 'zod'

export const agreementTerms = agreement.omit({ grants: true }).extend({
  grants: z.array(grant.omit({ agreement: true, id: true }).extend({ id: identifier })),
})
export type AgreementTerms = z.infer<typeof agreementTerms>

export const agreementsFile = z.strictObject({ agreements: z.array(agreementTerms) })
export type AgreementsFile = z.infer<typeof agreementsFile>
