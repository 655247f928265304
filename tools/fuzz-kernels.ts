/**
 * `npm run fuzz`: damaged files for every reader of kernels and gravity fields, in a thread that is watched. Exits 1 where an
 * input crashed a reader, gave a number that is none, or took too long. `npm run fuzz -- 20000 seed` for fewer, or others.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { fuzzKernels, type Tally } from './kernel-fuzz.ts'

/** A reader that takes longer than this over files of a few kilobytes hangs. */
const LIMIT_MS = 5000
const HEAP_MB = 256

type Job = { readonly inputs: number; readonly seed: string; readonly beat: SharedArrayBuffer }

if (isMainThread) watch(Number(process.argv[2] ?? 1_000_000), process.argv[3] ?? 'magpie')
else read(workerData as Job)

function read({ inputs, seed, beat }: Job): void {
  const at = new Int32Array(beat)
  const tallies = fuzzKernels(inputs, seed, (reader, input) => {
    Atomics.store(at, 0, reader)
    Atomics.store(at, 1, input)
    Atomics.add(at, 2, 1)
  })
  parentPort!.postMessage(tallies)
}

function watch(inputs: number, seed: string): void {
  if (!(Number.isInteger(inputs) && inputs > 0)) throw new RangeError('npm run fuzz takes a whole number of inputs')
  const from = performance.now()
  const beat = new SharedArrayBuffer(12)
  const at = new Int32Array(beat)
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { inputs, seed, beat } satisfies Job,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  })
  let last = 0
  let most_MB = 0
  const guard = setInterval(() => {
    most_MB = Math.max(most_MB, process.memoryUsage().rss / 2 ** 20)
    const count = Atomics.load(at, 2)
    if (count === last) stop(`reader ${at[0]} hangs on input ${at[1]} of seed "${seed}"`)
    last = count
  }, LIMIT_MS)
  worker.on('error', (cause) => stop(`reader ${at[0]}, input ${at[1]} of seed "${seed}": ${cause}`))
  worker.on('message', (tallies: readonly Tally[]) => {
    clearInterval(guard)
    const used_MB = Math.max(most_MB, process.memoryUsage().rss / 2 ** 20)
    const failures = report(tallies)
    const seconds = ((performance.now() - from) / 1000).toFixed(0)
    const total = tallies.reduce((sum, { inputs }) => sum + inputs, 0)
    console.log(
      `${total} inputs, seed "${seed}": ${failures} crashes, 0 hangs; ${seconds} s, at most ${used_MB.toFixed(0)} MB`,
    )
    process.exitCode = failures === 0 ? 0 : 1
  })
}

function report(tallies: readonly Tally[]): number {
  let failures = 0
  for (const { reader, bytes, inputs, refused, failures: failed } of tallies) {
    console.log(`${reader} (${bytes} bytes): ${inputs} inputs, ${refused} refused, ${failed.length} crashed`)
    for (const { input, what } of failed.slice(0, 3)) console.log(`  input ${input}: ${what}`)
    failures += failed.length
  }
  return failures
}

function stop(what: string): never {
  console.error(what)
  process.exit(1)
}
