/** Where a ledger is kept, as a port, and the ledger that writes to it. */
import { err, ok, type Result } from '@magpie/core/result'
import type { NotCanonical } from './canonical-json.ts'
import { type ChainFault, type Trust, type VerifiedChain, verifyChain } from './chain.ts'
import { appendEntry, type ChainItem, type Entry, type EntryDraft } from './entry.ts'
import type { Signer } from './keys.ts'

/** Storage for entries. Nothing in it is ever changed. */
export type LedgerStore = {
  /** Appends in order; resolved means durable. */
  append(entries: readonly ChainItem[]): Promise<void>
  /** All entries, from the first on. */
  read(): Promise<readonly ChainItem[]>
  close(): Promise<void>
}

/** A ledger that was verified when it was opened, and grows by signed entries. */
export type Ledger = {
  /** Signs and stores an entry; calls take turns in the order they are made. Rejects where the store fails. */
  record(draft: EntryDraft, signer: Signer): Promise<Result<Entry, NotCanonical>>
  entries(): readonly ChainItem[]
  verify(trust?: Trust): Result<VerifiedChain, ChainFault>
}

/** Opens the ledger in a store; one that does not verify is refused, since nothing may be built on it. */
export async function openLedger(store: LedgerStore, trust: Trust = {}): Promise<Result<Ledger, ChainFault>> {
  const items = [...(await store.read())]
  const verified = verifyChain(items, trust)
  if (!verified.ok) return err(verified.error)
  let turn: Promise<unknown> = Promise.resolve()
  const write = async (draft: EntryDraft, signer: Signer): Promise<Result<Entry, NotCanonical>> => {
    const made = appendEntry(items.at(-1), draft, signer)
    if (!made.ok) return made
    await store.append([made.value])
    items.push(made.value)
    return made
  }
  return ok({
    record: (draft, signer) => {
      const next = turn.then(() => write(draft, signer))
      turn = next.catch(() => undefined) // the caller hears of it; the next call still gets its turn
      return next
    },
    entries: () => items,
    verify: (again = trust) => verifyChain(items, again),
  })
}

/** A store in memory, for the browser and for tests. */
export function memoryLedgerStore(initial: readonly ChainItem[] = []): LedgerStore {
  const items = [...initial]
  return {
    append: async (entries) => {
      items.push(...entries)
    },
    read: async () => [...items],
    close: async () => undefined,
  }
}
