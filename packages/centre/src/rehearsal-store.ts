/**
 * What a centre keeps of the rehearsals it runs live, as a port: which one runs, where its clock stands, what has
 * happened, and the ledger. What is recorded together is there together after a crash, or not at all.
 */
import type { Happening } from '@magpie/api/live'

export type Pace = { readonly mode: 'tour' | 'fixed'; readonly rate: number; readonly paused: boolean }

export type StoredRehearsal = {
  readonly id: number
  readonly mission: string
  readonly seed: string
  /** The code and data it was begun with: another version begins anew. */
  readonly version: string
  readonly startedAt: string
  /** TDB seconds past J2000 up to which everything is recorded; absent before the clock began. */
  readonly clock_s: number | undefined
  readonly pace: Pace
}

/** A ledger entry as the chain has it: `text` is its canonical JSON. */
export type StoredEntry = { readonly sequence: number; readonly hash: string; readonly text: string }

export type Recording = {
  readonly happenings: readonly Happening[]
  readonly entries: readonly StoredEntry[]
  readonly clock_s: number
  readonly pace: Pace
}

export type RehearsalStore = {
  /** The rehearsal begun last. */
  current(): Promise<StoredRehearsal | undefined>
  begin(mission: string, seed: string, version: string): Promise<StoredRehearsal>
  /** Records in one transaction, durable when resolved. A sequence number that is there already is an error. */
  record(id: number, recording: Recording): Promise<void>
  /** Ascending, after `after`. */
  happenings(id: number, after: number, limit: number): Promise<Happening[]>
  entries(id: number, after: number, limit: number): Promise<StoredEntry[]>
}
