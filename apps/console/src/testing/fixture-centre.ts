/**
 * A small centre for the console's own tests: it serves the built console, answers the contract's reads from fixtures
 * and sends live messages. It decides nothing and simulates nothing, and the product never starts it.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { type KernelStore, kernelStore } from '@magpie/adapters/kernel-store'
import type { LiveMessage } from '@magpie/api/live'
import { unwrap } from '@magpie/core/result'
import { isoUtc } from '../time/mission-time.ts'
import {
  fixtureClock,
  fixtureDeployments,
  fixtureHappenings,
  fixtureMission,
  fixtureStages,
  fixtureTelemetry,
  fixtureUpcoming,
} from './fixture-mission.ts'
import { fixtureModel, fixtureWhatIf } from './fixture-model.ts'
import { fixtureScene, TOUCHDOWN_S } from './fixture-scene.ts'
import { acceptWebSocket, type Peer } from './websocket-server.ts'

/** As strict as a centre may ever be: what the console needs beyond this is a fault of the console. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.jpg': 'image/jpeg',
  '.woff2': 'font/woff2',
}

export type FixtureCentre = {
  readonly url: string
  /** Mission time, TDB s; a test or the demonstration moves it. */
  at_s: number
  rate: number
  paused: boolean
  readonly paced: unknown[]
  send(message: LiveMessage): void
  /** Cuts every live connection and refuses new ones while true. */
  setDown(down: boolean): void
  close(): Promise<void>
}

export type FixtureOptions = {
  readonly dist: string
  readonly at_s?: number
  readonly port?: number
  readonly stages?: number
}

