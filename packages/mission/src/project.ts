/**
 * Projects: what a selection confirms, before it has become part of the mission. Proposals merge and split into projects;
 * `adoptProject` turns one into elements, an agreement and grants. The programme writes drafts, the mission model reads them.
 */
import { identifier } from '@magpie/core/identifier'
import { provenance } from '@magpie/core/provenance'
import * as z from 'zod'
import { argumentRanges } from './agreement.ts'
import { element } from './element.ts'

/**
 * Level of cooperation, as CNSA's announcement for Chang'e-8 names them: a partner's own probe (mission), an independent
 * module carried by the lander (system), an instrument fixed to it (unit).
 */
export const cooperationLevel = z.enum(['mission', 'system', 'unit'])
export type CooperationLevel = z.infer<typeof cooperationLevel>

/**
 * An element as a project brings it: owner left out means the project's lead; host left out means that it stands alone
 * (mission level) or is carried by the mission's lander (system and unit level). A host may be another draft of the project.
 */
export const elementDraft = element.omit({ owner: true, project: true }).extend({ owner: identifier.optional() })
export type ElementDraft = z.infer<typeof elementDraft>

/**
 * An act of one of the project's elements on elements of other parties (the robot charges a rover): `touches` are theirs,
 * `actions` command names of `element`. Each owner touched grants it, with `approvals` of its people each time: 0 is a
 * standing consent.
 */
export const jointOperation = z.strictObject({
  id: identifier,
  name: z.string().min(1),
  element: identifier,
  touches: z.array(identifier).min(1),
  actions: z.array(z.string().min(1)).min(1),
  arguments: argumentRanges.default({}),
  phases: z.array(identifier).default([]),
  approvals: z.number().int().min(0).default(1),
})
export type JointOperation = z.infer<typeof jointOperation>

/** One project as selected. `lead` is one of `parties`; `proposals` are those it was merged from or split off. */
export const projectDraft = z.strictObject({
  id: identifier,
  name: z.string().min(1),
  level: cooperationLevel,
  parties: z.array(identifier).min(1),
  lead: identifier,
  proposals: z.array(identifier).default([]),
  elements: z.array(elementDraft).min(1),
  jointOperations: z.array(jointOperation).default([]),
  /** The day the agreement was signed, where it is known: grants hold from then. */
  signedOn: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional(),
  provenance,
})
export type ProjectDraft = z.infer<typeof projectDraft>
