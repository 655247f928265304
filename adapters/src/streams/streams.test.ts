/** Streams between centres: the same behaviour in one process and over a real NATS server, and a partner's copy over both. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CentreStreams, memoryStreams } from '@magpie/centre/streams/centre-streams'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { natsFiles, type StreamAccess } from './nats-config.ts'
import { findNatsServer, type NatsServer, startNatsServer } from './nats-server.ts'
import { natsStreams } from './nats-streams.ts'
import { freePort } from './testing-port.ts'

const program = await findNatsServer()
const octets = (text: string) => new TextEncoder().encode(text)
const text = (data: Uint8Array) => new TextDecoder().decode(data)

/** Two ends of the streams of `metu`, and how what carries them is killed and begun again. */
type Ends = {
  readonly lead: CentreStreams
  readonly party: CentreStreams
  readonly kill?: () => Promise<void>
  close(): Promise<void>
}

async function memoryEnds(): Promise<Ends> {
  const streams = memoryStreams()
  return { lead: streams, party: streams, close: () => streams.close() }
}

async function natsEnds(): Promise<Ends> {
  const folder = await mkdtemp(join(tmpdir(), 'magpie-nats-'))
  const place = { mission: 'change-8', host: '127.0.0.1', port: await freePort(), store: join(folder, 'store') }
  const files = natsFiles(place, ['metu', 'zju'])
  const config = join(folder, 'server.conf')
  await writeFile(config, files.server)
  let server: NatsServer = await startNatsServer(program!, config)
  const lead = await natsStreams(accessesOf(files.lead), true)
  const party = await natsStreams(accessesOf(files.parties[0]!.access), false)
  return {
    lead,
    party,
    async kill() {
      await server.stop('SIGKILL')
      server = await startNatsServer(program!, config)
    },
    async close() {
      await lead.close()
      await party.close()
      await server.stop()
      await rm(folder, { recursive: true })
    },
  }
}

function accessesOf({ mission, servers, accounts }: StreamAccess) {
  return accounts.map((account) => ({ ...account, mission, servers }))
}

const down = { party: 'metu', way: 'down' } as const
const up = { party: 'metu', way: 'up' } as const

/** Follows until so many came. */
async function first(streams: CentreStreams, count: number, after = 0): Promise<string[]> {
  const seen: string[] = []
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const stop = await streams.follow(down, after, {
    async take({ sequence, data }) {
      if (seen.length < count) seen.push(`${sequence} ${text(data)}`)
      if (seen.length === count) resolve()
    },
    ended: reject,
  })
  await promise.finally(stop)
  return seen
}

describe.each([
  { name: 'in one process', open: memoryEnds, skip: false },
  { name: 'over NATS', open: natsEnds, skip: program === undefined },
])('streams $name', ({ open, skip }) => {
  let ends: Ends
  beforeAll(async () => {
    if (!skip) ends = await open()
  })
  afterAll(() => ends?.close())

  test.skipIf(skip)('keep their order, and nothing is published beside the newest', async () => {
    const { lead, party } = ends
    expect(await lead.newest(down)).toBeUndefined()
    expect(await lead.publish(down, octets('a'), 0)).toEqual({ kind: 'at', sequence: 1 })
    expect(await lead.publish(down, octets('again'), 0)).toEqual({ kind: 'moved' })
    for (const [i, word] of ['b', 'c', 'd'].entries())
      expect(await lead.publish(down, octets(word), i + 1)).toEqual({ kind: 'at', sequence: i + 2 })
    expect(await first(party, 4)).toEqual(['1 a', '2 b', '3 c', '4 d'])
    expect(await first(party, 2, 2)).toEqual(['3 c', '4 d'])
    expect(await party.publish(up, octets('yes'), 0)).toEqual({ kind: 'at', sequence: 1 })
    expect(text((await lead.newest(up))!.data)).toBe('yes')
  })

  test.skipIf(skip)('hand over what comes later, and stop where taking fails', async () => {
    const { lead, party } = ends
    const seen: string[] = []
    const { promise: ended, resolve: done } = Promise.withResolvers<unknown>()
    const stop = await party.follow(down, 4, {
      async take({ data }) {
        if (text(data) === 'bad') throw new Error('the disk is full')
        seen.push(text(data))
      },
      ended: done,
    })
    await lead.publish(down, octets('e'), 4)
    await lead.publish(down, octets('bad'), 5)
    await lead.publish(down, octets('g'), 6)
    expect(String(await ended)).toContain('the disk is full')
    await stop()
    expect(seen).toEqual(['e'])
    expect(await first(party, 2, 5)).toEqual(['6 bad', '7 g'])
  })

  test.skipIf(skip)('let go of what was taken, and never of the newest', async () => {
    const { lead, party } = ends
    await lead.release(down, 5)
    expect(await first(party, 2)).toEqual(['6 bad', '7 g'])
    await lead.release(down, 100)
    expect(await first(party, 1)).toEqual(['7 g'])
    expect((await lead.newest(down))!.sequence).toBe(7)
    expect(await lead.publish(down, octets('h'), 7)).toEqual({ kind: 'at', sequence: 8 })
  })

  test.skipIf(skip)('lose nothing where what carries them is killed', async () => {
    const { lead, party, kill } = ends
    let last = 8
    const seen: number[] = []
    const stop = await party.follow(down, 8, {
      take: async ({ data }) => void seen.push(Number(text(data))),
      ended: () => undefined,
    })
    for (let i = 0; i < 300; i++) {
      if (i === 100 || i === 200) await kill?.()
      last = await published(lead, String(i), last)
    }
    await expect.poll(() => seen.length).toBe(300)
    await stop()
    expect(seen).toEqual(Array.from({ length: 300 }, (_, i) => i))
  })
})

/** Publishes as a writer that tries again: what arrived although no answer came is found by its place. */
async function published(streams: CentreStreams, word: string, last: number): Promise<number> {
  for (;;) {
    try {
      const done = await streams.publish(down, octets(word), last)
      if (done.kind === 'at') return done.sequence
      const newest = await streams.newest(down)
      if (newest !== undefined && text(newest.data) === word) return newest.sequence
    } catch {
      await new Promise((later) => setTimeout(later, 100))
    }
  }
}

describe.skipIf(program === undefined)('accounts', () => {
  test('of a party reach neither the streams of another nor its own downwards', async () => {
    const { lead, party, close } = await natsEnds()
    try {
      await expect(party.publish(down, octets('forged'), 0)).rejects.toThrow(/permission/i)
      await expect(party.publish({ party: 'zju', way: 'up' }, octets('forged'), 0)).rejects.toThrow('no access')
      await lead.publish({ party: 'zju', way: 'down' }, octets('for zju'), 0)
      expect(await lead.newest(down)).toBeUndefined()
    } finally {
      await close()
    }
  })
})
