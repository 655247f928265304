/**
 * One entry of the ledger. Its hash covers a head (sequence, the previous hash, time, party, key) and the hash of its
 * content (kind, subject, body, salt). So the content can be left out of a copy, and the chain still be verified through
 * it; the salt keeps short contents from being guessed. Hashes are SHA-256 (FIPS 180-4) of canonical JSON (RFC 8785).
 */
import { identifier } from '@magpie/core/identifier'
import { err, ok, type Result } from '@magpie/core/result'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import * as z from 'zod'
import { canonicalJson, type JsonValue, type NotCanonical } from './canonical-json.ts'
import type { KeyId, Signer } from './keys.ts'

const hex = (octets: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * octets}}$`))

const head = {
  /** From 0, without gaps. */
  sequence: z.number().int().nonnegative(),
  /** The hash of the entry before; zeros in the first. */
  previous: hex(32),
  /** UTC, ISO 8601, as the party states it. */
  at: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/),
  party: identifier,
  /** The id of the key that signs. */
  key: hex(16),
  /** The hash of the content. */
  content: hex(32),
  hash: hex(32),
  signature: hex(64),
}

/** An entry with its content. */
export const entry = z.strictObject({
  ...head,
  kind: identifier,
  subject: z.string().min(1).max(200),
  body: z.json(),
  salt: hex(16),
})
export type Entry = Readonly<Omit<z.infer<typeof entry>, 'body'>> & { readonly body: JsonValue }

/** An entry whose content was left out; its hash and signature still hold. */
export const redactedEntry = z.strictObject({ ...head, redacted: z.literal(true) })
export type RedactedEntry = Readonly<z.infer<typeof redactedEntry>>

/** What a chain is made of. */
export type ChainItem = Entry | RedactedEntry

/** What a party wants to have recorded. */
export type EntryDraft = {
  readonly at: string
  /** What happened: `proposal-selected`, `command-released`. */
  readonly kind: string
  /** What it happened to: an id, or a short phrase. */
  readonly subject: string
  /** What there is to say; a function of the hash of the entry before where the body must speak of its own place. */
  readonly body: JsonValue | ((previous: string) => JsonValue)
}

/** Before the first entry there is nothing. */
export const NO_ENTRY = '0'.repeat(64)

/** An entry all but signed: where signing takes a device or a person. */
export type UnsignedEntry = Omit<Entry, 'signature'>

/** Makes the entry that follows `previous` (none: the first), and signs it. */
export function appendEntry(
  previous: ChainItem | undefined,
  draft: EntryDraft,
  signer: Signer,
): Result<Entry, NotCanonical> {
  // Deterministic, and unknown to who lacks the key: the signature of a text that is never an entry's hash.
  const place = utf8ToBytes(`magpie ledger salt ${previous?.hash ?? NO_ENTRY}`)
  const salt = bytesToHex(sha256(signer.sign(place))).slice(0, 32)
  const unsigned = prepareEntry(previous, draft, signer.party, signer.key, salt)
  if (!unsigned.ok) return unsigned
  const signature = bytesToHex(signer.sign(hexToBytes(unsigned.value.hash)))
  return ok({ ...unsigned.value, signature })
}

/** The entry with its hash, to be signed; `salt` is 32 random hexadecimal digits. */
export function prepareEntry(
  previous: ChainItem | undefined,
  draft: EntryDraft,
  party: string,
  key: KeyId,
  salt: string,
): Result<UnsignedEntry, NotCanonical> {
  const { at, kind, subject } = draft
  const first = { sequence: (previous?.sequence ?? -1) + 1, previous: previous?.hash ?? NO_ENTRY }
  const body = typeof draft.body === 'function' ? draft.body(first.previous) : draft.body
  const content = contentHash({ kind, subject, body, salt })
  if (!content.ok) return content
  const headed = { ...first, at, party, key, content: content.value }
  const hash = headHash(headed)
  return hash.ok ? ok({ ...headed, kind, subject, body, salt, hash: hash.value }) : hash
}

/** The hash of a content. */
export function contentHash({
  kind,
  subject,
  body,
  salt,
}: Pick<Entry, 'kind' | 'subject' | 'body' | 'salt'>): Result<string, NotCanonical> {
  return hashOf({ kind, subject, body, salt })
}

/** The hash of an entry, from its head. */
export function headHash({
  sequence,
  previous,
  at,
  party,
  key,
  content,
}: Pick<ChainItem, 'sequence' | 'previous' | 'at' | 'party' | 'key' | 'content'>): Result<string, NotCanonical> {
  return hashOf({ format: 'magpie-ledger-1', sequence, previous, at, party, key, content })
}

function hashOf(value: JsonValue): Result<string, NotCanonical> {
  const text = canonicalJson(value)
  return text.ok ? ok(bytesToHex(sha256(utf8ToBytes(text.value)))) : text
}

/** Whether the content is there. */
export function hasContent(item: ChainItem): item is Entry {
  return !('redacted' in item)
}

/** The entry without its content, for parties whom it does not concern. */
export function redact({ sequence, previous, at, party, key, content, hash, signature }: ChainItem): RedactedEntry {
  return { sequence, previous, at, party, key, content, hash, signature, redacted: true }
}

export type BadEntryText = {
  readonly kind: 'bad-entry'
  readonly why: 'not-json' | 'not-an-entry' | 'not-canonical'
  /** The field at fault, where one is. */
  readonly field?: string
}

/** The line under which an entry is kept: its canonical JSON. */
export function encodeEntry(item: ChainItem): string {
  const text = canonicalJson(item)
  if (text.ok) return text.value
  throw new Error(`an entry without canonical text: ${text.error.pointer}`)
}

/** Reads an entry's line. Anything but the canonical text is refused: an octet changed anywhere is noticed. */
export function decodeEntry(line: string): Result<ChainItem, BadEntryText> {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return err({ kind: 'bad-entry', why: 'not-json' })
  }
  const redacted = typeof value === 'object' && value !== null && 'redacted' in value
  const read = redacted ? redactedEntry.safeParse(value) : entry.safeParse(value)
  if (!read.success)
    return err({ kind: 'bad-entry', why: 'not-an-entry', field: read.error.issues[0]?.path.join('/') ?? '' })
  const text = canonicalJson(read.data)
  if (!text.ok || text.value !== line) return err({ kind: 'bad-entry', why: 'not-canonical' })
  return ok(read.data as ChainItem)
}
