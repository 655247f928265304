/**
 * A link on the network: UDP bound to an address, TCP that connects (again and again, waiting twice as long each time up to
 * half a minute) or that waits for connections. What arrives is cut into packets by `operations/link`; what is sent waits in a
 * bounded queue. Bad octets, lost connections and slow takers are counted; none of them ends the link.
 */
import { createSocket, type Socket as Datagrams } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { connect, createServer, isIP, type Server, type Socket } from 'node:net'
import { err, ok, type Result } from '@magpie/core/result'
import type { IntakeCounts } from '@magpie/operations/link/intake-counts'
import type { Link, LinkAddress } from '@magpie/operations/link/link-file'
import { packetIntake } from '@magpie/operations/link/packet-intake'
import { uplinkOctets } from '@magpie/operations/link/packet-outlet'

export type LinkState = 'waiting' | 'open' | 'closed'

/** What a link did so far. */
export type LinkStatistics = IntakeCounts & {
  state: LinkState
  connections: number
  /** Connections that broke or could not be made. */
  failures: number
  /** Packets received that nobody took in time. */
  dropped: number
  sent: number
  /** Packets to send that found the queue full. */
  refused: number
  last_error: string
}

/** Why a packet was not sent. */
export type SendError = { readonly kind: 'link-one-way' } | { readonly kind: 'link-full'; readonly waiting: number }

export type OpenLink = {
  readonly id: string
  /** Where it receives: the port is the real one where 0 was asked for. */
  readonly address: LinkAddress
  readonly state: LinkState
  /** Queues a telecommand packet. */
  send(packet: Uint8Array): Result<void, SendError>
  statistics(): LinkStatistics
  close(): Promise<void>
}

/** A packet with the time it came, ms of Unix. */
export type Arrival = { readonly bytes: Uint8Array<ArrayBuffer>; readonly at_ms: number }

export type LinkEnds = {
  /** Takes packets in order; while it is at work at most `LONGEST_QUEUE` wait. What it throws is the caller's bug. */
  readonly take: (packets: readonly Arrival[]) => Promise<void>
  readonly changed?: (state: LinkState, why: string) => void
  /** Packets that may wait to be sent, where more than telecommands are. */
  readonly outbox?: number
}

/** Packets that may wait to be taken, and to be sent. */
export const LONGEST_QUEUE = 4096
const LONGEST_OUTBOX = 256
const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 30_000
/** What the system keeps of datagrams that were not read yet, octets. */
const RECEIVE_BUFFER = 4 << 20

type Common = {
  readonly link: Link
  readonly counts: LinkStatistics
  readonly outbox: Uint8Array[]
  readonly ends: LinkEnds
  readonly queue: Queue
  closed: boolean
}

/** Opens a link. It fails only where the address cannot be had at all; a peer that is not there yet is waited for. */
export async function openLink(link: Link, ends: LinkEnds): Promise<Result<OpenLink, string>> {
  const counts: LinkStatistics = {
    ...packetIntake(link.frames, false).counts,
    state: 'waiting',
    connections: 0,
    failures: 0,
    dropped: 0,
    sent: 0,
    refused: 0,
    last_error: '',
  }
  const common: Common = { link, counts, outbox: [], ends, queue: queue(ends.take, counts), closed: false }
  const { transport } = link.receive
  try {
    const receiver =
      transport === 'udp'
        ? await udpReceiver(common)
        : transport === 'tcp'
          ? tcpClient(common, link.receive)
          : await tcpListener(common)
    const sender = link.send === 'same' ? receiver.send : await senderOf(common)
    return ok({
      id: link.id,
      address: receiver.address,
      get state() {
        return counts.state
      },
      send(packet) {
        if (sender === undefined) return err({ kind: 'link-one-way' })
        if (common.outbox.length >= (ends.outbox ?? LONGEST_OUTBOX)) {
          counts.refused++
          return err({ kind: 'link-full', waiting: common.outbox.length })
        }
        common.outbox.push(uplinkOctets(packet, link.uplink))
        sender()
        return ok(undefined)
      },
      statistics: () => ({ ...counts, ...receiver.intake() }),
      async close() {
        common.closed = true
        await receiver.close()
        await sender?.close?.()
        await common.queue.drained()
        become(common, 'closed', 'closed')
      },
    })
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error))
  }
}