/** Starts the fixture centre on 127.0.0.1. */
export async function startFixtureCentre({ dist, at_s, port = 0, stages = 7 }: FixtureOptions): Promise<FixtureCentre> {
  const peers = new Set<Peer>()
  const scene = fixtureScene()
  let down = false
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://fixture')
    if (url.pathname.startsWith('/api/')) void answer(url, request, response)
    else if (url.pathname.startsWith('/kernels/')) void serveKernel(url.pathname, response)
    else serveFile(dist, url.pathname, response)
  })
  const hours = () => (centre.at_s - TOUCHDOWN_S) / 3600
  const clock = () => fixtureClock(centre.at_s, centre.rate, centre.paused)
  const reads: Record<string, (query: URLSearchParams) => unknown> = {
    '/api/people/me': () => ({
      ...{ roles: [], memberships: [], invitations: [], peopleSetUp: false },
      lead: fixtureMission.lead,
    }),
    '/api/mission': () => fixtureMission,
    '/api/data/reading': () => ({
      reader: 'public',
      elements: [
        {
          ...{ element: 'hk-robot', name: 'Robot', owner: 'hkust' },
          items: [
            {
              ...{ parameter: 'regolith_albedo', kind: 'science', reads: 'later', terms: [] },
              held: {
                ...{ rule: 'embargo', fact: 'under an embargo of 180 days', source: 'Integration of the robot' },
                remedy: 'Wait 180 days.',
              },
            },
          ],
        },
      ],
    }),
    '/api/mission/scene': () => scene,
    '/api/mission/next': (q) => ({
      upcoming: fixtureUpcoming(Number(q.get('after') ?? centre.at_s)).slice(0, Number(q.get('limit') ?? 20)),
    }),
    '/api/mission/model': () => fixtureModel,
    '/api/operations/deployments': () => ({ deployments: fixtureDeployments(hours()) }),
    '/api/telemetry/latest': () => ({ values: fixtureTelemetry(centre.at_s) }),
    '/api/telemetry/plot': (q) => plotted(q, centre.at_s),
    '/api/data/catalogue': () => ({ now: isoUtc(centre.at_s), elements: [] }),
    '/api/operations/log': (q) => {
      const all = fixtureHappenings(centre.at_s)
      const after = Number(q.get('after') ?? -1)
      const page = all.filter((h) => h.sequence > after).slice(0, Number(q.get('limit') ?? 200))
      return { happenings: page, last: all.at(-1)?.sequence ?? -1 }
    },
  }
  /** What posts answer; a pace answers with the clock. */
  const posts: Readonly<Record<string, unknown>> = {
    '/api/rehearsal/restart': { seed: 'fixture' },
    '/api/mission/what-if': fixtureWhatIf,
  }
  async function answer(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const send = (status: number, value: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    }
    if (down)
      return send(500, { kind: 'internal', message: 'The fixture centre was told to fail.', reference: 'fixture' })
    if (request.method === 'POST') {
      let body = ''
      for await (const chunk of request) body += chunk
      const asked = JSON.parse(body) as { paused?: boolean; rate?: number }
      centre.paced.push(asked)
      centre.paused = asked.paused ?? centre.paused
      centre.rate = asked.rate ?? centre.rate
      centre.send(clock())
      return send(200, posts[url.pathname] ?? clock())
    }
    const read = reads[url.pathname]
    if (read === undefined)
      return send(404, {
        kind: 'not-found',
        message: 'The fixture centre has no such page.',
        what: 'page',
        id: url.pathname,
      })
    send(200, read(url.searchParams))
  }
  server.on('upgrade', (request, socket) => {
    if (down) {
      socket.destroy()
      return
    }
    const peer = acceptWebSocket(request, socket)
    peers.add(peer)
    socket.on('close', () => peers.delete(peer))
    const hello: LiveMessage[] = [
      clock(),
      ...fixtureStages(stages),
      ...fixtureDeployments(hours()).map((deployment) => ({ type: 'deployment' as const, deployment })),
      { type: 'telemetry', values: fixtureTelemetry(centre.at_s), skipped: 0 },
    ]
    for (const message of hello) peer.send(JSON.stringify(message))
  })
  const centre: FixtureCentre = {
    url: '',
    at_s: at_s ?? TOUCHDOWN_S + 9.5 * 3600,
    rate: 60,
    paused: false,
    paced: [],
    send: (message) => {
      for (const peer of peers) peer.send(JSON.stringify(message))
    },
    setDown: (value) => {
      down = value
      if (down) for (const peer of peers) peer.drop()
    },
    close: () =>
      new Promise((resolve) => {
        for (const peer of peers) peer.drop()
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return Object.assign(centre, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

/** The shipped kernels as a centre serves them, without its ranges. */
let kernels: Promise<KernelStore> | undefined

async function serveKernel(path: string, response: ServerResponse): Promise<void> {
  kernels ??= kernelStore().then(unwrap)
  const { manifest, file } = await kernels
  const [, , hash = '', name = ''] = path.split('/')
  const found = hash === 'manifest.json' ? JSON.stringify(manifest) : file(hash, name)?.bytes
  response.writeHead(found === undefined ? 404 : 200).end(found)
}

function plotted(query: URLSearchParams, at_s: number): unknown {
  const element = query.get('element') ?? ''
  const name = query.get('name') ?? ''
  const width_s = 120
  const bars: unknown[] = []
  let unit = ''
  for (let t = at_s - 9 * 3600; t <= at_s; t += width_s) {
    const sample = fixtureTelemetry(t).find((s) => s.element === element && s.name === name)
    if (typeof sample?.value !== 'number') continue
    const { value } = sample
    bars.push({ time: isoUtc(t - width_s, 6), count: 1, least: value, mean: value, greatest: value })
    unit = sample.unit
  }
  const span = { from: isoUtc(at_s - 9 * 3600), to: isoUtc(at_s), width_s }
  return { element, name, unit, ...span, samples: bars.length, bars, damaged: [] }
}

function serveFile(dist: string, path: string, response: ServerResponse): void {
  const wanted = join(dist, normalize(path))
  const file = extname(wanted) !== '' && existsSync(wanted) ? wanted : join(dist, 'index.html')
  response
    .writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': POLICY,
    })
    .end(readFileSync(file))
}
