/**
 * A worker thread that rehearses: it tells each event of the engine, and leaves the outputs as artefacts, which the
 * thread that started it reads. Started by `startRehearsal`.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { runStages } from '@magpie/rehearsal/engine'
import { spine } from '@magpie/rehearsal/spine'
import { codeVersion } from './digests.ts'
import { loadMission } from './mission-folder.ts'
import { rehearsalPorts } from './rehearsal-ports.ts'
import type { WorkerMessage, WorkerOrder } from './rehearsal-thread.ts'
import { digestsOf } from './rehearse-handler.ts'

const { folder, seed, artefacts } = workerData as WorkerOrder
const tell = (message: WorkerMessage) => parentPort?.postMessage(message)

const loaded = await loadMission(folder)
if (!loaded.ok) tell({ kind: 'failed', stage: 'mission', cause: loaded.error.message })
else {
  const { files, mission } = loaded.value
  const ports = rehearsalPorts(seed, artefacts, folder)
  const inputs = { seed, codeVersion: await codeVersion(), digests: await digestsOf(files, folder) }
  const run = await runStages(spine(mission, inputs, ports), { ...inputs, fresh: false }, ports, (event) =>
    tell({ kind: 'event', event }),
  )
  tell(run.ok ? { kind: 'finished' } : { kind: 'failed', stage: run.error.stage, cause: run.error.cause })
}
