/**
 * Magpie beside its peers on the same work: `npm run bench:peers`, with `--rounds N`, `--only WORD` (rows whose name has it)
 * and `--json FILE`. Builds the peers that this machine has the tools for; the others are listed with the reason.
 * docs/benchmarks.md says what the rows measure. Fails where a peer's values show that it did other work than ours.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { anise } from './anise.ts'
import { cspice } from './cspice.ts'
import { type Measured, measureRow, type Row, type Runner } from './measure.ts'
import { orekit } from './orekit.ts'
import { type Launch, Program } from './protocol.ts'
import { skyfield, spiceypy } from './python.ts'
import { heading, rowOf } from './table.ts'
import { cacheFolder, type Peer } from './tool.ts'
import { ORDERED, writeWork } from './work.ts'

const EPOCHS = ORDERED.length

const ROWS: readonly Row[] = [
  {
    name: 'states-random',
    title: 'Moon from Earth, position and velocity, random epochs',
    shape: 'states',
    epochs: EPOCHS,
  },
  { name: 'states-60s', title: 'Moon from Earth, position and velocity, 60 s apart', shape: 'states', epochs: EPOCHS },
  { name: 'states-batch-random', title: 'The same, random epochs, all in one call', shape: 'states', epochs: EPOCHS },
  { name: 'states-batch', title: 'The same, 60 s apart, all in one call', shape: 'states', epochs: EPOCHS },
  { name: 'azel-moon-random', title: 'Sun from Mons Mouton, random epochs', shape: 'angles', epochs: EPOCHS },
  { name: 'azel-moon', title: 'Sun from Mons Mouton, 60 s apart', shape: 'angles', epochs: EPOCHS },
  { name: 'azel-earth', title: 'Sun from Miyun, 60 s apart', shape: 'angles', epochs: EPOCHS },
  { name: 'azel-apparent', title: 'Sun from Miyun as seen (LT+S), 60 s apart', shape: 'angles', epochs: EPOCHS },
  { name: 'above', title: 'Moon above 10 degrees, six stations, one year; every hour', shape: 'windows', epochs: 0 },
  { name: 'above-wide', title: 'The same, peers looking every four hours', shape: 'windows', epochs: 0 },
  { name: 'above-apparent', title: 'The same as seen (LT+S), every hour', shape: 'windows', epochs: 0 },
  {
    name: 'orbit',
    title: '100 km orbiter, 30 days: occultations and eclipses; every 300 s and 60 s',
    shape: 'windows',
    epochs: 0,
  },
  { name: 'orbit-wide', title: 'The same, GF looking every 600 s and 300 s', shape: 'windows', epochs: 0 },
]
const PEERS: readonly Peer[] = [anise, cspice, spiceypy, skyfield, orekit]

type Running = { readonly peer: Peer; readonly launch: Launch; readonly warm: Program }
type SkippedPeer = { readonly peer: string; readonly reason: string }

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    json: { type: 'string' },
  },
})
const rounds = Number(options.rounds)
if (!(Number.isInteger(rounds) && rounds > 0)) throw new Error('--rounds takes a whole number')

const cache = cacheFolder(process.env)
const work = join(cache, 'work')
await mkdir(cache, { recursive: true })
await writeWork(work)

const launch: Launch = { command: process.execPath, arguments: [fileURLToPath(new URL('ours.ts', import.meta.url))] }
const ours = { launch, warm: await Program.start(launch) }
const { running, skipped } = await startPeers()
const rows = ROWS.filter(({ name }) => name.includes(options.only))
const measured: Measured[] = []
console.log(heading())
for (const row of rows) {
  const peers = running.filter(({ peer }) => peer.rows[row.name] !== undefined)
  const runners = peers.map(({ peer, ...rest }): Runner => ({ ...rest, ...peer.rows[row.name]! }))
  measured.push(await measureRow(row, { ...ours, epochs: row.epochs, within: 0 }, runners, rounds, work))
  console.log(rowOf(measured.at(-1)!))
}
for (const program of [ours, ...running]) program.warm.stop()
await report()
const sound = measured.every(({ peers, broken }) => broken.length === 0 && peers.every(({ agrees }) => agrees))
if (!sound) process.exitCode = 1

/** Builds and starts what can be; a peer that cannot is no failure. */
async function startPeers(): Promise<{ running: Running[]; skipped: SkippedPeer[] }> {
  const running: Running[] = []
  const skipped: SkippedPeer[] = []
  for (const peer of PEERS) {
    console.error(`preparing: ${peer.name}`)
    const prepared = await peer.prepare(cache, work)
    if (!prepared.ok) {
      skipped.push({ peer: peer.name, reason: prepared.error.reason })
      continue
    }
    try {
      running.push({ peer, launch: prepared.value, warm: await Program.start(prepared.value) })
    } catch (cause) {
      skipped.push({ peer: peer.name, reason: cause instanceof Error ? cause.message : String(cause) })
    }
  }
  return { running, skipped }
}

async function report(): Promise<void> {
  console.log('')
  for (const { peer } of running) {
    const took = rows.some(({ name }) => peer.rows[name] !== undefined)
    if (took && peer.remark !== undefined) console.log(`${peer.name}: ${peer.remark}`)
  }
  for (const { peer, reason } of skipped) console.log(`${peer}: skipped: ${reason}`)
  const [cpu] = cpus()
  console.log(`Node ${process.version}, ${cpus().length} x ${cpu?.model ?? 'unknown'}; up to ${rounds} rounds in turns`)
  if (options.json === undefined) return
  const machine = { node: process.version, cpu: cpu?.model, cores: cpus().length }
  await writeFile(options.json, `${JSON.stringify({ machine, rounds, measured, skipped }, null, 2)}\n`)
}
