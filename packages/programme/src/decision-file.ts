/**
 * `decision.json` of a mission folder: what the owner of the call decided, as it happened. Proposals merge into projects
 * (a recorded step, with what is carried over); figures that the decision's sources print stand beside what is carried over.
 */
import { identifier } from '@magpie/core/identifier'
import { provenance, quantity } from '@magpie/core/provenance'
import { parameterName } from '@magpie/mission/element'
import { cooperationLevel } from '@magpie/mission/project'
import * as z from 'zod'
import { civilDay } from './civil-date.ts'

/** One confirmed project, and the proposals it was merged from (or split off). */
const decidedProject = z.strictObject({
  id: identifier,
  name: z.string().min(1),
  level: cooperationLevel,
  lead: identifier,
  parties: z.array(identifier).min(1),
  proposals: z.array(identifier).min(1),
  /** Only these elements of its proposals, where one of them was split; all where left out. */
  elements: z.array(identifier).min(1).optional(),
  /** Why these proposals are said to have become this project. */
  mergeProvenance: provenance,
  /** Figures printed for the project: they win over what is carried over, and a difference is reported. */
  stated: z
    .array(
      z.strictObject({
        element: identifier,
        parameter: parameterName,
        value: quantity,
        /** Margin on the figure, as a fraction, where it is not that of the maturity: 0 for an allocation. */
        margin: z.number().min(0).max(1).optional(),
        asOf: z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/),
      }),
    )
    .default([]),
  signedOn: civilDay.optional(),
  provenance,
})
export type DecidedProject = z.infer<typeof decidedProject>

export const decisionFile = z.strictObject({
  by: identifier,
  announcedOn: civilDay,
  /** Counts as announced. */
  funnel: z.strictObject({
    letters: z.number().int().min(0),
    proposals: z.number().int().min(0),
    projects: z.number().int().min(0),
    countriesAndRegions: z.number().int().min(0),
    internationalOrganisations: z.number().int().min(0),
    provenance,
  }),
  projects: z.array(decidedProject).min(1),
  provenance,
})
export type DecisionFile = z.infer<typeof decisionFile>
