/** What a centre keeps of its command desk, as a port: one ledger a rehearsal or mission, nothing else. */
import type { StoredNotice } from './programme-store.ts'
import type { StoredEntry } from './rehearsal-store.ts'

export type CommandStore = {
  /** All entries of the desk's ledger, ascending. */
  entries(): Promise<readonly StoredEntry[]>
  /**
   * Appends in one transaction, with what parties are told of it; durable when resolved. A sequence number that is there
   * already is an error.
   */
  append(entries: readonly StoredEntry[], notices: readonly StoredNotice[]): Promise<void>
}

/** A store in memory, for tests and for trials; `told` gathers the notices. */
export function memoryCommandStore(told: StoredNotice[] = []): CommandStore {
  const entries: StoredEntry[] = []
  return {
    entries: async () => [...entries],
    async append(added, notices) {
      if (added[0] !== undefined && added[0].sequence !== entries.length) throw new Error('the sequence has a gap')
      entries.push(...added)
      told.push(...notices)
    },
  }
}
