/** What operations tell, one event after another in time order, and the summary at the end. All times are TDB s past J2000. */

import type { AuthorityDecision, Refusal } from '@magpie/mission/authority-request'
import type { DeskState } from '@magpie/operations/command/life'
import type { DeploymentChange, DeploymentStatus } from '@magpie/operations/deployment-runner'
import type { DeploymentState } from '@magpie/operations/deployment-state'
import type { AlarmLevel } from '@magpie/operations/dictionary'
import type { ExchangeStatus } from '@magpie/operations/exchange/exchange-status'
import type { ExchangeState } from '@magpie/operations/exchange/protocol'

export type TelemetryValue = {
  readonly name: string
  readonly value: number | string | boolean
  readonly unit: string
  readonly alarm: AlarmLevel
}

type At = { readonly at: number }

export type OperationsEvent = At &
  (
    | {
        readonly kind: 'packet-received'
        readonly station: string
        readonly element: string
        readonly bytes: Uint8Array
      }
    | {
        readonly kind: 'telemetry'
        readonly element: string
        readonly container: string
        /** When the element made it, by its own clock. */
        readonly generated_s: number
        readonly parameters: readonly TelemetryValue[]
      }
    | {
        readonly kind: 'alarm'
        readonly element: string
        readonly parameter: string
        readonly from: AlarmLevel
        readonly to: AlarmLevel
        readonly value: number | string
        readonly unit: string
      }
    | {
        readonly kind: 'command'
        readonly id: string
        readonly party: string
        readonly person: string
        readonly element: string
        readonly action: string
        readonly state: DeskState
        /** The activity, deployment or service it belongs to, where it belongs to one. */
        readonly purpose: string
        /** Why it failed, as far as the element said. */
        readonly failure?: Refusal
      }
    | {
        readonly kind: 'refusal'
        readonly id: string
        readonly party: string
        readonly element: string
        readonly action: string
        readonly where: 'submission' | 'queue' | 'release' | 'gateway'
        readonly decision: Exclude<AuthorityDecision, { readonly permitted: true }>
      }
    | {
        readonly kind: 'deployment'
        readonly module: string
        readonly party: string
        readonly change: DeploymentChange
        /** Where all of it stands after the change. */
        readonly status: DeploymentStatus
      }
    | {
        readonly kind: 'proximity'
        readonly service: string
        /** Whether it stands elsewhere than before. */
        readonly changed: boolean
        readonly status: ExchangeStatus
      }
    | {
        readonly kind: 'pass'
        readonly station: string
        readonly link: 'station' | 'relay'
        readonly state: 'start' | 'end'
        readonly light_s: number
      }
    | {
        readonly kind: 'gap'
        readonly element: string
        readonly first: number
        readonly missing: number
        readonly state: 'opened' | 'filled'
      }
    | {
        /** A file on its way: made, wholly in the care of a node, or delivered. */
        readonly kind: 'file'
        readonly file: string
        readonly element: string
        readonly party: string
        readonly direction: 'down' | 'up'
        readonly state: 'made' | 'in-care' | 'delivered' | 'failed'
        readonly node: string
        readonly octets: number
        /** Since it was made, s. */
        readonly after_s: number
      }
    | { readonly kind: 'fault'; readonly element: string; readonly fault: string; readonly why: string }
    | {
        readonly kind: 'activity'
        readonly id: string
        readonly element: string
        readonly state: 'started' | 'completed' | 'failed' | 'missed'
      }
    | { readonly kind: 'note'; readonly element: string; readonly party: string; readonly text: string }
  )

export type DeploymentRow = {
  readonly module: string
  readonly owner: string
  readonly state: DeploymentState
  readonly deployedAt_s: number | undefined
  readonly attempts: number
  readonly why: string
}

/** One exchange between elements of two parties, as the ground knew it at the end. */
export type ExchangeRow = {
  readonly service: string
  readonly kind: string
  readonly request: number
  readonly from: string
  readonly to: string
  readonly state: ExchangeState
  /** What the provider said it gave, in the unit. */
  readonly amount: number
  readonly unit: string
}

export type RefusalRow = {
  readonly command: string
  readonly at: number
  readonly party: string
  readonly element: string
  readonly action: string
  readonly where: string
  readonly rule: string
  readonly fact: string
  readonly source: string
  readonly remedy: string
}

/** A file that was sent by bundles, and when which node had it whole. */
export type FileRow = {
  readonly file: string
  readonly element: string
  readonly direction: 'down' | 'up'
  readonly octets: number
  readonly made_s: number
  /** Undefined where it was not there at the end. */
  readonly delivered_s: number | undefined
  readonly hops: readonly { readonly node: string; readonly at_s: number }[]
}

/** What became of files and their bundles. */
export type RelaySummary = {
  readonly files: readonly FileRow[]
  readonly bundles: {
    readonly made: number
    readonly sent: number
    readonly lost: number
    /** Sent again because the next node did not say in time that it had them. */
    readonly again: number
    readonly accepted: number
    readonly dropped: number
  }
  /** Each hop that bundles went by, both ways together. */
  readonly hops: readonly {
    readonly from: string
    readonly to: string
    readonly bundles: number
    readonly lost: number
    readonly octets: number
  }[]
  /** For each outage: files that were on their way when it began or were made while it lasted, how late they came. */
  readonly outages: readonly {
    readonly node: string
    readonly start_s: number
    readonly end_s: number
    readonly files: number
    readonly delivered: number
    readonly longest_s: number
  }[]
  /** Files whose octets were not those sent: must be none. */
  readonly damaged: number
  /** Most octets that waited at a node at once. */
  readonly stored_octets: Readonly<Record<string, number>>
}

/** What the run came to. */
export type OperationsSummary = {
  readonly kind: 'operations-summary'
  readonly touchdown_s: number
  readonly end_s: number
  readonly packets: {
    readonly sent: number
    readonly received: number
    readonly lost: number
    readonly byElement: Readonly<Record<string, number>>
  }
  /** Sequence counts that never came, and those that came late. */
  readonly gaps: { readonly open: number; readonly filled: number }
  readonly commands: Readonly<Record<DeskState, number>>
  readonly alarms: { readonly raised: number; readonly critical: number; readonly standing: number }
  readonly deployments: readonly DeploymentRow[]
  readonly refusals: readonly RefusalRow[]
  /** Energy that reached the client, Wh, by service. */
  readonly charging_Wh: Readonly<Record<string, number>>
  readonly exchanges: readonly ExchangeRow[]
  readonly data: { readonly produced_Mbit: number; readonly delivered_Mbit: number; readonly packets_Mbit: number }
  readonly activities: {
    readonly planned: number
    readonly completed: number
    readonly failed: number
    readonly missed: number
  }
  /** Lowest state of charge of the lander's battery, percent, and time spent in hibernation. */
  readonly power: { readonly lowest_percent: number; readonly hibernated_h: number }
  readonly relay?: RelaySummary
  /** Ids of scripted events that did not turn out as the script expects: must be empty. */
  readonly unexpected: readonly string[]
}
