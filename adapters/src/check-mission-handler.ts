/** `magpie mission check`: a mission folder against the schemas of its files and what they say of each other. */
import type { Failure } from '@magpie/api/failure'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { ok, type Result } from '@magpie/core/result'
import { readMission } from '@magpie/rehearsal/mission-folder'
import { readFolder } from './mission-folder.ts'

/** Checks the folder; every problem is told with file, field and rule. */
export async function checkMissionFolder({
  folder,
}: InputOf<Operations['checkMission']>): Promise<Result<OutputOf<Operations['checkMission']>, Failure>> {
  const files = await readFolder(folder)
  if (!files.ok) return files
  const read = readMission(files.value)
  const problems = read.ok ? [] : [...read.error]
  return ok({
    valid: problems.length === 0,
    files: Object.keys(files.value),
    problems,
    ...provenanceCounts(files.value),
  })
}

/** How many values say where they are from, and how many are assumed. */
function provenanceCounts(files: Readonly<Record<string, string>>): { assumed: number; sourced: number } {
  const counts = { assumed: 0, sourced: 0 }
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    const { kind, verified } = value as { kind?: unknown; verified?: unknown }
    if (kind === 'assumed' || (kind === 'sourced' && verified === false)) counts.assumed++
    else if (kind === 'sourced') counts.sourced++
    for (const inner of Object.values(value)) visit(inner)
  }
  for (const [path, text] of Object.entries(files)) {
    if (!path.endsWith('.json')) continue
    try {
      visit(JSON.parse(text))
    } catch {
      // Told as a problem already.
    }
  }
  return counts
}
