/** Stage 6: operations on the surface, drained headless: every packet, every decision, the boards at the end. */
import { err, ok, type Result } from '@magpie/core/result'
import type { OperationsEvent, OperationsSummary } from '@magpie/simulator/operations-event'
import type { Deployment, Happening, LedgerDraft } from '../happening.ts'
import type { MissionFolder } from '../mission-folder.ts'
import { beginOperations } from '../operations-run.ts'
import { OperationsTimeline } from '../operations-timeline.ts'
import { PacketFile } from '../packet-file.ts'
import type { RehearsalPorts } from '../ports.ts'
import { SeriesBook } from '../series-book.ts'
import type { StageDone, StageFailure, StageProgress } from '../stage.ts'
import type { OperationsInputs, OperationsOutcome } from '../stage-outputs.ts'

const PROGRESS_EVENTS = 20_000

/** Runs the simulation to its end and keeps what came to the ground. */
export async function runOperations(
  mission: MissionFolder,
  inputs: OperationsInputs,
  seed: string,
  ports: RehearsalPorts,
  progress: StageProgress,
): Promise<Result<StageDone<OperationsOutcome>, StageFailure>> {
  const begun = beginOperations(mission, inputs, seed, ports)
  if (!begun.ok) return err({ kind: 'stage-failed', stage: 'operations', cause: begun.error })
  const { start_tdb_s, end_tdb_s } = inputs.surface.span
  const kept = new Kept(new OperationsTimeline(mission.operations, inputs.model), start_tdb_s, end_tdb_s)
  let count = 0
  let step = begun.value.next()
  for (; step.done !== true; step = begun.value.next()) {
    kept.take(step.value)
    if (++count % PROGRESS_EVENTS > 0) continue
    const done = (step.value.at - start_tdb_s) / (end_tdb_s - start_tdb_s)
    progress(Math.min(1, Math.max(0, done)), `${kept.packets.count} packets received`)
  }
  const output = kept.outcome(step.value)
  return ok({ output, headline: headlineOf(output.summary, output.deployments), blobs: kept.packets.blobs() })
}

/** What is kept of the events as they pass. */
class Kept {
  readonly packets = new PacketFile()
  private readonly timeline: OperationsTimeline
  private readonly series: SeriesBook
  private readonly happenings: Omit<Happening, 'sequence'>[] = []
  private readonly decisions: LedgerDraft[] = []

  constructor(timeline: OperationsTimeline, start_s: number, end_s: number) {
    this.timeline = timeline
    this.series = new SeriesBook(start_s, end_s)
  }

  take(event: OperationsEvent): void {
    if (event.kind === 'telemetry') {
      this.series.take(event)
      return
    }
    for (const item of this.timeline.items(event)) {
      if (item.packet !== undefined) this.packets.add(item.tdb_s, item.packet)
      if (item.happening !== undefined) this.happenings.push(item.happening)
      if (item.ledger !== undefined) this.decisions.push(item.ledger)
    }
  }

  outcome(summary: OperationsSummary): OperationsOutcome {
    const { happenings, decisions } = this
    return {
      summary,
      deployments: [...this.timeline.boards.values()],
      happenings,
      decisions,
      series: this.series.list(),
    }
  }
}

function headlineOf(summary: OperationsSummary, deployments: readonly Deployment[]): string {
  const deployed = deployments.filter((d) => d.state === 'deployed').length
  return `${summary.packets.received} packets, ${deployed} of ${deployments.length} modules deployed, ${summary.commands.completed} commands carried out, ${summary.refusals.length} refused with reasons`
}
