/** The operations of a review: each act of it, the assignment by a solver, and what one reads. */
import { identifier } from '@magpie/core/identifier'
import { proposalContent } from '@magpie/programme/desk/proposal-content'
import { assignmentRun, paperId } from '@magpie/programme/desk/review-intents'
import { reviewerProfile } from '@magpie/programme/review/reviewer'
import { reviewsFile } from '@magpie/programme/reviews-file'
import * as z from 'zod'
import { problem } from './failure.ts'
import { operation } from './operation.ts'
import { act, actReceipt, manyAct } from './programme-operations.ts'

/** One operation an act. */
export const reviewActs = {
  inviteReviewer: act('reviewer-invited', ['review', 'invite'], 'Invite a person to review for your call'),
  importReviewers: act('reviewers-imported', ['review', 'import'], 'Invite all reviewers of a CSV file'),
  acceptReview: act('review-accepted', ['review', 'accept'], 'Accept to review, with what you know and your conflicts'),
  declineReview: act('review-declined', ['review', 'decline'], 'Decline to review'),
  placeBids: act('bids-placed', ['review', 'bid'], 'Say what you would like to review, and what you cannot'),
  ruleConflict: act(
    'conflict-ruled',
    ['review', 'rule-conflict'],
    'Rule that there is a conflict, or none, with the reason',
  ),
  assignByHand: act('reviewers-assigned', ['review', 'assign-by-hand'], 'Say who reviews what, pair by pair'),
  submitReview: act(
    'review-submitted',
    ['review', 'submit'],
    'Review a proposal, or review it anew until the stage ends',
  ),
  importReviews: manyAct(
    'reviews-imported',
    ['review', 'import-reviews'],
    'Submit reviews of a CSV or JSON file, all or none',
  ),
  discuss: act('discussion-posted', ['review', 'discuss'], 'Talk about a proposal with its reviewers'),
  formPanel: act('panel-formed', ['review', 'panel'], 'Name chair, alternate and members of the panel'),
  scoreByPanel: act('panel-scored', ['review', 'panel-score'], 'Record what the panel makes of a proposal'),
  moveReviewDeadline: act(
    'review-deadline-moved',
    ['review', 'move-deadline'],
    'Move until when a stage takes reviews; what was in force stays readable',
  ),
  closeReviewStage: act('review-stage-closed', ['review', 'close-stage'], 'End the open stage, and say what goes on'),
  releaseReviews: act('reviews-released', ['review', 'release'], 'Let proposers read what reviewers wrote for them'),
} as const

const count = z.number().int()
const pair = z.strictObject({ reviewer: identifier, paper: paperId })
const conflictView = pair.extend({ kind: z.string(), reason: z.string() })
const bid = z.enum(['eager', 'willing', 'neutral', 'not', 'conflict'])

/** A proposal as a reviewer reads it: without the team where the review is dual-anonymous. */
const paperContent = proposalContent.partial({ lead: true, team: true, people: true })

const reviewText = z.strictObject({
  at: z.string(),
  stage: z.string(),
  reviewer: z.string(),
  of: count.describe('the version of the proposal that was read'),
  scores: z.record(z.string(), z.number()),
  confidence: count,
  toPanel: z.string(),
  toProposers: z.string(),
})

const paperView = z.strictObject({
  call: z.string(),
  paper: z.string(),
  proposal: z.string().optional().describe('its id, for the owner of the call'),
  version: count,
  content: paperContent,
  mine: reviewText.optional(),
  reviews: z.array(reviewText).describe("others'; for reviewers of it once theirs is in"),
  posts: z.array(z.strictObject({ at: z.string(), by: z.string(), text: z.string() })),
  panel: z.array(z.strictObject({ at: z.string(), stage: z.string(), score: z.number(), text: z.string() })),
})
export type PaperView = z.infer<typeof paperView>

const myReviewView = z.strictObject({
  call: z.string(),
  title: z.string(),
  reviewer: z.string(),
  state: z.enum(['invited', 'accepted', 'declined']),
  anonymity: z.enum(['single', 'dual']),
  stage: z.string().optional().describe('the open one; none once all are closed'),
  panel: z.enum(['chair', 'alternate', 'member']).optional(),
  topics: z.record(z.string(), z.number()),
  papers: z.array(
    z.strictObject({
      paper: z.string(),
      title: z.string(),
      topics: z.array(z.string()),
      bid: bid.optional(),
      assigned: z.boolean(),
      submitted: z.boolean(),
    }),
  ),
})
export type MyReviewView = z.infer<typeof myReviewView>

