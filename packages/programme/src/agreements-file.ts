/**
 * `agreements.json` of a mission folder: what the parties of the projects sign after the decision. Grants name no
 * agreement here, since they stand in it.
 */
import { identifier } from '@magpie/core/identifier'
import { agreement, grant } from '@magpie/mission/agreement'
import { cooperationLevel, elementDraft } from '@magpie/mission/project'
import * as z from 'zod'

/**
 * The elements as they were signed, with the figures that interface documents baselined. They go before what the project
 * carried over from its proposals; where no decision formed the project, the agreement itself is what forms it.
 */
const broughtProject = z.strictObject({
  level: cooperationLevel,
  lead: identifier,
  proposals: z.array(identifier).default([]),
  elements: z.array(elementDraft).min(1),
})

const agreementTerms = agreement.omit({ grants: true }).extend({
  grants: z.array(grant.omit({ agreement: true, id: true }).extend({ id: identifier })),
  brings: broughtProject.optional(),
})
export type AgreementTerms = z.infer<typeof agreementTerms>

export const agreementsFile = z.strictObject({ agreements: z.array(agreementTerms) })
export type AgreementsFile = z.infer<typeof agreementsFile>
