/** The `review` part of a call: who may review, how many each, in which stages, on which scales, and what stays hidden. */
import { identifier } from '@magpie/core/identifier'
import { provenance } from '@magpie/core/provenance'
import * as z from 'zod'
import { callDeadline } from '../call-deadline.ts'

/** What bars a reviewer from a proposal, beside what is declared. */
const conflictRules = z.strictObject({
  /** The reviewer's party, one that it is part of, or one that is part of it, stands in the team. */
  institution: z.boolean().default(true),
  coAuthor: z.boolean().default(true),
  advisor: z.boolean().default(true),
  /** The reviewer's State is that of a party of the team. */
  state: z.boolean().default(false),
})

const scale = z
  .strictObject({
    least: z.number(),
    most: z.number(),
    /** What scores mean, in the call's words. */
    meanings: z.array(z.strictObject({ score: z.number(), meaning: z.string().min(1).max(300) })).optional(),
  })
  .refine((s) => s.least < s.most, 'its least is below its most')

export const reviewRules = z
  .strictObject({
    /** `dual`: reviewers do not know who proposes. Who reviews is hidden from proposers in both. */
    anonymity: z.enum(['single', 'dual']),
    conflicts: conflictRules.prefault({}),
    reviewsPerProposal: z.number().int().min(1).max(20),
    /** Fewest and most proposals of one reviewer. */
    load: z.strictObject({ least: z.number().int().min(0), most: z.number().int().min(1).max(500) }),
    /** What proposals and reviewers name as their subjects; any where the list is empty. */
    topics: z.array(identifier).max(500).default([]),
    /** By criterion; 0 to 100 where left out. */
    scales: z.record(identifier, scale).default({}),
    /** One after the other; each ends when the owner closes it, and takes no review after `closes`. */
    stages: z
      .array(
        z.strictObject({
          id: identifier,
          name: z.string().min(1),
          closes: z.iso.datetime({ precision: 3 }).optional(),
          /** The same as a deadline with its zone, its revisions and its grace; `closes` is worked out from it then. */
          deadline: callDeadline.optional(),
        }),
      )
      .min(1)
      .max(5)
      .refine((list) => new Set(list.map((s) => s.id)).size === list.length, 'has two stages of one id')
      .default([
        { id: 'preliminary', name: 'Preliminary' },
        { id: 'final', name: 'Final' },
      ]),
    provenance,
  })
  .refine((r) => r.load.least <= r.load.most, { path: ['load'], error: 'its least is not above its most' })
export type ReviewRules = z.infer<typeof reviewRules>

/** The scale of a criterion. */
export function scaleOf(rules: Pick<ReviewRules, 'scales'>, criterion: string): { least: number; most: number } {
  return rules.scales[criterion] ?? { least: 0, most: 100 }
}
