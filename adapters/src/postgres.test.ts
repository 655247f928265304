import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unwrap } from '@magpie/core/result'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lockFolder } from './folder-lock.ts'
import { type Cluster, startCluster } from './postgres-cluster.ts'
import { postgresStore } from './postgres-store.ts'

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
    let store = await postgresStore(cluster.url)
    expect(await store.current()).toBeUndefined()
    const begun = await store.begin('change-8', 'seed', 'v1')
    const entry = { sequence: 0, hash: 'ab', text: '{"a":1}' }
    await store.record(begun.id, { happenings: [happening(0), happening(1)], entries: [entry], clock_s: 42.5, pace })
    await store.close()
    await cluster.stop()
    cluster = unwrap(await startCluster(folder))
    store = await postgresStore(cluster.url)
    expect(await store.current()).toMatchObject({ seed: 'seed', clock_s: 42.5, pace })
    expect(await store.happenings(begun.id, 0, 10)).toEqual([happening(1)])
    expect(await store.entries(begun.id, -1, 10)).toEqual([entry])
    await store.close()
  })

  it('records all or nothing', async () => {
    const store = await postgresStore(cluster.url)
    const { id } = await store.begin('change-8', 'another', 'v1')
    await store.record(id, { happenings: [happening(0)], entries: [], clock_s: 1, pace })
    await expect(
      store.record(id, { happenings: [happening(1), happening(0)], entries: [], clock_s: 2, pace }),
    ).rejects.toThrow(/duplicate key/)
    expect(await store.happenings(id, -1, 10)).toEqual([happening(0)])
    expect((await store.current())?.clock_s).toBe(1)
    await store.close()
  })
})

describe('the lock of a data folder', () => {
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
