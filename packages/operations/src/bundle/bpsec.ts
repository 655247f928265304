/**
 * BPSec with the default security contexts: integrity by BIB-HMAC-SHA2 and confidentiality by BCB-AES-GCM (RFC 9172 and
 * RFC 9173). One call adds a security block, one checks or opens those that are there. Keys and initialization vectors
 * are handed in; an initialization vector is never used for two targets, which RFC 9173's example 4 does (erratum 7002).
 */

import { err, ok, type Result } from '@magpie/core/result'
import { aeskw, gcm } from '@noble/ciphers/aes.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { BLOCK_FLAGS, BLOCK_TYPES, type Bundle, type CanonicalBlock, encodePrimary } from './bundle.ts'
import { type BundleError, describeBundleError } from './bundle-error.ts'
import { cborWriter } from './cbor.ts'
import type { Eid } from './eid.ts'
import { freeNumber } from './extensions.ts'
import {
  decodeSecurityBlock,
  encodeSecurityBlock,
  itemOf,
  type SecurityBlock,
  type SecurityItem,
} from './security-block.ts'

/** What is covered besides the target's data, added up (RFC 9173, 3.3.3 and 4.3.4). */
export const SCOPE = { primary: 1, targetHeader: 2, securityHeader: 4 } as const

export const CONTEXTS = { hmacSha2: 1, aesGcm: 2 } as const

/** Numbers of COSE: HMAC 256/256, 384/384, 512/512 (RFC 9173, 3.3.1). */
export type ShaVariant = 5 | 6 | 7
/** Numbers of COSE: A128GCM, A256GCM (RFC 9173, 4.3.2). */
export type AesVariant = 1 | 3

const HASH = { 5: sha256, 6: sha384, 7: sha512 } as const
const DEFAULT_SHA: ShaVariant = 6
const DEFAULT_AES: AesVariant = 3
const ALL_SCOPE = 7
const IV = 1
const TAG_OCTETS = 16

export type BpsecError =
  | BundleError
  | { readonly kind: 'no-such-target'; readonly target: number }
  | { readonly kind: 'target-secured'; readonly target: number; readonly by: number }
  | { readonly kind: 'target-not-allowed'; readonly target: number }
  | { readonly kind: 'bad-key-length'; readonly octets: number; readonly wanted: number }
  | { readonly kind: 'unknown-context'; readonly block: number; readonly context: number }
  | { readonly kind: 'bad-parameter'; readonly block: number; readonly parameter: number }
  | { readonly kind: 'no-key'; readonly block: number; readonly source: Eid }
  | { readonly kind: 'not-authentic'; readonly block: number; readonly target: number }

/** The sentence for it. */
export function describeBpsecError(error: BpsecError): string {
  switch (error.kind) {
    case 'no-such-target':
      return `there is no block ${error.target} to secure`
    case 'target-secured':
      return `block ${error.target} is secured by block ${error.by} already`
    case 'target-not-allowed':
      return `block ${error.target} must not be the target of this operation`
    case 'bad-key-length':
      return `a key of ${error.octets} octets, not ${error.wanted}`
    case 'unknown-context':
      return `block ${error.block}: security context ${error.context} is not known`
    case 'bad-parameter':
      return `block ${error.block}: parameter or result ${error.parameter} is missing or wrong`
    case 'no-key':
      return `block ${error.block}: no key for its source`
    case 'not-authentic':
      return `block ${error.target} is not what block ${error.block} secured`
    default:
      return describeBundleError(error)
  }
}

type Added = { readonly source: Eid; readonly number?: number; readonly scope?: number }

/** An operation of integrity over `targets`. */
export type Integrity = Added & {
  readonly targets: readonly number[]
  readonly key: Uint8Array
  readonly sha?: ShaVariant
  readonly wrappedKey?: Uint8Array
}

/** An operation of confidentiality on one target. */
export type Confidentiality = Added & {
  readonly target: number
  readonly key: Uint8Array
  /** 8 to 16 octets, 12 by preference, never the same twice with a key. */
  readonly iv: Uint8Array
  readonly aes?: AesVariant
  readonly wrappedKey?: Uint8Array
}

