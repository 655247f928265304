/** `magpie rehearse`: a mission folder through the whole spine, headless; artefacts stay, so that a rerun resumes. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Failure } from '@magpie/api/failure'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { err, ok, type Result } from '@magpie/core/result'
import { artefactName } from '@magpie/rehearsal/artefact'
import { type EngineEvent, type FinishedStage, runStages } from '@magpie/rehearsal/engine'
import type { FolderFiles, MissionFolder } from '@magpie/rehearsal/mission-folder'
import { DATA_SETS, KERNELS, STAGE_NAMES, spine } from '@magpie/rehearsal/spine'
import type { StageOutputs } from '@magpie/rehearsal/stage-outputs'
import { checksumLine } from './checksums.ts'
import { codeVersion, folderDigest, PROJECT, sha256 } from './digests.ts'
import { missionKernels } from './kernels.ts'
import { loadMission } from './mission-folder.ts'
import { rehearsalPorts } from './rehearsal-ports.ts'
import { withFaults } from './scripted-faults.ts'

/** The checksums of what a rehearsal left in its folder. */
export const SHA256SUMS = 'sha256sums.txt'

type Input = InputOf<Operations['rehearse']>
type Output = OutputOf<Operations['rehearse']>

/** What a finished rehearsal leaves in its folder: the stage, the ending of the artefact, the name in the folder. */
const LEFT: readonly (readonly [stage: string, ending: string, name: string])[] = [
  ['archive', 'report.html', 'report.html'],
  ['archive', 'summary.json', 'summary.json'],
  ['archive', 'ledger.jsonl', 'ledger.jsonl'],
  ['operations', 'packets.bin', 'packets.bin'],
  ['operations', 'packets.csv', 'packets.csv'],
]

/** Rehearses and writes the result to `out`; `tell` hears of artefacts that were altered and are made again. */
export async function rehearseFolder(
  { folder, out, seed, stage, fresh, fault }: Input,
  onEvent: (event: EngineEvent) => void,
  tell?: (line: string) => void,
): Promise<Result<Output, Failure>> {
  const from = performance.now()
  const loaded = await loadMission(folder)
  if (!loaded.ok) return loaded
  if (stage !== undefined && !(STAGE_NAMES as readonly string[]).includes(stage)) {
    const message = `There is no stage "${stage}"; the stages are ${STAGE_NAMES.join(', ')}.`
    return err({ kind: 'not-found', message, what: 'stage', id: stage })
  }
  const { mission } = loaded.value
  const faulty = withFaults(loaded.value, fault?.split(',') ?? [])
  if (!faulty.ok) return faulty
  const artefacts = join(out, 'artefacts')
  const until = (stage as keyof StageOutputs | undefined) ?? 'archive'
  const run = await runUntil(until, faulty.value, { folder, seed, artefacts, fresh }, onEvent, tell)
  if (!run.ok) return run
  const left = await leave(out, artefacts, run.value.stages)
  const archive = run.value.outputs['archive'] as StageOutputs['archive'] | undefined
  return ok({
    mission: mission.mission.name,
    seed,
    out,
    stages: run.value.stages.map(({ stage, state, headline, artefact, cpu_s }) => ({
      stage,
      state,
      headline,
      artefact,
      cpu_s,
    })),
    files: left,
    headline: archive?.headline ?? {},
    elapsed_s: (performance.now() - from) / 1000,
  })
}

/** Computes, or finds, the stages of a mission up to one. */
export async function runUntil(
  last: keyof StageOutputs,
  { files, mission }: { readonly files: FolderFiles; readonly mission: MissionFolder },
  { folder, seed, artefacts, fresh }: { folder: string; seed: string; artefacts: string; fresh: boolean },
  onEvent: (event: EngineEvent) => void,
  tell?: (line: string) => void,
): Promise<Result<Extract<Awaited<ReturnType<typeof runStages>>, { ok: true }>['value'], Failure>> {
  const ports = rehearsalPorts(seed, artefacts, folder, tell)
  const inputs = { seed, codeVersion: await codeVersion(), digests: await digestsOf(files, folder) }
  const stages = spine(mission, inputs, ports).slice(0, STAGE_NAMES.indexOf(last) + 1)
  const run = await runStages(stages, { ...inputs, fresh }, ports, onEvent)
  if (run.ok) return run
  const message = `The stage "${run.error.stage}" could not be done: ${run.error.cause}. What was finished before it is kept in ${artefacts}.`
  return err({ ...run.error, message })
}

/** Digests of a mission's files and of the shipped data sets, by the names that stages use; its own kernels count as data. */
export async function digestsOf(files: FolderFiles, folder: string): Promise<Record<string, string>> {
  const digests: Record<string, string> = {}
  for (const [path, text] of Object.entries(files)) digests[path] = sha256(text)
  for (const name of DATA_SETS) digests[name] = await folderDigest(join(PROJECT, name))
  const own = await missionKernels(folder)
  if (own !== undefined) digests[KERNELS] = sha256(`${digests[KERNELS]} ${await folderDigest(own)}`)
  return digests
}

async function leave(out: string, artefacts: string, stages: readonly FinishedStage[]): Promise<string[]> {
  await mkdir(out, { recursive: true })
  const left: string[] = []
  for (const [stage, ending, name] of LEFT) {
    const finished = stages.find((s) => s.stage === stage)
    if (finished === undefined) continue
    await writeFile(join(out, name), await readFile(join(artefacts, artefactName(stage, finished.key, ending))))
    left.push(name)
  }
  if (left.length === 0) return left
  const sums = await Promise.all(left.map(async (name) => checksumLine(sha256(await readFile(join(out, name))), name)))
  await writeFile(join(out, SHA256SUMS), sums.join(''))
  return [...left, SHA256SUMS]
}
