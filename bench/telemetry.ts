/**
 * Telemetry of a centre, measured: packets taken at full speed from a TCP link until they are archived, how long they wait for
 * the disk at three rates and what the disk itself takes, reads of history, and the way of a value to a WebSocket. The packet is that of bench/decode.xml: 100 octets, 28 parameters.
 * Run: node bench/telemetry.ts [packets] [seconds of each live run]
 */
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sendAt } from './peers/operations/live.ts'
import { benchPackets, FIRST_MS } from './peers/operations/packets.ts'
import { cpuOf, openFeed, quantile, sendAll, startOurs, stopChild } from './peers/operations/rig.ts'

const packets = Number(process.argv[2] ?? 1_000_000)
const live_s = Number(process.argv[3] ?? 10)
const folder = await mkdtemp(join(tmpdir(), 'magpie-bench-'))
const feed = await openFeed()

try {
  await fullSpeed()
  for (const rate of [1000, 10_000, 40_000]) await durable(rate, live_s)
  await live('1,000 packets/s, first second', 1000, 1, 0)
  await live('1,000 packets/s, warm', 1000, live_s, 40_000)
  await live('10,000 packets/s, warm', 10_000, live_s, 40_000)
} finally {
  feed.close()
  await rm(folder, { recursive: true, force: true })
}

type Progress = {
  readonly archived: number
  readonly appended: number
  readonly seals: number
  readonly groups: number
}

async function fullSpeed(): Promise<void> {
  const { url, child } = await startOurs(join(folder, 'full'), feed)
  const pid = child.pid!
  const socket = await feed.connected()
  const octets = benchPackets(packets)
  const [cpu, start] = [cpuOf(pid), performance.now()]
  await sendAll(socket, octets)
  let progress = await json<Progress>(`${url}/progress`)
  while (progress.archived < packets) {
    await sleep(20)
    progress = await json<Progress>(`${url}/progress`)
  }
  const archived_s = (performance.now() - start) / 1000
  while (progress.seals > 0) {
    await sleep(100)
    progress = await json<Progress>(`${url}/progress`)
  }
  const us = ((cpuOf(pid) - cpu) / packets) * 1e6
  console.log(
    `${packets} packets at full speed: ${us.toFixed(2)} us of CPU a packet, all in; archived in ${archived_s.toFixed(1)} s`,
  )
  console.log(`  ${Math.round(packets / archived_s)} packets/s; ${Math.round(1e6 / us)} a second of CPU`)
  await history(url, pid)
  await stopChild(child)
}

/** How long packets wait at a rate from the link to the disk, and beside it the disk alone with as many octets as often. */
async function durable(rate: number, seconds: number): Promise<void> {
  const { url, child } = await startOurs(join(folder, `durable-${rate}`), feed)
  const pid = child.pid!
  const link = await feed.connected()
  await sendAt(link, 10_000, 4, 0)
  await sleep(1000)
  await json<number[]>(`${url}/acks`)
  const before = await json<Progress>(`${url}/progress`)
  const cpu = cpuOf(pid)
  await sendAt(link, rate, seconds, 40_000)
  await sleep(200)
  const cpu_us = ((cpuOf(pid) - cpu) / (rate * seconds)) * 1e6
  const waits = (await json<number[]>(`${url}/acks`)).sort((a, b) => a - b)
  const after = await json<Progress>(`${url}/progress`)
  await stopChild(child)
  const groups = after.groups - before.groups
  const octets = Math.round((136 * (after.archived - before.archived)) / groups)
  const disk = await diskAlone(octets, groups)
  const shown = (all: readonly number[]) =>
    [0.5, 0.99, 0.999, 1].map((share) => quantile(all, share).toFixed(1)).join(', ')
  const within = waits.filter((wait) => wait <= 20).length / waits.length
  console.log(
    `durable, ${rate} packets/s: p50, p99, p99.9, most ${shown(waits)} ms; ${(100 * within).toFixed(2)} % within 20 ms`,
  )
  console.log(
    `  ${cpu_us.toFixed(1)} us of CPU a packet, warm; ${(groups / seconds).toFixed(0)} groups/s of ${octets} octets`,
  )
  console.log(`  the disk alone: p50, p99, p99.9, most ${shown(disk)} ms`)
}

