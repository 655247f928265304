import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unwrap } from '@magpie/core/result'
import { verifyEd25519 } from '@magpie/ledger/keys'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeNoLock, lockFolder } from './folder-lock.ts'
import { masterKey, partySigners } from './party-keys.ts'
import { type Cluster, describePostgresFailure, startCluster } from './postgres-cluster.ts'
import { postgresStores } from './postgres-store.ts'

let folder: string
let cluster: Cluster

beforeAll(async () => {
  // mkdtemp makes the folder 0700: as root, the cluster must find a place that an unprivileged user may enter.
  folder = await mkdtemp(join(tmpdir(), 'magpie-'))
  cluster = unwrap(await startCluster(folder))
})

afterAll(async () => {
  await cluster.stop()
  await rm(cluster.folder, { recursive: true, force: true })
  await rm(folder, { recursive: true, force: true })
})

const pace = { mode: 'fixed', rate: 60, paused: true } as const
const happening = (sequence: number) =>
  ({
    sequence,
    at: '2029-01-01T00:00:00.000Z',
    tdb_s: 1,
    kind: 'note',
    party: 'cnsa',
    element: '',
    text: `n ${sequence}`,
  }) as const

describe('the state in PostgreSQL', () => {
  it('is there again after the database was stopped and started', async () => {
    let stores = await postgresStores(cluster.url)
    let store = stores.rehearsals
    expect(await store.current()).toBeUndefined()
    const begun = await store.begin('change-8', 'seed', 'v1')
    const entry = { sequence: 0, hash: 'ab', text: '{"a":1}' }
    await store.record(begun.id, { happenings: [happening(0), happening(1)], entries: [entry], clock_s: 42.5, pace })
    await stores.close()
    await cluster.stop()
    cluster = unwrap(await startCluster(folder))
    stores = await postgresStores(cluster.url)
    store = stores.rehearsals
    expect(await store.current()).toMatchObject({ seed: 'seed', clock_s: 42.5, pace })
    expect(await store.happenings(begun.id, 0, 10)).toEqual([happening(1)])
    expect(await store.entries(begun.id, -1, 10)).toEqual([entry])
    await stores.close()
  })

  it('records all or nothing', async () => {
    const stores = await postgresStores(cluster.url)
    const store = stores.rehearsals
    const { id } = await store.begin('change-8', 'another', 'v1')
    await store.record(id, { happenings: [happening(0)], entries: [], clock_s: 1, pace })
    await expect(
      store.record(id, { happenings: [happening(1), happening(0)], entries: [], clock_s: 2, pace }),
    ).rejects.toThrow(/duplicate key/)
    expect(await store.happenings(id, -1, 10)).toEqual([happening(0)])
    expect((await store.current())?.clock_s).toBe(1)
    await stores.close()
  })
})

describe('the programme in PostgreSQL', () => {
  const draft = {
    id: 'rover',
    kind: 'letter',
    title: 'A rover',
    savedAt: '2030-01-01T00:00:00.000Z',
    content: '{"a":1}',
  }
  let stores: Awaited<ReturnType<typeof postgresStores>>
  beforeAll(async () => {
    stores = await postgresStores(cluster.url)
  })
  afterAll(() => stores.close())

  it('keeps entries and what was told about them together', async () => {
    const { programme } = stores
    const entry = (sequence: number) => ({ sequence, hash: 'ab', text: `{"n":${sequence}}` })
    const notice = { to: 'alpha', at: draft.savedAt, subject: 'Confirm', text: 'your part' }
    await programme.append([entry(0), entry(1)], [notice])
    await expect(programme.append([entry(1)], [notice])).rejects.toThrow(/duplicate key/)
    expect(await programme.entries()).toEqual([entry(0), entry(1)])
    expect(await programme.notices('alpha', 0, 10)).toEqual([{ id: 1, ...notice }])
  })

  it('keeps every version of a draft, and lets one of two windows save', async () => {
    const { programme } = stores
    const both = await Promise.all(
      [1, 2].map((a) => programme.saveDraft('ada', { ...draft, content: `{"a":${a}}` }, 0)),
    )
    expect(both.filter((d) => d !== undefined)).toHaveLength(1)
    expect(await programme.saveDraft('ada', draft, 2)).toBeUndefined()
    expect(await programme.saveDraft('ada', { ...draft, title: 'Two' }, 1)).toMatchObject({ version: 2 })
    expect(await programme.drafts('ada')).toEqual([{ ...draft, title: 'Two', version: 2 }])
    expect(await programme.draft('ada', 'rover', 1)).toMatchObject({ version: 1, title: 'A rover' })
    expect(await programme.drafts('bob')).toEqual([])
  })

  it('seals the keys of parties: the same key again, and none with another master key', async () => {
    const master = await masterKey(folder)
    expect(await masterKey(folder)).toEqual(master)
    const message = new Uint8Array([1, 2, 3])
    const [one, again] = await Promise.all([1, 2].map(() => partySigners(stores.keys, master).signerOf('alpha')))
    expect(one!.publicKey).toBe(again!.publicKey)
    const [signature, key] = [one!.sign(message), Buffer.from(one!.publicKey, 'hex')]
    expect(verifyEd25519(signature, message, key)).toBe(true)
    await expect(partySigners(stores.keys, new Uint8Array(32)).signerOf('alpha')).rejects.toThrow(/does not open/)
  })
})

describe('why there is no database', () => {
  it.each([
    [
      'could not extend file "base/1/2691": wrote only 4096\nHINT:  Check free disk space.\nAborted',
      /: the disk is full/,
    ],
    ['could not write: No space left on device', /: the disk is full/],
    ['FATAL: lock file exists\n', /: FATAL: lock file exists$/],
  ])('%s', (output, sentence) => {
    expect(describePostgresFailure({ kind: 'initdb-failed', output })).toMatch(sentence)
    expect(describePostgresFailure({ kind: 'start-failed', output })).toMatch(sentence)
  })
})

describe('the lock of a data folder', () => {
  it('says what stands in the way where there can be none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'magpie-lock-'))
    await writeFile(join(folder, 'file'), '')
    for (const under of ['file', 'file/below']) {
      const refused = await lockFolder(join(folder, under))
      expect(refused).toMatchObject({ error: { kind: 'folder-unwritable' } })
      expect(refused.ok ? '' : describeNoLock(refused.error)).toMatch(/a file stands where a folder is needed/)
    }
    await rm(folder, { recursive: true })
  })

  it('refuses a second holder, and takes over from one that died', async () => {
    const locked = await mkdtemp(join(tmpdir(), 'magpie-lock-'))
    const first = unwrap(await lockFolder(locked))
    expect(await lockFolder(locked)).toEqual({
      ok: false,
      error: { kind: 'folder-in-use', folder: locked, pid: process.pid },
    })
    await first.release()
    const script = `import { lockFolder } from ${JSON.stringify(new URL('./folder-lock.ts', import.meta.url).href)}; await lockFolder(${JSON.stringify(locked)}); process.kill(process.pid, 'SIGKILL')`
    await new Promise((done) => spawn(process.execPath, ['--input-type=module', '-e', script]).on('exit', done))
    const taken = unwrap(await lockFolder(locked))
    await taken.release()
    await rm(locked, { recursive: true })
  })
})
