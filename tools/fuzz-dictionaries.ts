/**
 * `node tools/fuzz-dictionaries.ts [inputs] [seed]`: damaged dictionaries (XTCE and F Prime) and damaged packets, in a thread
 * that is watched. Exits 1 where an input threw anything but an error value, or took longer than a second.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import { type DictionaryTally, fuzzDictionaries } from './dictionary-fuzz.ts'

const LIMIT_MS = 1000
const HEAP_MB = 512

type Job = { readonly inputs: number; readonly seed: string; readonly beat: SharedArrayBuffer }

if (isMainThread) watch(Number(process.argv[2] ?? 100_000), process.argv[3] ?? 'magpie')
else read(workerData as Job)

function read({ inputs, seed, beat }: Job): void {
  const at = new Int32Array(beat)
  const tallies = fuzzDictionaries(inputs, seed, (target, input) => {
    Atomics.store(at, 0, target)
    Atomics.store(at, 1, input)
    Atomics.add(at, 2, 1)
  })
  parentPort!.postMessage(tallies)
}

function watch(inputs: number, seed: string): void {
  const beat = new SharedArrayBuffer(12)
  const at = new Int32Array(beat)
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { inputs, seed, beat } satisfies Job,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  })
  let last = -1
  const guard = setInterval(() => {
    const count = Atomics.load(at, 2)
    if (count === last) stop(`target ${at[0]} hangs on input ${at[1]} of seed "${seed}"`)
    last = count
  }, LIMIT_MS * 60)
  worker.on('error', (cause) => stop(`target ${at[0]}, input ${at[1]} of seed "${seed}": ${cause}`))
  worker.on('message', (tallies: readonly DictionaryTally[]) => {
    clearInterval(guard)
    let bad = 0
    for (const { target, inputs: count, refused, slowest_ms, failures } of tallies) {
      console.log(
        `${target}: ${count} inputs, ${refused} refused, ${failures.length} crashed, slowest ${slowest_ms.toFixed(0)} ms`,
      )
      for (const { input, what } of failures.slice(0, 3)) console.log(`  input ${input}: ${what}`)
      bad += failures.length + (slowest_ms > LIMIT_MS ? 1 : 0)
    }
    process.exitCode = bad === 0 ? 0 : 1
  })
}

function stop(what: string): never {
  console.error(what)
  process.exit(1)
}
