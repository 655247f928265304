/**
 * A decision at the command desk of the reference mission, by the real Cedar engine, in CPU time: the question of
 * authority alone, a command checked as one types, one submitted and recorded (signed into the ledger, in memory), what one
 * may send of all elements, and the queue looked through.
 */
import { fileURLToPath } from 'node:url'
import { cedarEngine } from '@magpie/adapters/cedar'
import { loadMission } from '@magpie/adapters/mission-folder'
import { rehearsalPorts } from '@magpie/adapters/rehearsal-ports'
import { openCommandCentre } from '@magpie/centre/command-centre'
import { commandHandlers } from '@magpie/centre/command-handlers'
import { memoryCommandStore } from '@magpie/centre/command-store'
import { unwrap } from '@magpie/core/result'
import { secondsOf, utcText } from '@magpie/operations/command/instant'
import { readXtce } from '@magpie/operations/xtce-reader'
import { dictionaryFiles } from '@magpie/rehearsal/mission-folder'
import { runModel } from '@magpie/rehearsal/stages/model'
import { runProgramme } from '@magpie/rehearsal/stages/programme'

const folder = fileURLToPath(new URL('../missions/change-8', import.meta.url))
const { mission } = unwrap(await loadMission(folder))
const ports = rehearsalPorts('bench', '')
const programme = unwrap(await runProgramme(mission, ports)).output
const model = unwrap(await runModel(mission, programme)).output
const { dictionary } = unwrap(readXtce(dictionaryFiles(mission.dictionaries)))
let now_s = secondsOf('2029-01-20T06:00:00Z')
const operated = new Set(mission.operations.elements.map((e) => e.id))
const centre = unwrap(
  await openCommandCentre({
    store: memoryCommandStore(),
    source: {
      ...{ mission: mission.mission.id, lead: model.mission.lead, dictionary, engine: cedarEngine() },
      elements: model.elements.filter((e) => operated.has(e.id)),
      ...{ parties: model.parties, agreements: model.agreements },
      ...{ phaseAt: () => mission.operations.phases.science, value: () => undefined, window_s: () => undefined },
      ...{ signal_s: () => 3, ownKeys: () => [] },
    },
    signers: { signerOf: async (party) => ports.signer(party) },
    link: { takes: () => false, send: () => undefined },
    now: () => utcText(now_s),
  }),
)
let made = 0
const handlers = commandHandlers({ centre: () => centre, nonce: () => `bench-${String(++made).padStart(6, '0')}` })
const caller = (party: string) =>
  ({ arrivedAt: '', person: { id: `${party}-1`, name: party }, party, roles: ['operator'] }) as const
const asks = [
  { by: caller('metu'), element: 'cheri-b', command: 'drive', arguments: { distance: 12, heading: 90 } },
  { by: caller('zhejiang-university'), element: 'cheri-b', command: 'drive', arguments: { distance: 12, heading: 90 } },
  { by: caller('zhejiang-university'), element: 'cheri-b', command: 'drive', arguments: { distance: 50, heading: 90 } },
  { by: caller('suparco'), element: 'cheri-b', command: 'drive', arguments: { distance: 12, heading: 90 } },
  { by: caller('metu'), element: 'cheri-b', command: 'drive_off', arguments: {} },
  { by: caller('cnsa'), element: 'cheri-b', command: 'safe', arguments: {} },
  { by: caller('cnsa'), element: 'ce8-lander', command: 'module_power_on', arguments: { module: 'hk-robot' } },
]
const given = { priority: 5, purpose: '' }

const WALL = process.argv.includes('--wall')

/**
 * CPU time of each kind of run, as a mean of `count` after as many to warm up (the kernel counts CPU in steps of 4 ms, so that
 * single runs cannot be told); with --wall, on a machine that does nothing else, quantiles of single runs as well.
 */
async function measure(name: string, count: number, run: () => unknown): Promise<number> {
  for (let i = 0; i < count; i++) await run()
  const spent_ms: number[] = []
  const from = process.cpuUsage()
  for (let i = 0; i < count; i++) {
    const before = performance.now()
    await run()
    spent_ms.push(performance.now() - before)
    now_s += 0.001
  }
  const { user, system } = process.cpuUsage(from)
  const mean_ms = (user + system) / 1000 / count
  spent_ms.sort((a, b) => a - b)
  const at = (share: number) => spent_ms[Math.floor(share * spent_ms.length)]!.toFixed(2)
  const wall = WALL ? `; wall: half within ${at(0.5)} ms, 99 % within ${at(0.99)}` : ''
  console.log(`${name}: ${mean_ms.toFixed(2)} ms of CPU${wall}`)
  return mean_ms
}

for (const { by, ...ask } of asks) {
  const named = `${by.party} ${ask.command}`
  await measure(`check ${named}`, 300, () => handlers.checkCommand({ ...ask, ...given }, by))
}
for (const { by, ...ask } of asks) {
  const named = `${by.party} ${ask.command}`
  await measure(`submit ${named}`, 150, () => handlers.submitCommand({ ...ask, ...given }, by))
}
await measure('rights of all elements', 20, () => handlers.commandRights({}, asks[0]!.by))
const waiting = centre.desk.book.queue.length
const looked_ms = await measure(`queue of ${waiting} looked through`, 20, () => centre.tick())
console.log(`a command of the queue: ${((1000 * looked_ms) / waiting).toFixed(1)} us of CPU`)