/** The bundle with a block of integrity before its other blocks (RFC 9172, 3.7). */
export function addIntegrity(bundle: Bundle, operation: Integrity): Result<Bundle, BpsecError> {
  const { targets, sha = DEFAULT_SHA, scope = ALL_SCOPE, source, key, wrappedKey } = operation
  for (const target of targets) {
    const wrong = refusedTarget(bundle, target, BLOCK_TYPES.integrity)
    if (wrong !== undefined) return err(wrong)
  }
  const number = operation.number ?? freeNumber(bundle.blocks)
  const block = { type: BLOCK_TYPES.integrity, number, flags: 0, crc: 0, data: new Uint8Array(0) } as const
  const wrapped: SecurityItem[] = wrappedKey === undefined ? [] : [[2, wrappedKey]]
  const parameters: SecurityItem[] = [[1, sha], ...wrapped, [3, scope]]
  const results = targets.map((target): SecurityItem[] => [[1, sealOfTarget(bundle, block, target, scope, sha, key)]])
  const data = encodeSecurityBlock({ targets, context: CONTEXTS.hmacSha2, source, parameters, results })
  return ok({ primary: bundle.primary, blocks: [{ ...block, data }, ...bundle.blocks] })
}

/** HMAC over the integrity-protected plaintext of one target (RFC 9173, 3.7). */
export function sealOfTarget(
  bundle: Bundle,
  block: CanonicalBlock,
  target: number,
  scope: number,
  sha: ShaVariant,
  key: Uint8Array,
): Uint8Array {
  const data = target === 0 ? encodePrimary(bundle.primary) : blockOf(bundle, target)!.data
  const text = cborWriter()
    .raw(associated(bundle, block, target, scope))
    .bytes(data)
    .octets()
  return hmac(HASH[sha], key, text)
}

/** Scope flags and what they name: the head of the plaintext of integrity, and the associated data of AES-GCM. */
function associated(bundle: Bundle, block: CanonicalBlock, target: number, scope: number): Uint8Array {
  const out = cborWriter().unsigned(scope)
  const header = ({ type, number, flags }: CanonicalBlock) => out.unsigned(type).unsigned(number).unsigned(flags)
  if ((scope & SCOPE.primary) !== 0 && target !== 0) out.raw(encodePrimary(bundle.primary))
  if ((scope & SCOPE.targetHeader) !== 0 && target !== 0) header(blockOf(bundle, target)!)
  if ((scope & SCOPE.securityHeader) !== 0) header(block)
  return out.octets()
}

/** The bundle with a target enciphered, and the block of confidentiality before its other blocks (RFC 9172, 3.8). */
export function addConfidentiality(bundle: Bundle, operation: Confidentiality): Result<Bundle, BpsecError> {
  const { target, aes = DEFAULT_AES, scope = ALL_SCOPE, source, key, iv, wrappedKey } = operation
  const wrong = refusedTarget(bundle, target, BLOCK_TYPES.confidentiality)
  if (wrong !== undefined) return err(wrong)
  const wanted = aes === 1 ? 16 : 32
  if (key.length !== wanted) return err({ kind: 'bad-key-length', octets: key.length, wanted })
  const number = operation.number ?? freeNumber(bundle.blocks)
  if (iv.length < 8 || iv.length > 16) return err({ kind: 'bad-parameter', block: number, parameter: IV })
  const flags = target === 1 ? BLOCK_FLAGS.inEachFragment : 0
  const block = { type: BLOCK_TYPES.confidentiality, number, flags, crc: 0, data: new Uint8Array(0) } as const
  const sealed = encipherTarget(bundle, block, target, scope, key, iv)
  const wrapped: SecurityItem[] = wrappedKey === undefined ? [] : [[3, wrappedKey]]
  const data = encodeSecurityBlock({
    targets: [target],
    context: CONTEXTS.aesGcm,
    source,
    parameters: [[IV, iv], [2, aes], ...wrapped, [4, scope]],
    results: [[[1, sealed.tag]]],
  })
  const blocks = withData(bundle.blocks, target, sealed.data, true)
  return ok({ primary: bundle.primary, blocks: [{ ...block, data }, ...blocks] })
}

