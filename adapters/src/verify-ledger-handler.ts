/** `magpie ledger verify`: a ledger file, or the folder of a rehearsal, proved entry by entry. */
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Failure } from '@magpie/api/failure'
import type { OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { err, ok, type Result } from '@magpie/core/result'
import { verifyChain } from '@magpie/ledger/chain'
import { describeLedgerError } from '@magpie/ledger/describe'
import { type ChainItem, decodeEntry } from '@magpie/ledger/entry'

/** The name of the ledger in the folder of a rehearsal. */
export const LEDGER_FILE = 'ledger.jsonl'

/** Verifies every hash, link and signature; the first bad entry is named. */
export async function verifyLedgerFile({
  file,
}: {
  file: string
}): Promise<Result<OutputOf<Operations['verifyLedger']>, Failure>> {
  const path = (await stat(file).catch(() => undefined))?.isDirectory() ? join(file, LEDGER_FILE) : file
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) {
    const message = `${path} cannot be read: name a ledger file, or the folder that "magpie rehearse" wrote.`
    return err({ kind: 'data-unreadable', message, file: path })
  }
  const items: ChainItem[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue
    const decoded = decodeEntry(line)
    if (!decoded.ok) return broken(index, `line ${index + 1}: ${describeLedgerError(decoded.error)}`)
    items.push(decoded.value)
  }
  const verified = verifyChain(items)
  if (!verified.ok) return broken(verified.error.index, describeLedgerError(verified.error))
  const { entries, parties, head } = verified.value
  return ok({ entries, parties: [...parties], head })
}

function broken(sequence: number, why: string): Result<never, Failure> {
  const message = `The ledger does not hold: ${why}. Compare it with a partner's copy.`
  return err({ kind: 'ledger-broken', message, sequence, why })
}
