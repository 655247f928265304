/** `magpie key make`, `key prove`, `key public`, `command sign` and `grant sign`: keys in files on this machine. */
import { randomBytes } from 'node:crypto'
import { open, readFile, writeFile } from 'node:fs/promises'
import type { Failure } from '@magpie/api/failure'
import type { keyFileOperations } from '@magpie/api/key-file-operations'
import type { Handlers } from '@magpie/centre/dispatch'
import { err, ok, type Result } from '@magpie/core/result'
import type { Signer } from '@magpie/ledger/keys'
import { actBytes, commandBytes, detached, ownKeyBytes } from '@magpie/operations/command/content'
import { type KeyFile, keyFile, openKey, sealKey } from '@magpie/operations/command/key-file'
import { keysFileText } from '@magpie/operations/link/keys-file'
import { loadMission } from './mission-folder.ts'
import { rehearsalPorts } from './rehearsal-ports.ts'
import { whyUnwritable } from './why-unreadable.ts'

/** The handlers; `passphrase` is what stands in the environment, which the list of processes does not show. */
export function keyFileHandlers(passphrase: string | undefined): Handlers<keyof typeof keyFileOperations> {
  return {
    async makeKey({ party, key: path }) {
      const secret = secretOf(passphrase)
      if (!secret.ok) return secret
      const file = sealKey(party, randomBytes(32), secret.value, randomBytes(16), randomBytes(12))
      const written = await writeNew(path, `${JSON.stringify(file, null, 2)}\n`)
      if (!written.ok) return written
      const signer = openKey(file, secret.value)
      if (!signer.ok) throw new Error('a key that was just sealed does not open')
      return ok({ ...proofOf(signer.value), key: path })
    },
    async proveKey({ key }) {
      const signer = await signerAt(key, passphrase)
      return signer.ok ? ok(proofOf(signer.value)) : signer
    },
    async publicKeys({ folder, out, seed, own }) {
      const loaded = await loadMission(folder)
      if (!loaded.ok) return loaded
      const { mission, operations } = loaded.value.mission
      const { signer } = rehearsalPorts(seed, '')
      const keys = Object.fromEntries(operations.parties.map(({ id }) => [id, signer(id).publicKey]))
      const kept: Record<string, string[]> = {}
      for (const one of own.split(',').filter((part) => part !== '')) {
        const [party, key] = one.split('=') as [string, string]
        if (keys[party] === undefined) return unknownParty(party)
        kept[party] = [...(kept[party] ?? []), key]
      }
      try {
        await writeFile(out, keysFileText(mission.id, keys, kept))
      } catch (cause) {
        return bad(out, whyUnwritable(cause))
      }
      return ok({ out, parties: operations.parties.length })
    },
    async signCommand({ content, key }) {
      const signer = await signerAt(key, passphrase)
      if (!signer.ok) return signer
      if (signer.value.party !== content.party)
        return bad(key, `is the key of ${signer.value.party}, not of ${content.party}`)
      return ok({ content, signature: detached(commandBytes(content), signer.value) })
    },
    async signAct({ content, key }) {
      const signer = await signerAt(key, passphrase)
      if (!signer.ok) return signer
      if (signer.value.party !== content.party)
        return bad(key, `is the key of ${signer.value.party}, not of ${content.party}`)
      return ok({ content, signature: detached(actBytes(content), signer.value) })
    },
  }
}

function unknownParty(party: string): Result<never, Failure> {
  const message = `${party} is no party that the mission operates with.`
  return err({ kind: 'bad-request', message, problems: [] })
}

function proofOf(signer: Signer) {
  const { party, publicKey } = signer
  return { party, publicKey, proof: detached(ownKeyBytes(party, publicKey), signer).signature }
}

function secretOf(passphrase: string | undefined): Result<string, Failure> {
  if (passphrase !== undefined && passphrase.length >= 12) return ok(passphrase)
  const message = 'Give a passphrase of at least 12 characters in the environment: MAGPIE_PASSPHRASE.'
  return err({ kind: 'bad-request', message, problems: [] })
}

async function signerAt(path: string, passphrase: string | undefined): Promise<Result<Signer, Failure>> {
  const secret = secretOf(passphrase)
  if (!secret.ok) return secret
  const file = await readKeyFile(path)
  if (!file.ok) return file
  const signer = openKey(file.value, secret.value)
  return signer.ok ? signer : bad(path, 'does not open: the passphrase is another, or the file was altered')
}

async function readKeyFile(path: string): Promise<Result<KeyFile, Failure>> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return bad(path, 'cannot be read as JSON')
  }
  const read = keyFile.safeParse(json)
  return read.success ? ok(read.data) : bad(path, 'is no file of a key')
}

/** Only its owner may read it; a file that is there stays. */
async function writeNew(path: string, text: string): Promise<Result<undefined, Failure>> {
  try {
    const handle = await open(path, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    return ok(undefined)
  } catch (cause) {
    return bad(path, whyUnwritable(cause))
  }
}

function bad(file: string, what: string): Result<never, Failure> {
  return err({ kind: 'data-unreadable', message: `The file ${file} ${what}.`, file })
}
