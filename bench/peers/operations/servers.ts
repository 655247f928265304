/** Magpie and Yamcs as servers under test: how far they have come, what they hold, their reads of history, their live values. */
import type { ChildProcess } from 'node:child_process'
import { FIRST_MS } from './packets.ts'
import { type Feed, openFeed, startOurs } from './rig.ts'
import { startYamcs } from './yamcs.ts'

export const READS = ['1,000-sample page', '500-point plot of all', 'all as CSV'] as const

/** A look at live values: the number in P10 of each that was told (when its packet was sent, ns). */
export type Watch = { readonly heard: { sent_ns: bigint; at_ns: bigint }[]; isCutOff(): boolean; close(): void }

export type Server = {
  readonly name: string
  readonly child: ChildProcess
  /** Packets that it says it has taken since it was started; of Magpie those that it calls archived. */
  taken(): Promise<number>
  /** Packets in its archive. */
  held(): Promise<number>
  readonly reads: Readonly<Record<(typeof READS)[number], () => Promise<unknown>>>
  watch(): Promise<Watch>
}

/** How many packets a benchmark sends, all told: where its reads begin and end. */
export type Extent = { readonly packets: number }

/** The time of packet `i`, as servers are asked for it. */
function at(i: number): string {
  return new Date(FIRST_MS + i).toISOString()
}

/** Magpie on a folder; one that has an archive goes on with it. */
export async function magpie(from: Feed, archive: string, { packets }: Extent): Promise<Server> {
  const { url, child } = await startOurs(archive, from)
  const read = (path: string) => async () => (await fetch(url + path)).arrayBuffer()
  const of = 'element=bench&name=P12'
  const progress = async () => (await (await fetch(`${url}/progress`)).json()) as { archived: number; packets: number }
  return {
    ...{ name: 'Magpie', child },
    taken: async () => (await progress()).archived,
    held: async () => (await progress()).packets,
    reads: {
      '1,000-sample page': read(`/page?${of}&limit=1000&from=${at(packets / 4)}`),
      '500-point plot of all': read(`/plot?${of}&bars=500`),
      'all as CSV': read('/export?element=bench&names=P12&as=csv'),
    },
    watch: () =>
      watching(new WebSocket(`${url.replace('http', 'ws')}/?names=P09,P10`), undefined, (message) => {
        const { type, values } = message as { type: string; values: { name: string; value: string | number }[] }
        return type === 'telemetry' ? values.flatMap(({ name, value }) => (name === 'P10' ? [BigInt(value)] : [])) : []
      }),
  }
}

/** Yamcs on a folder; `keep` goes on with the archive that it left there. Undefined where it does not start. */
export async function yamcs(
  lib: string,
  from: Feed,
  work: string,
  { packets }: Extent,
  keep = false,
): Promise<Server | undefined> {
  // A port that was free a moment ago.
  const probe = await openFeed()
  probe.close()
  const started = await startYamcs(lib, work, probe.port, from.port, keep)
  if (!started.ok) {
    console.log(`Yamcs: skipped: ${started.error.reason}`)
    return undefined
  }
  const { url, child } = started.value
  const parameter = `${url}/api/archive/bench/parameters/BENCH/P12`
  const read = (address: string) => async () => {
    const answer = await fetch(address)
    if (!answer.ok) throw new Error(`${address}: ${await answer.text()}`)
    return answer.arrayBuffer()
  }
  const [start, stop] = [at(0), at(packets)]
  const page = `limit=1000&order=asc&source=ParameterArchive&start=${at(packets / 4)}&stop=${stop}`
  return {
    ...{ name: 'Yamcs 5.12.8', child },
    async taken() {
      const answer = (await (await fetch(`${url}/api/links/bench/tm`)).json()) as { dataInCount: string }
      return Number(answer.dataInCount)
    },
    // All packets one after another; each has 100 octets.
    held: async () => (await read(`${url}/api/archive/bench:exportPackets`)()).byteLength / 100,
    reads: {
      '1,000-sample page': read(`${parameter}?${page}`),
      '500-point plot of all': read(`${parameter}/samples?start=${start}&stop=${stop}&count=500`),
      'all as CSV': async () => {
        const body = JSON.stringify({ start, stop, parameters: ['/BENCH/P12'] })
        const headers = { 'content-type': 'application/json' }
        const answer = await fetch(`${url}/api/archive/bench:exportParameterValues`, { method: 'POST', body, headers })
        return answer.arrayBuffer()
      },
    },
    watch: () => watchYamcs(`${url.replace('http', 'ws')}/api/websocket`),
  }
}

/** Yamcs tells values by numbers that it gives to parameters in its first answer (docs.yamcs.org, "WebSocket, parameters"). */
function watchYamcs(url: string): Promise<Watch> {
  const names = ['P09', 'P10'].map((name) => ({ name: `/BENCH/${name}` }))
  const options = { instance: 'bench', processor: 'realtime', id: names, sendFromCache: false, action: 'REPLACE' }
  let p10 = -1
  return watching(new WebSocket(url, 'json'), { type: 'parameters', id: 1, options }, (message) => {
    const { type, data } = message as {
      type: string
      data?: {
        mapping?: Record<string, { name: string }>
        values?: { numericId: number; engValue: { uint64Value?: string } }[]
      }
    }
    if (type !== 'parameters') return []
    for (const [id, { name }] of Object.entries(data?.mapping ?? {})) if (name === '/BENCH/P10') p10 = Number(id)
    const told = (data?.values ?? []).filter(({ numericId }) => numericId === p10)
    return told.flatMap(({ engValue }) => (engValue.uint64Value === undefined ? [] : [BigInt(engValue.uint64Value)]))
  })
}

async function watching(
  socket: WebSocket,
  hello: unknown,
  sentOf: (message: unknown) => readonly bigint[],
): Promise<Watch> {
  const heard: Watch['heard'] = []
  let isOver = false
  let isCutOff = false
  socket.addEventListener('message', ({ data }) => {
    const at_ns = now_ns()
    for (const sent_ns of sentOf(JSON.parse(String(data)))) heard.push({ sent_ns, at_ns })
  })
  socket.addEventListener('close', () => {
    isCutOff = !isOver
  })
  await new Promise((done, failed) => {
    socket.addEventListener('open', done)
    socket.addEventListener('error', failed)
  })
  if (hello !== undefined) socket.send(JSON.stringify(hello))
  return {
    heard,
    isCutOff: () => isCutOff,
    close() {
      isOver = true
      socket.close()
    },
  }
}

/** The wall clock, ns since 1970. */
export function now_ns(): bigint {
  return BigInt(Math.round(1e6 * (performance.timeOrigin + performance.now())))
}
