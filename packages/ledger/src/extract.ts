/**
 * A partner's copy: the whole chain, with the content of what does not concern the partner left out. Every hash and
 * signature is in it, so that it verifies as the whole does, and its head is the same.
 */
import type { Identifier } from '@magpie/core/identifier'
import { type ChainItem, type Entry, hasContent, redact } from './entry.ts'

/** Keeps the content of a party's own entries, of all about keys, and of those that `concerns` names. */
export function extractFor(
  items: readonly ChainItem[],
  party: Identifier,
  concerns: (entry: Entry) => boolean = () => false,
): ChainItem[] {
  return items.map((item) => {
    if (!hasContent(item)) return item
    const kept = item.party === party || item.kind === 'key-registered' || item.kind === 'key-withdrawn'
    return kept || concerns(item) ? item : redact(item)
  })
}
