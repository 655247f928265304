/** Stage 7: what stays. The ledger, signed and verified; the summary; the report. */
import { err, ok, type Result } from '@magpie/core/result'
import { verifyChain } from '@magpie/ledger/chain'
import { describeLedgerError } from '@magpie/ledger/describe'
import type { Entry } from '@magpie/ledger/entry'
import { LedgerBook, ledgerText } from '../ledger-book.ts'
import type { MissionFolder } from '../mission-folder.ts'
import type { RehearsalPorts } from '../ports.ts'
import { renderReport } from '../report/render.ts'
import { type Making, reportOf } from '../report-of.ts'
import type { StageDone, StageFailure, StageProgress } from '../stage.ts'
import type { ArchiveOutcome, StageOutputs } from '../stage-outputs.ts'
import { flightTimeline, programmeTimeline } from '../timeline.ts'

type Inputs = Omit<StageOutputs, 'archive'>

/** Chains the decisions of all stages, verifies the chain, and writes report and summary. */
export async function runArchive(
  mission: MissionFolder,
  inputs: Inputs,
  making: Making,
  ports: RehearsalPorts,
  progress: StageProgress,
): Promise<Result<StageDone<ArchiveOutcome>, StageFailure>> {
  progress(0, 'ledger')
  const entries = ledgerOf(mission, inputs, ports)
  const verified = verifyChain(entries)
  if (!verified.ok) return err({ kind: 'stage-failed', stage: 'archive', cause: describeLedgerError(verified.error) })
  progress(0.6, 'report')
  const { parties, head } = verified.value
  const ledger = { entries: entries.length, head, parties: [...parties] }
  const report = reportOf(mission, inputs, { ...ledger, kinds: kindsOf(entries) }, making, await ports.ephemerides())
  const packets = inputs.operations.summary.packets.received
  const headline = Object.fromEntries(report.headline.map((f) => [f.label, f.value]))
  const output = { ledger, packets, headline }
  const text = new TextEncoder()
  return ok({
    output,
    headline: `${entries.length} ledger entries of ${parties.length} parties verified; ${packets} packets archived`,
    blobs: {
      'ledger.jsonl': text.encode(ledgerText(entries)),
      'report.html': text.encode(renderReport(report)),
      'summary.json': text.encode(`${JSON.stringify(summaryOf(mission, inputs, output, making.seed), null, 2)}\n`),
    },
  })
}

/** All decisions in the order of their times, signed. */
function ledgerOf(mission: MissionFolder, inputs: Inputs, ports: RehearsalPorts): Entry[] {
  const book = new LedgerBook(mission.mission.lead, ports.signer)
  const before = [...programmeTimeline(inputs.programme), ...flightTimeline(inputs.model, inputs.flight)]
  const drafts = [...before.flatMap((item) => item.ledger ?? []), ...inputs.operations.decisions]
  return drafts.flatMap((draft) => book.record(draft))
}

function kindsOf(entries: readonly Entry[]): { kind: string; entries: number }[] {
  const counts = new Map<string, number>()
  for (const { kind } of entries) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return [...counts].map(([kind, count]) => ({ kind, entries: count }))
}

/** What other programs read: the figures of the report, without the pictures. */
function summaryOf(mission: MissionFolder, inputs: Inputs, archive: ArchiveOutcome, seed: string): unknown {
  const { programme, model, flight, surface, plan, operations } = inputs
  return {
    mission: mission.mission.id,
    seed,
    headline: archive.headline,
    programme: { funnel: programme.funnel, selection: programme.selection },
    budgets: model.budgets.checks,
    flight: {
      budget: flight.budget,
      figures: flight.figures,
      manoeuvres: flight.manoeuvres,
      touchdown: flight.touchdown,
    },
    surface: { site: surface.site, statistics: surface.statistics, terrain: surface.terrain },
    plan: {
      placed: plan.placed.length,
      unplaced: plan.unplaced,
      parties: plan.parties,
      value: plan.value,
      bound: plan.bound,
    },
    operations: { summary: operations.summary, deployments: operations.deployments },
    ledger: archive.ledger,
  }
}
