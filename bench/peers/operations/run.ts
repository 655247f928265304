/**
 * Magpie beside Yamcs on the same packets in turns: `npm run bench:peers:operations`, with `--packets N`, `--rounds N` and
 * `--json FILE`. What decoding alone costs a packet in CPU time, what a packet costs the server's process from the link
 * to both archives and all limits looked at, and what reads of history cost. Where Yamcs cannot be had, Magpie's figures stand alone and the reason is told.
 */
import type { ChildProcess } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { cacheFolder } from '../tool.ts'
import { type Decoders, startDecoders } from './decode.ts'
import { benchPackets, FIRST_MS } from './packets.ts'
import { cpuOf, type Feed, idle, openFeed, sendAll, startOurs, stopChild } from './rig.ts'
import { startYamcs, yamcsJars } from './yamcs.ts'

const { values: options } = parseArgs({
  options: {
    packets: { type: 'string', default: '500000' },
    rounds: { type: 'string', default: '2' },
    json: { type: 'string' },
  },
})
const packets = Number(options.packets)
const rounds = Number(options.rounds)
if (!(Number.isInteger(packets) && packets >= 20_000)) throw new Error('--packets takes a whole number from 20000 on')
if (!(Number.isInteger(rounds) && rounds > 0)) throw new Error('--rounds takes a whole number')
/** Packets that come before those that count. */
const WARM = Math.min(100_000, packets / 2)

/** A server under test: how far it has come, and where its reads of history are. */
type Server = {
  readonly name: string
  readonly url: string
  readonly child: ChildProcess
  /** Packets that it says it has taken. */
  taken(): Promise<number>
  readonly reads: Readonly<Record<(typeof READS)[number], () => Promise<unknown>>>
}
const DECODE = 'decoding alone, a packet'
const READS = ['1,000-sample page', '500-point plot of all', 'all as CSV'] as const
/** CPU seconds a unit, and wall seconds. */
type Cost = { readonly cpu_s: number; readonly wall_s: number }
type Measured = Record<string, Cost>

const feed = await openFeed()
const folder = await mkdtemp(join(tmpdir(), 'magpie-operations-'))
const jars = await yamcsJars(cacheFolder(process.env))
const octets = benchPackets(packets + WARM)
const all: { ours: Measured; yamcs: Measured | undefined }[] = []
let decoders: Decoders | undefined
try {
  const file = join(folder, 'packets')
  await writeFile(file, octets)
  decoders = await startDecoders(jars, folder, file)
  for (let round = 0; round < rounds; round++) {
    const decoded = await decodeInTurns(decoders)
    const ours = await measure(await magpie(feed, join(folder, `ours-${round}`)))
    const started = jars.ok ? await yamcs(jars.value, feed, join(folder, `yamcs-${round}`)) : undefined
    const theirs = started === undefined ? undefined : await measure(started)
    all.push({
      ours: { ...ours, [DECODE]: decoded.ours },
      yamcs: theirs === undefined || decoded.yamcs === undefined ? theirs : { ...theirs, [DECODE]: decoded.yamcs },
    })
  }
} finally {
  decoders?.stop()
  feed.close()
  await rm(folder, { recursive: true, force: true })
}
report()
if (options.json !== undefined) await writeFile(options.json, JSON.stringify({ packets, load: loadavg(), rounds: all }))

/** One after the other, so that both meet the same machine. */
async function decodeInTurns({ ours, yamcs: theirs }: Decoders): Promise<{ ours: Cost; yamcs: Cost | undefined }> {
  const cost = (cpu_s: number): Cost => ({ cpu_s, wall_s: Number.NaN })
  const mine = cost(await ours(packets))
  return { ours: mine, yamcs: theirs === undefined ? undefined : cost(await theirs(packets)) }
}

