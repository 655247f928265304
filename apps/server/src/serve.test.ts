import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { client } from '@magpie/api/client'
import { type LiveMessage, liveMessage } from '@magpie/api/live'
import { unwrap } from '@magpie/core/result'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Served, serve } from './serve.ts'
import { removed } from './testing/removed.ts'

let data: string
let served: Served
const said: string[] = []
const start = () => serve({ port: 0, data, seed: 'a test', say: (text) => said.push(text) })

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'magpie-serve-'))
  served = unwrap(await start())
})
afterAll(async () => {
  await served?.stop()
  // As root the cluster may lie apart from the data, where its user may enter.
  const cluster = /PostgreSQL: ([^)]+)\)/.exec(said.join('\n'))?.[1]
  await removed(...(cluster === undefined ? [] : [cluster]), data)
})

/** Collects live messages until one fits. */
async function until(fits: (m: LiveMessage) => boolean): Promise<LiveMessage[]> {
  const socket = new WebSocket(`${served.url.replace('http', 'ws')}/api/live`)
  const messages: LiveMessage[] = []
  try {
    await new Promise<void>((done, fail) => {
      socket.onerror = () => fail(new Error('the stream broke'))
      setTimeout(() => fail(new Error('no such message within three minutes')), 180_000).unref()
      socket.onmessage = ({ data: text }) => {
        const message = liveMessage.parse(JSON.parse(String(text)))
        messages.push(message)
        if (fits(message)) done()
      }
    })
  } finally {
    socket.close()
  }
  return messages
}

describe('a centre that rehearses live', () => {
  it('says where its state is', () => {
    expect(said.join('\n')).toContain(served.url)
    expect(said.join('\n')).toContain(data)
  })

  it('refuses a second start on the same folder', async () => {
    const second = await start()
    expect(second).toMatchObject({ ok: false })
    expect(!second.ok && second.error.message).toMatch(/runs already on .*process \d+/)
  })

  it('goes from the call to deployed modules, tells it live, and keeps it', async () => {
    const { call } = client(served.url, fetch)
    await until((m) => m.type === 'clock')
    expect(unwrap(await call('pace', { mode: 'fixed', rate: 400_000 })).mode).toBe('fixed')
    let deployed = false
    const messages = await until((m) => {
      deployed ||= m.type === 'deployment' && m.deployment.state === 'deployed'
      return deployed && m.type === 'telemetry'
    })
    const types = new Set(messages.map((m) => m.type))
    for (const type of ['stage', 'clock', 'happening', 'deployment', 'telemetry'] as const)
      expect(types.has(type), type).toBe(true)
    const view = unwrap(await call('mission', {}))
    expect(view.parties.length).toBeGreaterThan(8)
    expect(view.phases.every((p) => p.begins !== undefined)).toBe(true)
    const scene = unwrap(await call('scene', {}))
    expect(scene.tracks.length).toBeGreaterThan(3)
    const { values } = unwrap(await call('latest', { element: 'ce8-lander' }))
    const numeric = values.find((v) => typeof v.value === 'number')!
    const history = unwrap(await call('history', { element: 'ce8-lander', name: numeric.name, points: 50 }))
    expect(history.times_s.length).toBeGreaterThan(1)
    expect(history.times_s.length).toBeLessThanOrEqual(50)
    const ledger = unwrap(await call('ledger', { limit: 1000 }))
    expect(ledger).toMatchObject({ verified: true })
    expect(ledger.total).toBeGreaterThan(90)
    expect(unwrap(await call('next', { limit: 3 })).upcoming).toHaveLength(3)
    expect(unwrap(await call('stageOutput', { stage: 'model' })).artefact).toMatch(/^model-/)
  })

  it('tells what is wrong with a request, and refuses other sites and names', async () => {
    const { call } = client(served.url, fetch)
    expect(await call('pace', { rate: -1 })).toMatchObject({
      ok: false,
      error: { kind: 'bad-request', problems: [{ field: '/rate' }] },
    })
    expect(await call('history', { element: 'ce8-lander', name: 'no_such' })).toMatchObject({
      ok: false,
      error: { kind: 'not-found' },
    })
    // A connection on which a body was refused unread is closed, perhaps as it is used again: then once more.
    const ask = (...what: Parameters<typeof fetch>) => fetch(...what).catch(() => fetch(...what))
    const post = (headers: Record<string, string>, body: string) =>
      ask(`${served.url}/api/rehearsal/pace`, { method: 'POST', headers, body })
    expect((await post({ 'content-type': 'application/json', origin: 'http://evil.example' }, '{}')).status).toBe(403)
    expect((await post({ 'content-type': 'text/plain' }, '{}')).status).toBe(400)
    expect((await post({ 'content-type': 'application/json' }, '{"rate":')).status).toBe(400)
    expect(
      (await post({ 'content-type': 'application/json' }, JSON.stringify({ x: 'y'.repeat(100_000) }))).status,
    ).toBe(400)
    expect((await ask(`${served.url}/api/nonsense`)).status).toBe(404)
    const page = await ask(served.url)
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
    expect((await ask(`${served.url}/assets/../../package.json`)).headers.get('content-type')).not.toContain('json')
  })

  it('takes up where it was stopped', async () => {
    const { call } = client(served.url, fetch)
    const paused = unwrap(await call('pace', { paused: true }))
    // The first tells where the clock stands, the second that what was under way then is on record.
    let told = 0
    await until((m) => m.type === 'clock' && m.paused && ++told === 2)
    const before = unwrap(await call('ledger', { limit: 1000 }))
    const log = unwrap(await call('log', { limit: 1000 }))
    await served.stop()
    served = unwrap(await start())
    const again = client(served.url, fetch)
    await until((m) => m.type === 'clock')
    const clock = unwrap(await again.call('status', {})).clock!
    expect(clock.paused).toBe(true)
    expect(Math.abs(clock.tdb_s - paused.tdb_s)).toBeLessThan(2 * 400_000)
    await expect.poll(async () => unwrap(await again.call('log', { limit: 1000 })).last).toBe(log.last)
    expect(unwrap(await again.call('ledger', { limit: 1000 }))).toEqual(before)
  })

  it('begins again for those who watch, without losing them', async () => {
    const { call } = client(served.url, fetch)
    await call('pace', { paused: false, mode: 'tour' })
    const seen: string[] = []
    let again = false
    // Collected from the beginning: where this test fails before it is waited for, it is told once.
    const watching = until((m) => {
      if (m.type === 'stage') seen.push(`${m.stage} ${m.state}`)
      return again && m.type === 'clock' && m.tdb_s < 912_000_000
    })
    watching.catch(() => undefined)
    await until((m) => m.type === 'clock')
    expect(unwrap(await call('restart', { seed: 'another' })).seed).toBe('another')
    again = true
    await watching
    // Behind those that are told at once may stand what the rehearsal before still came to.
    const anew = seen.findIndex((s, i) => i >= 7 && s.endsWith('waiting'))
    expect(seen.slice(anew, anew + 7).map((s) => s.split(' ')[1])).toEqual(Array(7).fill('waiting'))
    expect(unwrap(await call('status', {})).seed).toBe('another')
  })
})
