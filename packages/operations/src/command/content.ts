/**
 * A command as it is signed: one canonical text (RFC 8785) under a tag, so that whoever holds a party's key (a browser, a
 * file, a hardware module) signs it anywhere, and any centre checks it. Signatures are detached: Ed25519 (RFC 8032).
 */
import { identifier } from '@magpie/core/identifier'
import { err, ok, type Result } from '@magpie/core/result'
import { canonicalJson } from '@magpie/ledger/canonical-json'
import { keyId, type Signer, type VerifySignature, verifyEd25519 } from '@magpie/ledger/keys'
import { grant } from '@magpie/mission/agreement'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import * as z from 'zod'
import { commandArguments } from '../operations-file.ts'
import { secondsOf } from './instant.ts'

const utc = z.string().refine((text) => !Number.isNaN(secondsOf(text)), 'a UTC time such as 2029-01-10T06:00:00Z')

/** What somebody wants sent. `nonce` makes each a command of its own: the same one is taken once. */
export const commandContent = z.strictObject({
  format: z.literal('magpie-command-1'),
  mission: identifier,
  party: identifier,
  person: z.string().min(1).max(128),
  element: identifier,
  command: z.string().min(1).max(128),
  arguments: commandArguments,
  nonce: z.string().regex(/^[0-9a-zA-Z-]{8,64}$/, '8 to 64 letters, digits and hyphens'),
  /** Not wanted any more from then on. */
  expires: utc,
  /** On board, not before this; at once without it. */
  execute: utc.optional(),
  /** 1 is served first, 9 last; within one number in the order of submission. */
  priority: z.number().int().min(1).max(9),
  purpose: z.string().max(500),
  /** Warnings that whoever sends it has read, by name. */
  acknowledged: z.array(z.string().min(1).max(200)).max(50).optional(),
})
export type CommandContent = z.infer<typeof commandContent>

export const detachedSignature = z.strictObject({
  key: z.string().regex(/^[0-9a-f]{32}$/),
  signature: z.string().regex(/^[0-9a-f]{128}$/),
})
export type DetachedSignature = z.infer<typeof detachedSignature>

/** A file that a party signed at home: `magpie command sign` writes it, `magpie command submit --signed` sends it. */
export const signedCommand = z.strictObject({ content: commandContent, signature: detachedSignature })
export type SignedCommand = z.infer<typeof signedCommand>

/** What a party does with its rights: a grant given, as the desk keeps it, or taken back. */
const grantAct = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('grant-given'), grant, note: z.string().max(1000) }),
  z.strictObject({ kind: z.literal('grant-revoked'), grant: identifier, why: z.string().min(1).max(1000) }),
])
export type GrantAct = z.infer<typeof grantAct>

/** Such an act as a party signs it that keeps its key: in whose name, for which mission, and until when it may be put on record. */
export const actContent = z.strictObject({
  format: z.literal('magpie-act-1'),
  mission: identifier,
  party: identifier,
  person: z.string().min(1).max(128),
  act: grantAct,
  expires: utc,
})
export type ActContent = z.infer<typeof actContent>

/** A file that a party signed at home: `magpie grant sign` writes it, `magpie grant submit-signed` sends it. */
export const signedAct = z.strictObject({ content: actContent, signature: detachedSignature })
export type SignedAct = z.infer<typeof signedAct>

/** What of a signed act stands in its entry beside what the entry says anyhow: enough to make the signed octets again. */
export const ownSignature = detachedSignature.extend({ mission: identifier, expires: utc })
export type OwnSignature = z.infer<typeof ownSignature>

/** The name of the agreement that a grant given at the desk stands as. */
export function deskAgreement(grant: string): string {
  return `desk-${grant}`.slice(0, 64)
}

/** The octets that a party signs for such an act. */
export function actBytes(content: ActContent): Uint8Array {
  return utf8ToBytes(`magpie act\n${canonicalText(content)}`)
}

/** The octets that were signed, from an entry and its signature. */
export function recordedActBytes(
  act: GrantAct,
  { mission, expires }: OwnSignature,
  { party, person }: { readonly party: string; readonly person: string },
): Uint8Array {
  return actBytes({ format: 'magpie-act-1', mission, party, person, act, expires })
}

/** The octets that the sender signs. */
export function commandBytes(content: CommandContent): Uint8Array {
  return utf8ToBytes(`magpie command\n${canonicalText(content)}`)
}

/** Names a command by what it says: the SHA-256 of its octets. */
export function commandHash(content: CommandContent): string {
  return bytesToHex(sha256(commandBytes(content)))
}

/** The octets that somebody signs who approves it. */
export function commandApprovalBytes(content: CommandContent, by: { party: string; person: string }): Uint8Array {
  const { party, person } = by
  return utf8ToBytes(`magpie command approval\n${canonicalText({ command: commandHash(content), party, person })}`)
}

/** The octets by which a party proves that it holds the key which it says it keeps. */
export function ownKeyBytes(party: string, publicKey: string): Uint8Array {
  return utf8ToBytes(`magpie own key\n${canonicalText({ party, publicKey })}`)
}

/** Signs octets in the form that travels beside a command. */
export function detached(bytes: Uint8Array, signer: Pick<Signer, 'key' | 'sign'>): DetachedSignature {
  return { key: signer.key, signature: bytesToHex(signer.sign(bytes)) }
}

export type SignatureFault =
  | { readonly kind: 'key-unknown'; readonly party: string; readonly key: string }
  | { readonly kind: 'signature-wrong'; readonly party: string; readonly key: string }

/** Whether one of the party's own public keys (hexadecimal) made the signature. */
export function checkDetached(
  bytes: Uint8Array,
  { key, signature }: DetachedSignature,
  party: string,
  publicKeys: readonly string[],
  verify: VerifySignature = verifyEd25519,
): Result<string, SignatureFault> {
  const publicKey = publicKeys.find((candidate) => keyId(candidate) === key)
  if (publicKey === undefined) return err({ kind: 'key-unknown', party, key })
  return verify(hexToBytes(signature), bytes, hexToBytes(publicKey))
    ? ok(publicKey)
    : err({ kind: 'signature-wrong', party, key })
}

function canonicalText(value: unknown): string {
  const text = canonicalJson(value)
  if (text.ok) return text.value
  throw new Error(`a command without canonical text: ${text.error.pointer}`)
}
