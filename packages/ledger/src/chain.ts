/**
 * The chain: entries in sequence, each with the hash of the one before and the signature of a party whose key the ledger
 * itself registers. The first entry registers the lead's key and is signed by it; later keys are registered by the lead,
 * or by a party that has one already (its next), and withdrawn the same way. Whoever registers a key, its holder has signed
 * for it at that very place of the chain: nobody is given a key that they do not hold, and no old proof is used again.
 */
import type { Identifier } from '@magpie/core/identifier'
import { identifier } from '@magpie/core/identifier'
import { err, ok, type Result } from '@magpie/core/result'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import * as z from 'zod'
import { canonicalJson } from './canonical-json.ts'
import { type ChainItem, contentHash, type Entry, type EntryDraft, hasContent, headHash, NO_ENTRY } from './entry.ts'
import { type KeyId, keyId, type Signer, type VerifySignature, verifyEd25519 } from './keys.ts'

/** The body of an entry of kind `key-registered`. */
export const keyRegistration = z.strictObject({
  party: identifier,
  algorithm: z.literal('Ed25519'),
  publicKey: z.string().regex(/^[0-9a-f]{64}$/),
  /** The key's signature over the challenge of its registration, 128 hexadecimal digits. */
  proof: z
    .string()
    .regex(/^[0-9a-f]{128}$/)
    .optional(),
})
type KeyRegistration = z.infer<typeof keyRegistration>

/** The body of an entry of kind `key-withdrawn`: what it signs from then on does not count. */
export const keyWithdrawal = z.strictObject({
  party: identifier,
  key: z.string().regex(/^[0-9a-f]{32}$/),
  reason: z.string(),
})

/** A draft that registers a signer's key, with the signer's proof that it holds it: whoever records it can be another. */
export function registerKey(at: string, signer: Pick<Signer, 'party' | 'publicKey' | 'sign'>): EntryDraft {
  const { party, publicKey } = signer
  const registration = { party, algorithm: 'Ed25519', publicKey } as const
  const body = (previous: string) => {
    const proof = bytesToHex(signer.sign(challengeOf(registration, at, previous)))
    return { ...registration, proof }
  }
  return { at, kind: 'key-registered', subject: party, body }
}

/**
 * What the holder of a key signs to have it registered: canonical JSON (RFC 8785) of party, key, time and the hash of the
 * entry before. It is a text, and never the 32 octets of a hash that sign an entry.
 */
export function challengeOf(
  { party, algorithm, publicKey }: Omit<KeyRegistration, 'proof'>,
  at: string,
  previous: string,
): Uint8Array {
  const text = canonicalJson({ purpose: 'magpie-key-registration-1', party, algorithm, publicKey, at, previous })
  if (!text.ok) throw new Error(`a registration without canonical text: ${text.error.pointer}`)
  return utf8ToBytes(text.value)
}

/** Whether the holder of the key signed for its registration at this place. */
function isHeld(item: Entry, registration: KeyRegistration, verify: VerifySignature): boolean {
  const { proof, publicKey } = registration
  if (proof === undefined) return false
  return verify(hexToBytes(proof), challengeOf(registration, item.at, item.previous), hexToBytes(publicKey))
}

/** A draft that withdraws a key. */
export function withdrawKey(at: string, { party, key }: Pick<Signer, 'party' | 'key'>, reason: string): EntryDraft {
  return { at, kind: 'key-withdrawn', subject: party, body: { party, key, reason } }
}

/** What is known from elsewhere: the key of the first entry, and a hash that must stand at its place. */
export type Trust = {
  readonly genesisKey?: KeyId
  /** A party's note of the ledger as it once was: without one, entries cut off the end cannot be missed. */
  readonly head?: { readonly sequence: number; readonly hash: string }
  readonly verify?: VerifySignature
}

/** A chain that holds. */
export type VerifiedChain = {
  readonly entries: number
  /** Of those, how many had their content left out. */
  readonly redacted: number
  /** The hash of the last entry; zeros where there is none. */
  readonly head: string
  readonly parties: readonly { readonly party: Identifier; readonly entries: number }[]
  readonly keys: readonly { readonly party: Identifier; readonly key: KeyId; readonly publicKey: string }[]
}

