/** Keys that sign the ledger: Ed25519 (RFC 8032), pure, over the 32 octets of an entry's hash. */
import type { Identifier } from '@magpie/core/identifier'
import { ed25519 } from '@noble/curves/ed25519.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'

/** Names a public key: the first 16 octets of its SHA-256, in hexadecimal. */
export type KeyId = string

/** The port to whoever holds a party's private key: a file, a hardware module, a seed in rehearsals. */
export type Signer = {
  readonly party: Identifier
  readonly key: KeyId
  /** 64 hexadecimal digits. */
  readonly publicKey: string
  /** The signature (64 octets) of a message; the same message gives the same signature. */
  sign(message: Uint8Array): Uint8Array
}

/** Whether a signature is one of the message under the public key; a port, since platforms have faster ones. */
export type VerifySignature = (signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array) => boolean

/** The id of a public key given in hexadecimal. */
export function keyId(publicKey: string): KeyId {
  return bytesToHex(sha256(hexToBytes(publicKey))).slice(0, 32)
}

/** A signer from a private key, 32 octets. */
export function signerFromPrivateKey(party: Identifier, privateKey: Uint8Array): Signer {
  const publicKey = bytesToHex(ed25519.getPublicKey(privateKey))
  return { party, key: keyId(publicKey), publicKey, sign: (message) => ed25519.sign(message, privateKey) }
}

/**
 * The key of a party in a rehearsal, made from the seed (HKDF-SHA-256, RFC 5869) so that a rehearsal gives the same bytes
 * again. Whoever knows the seed knows the key: never for a real mission. `generation` counts keys that replace others.
 */
export function rehearsalSigner(seed: string, party: Identifier, generation = 0): Signer {
  return signerFromPrivateKey(party, rehearsalKey(seed, party, generation))
}

/** The private key of that signer, 32 octets, for a platform that signs faster. */
export function rehearsalKey(seed: string, party: Identifier, generation = 0): Uint8Array {
  const info = utf8ToBytes(`magpie rehearsal key ${generation} ${party}`)
  return hkdf(sha256, utf8ToBytes(seed), undefined, info, 32)
}

/** Ed25519 as RFC 8032 section 5.1.7 has it: points in canonical form only, so that a signature has no second form. */
export const verifyEd25519: VerifySignature = (signature, message, publicKey) => {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false })
  } catch {
    return false // octets that are no point, or of the wrong length
  }
}

/**
 * Verifies each signature once: what held of these very octets holds again. A chain that grows is then verified whole,
 * every hash and link of it, for little more than the hashing.
 */
export function rememberSignatures(verify: VerifySignature): VerifySignature {
  const held = new Set<string>()
  return (signature, message, publicKey) => {
    const octets = `${bytesToHex(signature)}.${bytesToHex(message)}.${bytesToHex(publicKey)}`
    if (held.has(octets)) return true
    const valid = verify(signature, message, publicKey)
    if (valid) held.add(octets)
    return valid
  }
}
