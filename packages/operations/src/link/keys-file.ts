/** The file of public keys that a gateway on board is given before launch: of each party one Ed25519 key. It holds no secret. */
import { type Identifier, identifier } from '@magpie/core/identifier'
import { err, ok, type Result } from '@magpie/core/result'
import * as z from 'zod'

const publicKey = z.string().regex(/^[0-9a-f]{64}$/, 'a public key has 64 hexadecimal digits')

const keysFile = z.strictObject({
  format: z.literal('magpie-public-keys-1'),
  mission: identifier,
  /** 64 hexadecimal digits by party. */
  keys: z.record(identifier, publicKey),
  /** Keys that a party keeps itself: what it grants and takes back counts under one of these alone. */
  own: z.record(identifier, z.array(publicKey).min(1)).optional(),
})
export type KeysFile = z.infer<typeof keysFile>

export type KeysFileError =
  | { readonly kind: 'keys-unreadable'; readonly why: string }
  | { readonly kind: 'keys-of-other-mission'; readonly mission: Identifier; readonly wanted: Identifier }

/** Reads the file's text for a mission. */
export function readKeysFile(text: string, mission: Identifier): Result<KeysFile, KeysFileError> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return err({ kind: 'keys-unreadable', why: 'it is no JSON' })
  }
  const read = keysFile.safeParse(json)
  if (!read.success) {
    const { path, message } = read.error.issues[0]!
    return err({ kind: 'keys-unreadable', why: `/${path.join('/')}: ${message}` })
  }
  if (read.data.mission !== mission)
    return err({ kind: 'keys-of-other-mission', mission: read.data.mission, wanted: mission })
  return ok(read.data)
}

/** The file's text. */
export function keysFileText(
  mission: Identifier,
  keys: KeysFile['keys'],
  own: NonNullable<KeysFile['own']> = {},
): string {
  const kept = Object.keys(own).length === 0 ? {} : { own }
  return `${JSON.stringify({ format: 'magpie-public-keys-1', mission, keys, ...kept } satisfies KeysFile, null, 2)}\n`
}

/** Why a file of keys is not taken, for people. */
export function describeKeysFile(error: KeysFileError): string {
  return error.kind === 'keys-unreadable'
    ? `cannot be read: ${error.why}`
    : `is of the mission ${error.mission}, not of ${error.wanted}`
}