/** Why a chain does not hold: the first bad entry by its place in the list, and what is wrong with it. */
export type ChainFault = { readonly index: number } & (
  | { readonly kind: 'gap'; readonly expected: number; readonly found: number }
  | { readonly kind: 'wrong-previous'; readonly expected: string; readonly found: string }
  | { readonly kind: 'altered-content' }
  | { readonly kind: 'altered-head' }
  | { readonly kind: 'bad-signature'; readonly party: Identifier }
  | { readonly kind: 'unknown-key'; readonly key: KeyId; readonly party: Identifier }
  | { readonly kind: 'key-before-registration'; readonly key: KeyId; readonly registeredAt: number }
  | { readonly kind: 'key-withdrawn'; readonly key: KeyId; readonly withdrawnAt: number }
  | {
      readonly kind: 'key-of-another-party'
      readonly key: KeyId
      readonly party: Identifier
      readonly owner: Identifier
    }
  | { readonly kind: 'bad-registration'; readonly why: RegistrationFault }
  | { readonly kind: 'no-genesis' }
  | { readonly kind: 'other-genesis'; readonly expected: KeyId; readonly found: KeyId }
  | { readonly kind: 'cut-off'; readonly expected: number }
  | { readonly kind: 'other-head'; readonly expected: string; readonly found: string }
)
export type RegistrationFault = 'malformed' | 'twice' | 'not-by-lead-or-party' | 'unknown-key' | 'no-proof'

type KnownKey = {
  readonly party: Identifier
  readonly publicKey: string
  readonly octets: Uint8Array
  withdrawnAt?: number
}

/** Verifies entries from the first on; the first fault ends it. */
export function verifyChain(items: readonly ChainItem[], trust: Trust = {}): Result<VerifiedChain, ChainFault> {
  const keys = new Map<KeyId, KnownKey>()
  const counts = new Map<Identifier, number>()
  const lead = items[0]?.party
  const verify = trust.verify ?? verifyEd25519
  for (const [index, item] of items.entries()) {
    const fault =
      linkFault(items, index) ??
      (index === 0 ? genesisFault(item, keys, trust, verify) : undefined) ??
      keyFault(items, index, keys) ??
      signatureFault(item, index, keys, verify) ??
      (index === 0 ? undefined : takeKeys(item, index, { keys, lead: lead!, verify }))
    if (fault !== undefined) return err(fault)
    counts.set(item.party, (counts.get(item.party) ?? 0) + 1)
  }
  const end = headFault(items, trust)
  if (end !== undefined) return err(end)
  return ok({
    entries: items.length,
    redacted: items.filter((item) => !hasContent(item)).length,
    head: items.at(-1)?.hash ?? NO_ENTRY,
    parties: [...counts].map(([party, entries]) => ({ party, entries })),
    keys: [...keys].map(([key, { party, publicKey }]) => ({ key, party, publicKey })),
  })
}

function linkFault(items: readonly ChainItem[], index: number): ChainFault | undefined {
  const item = items[index]!
  if (item.sequence !== index) return { index, kind: 'gap', expected: index, found: item.sequence }
  const expected = items[index - 1]?.hash ?? NO_ENTRY
  if (item.previous !== expected) return { index, kind: 'wrong-previous', expected, found: item.previous }
  if (hasContent(item)) {
    const content = contentHash(item)
    if (!content.ok || content.value !== item.content) return { index, kind: 'altered-content' }
  }
  const hash = headHash(item)
  return hash.ok && hash.value === item.hash ? undefined : { index, kind: 'altered-head' }
}

