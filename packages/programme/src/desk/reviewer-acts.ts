/** Acts on who reviews: invited one by one or from a file, accepted, declined; what they bid, and conflicts ruled on. */
import { err, ok, type Result } from '@magpie/core/result'
import { inConflict } from '../review/conflicts.ts'
import type { ReviewerProfile } from '../review/reviewer.ts'
import { readReviewersCsv } from '../review/reviewers-csv.ts'
import { actKind, badField, type Stamp } from './act.ts'
import type { Desk } from './record.ts'
import type { FieldProblem, Refusal } from './refusal.ts'
import {
  callWithReview,
  ownerOnly,
  ownReview,
  type Review,
  reviewing,
  rule,
  toOwner,
  withReviewer,
  withReviewing,
} from './review-gate.ts'
import { REVIEW_INTENTS } from './review-intents.ts'
import { papersOf, papersUnderReview, reviewerOf, reviewingOf } from './review-papers.ts'
import type { ReviewerRecord } from './review-record.ts'

/** The owner invites a person to review; who has the address accepts. */
export const reviewerInvited = actKind({
  ...REVIEW_INTENTS['reviewer-invited'],
  kind: 'reviewer-invited',
  settle(desk, { call, reviewer }, stamp) {
    const own = ownReview(desk, call, stamp)
    if (!own.ok) return own
    const problems = checkProfile(desk, own.value, reviewer, reviewingOf(desk, call).reviewers, '/reviewer')
    return problems.length > 0 ? err({ kind: 'fields', problems }) : ok({ call, reviewers: [reviewer] })
  },
  enact: (desk, { call, reviewers }, stamp) => invited(desk, call, reviewers, stamp),
  subject: ({ reviewers }) => reviewers[0]!.id,
  concerns: () => [],
  notices: ({ call, reviewers }) => invitations(call, reviewers),
})

/** The owner invites all reviewers of a file, or none where a line of it cannot stand. */
export const reviewersImported = actKind({
  ...REVIEW_INTENTS['reviewers-imported'],
  kind: 'reviewers-imported',
  settle(desk, { call, csv }, stamp) {
    const own = ownReview(desk, call, stamp)
    if (!own.ok) return own
    const { reviewers, problems } = readReviewersCsv(csv)
    const there = reviewingOf(desk, call).reviewers
    // Lines of the file that can be read are those of `reviewers` as long as nothing else is wrong.
    const more = reviewers.flatMap((r) => checkProfile(desk, own.value, r, there, `/csv/${r.id}`))
    if (problems.length + more.length > 0) return err({ kind: 'fields', problems: [...problems, ...more] })
    return ok({ call, reviewers })
  },
  enact: (desk, { call, reviewers }, stamp) => invited(desk, call, reviewers, stamp),
  subject: ({ call }) => call,
  concerns: () => [],
  notices: ({ call, reviewers }) => invitations(call, reviewers),
})

/** A person accepts an invitation to their address, with what they know and whom they are bound to. */
export const reviewAccepted = actKind({
  ...REVIEW_INTENTS['review-accepted'],
  kind: 'review-accepted',
  settle(desk, intent, stamp) {
    const found = ownInvitation(desk, intent.call, intent.reviewer, stamp)
    if (!found.ok) return found
    const other = reviewerOf(desk, intent.call, stamp.person)
    if (other !== undefined && other.profile.id !== intent.reviewer)
      return rule('one-reviewer', `you review for ${intent.call} as ${other.profile.id} already`)
    const known = found.value.rules.topics
    const odd = Object.keys(intent.topics).find((t) => known.length > 0 && !known.includes(t))
    if (odd !== undefined) return badField(`/topics/${odd}`, 'topic', `is none of the call's: ${known.join(', ')}`)
    for (const [i, { paper }] of intent.conflicts.entries())
      if (!papersOf(desk, intent.call).some((p) => p.id === paper))
        return badField(`/conflicts/${i}/paper`, 'paper', `there is no ${paper}`)
    return ok(intent)
  },
  enact(desk, { call, reviewer, topics, coAuthors, advisors, conflicts }, stamp) {
    const before = reviewingOf(desk, call).reviewers.get(reviewer)!
    const { profile } = before
    const union = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])]
    return withReviewer(desk, call, {
      ...before,
      state: 'accepted',
      person: stamp.person,
      party: stamp.party,
      profile: {
        ...profile,
        topics: { ...profile.topics, ...topics },
        coAuthors: union(profile.coAuthors, coAuthors),
        advisors: union(profile.advisors, advisors),
      },
      declared: { ...before.declared, ...Object.fromEntries(conflicts.map((c) => [c.paper, c.reason])) },
    })
  },
  subject: ({ reviewer }) => reviewer,
  concerns: ownerOnly,
  notices: ({ call, reviewer }, desk) => toOwner(desk, call, `${reviewer} reviews for ${call}`),
})

export const reviewDeclined = actKind({
  ...REVIEW_INTENTS['review-declined'],
  kind: 'review-declined',
  settle(desk, intent, stamp) {
    const found = ownInvitation(desk, intent.call, intent.reviewer, stamp)
    return found.ok ? ok(intent) : found
  },
  enact(desk, { call, reviewer }) {
    const before = reviewingOf(desk, call)
    const assigned = before.assigned.filter((p) => p.reviewer !== reviewer)
    const gone = { ...before.reviewers.get(reviewer)!, state: 'declined' as const }
    return withReviewer(withReviewing(desk, call, { ...before, assigned }), call, gone)
  },
  subject: ({ reviewer }) => reviewer,
  concerns: ownerOnly,
  notices: ({ call, reviewer, reason = '' }, desk) =>
    toOwner(desk, call, `${reviewer} does not review for ${call}`, reason),
})

