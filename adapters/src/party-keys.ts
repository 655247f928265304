/**
 * The signing keys of parties whose people act at this centre: Ed25519, made here, kept sealed by AES-256-GCM under the
 * centre's master key, which stands in a file of its own and never in the database.
 */
import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto'
import { mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ProgrammeSigners } from '@magpie/centre/programme-store'
import { keyId, type Signer } from '@magpie/ledger/keys'

/** A party's key as the store has it: `sealed` is nonce, tag and PKCS #8 in base64. */
export type SealedKey = { readonly party: string; readonly publicKey: string; readonly sealed: string }

export type SealedKeys = {
  find(party: string): Promise<SealedKey | undefined>
  /** Puts a key where the party has none; gives the one that stands then. */
  put(key: SealedKey): Promise<SealedKey>
}

/** Signers from sealed keys; each is made when it is first asked for. */
export function partySigners(keys: SealedKeys, masterKey: Uint8Array): ProgrammeSigners {
  const open = new Map<string, Promise<Signer>>()
  const load = async (party: string): Promise<Signer> => {
    const found = (await keys.find(party)) ?? (await keys.put(makeKey(party, masterKey)))
    return signerOf(found, unseal(found, masterKey))
  }
  return {
    signerOf(party) {
      const there = open.get(party)
      if (there !== undefined) return there
      const loading = load(party)
      open.set(party, loading)
      loading.catch(() => open.delete(party)) // asked again, it is tried again
      return loading
    },
  }
}

/** The centre's master key from its file, made at the first start; only its owner may read it. */
export async function masterKey(data: string): Promise<Uint8Array> {
  const folder = join(data, 'keys')
  const file = join(folder, 'master.key')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    const handle = await open(file, 'wx', 0o600)
    try {
      await handle.writeFile(`${randomBytes(32).toString('hex')}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
  }
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'hex')
  if (key.length !== 32) throw new Error(`${file} holds no key of 32 octets in hexadecimal: put back the one it had`)
  return key
}

function makeKey(party: string, master: Uint8Array): SealedKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(Buffer.from(party))
  const body = Buffer.concat([cipher.update(privateKey.export({ type: 'pkcs8', format: 'der' })), cipher.final()])
  const sealed = Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64')
  return { party, publicKey: rawPublicKey(publicKey), sealed }
}

/** Throws where the master key is another or the record was altered: GCM tells both. */
function unseal({ party, sealed }: SealedKey, master: Uint8Array): KeyObject {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', master, bytes.subarray(0, 12)).setAAD(Buffer.from(party))
  decipher.setAuthTag(bytes.subarray(12, 28))
  try {
    const der = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
    return createPrivateKey({ key: der, type: 'pkcs8', format: 'der' })
  } catch {
    throw new Error(`the key of ${party} does not open: keys/master.key is not the one it was sealed with`)
  }
}

function signerOf({ party, publicKey }: SealedKey, key: KeyObject): Signer {
  if (rawPublicKey(createPublicKey(key)) !== publicKey) throw new Error(`the key of ${party} was exchanged`)
  return { party, key: keyId(publicKey), publicKey, sign: (message) => new Uint8Array(sign(null, message, key)) }
}

/** The 32 octets of the point, which end the SPKI encoding (RFC 8410), in hexadecimal. */
function rawPublicKey(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex')
}
