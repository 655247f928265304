/**
 * What is lost and what is held twice: killed under way, packets that change places and come twice, damaged ones, and one wrong
 * length in a stream.
 */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { random } from '../../../packages/core/src/random.ts'
import { sealPacket } from '../../../packages/operations/src/space-packet.ts'
import { benchPackets, PACKET_OCTETS } from './packets.ts'
import { type Feed, idle, sendAll, stopChild } from './rig.ts'
import type { Server } from './servers.ts'

export type Reliability = {
  /** Killed: packets that it said it had, and those that it had after its next start. */
  readonly killed: { readonly said: number; readonly held: number }
  /** Unique packets sent, shuffled within 20 and a fifth of them twice, and those held. */
  readonly shuffled: { readonly sent: number; readonly held: number }
  /** Packets sent, half of them damaged; those that were right, and those held. */
  readonly damaged: { readonly right: number; readonly held: number }
  /** After one packet with a wrong length 1,000 right ones; those held. */
  readonly wrong_length: { readonly sent: number; readonly held: number }
}

/** Starts a server; `keep` goes on with what the one before left. */
export type Start = (name: string, keep?: boolean) => Promise<Server | undefined>

/** All of them, each on an archive of its own; undefined where the server does not start. */
export async function reliability(start: Start, feed: Feed): Promise<Reliability | undefined> {
  const killed = await kill(start, feed)
  const shuffled = await held(start, feed, 'shuffled', shuffledPackets())
  const { octets, right } = damagedPackets()
  const damaged = await held(start, feed, 'damaged', octets)
  const wrong = await held(start, feed, 'wrong-length', wrongLength())
  if (killed === undefined || shuffled === undefined || damaged === undefined || wrong === undefined) return undefined
  return {
    killed,
    shuffled: { sent: 5000, held: shuffled },
    damaged: { right, held: damaged },
    wrong_length: { sent: 1000, held: wrong },
  }
}

async function kill(start: Start, feed: Feed): Promise<Reliability['killed'] | undefined> {
  const server = await start('killed')
  if (server === undefined) return undefined
  const link = await feed.connected()
  const octets = benchPackets(12_000)
  for (let i = 0; i < 12_000; i += 20) {
    link.write(octets.subarray(PACKET_OCTETS * i, PACKET_OCTETS * (i + 20)))
    await sleep(10)
  }
  // Under way: it is told that it has packets, and has not been idle since.
  const said = await server.taken()
  server.child.kill('SIGKILL')
  await once(server.child, 'close')
  const again = await start('killed', true)
  if (again === undefined) return undefined
  const left = await again.held()
  await stopChild(again.child)
  return { said, held: left }
}

/** Sends octets in small pieces; packets that the archive holds once the server takes no more. */
async function held(start: Start, feed: Feed, name: string, octets: Uint8Array): Promise<number | undefined> {
  const server = await start(name)
  if (server === undefined) return undefined
  const link: Socket = await feed.connected()
  for (let at = 0; at < octets.length; at += 50_000) {
    await sendAll(link, octets.subarray(at, at + 50_000))
    await sleep(100)
  }
  await rest(server)
  const count = await server.held()
  await stopChild(server.child)
  return count
}

/** Until it has taken nothing more for five seconds, and done next to nothing. */
async function rest(server: Server): Promise<void> {
  for (let before = -1, same = 0; same < 5; ) {
    await sleep(1000)
    const now = await server.taken()
    same = now === before ? same + 1 : 0
    before = now
  }
  await idle(server.child.pid!)
}

/** 5,000 packets shuffled within 20, the first fifth of every 500 sent again. */
function shuffledPackets(): Uint8Array {
  const all = benchPackets(5000)
  const { integer } = random('shuffled')
  const order = Array.from({ length: 5000 }, (_, i) => i)
  for (let from = 0; from < 5000; from += 20)
    for (let i = 19; i > 0; i--) {
      const k = integer(i + 1)
      const swapped = order[from + i]!
      order[from + i] = order[from + k]!
      order[from + k] = swapped
    }
  const sent = Array.from({ length: 10 }, (_, part) => {
    const some = order.slice(500 * part, 500 * part + 500)
    return [...some, ...some.slice(0, 100)]
  }).flat()
  return Buffer.concat(sent.map((i) => all.subarray(PACKET_OCTETS * i, PACKET_OCTETS * (i + 1))))
}

/** 20,000 packets of which about half are damaged: a bit of the body, or the error control. */
function damagedPackets(): { octets: Uint8Array; right: number } {
  const octets = benchPackets(20_000)
  const { next, integer } = random('damaged')
  let right = 0
  for (let i = 0; i < 20_000; i++) {
    if (next() < 0.5) right++
    else {
      const at = PACKET_OCTETS * i + (next() < 0.5 ? PACKET_OCTETS - 1 : 14 + integer(80))
      octets[at]! ^= 1 << integer(8)
    }
  }
  return { octets, right }
}

/** A packet that says to be 1,007 octets long, its error control right, then 1,000 right ones. */
function wrongLength(): Uint8Array {
  const octets = benchPackets(1001)
  new DataView(octets.buffer).setUint16(4, 1000)
  sealPacket(octets.subarray(0, PACKET_OCTETS))
  return octets
}
