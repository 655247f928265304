/**
 * An HTTP server on 127.0.0.1 with its live streams, which ends when it is told to: Node waits for connections that were
 * upgraded to WebSockets as long as the other side keeps them, so one open console would hold a centre up for ever.
 */
import type { AddressInfo, Socket } from 'node:net'
import { serve } from '@hono/node-server'
import { err, ok, type Result } from '@magpie/core/result'
import type { Hono } from 'hono'
import { WebSocketServer } from 'ws'

export type Listening = {
  readonly port: number
  /** The live streams that are open. */
  readonly sockets: WebSocketServer
  /** Takes no more requests, tells who watches that the centre goes, and resolves when what was being answered is done. */
  close(): Promise<void>
}

/** Requests under way are waited for so long at most, ms: what they record is whole, and none of them holds the end up. */
const LAST_ANSWERS_MS = 5_000
/** A connection stays so long after its last answer, ms: longer than a client keeps one, or it is closed as it is used again. */
const KEPT_MS = 65_000
/** RFC 6455, section 7.4.1: the endpoint goes away. */
const GOING_AWAY = 1001

/** Listens on a port, a free one where it is 0; fails where the port cannot be had. */
export function listenOn(app: Hono, port = 0): Promise<Result<Listening, NodeJS.ErrnoException>> {
  const sockets = new WebSocketServer({ noServer: true })
  const connections = new Set<Socket>()
  const answering = new Set<Promise<unknown>>()
  const fetch = (request: Request, environment: object) => {
    const answer = Promise.resolve(app.fetch(request, environment))
    answering.add(answer)
    const over = () => answering.delete(answer)
    answer.then(over, over)
    return answer
  }
  return new Promise((done) => {
    const server = serve(
      {
        ...{ fetch, port, hostname: '127.0.0.1', websocket: { server: sockets as never } },
        serverOptions: { keepAliveTimeout: KEPT_MS },
      },
      (at: AddressInfo) => {
        done(ok({ port: at.port, sockets, close }))
      },
    )
    server.on('connection', (socket: Socket) => {
      connections.add(socket)
      socket.once('close', () => connections.delete(socket))
    })
    server.on('error', (cause: NodeJS.ErrnoException) => done(err(cause)))
    const close = async () => {
      const closed = new Promise<void>((ended) => server.close(() => ended()))
      for (const watcher of sockets.clients) watcher.close(GOING_AWAY)
      // Those that are only about to be upgraded, too.
      for (const socket of connections) socket.destroy()
      await closed
      await atMost(LAST_ANSWERS_MS, Promise.allSettled(answering))
    }
  })
}

async function atMost(ms: number, what: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((done) => {
    timer = setTimeout(done, ms)
  })
  await Promise.race([what, late]).finally(() => clearTimeout(timer))
}
