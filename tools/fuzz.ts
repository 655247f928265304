/**
 * `npm run fuzz`: damaged inputs for every parser of octets or text from outside, in a thread that is watched, and a table of
 * what came of them. Exits 1 where one threw, took more than a second of computing, hung, or kept memory.
 *
 *     npm run fuzz -- --count 2000          so many for each parser (100,000 unless told)
 *     npm run fuzz -- --only 'CSV' --seed s  parsers whose name holds this; another seed
 *     npm run fuzz -- --only 'CSV' --input 17  one input again, printed
 *     npm run fuzz -- --jobs 4               so many parsers at once
 *     npm run fuzz -- --json FILE            the table as JSON, too
 *     npm run fuzz -- --json FILE --resume   goes on where that run ended
 *     npm run fuzz -- --planted              parsers with faults, to see that they are found
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { allParsers, parsersOf, type SetName } from './fuzz/all.ts'
import { fuzzParser, GROWTH_LIMIT_MB, inputOf, isSound, LIMIT_MS, type Parser, type Tally } from './fuzz/parser.ts'

/** A parser that computes for so long over one input hangs, seconds, unless `--silence` says otherwise. */
const SILENCE_S = '20'
const LOOK_MS = 2000
const HEAP_MB = 768

type Job = {
  readonly set: SetName
  readonly name: string
  readonly inputs: number
  readonly seed: string
  readonly beat: SharedArrayBuffer
}

if (isMainThread) await main()
else await work(workerData as Job)

async function work({ set, name, inputs, seed, beat }: Job): Promise<void> {
  setFlagsFromString('--expose-gc')
  globalThis.gc = runInNewContext('gc')
  const parser = (await parsersOf(set)).find((one) => one.name === name)!
  const at = new Int32Array(beat)
  const tally = await fuzzParser(parser, inputs, seed, (input) => Atomics.store(at, 0, input + 1))
  parentPort!.postMessage(tally)
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '100000' },
      only: { type: 'string', default: '' },
      seed: { type: 'string', default: 'magpie' },
      input: { type: 'string' },
      json: { type: 'string' },
      jobs: { type: 'string', default: '1' },
      resume: { type: 'boolean', default: false },
      planted: { type: 'boolean', default: false },
      silence: { type: 'string', default: SILENCE_S },
    },
  })
  const { only, seed, input, json } = values
  const count = Number(values.count)
  if (!(Number.isInteger(count) && count > 0)) throw new RangeError('--count takes a whole number of inputs')
  const planted = async () => (await parsersOf('planted')).map((parser) => ({ set: 'planted' as const, parser }))
  const known = values.planted ? await planted() : await allParsers()
  const parsers = known.filter(({ parser }) => parser.name.includes(only))
  if (parsers.length === 0) throw new RangeError(`no parser has "${only}" in its name`)
  if (input !== undefined) return once(parsers[0]!.parser, seed, Number(input))
  const tallies: Tally[] = []
  console.log(row(['parser', 'inputs', 'accepted', 'crashes', 'longest, ms', 'grown, MB', 'seconds']))
  const done = values.resume && json !== undefined ? soundOf(json, seed, count) : []
  for (const tally of done) {
    tallies.push(tally)
    print(tally, 0)
  }
  const waiting = parsers.filter(({ parser }) => !done.some((tally) => tally.parser === parser.name))
  const run = async () => {
    for (let parser = waiting.shift(); parser !== undefined; parser = waiting.shift()) {
      const from = performance.now()
      const tally = await watched(parser.set, parser.parser, count, seed, 1000 * Number(values.silence))
      tallies.push(tally)
      print(tally, (performance.now() - from) / 1000)
      if (json !== undefined) writeFileSync(json, JSON.stringify({ seed, count, tallies }, null, 1))
    }
  }
  await Promise.all(Array.from({ length: Number(values.jobs) }, run))
  const total = tallies.reduce((sum, { inputs }) => sum + inputs, 0)
  const crashed = tallies.reduce((sum, tally) => sum + tally.crashed, 0)
  const bad = tallies.filter((tally) => !isSound(tally))
  const slowest = Math.max(...tallies.map((tally) => tally.slowest.ms))
  const grown = Math.max(...tallies.map((tally) => tally.grown_MB))
  console.log(
    `${total} inputs to ${tallies.length} parsers, seed "${seed}": ${crashed} crashes, longest ${slowest.toFixed(0)} ms, at most ${grown.toFixed(0)} MB kept`,
  )
  process.exitCode = bad.length === 0 ? 0 : 1
}

/** What an earlier run with the same seed and count has done soundly. */
function soundOf(path: string, seed: string, count: number): readonly Tally[] {
  if (!existsSync(path)) return []
  const before = JSON.parse(readFileSync(path, 'utf8')) as { seed: string; count: number; tallies: readonly Tally[] }
  if (before.seed !== seed || before.count !== count) return []
  return before.tallies.filter((tally) => tally.inputs === count && isSound(tally))
}

/** Runs a parser in a thread of its own; one that hangs or runs out of memory ends there. */
function watched(set: SetName, parser: Parser, inputs: number, seed: string, silence_ms: number): Promise<Tally> {
  const beat = new SharedArrayBuffer(4)
  const at = new Int32Array(beat)
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { set, name: parser.name, inputs, seed, beat } satisfies Job,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  })
  return new Promise((resolve) => {
    let last = -1
    let then_ms = 0
    const ended = (what: string) => {
      clearInterval(guard)
      void worker.terminate()
      const input = at[0]! - 1
      resolve({
        ...{ parser: parser.name, inputs: at[0]!, accepted: 0, slowest: { ms: 0, input }, grown_MB: 0 },
        ...{ crashes: [{ input, what }], crashed: 1 },
      })
    }
    const look = async () => {
      const { user, system } = await worker.cpuUsage()
      const [now, now_ms] = [Atomics.load(at, 0), (user + system) / 1000]
      if (now === last && now_ms - then_ms > silence_ms) ended(`computes for ${silence_ms / 1000} s`)
      if (now !== last) then_ms = now_ms
      last = now
    }
    // A thread that has ended has no usage to tell.
    const guard = setInterval(() => void look().catch(() => undefined), LOOK_MS)
    worker.on('error', (cause) => ended(`ended its thread: ${cause}`))
    worker.on('message', (tally: Tally) => {
      clearInterval(guard)
      resolve(tally)
    })
  })
}

function print(tally: Tally, seconds: number): void {
  const { parser, inputs, accepted, crashed, slowest, grown_MB, crashes } = tally
  const numbers = [inputs, accepted, crashed, slowest.ms.toFixed(0), grown_MB.toFixed(1), seconds.toFixed(0)]
  console.log(row([parser, ...numbers.map(String)]))
  for (const { input, what } of crashes) console.log(`  input ${input}: ${what}`)
  if (slowest.ms > LIMIT_MS) console.log(`  input ${slowest.input} took ${slowest.ms.toFixed(0)} ms`)
  if (grown_MB > GROWTH_LIMIT_MB) console.log(`  keeps ${grown_MB.toFixed(0)} MB`)
}

function row([name, ...cells]: readonly string[]): string {
  return name!.padEnd(36) + cells.map((cell) => cell.padStart(12)).join('')
}

async function once(parser: Parser, seed: string, number: number): Promise<void> {
  const input = inputOf(parser, seed, number)
  console.log(typeof input === 'string' ? input : Buffer.from(input).toString('hex'))
  console.log((await parser.parse(input as never)) ? 'accepted' : 'refused')
}
