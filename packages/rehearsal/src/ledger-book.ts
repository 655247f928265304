/** The ledger of a rehearsal: every party's key registered by the lead, then decisions in time, each signed by who decided. */

import type { JsonValue } from '@magpie/ledger/canonical-json'
import { registerKey } from '@magpie/ledger/chain'
import { appendEntry, type Entry, encodeEntry } from '@magpie/ledger/entry'
import type { Signer } from '@magpie/ledger/keys'
import type { LedgerDraft } from './happening.ts'

export class LedgerBook {
  private last: Entry | undefined
  private readonly lead: string
  private readonly signer: (party: string) => Signer
  private readonly known = new Set<string>()

  /** `lead` signs first and registers all others; `signer` gives each party's key. */
  constructor(lead: string, signer: (party: string) => Signer) {
    this.lead = lead
    this.signer = signer
  }

  /** The entries that a decision makes: the party's key where it has not signed before, then the decision. */
  record(draft: LedgerDraft): Entry[] {
    const party = draft.party === '' ? this.lead : draft.party
    const out = this.introduce(this.lead, draft.at)
    out.push(...this.introduce(party, draft.at))
    const { at, kind, subject } = draft
    out.push(this.append({ at, kind, subject, body: plain(draft.body) }, this.signer(party)))
    return out
  }

  /** Continues behind entries that were recorded before. */
  resume(entries: readonly Entry[]): void {
    for (const entry of entries) if (entry.kind === 'key-registered') this.known.add(entry.subject)
    this.last = entries.at(-1)
  }

  private introduce(party: string, at: string): Entry[] {
    if (this.known.has(party)) return []
    this.known.add(party)
    return [this.append(registerKey(at, this.signer(party)), this.signer(this.lead))]
  }

  private append(draft: Parameters<typeof appendEntry>[1], signer: Signer): Entry {
    const made = appendEntry(this.last, draft, signer)
    if (!made.ok) throw new Error(`a decision that is no JSON reached the ledger: ${draft.kind} ${draft.subject}`)
    this.last = made.value
    return made.value
  }
}

/** The ledger as its file: one entry a line. */
export function ledgerText(entries: readonly Entry[]): string {
  return entries.map((entry) => `${encodeEntry(entry)}\n`).join('')
}

/** A body as JSON has it: fields that are undefined are not there. */
function plain(body: unknown): JsonValue {
  return JSON.parse(JSON.stringify(body)) as JsonValue
}
