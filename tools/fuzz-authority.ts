/**
 * Random histories of authority, in full: `node tools/fuzz-authority.ts --rules 1000000 --desk 20000 --seed magpie`. Histories
 * of the rules run on our evaluator of the policies (`--engine cedar` for Cedar's), those of the desk on Cedar. Exits 1 where a
 * decision differs from the reference, a command left without authority, or one left twice.
 */
import { parseArgs } from 'node:util'
import { cedarEngine } from '@magpie/adapters/cedar'
import { policyEvaluator } from '@magpie/mission/policy-evaluator'
import { fuzzDesk, fuzzRules } from './authority-fuzz.ts'

const { values } = parseArgs({
  options: {
    rules: { type: 'string', default: '1000000' },
    desk: { type: 'string', default: '20000' },
    seed: { type: 'string', default: 'magpie' },
    engine: { type: 'string', default: 'own' },
  },
})
const cpu_s = () => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6
let failed = false
let from_s = cpu_s()
const rules = fuzzRules(
  Number(values.rules),
  values.seed,
  values.engine === 'cedar' ? cedarEngine() : policyEvaluator(),
)
console.log(
  `rules: ${rules.histories} histories, ${rules.decisions} decisions, ${rules.permitted} permitted (${rules.byGrant} by grants), ${rules.differing.length} differ; ${(cpu_s() - from_s).toFixed(0)} s of CPU`,
)
for (const what of rules.differing) console.log(`  ${what}`)
failed ||= rules.differing.length > 0
from_s = cpu_s()
const desk = await fuzzDesk(Number(values.desk), values.seed, cedarEngine)
console.log(
  `desk: ${desk.histories} histories, ${desk.acts} acts, ${desk.crashes} crashes, ${desk.submitted} commands, ${desk.released} released, ${desk.sent} sent; ${desk.withoutGrant.length} without authority, ${desk.twice.length} twice, ${desk.brokenLedgers} ledgers broken; ${(cpu_s() - from_s).toFixed(0)} s of CPU`,
)
for (const what of [...desk.withoutGrant, ...desk.twice]) console.log(`  ${what}`)
failed ||= desk.withoutGrant.length > 0 || desk.twice.length > 0 || desk.brokenLedgers > 0
process.exitCode = failed ? 1 : 0
