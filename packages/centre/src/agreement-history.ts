/** What was done to an agreement and its interface documents, as the ledger has it, and by whom. */
import { type ChainItem, hasContent } from '@magpie/ledger/entry'
import { AGREEMENT_ACTS } from '@magpie/programme/desk/agreement-kinds'
import type { Desk } from '@magpie/programme/desk/record'
import * as z from 'zod'

export type ActOnRecord = {
  readonly kind: string
  readonly subject: string
  readonly at: string
  readonly party: string
  readonly person: string
  readonly sequence: number
  /** The hash of the entry. */
  readonly entry: string
  readonly body: unknown
}

const actBody = z.object({ body: z.unknown(), by: z.object({ person: z.string() }) })

/** The acts, oldest first. */
export function actsOn(items: readonly ChainItem[], desk: Desk, agreement: string): ActOnRecord[] {
  const documents = new Set([...desk.interfaces.values()].filter((i) => i.agreement === agreement).map((i) => i.id))
  return items.flatMap((item): ActOnRecord[] => {
    if (!hasContent(item) || !(item.kind in AGREEMENT_ACTS)) return []
    // An interface document may bear the name of an agreement: the kind of act says which of the two it is.
    const about = /^(agreement|regulatory)-/.test(item.kind) ? item.subject === agreement : documents.has(item.subject)
    if (!about) return []
    const { body, by } = actBody.parse(item.body)
    const { kind, subject, at, party, sequence, hash } = item
    return [{ kind, subject, at, party, person: by.person, sequence, entry: hash, body }]
  })
}

/** The people whose signatures stand under an agreement, or under an interface document of this id. */
export function signersOf(desk: Desk, id: string): string[] {
  const agreement = desk.agreements.get(id)
  const document = desk.interfaces.get(id)
  const signatures = [
    ...(agreement?.signatures ?? []),
    ...(agreement?.inForce?.signatures ?? []),
    ...(document?.lines.flatMap((l) => l.signatures) ?? []),
    ...(document?.changes.flatMap((c) => c.signatures) ?? []),
  ]
  return [...new Set(signatures.map((s) => s.person))]
}
