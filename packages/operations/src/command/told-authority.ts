/**
 * What a gateway on board is told of authority while it flies: entries of the command desk's ledger about grants, revocations
 * and the lead, each under the signature of the party that made it. Who carries them up is trusted with nothing but to send
 * them. What holds follows from the set of entries alone, so that they may be lost, repeated and come in any order: a
 * revocation that comes before its grant holds when the grant comes, and what is not there yet permits nothing.
 */
import type { Identifier } from '@magpie/core/identifier'
import { err, ok, type Result } from '@magpie/core/result'
import { contentHash, decodeEntry, type Entry, hasContent, headHash } from '@magpie/ledger/entry'
import type { Agreement } from '@magpie/mission/agreement'
import { hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import * as z from 'zod'
import type { Verify } from '../telecommand.ts'
import { givenGrant } from './book.ts'
import { checkDetached, deskAgreement, recordedActBytes } from './content.ts'
import { type DeskEvent, deskEvent } from './desk-event.ts'
import { secondsOf } from './instant.ts'
import { type LeadRole, leadAfter } from './lead.ts'

/** Kinds of entries that a gateway is told. */
const TOLD_KINDS = ['grant-given', 'grant-revoked', 'lead-offered', 'lead-accepted', 'lead-declined'] as const
type ToldKind = (typeof TOLD_KINDS)[number]
type ToldEvent = DeskEvent & { readonly kind: ToldKind }

/** The longest entry that is taken, octets: what the length in front of a text of the dictionary can say. */
export const LONGEST_TOLD_OCTETS = 8191
/** Entries that are kept at most: a gateway has little memory. */
const MOST_KEPT = 1024
/** An entry nests less deeply than this; what nests more is no entry, and would tire its reader. */
const DEEPEST = 16

/** Why an entry is not taken. */
export type ToldRefusal =
  | { readonly kind: 'entry-long'; readonly octets: number; readonly most: number }
  | { readonly kind: 'entry-unreadable'; readonly why: string }
  | { readonly kind: 'entry-altered' }
  | { readonly kind: 'entry-of-other-kind'; readonly of: string }
  | { readonly kind: 'entry-in-anothers-name'; readonly party: string; readonly signedBy: string }
  | { readonly kind: 'entry-signature'; readonly party: string }
  | {
      readonly kind: 'entry-own-signature'
      readonly party: string
      readonly why: 'missing' | 'wrong' | 'late' | 'mission'
    }
  | { readonly kind: 'grant-not-grantors'; readonly grant: string; readonly grantor: string; readonly signedBy: string }
  | { readonly kind: 'entries-full'; readonly most: number }

/** An entry that was taken, or had been taken before. */
export type Taken = {
  readonly again: boolean
  readonly sequence: number
  readonly kind: ToldKind
  /** The grant, or the party that is offered the lead. */
  readonly subject: string
  readonly party: Identifier
}

type Kept = {
  readonly sequence: number
  readonly hash: string
  readonly at: string
  readonly party: Identifier
  readonly event: ToldEvent
  readonly agreement: Agreement | undefined
}

export type ToldParts = {
  readonly verify: Verify
  /**
   * Public keys (hexadecimal) that the gateway knows a party to keep itself. With any, its grants and revocations count under
   * a signature by one alone, whoever signed the entry.
   */
  readonly ownKeys?: (party: Identifier) => readonly string[]
  /** The mission that signed acts must be for. */
  readonly mission?: Identifier
  /** Who leads when nothing is told. */
  readonly lead: Identifier
  /** What the gateway knows without being told. */
  readonly agreements: readonly Agreement[]
}

const body = z.strictObject({
  by: z.strictObject({ party: z.string(), person: z.string() }),
  event: z.json(),
})

/** Whether an entry is one that gateways are told. */
export function isTold(entry: Pick<Entry, 'kind'>): boolean {
  return (TOLD_KINDS as readonly string[]).includes(entry.kind)
}

export class ToldAuthority {
  private readonly parts: ToldParts
  private readonly kept = new Map<string, Kept>()
  private held: readonly Agreement[] = []
  private struck: ReadonlyMap<Identifier, string> = new Map()
  private role: LeadRole

  constructor(parts: ToldParts) {
    this.parts = parts
    this.role = { holder: parts.lead }
  }

  /** Grants that were told and may hold, as agreements; the same list as long as nothing changes. */
  get agreements(): readonly Agreement[] {
    return this.held
  }

  /** Grants that their grantors took back, and from when (UTC). */
  get revoked(): ReadonlyMap<Identifier, string> {
    return this.struck
  }

  /** Who leads, as far as was told: it gives no right on board. */
  get lead(): Identifier {
    return this.role.holder
  }

  /** How much was told, and the newest place of the ledger among it. */
  get told(): { readonly entries: number; readonly newest: number | undefined } {
    const newest = [...this.kept.values()].reduce((most, k) => Math.max(most, k.sequence), -1)
    return { entries: this.kept.size, newest: newest < 0 ? undefined : newest }
  }

  /** Takes an entry's text. One that was taken before changes nothing. */
  take(text: string): Result<Taken, ToldRefusal> {
    const read = readTold(text, this.parts)
    if (!read.ok) return read
    const kept = read.value
    const again = this.kept.has(kept.hash)
    if (!again && this.kept.size >= MOST_KEPT) return err({ kind: 'entries-full', most: MOST_KEPT })
    if (!again) {
      this.kept.set(kept.hash, kept)
      this.derive()
    }
    const { sequence, party, event } = kept
    return ok({ again, sequence, party, kind: event.kind, subject: subjectOf(event) })
  }

  /** What holds by all that is kept, in the order of the ledger whatever the order of arrival. */
  private derive(): void {
    const all = [...this.kept.values()].sort((a, b) => a.sequence - b.sequence || (a.hash < b.hash ? -1 : 1))
    const given = all.flatMap((k) => k.agreement ?? [])
    this.held = given.filter(({ id }) => given.filter((other) => other.id === id).length === 1)
    this.struck = struckBy(all, [...this.parts.agreements, ...given])
    this.role = all.reduce(leadAfterEntry, { holder: this.parts.lead })
  }
}

/** Grants taken back by those who gave them. */
function struckBy(all: readonly Kept[], agreements: readonly Agreement[]): ReadonlyMap<Identifier, string> {
  const given = new Set(agreements.flatMap((a) => a.grants.map((g) => `${g.id} ${g.grantor}`)))
  const struck = new Map<Identifier, string>()
  for (const { event, party, at } of all)
    if (event.kind === 'grant-revoked' && given.has(`${event.grant} ${party}`) && !struck.has(event.grant))
      struck.set(event.grant, at)
  return struck
}

function leadAfterEntry(role: LeadRole, { event, party, at }: Kept): LeadRole {
  const step = stepOf(event)
  const after = step === undefined ? undefined : leadAfter(role, party, step, at)
  return after?.ok ? after.value : role
}

/** Reads and checks an entry, without anything of what is known: form, hashes, name, signature, and that a grant is the signer's. */
function readTold(text: string, parts: ToldParts): Result<Kept, ToldRefusal> {
  const octets = utf8ToBytes(text).length
  if (octets > LONGEST_TOLD_OCTETS) return err({ kind: 'entry-long', octets, most: LONGEST_TOLD_OCTETS })
  if (nestsDeeper(text, DEEPEST)) return err({ kind: 'entry-unreadable', why: 'it nests too deeply' })
  const decoded = decodeEntry(text)
  if (!decoded.ok) return err({ kind: 'entry-unreadable', why: decoded.error.why })
  const entry = decoded.value
  if (!hasContent(entry)) return err({ kind: 'entry-unreadable', why: 'its content was left out' })
  if (!isTold(entry)) return err({ kind: 'entry-of-other-kind', of: entry.kind })
  const content = contentHash(entry)
  const head = headHash(entry)
  if (!content.ok || content.value !== entry.content || !head.ok || head.value !== entry.hash)
    return err({ kind: 'entry-altered' })
  const { party, sequence, hash, at } = entry
  if (!parts.verify(party, hexToBytes(hash), hexToBytes(entry.signature)))
    return err({ kind: 'entry-signature', party })
  const said = body.safeParse(entry.body)
  const event = said.success ? deskEvent.safeParse(said.data.event) : undefined
  if (!said.success || event?.success !== true || event.data.kind !== entry.kind)
    return err({ kind: 'entry-unreadable', why: 'it says nothing that a gateway knows' })
  const { by } = said.data
  const told = event.data as ToldEvent
  const wrong = nameFault(told, by, { party, at }, parts)
  return wrong === undefined ? keptFrom({ sequence, hash, at, party: by.party }, told) : err(wrong)
}

/**
 * Whether an entry says it in the name of who signed it. What a party that keeps its key did is put on record under the key of
 * who leads, and counts by the party's own.
 */
function nameFault(
  told: ToldEvent,
  by: { readonly party: string; readonly person: string },
  { party, at }: { readonly party: string; readonly at: string },
  { ownKeys, mission }: ToldParts,
): ToldRefusal | undefined {
  const keys = ownKeys?.(by.party) ?? []
  if (keys.length > 0 && isGrantAct(told)) {
    const why = ownFault(told, by, at, keys, mission)
    return why === undefined ? undefined : { kind: 'entry-own-signature', party: by.party, why }
  }
  return by.party === party ? undefined : { kind: 'entry-in-anothers-name', party: by.party, signedBy: party }
}

type GrantEvent = ToldEvent & { readonly kind: 'grant-given' | 'grant-revoked' }

/** Whether it gives or takes a right: the lead does not. */
function isGrantAct(event: ToldEvent): event is GrantEvent {
  return event.kind === 'grant-given' || event.kind === 'grant-revoked'
}

/** What is wrong with the party's own signature of an act. */
function ownFault(
  { own, ...act }: GrantEvent,
  by: { readonly party: string; readonly person: string },
  at: string,
  keys: readonly string[],
  mission: string | undefined,
): (ToldRefusal & { kind: 'entry-own-signature' })['why'] | undefined {
  if (own === undefined) return 'missing'
  if (mission !== undefined && own.mission !== mission) return 'mission'
  if (!checkDetached(recordedActBytes(act, own, by), own, by.party, keys).ok) return 'wrong'
  return secondsOf(own.expires) <= secondsOf(at) ? 'late' : undefined
}

function keptFrom(of: Pick<Kept, 'sequence' | 'hash' | 'at' | 'party'>, event: ToldEvent): Result<Kept, ToldRefusal> {
  if (event.kind !== 'grant-given') return ok({ ...of, event, agreement: undefined })
  const { id, grantor } = event.grant
  if (grantor !== of.party) return err({ kind: 'grant-not-grantors', grant: id, grantor, signedBy: of.party })
  // The name of its agreement is made here again: a grant cannot slip into an agreement of others.
  const grant = { ...event.grant, agreement: deskAgreement(id) }
  return ok({ ...of, event, agreement: givenGrant(grant, event.note, of.at).agreement })
}

function subjectOf(event: ToldEvent): string {
  switch (event.kind) {
    case 'grant-given':
      return event.grant.id
    case 'grant-revoked':
      return event.grant
    case 'lead-offered':
      return event.to
    default:
      return ''
  }
}

function stepOf(event: ToldEvent) {
  switch (event.kind) {
    case 'lead-offered':
      return { action: 'offer', to: event.to, note: event.note } as const
    case 'lead-accepted':
      return { action: 'accept' } as const
    case 'lead-declined':
      return { action: 'decline' } as const
    default:
      return undefined
  }
}

/** Whether brackets outside of texts stand deeper in each other than so many. */
function nestsDeeper(text: string, most: number): boolean {
  let depth = 0
  for (let i = 0; i < text.length && depth <= most; i++) {
    const c = text[i]!
    if (c === '"') i = endOfText(text, i)
    else if ('{['.includes(c)) depth++
    else if ('}]'.includes(c)) depth--
  }
  return depth > most
}

/** The place of the quotation mark that ends a text. */
function endOfText(text: string, from: number): number {
  let i = from + 1
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1
  return i
}

const OWN_FAULTS = {
  missing: 'it does not bear its signature',
  wrong: 'the signature is not by that key',
  late: 'it was put on record after the time until which it was signed',
  mission: 'it was signed for another mission',
} as const

/** Why an entry is not taken, for people. */
export function describeToldRefusal(refusal: ToldRefusal): string {
  switch (refusal.kind) {
    case 'entry-long':
      return `it has ${refusal.octets} octets, and the gateway takes ${refusal.most}`
    case 'entry-unreadable':
      return `it cannot be read: ${refusal.why}`
    case 'entry-altered':
      return 'its hash does not hold: it was altered'
    case 'entry-of-other-kind':
      return `entries of kind ${refusal.of} are not for gateways`
    case 'entry-in-anothers-name':
      return `${refusal.signedBy} signed it in the name of ${refusal.party}`
    case 'entry-signature':
      return `the signature is not that of ${refusal.party}`
    case 'entry-own-signature':
      return `${refusal.party} keeps its own key, and ${OWN_FAULTS[refusal.why]}`
    case 'grant-not-grantors':
      return `${refusal.signedBy} signed the grant ${refusal.grant}, which is ${refusal.grantor}'s to give`
    case 'entries-full':
      return `${refusal.most} entries are kept already`
  }
}
