/** What each stage hands on: plain data, as it stands in artefacts. */
import type { FlightDesign } from '@magpie/flight/flight-design'
import type { MissionModel } from '@magpie/mission/mission-model'
import type { Plan } from '@magpie/plan/plan'
import type { ProgrammeOutcome } from '@magpie/programme/programme-stage'
import type { OperationsSummary } from '@magpie/simulator/operations-event'
import type { SiteStudy } from '@magpie/surface/site-study'
import type { Deployment, Happening, LedgerDraft } from './happening.ts'
import type { TelemetrySeries } from './series-book.ts'

/** What each stage hands on. */
export type StageOutputs = {
  readonly programme: ProgrammeOutcome
  readonly model: MissionModel
  readonly flight: FlightDesign
  readonly surface: SiteStudy
  readonly plan: Plan
  readonly operations: OperationsOutcome
  readonly archive: ArchiveOutcome
}
export type StageName = keyof StageOutputs

export type OperationsOutcome = {
  readonly summary: OperationsSummary
  readonly deployments: readonly Deployment[]
  readonly happenings: readonly Omit<Happening, 'sequence'>[]
  readonly decisions: readonly LedgerDraft[]
  /** Numeric parameters over the whole time, thinned for pictures; the packets have all of it. */
  readonly series: readonly TelemetrySeries[]
}

export type OperationsInputs = {
  readonly model: MissionModel
  readonly flight: FlightDesign
  readonly surface: SiteStudy
  readonly plan: Plan
}

export type ArchiveOutcome = {
  readonly ledger: {
    readonly entries: number
    readonly head: string
    readonly parties: readonly { readonly party: string; readonly entries: number }[]
  }
  readonly packets: number
  readonly headline: Readonly<Record<string, string | number>>
}
