/**
 * Damaged octets for every reader of bundles and of file delivery: `node tools/fuzz-relay.ts --count 100000 --seed magpie`.
 * Exits 1 where an input throws, is written otherwise than it was read, or takes longer than a second.
 */
import { parseArgs } from 'node:util'
import { fuzzRelay } from './relay-fuzz.ts'

const SLOWEST_MS = 1000
const { values } = parseArgs({
  options: { count: { type: 'string', default: '100000' }, seed: { type: 'string', default: 'magpie' } },
})
let failed = false
for (const { reader, inputs, accepted, thrown, slowest_ms } of fuzzRelay(Number(values.count), values.seed)) {
  console.log(
    `${reader}: ${inputs} inputs, ${accepted} accepted, ${thrown.length} threw, slowest ${slowest_ms.toFixed(1)} ms`,
  )
  for (const what of thrown.slice(0, 3)) console.log(`  ${what}`)
  failed ||= thrown.length > 0 || slowest_ms > SLOWEST_MS
}
console.log(`at most ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`)
process.exitCode = failed ? 1 : 0
