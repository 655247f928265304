/** The web application of a centre: contract routes, live stream and console, with the headers that keep a browser safe. */
import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { upgradeWebSocket } from '@hono/node-server'
import type { KernelStore } from '@magpie/adapters/kernel-store'
import type { Caller } from '@magpie/api/access'
import type { LiveMessage } from '@magpie/api/live'
import type { Handlers } from '@magpie/centre/dispatch'
import { type Subscriber, subscriber } from '@magpie/centre/subscriber'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { WebSocket } from 'ws'
import { type Accounts, ADDRESS_HEADER, PARTY_HEADER } from './accounts.ts'
import { addKernelRoutes } from './kernel-routes.ts'
import type { People } from './people.ts'
import { addRoutes, type CentreKey } from './routes.ts'

export type AppPorts = {
  readonly handlers: Handlers<CentreKey>
  readonly people: Pick<People, 'callerOf' | 'standing'>
  readonly accounts: Pick<Accounts, 'handle'>
  /** Lets a subscriber watch for a caller; returns how to leave. */
  watch(s: Subscriber, caller: Caller): () => void
  /** The built console; undefined where it was not built. */
  readonly console: string | undefined
  readonly version: string
  /** The kernels that the console may compute with, read when they are first asked for. */
  kernels(): Promise<KernelStore>
  /** Notes a fault of our own and gives the reference under which it is logged. */
  onFault(cause: unknown): string
}

/** More than this unsent, and a subscriber's values coalesce. */
const CONGESTED_BYTES = 1 << 16

/** The application; `hosts` are the names under which it may be asked, against DNS rebinding. */
export function centreApp(ports: AppPorts, hosts: readonly string[]): Hono {
  const app = new Hono()
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
      referrerPolicy: 'no-referrer',
      xFrameOptions: 'DENY',
      crossOriginOpenerPolicy: 'same-origin',
    }),
  )
  app.use(async (c, next) => {
    // The address that limits count by is the connection's own, whatever the request says.
    const { incoming } = c.env as { incoming?: { socket: { remoteAddress?: string } } }
    c.req.raw.headers.set(ADDRESS_HEADER, incoming?.socket.remoteAddress ?? '127.0.0.1')
    const host = (c.req.header('host') ?? '').replace(/:\d+$/, '')
    if (!hosts.includes(host)) return c.text('This centre does not answer under that name.', 421)
    const origin = c.req.header('origin')
    const foreign = origin !== undefined && URL.parse(origin)?.host !== c.req.header('host')
    // Another site's page may neither change anything here nor watch.
    if (foreign && (c.req.method !== 'GET' || c.req.header('upgrade') !== undefined))
      return c.text('Refused: from another site.', 403)
    return next()
  })
  app.get(
    '/api/live',
    upgradeWebSocket(async (c) => stream(ports, await watcher(ports.people, c.req.raw.headers, c.req.query('party')))),
  )
  app.on(['GET', 'POST'], '/api/auth/*', async (c) => (await ports.accounts.handle(c.req.raw)) ?? c.notFound())
  addRoutes(app, ports.handlers, ports.people, ports.version, ports.onFault)
  addKernelRoutes(app, () => ports.kernels())
  app.get('*', (c) => page(ports.console, c.req.path))
  return app
}

/** Who watches: a browser cannot send a header with a WebSocket, so the party acted for stands in the address. */
function watcher(people: AppPorts['people'], sent: Headers, party: string | undefined): Promise<Caller> {
  const headers = new Headers(sent)
  if (party !== undefined) headers.set(PARTY_HEADER, party)
  return people.callerOf(headers, new Date().toISOString())
}

function stream(ports: AppPorts, caller: Caller) {
  let leave: (() => void) | undefined
  return {
    onOpen(_event: unknown, ws: { send(text: string): void; raw?: unknown }) {
      const raw = ws.raw as WebSocket | undefined
      leave = ports.watch(
        subscriber(
          (message: LiveMessage) => ws.send(JSON.stringify(message)),
          () => (raw?.bufferedAmount ?? 0) > CONGESTED_BYTES,
        ),
        caller,
      )
    },
    onClose: () => leave?.(),
    onError: () => leave?.(),
  }
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ico': 'image/x-icon',
}

/** A file of the console; its places are all one page, so what is no file is that page. */
async function page(folder: string | undefined, path: string): Promise<Response> {
  if (folder === undefined) return new Response('The console is not built: run "npm start".', { status: 503 })
  const wanted = normalize(decodeURIComponent(path))
  const isFile = extname(wanted) !== '' && !wanted.includes('..')
  const file = isFile ? wanted : '/index.html'
  const bytes = await readFile(join(folder, file)).catch(() => undefined)
  if (bytes === undefined) return new Response('There is no such page.', { status: 404 })
  const immutable = file.startsWith('/assets/')
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'cache-control': immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
  })
}
