/** `letters.json` of a mission folder: letters of intent as they arrived, each with the instant of its receipt in UTC. */
import { identifier } from '@magpie/core/identifier'
import { provenance, quantity } from '@magpie/core/provenance'
import { cooperationLevel } from '@magpie/mission/project'
import * as z from 'zod'
import { civilDay } from './civil-date.ts'
import { partsDeclaration, recipient } from './eligibility/declarations.ts'

/** Where a participation's money comes from: the funder's name in capitals, as `NASA`, or a party's id. */
export const funding = z.strictObject({ funder: z.string().min(1), provenance })

/**
 * One letter. `rehearsal` marks a letter that never was: it shows a rule at work, and is not counted among the letters
 * that the call received. A field left out is not known, and a rule that needs it asks for evidence.
 */
export const letter = z.strictObject({
  id: identifier,
  title: z.string().min(1),
  lead: identifier,
  parties: z.array(identifier).min(1),
  level: cooperationLevel.optional(),
  /** UTC, ISO 8601; second 60 in a leap second. */
  receivedAt: z.string().min(1),
  receivedProvenance: provenance,
  mass: quantity.optional(),
  funding: z.array(funding).optional(),
  mode: z.enum(['bilateral', 'multilateral']).optional(),
  /** The letter's own word on whether a party from outside the host's country takes part. */
  declaresForeignParty: z.boolean().optional(),
  /** Papers on file: certifications and authorisations that rules ask for. */
  papers: z.array(z.strictObject({ kind: identifier, on: civilDay, provenance })).default([]),
  /** The parts list, for export control. */
  parts: partsDeclaration.optional(),
  /** Sub-recipients at any level; none where left out. */
  recipients: z.array(recipient).max(500).default([]),
  /** The day the activity begins, from which lead times count back. */
  begins: civilDay.optional(),
  /** Whether all that is supplied are commercial items; not, where left out. */
  commercialSupply: z.boolean().default(false),
  /** Official visits that it brings with it: `host-officials-at-nasa`. */
  visits: z.array(identifier).default([]),
  rehearsal: z.boolean().default(false),
  /** The owner of the call looked at what evidence was open and let it go on; what a rule bars stays barred. */
  admitted: z.strictObject({ by: identifier, on: civilDay, reason: z.string().min(1), provenance }).optional(),
  provenance,
})
export type Letter = z.infer<typeof letter>

export const lettersFile = z.strictObject({ letters: z.array(letter).min(1) })
export type LettersFile = z.infer<typeof lettersFile>
