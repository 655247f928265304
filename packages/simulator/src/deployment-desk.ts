/**
 * Deployments on the ground: a machine for each module, looked at every minute with nothing but decoded telemetry, the
 * contact plan and what people have said. People here say go some minutes after all else is ready.
 */

import type { Identifier } from '@magpie/core/identifier'
import type { Random } from '@magpie/core/random'
import type { CommandState } from '@magpie/operations/commands'
import {
  advanceDeployment,
  type DeploymentAction,
  type DeploymentMachine,
  deploymentMachine,
} from '@magpie/operations/deployment'
import type { Deployment } from '@magpie/operations/operations-file'
import type { CommandDesk } from './command-desk.ts'
import type { GroundReceiver } from './ground-receiver.ts'
import type { DeploymentRow, OperationsEvent } from './operations-event.ts'
import type { People } from './people.ts'
import type { RadioLink } from './radio-link.ts'
import type { World } from './world.ts'

const LOOK_EVERY_S = 60

type Case = {
  readonly machine: DeploymentMachine
  readonly start_s: number
  goAt_s: number
  noObjectionAt_s: number
  commandFailed: boolean | undefined
  sent: number
  deployedAt_s: number | undefined
  why: string
}

export type DeploymentDesk = { readonly rows: () => DeploymentRow[] }

export type DeploymentParts = {
  readonly world: World
  readonly desk: CommandDesk
  readonly receiver: GroundReceiver
  readonly link: RadioLink
  readonly people: People
  readonly emit: (event: OperationsEvent) => void
  readonly random: Random
  /** When each module's sequence may begin, TDB s. */
  readonly start_s: (deployment: Deployment) => number
  readonly ended: (module: Identifier, deployed: boolean) => void
}

/** Starts looking after the deployments. */
export function deploymentDesk(deployments: readonly Deployment[], parts: DeploymentParts): DeploymentDesk {
  const cases = deployments.map(
    (deployment): Case => ({
      machine: deploymentMachine(deployment),
      start_s: parts.start_s(deployment),
      goAt_s: Number.POSITIVE_INFINITY,
      noObjectionAt_s: Number.POSITIVE_INFINITY,
      commandFailed: undefined,
      sent: 0,
      deployedAt_s: undefined,
      why: 'its time has not come',
    }),
  )
  for (const c of cases) look(c, parts)
  return {
    rows: () =>
      cases.map(({ machine, deployedAt_s, why }) => ({
        module: machine.deployment.module,
        owner: machine.deployment.owner,
        state: machine.state,
        deployedAt_s,
        attempts: machine.steps.reduce((n, step) => n + step.attempts, 0),
        why,
      })),
  }
}

function look(c: Case, parts: DeploymentParts): void {
  const { time } = parts.world
  time.at(c.start_s, () => {
    const again = () => {
      examine(c, parts)
      const { state } = c.machine
      if (state !== 'deployed' && state !== 'failed' && state !== 'safe') time.at(time.now + LOOK_EVERY_S, again)
    }
    again()
  })
}

function examine(c: Case, parts: DeploymentParts): void {
  const { time } = parts.world
  const actions = advanceDeployment(c.machine, time.now, {
    value: parts.receiver.value,
    contact_s: parts.link.pass === undefined ? 0 : parts.link.pass.end - time.now,
    ownerGo: time.now >= c.goAt_s,
    hostObjects: time.now < c.noObjectionAt_s,
    commandFailed: c.commandFailed,
  })
  for (const action of actions) carryOut(c, action, parts)
  askPeople(c, parts)
}

/** Once all that can be measured is green, the owner is asked, and the host. */
function askPeople(c: Case, { world, emit, random }: DeploymentParts): void {
  const { gates, owner, host, module } = c.machine.deployment
  const measured = gates.every(
    (gate, i) =>
      gate.kind === 'owner-go' || gate.kind === 'host-no-objection' || c.machine.gates[i]!.state === 'passed',
  )
  if (!measured || Number.isFinite(c.goAt_s)) return
  c.goAt_s = world.time.now + 120 + random.integer(600)
  c.noObjectionAt_s = world.time.now + 60 + random.integer(300)
  world.time.at(c.goAt_s, () =>
    emit({
      at: world.time.now,
      kind: 'note',
      element: module,
      party: owner,
      text: `${owner} says go for ${module} on ${host}`,
    }),
  )
}

function carryOut(c: Case, action: DeploymentAction, parts: DeploymentParts): void {
  const { module, owner } = c.machine.deployment
  const at = parts.world.time.now
  switch (action.kind) {
    case 'gate':
      parts.emit({ at, kind: 'deployment', module, party: owner, change: action })
      return
    case 'step':
      parts.emit({ at, kind: 'deployment', module, party: owner, change: action })
      return
    case 'state':
      c.why = action.why
      if (action.state === 'deployed') c.deployedAt_s = at
      parts.emit({ at, kind: 'deployment', module, party: owner, change: action })
      if (action.state === 'deployed' || action.state === 'failed') parts.ended(module, action.state === 'deployed')
      return
    case 'send':
      send(c, action.step, `${module}-${action.step.id}-${++c.sent}`, parts)
      return
    case 'abort':
      send(c, action.command, `${module}-abort`, parts)
  }
}

function send(
  c: Case,
  command: { element: string; command: string; arguments: Deployment['steps'][number]['arguments'] },
  id: string,
  parts: DeploymentParts,
): void {
  const { people, desk, world } = parts
  const party = people.ownerOf(command.element)
  c.commandFailed = undefined
  const done = (state: CommandState) => {
    if (state === 'refused' || state === 'failed' || state === 'expired') c.commandFailed = true
  }
  desk.submit({
    id,
    party,
    person: people.operator(party),
    element: command.element,
    command: command.command,
    values: command.arguments,
    approvals: people.approversOf(party, command.element, command.command, command.arguments),
    expires_s: world.time.now + 3600,
    purpose: `deployment of ${c.machine.deployment.module}`,
    onState: done,
  })
}
