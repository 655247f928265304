/** What an agreement says, as its parties type it: memoranda and integration agreements. Interface documents stand beside. */
import { identifier } from '@magpie/core/identifier'
import { dataPolicy, grant } from '@magpie/mission/agreement'
import { cooperationLevel } from '@magpie/mission/project'
import * as z from 'zod'
import { civilDay } from '../civil-date.ts'
import { regulatoryItem } from '../interface/regulatory.ts'
import { plainLine, plainText } from './plain-text.ts'
import { proposedElement } from './proposal-content.ts'

const instant = z.iso.datetime({ offset: false, error: 'is an instant in UTC such as 2029-01-31T00:00:00Z' })

/** A grant as the owner writes it, bounds and all. */
const agreedGrant = grant.omit({ agreement: true, from: true, until: true }).extend({
  from: instant.optional(),
  until: instant.optional(),
})
export type AgreedGrant = z.infer<typeof agreedGrant>

/** An element that the agreement brings: its owner signs, and the host carries it. */
const agreedElement = proposedElement.omit({ owner: true }).extend({ owner: identifier })
export type AgreedElement = z.infer<typeof agreedElement>

const common = {
  title: plainLine(200),
  parties: z
    .array(identifier)
    .min(2, 'needs two parties')
    .max(50)
    .refine((list) => new Set(list).size === list.length, 'names a party twice'),
  text: plainText(40_000).default(''),
  until: civilDay.optional(),
  dataPolicy: dataPolicy.optional(),
}

const memorandumContent = z.strictObject({ kind: z.literal('memorandum'), ...common })

const integrationContent = z.strictObject({
  kind: z.literal('integration-agreement'),
  ...common,
  /** The memorandum under which it stands. */
  memorandum: identifier.optional(),
  /** The call whose envelope the elements count against. */
  call: identifier.optional(),
  project: identifier.optional(),
  /** A proposal whose elements it brings, so that nobody types them again; what `elements` says goes before. */
  proposal: identifier.optional(),
  level: cooperationLevel,
  elements: z.array(agreedElement).max(20).default([]),
  grants: z.array(agreedGrant).max(200).default([]),
  /** The last signature waits until every interface document of it is baselined. */
  interfacesFirst: z.boolean().default(false),
  /** Items of the regulatory file without which no interface document is baselined. */
  regulatoryBlocks: z.array(regulatoryItem).default([]),
})
export type IntegrationContent = z.infer<typeof integrationContent>

export const agreementContent = z.discriminatedUnion('kind', [memorandumContent, integrationContent])
export type AgreementContent = z.infer<typeof agreementContent>
