/**
 * The report of a rehearsal for somebody, without the series, events and gates that they may not read. Making one takes
 * seconds, so it is kept under the hash of all that it is made of: two who may read the same are given the same page, and
 * whatever is new, an event that is told by now or an agreement that shows more, makes another.
 */
import { createHash } from 'node:crypto'
import { rehearsalPorts } from '@magpie/adapters/rehearsal-ports'
import { renderReport } from '@magpie/rehearsal/report/render'
import { reportOf } from '@magpie/rehearsal/report-of'
import { STAGE_NAMES, STAGE_TITLES } from '@magpie/rehearsal/spine'
import type { StageOutputs } from '@magpie/rehearsal/stage-outputs'
import type { LiveCentre } from './live-centre.ts'

/** As many pages are kept: one for each of a dozen parties, and some that grew old. */
const KEPT = 24

type Shown = StageOutputs['operations']
type Live = Pick<LiveCentre, 'stageOutput' | 'state'>

/** The pages of a centre. `make` is given for tests. */
export class ReadableReports {
  private readonly pages = new Map<string, Promise<string>>()
  private readonly data: string
  private readonly make: typeof made

  constructor(data: string, make: typeof made = made) {
    this.data = data
    this.make = make
  }

  /** The page; undefined until every stage has finished. `readable` is what a caller may have of the operations. */
  async page(live: Live, code: string, readable: (operations: unknown) => unknown): Promise<string | undefined> {
    const found = STAGE_NAMES.map((stage) => [stage, live.stageOutput(stage)] as const)
    if (found.some(([, output]) => output === undefined)) return undefined
    const outputs = Object.fromEntries(found.map(([stage, o]) => [stage, o!.output])) as StageOutputs
    const operations = readable(outputs.operations) as Shown
    const artefacts = found.map(([, o]) => o!.artefact)
    const key = keyOf([code, live.state.seed, artefacts], operations)
    const known = this.pages.get(key)
    if (known !== undefined) return known
    const page = this.make(live, this.data, code, outputs, operations)
    this.pages.set(key, page)
    // One that could not be made is tried again; the oldest go.
    page.catch(() => this.pages.delete(key))
    for (const old of [...this.pages.keys()].slice(0, -KEPT)) this.pages.delete(old)
    return page
  }
}

/** Artefacts are named by the hash of what they hold; of what is left of the operations, only which series, not their samples. */
function keyOf(made: readonly unknown[], { series, happenings, deployments }: Shown): string {
  const names = series.map((s) => `${s.element}/${s.name}`)
  return createHash('sha256')
    .update(JSON.stringify([made, names, happenings, deployments]))
    .digest('hex')
}

async function made(live: Live, data: string, code: string, outputs: StageOutputs, operations: Shown): Promise<string> {
  const { seed, known } = live.state
  const kinds = new Map<string, number>()
  for (const { kind } of outputs.operations.decisions) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  const ledger = { ...outputs.archive.ledger, kinds: [...kinds].map(([kind, entries]) => ({ kind, entries })) }
  const making = { seed, codeVersion: code, stages: [], titles: STAGE_TITLES, data: [] }
  const eph = await rehearsalPorts(seed, data).ephemerides()
  return renderReport(reportOf(known.mission, { ...outputs, operations }, ledger, making, eph))
}
