/** The report of a rehearsal for somebody: made anew without the series, events and gates that they may not read. */
import { rehearsalPorts } from '@magpie/adapters/rehearsal-ports'
import { renderReport } from '@magpie/rehearsal/report/render'
import { reportOf } from '@magpie/rehearsal/report-of'
import { STAGE_NAMES, STAGE_TITLES } from '@magpie/rehearsal/spine'
import type { StageOutputs } from '@magpie/rehearsal/stage-outputs'
import type { LiveCentre } from './live-centre.ts'

/** The page; undefined until every stage has finished. `readable` is what a caller may have of the operations. */
export async function readableReport(
  live: LiveCentre,
  data: string,
  code: string,
  readable: (operations: unknown) => unknown,
): Promise<string | undefined> {
  const found = STAGE_NAMES.map((stage) => [stage, live.stageOutput(stage)] as const)
  if (found.some(([, output]) => output === undefined)) return undefined
  const outputs = Object.fromEntries(found.map(([stage, o]) => [stage, o!.output])) as StageOutputs
  const operations = readable(outputs.operations) as StageOutputs['operations']
  const { seed, known } = live.state
  const kinds = new Map<string, number>()
  for (const { kind } of outputs.operations.decisions) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  const ledger = { ...outputs.archive.ledger, kinds: [...kinds].map(([kind, entries]) => ({ kind, entries })) }
  const making = { seed, codeVersion: code, stages: [], titles: STAGE_TITLES, data: [] }
  const eph = await rehearsalPorts(seed, data).ephemerides()
  return renderReport(reportOf(known.mission, { ...outputs, operations }, ledger, making, eph))
}
