/** What stands at the desk: calls with their letters, as the acts made them. Nothing here is changed in place. */
import type { Party } from '@magpie/mission/party'
import type { CallFile } from '../call-file.ts'
import type { Receipt } from '../deadline.ts'
import type { Fact } from '../facts-file.ts'
import { type AgreementDesk, NO_AGREEMENTS } from './agreement-record.ts'
import { type DataDesk, NO_RELEASES } from './data-record.ts'
import { EMPTY_SELECTION, type SelectionDesk } from './decision-record.ts'
import type { LetterContent } from './letter-content.ts'
import type { ProposalContent } from './proposal-content.ts'
import type { Reviewing } from './review-record.ts'

export type Question = {
  readonly id: string
  readonly at: string
  readonly by: string
  readonly text: string
  readonly answer?: { readonly at: string; readonly text: string }
}

/** A call with every version of it; the last one is in force. */
export type CallRecord = {
  readonly call: CallFile
  readonly owner: string
  readonly state: 'open' | 'closed'
  readonly versions: readonly { readonly at: string; readonly reason: string; readonly call: CallFile }[]
  readonly questions: readonly Question[]
  readonly transfer?: { readonly to: string; readonly at: string; readonly reason: string }
  /** Who owned it from when, oldest first; all but the first took it over for a reason. */
  readonly owners: readonly { readonly party: string; readonly at: string; readonly reason?: string }[]
}

export type LetterVersion = {
  readonly at: string
  readonly content: LetterContent
  readonly receipt: Receipt
}

/**
 * A letter with every version of it. `split` and `merged` letters live on in those that `became` names; `confirmed` are
 * the team's parties that confirmed their part in the last version.
 */
export type LetterRecord = {
  readonly id: string
  readonly call: string
  readonly owner: string
  readonly state: 'submitted' | 'withdrawn' | 'split' | 'merged'
  readonly versions: readonly LetterVersion[]
  readonly confirmed: readonly string[]
  readonly from: readonly string[]
  readonly became: readonly string[]
}

/** Two letters that one lead offers to make one; it stands once the other lead accepts. */
export type MergeOffer = {
  readonly id: string
  readonly by: string
  readonly letters: readonly [string, string]
  readonly content: LetterContent
}

/** What the owner of the call said to a version of a letter. */
export type LetterAnswer = {
  readonly answer: 'invited' | 'declined'
  readonly reason: string
  readonly version: number
  readonly at: string
}

export type ProposalVersion = { readonly at: string; readonly content: ProposalContent; readonly receipt?: Receipt }

export type ProposalRecord = {
  readonly id: string
  readonly letter: string
  readonly call: string
  readonly owner: string
  readonly state: 'submitted' | 'withdrawn'
  readonly versions: readonly ProposalVersion[]
}

/** Who leads the mission; `leads` are all that led it, oldest first: all but the first took it over for a reason. */
export type Leadership = {
  readonly lead: string
  readonly offer?: { readonly to: string; readonly at: string; readonly reason: string }
  readonly leads: readonly { readonly party: string; readonly at?: string; readonly reason?: string }[]
}

export type Desk = AgreementDesk &
  DataDesk &
  SelectionDesk & {
    readonly parties: ReadonlyMap<string, Party>
    readonly calls: ReadonlyMap<string, CallRecord>
    readonly letters: ReadonlyMap<string, LetterRecord>
    readonly mergeOffers: ReadonlyMap<string, MergeOffer>
    readonly answers: ReadonlyMap<string, LetterAnswer>
    readonly proposals: ReadonlyMap<string, ProposalRecord>
    /** By call: facts that its owner stated. */
    readonly facts: ReadonlyMap<string, readonly Fact[]>
    /** By call. */
    readonly reviewing: ReadonlyMap<string, Reviewing>
    /** Who leads the mission; absent where the desk has none. */
    readonly leadership?: Leadership
  }

/** Before the first act. */
export const EMPTY_DESK: Desk = {
  ...EMPTY_SELECTION,
  parties: new Map(),
  calls: new Map(),
  letters: new Map(),
  mergeOffers: new Map(),
  answers: new Map(),
  proposals: new Map(),
  ...NO_AGREEMENTS,
  ...NO_RELEASES,
  facts: new Map(),
  reviewing: new Map(),
}

/** The map with one entry put in. */
export function put<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value)
}

/** The last version of a letter. */
export function lastVersion(letter: LetterRecord): LetterVersion {
  return letter.versions.at(-1)!
}
