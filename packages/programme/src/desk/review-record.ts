/**
 * What stands of a call's review. Proposals go by the number they came in with, `paper-1`, since their ids are the teams' own
 * words and could tell who proposes.
 */
import type { ReviewRules } from '../review/review-rules.ts'
import type { ReviewerProfile } from '../review/reviewer.ts'

/** How gladly a reviewer would review a proposal. */
export type Bid = 'eager' | 'willing' | 'neutral' | 'not' | 'conflict'

export type Ruling = { readonly conflicted: boolean; readonly reason: string; readonly at: string }

export type ReviewerRecord = {
  readonly profile: ReviewerProfile
  readonly state: 'invited' | 'accepted' | 'declined'
  readonly invitedAt: string
  /** Who accepted, and the party they act for. */
  readonly person?: string
  readonly party?: string
  /** By paper. What was declared a conflict stays one until the owner rules otherwise. */
  readonly bids: Readonly<Record<string, Bid>>
  readonly declared: Readonly<Record<string, string>>
  readonly rulings: Readonly<Record<string, Ruling>>
}

export type ReviewPair = { readonly reviewer: string; readonly paper: string }

/** The run that found an assignment: `inputs` is the SHA-256 of the problem it was given. */
export type AssignmentRun = {
  readonly solver: string
  readonly inputs: string
  readonly floor: number
  readonly floorBound: number
  readonly total: number
  readonly proved: boolean
}

export type AssignmentEntry = {
  readonly at: string
  readonly stage: string
  readonly pairs: readonly ReviewPair[]
  readonly reason: string
  readonly run?: AssignmentRun
}

export type ReviewVersion = {
  readonly at: string
  /** The version of the proposal that was read. */
  readonly of: number
  readonly scores: Readonly<Record<string, number>>
  /** 1, a guess, to 5, an expert. */
  readonly confidence: number
  readonly toPanel: string
  readonly toProposers: string
  /** What the stage's deadline said of it, where it has one. */
  readonly verdict?: 'in' | 'in-grace' | 'late'
}

export type ReviewEntry = ReviewPair & { readonly stage: string; readonly versions: readonly ReviewVersion[] }

/** `by` is a reviewer; none for the owner of the call. */
export type Post = { readonly at: string; readonly paper: string; readonly by?: string; readonly text: string }

export type PanelScore = {
  readonly at: string
  readonly paper: string
  readonly stage: string
  readonly by: string
  /** 0 to 100. */
  readonly score: number
  readonly text: string
}

export type Panel = { readonly chair: string; readonly alternate?: string; readonly members: readonly string[] }

/** The review of one call; `stage` counts the stages that are closed. */
export type Reviewing = {
  readonly stage: number
  readonly reviewers: ReadonlyMap<string, ReviewerRecord>
  readonly panel?: Panel
  readonly assigned: readonly ReviewPair[]
  readonly assignments: readonly AssignmentEntry[]
  /** By stage, paper and reviewer. */
  readonly reviews: ReadonlyMap<string, ReviewEntry>
  readonly posts: readonly Post[]
  readonly panelScores: readonly PanelScore[]
  /** What each closing let into the next stage. */
  readonly closings: readonly { readonly at: string; readonly stage: string; readonly forward: readonly string[] }[]
  readonly released: boolean
}

/** Before anyone is invited. */
export const NO_REVIEWING: Reviewing = {
  stage: 0,
  reviewers: new Map(),
  assigned: [],
  assignments: [],
  reviews: new Map(),
  posts: [],
  panelScores: [],
  closings: [],
  released: false,
}

/** The open stage; undefined once all are closed. */
export function stageOf(rules: ReviewRules, { stage }: Reviewing): string | undefined {
  return rules.stages[stage]?.id
}

/** The key of a review. */
export function reviewKey(stage: string, { paper, reviewer }: ReviewPair): string {
  return `${stage} ${paper} ${reviewer}`
}
