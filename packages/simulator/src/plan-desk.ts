/** The surface plan as commands: each activity goes up before its time and runs on the element's own clock. */
import type { Identifier } from '@magpie/core/identifier'
import type { DeskState } from '@magpie/operations/command/life'
import type { Deployment } from '@magpie/operations/operations-file'
import type { CommandDesk } from './command-desk.ts'
import type { ExchangeDesk } from './exchange-desk.ts'
import type { OperationsEvent } from './operations-event.ts'
import type { ScheduledActivity } from './operations-input.ts'
import type { People } from './people.ts'
import type { World } from './world.ts'

/** Commands are handed to the desk so long before their time, s. */
const LEAD_S = 24 * 3600

export type PlanDesk = {
  /** When the plan begins a module's deployment, where it does. */
  deploymentStart_s(deployment: Deployment): number | undefined
  deploymentEnded(module: Identifier, deployed: boolean): void
  readonly counts: { readonly planned: number; completed: number; failed: number; missed: number }
}

export type PlanParts = {
  readonly world: World
  readonly desk: CommandDesk
  readonly people: People
  readonly emit: (event: OperationsEvent) => void
  readonly proximity: ExchangeDesk
  readonly activities: readonly ScheduledActivity[]
}

type End = 'completed' | 'failed' | 'missed'
type Tell = (activity: ScheduledActivity, state: 'started' | End) => void

/** Hands over every activity of the plan, and the services that the plan says nothing about. */
export function planDesk(parts: PlanParts): PlanDesk {
  const { world, activities } = parts
  const ends = new Map<string, End>()
  const count = (end: End) => [...ends.values()].filter((e) => e === end).length
  const failed = new Set<Identifier>()
  const tell: Tell = (activity, state) => {
    // What was given up can still turn out done: a report that comes late corrects it.
    if (state !== 'started') ends.set(activity.id, state)
    parts.emit({ at: world.time.now, kind: 'activity', id: activity.id, element: activity.element, state })
  }
  for (const activity of activities) {
    if (activity.sequence) continue
    const service = world.file.proximity.find((p) => p.from === activity.element && p.act === activity.command)
    if (service !== undefined)
      world.time.at(activity.startTdb_s, () => {
        tell(activity, 'started')
        const duration_s = Math.max(600, Number(activity.arguments['duration'] ?? 3600))
        parts.proximity.begin(service, duration_s, (done) => tell(activity, done ? 'completed' : 'missed'))
      })
    else
      world.time.at(activity.startTdb_s - LEAD_S, () => {
        if (failed.has(activity.element)) withhold(parts, activity, tell)
        else submit(parts, activity, tell)
      })
  }
  unplannedServices(parts)
  return {
    get counts() {
      return {
        planned: activities.length,
        completed: count('completed'),
        failed: count('failed'),
        missed: count('missed'),
      }
    },
    deploymentStart_s: (deployment) =>
      activities.find((a) => a.sequence && a.element === deployment.module)?.startTdb_s,
    deploymentEnded(module, deployed) {
      if (deployed) failed.delete(module)
      else failed.add(module)
      const activity = activities.find((a) => a.sequence && a.element === module)
      if (activity !== undefined) tell(activity, deployed ? 'completed' : 'failed')
    },
  }
}

function submit(
  { world, desk, people }: PlanParts,
  activity: ScheduledActivity,
  tell: (a: ScheduledActivity, s: 'started' | End) => void,
): void {
  const { id, party, element, command, startTdb_s, endTdb_s } = activity
  desk.submit({
    id,
    party,
    person: people.operator(party),
    element,
    command,
    values: activity.arguments,
    approvals: people.approversOf(party, element, command, activity.arguments),
    execute_s: startTdb_s > world.time.now ? startTdb_s : undefined,
    expires_s: endTdb_s,
    purpose: `activity ${id}`,
    onStarted: () => tell(activity, 'started'),
    onState: (state) => {
      const end = ENDS[state]
      if (end !== undefined) tell(activity, end)
    },
  })
}

/** What is to be done with a module that could not be deployed is not even sent. */
function withhold({ world, emit }: PlanParts, activity: ScheduledActivity, tell: Tell): void {
  const { element, party, id } = activity
  emit({
    at: world.time.now,
    kind: 'note',
    element,
    party,
    text: `${id} is withheld: ${element} could not be deployed`,
  })
  tell(activity, 'missed')
}

const ENDS: Readonly<Partial<Record<DeskState, End>>> = {
  completed: 'completed',
  failed: 'failed',
  refused: 'missed',
  revoked: 'missed',
  expired: 'missed',
  'timed-out': 'missed',
}

/** Services go by the mission's own times where the plan has none of them. */
function unplannedServices({ world, activities, proximity }: PlanParts): void {
  for (const service of world.file.proximity) {
    if (activities.some((a) => a.element === service.from && a.command === service.act)) continue
    // What an element asks for by itself, when it must, has no time.
    if (service.standing.includes('request')) continue
    for (let i = 0; i < service.times; i++)
      world.time.at(world.touchdown_s + service.first_s + i * service.apart_s, () =>
        proximity.begin(service, service.duration_s + 2 * 3600, () => undefined),
      )
  }
}
