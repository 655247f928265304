/** `reviews.json` of a mission folder: scores by reviewer and criterion, 0 to 100. Reviewers of a rehearsal are made up. */
import { identifier } from '@magpie/core/identifier'
import { provenance } from '@magpie/core/provenance'
import * as z from 'zod'

export const review = z.strictObject({
  proposal: identifier,
  reviewer: identifier,
  /** By the id of the call's criterion. */
  scores: z.record(z.string(), z.number().min(0).max(100)),
})
export type Review = z.infer<typeof review>

export const reviewsFile = z.strictObject({
  /** What is behind every score of the file. */
  provenance,
  reviewers: z.array(z.strictObject({ id: identifier, name: z.string().min(1) })).min(1),
  reviews: z.array(review).min(1),
})
export type ReviewsFile = z.infer<typeof reviewsFile>