type Receiver = {
  readonly address: LinkAddress
  readonly send: Sender | undefined
  intake(): IntakeCounts
  close(): Promise<void>
}
/** Sends what waits, as far as it can. */
type Sender = (() => void) & { close?(): Promise<void> }

type Queue = {
  /** `held` where the sender is held up instead: the piece that was read stays whole. */
  add(arrival: Arrival, held: boolean): boolean
  drained(): Promise<void>
  readonly full: boolean
  onRoom(then: () => void): void
}

/** Packets on their way to the taker: as many as have come are handed over together. */
function queue(take: LinkEnds['take'], counts: LinkStatistics): Queue {
  let waiting: Arrival[] = []
  let busy: Promise<void> | undefined
  let roomFor: (() => void)[] = []
  const run = async () => {
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      for (const then of roomFor.splice(0)) then()
      await take(batch)
    }
    busy = undefined
  }
  return {
    get full() {
      return waiting.length >= LONGEST_QUEUE
    },
    add(arrival, held) {
      if (!held && waiting.length >= LONGEST_QUEUE) {
        counts.dropped++
        return false
      }
      waiting.push(arrival)
      busy ??= Promise.resolve().then(run)
      return true
    },
    onRoom(then) {
      roomFor = [...roomFor, then]
    },
    async drained() {
      while (busy !== undefined) await busy
    },
  }
}

function become(common: Common, state: LinkState, why: string): void {
  if (common.counts.state === state) return
  common.counts.state = state
  common.ends.changed?.(state, why)
}

function failed(common: Common, error: unknown): void {
  common.counts.failures++
  common.counts.last_error = error instanceof Error ? error.message : String(error)
}

/** Datagrams to a port of this machine. Without room they are dropped, as the network itself would. */
async function udpReceiver(common: Common): Promise<Receiver> {
  const { host, port } = common.link.receive
  const socket = await datagrams(host)
  const intake = packetIntake(common.link.frames, true)
  socket.on('error', (error) => failed(common, error))
  socket.on('message', (message) => {
    const at_ms = Date.now()
    intake.push(plain(message), (bytes) => common.queue.add({ bytes, at_ms }, false))
  })
  await new Promise<void>((done, refused) => {
    socket.once('error', refused)
    socket.bind(port, host, () => {
      socket.off('error', refused)
      done()
    })
  })
  growBuffer(socket)
  become(common, 'open', 'bound')
  return {
    address: { transport: 'udp', host, port: socket.address().port },
    send: undefined,
    intake: () => intake.counts,
    close: () => new Promise((done) => socket.close(() => done())),
  }
}

/** A system that grants no larger buffer is no reason not to listen. */
function growBuffer(socket: Datagrams): void {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER)
  } catch {
    // The system's own size stays.
  }
}

async function datagrams(host: string): Promise<Datagrams> {
  const family = isIP(host) || (await lookup(host)).family
  return createSocket(family === 6 ? 'udp6' : 'udp4')
}

/** Telecommands to an address of their own. */
async function senderOf(common: Common): Promise<Sender | undefined> {
  const { send } = common.link
  if (send === undefined || send === 'same') return undefined
  if (send.transport !== 'udp') {
    const client =
      send.transport === 'tcp'
        ? tcpClient(common, send, false)
        : await tcpListener({ ...common, link: { ...common.link, receive: send } }, false)
    return Object.assign(client.send!, { close: client.close })
  }
  const socket = await datagrams(send.host)
  socket.on('error', (error) => failed(common, error))
  const flush: Sender = () => {
    for (const octets of common.outbox.splice(0))
      socket.send(octets, send.port, send.host, (error) => {
        if (error) failed(common, error)
        else common.counts.sent++
      })
  }
  flush.close = () => new Promise((done) => socket.close(() => done()))
  return flush
}

