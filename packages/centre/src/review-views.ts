/**
 * What a caller sees of a review. The rule that stands above all roles: who is in conflict with a proposal sees nothing that
 * depends on its reviews, as chair, as member of the panel or as officer of the call's owner. So the papers that are barred
 * come first, and everything else is made from what is left.
 */
import type { Caller } from '@magpie/api/access'
import type { OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import type { MyReviewView, PaperView } from '@magpie/api/review-operations'
import { partiesOf } from '@magpie/programme/desk/letter-content'
import type { CallRecord, Desk } from '@magpie/programme/desk/record'
import { REVIEW_ACTS } from '@magpie/programme/desk/review-acts'
import {
  type Paper,
  papersOf,
  papersUnderReview,
  reviewerOf,
  reviewingOf,
  rulesOf,
} from '@magpie/programme/desk/review-papers'
import { type ReviewEntry, type ReviewerRecord, stageOf } from '@magpie/programme/desk/review-record'
import { readsDiscussion } from '@magpie/programme/desk/reviewing-acts'
import { withoutTeam } from '@magpie/programme/review/anonymous'
import { allConflicts, barredPapers, describeConflict } from '@magpie/programme/review/conflicts'
import { type ReviewScope, scopeWithout } from '@magpie/programme/review/scope'
import * as z from 'zod'

/** How far a caller sees into the review of a call. */
export type Sight = {
  /** An officer of the owner, who sees all that is not barred. */
  readonly owns: boolean
  readonly me: ReviewerRecord | undefined
  /** Of the panel, as chair, alternate or member. */
  readonly panel: 'chair' | 'alternate' | 'member' | undefined
  readonly barred: ReadonlySet<string>
}

/** The sight of a caller. */
export function sightOf(desk: Desk, record: CallRecord, caller: Caller): Sight {
  const call = record.call.id
  const me = record.call.review === undefined ? undefined : reviewerOf(desk, call, caller.person?.id)
  const owns = caller.party === record.owner && caller.roles.includes('officer')
  return { owns, me, panel: placeOf(desk, call, me), barred: barredPapers(desk, call, me) }
}

function placeOf(desk: Desk, call: string, me: ReviewerRecord | undefined): Sight['panel'] {
  const { panel } = reviewingOf(desk, call)
  if (panel === undefined || me === undefined) return undefined
  const { id } = me.profile
  if (panel.chair === id) return 'chair'
  if (panel.alternate === id) return 'alternate'
  return panel.members.includes(id) ? 'member' : undefined
}

/** The review as far as this caller may know of it: what every aggregate is made from. */
export function scopeFor(desk: Desk, call: string, { barred }: Sight): ReviewScope {
  return scopeWithout(desk, call, barred)
}

/** A proposal with what the caller may read of it; undefined where it is not there for them. */
export function paperViewOf(desk: Desk, record: CallRecord, id: string, sight: Sight): PaperView | undefined {
  const call = record.call.id
  const scope = scopeFor(desk, call, sight)
  const paper = scope.papers.find((p) => p.id === id)
  const { owns, me, panel } = sight
  if (paper === undefined || (!owns && me === undefined)) return undefined
  const { versions } = paper.proposal
  const { content } = versions.at(-1)!
  const own = me?.profile.id
  const reads = readsDiscussion(desk, call, me, owns, id)
  const of = [...scope.reviewing.reviews.values()].filter((r) => r.paper === id)
  const mine = of.findLast((r) => r.reviewer === own)
  return {
    call,
    paper: id,
    ...(owns ? { proposal: paper.proposal.id } : {}),
    version: versions.length,
    content: rulesOf(record).anonymity === 'dual' && !owns ? withoutTeam(desk, content) : content,
    ...(mine === undefined ? {} : { mine: textOf(mine) }),
    reviews: reads ? of.filter((r) => r.reviewer !== own).map(textOf) : [],
    posts: reads
      ? scope.reviewing.posts.filter((p) => p.paper === id).map(({ at, by, text }) => ({ at, by: by ?? 'owner', text }))
      : [],
    panel:
      reads && (owns || panel !== undefined)
        ? scope.reviewing.panelScores
            .filter((s) => s.paper === id)
            .map(({ at, stage, score, text }) => ({ at, stage, score, text }))
        : [],
  }
}

function textOf({ stage, reviewer, versions }: ReviewEntry): PaperView['reviews'][number] {
  const { at, of, scores, confidence, toPanel, toProposers } = versions.at(-1)!
  return { at, stage, reviewer, of, scores, confidence, toPanel, toProposers }
}

/** What a person has to do with the review of a call: none where they are not invited. */
export function myReviewOf(desk: Desk, record: CallRecord, caller: Caller): MyReviewView[] {
  const { call } = record
  if (call.review === undefined || caller.person === undefined) return []
  const email = caller.person.email?.toLowerCase()
  const { reviewers } = reviewingOf(desk, call.id)
  const mine = [...reviewers.values()].filter((r) =>
    r.state === 'accepted' ? r.person === caller.person!.id : r.profile.email === email,
  )
  return mine.map((me) => {
    const sight = sightOf(desk, record, caller)
    const stage = stageOf(call.review!, reviewingOf(desk, call.id))
    return {
      ...{ call: call.id, title: call.title, reviewer: me.profile.id, state: me.state },
      anonymity: call.review!.anonymity,
      ...(stage === undefined ? {} : { stage }),
      ...(sight.panel === undefined ? {} : { panel: sight.panel }),
      topics: me.profile.topics,
      papers: me.state === 'accepted' ? papersFor(desk, record, me, sight) : [],
    }
  })
}

function papersFor(desk: Desk, record: CallRecord, me: ReviewerRecord, sight: Sight): MyReviewView['papers'] {
  const call = record.call.id
  const { reviewing } = scopeFor(desk, call, sight)
  const { id } = me.profile
  const stage = stageOf(rulesOf(record), reviewing)
  return papersUnderReview(desk, call)
    .filter((p) => !sight.barred.has(p.id))
    .map((p) => ({
      paper: p.id,
      ...titleFor(desk, record, p),
      ...(me.bids[p.id] === undefined ? {} : { bid: me.bids[p.id]! }),
      assigned: reviewing.assigned.some((a) => a.paper === p.id && a.reviewer === id),
      submitted: [...reviewing.reviews.values()].some(
        (r) => r.paper === p.id && r.reviewer === id && r.stage === stage,
      ),
    }))
}

/** What the owner's officer sees of the review: its people, proposals, assignments, stages and panel. */
export function reviewersSeenBy(desk: Desk, call: string, sight: Sight): OutputOf<Operations['reviewers']> {
  const { papers, reviewing } = scopeFor(desk, call, sight)
  const stage = stageOf(rulesOf(desk.calls.get(call)!), reviewing)
  const open = new Set(stage === undefined ? [] : papersUnderReview(desk, call).map((p) => p.id))
  const { panel, released, closings } = reviewing
  return {
    reviewers: [...reviewing.reviewers.values()].map(({ profile, state, invitedAt }) => ({
      ...{ profile, state, invitedAt },
      assigned: reviewing.assigned.filter((p) => p.reviewer === profile.id).map((p) => p.paper),
      submitted: [...reviewing.reviews.values()]
        .filter((r) => r.reviewer === profile.id)
        .map((r) => `${r.stage} ${r.paper}`),
    })),
    assignments: reviewing.assignments.map((a) => ({ ...a, pairs: [...a.pairs] })),
    papers: papers.map(({ id, proposal }) => {
      const { title, topics, lead } = proposal.versions.at(-1)!.content
      return { paper: id, proposal: proposal.id, title, topics, lead, open: open.has(id) }
    }),
    ...(stage === undefined ? {} : { stage }),
    closings: closings.map((c) => ({ ...c, forward: [...c.forward] })),
    ...(panel === undefined ? {} : { panel: { ...panel, members: [...panel.members] } }),
    released,
    withheld: sight.barred.size > 0,
  }
}

/** The title, and the topics, as a reviewer may read them. */
export function titleFor(desk: Desk, record: CallRecord, { proposal }: Paper): { title: string; topics: string[] } {
  const { content } = proposal.versions.at(-1)!
  const { title, topics } = rulesOf(record).anonymity === 'dual' ? withoutTeam(desk, content) : content
  return { title, topics }
}

type SeenConflict = OutputOf<Operations['reviewConflicts']>['conflicts'][number]

/**
 * Conflicts with their reasons. The owner sees all but those of proposals barred to them. A reviewer sees their own; where the
 * review is dual-anonymous only what they declared themselves, since the rest would tell who proposes.
 */
export function conflictsSeenBy(desk: Desk, record: CallRecord, { owns, me, barred }: Sight): SeenConflict[] {
  const dual = rulesOf(record).anonymity === 'dual'
  const own = me?.profile.id
  return allConflicts(desk, record.call.id)
    .filter((c) => (owns ? !barred.has(c.paper) || c.reviewer === own : c.reviewer === own))
    .filter((c) => owns || !dual || c.conflict.kind === 'declared')
    .map(({ reviewer, paper, conflict }) => ({
      ...{ reviewer, paper },
      kind: conflict.kind,
      reason: describeConflict(conflict),
    }))
}

/** What proposers of this party may read of their reviews. */
export function feedbackFor(desk: Desk, call: string, party: string | undefined) {
  const { released, reviews } = scopeWithout(desk, call, new Set()).reviewing
  if (!released || party === undefined) return []
  return papersOf(desk, call)
    .filter((p) => partiesOf(p.proposal.versions.at(-1)!.content).includes(party))
    .map((p) => ({
      proposal: p.proposal.id,
      title: p.proposal.versions.at(-1)!.content.title,
      // In the order of the text: that of arrival could tell who wrote.
      texts: [...reviews.values()]
        .filter((r) => r.paper === p.id)
        .map((r) => ({ stage: r.stage, text: r.versions.at(-1)!.toProposers }))
        .sort((a, b) => (a.stage + a.text < b.stage + b.text ? -1 : 1)),
    }))
}

/**
 * Whether the content of an act of a review may stand in a caller's copy of the record: their own acts, and for an officer of
 * the call's owner those that do not speak of a proposal barred to them. A party's other people read none.
 */
function readsActOfReview(desk: Desk, act: ActOfReview, caller: Caller): boolean {
  if (act.person === caller.person?.id) return true
  const record = desk.calls.get(act.call)
  if (record === undefined) return false
  const { owns, barred } = sightOf(desk, record, caller)
  return owns && (barred.size === 0 || (act.paper !== undefined && !barred.has(act.paper)))
}

type ActOfReview = { readonly person: string; readonly call: string; readonly paper?: string | undefined }

/**
 * Whether who proposes is hidden from this caller: they review for a dual-anonymous call and are no officer of its owner. The
 * owner's other people read its letters and proposals; a reviewer among them does not.
 */
export function teamsAreHidden(desk: Desk, call: string, caller: Caller): boolean {
  const record = desk.calls.get(call)
  if (record?.call.review?.anonymity !== 'dual') return false
  const { owns, me } = sightOf(desk, record, caller)
  return me !== undefined && !owns
}

const actOfReview = z.object({ call: z.string(), paper: z.string().optional() })

/** Acts that tell who is of a team. */
const TELLS_TEAMS = /^(letters?|part|merge|proposals?|facts)-/

/** Which acts stay out of a caller's copy of the record, by kind, body and who did them. */
export function hiddenActsOfReview(desk: Desk, caller: Caller) {
  const reviewsBlind = [...desk.calls.keys()].some((call) => teamsAreHidden(desk, call, caller))
  return (kind: string, body: unknown, person: string): boolean => {
    if (TELLS_TEAMS.test(kind)) return reviewsBlind && person !== caller.person?.id
    if (!(kind in REVIEW_ACTS)) return false
    const read = actOfReview.safeParse(body)
    return !read.success || !readsActOfReview(desk, { person, ...read.data }, caller)
  }
}
