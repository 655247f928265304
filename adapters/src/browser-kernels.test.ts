import { correctedState } from '@magpie/astro/apparent-states'
import { earthOrientation } from '@magpie/astro/earth-orientation'
import { stateRotation } from '@magpie/astro/frames'
import { random } from '@magpie/core/random'
import { unwrap } from '@magpie/core/result'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { fetchEphemerides, fetchManifest } from './browser-kernels.ts'
import { type KernelManifest, setsFor } from './browser-manifest.ts'
import { describeKernelFetch } from './browser-transfer.ts'
import { type KernelStore, kernelStore } from './kernel-store.ts'
import { loadShippedKernels } from './kernels.ts'

const origin = 'https://centre.example'
let store: KernelStore
let asked: { path: string; range: string | undefined }[]
let year: KernelManifest['sets'][number]

beforeAll(async () => {
  store = unwrap(await kernelStore())
  year = store.manifest.sets.find(({ name }) => name === '2029')!
})

type Answer = (path: string, range: number | undefined, bytes: Uint8Array<ArrayBuffer>) => Response | undefined

/** A server of the store; `answer` may answer a kernel's request in its place. */
function serving(answer: Answer = () => undefined, manifest: unknown = store.manifest) {
  asked = []
  return async (url: string, init?: { headers?: Record<string, string> }) => {
    const path = url.slice(origin.length)
    const range = init?.headers?.['range']
    asked.push({ path, range })
    if (path === '/kernels/manifest.json') return Response.json(manifest)
    const [, , hash, name] = path.split('/') as [string, string, string, string]
    const { bytes } = store.file(hash, name)!
    const from = range === undefined ? undefined : Number(/bytes=(\d+)-/.exec(range)![1])
    return answer(path, from, bytes) ?? new Response(bytes.slice(from ?? 0), { status: from === undefined ? 200 : 206 })
  }
}

const load = (get: ReturnType<typeof serving>, start = year.start_tdb_s, end = year.end_tdb_s) =>
  fetchEphemerides(origin, start, end, get)

