/**
 * Deployments on the ground: a runner for each module, that looks every minute with nothing but decoded telemetry, the
 * contact plan and what people have said. Made-up people say go some minutes after all else is ready, where nobody took
 * their seat.
 */
import type { Identifier } from '@magpie/core/identifier'
import type { Random } from '@magpie/core/random'
import { isLost } from '@magpie/operations/command/life'
import type { DeploymentAct } from '@magpie/operations/deployment-people'
import { DeploymentRunner, type RunnerCommand } from '@magpie/operations/deployment-runner'
import type { GateSight, Surroundings } from '@magpie/operations/gate-sight'
import type { Deployment } from '@magpie/operations/operations-file'
import type { CommandDesk } from './command-desk.ts'
import type { DeploymentRow, OperationsEvent } from './operations-event.ts'
import type { People } from './people.ts'
import type { RadioLink } from './radio-link.ts'
import type { World } from './world.ts'

const LOOK_EVERY_S = 60

type Case = {
  readonly runner: DeploymentRunner
  looking: boolean
  /** Whether the made-up people were asked. */
  asked: boolean
  deployedAt_s: number | undefined
}

/** What somebody at a running centre says about a module. */
export type DeploymentSaid = {
  readonly module: Identifier
  readonly party: Identifier
  readonly person: string
  readonly act: DeploymentAct
  /** Who led joint operations then. */
  readonly lead: Identifier
}

export type DeploymentDesk = {
  readonly rows: () => DeploymentRow[]
  /** Takes in what was said. */
  act(said: DeploymentSaid): void
}

export type DeploymentParts = {
  readonly world: World
  readonly desk: CommandDesk
  readonly value: GateSight['value']
  readonly link: RadioLink
  readonly people: People
  readonly emit: (event: OperationsEvent) => void
  readonly random: Random
  readonly surroundings: Surroundings
  readonly lead: Identifier
  /** When each module's sequence may begin, TDB s. */
  readonly start_s: (deployment: Deployment) => number
  readonly ended: (module: Identifier, deployed: boolean) => void
}

/** Starts looking after the deployments. */
export function deploymentDesk(deployments: readonly Deployment[], parts: DeploymentParts): DeploymentDesk {
  const cases = deployments.map((deployment) => caseOf(deployment, parts))
  for (const c of cases) parts.world.time.at(parts.start_s(c.runner.deployment), () => look(c, parts))
  return {
    rows: () =>
      cases.map(({ runner, deployedAt_s }) => {
        const { state, why, steps } = runner.status()
        return {
          module: runner.deployment.module,
          owner: runner.deployment.owner,
          state,
          deployedAt_s,
          attempts: steps.reduce((n, step) => n + step.attempts, 0),
          why,
        }
      }),
    act({ module, party, person, act, lead }) {
      const c = cases.find(({ runner }) => runner.deployment.module === module)
      if (c === undefined) return
      const done = c.runner.act(act, { party, person, lead, at_s: parts.world.time.now })
      // What ended looks again once it is tried again.
      if (done.ok && act.action === 'retry' && !c.looking) look(c, parts)
    },
  }
}

function caseOf(deployment: Deployment, parts: DeploymentParts): Case {
  const { world, people, lead, emit } = parts
  const { module, owner, host } = deployment
  const c: Case = {
    runner: new DeploymentRunner(deployment, {
      value: parts.value,
      contact: (now_s) => {
        const { pass } = parts.link
        return pass === undefined
          ? { remaining_s: 0, source: 'the contact plan: no pass' }
          : { remaining_s: pass.end - now_s, source: `the contact plan: a pass over ${pass.station}` }
      },
      surroundings: parts.surroundings,
      say: () => ({ owner, host: people.ownerOf(host), lead }),
      submit: (command, told) => send(deployment, command, told, parts),
      report(change, status) {
        emit({ at: world.time.now, kind: 'deployment', module, party: owner, change, status })
        if (change.kind !== 'state') return
        if (change.state === 'deployed') c.deployedAt_s = world.time.now
        if (change.state === 'deployed' || change.state === 'failed' || change.state === 'safe')
          parts.ended(module, change.state === 'deployed')
      },
    }),
    looking: false,
    asked: false,
    deployedAt_s: undefined,
  }
  return c
}

function look(c: Case, parts: DeploymentParts): void {
  const { time } = parts.world
  c.looking = true
  c.runner.look(time.now)
  askPeople(c, parts)
  if (c.runner.over) c.looking = false
  else time.at(time.now + LOOK_EVERY_S, () => look(c, parts))
}

/** Once all that can be measured is green, the owner is asked, and the host. */
function askPeople(c: Case, { world, people, random }: DeploymentParts): void {
  const { runner } = c
  if (c.asked || !runner.measured) return
  c.asked = true
  const { owner, host } = runner.deployment
  const hostParty = people.ownerOf(host)
  const say = (seat: 'owner' | 'host', party: Identifier, action: 'go' | 'no-objection') => {
    if (runner.people.seats[seat] !== undefined) return
    runner.act({ action, why: '' }, { party, person: people.operator(party), at_s: world.time.now, madeUp: true })
  }
  world.time.at(world.time.now + 120 + random.integer(600), () => say('owner', owner, 'go'))
  world.time.at(world.time.now + 60 + random.integer(300), () => say('host', hostParty, 'no-objection'))
}

function send(
  { module }: Deployment,
  { id, element, command, arguments: values }: RunnerCommand,
  told: (state: string, failed: boolean) => void,
  { people, desk, world }: DeploymentParts,
): void {
  const party = people.ownerOf(element)
  desk.submit({
    id,
    party,
    person: people.operator(party),
    element,
    command,
    values,
    approvals: people.approversOf(party, element, command, values),
    expires_s: world.time.now + 3600,
    purpose: `deployment of ${module}`,
    onState: (state) => told(state, isLost(state)),
  })
}
