/**
 * `instruments.json` of a mission folder: treaties, accords, statutes and regulations that facts and rules name, with the
 * clauses that rules cite, word for word as the source gives them. Not legal advice.
 */
import { identifier } from '@magpie/core/identifier'
import { provenance } from '@magpie/core/provenance'
import * as z from 'zod'
import { relation } from './facts-file.ts'
import { eligibilityRules } from './rule.ts'

export const clause = z.strictObject({ id: identifier, text: z.string().min(1), provenance })

export const instrument = z.strictObject({
  id: identifier,
  name: z.string().min(1),
  kind: z.enum(['treaty', 'arrangement', 'statute', 'regulation', 'programme']),
  /** The relation of facts that makes a subject one of its members. */
  membership: relation,
  /** What is missing from the facts known here; left out where none is known to be. */
  gaps: z.string().optional(),
  /** Counts that sources print, to compare with. */
  publishedCounts: z.array(z.strictObject({ on: z.string().min(1), count: z.string().min(1), provenance })).default([]),
  clauses: z.array(clause).default([]),
  rules: eligibilityRules.default([]),
  provenance,
})
export type Instrument = z.infer<typeof instrument>

export const instrumentsFile = z.strictObject({
  notice: z.string().min(1),
  instruments: z.array(instrument).min(1),
})
export type InstrumentsFile = z.infer<typeof instrumentsFile>
