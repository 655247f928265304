/**
 * A party's key in a file: Ed25519, sealed under a passphrase by scrypt (RFC 7914) and AES-256-GCM (NIST SP 800-38D). It is
 * made, opened and used where the party is, in a browser or at a command line, and never goes to anybody's server.
 */
import { identifier } from '@magpie/core/identifier'
import { err, ok, type Result } from '@magpie/core/result'
import { type Signer, signerFromPrivateKey } from '@magpie/ledger/keys'
import { gcm } from '@noble/ciphers/aes.js'
import { scrypt } from '@noble/hashes/scrypt.js'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import * as z from 'zod'

const hex = (octets: number) => z.string().regex(new RegExp(`^[0-9a-f]{${2 * octets}}$`))

export const keyFile = z.strictObject({
  format: z.literal('magpie-key-1'),
  party: identifier,
  publicKey: hex(32),
  /** scrypt with r = 8 and p = 1; `cost` is the logarithm of N. */
  cost: z.number().int().min(14).max(20),
  salt: hex(16),
  nonce: hex(12),
  /** The private key and the tag of GCM over it; party and public key are authenticated beside it. */
  sealed: hex(48),
})
export type KeyFile = z.infer<typeof keyFile>

/** N = 2^16: 64 MB and a few tenths of a second for each guess. */
const COST = 16

/** What does not open a key file. */
export type KeyFileError = { readonly kind: 'key-not-opened'; readonly party: string }

/** Seals a private key of 32 octets; salt (16 octets) and nonce (12) are random and used for this file only. */
export function sealKey(
  party: string,
  privateKey: Uint8Array,
  passphrase: string,
  salt: Uint8Array,
  nonce: Uint8Array,
): KeyFile {
  const { publicKey } = signerFromPrivateKey(party, privateKey)
  const sealed = gcm(stretched(passphrase, salt, COST), nonce, beside(party, publicKey)).encrypt(privateKey)
  return {
    ...{ format: 'magpie-key-1', party, publicKey, cost: COST, salt: bytesToHex(salt) },
    ...{ nonce: bytesToHex(nonce), sealed: bytesToHex(sealed) },
  }
}

/** The signer of a file; a wrong passphrase and an altered file cannot be told apart. */
export function openKey(file: KeyFile, passphrase: string): Result<Signer, KeyFileError> {
  const { party, publicKey, cost, salt, nonce, sealed } = file
  try {
    const key = stretched(passphrase, hexToBytes(salt), cost)
    const privateKey = gcm(key, hexToBytes(nonce), beside(party, publicKey)).decrypt(hexToBytes(sealed))
    const signer = signerFromPrivateKey(party, privateKey)
    return signer.publicKey === publicKey ? ok(signer) : err({ kind: 'key-not-opened', party })
  } catch {
    return err({ kind: 'key-not-opened', party })
  }
}

function stretched(passphrase: string, salt: Uint8Array, cost: number): Uint8Array {
  return scrypt(utf8ToBytes(passphrase.normalize('NFKC')), salt, { N: 2 ** cost, r: 8, p: 1, dkLen: 32 })
}

function beside(party: string, publicKey: string): Uint8Array {
  return utf8ToBytes(`magpie key ${party} ${publicKey}`)
}
