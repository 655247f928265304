/** Authority decisions of the reference mission by the real Cedar engine: how many a second of CPU, and how long the slowest take. */
import { fileURLToPath } from 'node:url'
import { cedarEngine } from '@magpie/adapters/cedar'
import { loadMission } from '@magpie/adapters/mission-folder'
import { rehearsalPorts } from '@magpie/adapters/rehearsal-ports'
import { random } from '@magpie/core/random'
import { unwrap } from '@magpie/core/result'
import { authoriseWith } from '@magpie/mission/authority'
import { compileAuthority } from '@magpie/mission/authority-compile'
import type { AuthorityRequest } from '@magpie/mission/authority-request'
import { runModel } from '@magpie/rehearsal/stages/model'
import { runProgramme } from '@magpie/rehearsal/stages/programme'

const folder = fileURLToPath(new URL('../missions/change-8', import.meta.url))
const { mission } = unwrap(await loadMission(folder))
const programme = unwrap(await runProgramme(mission, rehearsalPorts('bench', ''))).output
const model = unwrap(await runModel(mission, programme)).output
const authorise = authoriseWith(compileAuthority(model), cedarEngine())

const dice = random('authority')
const pick = <T>(list: readonly T[]): T => list[dice.integer(list.length)]!
const actions = ['drive', 'safe', 'deploy', 'power_on', 'charge', 'report']
const asked = Array.from(
  { length: 2000 },
  (): AuthorityRequest => ({
    party: pick(model.parties).id,
    person: 'somebody',
    action: pick(actions),
    element: pick(model.elements).id,
    arguments: { distance: dice.integer(60) },
    touches: dice.next() < 0.2 ? [pick(model.elements).id] : [],
    hazardous: dice.next() < 0.1,
    makesSafe: dice.next() < 0.1,
    at: '2028-12-01T00:00:00.000Z',
    phase: 'surface-operations',
    approvals: [],
  }),
)
for (const one of asked) authorise(one)
const spent_ms: number[] = []
const from = process.cpuUsage()
for (const one of asked) {
  const before = performance.now()
  authorise(one)
  spent_ms.push(performance.now() - before)
}
const { user, system } = process.cpuUsage(from)
spent_ms.sort((a, b) => a - b)
const at = (share: number) => spent_ms[Math.floor(share * spent_ms.length)]!.toFixed(2)
console.log(`authority: ${Math.round(asked.length / ((user + system) / 1e6))} decisions per CPU second`)
console.log(`wall: half within ${at(0.5)} ms, 99 % within ${at(0.99)} ms`)
