/** What a person gives for each act of a review, and in which roles. */
import { identifier } from '@magpie/core/identifier'
import type { Role } from '@magpie/mission/role'
import * as z from 'zod'
import { clockTime } from '../call-deadline.ts'
import { civilDay } from '../civil-date.ts'
import { reviewerProfile } from '../review/reviewer.ts'
import { plainLine, plainText } from './plain-text.ts'

/** Whoever acts for a party may be a reviewer of a call: what counts is that the call's owner invited them. */
const ANYONE = [
  'reviewer',
  'chair',
  'officer',
  'proposer',
  'member',
  'signatory',
  'operator',
] as const satisfies readonly [Role, ...Role[]]
const OWNER = ['officer'] as const satisfies readonly [Role, ...Role[]]

function by<R extends readonly [Role, ...Role[]], I extends z.ZodObject>(roles: R, intent: I) {
  return { roles, intent }
}

const call = identifier
const reason = plainLine(400)
const filled = (most: number) => plainText(most).refine((t) => t.length > 0, 'is empty')

/** A proposal by the number it came in with. */
export const paperId = z.string().regex(/^paper-[1-9]\d{0,4}$/, 'is a number such as paper-3')
const pair = z.strictObject({ reviewer: identifier, paper: paperId })
const names = z.array(plainLine(200)).max(500).default([])
const hash = z.string().regex(/^[0-9a-f]{64}$/)

export const assignmentRun = z.strictObject({
  solver: z.string().min(1).max(100),
  inputs: hash,
  floor: z.number().int(),
  floorBound: z.number().int(),
  total: z.number().int(),
  proved: z.boolean(),
})

export const REVIEW_INTENTS = {
  'reviewer-invited': by(OWNER, z.strictObject({ call, reviewer: reviewerProfile })),
  'reviewers-imported': by(
    OWNER,
    z.strictObject({
      call,
      csv: z.string().min(1).max(1_000_000).describe('the text of a file of id, name, email, institution and more'),
    }),
  ),
  'review-accepted': by(
    ANYONE,
    z.strictObject({
      call,
      reviewer: identifier,
      topics: z.record(identifier, z.number().min(0).max(1)).default({}),
      coAuthors: names,
      advisors: names,
      conflicts: z
        .array(z.strictObject({ paper: paperId, reason }))
        .max(1000)
        .default([]),
    }),
  ),
  'review-declined': by(ANYONE, z.strictObject({ call, reviewer: identifier, reason: plainLine(400).optional() })),
  'bids-placed': by(
    ANYONE,
    z.strictObject({ call, bids: z.record(paperId, z.enum(['eager', 'willing', 'neutral', 'not', 'conflict'])) }),
  ),
  'conflict-ruled': by(
    OWNER,
    z.strictObject({ call, reviewer: identifier, paper: paperId, conflicted: z.boolean(), reason }),
  ),
  'reviewers-assigned': by(
    OWNER,
    z.strictObject({ call, pairs: z.array(pair).min(1).max(20_000), run: assignmentRun.optional(), reason }),
  ),
  'review-submitted': by(
    ANYONE,
    z.strictObject({
      call,
      paper: paperId,
      scores: z.record(identifier, z.number()),
      confidence: z.number().int().min(1).max(5),
      toPanel: plainText(20_000).default(''),
      toProposers: filled(20_000),
    }),
  ),
  'discussion-posted': by(ANYONE, z.strictObject({ call, paper: paperId, text: filled(8000) })),
  'panel-formed': by(
    OWNER,
    z.strictObject({
      call,
      chair: identifier,
      /** Chairs where the chair is in conflict. */
      alternate: identifier.optional(),
      members: z.array(identifier).max(100).default([]),
    }),
  ),
  'panel-scored': by(
    ANYONE,
    z.strictObject({ call, paper: paperId, score: z.number().min(0).max(100), text: filled(8000) }),
  ),
  'review-deadline-moved': by(
    OWNER,
    z.strictObject({
      call,
      stage: identifier,
      day: civilDay,
      time: clockTime,
      grace_s: z.number().min(0).max(86_400).optional(),
      reason,
    }),
  ),
  'review-stage-closed': by(
    OWNER,
    z.strictObject({
      call,
      stage: identifier,
      /** Which proposals go on to the next stage; none after the last. */
      forward: z.array(paperId).max(20_000).default([]),
      reason,
    }),
  ),
  'reviews-released': by(OWNER, z.strictObject({ call, reason })),
} as const