/** AES-GCM over the data of one target (RFC 9173, 4.8.1); the tag apart, as the block of confidentiality holds it. */
export function encipherTarget(
  bundle: Bundle,
  block: CanonicalBlock,
  target: number,
  scope: number,
  key: Uint8Array,
  iv: Uint8Array,
): { readonly data: Uint8Array; readonly tag: Uint8Array } {
  const sealed = gcm(key, iv, associated(bundle, block, target, scope)).encrypt(blockOf(bundle, target)!.data)
  return { data: sealed.slice(0, -TAG_OCTETS), tag: sealed.slice(-TAG_OCTETS) }
}

/** Why the target may not be secured so: once each, no confidentiality of primary blocks and of other BCBs. */
function refusedTarget(bundle: Bundle, target: number, type: number): BpsecError | undefined {
  const block = blockOf(bundle, target)
  if (block === undefined && target !== 0) return { kind: 'no-such-target', target }
  const secret = type === BLOCK_TYPES.confidentiality
  const forbidden = secret
    ? target === 0 || block?.type === BLOCK_TYPES.confidentiality
    : block?.type === BLOCK_TYPES.integrity || block?.type === BLOCK_TYPES.confidentiality
  if (forbidden) return { kind: 'target-not-allowed', target }
  const by = bundle.blocks.find((other) => secures(other, type, target))
  return by === undefined ? undefined : { kind: 'target-secured', target, by: by.number }
}

/** Whether a block stands against a further operation of `type` on the target; integrity may lie under confidentiality only. */
function secures(block: CanonicalBlock, type: number, target: number): boolean {
  if (block.type !== type && block.type !== BLOCK_TYPES.confidentiality) return false
  const content = decodeSecurityBlock(block.data)
  return content.ok && content.value.targets.includes(target)
}

function blockOf(bundle: Bundle, number: number): CanonicalBlock | undefined {
  return bundle.blocks.find((block) => block.number === number)
}

function withData(blocks: readonly CanonicalBlock[], number: number, data: Uint8Array, secret: boolean) {
  // RFC 9172, 3.8: the CRC of an enciphered block would tell of its content
  return blocks.map((block) => (block.number === number ? { ...block, data, crc: secret ? 0 : block.crc } : block))
}

/** The key for a block of security; `wrapped` where the block carries one under a key-encryption key (RFC 3394). */
export type KeyFor = (asked: {
  readonly use: 'integrity' | 'confidentiality'
  readonly source: Eid
  readonly wrapped: Uint8Array | undefined
}) => Uint8Array | undefined

/** The bundle without its security: all that is enciphered opened, all integrity checked. Nothing half-way. */
export function openBundle(bundle: Bundle, keyFor: KeyFor): Result<Bundle, BpsecError> {
  let open = bundle
  for (const type of [BLOCK_TYPES.confidentiality, BLOCK_TYPES.integrity]) {
    for (const { number } of open.blocks.filter((block) => block.type === type)) {
      const block = blockOf(open, number)!
      const content = decodeSecurityBlock(block.data)
      if (!content.ok) return content
      const next =
        type === BLOCK_TYPES.integrity
          ? verify(open, block, content.value, keyFor)
          : decipher(open, block, content.value, keyFor)
      if (!next.ok) return next
      open = { primary: open.primary, blocks: next.value.blocks.filter((other) => other.number !== number) }
    }
  }
  return ok(open)
}

function verify(
  bundle: Bundle,
  block: CanonicalBlock,
  content: SecurityBlock,
  keyFor: KeyFor,
): Result<Bundle, BpsecError> {
  const set = readParameters(block, content, CONTEXTS.hmacSha2)
  if (!set.ok) return set
  const sha = itemOf(content.parameters, 1) ?? DEFAULT_SHA
  if (sha !== 5 && sha !== 6 && sha !== 7) return err({ kind: 'bad-parameter', block: block.number, parameter: 1 })
  const key = keyFor({ use: 'integrity', source: content.source, wrapped: wrappedOf(content, 2) })
  if (key === undefined) return err({ kind: 'no-key', block: block.number, source: content.source })
  for (const [i, target] of content.targets.entries()) {
    if (target !== 0 && blockOf(bundle, target) === undefined) return err({ kind: 'no-such-target', target })
    const stated = itemOf(content.results[i], 1)
    if (!(stated instanceof Uint8Array)) return err({ kind: 'bad-parameter', block: block.number, parameter: 1 })
    if (!alike(stated, sealOfTarget(bundle, block, target, set.value.scope, sha, key)))
      return err({ kind: 'not-authentic', block: block.number, target })
  }
  return ok(bundle)
}