/** The first entry registers the key that signs it. */
function genesisFault(
  item: ChainItem,
  keys: Map<KeyId, KnownKey>,
  { genesisKey }: Trust,
  verify: VerifySignature,
): ChainFault | undefined {
  const registration =
    hasContent(item) && item.kind === 'key-registered' ? keyRegistration.safeParse(item.body) : undefined
  if (registration?.success !== true || registration.data.party !== item.party) return { index: 0, kind: 'no-genesis' }
  const { party, publicKey } = registration.data
  if (genesisKey !== undefined && item.key !== genesisKey)
    return { index: 0, kind: 'other-genesis', expected: genesisKey, found: item.key }
  if (!isHeld(item as Entry, registration.data, verify)) return { index: 0, kind: 'bad-registration', why: 'no-proof' }
  keys.set(keyId(publicKey), { party, publicKey, octets: hexToBytes(publicKey) })
  return undefined
}

function keyFault(
  items: readonly ChainItem[],
  index: number,
  keys: ReadonlyMap<KeyId, KnownKey>,
): ChainFault | undefined {
  const { key, party } = items[index]!
  const known = keys.get(key)
  if (known === undefined) {
    const later = items.findIndex((item, i) => i > index && registeredKey(item) === key)
    if (later < 0) return { index, kind: 'unknown-key', key, party }
    return { index, kind: 'key-before-registration', key, registeredAt: later }
  }
  if (known.withdrawnAt !== undefined) return { index, kind: 'key-withdrawn', key, withdrawnAt: known.withdrawnAt }
  if (known.party !== party) return { index, kind: 'key-of-another-party', key, party, owner: known.party }
  return undefined
}

function registeredKey(item: ChainItem): KeyId | undefined {
  if (!hasContent(item) || item.kind !== 'key-registered') return undefined
  const registration = keyRegistration.safeParse(item.body)
  return registration.success ? keyId(registration.data.publicKey) : undefined
}

function signatureFault(
  item: ChainItem,
  index: number,
  keys: ReadonlyMap<KeyId, KnownKey>,
  verify: VerifySignature,
): ChainFault | undefined {
  const valid = verify(hexToBytes(item.signature), hexToBytes(item.hash), keys.get(item.key)!.octets)
  return valid ? undefined : { index, kind: 'bad-signature', party: item.party }
}

/** Registers or withdraws the key that an entry speaks of. */
function takeKeys(item: ChainItem, index: number, known: Registering): ChainFault | undefined {
  if (!hasContent(item)) return undefined
  let why: RegistrationFault | undefined
  if (item.kind === 'key-registered') why = registrationFault(item, known)
  else if (item.kind === 'key-withdrawn') why = withdrawalFault(item, index, known.keys, known.lead)
  return why === undefined ? undefined : { index, kind: 'bad-registration', why }
}

type Registering = {
  readonly keys: Map<KeyId, KnownKey>
  readonly lead: Identifier
  readonly verify: VerifySignature
}

function registrationFault(item: Entry, { keys, lead, verify }: Registering): RegistrationFault | undefined {
  const { success, data } = keyRegistration.safeParse(item.body)
  if (!success) return 'malformed'
  if (item.party !== lead && item.party !== data.party) return 'not-by-lead-or-party'
  const key = keyId(data.publicKey)
  if (keys.has(key)) return 'twice'
  if (!isHeld(item, data, verify)) return 'no-proof'
  keys.set(key, { party: data.party, publicKey: data.publicKey, octets: hexToBytes(data.publicKey) })
  return undefined
}

function withdrawalFault(
  item: Entry,
  index: number,
  keys: ReadonlyMap<KeyId, KnownKey>,
  lead: Identifier,
): RegistrationFault | undefined {
  const { success, data } = keyWithdrawal.safeParse(item.body)
  if (!success) return 'malformed'
  if (item.party !== lead && item.party !== data.party) return 'not-by-lead-or-party'
  const known = keys.get(data.key)
  if (known === undefined || known.party !== data.party) return 'unknown-key'
  known.withdrawnAt ??= index
  return undefined
}

function headFault(items: readonly ChainItem[], { head }: Trust): ChainFault | undefined {
  if (head === undefined) return undefined
  const found = items[head.sequence]
  if (found === undefined) return { index: items.length, kind: 'cut-off', expected: head.sequence + 1 }
  if (found.hash === head.hash) return undefined
  return { index: head.sequence, kind: 'other-head', expected: head.hash, found: found.hash }
}
