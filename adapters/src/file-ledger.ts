/** The ledger in a file: one entry a line, in canonical JSON, synced before it is acknowledged. */
import { err, ok, type Result } from '@magpie/core/result'
import { type BadEntryText, type ChainItem, decodeEntry, encodeEntry } from '@magpie/ledger/entry'
import type { LedgerStore } from '@magpie/ledger/store'
import type { TornEnd } from './durable-append.ts'
import { openLineFile } from './line-file.ts'

export type FileLedger = LedgerStore & {
  /** What a crash had left of a last entry, which was never acknowledged: it is kept beside the ledger. */
  readonly torn: TornEnd | undefined
}

/** A line of the ledger's file that is no entry; lines are counted from 1. */
export type BadLedgerLine = {
  readonly kind: 'bad-ledger-line'
  readonly file: string
  readonly line: number
  readonly entry: BadEntryText
}

/** Opens or makes a ledger's file. A line that is no entry is refused, never passed over; chains are verified above. */
export async function openFileLedger(path: string): Promise<Result<FileLedger, BadLedgerLine>> {
  const file = await openLineFile(path, (line) => decodeEntry(line).ok)
  const known = readEntries(path, file.lines)
  if (!known.ok) {
    await file.close()
    return known
  }
  return ok({
    torn: file.torn,
    append: (entries) => file.append(entries.map(encodeEntry)),
    read: async () => {
      const entries = readEntries(path, await file.read())
      if (entries.ok) return entries.value
      throw new Error(`${path}, line ${entries.error.line}: ${entries.error.entry.why}`)
    },
    close: file.close,
  })
}

/** The entries of a ledger's text, such as a copy received from a partner. */
export function readLedgerText(path: string, text: string): Result<ChainItem[], BadLedgerLine> {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return readEntries(path, lines)
}

function readEntries(file: string, lines: readonly string[]): Result<ChainItem[], BadLedgerLine> {
  const entries: ChainItem[] = []
  for (const [i, line] of lines.entries()) {
    const entry = decodeEntry(line)
    if (!entry.ok) return err({ kind: 'bad-ledger-line', file, line: i + 1, entry: entry.error })
    entries.push(entry.value)
  }
  return ok(entries)
}
