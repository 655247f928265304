/** Verifies a chain away from the page: every hash, link and signature, by the same code as the centre. */
import { type ChainFault, type VerifiedChain, verifyChain } from '@magpie/ledger/chain'
import { describeLedgerError } from '@magpie/ledger/describe'
import { type ChainItem, decodeEntry } from '@magpie/ledger/entry'

export type Verdict =
  | { readonly ok: true; readonly chain: VerifiedChain; readonly ms: number }
  | { readonly ok: false; readonly index: number; readonly why: string }

/** What the lines of a ledger come to. */
export function verdictOf(lines: readonly string[]): Verdict {
  const began = performance.now()
  const items: ChainItem[] = []
  for (const [index, line] of lines.entries()) {
    const read = decodeEntry(line)
    if (!read.ok) return { ok: false, index, why: describeLedgerError(read.error) }
    items.push(read.value)
  }
  const verified = verifyChain(items)
  if (verified.ok) return { ok: true, chain: verified.value, ms: Math.round(performance.now() - began) }
  const fault: ChainFault = verified.error
  return { ok: false, index: fault.index, why: describeLedgerError(fault) }
}

addEventListener('message', ({ data }: MessageEvent<readonly string[]>) => {
  postMessage(verdictOf(data))
})
