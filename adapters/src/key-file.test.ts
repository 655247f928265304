import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unwrap } from '@magpie/core/result'
import { keyId } from '@magpie/ledger/keys'
import {
  actBytes,
  actContent,
  checkDetached,
  commandBytes,
  commandContent,
  ownKeyBytes,
} from '@magpie/operations/command/content'
import { readKeysFile } from '@magpie/operations/link/keys-file'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keyFileHandlers } from './key-file-handlers.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'magpie-key-'))
})
afterAll(() => rm(folder, { recursive: true }))

const MISSION = fileURLToPath(new URL('../../missions/change-8', import.meta.url))
const PHRASE = 'correct horse battery'
const nobody = { arrivedAt: '', roles: [] } as const
const content = commandContent.parse({
  format: 'magpie-command-1',
  mission: 'change-8',
  party: 'zju',
  person: 'wei',
  element: 'cheri-b',
  command: 'drive',
  arguments: { distance: 10, heading: 0 },
  nonce: 'abcdefgh',
  expires: '2029-01-11T00:00:00Z',
  priority: 5,
  purpose: '',
})

describe('a key in a file', () => {
  const handlers = keyFileHandlers(PHRASE)

  test('is made once, for its owner’s eyes only, proves itself and signs', async () => {
    const key = join(folder, 'zju.key')
    const made = unwrap(await handlers.makeKey({ party: 'zju', key }, nobody))
    expect((await stat(key)).mode & 0o777).toBe(0o600)
    expect(await readFile(key, 'utf8')).not.toContain(PHRASE)
    expect((await handlers.makeKey({ party: 'zju', key }, nobody)).ok).toBe(false)
    const proof = { key: keyId(made.publicKey), signature: made.proof }
    expect(checkDetached(ownKeyBytes('zju', made.publicKey), proof, 'zju', [made.publicKey]).ok).toBe(true)
    expect(unwrap(await handlers.proveKey({ key }, nobody)).publicKey).toBe(made.publicKey)

    const { signature } = unwrap(await handlers.signCommand({ content, key }, nobody))
    expect(checkDetached(commandBytes(content), signature, 'zju', [made.publicKey]).ok).toBe(true)
    const other = { ...content, arguments: { distance: 11, heading: 0 } }
    expect(checkDetached(commandBytes(other), signature, 'zju', [made.publicKey]).ok).toBe(false)
    expect((await handlers.signCommand({ content: { ...content, party: 'cnsa' }, key }, nobody)).ok).toBe(false)

    const act = actContent.parse({
      ...{ format: 'magpie-act-1', mission: 'change-8', party: 'zju', person: 'wei', expires: content.expires },
      act: { kind: 'grant-revoked', grant: 'one-hour', why: 'dust' },
    })
    const revocation = unwrap(await handlers.signAct({ content: act, key }, nobody))
    expect(revocation.content).toEqual(act)
    expect(checkDetached(actBytes(act), revocation.signature, 'zju', [made.publicKey]).ok).toBe(true)
    expect((await handlers.signAct({ content: { ...act, party: 'cnsa' }, key }, nobody)).ok).toBe(false)
  })

  test('of others than the centre’s stand in the file for the gateway, for parties of the mission alone', async () => {
    const out = join(folder, 'keys.json')
    const asked = { folder: MISSION, out, seed: 'magpie' }
    const kept = 'ab'.repeat(32)
    unwrap(await handlers.publicKeys({ ...asked, own: `metu=${kept},metu=${'cd'.repeat(32)}` }, nobody))
    const read = unwrap(readKeysFile(await readFile(out, 'utf8'), 'change-8'))
    expect(read.own).toEqual({ metu: [kept, 'cd'.repeat(32)] })
    expect(read.keys['metu']).not.toBe(kept)
    expect(await handlers.publicKeys({ ...asked, own: `nobody=${kept}` }, nobody)).toMatchObject({
      error: { kind: 'bad-request' },
    })
  })

  test('does not open with another passphrase, altered, or without one', async () => {
    const key = join(folder, 'other.key')
    unwrap(await handlers.makeKey({ party: 'zju', key }, nobody))
    expect((await keyFileHandlers('another passphrase').proveKey({ key }, nobody)).ok).toBe(false)
    expect((await keyFileHandlers('short').proveKey({ key }, nobody)).ok).toBe(false)
    expect((await keyFileHandlers(undefined).proveKey({ key }, nobody)).ok).toBe(false)
    const file = JSON.parse(await readFile(key, 'utf8'))
    for (const change of [
      { party: 'cnsa' },
      { sealed: `${file.sealed.startsWith('0') ? '1' : '0'}${file.sealed.slice(1)}` },
      { format: 'x' },
    ]) {
      const altered = join(folder, `altered-${Object.keys(change)[0]}.key`)
      await writeFile(altered, JSON.stringify({ ...file, ...change }))
      expect((await handlers.proveKey({ key: altered }, nobody)).ok, JSON.stringify(change)).toBe(false)
    }
  })
})
