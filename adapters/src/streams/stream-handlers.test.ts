/** `magpie streams`: files for a server, a partner's copy at home over it, directly and by a leaf node of its own. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OPEN_READING } from '@magpie/centre/data-reading'
import { LeadFeed } from '@magpie/centre/streams/lead-feed'
import type { TelemetryService } from '@magpie/centre/telemetry-service'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { rehearsalSigner } from '@magpie/ledger/keys'
import { microsOfUnix } from '@magpie/operations/ingest/micros'
import { TEST_START_MS, testPacket } from '@magpie/operations/testing/telemetry-dictionary'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openTestCentre } from '../archive/testing-archive.ts'
import { lockFolder } from '../folder-lock.ts'
import { findNatsServer, type NatsServer, startNatsServer } from './nats-server.ts'
import { openStreams, readAccess, streamHandlers } from './stream-handlers.ts'
import { freePort } from './testing-port.ts'

const program = await findNatsServer()
const MISSION = 'missions/change-8'
const LEAD = rehearsalSigner('programme', 'cnsa')

let folder = ''
const running: NatsServer[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'magpie-streams-'))
})
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
  await rm(folder, { recursive: true })
})

const files = () => join(folder, 'files')
const handlers = streamHandlers()
const nobody = { arrivedAt: '', roles: [] }
async function configure(parties = 'metu,suparco') {
  const place = { host: '127.0.0.1', port: await freePort(), leaf_port: await freePort() }
  return handlers.configureStreams({ folder: MISSION, out: files(), ...place, parties }, nobody)
}
const follow = (out: string, messages: number, access = join(files(), 'metu.json'), lead_key?: string) =>
  handlers.followStreams(
    {
      ...{ access, folder: MISSION, out: join(folder, out), messages, seconds: 60 },
      ...(lead_key === undefined ? {} : { lead_key }),
    },
    nobody,
  )

describe('files for the streams', () => {
  test('are for the partners asked for, readable by their owner alone, and never written over', async () => {
    const made = unwrap(await configure())
    expect(made).toMatchObject({ mission: 'change-8', parties: ['metu', 'suparco'] })
    expect(made.files.map((path) => path.slice(files().length + 1)).sort()).toEqual([
      'lead.json',
      'metu-leaf.conf',
      'metu.json',
      'server.conf',
      'suparco-leaf.conf',
      'suparco.json',
    ])
    for (const path of made.files) expect((await stat(path)).mode & 0o777).toBe(0o600)
    const before = await readFile(join(files(), 'metu.json'), 'utf8')
    expect(await configure()).toMatchObject({ error: { kind: 'bad-request' } })
    expect(await readFile(join(files(), 'metu.json'), 'utf8')).toBe(before)
    expect(before).not.toContain(JSON.parse(await readFile(join(files(), 'suparco.json'), 'utf8')).accounts[0].seed)
  })

  test('are made for everybody who operates where nobody is named', async () => {
    const made = unwrap(
      await handlers.configureStreams({ folder: MISSION, out: files(), host: '127.0.0.1', port: 4222 }, nobody),
    )
    expect(made.parties).toContain('suparco')
    expect(made.parties).not.toContain('cnsa')
    expect(made.files.some((path) => path.endsWith('-leaf.conf'))).toBe(false)
  })

  test('are refused for who is no party, and told apart from other files', async () => {
    expect(await configure('metu,nasa')).toMatchObject({ error: { message: 'nasa is no party of change-8' } })
    await writeFile(join(folder, 'x.json'), '{"format":"magpie-streams-1"}')
    const read = await follow('copy', 1, join(folder, 'x.json'))
    expect(read).toMatchObject({ error: { kind: 'bad-request', message: expect.stringContaining('/servers') } })
    unwrap(await configure())
    expect(await follow('copy', 1)).toMatchObject({
      error: { message: expect.stringContaining('does not let this centre in') },
    })
  })
})

/** The lead's centre with `count` packets of the rover in its archive. */
async function leadWith(count: number): Promise<TelemetryService> {
  const { service } = await openTestCentre(join(folder, 'lead'))
  receive(service, 0, count)
  await service.durably()
  return service
}

function receive(service: TelemetryService, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const bytes = testPacket(1, i)
    service.take('pk-rover', 'kashi', bytes, 0, bytes.length, microsOfUnix((TEST_START_MS + 1000 * i) * 1000, NAIF0012))
  }
}

async function feedOf(service: TelemetryService) {
  const access = unwrap(await readAccess(join(files(), 'lead.json')))
  const streams = unwrap(await openStreams(access, true))
  const feed = new LeadFeed({
    ...{ streams, party: 'metu', run: () => 'rehearsal-1', telemetry: () => service, desk: () => undefined },
    ...{ reading: OPEN_READING, signer: LEAD, now: () => '2029-01-10T12:00:00Z' },
  })
  return { streams, feed }
}

describe.skipIf(program === undefined)('a copy at home', () => {
  test('goes on where it stands, is bound to its party and lead, and is one at a time', async () => {
    unwrap(await configure())
    running.push(await startNatsServer(program!, join(files(), 'server.conf')))
    const service = await leadWith(2500)
    const { streams, feed } = await feedOf(service)
    while (await feed.step());
    const first = unwrap(await follow('copy', 2))
    expect(first).toMatchObject({ party: 'metu', run: 'rehearsal-1', lead_key: LEAD.publicKey })
    expect(first.messages).toBeGreaterThanOrEqual(2)
    receive(service, 2500, 3000)
    while (await feed.step());
    const held = unwrap(await lockFolder(join(folder, 'copy')))
    expect(await follow('copy', 1)).toMatchObject({ error: { message: expect.stringContaining('already') } })
    await held.release()
    const done = unwrap(await follow('copy', 1))
    const rest = first.packets + done.packets < 3000 ? unwrap(await follow('copy', 1)).packets : 0
    expect(first.packets + done.packets + rest).toBe(3000)
    const copy = await readFile(join(folder, 'copy', 'standing.json'), 'utf8')
    expect(JSON.parse(copy)).toMatchObject({ party: 'metu', leadKey: LEAD.publicKey, run: 'rehearsal-1' })
    const other = rehearsalSigner('other', 'cnsa').publicKey
    expect(await follow('copy', 1, undefined, other)).toMatchObject({
      error: { message: expect.stringContaining('another key') },
    })
    expect(await follow('fresh', 1, undefined, other)).toMatchObject({
      error: { message: expect.stringContaining('not signed by') },
    })
    await service.close()
    await streams.close()
  })

  test('is reached through a NATS server of the partner as a leaf node', async () => {
    unwrap(await configure())
    running.push(await startNatsServer(program!, join(files(), 'server.conf')))
    const port = await freePort()
    const leaf = (await readFile(join(files(), 'metu-leaf.conf'), 'utf8')).replace('4223', String(port))
    await writeFile(join(files(), 'leaf.conf'), leaf)
    running.push(await startNatsServer(program!, join(files(), 'leaf.conf')))
    const service = await leadWith(100)
    const { streams, feed } = await feedOf(service)
    while (await feed.step());
    const access = JSON.parse(await readFile(join(files(), 'metu.json'), 'utf8'))
    const own = join(folder, 'own.json')
    await writeFile(own, JSON.stringify({ ...access, servers: [`nats://127.0.0.1:${port}`] }))
    expect(unwrap(await follow('copy', 1, own))).toMatchObject({ packets: 100, messages: 1 })
    await service.close()
    await streams.close()
  })
})
