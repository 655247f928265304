/** What a centre keeps of its command desk, as a port: one ledger a rehearsal or mission, nothing else. */
import type { StoredEntry } from './rehearsal-store.ts'

export type CommandStore = {
  /** All entries of the desk's ledger, ascending. */
  entries(): Promise<readonly StoredEntry[]>
  /** Appends in one transaction; durable when resolved. A sequence number that is there already is an error. */
  append(entries: readonly StoredEntry[]): Promise<void>
}

/** A store in memory, for tests and for trials. */
export function memoryCommandStore(): CommandStore {
  const entries: StoredEntry[] = []
  return {
    entries: async () => [...entries],
    async append(added) {
      if (added[0] !== undefined && added[0].sequence !== entries.length) throw new Error('the sequence has a gap')
      entries.push(...added)
    },
  }
}
