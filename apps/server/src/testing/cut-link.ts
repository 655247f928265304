/** A line between two TCP ends that a test can cut and mend. */
import { connect, createServer, type Socket } from 'node:net'

export type CutLink = {
  readonly port: number
  /** Breaks what is connected, and takes no new connection until it is mended. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

/** A line that forwards to a port of this machine. */
export async function cutLink(to: number): Promise<CutLink> {
  const sockets = new Set<Socket>()
  let whole = true
  const server = createServer((near) => {
    if (!whole) {
      near.destroy()
      return
    }
    const far = connect({ host: '127.0.0.1', port: to })
    for (const [a, b] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(a)
      a.pipe(b)
      a.on('error', () => b.destroy())
      a.on('close', () => {
        sockets.delete(a)
        b.destroy()
      })
    }
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const bound = server.address()
  const drop = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: typeof bound === 'object' && bound !== null ? bound.port : 0,
    cut() {
      whole = false
      drop()
    },
    mend() {
      whole = true
    },
    close: () =>
      new Promise((done) => {
        drop()
        server.close(() => done())
      }),
  }
}
