/**
 * Magpie's telemetry as a program of its own, for benchmarks: takes Space Packets of bench/decode.xml from a TCP port, keeps
 * them in an archive, answers the reads of history by HTTP with the handlers of a centre, and tells live values by WebSocket.
 * Arguments: the folder of the archive, the TCP port to connect to. Says its own port on standard output.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { TelemetryArchive } from '@magpie/adapters/archive/telemetry-archive'
import { operations } from '@magpie/api/operations'
import { OPEN_READING } from '@magpie/centre/data-reading'
import { LiveFeed } from '@magpie/centre/live-feed'
import { subscriber } from '@magpie/centre/subscriber'
import { telemetryHandlers } from '@magpie/centre/telemetry-handlers'
import { TelemetryService } from '@magpie/centre/telemetry-service'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { compileDecoder } from '@magpie/operations/decoder'
import { microsOfUnix } from '@magpie/operations/ingest/micros'
import { packetClock } from '@magpie/operations/ingest/packet-clock'
import { packetStream } from '@magpie/operations/packet-stream'
import { readXtce } from '@magpie/operations/xtce-reader'
import { WebSocketServer } from 'ws'

const [folder, port] = [process.argv[2]!, Number(process.argv[3])]
const text = readFileSync(new URL('../../decode.xml', import.meta.url), 'utf8')
const { dictionary } = unwrap(readXtce([{ name: 'decode.xml', text }]))
const fail = (cause: unknown) => {
  console.error(cause)
  process.exit(1)
}
const service = await TelemetryService.open({
  leap: NAIF0012,
  dictionary,
  decoder: unwrap(compileDecoder(dictionary)),
  clock: packetClock({ kind: 'unix-ms' }, NAIF0012),
  open: (resume) => TelemetryArchive.open(folder, { leap: NAIF0012, onFault: fail }, resume),
  told: { onFault: fail },
})
const handlers = telemetryHandlers({
  telemetry: () => service,
  reading: OPEN_READING,
  sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
  now_ms: () => performance.now(),
})
const nobody = { arrivedAt: '', roles: [] }
const feed = new LiveFeed(service, {
  now_ms: () => performance.now(),
  later: (ms, work) => void (ms < 1 ? setImmediate(work) : setTimeout(work, ms)),
})

const stream = packetStream({ apids: new Set([100, 101]), longest_octets: 4096, crc: true })
/** A link is read for so long before others have their turn, ms. */
const TURN_MS = 4
let watched = false
const acks: number[] = []
/** Notes how long packets waited for the disk, ms: one figure for each piece that the link delivered. */
const acknowledged = (since_ms: number) => service.durably().then(() => acks.push(performance.now() - since_ms), fail)
let turn_ms: number | undefined
const link = connect({
  ...{ port, host: '127.0.0.1', noDelay: true },
  onread: {
    // One buffer for all pieces: a new one each time is 64 kB of work for the garbage collector.
    buffer: new Uint8Array(1 << 16),
    callback(length, buffer) {
      const now_ms = performance.now()
      if (turn_ms === undefined) {
        turn_ms = now_ms
        setImmediate(() => {
          turn_ms = undefined
        })
      }
      const received_us = microsOfUnix(Math.round(1000 * (performance.timeOrigin + now_ms)), NAIF0012)
      stream.pushInPlace(buffer.subarray(0, length), (bytes, from, octets) => {
        service.take('bench', 'tcp', bytes, from, octets, received_us)
      })
      if (watched) void acknowledged(now_ms)
      feed.poke()
      if (!service.isBehind && performance.now() - turn_ms < TURN_MS) return true
      goOn()
      return false
    },
  },
})
link.on('error', fail)
/** Lets others have their turn, the disk above all: a link that is full would take all of them. */
function goOn(): void {
  if (service.isBehind) {
    setTimeout(goOn, 2)
    return
  }
  setImmediate(() => link.resume())
}

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x')
  if (pathname === '/acks') {
    watched = true
    response.end(JSON.stringify(acks.splice(0)))
    return
  }
  const asked = Object.fromEntries(searchParams)
  if (pathname === '/export') {
    const input = operations.telemetryExport.input.parse(asked)
    const got = unwrap(await handlers.telemetryExport(input, nobody))
    response.writeHead(200, { 'content-type': got.media })
    for await (const octets of got.octets)
      if (!response.write(octets)) await new Promise((done) => response.once('drain', done))
    response.end()
    return
  }
  const answer =
    pathname === '/page'
      ? unwrap(await handlers.telemetryPage(operations.telemetryPage.input.parse(asked), nobody))
      : pathname === '/plot'
        ? unwrap(await handlers.telemetryPlot(operations.telemetryPlot.input.parse(asked), nobody))
        : { ...service.archive.progress, seals: service.archive.sealsUnderWay, packets: service.archive.packetCount }
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(answer))
})
new WebSocketServer({ server }).on('connection', (socket, request) => {
  const names = new URL(request.url ?? '/', 'http://x').searchParams.get('names')?.split(',')
  const all = subscriber(
    (message) => socket.send(JSON.stringify(message)),
    () => socket.bufferedAmount > 1 << 16,
  )
  const wanted = ({ name }: { readonly name: string }) => names?.includes(name) ?? true
  const leave = feed.watch({
    ...all,
    offer: (values, skipped = []) =>
      all.offer(
        values.filter(wanted),
        skipped.filter((_, i) => wanted(values[i]!)),
      ),
  })
  socket.on('close', leave)
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