/** A reviewer says what they would like to review. What they call a conflict stays one. */
export const bidsPlaced = actKind({
  ...REVIEW_INTENTS['bids-placed'],
  kind: 'bids-placed',
  settle(desk, intent, stamp) {
    const me = reviewing(desk, intent.call, stamp)
    if (!me.ok) return me
    const papers = new Map(papersUnderReview(desk, intent.call).map((p) => [p.id, p]))
    for (const id of Object.keys(intent.bids)) {
      const paper = papers.get(id)
      // What is barred is told in the words of what is not there: the bars themselves would tell who proposes.
      if (paper === undefined || inConflict(desk, intent.call, me.value.reviewer, paper))
        return badField(`/bids/${id}`, 'paper', `there is no ${id} for you to bid on`)
    }
    return ok({ ...intent, reviewer: me.value.reviewer.profile.id })
  },
  enact(desk, { call, reviewer, bids }) {
    const before = reviewingOf(desk, call).reviewers.get(reviewer)!
    const declared = Object.entries(bids).flatMap(([paper, bid]) => (bid === 'conflict' ? [[paper, 'by bid']] : []))
    return withReviewer(desk, call, {
      ...before,
      bids: { ...before.bids, ...bids },
      declared: { ...before.declared, ...Object.fromEntries(declared) },
    })
  },
  subject: ({ reviewer }) => reviewer,
  concerns: ownerOnly,
})

/** The owner rules that there is a conflict, or none, with the reason. */
export const conflictRuled = actKind({
  ...REVIEW_INTENTS['conflict-ruled'],
  kind: 'conflict-ruled',
  settle(desk, intent, stamp) {
    const own = ownReview(desk, intent.call, stamp)
    if (!own.ok) return own
    const reviewer = reviewingOf(desk, intent.call).reviewers.get(intent.reviewer)
    if (reviewer === undefined) return err({ kind: 'unknown', what: 'reviewer', id: intent.reviewer })
    const paper = papersOf(desk, intent.call).find((p) => p.id === intent.paper)
    if (paper === undefined) return err({ kind: 'unknown', what: 'proposal', id: intent.paper })
    const me = reviewerOf(desk, intent.call, stamp.person)
    if (me !== undefined && (me === reviewer || inConflict(desk, intent.call, me, paper)))
      return rule('own-conflict', 'nobody rules on a conflict of their own, or on a proposal they are in conflict with')
    return ok(intent)
  },
  enact(desk, { call, reviewer, paper, conflicted, reason }, stamp) {
    const before = reviewingOf(desk, call).reviewers.get(reviewer)!
    const rulings = { ...before.rulings, [paper]: { conflicted, reason, at: stamp.at } }
    return withReviewer(desk, call, { ...before, rulings })
  },
  subject: ({ reviewer }) => reviewer,
  concerns: () => [],
})

function ownInvitation(desk: Desk, call: string, id: string, stamp: Stamp): Result<Review, Refusal> {
  const found = callWithReview(desk, call)
  if (!found.ok) return found
  const reviewer = reviewingOf(desk, call).reviewers.get(id)
  // Who is invited is nobody else's business: another's invitation is as none.
  if (reviewer === undefined || stamp.email === undefined || reviewer.profile.email !== stamp.email.toLowerCase())
    return err({ kind: 'unknown', what: 'invitation to you as', id })
  if (reviewer.state === 'accepted' && reviewer.person !== stamp.person)
    return err({ kind: 'unknown', what: 'invitation to you as', id })
  return found
}

function checkProfile(
  desk: Desk,
  { rules }: Review,
  profile: ReviewerProfile,
  there: ReadonlyMap<string, ReviewerRecord>,
  at: string,
): FieldProblem[] {
  const problems: FieldProblem[] = []
  const say = (field: string, rule: string, message: string) =>
    void problems.push({ field: `${at}/${field}`, rule, message })
  if (there.has(profile.id)) say('id', 'taken', 'is the id of a reviewer already')
  if ([...there.values()].some((r) => r.profile.email === profile.email)) say('email', 'taken', 'is invited already')
  if (profile.party !== undefined && !desk.parties.has(profile.party))
    say('party', 'party', `no party "${profile.party}" is registered`)
  for (const topic of Object.keys(profile.topics))
    if (rules.topics.length > 0 && !rules.topics.includes(topic))
      say(`topics/${topic}`, 'topic', `is none of the call's: ${rules.topics.join(', ')}`)
  return problems
}

function invited(desk: Desk, call: string, profiles: readonly ReviewerProfile[], stamp: Stamp): Desk {
  const before = reviewingOf(desk, call)
  const reviewers = new Map(before.reviewers)
  for (const profile of profiles) {
    const nothing = { bids: {}, declared: {}, rulings: {} }
    reviewers.set(profile.id, { profile, state: 'invited', invitedAt: stamp.at, ...nothing })
  }
  return withReviewing(desk, call, { ...before, reviewers })
}

function invitations(call: string, reviewers: readonly ReviewerProfile[]) {
  return reviewers.map(({ email, id }) => ({
    to: email,
    subject: `You are invited to review for ${call}`,
    text: `You would review as ${id}: accept or decline once you are signed in with this address.`,
  }))
}
