/**
 * Magpie beside Yamcs on the same packets in turns: `npm run bench:peers:operations`, with `--packets N`, `--rounds N` and
 * `--json FILE`. What decoding alone costs a packet in CPU time, what a packet costs the server's process from the link
 * to both archives and all limits looked at, and what reads of history cost. Where Yamcs cannot be had, Magpie's figures stand alone and the reason is told.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { cacheFolder } from '../tool.ts'
import { type Decoders, startDecoders } from './decode.ts'
import { LIVE_RUNS, type LiveFigures, live } from './live.ts'
import { benchPackets } from './packets.ts'
import { type Reliability, reliability } from './reliability.ts'
import { cpuOf, idle, openFeed, sendAll, stopChild } from './rig.ts'
import { magpie, READS, type Server, yamcs } from './servers.ts'
import { yamcsJars } from './yamcs.ts'

const { values: options } = parseArgs({
  options: {
    packets: { type: 'string', default: '500000' },
    rounds: { type: 'string', default: '2' },
    only: { type: 'string' },
    json: { type: 'string' },
  },
})
const packets = Number(options.packets)
const rounds = Number(options.rounds)
if (!(Number.isInteger(packets) && packets >= 20_000)) throw new Error('--packets takes a whole number from 20000 on')
if (!(Number.isInteger(rounds) && rounds > 0)) throw new Error('--rounds takes a whole number')
/** Packets that come before those that count. */
const WARM = Math.min(100_000, packets / 2)

const DECODE = 'decoding alone, a packet'
/** CPU seconds a unit, and wall seconds. */
type Cost = { readonly cpu_s: number; readonly wall_s: number }
type Measured = Record<string, Cost>

const PARTS = ['cost', 'live', 'reliability'] as const
const { only } = options
if (only !== undefined && !PARTS.some((part) => part === only)) throw new Error(`--only takes ${PARTS.join(', ')}`)
const does = (part: (typeof PARTS)[number]) => only === undefined || only === part

const feed = await openFeed()
const folder = await mkdtemp(join(tmpdir(), 'magpie-operations-'))
const jars = await yamcsJars(cacheFolder(process.env))
const octets = benchPackets(packets + WARM)
const extent = { packets: packets + WARM }
const all: { ours: Measured; yamcs: Measured | undefined }[] = []
const lives: { title: string; ours: LiveFigures; yamcs: LiveFigures | undefined }[] = []
const losses: Record<string, Reliability | undefined> = {}
let runs = 0
const ours = () => magpie(feed, join(folder, `ours-${runs++}`), extent)
const theirs = async () => (jars.ok ? yamcs(jars.value, feed, join(folder, `yamcs-${runs++}`), extent) : undefined)
try {
  if (does('cost')) await costs()
  if (does('live')) for (const run of LIVE_RUNS) await lively(run)
  if (does('reliability')) await losing()
} finally {
  feed.close()
  await rm(folder, { recursive: true, force: true })
}
if (!jars.ok) console.log(`Yamcs: skipped: ${jars.error.reason}`)
console.log(
  `load ${loadavg()
    .map((l) => l.toFixed(1))
    .join(' ')}`,
)
if (all.length > 0) report()
reportLive()
reportLosses()
if (options.json !== undefined)
  await writeFile(options.json, JSON.stringify({ packets, load: loadavg(), rounds: all, live: lives, losses }))

async function costs(): Promise<void> {
  const file = join(folder, 'packets')
  await writeFile(file, octets)
  const decoders = await startDecoders(jars, folder, file)
  try {
    for (let round = 0; round < rounds; round++) {
      const decoded = await decodeInTurns(decoders)
      const mine = await measure(await ours())
      const started = await theirs()
      const other = started === undefined ? undefined : await measure(started)
      all.push({
        ours: { ...mine, [DECODE]: decoded.ours },
        yamcs: other === undefined || decoded.yamcs === undefined ? other : { ...other, [DECODE]: decoded.yamcs },
      })
    }
  } finally {
    decoders.stop()
  }
}

/** One after the other, so that both meet the same machine. */
async function decodeInTurns({ ours: mine, yamcs: other }: Decoders): Promise<{ ours: Cost; yamcs: Cost | undefined }> {
  const cost = (cpu_s: number): Cost => ({ cpu_s, wall_s: Number.NaN })
  const first = cost(await mine(packets))
  return { ours: first, yamcs: other === undefined ? undefined : cost(await other(packets)) }
}

async function lively(run: (typeof LIVE_RUNS)[number]): Promise<void> {
  const mine = await live(await ours(), feed, run)
  const started = await theirs()
  const other = started === undefined ? undefined : await live(started, feed, run)
  lives.push({ title: run.title, ours: mine, yamcs: other })
}

async function losing(): Promise<void> {
  losses['Magpie'] = await reliability((name) => magpie(feed, join(folder, `ours-${name}`), extent), feed)
  if (jars.ok)
    losses['Yamcs 5.12.8'] = await reliability(
      (name, keep) => yamcs(jars.value, feed, join(folder, `yamcs-${name}`), extent, keep),
      feed,
    )
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

function report(): void {
  console.log(`${packets} packets of 100 octets with 28 parameters`)
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

function reportLive(): void {
  if (lives.length === 0) return
  console.log(['', 'Magpie p50', 'p99', 'CPU', 'Yamcs p50', 'p99', 'CPU', ''].map(cell).join(''))
  for (const { title, ours: mine, yamcs: other } of lives) {
    const cells = [mine, other].flatMap((one) =>
      one === undefined ? [] : [`${one.p50_ms.toFixed(2)} ms`, `${one.p99_ms.toFixed(1)} ms`, one.cpu.toFixed(2)],
    )
    const cut = [mine, other].map((one) => (one?.cut_off === true ? 'cut off' : `${one?.told ?? 0} told`)).join(' / ')
    console.log([title, ...cells, cut].map(cell).join(''))
  }
}

function reportLosses(): void {
  for (const [name, one] of Object.entries(losses)) {
    if (one === undefined) continue
    const { killed, shuffled, damaged, wrong_length } = one
    console.log(`${name}: killed: ${killed.said} said to be there, ${killed.held} held after the restart`)
    console.log(`  shuffled within 20, a fifth twice: ${shuffled.held} held of ${shuffled.sent}`)
    console.log(`  half of 20,000 damaged: ${damaged.held} held, ${damaged.right} were right`)
    console.log(`  after one wrong length: ${wrong_length.held} held of ${wrong_length.sent}`)
  }
}
