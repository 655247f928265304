/**
 * `facts.json` of a mission folder: who is bound by what. Each fact has two clocks: when it held, and from when it was
 * known. Facts are appended; one that corrects an earlier one names it, and facts that disagree stand side by side.
 */
import { identifier } from '@magpie/core/identifier'
import { provenance } from '@magpie/core/provenance'
import * as z from 'zod'
import { civilDay, dateRange } from './civil-date.ts'

/** What a fact says of a subject and an instrument; `denied` is a source that says it is not in. */
export const relation = z.enum(['signatory', 'participant', 'bound', 'signed-only', 'covered', 'denied'])
export type Relation = z.infer<typeof relation>

/** Whose word counts more where facts disagree: read in a source, known in general, read in a weak source. */
export const confidence = z.enum(['sourced', 'general-knowledge', 'weak'])
export type Confidence = z.infer<typeof confidence>

export const fact = z.strictObject({
  id: identifier,
  /** ISO 3166-1 alpha-2 of a State or region, or a short name in small letters of an organisation. */
  subject: z.string().min(1),
  name: z.string().min(1),
  kind: z.enum(['state', 'organisation', 'institution', 'agency']),
  instrument: identifier,
  relation,
  /** When it held: began within `from`, ended at the start of the day `until`. */
  held: z.strictObject({ from: dateRange, until: civilDay.optional() }),
  /** From which day it could be known, and what that day rests on. */
  known: z.strictObject({ from: civilDay, basis: z.string().min(1) }),
  /** Who asserts it. */
  authority: z.string().min(1),
  confidence,
  /** The fact that this one corrects or ends, from `known.from` on. */
  supersedes: identifier.optional(),
  note: z.string().optional(),
  provenance,
})
export type Fact = z.infer<typeof fact>

export const factsFile = z.strictObject({ facts: z.array(fact).min(1) })
export type FactsFile = z.infer<typeof factsFile>
