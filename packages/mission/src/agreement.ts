/** Agreements between parties and the grants that follow from them: who may command what, within which bounds. */
import { identifier } from '@magpie/core/identifier'
import { provenance } from '@magpie/core/provenance'
import * as z from 'zod'

/**
 * A right that one party gives another over an element: `actions` are command names (or `*`), `arguments` their
 * allowed ranges, the window is half-open in UTC, `approvals` the number of people of the grantor who must agree each time.
 */
export const grant = z.strictObject({
  id: identifier,
  agreement: identifier,
  grantor: identifier,
  grantee: identifier,
  element: identifier,
  actions: z.array(z.string().min(1)).min(1),
  arguments: z.record(z.string(), z.strictObject({ min: z.number(), max: z.number() })).default({}),
  from: z.string().optional(),
  until: z.string().optional(),
  phases: z.array(identifier).default([]),
  approvals: z.number().int().min(0).default(0),
  revocable: z.boolean().default(true),
  onward: z.boolean().default(false),
})
export type Grant = z.infer<typeof grant>

/** What the parties of a project signed: its elements, who hosts them, the grants. */
export const agreement = z.strictObject({
  id: identifier,
  title: z.string().min(1),
  kind: z.enum(['memorandum', 'integration-agreement', 'joint-operation']),
  parties: z.array(identifier).min(1),
  project: identifier.optional(),
  elements: z.array(identifier),
  signedOn: z.string().optional(),
  grants: z.array(grant),
  provenance,
})
export type Agreement = z.infer<typeof agreement>
