import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { TelemetryArchive } from '@magpie/adapters/archive/telemetry-archive'
import { type LiveMessage, liveMessage } from '@magpie/api/live'
import { agreedSubscriber } from '@magpie/centre/agreed-subscriber'
import { OPEN_READING } from '@magpie/centre/data-reading'
import { LiveFeed } from '@magpie/centre/live-feed'
import { TelemetryService } from '@magpie/centre/telemetry-service'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { packetClock } from '@magpie/operations/ingest/packet-clock'
import { testPacket, testTelemetry } from '@magpie/operations/testing/telemetry-dictionary'
import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type AppPorts, centreApp } from './app.ts'
import { listenOn } from './listening.ts'
import { removed } from './testing/removed.ts'

const SOURCES = Array.from({ length: 40 }, (_, k) => `element-${k}`)
/** Ticks of the feeding loop with a packet of each source: 10,000 packets. */
const TICKS = 250

/** A centre's web application over an archive, and nothing else of a centre. */
async function started(folder: string) {
  const onFault = (cause: unknown) => {
    throw cause
  }
  const service = await TelemetryService.open({
    ...{ leap: NAIF0012, ...testTelemetry(), clock: packetClock({ kind: 'unix-ms' }, NAIF0012) },
    told: { onFault, alarm: (alarm) => feed.tell(alarm) },
    open: (resume) => TelemetryArchive.open(folder, { leap: NAIF0012, onFault }, resume),
  })
  const feed = new LiveFeed(service, {
    now_ms: () => performance.now(),
    later: (ms, work) => void (ms < 1 ? setImmediate(work) : setTimeout(work, ms)),
  })
  const nobody = { arrivedAt: '', roles: [] }
  const ports = {
    ...{ handlers: {}, people: { callerOf: async () => nobody }, accounts: {}, console: undefined, version: 'test' },
    watch: ((s, caller) => feed.watch(agreedSubscriber(s, caller, OPEN_READING))) satisfies AppPorts['watch'],
    onFault: () => '',
  } as unknown as AppPorts
  const listening = unwrap(await listenOn(centreApp(ports, ['127.0.0.1'])))
  const { sockets } = listening
  const url = `ws://127.0.0.1:${listening.port}/api/live`
  const close = async () => {
    await listening.close()
    await service.close()
  }
  return { service, feed, sockets, url, close }
}

type Watcher = { readonly socket: WebSocket; readonly heard: LiveMessage[]; closed: boolean }

async function watching(url: string): Promise<Watcher> {
  const watcher: Watcher = { socket: new WebSocket(url), heard: [], closed: false }
  watcher.socket.on('message', (text) => watcher.heard.push(liveMessage.parse(JSON.parse(String(text)))))
  watcher.socket.on('close', () => {
    watcher.closed = true
  })
  await once(watcher.socket, 'open')
  // One that breaks shows as closed.
  watcher.socket.on('error', () => undefined)
  return watcher
}

/** Values told and samples passed over, in all messages. */
function accounted({ heard }: Watcher) {
  const told = heard.filter((m) => m.type === 'telemetry')
  return {
    values: told.reduce((sum, { values }) => sum + values.length, 0),
    skipped: told.reduce((sum, { skipped }) => sum + skipped, 0),
    newest: told.flatMap(({ values }) => values).findLast((v) => v.element === SOURCES[0] && v.name === 'big')?.value,
    alarms: new Map(heard.flatMap((m) => (m.type === 'alarm' ? [[m.alarm.element, m.alarm.changed]] : []))),
  }
}

it('a watcher who does not read is not cut off, gets the newest, and is told what it was not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'magpie-slow-'))
  const { service, feed, sockets, url, close } = await started(folder)
  const [quick, slow] = await Promise.all([watching(url), watching(url)])
  const tick = async (i: number) => {
    for (const source of SOURCES) {
      const packet = testPacket(1, i)
      service.take(source, 'miyun', packet, 0, packet.length, 9e14 + i)
    }
    feed.poke()
    await sleep(4)
  }
  slow.socket.pause()
  let most = 0
  let fullAt = -1
  // On until what the systems buffer between two sockets is full, then as long again.
  for (let i = 0; i < TICKS || (fullAt < 0 ? i < 40 * TICKS : i < fullAt + TICKS); i++) {
    await tick(i)
    const waits = [...sockets.clients].map(({ bufferedAmount }) => bufferedAmount)
    most = Math.max(most, ...waits)
    if (fullAt < 0 && waits.some((octets) => octets > 1 << 16)) fullAt = i
  }
  expect(fullAt).toBeGreaterThan(0)
  const before = slow.heard.length
  slow.socket.resume()
  const shown = ['temperature', 'mode', 'big', 'extra', 'kelvin']
  const samples = [...service.sources.values()].flatMap(({ pipeline, counts }) =>
    pipeline.decoder.parameters.filter(({ name }) => shown.includes(name)).map(({ index }) => counts[index]!),
  )
  const all = samples.reduce((sum, count) => sum + count, 0)
  const isWhole = (watcher: Watcher) => accounted(watcher).values + accounted(watcher).skipped >= all
  for (let waited = 0; waited < 2000 && !(isWhole(slow) && isWhole(quick)); waited++) await sleep(10)

  const newest = service.latest(SOURCES[0]).find(({ parameter }) => parameter.name === 'big')?.value
  const alarms = new Map(service.alarms.list().map(({ element, changed }) => [element, changed]))
  for (const watcher of [quick, slow]) {
    const { values, skipped, ...last } = accounted(watcher)
    // Each sample was told or counted, once.
    expect(values + skipped).toBe(all)
    expect(last.newest).toBe(newest)
    for (const [element, changed] of alarms) expect(last.alarms.get(element)).toBe(changed)
    expect([watcher.closed, watcher.socket.readyState]).toEqual([false, WebSocket.OPEN])
  }
  expect(before).toBe(0)
  expect(accounted(slow).skipped).toBeGreaterThan(accounted(quick).skipped)
  // What waits for a watcher is bounded: one look beyond what is called congested.
  expect(most).toBeLessThan(1 << 18)
  await close()
  await removed(folder)
})