function decipher(
  bundle: Bundle,
  block: CanonicalBlock,
  content: SecurityBlock,
  keyFor: KeyFor,
): Result<Bundle, BpsecError> {
  const cipher = readCipher(block, content, keyFor)
  if (!cipher.ok) return cipher
  const { key, iv, scope } = cipher.value
  let blocks = bundle.blocks
  for (const [i, target] of content.targets.entries()) {
    const enciphered = blockOf(bundle, target)
    const tag = itemOf(content.results[i], 1)
    if (enciphered === undefined) return err({ kind: 'no-such-target', target })
    if (!(tag instanceof Uint8Array) || tag.length !== TAG_OCTETS)
      return err({ kind: 'bad-parameter', block: block.number, parameter: 1 })
    try {
      const sealed = cborWriter().raw(enciphered.data).raw(tag).octets()
      const plain = gcm(key, iv, associated(bundle, block, target, scope)).decrypt(sealed)
      blocks = withData(blocks, target, plain, false)
    } catch {
      return err({ kind: 'not-authentic', block: block.number, target })
    }
  }
  return ok({ primary: bundle.primary, blocks })
}

type Cipher = { readonly key: Uint8Array; readonly iv: Uint8Array; readonly scope: number }

function readCipher(block: CanonicalBlock, content: SecurityBlock, keyFor: KeyFor): Result<Cipher, BpsecError> {
  const bad = (parameter: number) => err({ kind: 'bad-parameter', block: block.number, parameter } as const)
  const set = readParameters(block, content, CONTEXTS.aesGcm)
  if (!set.ok) return set
  const iv = itemOf(content.parameters, IV)
  if (!(iv instanceof Uint8Array) || iv.length < 8 || iv.length > 16) return bad(IV)
  const aes = itemOf(content.parameters, 2) ?? DEFAULT_AES
  if (aes !== 1 && aes !== 3) return bad(2)
  const key = keyFor({ use: 'confidentiality', source: content.source, wrapped: wrappedOf(content, 3) })
  if (key === undefined) return err({ kind: 'no-key', block: block.number, source: content.source })
  const wanted = aes === 1 ? 16 : 32
  if (key.length !== wanted) return err({ kind: 'bad-key-length', octets: key.length, wanted })
  return ok({ key, iv, scope: set.value.scope })
}

function wrappedOf({ parameters }: SecurityBlock, id: number): Uint8Array | undefined {
  const wrapped = itemOf(parameters, id)
  return wrapped instanceof Uint8Array ? wrapped : undefined
}

/** The scope of a block of this context. */
function readParameters(
  { number }: CanonicalBlock,
  { context, parameters }: SecurityBlock,
  wanted: number,
): Result<{ readonly scope: number }, BpsecError> {
  if (context !== wanted) return err({ kind: 'unknown-context', block: number, context })
  const parameter = wanted === CONTEXTS.hmacSha2 ? 3 : 4
  const scope = itemOf(parameters, parameter) ?? ALL_SCOPE
  return typeof scope === 'number' && scope >= 0 && scope <= ALL_SCOPE
    ? ok({ scope })
    : err({ kind: 'bad-parameter', block: number, parameter })
}

/** In a time that does not depend on where they differ. */
function alike(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length
  for (let i = 0; i < b.length; i++) difference |= (a[i] ?? 0) ^ b[i]!
  return difference === 0
}

/** A key under a key-encryption key (RFC 3394, as RFC 9173 wraps keys). */
export function wrapKey(kek: Uint8Array, key: Uint8Array): Uint8Array {
  return aeskw(kek).encrypt(key)
}

/** The key that was wrapped, or undefined where it was not wrapped with `kek`. */
export function unwrapKey(kek: Uint8Array, wrapped: Uint8Array): Uint8Array | undefined {
  try {
    return aeskw(kek).decrypt(wrapped)
  } catch {
    return undefined
  }
}
