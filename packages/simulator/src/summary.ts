/** What a run of operations came to, in numbers. */
import { type DeskState, deskState } from '@magpie/operations/command/life'
import type { CommandDesk } from './command-desk.ts'
import type { DeploymentDesk } from './deployment-desk.ts'
import type { ExchangeDesk } from './exchange-desk.ts'
import type { GroundReceiver } from './ground-receiver.ts'
import type { Lander } from './lander.ts'
import type { OperationsSummary } from './operations-event.ts'
import type { PlanDesk } from './plan-desk.ts'
import type { RadioLink } from './radio-link.ts'
import type { RelayNetwork } from './relay-network.ts'
import type { Script } from './script.ts'
import type { World } from './world.ts'

export type Accounts = {
  readonly world: World
  readonly lander: Lander
  readonly link: RadioLink
  readonly receiver: GroundReceiver
  readonly desk: CommandDesk
  readonly deployments: DeploymentDesk
  readonly exchanges: ExchangeDesk
  readonly plan: PlanDesk
  readonly script: Script
  readonly network: RelayNetwork | undefined
}

/** The summary at the end of the span. */
export function summarise(a: Accounts): OperationsSummary {
  const commands = Object.fromEntries(deskState.options.map((state) => [state, 0])) as Record<DeskState, number>
  for (const record of a.desk.records) commands[record.state]++
  const { counts } = a.receiver
  return {
    kind: 'operations-summary',
    touchdown_s: a.world.touchdown_s,
    end_s: a.world.end_s,
    packets: {
      sent: a.link.sent,
      received: counts.received,
      lost: a.link.lost,
      byElement: Object.fromEntries(a.receiver.byElement),
    },
    gaps: { open: a.receiver.openGaps(), filled: counts.gapsFilled },
    commands,
    alarms: { raised: counts.raised, critical: counts.critical, standing: a.receiver.standingAlarms() },
    deployments: a.deployments.rows(),
    refusals: a.desk.refusals,
    charging_Wh: chargedBy(a),
    exchanges: a.exchanges.rows(),
    data: {
      produced_Mbit: a.lander.recorder.produced_Mbit,
      delivered_Mbit: counts.delivered_Mbit,
      packets_Mbit: (8 * counts.octets) / 1e6,
    },
    activities: a.plan.counts,
    power: { lowest_percent: a.lander.lowest_percent, hibernated_h: a.lander.hibernated_s / 3600 },
    ...(a.network === undefined ? {} : { relay: a.network.summary() }),
    unexpected: a.script.unexpected(),
  }
}

/** Energy by service of charging, Wh. */
function chargedBy({ world, exchanges }: Parameters<typeof summarise>[0]): Record<string, number> {
  const charging = new Set(world.file.proximity.filter((p) => p.service === 'charging').map((p) => p.id))
  return Object.fromEntries(Object.entries(exchanges.moved).filter(([id]) => charging.has(id)))
}