export const reviewReads = {
  myReviews: operation({
    name: 'review.mine',
    summary: 'Your invitations to review, what you may bid on, and what you were given',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({ call: identifier.optional() }),
    output: z.strictObject({ reviews: z.array(myReviewView) }),
    http: { method: 'get', path: '/programme/reviews/mine' },
    cli: { words: ['review', 'mine'], positional: [] },
  }),
  reviewPaper: operation({
    name: 'review.paper',
    summary: 'A proposal under review, with the reviews and the discussion that you may read',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({ call: identifier, paper: paperId }),
    output: paperView,
    http: { method: 'get', path: '/programme/reviews/{call}/papers/{paper}' },
    cli: { words: ['review', 'paper'], positional: ['call', 'paper'] },
  }),
  previewReviewers: operation({
    name: 'review.preview',
    summary: 'What would stand between people and the proposals of your call, before they are invited; nobody is told',
    place: 'centre',
    access: ['officer'],
    input: z.strictObject({
      call: identifier,
      csv: z.string().min(1).max(1_000_000).optional().describe('a file as reviewers are imported from'),
      reviewer: reviewerProfile.optional(),
    }),
    output: z.strictObject({
      reviewers: z.array(reviewerProfile),
      conflicts: z.array(conflictView),
      problems: z.array(problem).describe('for which nobody of them could be invited'),
    }),
    http: { method: 'post', path: '/programme/reviews/preview', largest_KiB: 1024 },
    cli: { words: ['review', 'preview'], positional: ['call'] },
  }),
  reviewers: operation({
    name: 'review.reviewers',
    summary: 'The reviewers of your call, its proposals, stages and panel: who accepted, what they have, what is in',
    place: 'centre',
    access: ['officer'],
    input: z.strictObject({ call: identifier }),
    output: z.strictObject({
      reviewers: z.array(
        z.strictObject({
          profile: reviewerProfile,
          state: z.enum(['invited', 'accepted', 'declined']),
          invitedAt: z.string(),
          assigned: z.array(z.string()),
          submitted: z.array(z.string()),
        }),
      ),
      assignments: z.array(
        z.strictObject({
          at: z.string(),
          stage: z.string(),
          reason: z.string(),
          pairs: z.array(pair),
          run: assignmentRun.optional(),
        }),
      ),
      papers: z.array(
        z.strictObject({
          ...{ paper: z.string(), proposal: z.string(), title: z.string(), topics: z.array(z.string()) },
          lead: z.string(),
          open: z.boolean().describe('under review in the open stage'),
        }),
      ),
      stage: z.string().optional().describe('the open one; none once all are closed'),
      closings: z.array(z.strictObject({ at: z.string(), stage: z.string(), forward: z.array(z.string()) })),
      panel: z
        .strictObject({ chair: z.string(), alternate: z.string().optional(), members: z.array(z.string()) })
        .optional(),
      released: z.boolean(),
      withheld: z.boolean().describe('you are in conflict with a proposal: it is left out of all of this'),
    }),
    http: { method: 'get', path: '/programme/reviews/{call}/reviewers' },
    cli: { words: ['review', 'reviewers'], positional: ['call'] },
  }),
  reviewConflicts: operation({
    name: 'review.conflicts',
    summary: 'Who must not review what, and why: all for the owner of the call, your own for a reviewer',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({ call: identifier }),
    output: z.strictObject({
      conflicts: z.array(conflictView),
    }),
    http: { method: 'get', path: '/programme/reviews/{call}/conflicts' },
    cli: { words: ['review', 'conflicts'], positional: ['call'] },
  }),
  assignReviewers: operation({
    name: 'review.assign',
    summary: 'Find who reviews what: the least-liked proposal liked most, then most affinity; and record it',
    place: 'centre',
    access: ['officer'],
    input: z.strictObject({
      call: identifier,
      locked: z.array(pair).max(20_000).default([]).describe('pairs that stay'),
      try: z.boolean().default(false).describe('show it, and record nothing'),
    }),
    output: z.strictObject({
      pairs: z.array(pair.extend({ affinity: count })),
      run: assignmentRun,
      totalBound: count,
      loads: z.tuple([count, count]).describe('fewest and most of a reviewer'),
      receipt: actReceipt.optional(),
    }),
    http: { method: 'post', path: '/programme/reviews/assign', largest_KiB: 1024 },
    cli: { words: ['review', 'assign'], positional: ['call'] },
  }),
  reviewStandings: operation({
    name: 'review.standings',
    summary: 'Where the proposals stand, freed of how severe each reviewer is; without those you are in conflict with',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({ call: identifier }),
    output: z.strictObject({
      standings: z.array(
        z.strictObject({
          paper: z.string(),
          title: z.string(),
          proposal: z.string().optional(),
          reviews: count,
          mean: z.number(),
          calibrated: z.number(),
          spread: z.number(),
          rank: count,
          panel: z.number().optional(),
        }),
      ),
      without: z.array(z.string()).describe('proposals without a review'),
      groups: count.describe('1 where all reviewers can be compared'),
    }),
    http: { method: 'get', path: '/programme/reviews/{call}/standings' },
    cli: { words: ['review', 'standings'], positional: ['call'] },
  }),
  reviewFeedback: operation({
    name: 'review.feedback',
    summary: 'What reviewers wrote for you, once the owner of the call lets it out; not who wrote it',
    place: 'centre',
    access: 'signed-in',
    input: z.strictObject({ call: identifier }),
    output: z.strictObject({
      feedback: z.array(
        z.strictObject({
          proposal: z.string(),
          title: z.string(),
          texts: z.array(z.strictObject({ stage: z.string(), text: z.string() })),
        }),
      ),
    }),
    http: { method: 'get', path: '/programme/reviews/{call}/feedback' },
    cli: { words: ['review', 'feedback'], positional: ['call'] },
  }),
  exportReviews: operation({
    name: 'review.export',
    summary: 'The reviews as reviews.json of a mission folder; reviewers are numbers in it',
    place: 'centre',
    access: ['officer'],
    input: z.strictObject({
      call: identifier,
      scores: z.enum(['given', 'calibrated']).default('given').describe("calibrated: each reviewer's offset taken off"),
    }),
    output: reviewsFile,
    http: { method: 'get', path: '/programme/reviews/{call}/export' },
    cli: { words: ['review', 'export'], positional: ['call'] },
  }),
} as const