async function measure(server: Server): Promise<Measured> {
  const pid = server.child.pid!
  try {
    const link = await feed.connected()
    await sendAll(link, octets.subarray(0, 100 * WARM))
    while ((await server.taken()) < WARM) await sleep(100)
    await idle(pid)
    const [cpu, start] = [cpuOf(pid), performance.now()]
    await sendAll(link, octets.subarray(100 * WARM))
    while ((await server.taken()) < WARM + packets) await sleep(50)
    const wall_s = (performance.now() - start) / 1000
    await idle(pid)
    const out: Measured = { 'a packet': { cpu_s: (cpuOf(pid) - cpu) / packets, wall_s: wall_s / packets } }
    for (const read of READS) out[read] = await costOf(pid, server.reads[read], read === 'all as CSV' ? 2 : 10)
    return out
  } finally {
    await stopChild(server.child)
  }
}

async function costOf(pid: number, read: () => Promise<unknown>, times: number): Promise<Cost> {
  await read()
  const [cpu, start] = [cpuOf(pid), performance.now()]
  for (let i = 0; i < times; i++) await read()
  return { cpu_s: (cpuOf(pid) - cpu) / times, wall_s: (performance.now() - start) / 1000 / times }
}

async function magpie(from: Feed, archive: string): Promise<Server> {
  const { url, child } = await startOurs(archive, from)
  const read = (path: string) => async () => (await fetch(url + path)).arrayBuffer()
  const of = 'element=bench&name=P12'
  return {
    ...{ name: 'Magpie', url, child },
    taken: async () => ((await (await fetch(`${url}/progress`)).json()) as { archived: number }).archived,
    reads: {
      '1,000-sample page': read(`/page?${of}&limit=1000&from=${at(packets / 4)}`),
      '500-point plot of all': read(`/plot?${of}&bars=500`),
      'all as CSV': read('/export?element=bench&names=P12&as=csv'),
    },
  }
}

async function yamcs(lib: string, from: Feed, work: string): Promise<Server | undefined> {
  // A port that was free a moment ago.
  const probe = await openFeed()
  probe.close()
  const started = await startYamcs(lib, work, probe.port, from.port)
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
  const [start, stop] = [at(0), at(packets + WARM)]
  const page = `limit=1000&order=asc&source=ParameterArchive&start=${at(packets / 4)}&stop=${stop}`
  return {
    ...{ name: 'Yamcs 5.12.8', url, child },
    async taken() {
      const answer = (await (await fetch(`${url}/api/links/bench/tm`)).json()) as { dataInCount: string }
      return Number(answer.dataInCount)
    },
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
  }
}

function at(i: number): string {
  return new Date(FIRST_MS + i).toISOString()
}

function report(): void {
  if (!jars.ok) console.log(`Yamcs: skipped: ${jars.error.reason}`)
  console.log(
    `${packets} packets of 100 octets with 28 parameters; load ${loadavg()
      .map((l) => l.toFixed(1))
      .join(' ')}`,
  )
  console.log(['', 'Magpie, CPU', 'wall', 'Yamcs, CPU', 'wall', 'CPU, theirs / ours'].map(cell).join(''))
  for (const what of [DECODE, 'a packet', ...READS]) {
    const mine = median(all.map(({ ours }) => ours[what]!))
    const theirs = all.flatMap(({ yamcs: one }) => one?.[what] ?? [])
    const ratios = all.flatMap(({ ours, yamcs: one }) =>
      one?.[what] === undefined ? [] : one[what].cpu_s / ours[what]!.cpu_s,
    )
    const other = theirs.length === 0 ? undefined : median(theirs)
    const cells = [what, time(mine.cpu_s), time(mine.wall_s)]
    if (other !== undefined)
      cells.push(time(other.cpu_s), time(other.wall_s), ratios.map((ratio) => ratio.toPrecision(2)).join(', '))
    console.log(cells.map(cell).join(''))
  }
}

function median(costs: readonly Cost[]): Cost {
  const sorted = [...costs].sort((a, b) => a.cpu_s - b.cpu_s)
  return sorted[sorted.length >> 1]!
}

function cell(text: string, i: number): string {
  return text.padEnd(i === 0 ? 26 : 14)
}

function time(seconds: number): string {
  if (Number.isNaN(seconds)) return '-'
  if (seconds < 1e-3) return `${(1e6 * seconds).toPrecision(3)} us`
  return seconds < 1 ? `${(1e3 * seconds).toPrecision(3)} ms` : `${seconds.toPrecision(3)} s`
}