describe("a year's kernels", () => {
  it('are five files of 200 kB, checked, and each asked for once', async () => {
    const { bytes, verified } = unwrap(await load(serving()))
    expect(verified).toBe(true)
    expect(bytes).toBeLessThan(205_000)
    expect(asked).toHaveLength(6)
    expect(year.files.map(({ name }) => name)).toEqual([
      'de440_magpie_2029.bsp',
      'earth_itrf93_magpie_2029.bpc',
      'moon_de440_magpie.tf',
      'moon_pa_de440_magpie_2029.bpc',
      'naif0012.tls',
    ])
  })

  it("tell how well the Earth's orientation is known, as all kernels do", async () => {
    const span = { start: year.start_tdb_s, end: year.end_tdb_s }
    const whole = unwrap(await loadShippedKernels())
    const { eph } = unwrap(await load(serving()))
    const [part] = earthOrientation(eph, span)
    const [all] = earthOrientation(whole, span)
    expect(part).toMatchObject({ state: 'held', measured: { until: all!.measured!.until } })
  })

  it('say what all kernels say, to the bit, from the first second of the year to the last', async () => {
    const whole = unwrap(await loadShippedKernels())
    const { eph } = unwrap(await load(serving()))
    const draw = random('a year')
    const span_s = year.end_tdb_s - year.start_tdb_s
    const times = [
      year.start_tdb_s,
      year.end_tdb_s,
      ...Array.from({ length: 200 }, () => year.start_tdb_s + draw.next() * span_s),
    ]
    const [a, b] = [new Float64Array(6), new Float64Array(6)]
    const [r, q] = [new Float64Array(18), new Float64Array(18)]
    for (const t of times) {
      for (const [target, observer] of [
        [301, 399],
        [10, 301],
        [399, 301],
        [5, 399],
      ] as const)
        for (const correction of ['NONE', 'LT', 'LT+S', 'CN+S'] as const) {
          unwrap(correctedState(whole, target, observer, 'MOON_ME', t, correction, a))
          expect(
            unwrap(correctedState(eph, target, observer, 'MOON_ME', t, correction, b)).lightTime_s,
          ).toBeGreaterThan(1)
          expect(b).toEqual(a)
        }
      for (const frame of ['MOON_PA', 'MOON_ME', 'ITRF93']) {
        unwrap(stateRotation(whole, 'J2000', frame, t, r))
        unwrap(stateRotation(eph, 'J2000', frame, t, q))
        expect(q).toEqual(r)
      }
    }
  })

  it('are those of two years where the time reaches over new year', async () => {
    const { eph } = unwrap(await load(serving(), year.end_tdb_s - 1e5, year.end_tdb_s + 1e5))
    const whole = unwrap(await loadShippedKernels())
    const [a, b] = [new Float64Array(6), new Float64Array(6)]
    for (let t = year.end_tdb_s - 1e5; t <= year.end_tdb_s + 1e5; t += 997) {
      unwrap(correctedState(whole, 301, 399, 'ITRF93', t, 'LT+S', a))
      unwrap(correctedState(eph, 301, 399, 'ITRF93', t, 'LT+S', b))
      expect(b).toEqual(a)
    }
    // The frames and leap seconds are the same files.
    expect(asked).toHaveLength(9)
  })

  it('are an error where there are none for the time', async () => {
    const failed = await load(serving(), 0, 1)
    expect(failed).toMatchObject({ ok: false, error: { kind: 'no-kernel-set' } })
    if (!failed.ok) expect(describeKernelFetch(failed.error)).toBe('no set of kernels covers TDB 0 s to 1 s')
  })

  it('are all there are where no year is whole', () => {
    const { sets } = store.manifest
    const early = sets[0]!.start_tdb_s - 1e6
    expect(setsFor(store.manifest, early, early + 1)?.map(({ name }) => name)).toEqual(['all'])
    expect(setsFor(store.manifest, early, sets[0]!.end_tdb_s)?.map(({ name }) => name)).toEqual(['all'])
    expect(setsFor(store.manifest, 0, 1)).toBeUndefined()
    expect(setsFor(store.manifest, Number.NaN, 1)).toBeUndefined()
    const last = sets.at(-1)!
    expect(setsFor(store.manifest, last.end_tdb_s - 1, last.end_tdb_s + 1)).toBeUndefined()
  })
})

describe('a transfer', () => {
  /** A body that brings some bytes and breaks. */
  const broken = (bytes: Uint8Array<ArrayBuffer>) => {
    let sent = false
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      pull(controller) {
        if (sent) controller.error(new Error('the line went dead'))
        else controller.enqueue(bytes)
        sent = true
      },
    })
  }

  it('goes on where it broke', async () => {
    const get = serving((path, from, bytes) =>
      path.endsWith('.bsp') && from === undefined
        ? new Response(broken(bytes.slice(0, 40_000)))
        : path.endsWith('.bsp') && from === 40_000
          ? new Response(broken(bytes.slice(40_000, 70_000)), { status: 206 })
          : undefined,
    )
    expect((await load(get)).ok).toBe(true)
    expect(asked.filter(({ path }) => path.endsWith('.bsp')).map(({ range }) => range)).toEqual([
      undefined,
      'bytes=40000-',
      'bytes=70000-',
    ])
  })

  it('begins again where the server knows no ranges', async () => {
    const get = serving((_, from, bytes) =>
      from === undefined ? new Response(broken(bytes.slice(0, 99))) : new Response(bytes),
    )
    expect((await load(get)).ok).toBe(true)
  })

  it.each([
    ['broken every time', () => new Response(broken(new Uint8Array(1))), 'kernel-unreachable'],
    ['refused', () => new Response('no', { status: 404 }), 'kernel-refused'],
    ['too long', (_, __, bytes) => new Response(new Uint8Array(bytes.length + 1)), 'kernel-altered'],
    ['altered', (_, __, bytes) => new Response(bytes.with(bytes.length - 1, 7)), 'kernel-altered'],
    ['without an end', (_, __, bytes) => new Response(bytes.slice(1)), 'kernel-unreachable'],
  ] as [string, Answer, string][])('%s is an error that names the file', async (_, answer, kind) => {
    const failed = await load(serving((path, ...rest) => (path.endsWith('.bsp') ? answer(path, ...rest) : undefined)))
    const url = `${origin}${year.files[0]!.path}`
    expect(failed).toMatchObject({ ok: false, error: { kind, url } })
    if (!failed.ok) expect(describeKernelFetch(failed.error)).toContain(url)
  })

  it('is not checked, and says so, where the browser has no digests; damage is then for the reader to find', async () => {
    vi.stubGlobal('crypto', {})
    try {
      expect(unwrap(await load(serving())).verified).toBe(false)
      const damaged = await load(
        serving((path, _, bytes) => (path.endsWith('.bsp') ? new Response(bytes.with(9, 9)) : undefined)),
      )
      expect(damaged).toMatchObject({ ok: false, error: { kind: 'corrupt-kernel' } })
      if (!damaged.ok) expect(describeKernelFetch(damaged.error)).toContain('de440_magpie_2029.bsp')
    } finally {
      vi.unstubAllGlobals()
    }
  })
})

