/** The rehearsal's script: faults of nature, attempts of people, a revocation; and whether each turned out as expected. */
import type { Identifier } from '@magpie/core/identifier'
import type { Agreement } from '@magpie/mission/agreement'
import type { DeskState } from '@magpie/operations/command/life'
import type { ScriptedEvent } from '@magpie/operations/operations-file'
import type { CommandDesk } from './command-desk.ts'
import { type FaultDesk, playFault } from './fault-desk.ts'
import type { OperationsEvent } from './operations-event.ts'
import type { People } from './people.ts'
import type { World } from './world.ts'

export type Script = {
  /** Ids of commands that did not end as the script says, with how they ended. */
  unexpected(): string[]
}

export type ScriptParts = {
  readonly world: World
  readonly desk: CommandDesk
  readonly people: People
  readonly emit: (event: OperationsEvent) => void
  readonly faults: FaultDesk
  /** Shuts an element's link with the lander, or opens it again. */
  readonly silence: (element: Identifier, silent: boolean) => void
  /** Elements that take part. */
  readonly taking: ReadonlySet<Identifier>
  readonly lead: Identifier
  readonly agreements: readonly Agreement[]
}

type Attempt = { readonly event: ScriptedEvent & { kind: 'command' }; state: DeskState }

/** Puts every event of the script into the queue. */
export function runScript(parts: ScriptParts): Script {
  const { world } = parts
  const attempts: Attempt[] = []
  for (const event of world.file.script)
    world.time.at(world.touchdown_s + event.at_s, () => play(event, parts, attempts))
  return {
    unexpected: () =>
      attempts.flatMap(({ event, state }) => (fits(event, state, parts.desk) ? [] : [`${event.id}: ${state}`])),
  }
}

function play(event: ScriptedEvent, parts: ScriptParts, attempts: Attempt[]): void {
  const { world, emit } = parts
  const at = world.time.now
  switch (event.kind) {
    case 'command':
      if (parts.taking.has(event.element)) attempt(event, parts, attempts)
      return
    case 'fault':
      playFault(parts.faults, event)
      return
    case 'outage':
      emit({ at, kind: 'fault', element: event.station, fault: 'outage', why: event.why })
      return
    case 'silence':
      if (parts.taking.has(event.element)) silence(event, parts)
      return
    case 'revoke':
      revoke(event, parts)
  }
}

function silence(event: ScriptedEvent & { kind: 'silence' }, { world, emit, ...parts }: ScriptParts): void {
  const { element, why, duration_s } = event
  emit({ at: world.time.now, kind: 'fault', element, fault: 'silence', why })
  parts.silence(element, true)
  world.time.at(world.time.now + duration_s, () => {
    parts.silence(element, false)
    emit({ at: world.time.now, kind: 'fault', element, fault: 'silence-over', why: 'its link with the lander is back' })
  })
}

function attempt(event: ScriptedEvent & { kind: 'command' }, { world, desk }: ScriptParts, attempts: Attempt[]): void {
  const tried: Attempt = { event, state: 'drafted' }
  attempts.push(tried)
  desk.submit({
    id: event.id,
    party: event.party,
    person: event.person,
    element: event.element,
    command: event.command,
    values: event.arguments,
    approvals: event.approvals,
    execute_s: event.execute_s === undefined ? undefined : world.touchdown_s + event.execute_s,
    expires_s: world.time.now + 3 * 86400,
    purpose: event.why,
    forgedBy: event.forgedBy,
    onState: (state) => {
      tried.state = state
    },
  })
}

function revoke(
  event: ScriptedEvent & { kind: 'revoke' },
  { world, desk, people, emit, lead, agreements }: ScriptParts,
): void {
  const grant = agreements.flatMap((a) => a.grants).find((g) => g.id === event.grant)
  if (grant === undefined || !grant.revocable || grant.grantor !== event.by) {
    const text = `the script revokes ${event.grant}, which ${event.by} cannot: it is no revocable grant of it in this mission`
    emit({ at: world.time.now, kind: 'note', element: '', party: event.by, text })
    return
  }
  const text = `${event.by} revokes the grant ${event.grant}: ${event.why}`
  emit({ at: world.time.now, kind: 'note', element: grant.element, party: event.by, text })
  desk.revoke(event.grant)
  // The gateway on board keeps its own list: its owner sends it the revocation.
  desk.submit({
    id: `gateway-${event.id}`,
    party: lead,
    person: people.operator(lead),
    element: world.file.gateway,
    command: 'gateway_revoke',
    values: { grant: event.grant },
    approvals: [],
    expires_s: world.time.now + 10 * 86400,
    purpose: `revocation of ${event.grant}`,
  })
}

function fits({ id, expect }: ScriptedEvent & { kind: 'command' }, state: DeskState, desk: CommandDesk): boolean {
  if (expect === 'executed') return state === 'completed'
  const where = {
    'refused-at-submission': 'submission',
    'refused-at-gateway': 'gateway',
    'removed-from-queue': 'queue',
  }[expect]
  return (
    (state === 'refused' || state === 'revoked') && desk.refusals.some((r) => r.command === id && r.where === where)
  )
}