/** What octets of one connection mean: packets, and a pause where nobody takes them. */
function attach(common: Common, socket: Socket, total: IntakeCounts): void {
  const intake = packetIntake(common.link.frames, false)
  const before = { ...total }
  const count = () => {
    for (const key of Object.keys(total) as (keyof IntakeCounts)[]) total[key] = before[key] + intake.counts[key]
  }
  const sink = (bytes: Uint8Array<ArrayBuffer>) => {
    common.queue.add({ bytes, at_ms: Date.now() }, true)
  }
  socket.on('data', (octets) => {
    intake.push(plain(octets as Buffer), sink)
    count()
    if (!common.queue.full) return
    socket.pause()
    common.queue.onRoom(() => socket.resume())
  })
  socket.once('close', () => {
    intake.end(sink)
    count()
  })
}

/** A slice of a Buffer is no copy: packets that stay must not share what the system reads into. */
function plain(octets: Buffer): Uint8Array {
  return new Uint8Array(octets.buffer, octets.byteOffset, octets.length)
}

function flushTo(common: Common, socket: Socket | undefined): void {
  if (socket === undefined || socket.destroyed) return
  while (common.outbox.length > 0 && !socket.writableNeedDrain) {
    socket.write(common.outbox.shift()!)
    common.counts.sent++
  }
}

/** Connects, and again when the connection breaks. */
function tcpClient(common: Common, to: LinkAddress, receives = true): Receiver {
  const total = { ...packetIntake(common.link.frames, false).counts }
  let socket: Socket | undefined
  let timer: NodeJS.Timeout | undefined
  let wait_ms = FIRST_WAIT_MS
  const dial = () => {
    const dialled = connect({ host: to.host, port: to.port, noDelay: true, keepAlive: true })
    socket = dialled
    if (receives) attach(common, dialled, total)
    else dialled.resume()
    dialled.on('connect', () => {
      common.counts.connections++
      wait_ms = FIRST_WAIT_MS
      become(common, 'open', 'connected')
      flushTo(common, dialled)
    })
    dialled.on('drain', () => flushTo(common, dialled))
    dialled.on('error', (error) => failed(common, error))
    dialled.on('close', () => {
      if (common.closed) return
      become(common, 'waiting', common.counts.last_error || 'the other side closed')
      timer = setTimeout(dial, wait_ms)
      wait_ms = Math.min(2 * wait_ms, LONGEST_WAIT_MS)
    })
  }
  dial()
  return {
    address: to,
    send: () => flushTo(common, socket?.connecting ? undefined : socket),
    intake: () => total,
    async close() {
      clearTimeout(timer)
      socket?.destroy()
    },
  }
}

/** Waits for connections; several may come, and telecommands go to the newest. */
async function tcpListener(common: Common, receives = true): Promise<Receiver> {
  const { host, port } = common.link.receive
  const ended = { ...packetIntake(common.link.frames, false).counts }
  const sockets = new Map<Socket, IntakeCounts>()
  const newest = () => [...sockets.keys()].at(-1)
  const server: Server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
    const total = { ...packetIntake(common.link.frames, false).counts }
    sockets.set(socket, total)
    common.counts.connections++
    if (receives) attach(common, socket, total)
    else socket.resume()
    socket.on('drain', () => flushTo(common, newest()))
    socket.on('error', (error) => failed(common, error))
    socket.on('close', () => {
      sockets.delete(socket)
      addTo(ended, total)
      if (sockets.size === 0 && !common.closed) become(common, 'waiting', 'nobody is connected')
    })
    become(common, 'open', 'somebody connected')
    flushTo(common, newest())
  })
  server.maxConnections = MOST_CONNECTIONS
  await new Promise<void>((done, refused) => {
    server.once('error', refused)
    server.listen(port, host, () => {
      server.off('error', refused)
      server.on('error', (error) => failed(common, error))
      done()
    })
  })
  const bound = server.address()
  return {
    address: {
      transport: 'tcp-listen',
      host,
      port: typeof bound === 'object' && bound !== null ? bound.port : port,
    },
    send: () => flushTo(common, newest()),
    intake() {
      const sum = { ...ended }
      for (const total of sockets.values()) addTo(sum, total)
      return sum
    },
    close: () =>
      new Promise((done) => {
        for (const socket of sockets.keys()) socket.destroy()
        server.close(() => done())
      }),
  }
}

const MOST_CONNECTIONS = 16

function addTo(sum: IntakeCounts, counts: IntakeCounts): void {
  for (const key of Object.keys(sum) as (keyof IntakeCounts)[]) sum[key] += counts[key]
}