/** Writes so many octets at the end of a file and syncs them, every 8 ms; how long each took, ms. */
async function diskAlone(octets: number, times: number): Promise<number[]> {
  const file = await open(join(folder, 'alone'), 'w')
  const piece = new Uint8Array(octets).fill(1)
  const out: number[] = []
  for (let i = 0; i < Math.min(times, 1000); i++) {
    const start = performance.now()
    await file.write(piece)
    await file.datasync()
    out.push(performance.now() - start)
    await sleep(Math.max(0, 8 - out.at(-1)!))
  }
  await file.close()
  return out.sort((a, b) => a - b)
}

async function history(url: string, pid: number): Promise<void> {
  const of = 'element=bench&name=P12'
  const from = new Date(FIRST_MS + packets / 2).toISOString()
  for (const [what, path, rounds] of [
    ['a page of 1,000 samples', `/page?${of}&from=${from}&limit=1000`, 40],
    [`a plot of all ${packets} in 500 bars`, `/plot?${of}&bars=500`, 10],
    [`${packets} samples as CSV`, '/export?element=bench&names=P12&as=csv', 3],
  ] as const) {
    const times: number[] = []
    const before = cpuOf(pid)
    for (let round = 0; round < rounds; round++) {
      const start = performance.now()
      await (await fetch(url + path)).arrayBuffer()
      times.push(performance.now() - start)
    }
    times.sort((a, b) => a - b)
    const cpu_ms = (1000 * (cpuOf(pid) - before)) / rounds
    console.log(
      `${what}: ${times[times.length >> 1]!.toFixed(1)} ms (least ${times[0]!.toFixed(1)}), ${cpu_ms.toFixed(1)} ms of CPU`,
    )
  }
}

/** Feeds packets at a rate, their send time in P10, and measures when a WebSocket tells them. */
async function live(title: string, rate: number, seconds: number, warm: number): Promise<void> {
  const { url, child } = await startOurs(join(folder, title.replace(/\W+/g, '-')), feed)
  const link = await feed.connected()
  let next = 0
  if (warm > 0) {
    await sendAt(link, 2000, warm / 2000, next)
    next = warm
    await sleep(1000)
  }
  const web = new WebSocket(`${url.replace('http', 'ws')}/?names=P09,P10`)
  const latencies: number[] = []
  let [messages, skipped] = [0, 0]
  await new Promise((done) => web.addEventListener('open', done))
  await sleep(200)
  web.addEventListener('message', ({ data }) => {
    const now_ns = BigInt(Math.round(1e6 * (performance.timeOrigin + performance.now())))
    const told = JSON.parse(String(data)) as {
      type: string
      values: { name: string; value: string | number }[]
      skipped: number
    }
    if (told.type !== 'telemetry') return
    const sent = told.values.find(({ name }) => name === 'P10')
    if (sent === undefined || next === 0) return
    messages++
    skipped += told.skipped
    latencies.push(Number(now_ns - BigInt(sent.value)) / 1e6)
  })
  const from = next
  next = Math.max(next, 1)
  const cpu = cpuOf(child.pid!)
  await sendAt(link, rate, seconds, from)
  await sleep(500)
  latencies.sort((a, b) => a - b)
  const q = (share: number) => quantile(latencies, share).toFixed(2)
  const used = ((cpuOf(child.pid!) - cpu) / seconds).toFixed(2)
  console.log(
    `live, ${title}: p50 ${q(0.5)} ms, p99 ${q(0.99)} ms, most ${q(1)} ms; ${messages} messages, ${skipped / 2} packets passed over, ${used} of a core`,
  )
  web.close()
  await stopChild(child)
}

async function json<T>(url: string): Promise<T> {
  return (await (await fetch(url)).json()) as T
}
