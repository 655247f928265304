/**
 * What travels between centres, in canonical JSON (RFC 8785). What goes down is signed by the lead's centre, so that a
 * partner knows it whatever carried it; what comes up are commands that the party has signed itself, and what it has.
 */
import { fromBase64, toBase64 } from '@magpie/core/base64'
import { identifier } from '@magpie/core/identifier'
import { err, ok, type Result } from '@magpie/core/result'
import { canonicalJson } from '@magpie/ledger/canonical-json'
import type { Signer, VerifySignature } from '@magpie/ledger/keys'
import { signedCommand } from '@magpie/operations/command/content'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import * as z from 'zod'

const micros = z.number().refine(Number.isInteger, 'whole microseconds')
const count = z.number().int().nonnegative()

/** How far the lead's centre has come in what it keeps. */
const archivePlace = z.strictObject({ segment: count, row: count }).optional()

const feedPlace = z.strictObject({
  /** Behind this packet of the archive. */
  packet: archivePlace,
  /** Behind this one stands everything read within bounds that is not given. */
  shared: archivePlace,
  /** So many entries of the command desk's ledger. */
  entries: count,
  /** Messages that came up, up to this one. */
  up: count,
})
export type FeedPlace = z.infer<typeof feedPlace>

/** Octets of a packet in base64: bytes in memory, text on the way. */
const packetOctets = z.codec(z.string(), z.instanceof(Uint8Array), {
  decode(text, context) {
    const octets = fromBase64(text)
    if (octets !== undefined) return octets
    context.issues.push({ code: 'custom', input: text, message: 'not base64' })
    return z.NEVER
  },
  encode: toBase64,
})

const sampleCell = z.strictObject({
  element: identifier,
  /** How long after its reception it is read, s. */
  delay_s: z.number().nonnegative(),
  /** Of the packets, UTC. */
  hour: z.string().regex(/^\d{4}-\d\d-\d\dT\d\dZ$/),
  /** JSON Lines: `time` and the parameters that the party reads. */
  lines: z.string(),
})

/** An hour of an element, as far as a party reads it within bounds. */
export type SampleCell = z.infer<typeof sampleCell>

const downBody = z.strictObject({
  format: z.literal('magpie-stream-1'),
  /** The rehearsal, or the mission where it is flown: another one begins anew. */
  run: identifier,
  to: identifier,
  /** UTC of the mission. */
  at: z.string(),
  /** Where the centre stands when the partner has this. */
  place: feedPlace,
  /** Whole packets of elements that the party reads wholly, as they came. */
  packets: z.array(
    z.strictObject({ source: z.string(), station: z.string(), received_us: micros, octets: packetOctets }),
  ),
  /** Hours of what the party reads within bounds: each takes the place of what came of it before. */
  samples: z.array(sampleCell),
  /** Entries of the ledger, one after the other; of what does not concern the party the head alone. */
  entries: z.array(z.string()),
  /** Entries of before that concern the party since. */
  opened: z.array(z.string()),
  /** What became of something that the party sent up. */
  answers: z.array(
    z.strictObject({
      nonce: z.string(),
      /** Of the command; `not-taken` where the desk made none of it. */
      state: z.string(),
      id: z.string().optional(),
      why: z.string().optional(),
    }),
  ),
})
export type DownBody = z.infer<typeof downBody>
const downMessage = z.strictObject({
  body: downBody,
  publicKey: z.string().regex(/^[0-9a-f]{64}$/),
  signature: z.string().regex(/^[0-9a-f]{128}$/),
})

const upBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('command'), signed: signedCommand }),
  /** Everything up to this message has been taken in durably. */
  z.strictObject({ kind: z.literal('taken'), sequence: count }),
])
export type UpBody = z.infer<typeof upBody>

export type MessageFault =
  | { readonly kind: 'not-a-message'; readonly why: string }
  | { readonly kind: 'not-of-the-lead'; readonly publicKey: string }
  | { readonly kind: 'for-another'; readonly to: string }

/** What was wrong with a message, in words. */
export function describeMessageFault(fault: MessageFault): string {
  switch (fault.kind) {
    case 'not-a-message':
      return `this is no message of a stream: ${fault.why}`
    case 'not-of-the-lead':
      return `the message is not signed by the lead's centre; the key in it is ${fault.publicKey}`
    case 'for-another':
      return `the message is for ${fault.to}`
  }
}

/** A message on its way down, signed. */
export function encodeDown(body: DownBody, { publicKey, sign }: Pick<Signer, 'publicKey' | 'sign'>): Uint8Array {
  const signature = bytesToHex(sign(signedOctets(body)))
  return utf8ToBytes(canonicalText({ body: z.encode(downBody, body), publicKey, signature }))
}

/** A message that its signer has signed, and the signer's public key, hexadecimal. */
export type SignedBody = { readonly body: DownBody; readonly publicKey: string }

/**
 * Reads a message for a party. `publicKey` is that of the lead's centre; where it is not known yet, the message tells it,
 * and whoever reads keeps to it from then on.
 */
export function decodeDown(
  data: Uint8Array,
  party: string,
  publicKey: string | undefined,
  verify: VerifySignature,
): Result<SignedBody, MessageFault> {
  const read = parsed(data, downMessage)
  if (!read.ok) return read
  const { body, publicKey: signedBy, signature } = read.value
  const isTheirs = publicKey === undefined || publicKey === signedBy
  if (!isTheirs || !verify(hexToBytes(signature), signedOctets(body), hexToBytes(signedBy)))
    return err({ kind: 'not-of-the-lead', publicKey: signedBy })
  return body.to === party ? ok({ body, publicKey: signedBy }) : err({ kind: 'for-another', to: body.to })
}

export function encodeUp(body: UpBody): Uint8Array {
  return utf8ToBytes(canonicalText(body))
}

export function decodeUp(data: Uint8Array): Result<UpBody, MessageFault> {
  return parsed(data, upBody)
}

function signedOctets(body: DownBody): Uint8Array {
  return utf8ToBytes(`magpie stream\n${canonicalText(z.encode(downBody, body))}`)
}

function parsed<T>(data: Uint8Array, schema: z.ZodType<T>): Result<T, MessageFault> {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data))
  } catch (cause) {
    return err({ kind: 'not-a-message', why: cause instanceof Error ? cause.message : String(cause) })
  }
  const read = schema.safeParse(json)
  if (read.success) return ok(read.data)
  const [issue] = read.error.issues
  return err({ kind: 'not-a-message', why: `/${issue?.path.join('/') ?? ''}: ${issue?.message ?? ''}` })
}

function canonicalText(value: unknown): string {
  const text = canonicalJson(value)
  if (text.ok) return text.value
  throw new Error(`a message without canonical text: ${text.error.pointer}`)
}
