/** `proposals.json` of a mission folder: what was proposed after the letters, with the elements each would bring. */
import { identifier } from '@magpie/core/identifier'
import { provenance, quantity } from '@magpie/core/provenance'
import { cooperationLevel, elementDraft, jointOperation } from '@magpie/mission/project'
import * as z from 'zod'

/**
 * One proposal. What it takes from the host is the sum over its elements (mass; peak power; data volume a day) and `cost`,
 * the host's cost of carrying it.
 */
export const proposal = z.strictObject({
  id: identifier,
  letter: identifier,
  title: z.string().min(1),
  level: cooperationLevel,
  lead: identifier,
  parties: z.array(identifier).min(1),
  elements: z.array(elementDraft).min(1),
  jointOperations: z.array(jointOperation).default([]),
  cost: quantity,
  provenance,
})
export type Proposal = z.infer<typeof proposal>

/** Two proposals that are worth more, or less, together. */
export const synergy = z.strictObject({
  between: z.tuple([identifier, identifier]),
  bonus: z.number(),
  provenance,
})
export type Synergy = z.infer<typeof synergy>

/** Proposals of which at most one can fly: the same place on the deck, the same job. */
export const exclusion = z.strictObject({ between: z.tuple([identifier, identifier]), provenance })
export type Exclusion = z.infer<typeof exclusion>

export const proposalsFile = z.strictObject({
  proposals: z.array(proposal).min(1),
  synergies: z.array(synergy),
  exclusions: z.array(exclusion),
})
export type ProposalsFile = z.infer<typeof proposalsFile>
