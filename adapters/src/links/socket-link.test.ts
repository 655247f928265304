import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { unwrap } from '@magpie/core/result'
import { type Link, link } from '@magpie/operations/link/link-file'
import { afterEach, expect, test } from 'vitest'
import { type Arrival, LONGEST_QUEUE, type OpenLink, openLink } from './socket-link.ts'

const packet = (count: number) =>
  Uint8Array.of(0x08, 5, 0xc0 | (count >> 8), count & 255, 0, 1, count >> 8, count & 255)
const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

const seen: Arrival[] = []
async function start(fields: Partial<Record<keyof Link, unknown>>, take?: (a: readonly Arrival[]) => Promise<void>) {
  seen.length = 0
  const config = link.parse({ id: 'a', ...fields })
  const made = unwrap(
    await openLink(config, {
      take: async (arrivals) => {
        seen.push(...arrivals)
        await take?.(arrivals)
      },
    }),
  )
  open.push(made)
  return made
}

async function until(holds: () => boolean) {
  for (let i = 0; i < 2000 && !holds(); i++) await pause(5)
  expect(holds()).toBe(true)
}

async function sendDatagrams(to: OpenLink, all: readonly Uint8Array[]) {
  const socket = createSocket('udp4')
  for (const one of all) await new Promise((done) => socket.send(one, to.address.port, '127.0.0.1', done))
  socket.close()
}

test('datagrams come as packets, whatever else comes', async () => {
  const receiver = await start({ receive: 'udp:127.0.0.1:0' })
  const noise = Uint8Array.from({ length: 700 }, (_, i) => (i * 89) & 255)
  await sendDatagrams(receiver, [packet(1), noise, new Uint8Array(0), Uint8Array.of(9), packet(2)])
  await until(() => seen.length >= 2)
  const own = seen.filter(({ bytes }) => bytes.length === 8).map(({ bytes }) => bytes[7])
  expect(own.filter((count) => count === 1 || count === 2)).toEqual([1, 2])
  expect(receiver.statistics()).toMatchObject({ state: 'open', failures: 0, dropped: 0 })
})

test('a connection that breaks is made again', async () => {
  let served: Socket | undefined
  const server = createServer((socket) => {
    served = socket
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push({ close: () => server.close() })
  const { port } = server.address() as { port: number }
  const client = await start({ receive: `tcp:127.0.0.1:${port}`, send: 'same' })
  await until(() => served !== undefined)
  served!.write(packet(1))
  await until(() => seen.length === 1)
  const first = served!
  served = undefined
  first.destroy()
  await until(() => served !== undefined)
  served!.write(packet(2))
  await until(() => seen.length === 2)
  const got = once(served!, 'data')
  unwrap(client.send(packet(7)))
  expect([...(await got)[0]]).toEqual([...packet(7)])
  await until(() => client.statistics().sent === 1)
  expect(client.statistics()).toMatchObject({ connections: 2, packets: 2, octets: 16, state: 'open' })
  served!.destroy()
})

test('what is sent before a peer is there waits for it, up to a bound', async () => {
  const listener = await start({ receive: 'tcp-listen:127.0.0.1:0', send: 'same' })
  for (let i = 0; i < 256; i++) unwrap(listener.send(packet(i)))
  expect(listener.send(packet(0))).toEqual({ ok: false, error: { kind: 'link-full', waiting: 256 } })
  const socket = connect(listener.address.port, '127.0.0.1')
  let octets = 0
  socket.on('data', (data) => {
    octets += data.length
  })
  await until(() => octets === 256 * 8)
  // Two connections at once: both are heard, and one that ends is still counted.
  const other = connect(listener.address.port, '127.0.0.1')
  other.write(packet(3))
  socket.write(packet(4))
  await until(() => seen.length === 2)
  socket.destroy()
  await until(() => listener.statistics().packets === 2)
  other.destroy()
  await until(() => listener.statistics().state === 'waiting')
  expect(listener.statistics()).toMatchObject({ packets: 2, refused: 1, sent: 256, connections: 2 })
})

test('a link without a way up says so; an address that is taken is an error', async () => {
  const receiver = await start({ receive: 'udp:127.0.0.1:0' })
  expect(receiver.send(packet(1))).toEqual({ ok: false, error: { kind: 'link-one-way' } })
  const config = link.parse({ id: 'b', receive: `udp:127.0.0.1:${receiver.address.port}` })
  const second = await openLink(config, { take: async () => undefined })
  expect(second.ok ? '' : second.error).toContain('EADDRINUSE')
})

test('a taker that is slow holds a connection up and loses nothing', async () => {
  let release = () => {}
  const held = new Promise<void>((done) => {
    release = done
  })
  const listener = await start({ receive: 'tcp-listen:127.0.0.1:0' }, () => held)
  const socket = connect(listener.address.port, '127.0.0.1')
  const all = 5 * LONGEST_QUEUE
  const octets = Buffer.concat(Array.from({ length: all }, (_, i) => packet(i % 16384)))
  for (let at = 0; at < octets.length; at += 8000) socket.write(octets.subarray(at, at + 8000))
  await pause(200)
  expect(seen.length).toBeLessThan(all)
  release()
  await until(() => seen.length === all || listener.statistics().dropped > 0)
  expect(listener.statistics().dropped).toBe(0)
  socket.destroy()
})

test('telecommands by UDP to an address of their own, in command link units', async () => {
  const spacecraft = createSocket('udp4')
  spacecraft.bind(0, '127.0.0.1')
  await once(spacecraft, 'listening')
  open.push({ close: () => spacecraft.close() })
  const sender = await start({
    receive: 'udp:127.0.0.1:0',
    send: `udp:127.0.0.1:${spacecraft.address().port}`,
    uplink: { kind: 'cltu', scid: 9 },
  })
  const got = once(spacecraft, 'message')
  unwrap(sender.send(packet(1)))
  expect([...((await got)[0] as Buffer).subarray(0, 2)]).toEqual([0xeb, 0x90])
})
