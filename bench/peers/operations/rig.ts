/** What benchmarks of telemetry share: a TCP port that a server takes packets from, a server's CPU time, waiting until it is idle. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** A port on which a server under test fetches its packets. */
export type Feed = { readonly port: number; connected(): Promise<Socket>; close(): void }

/** Listens on a port, any free one without a number. */
export async function openFeed(port = 0): Promise<Feed> {
  const server = createServer()
  const waiting: Socket[] = []
  server.on('connection', (socket) => {
    socket.setNoDelay()
    socket.on('error', () => socket.destroy())
    waiting.push(socket)
    server.emit('taken')
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async connected() {
      for (;;) {
        const socket = waiting.pop()
        if (socket !== undefined && !socket.destroyed) return socket
        await once(server, 'taken')
      }
    },
    close: () => server.close(),
  }
}

/** CPU seconds that a process has used, all its threads together (proc(5)); ticks are hundredths of a second. */
export function cpuOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Waits until a process has done nearly nothing for a second. */
export async function idle(pid: number): Promise<void> {
  for (let before = cpuOf(pid); ; ) {
    await sleep(1000)
    const now = cpuOf(pid)
    if (now - before < 0.15) return
    before = now
  }
}

/** Magpie's telemetry server on a folder; its address. */
export async function startOurs(
  folder: string,
  feed: Feed,
): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const script = fileURLToPath(new URL('server.ts', import.meta.url))
  const child = spawn(process.execPath, [script, folder, String(feed.port)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said] = await once(child.stdout!, 'data')
  return { url: `http://127.0.0.1:${String(said).trim()}`, child }
}

/** Sends octets and waits until they are taken. */
export async function sendAll(socket: Socket, octets: Uint8Array): Promise<void> {
  const piece = 1 << 16
  for (let at = 0; at < octets.length; at += piece)
    if (!socket.write(octets.subarray(at, at + piece))) await once(socket, 'drain')
}

/** Ends a process and waits for it. */
export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'close')
}

/** A value of sorted ones, by its share of those below it. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