describe('a manifest', () => {
  const file = { name: 'x', path: `/kernels/${'a'.repeat(16)}/x`, bytes: 1, sha256: 'a'.repeat(64), coverage: [] }
  const set = { name: 'x', start_tdb_s: 0, end_tdb_s: 1, files: [file] }
  const withFile = (change: object) => ({
    format: 'magpie-kernels/1',
    sets: [{ ...set, files: [{ ...file, ...change }] }],
  })

  it('is read', async () => expect((await fetchManifest(origin, serving(undefined, withFile({})))).ok).toBe(true))

  it.each([
    ['no object', [], 'its format is not magpie-kernels/1'],
    ['another format', { format: 'magpie-kernels/9', sets: [] }, 'its format is not magpie-kernels/1'],
    ['no sets', { format: 'magpie-kernels/1' }, 'its sets are no list'],
    ['a set that is none', { format: 'magpie-kernels/1', sets: [7] }, 'sets[0] is no object'],
    ['no name', { format: 'magpie-kernels/1', sets: [{ ...set, name: 1 }] }, 'sets[0] has no name'],
    ['no span', { format: 'magpie-kernels/1', sets: [{ ...set, end_tdb_s: null }] }, 'sets[0] has no span'],
    ['no files', { format: 'magpie-kernels/1', sets: [set, { ...set, files: [] }] }, 'sets[1] has no files'],
    ['a file without name', withFile({ name: undefined }), 'sets[0].files[0] has no name'],
    ['a path that leads elsewhere', withFile({ path: '//evil.example/x' }), 'sets[0].files[0] has no path of kernels'],
    ['a path that climbs', withFile({ path: `${file.path}/../x` }), 'sets[0].files[0] has no path of kernels'],
    ['half a byte', withFile({ bytes: 0.5 }), 'sets[0].files[0] has no length'],
    ['a short hash', withFile({ sha256: 'a' }), 'sets[0].files[0] has no SHA-256'],
    ['no coverage', withFile({ coverage: {} }), 'sets[0].files[0] has no coverage'],
    [
      'coverage of nothing',
      withFile({ coverage: [{ ids: 3, start_tdb_s: 0, end_tdb_s: 1 }] }),
      'sets[0].files[0].coverage[0] has no ids with a span',
    ],
  ])('with %s is refused', async (_, manifest, why) => {
    const failed = await fetchManifest(origin, serving(undefined, manifest))
    const url = `${origin}/kernels/manifest.json`
    expect(failed).toEqual({ ok: false, error: { kind: 'malformed-manifest', url, why } })
    if (!failed.ok) expect(describeKernelFetch(failed.error)).toBe(`${url} is no manifest of kernels: ${why}`)
  })

  it('that is not there, or no answer at all, is an error', async () => {
    expect(await fetchManifest(origin, async () => new Response('', { status: 503 }))).toMatchObject({
      error: { kind: 'kernel-refused', status: 503 },
    })
    const dead = () => Promise.reject(new Error('no route to host'))
    expect(await fetchManifest(origin, dead)).toMatchObject({
      error: { kind: 'kernel-unreachable', why: 'no route to host' },
    })
    expect(await fetchManifest(origin, async () => new Response('<html>'))).toMatchObject({
      error: { kind: 'malformed-manifest' },
    })
  })
})
