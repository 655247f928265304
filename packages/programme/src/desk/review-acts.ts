/** Every act of a review, by its kind. */
import * as reviewers from './reviewer-acts.ts'
import * as reviews from './reviewing-acts.ts'
import { reviewDeadlineMoved } from './stage-deadline-acts.ts'

/** One kind an act of a review. */
export const REVIEW_ACTS = {
  'reviewer-invited': reviewers.reviewerInvited,
  'reviewers-imported': reviewers.reviewersImported,
  'review-accepted': reviewers.reviewAccepted,
  'review-declined': reviewers.reviewDeclined,
  'bids-placed': reviewers.bidsPlaced,
  'conflict-ruled': reviewers.conflictRuled,
  'reviewers-assigned': reviews.reviewersAssigned,
  'review-submitted': reviews.reviewSubmitted,
  'discussion-posted': reviews.discussionPosted,
  'panel-formed': reviews.panelFormed,
  'panel-scored': reviews.panelScored,
  'review-deadline-moved': reviewDeadlineMoved,
  'review-stage-closed': reviews.reviewStageClosed,
  'reviews-released': reviews.reviewsReleased,
} as const
