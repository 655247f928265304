/** A worker thread that answers one question of what other values would do. Started by `WhatIfThread`. */
import { parentPort, workerData } from 'node:worker_threads'
import { type Flown, flyWhatIf } from '@magpie/rehearsal/what-if'
import { fileArtefacts } from './file-artefacts.ts'
import { loadMission } from './mission-folder.ts'
import { rehearsalPorts } from './rehearsal-ports.ts'
import type { WhatIfAnswer, WhatIfOrder } from './what-if-thread.ts'

const { folder, seed, artefactFolder, artefacts, tried } = workerData as WhatIfOrder
parentPort?.postMessage(await answer())

async function answer(): Promise<WhatIfAnswer> {
  const loaded = await loadMission(folder)
  if (!loaded.ok) return { failed: loaded.error.message }
  const ports = rehearsalPorts(seed, artefactFolder, folder)
  const before = await Promise.all(
    Object.entries(artefacts).map(async ([stage, name]) => [stage, await outputOf(name)]),
  )
  return { done: await flyWhatIf(loaded.value.mission, tried, Object.fromEntries(before) as Flown, seed, ports) }
}

async function outputOf(name: string): Promise<unknown> {
  const bytes = await fileArtefacts(artefactFolder).get(name)
  return bytes === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes)).output
}
