import { type ServerType, serve } from '@hono/node-server'
import { fetchEphemerides } from '@magpie/adapters/browser-kernels'
import { readManifest } from '@magpie/adapters/browser-manifest'
import { type KernelStore, kernelStore } from '@magpie/adapters/kernel-store'
import { unwrap } from '@magpie/core/result'
import { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AppPorts, centreApp } from './app.ts'
import { addKernelRoutes } from './kernel-routes.ts'

const app = new Hono().onError((_, c) => c.text('', 500))
let store: KernelStore
let opened = 0
addKernelRoutes(app, async () => {
  if (++opened === 1) throw new Error('the disk was away')
  return store
})
let path: string
let bytes: Uint8Array
let etag: string

beforeAll(async () => {
  store = unwrap(await kernelStore())
  const file = store.manifest.sets[0]!.files.find(({ name }) => name.endsWith('.bsp'))!
  path = file.path
  bytes = store.file(file.sha256.slice(0, 16), file.name)!.bytes
  etag = `"${file.sha256}"`
})

const ask = (headers: Record<string, string> = {}, method = 'GET') => app.request(path, { method, headers })
const body = async (answer: Response) => new Uint8Array(await answer.arrayBuffer())

describe("in a centre's application", () => {
  // Of its ports only the kernels are asked here.
  const centre = centreApp({ handlers: {}, kernels: async () => store } as unknown as AppPorts, ['localhost'])

  it('is served under its names alone, with the headers of every page', async () => {
    const ask = (at: string, host: string) => centre.request(at, { headers: { host } }, {})
    const answer = await ask(path, 'localhost')
    expect([answer.status, (await body(answer)).length]).toEqual([200, bytes.length])
    expect(answer.headers.get('content-security-policy')).toContain("connect-src 'self'")
    expect(answer.headers.get('cache-control')).toContain('immutable')
    expect((await ask(path, 'elsewhere.example')).status).toBe(421)
    expect((await ask('/kernels/none', 'localhost')).status).toBe(404)
  })
})

describe('over HTTP', () => {
  let server: ServerType
  let origin: string
  beforeAll(async () => {
    const own = new Hono()
    addKernelRoutes(own, async () => store)
    await new Promise<void>((done) => {
      server = serve({ fetch: own.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
        origin = `http://127.0.0.1:${port}`
        done()
      })
    })
  })
  afterAll(() => server.close())

  it('a year reaches the loader, checked', async () => {
    const { start_tdb_s, end_tdb_s } = store.manifest.sets[9]!
    const { eph, verified } = unwrap(await fetchEphemerides(origin, start_tdb_s, end_tdb_s))
    expect(verified).toBe(true)
    expect([...eph.spk.keys()]).toEqual(expect.arrayContaining([10, 301, 399]))
  })

  it('the manifest comes packed, and not again to who has it', async () => {
    const ask = (headers: Record<string, string>) => fetch(`${origin}/kernels/manifest.json`, { headers })
    const packed = await ask({ 'accept-encoding': 'gzip' })
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(unwrap(readManifest(await packed.json()))).toEqual(store.manifest)
    expect((await ask({ 'if-none-match': packed.headers.get('etag')! })).status).toBe(304)
    expect((await ask({ 'accept-encoding': 'identity' })).headers.get('content-encoding')).toBeNull()
  })

  it('parts make up the whole', async () => {
    const parts: Uint8Array[] = []
    for (let from = 0; from < bytes.length; from += 50_000) {
      const answer = await fetch(origin + path, { headers: { range: `bytes=${from}-${from + 49_999}` } })
      expect(answer.status).toBe(206)
      parts.push(await body(answer))
    }
    expect(parts.length).toBe(3)
    expect(Buffer.concat(parts).equals(bytes)).toBe(true)
    expect((await fetch(origin + path, { headers: { range: `bytes=${bytes.length}-` } })).status).toBe(416)
  })

  it('its head tells its length', async () => {
    const head = await fetch(origin + path, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)])
  })
})

describe('the manifest', () => {
  it('fails where the kernels cannot be read, and is there when they can', async () => {
    expect((await app.request('/kernels/manifest.json')).status).toBe(500)
    const answer = await app.request('/kernels/manifest.json')
    expect(unwrap(readManifest(await answer.json()))).toEqual(store.manifest)
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    const again = { headers: { 'if-none-match': answer.headers.get('etag')! } }
    expect((await app.request('/kernels/manifest.json', again)).status).toBe(304)
    expect(opened).toBe(2)
  })
})

describe('a kernel', () => {
  it('comes whole, to be kept for ever', async () => {
    const answer = await ask()
    expect(answer.status).toBe(200)
    expect(await body(answer)).toEqual(bytes)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      etag,
      'cache-control': 'public, max-age=31536000, immutable',
      'accept-ranges': 'bytes',
      'content-length': String(bytes.length),
      'content-type': 'application/octet-stream',
    })
  })

  it('tells its length when only its head is asked for', async () => {
    const answer = await ask({}, 'HEAD')
    expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(bytes.length)])
    expect((await body(answer)).length).toBe(0)
  })

  it.each([
    ['bytes=0-1023', 0, 1024],
    ['bytes=1024-', 1024, undefined],
    ['bytes=-8', -8, undefined],
    ['bytes=0-0', 0, 1],
    ['bytes=5-99999999', 5, undefined],
    ['bytes=-99999999', 0, undefined],
  ])('in a part: %s', async (range, from, to) => {
    const answer = await ask({ range })
    const part = bytes.slice(from, to)
    expect(answer.status).toBe(206)
    const start = from < 0 ? bytes.length + from : from
    expect(answer.headers.get('content-range')).toBe(`bytes ${start}-${start + part.length - 1}/${bytes.length}`)
    expect(answer.headers.get('content-length')).toBe(String(part.length))
    expect(await body(answer)).toEqual(part)
  })

  it.each(['bytes=-0', 'bytes=99999999-', 'bytes=99999999-999999999'])('has nothing at %s', async (range) => {
    const answer = await ask({ range })
    expect([answer.status, answer.headers.get('content-range')]).toEqual([416, `bytes */${bytes.length}`])
  })

  it.each(['bytes=7-3', 'bytes=-', 'bytes=0-1,5-6', 'words=0-1', 'bytes=a-b'])('comes whole at %s', async (range) => {
    const answer = await ask({ range })
    expect([answer.status, (await body(answer)).length]).toEqual([200, bytes.length])
  })

  it('goes on only from the file that was begun', async () => {
    expect((await ask({ range: 'bytes=9-', 'if-range': etag })).status).toBe(206)
    expect((await ask({ range: 'bytes=9-', 'if-range': '"another"' })).status).toBe(200)
  })

  it.each([
    ['its tag', () => etag, 304],
    ['a weak one among others', () => `"x", W/${etag}`, 304],
    ['any', () => '*', 304],
    ['another', () => '"x"', 200],
  ])('is not sent again to who has %s', async (_, tag, status) => {
    expect((await ask({ 'if-none-match': tag() })).status).toBe(status)
  })

  it.each([
    ['another hash', () => path.replace(/[0-9a-f]{16}/, '0'.repeat(16))],
    ['another name', () => `${path}.old`],
    ['no name', () => path.split('/').slice(0, 3).join('/')],
    ['what is outside', () => '/kernels/..%2f..%2fpackage.json/x'],
  ])('is not found under %s', async (_, at) => expect((await app.request(at())).status).toBe(404))

  it('cannot be written', async () => expect((await ask({}, 'PUT')).status).toBe(404))
})
