/** From a packet that comes in to the value at a WebSocket, at a rate, in the first seconds and warm, and who is cut off. */
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { benchPacket } from './packets.ts'
import { cpuOf, type Feed, idle, quantile, stopChild } from './rig.ts'
import { now_ns, type Server } from './servers.ts'

export type LiveFigures = {
  readonly p50_ms: number
  readonly p99_ms: number
  readonly most_ms: number
  readonly told: number
  readonly cut_off: boolean
  /** Of a core, of the server's process. */
  readonly cpu: number
}

/** The runs: packets a second, seconds, and packets that come before to warm it up. */
export const LIVE_RUNS = [
  { title: 'live, 1,000/s, first seconds', rate: 1000, seconds: 3, warm: 0 },
  { title: 'live, 1,000/s, warm', rate: 1000, seconds: 8, warm: 40_000 },
  { title: 'live, 5,000/s, warm', rate: 5000, seconds: 8, warm: 40_000 },
  { title: 'live, 10,000/s, warm', rate: 10_000, seconds: 8, warm: 40_000 },
] as const

/** Runs one on a server that was just started, and ends it. */
export async function live(
  server: Server,
  feed: Feed,
  { rate, seconds, warm }: (typeof LIVE_RUNS)[number],
): Promise<LiveFigures> {
  const pid = server.child.pid!
  try {
    const link = await feed.connected()
    if (warm > 0) {
      await sendAt(link, 4000, warm / 4000, 0)
      // One that is behind would be measured by what it has still to do.
      await idle(pid)
    }
    const watch = await server.watch()
    await sleep(500)
    watch.heard.length = 0
    const cpu = cpuOf(pid)
    await sendAt(link, rate, seconds, warm)
    const used = (cpuOf(pid) - cpu) / seconds
    await sleep(1500)
    const delays = watch.heard.map(({ sent_ns, at_ns }) => Number(at_ns - sent_ns) / 1e6).sort((a, b) => a - b)
    const cut_off = watch.isCutOff()
    watch.close()
    const q = (share: number) => quantile(delays, share)
    return { p50_ms: q(0.5), p99_ms: q(0.99), most_ms: q(1), told: delays.length, cut_off, cpu: used }
  } finally {
    await stopChild(server.child)
  }
}

/** Sends packets at a rate, with the time of sending in P10. */
export async function sendAt(link: Socket, rate: number, seconds: number, first: number): Promise<void> {
  const start = performance.now()
  const total = rate * seconds
  for (let sent = 0; sent < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - start) / 1000) * rate))
    const pieces: Uint8Array[] = []
    for (; sent < due; sent++) {
      const at_ns = now_ns()
      pieces.push(benchPacket(first + sent, Number(at_ns / 1_000_000n), at_ns))
    }
    if (pieces.length > 0) link.write(Buffer.concat(pieces))
    await sleep(1)
  }
}
