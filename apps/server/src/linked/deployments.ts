/**
 * Deployments over links: each module's runner looks at what telemetry says, hears what people said at the desk, and has its
 * commands submitted there in the name of the element's owner, approved by the go and the no-objection that were given.
 */
import type { CommandCentre } from '@magpie/centre/command-centre'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { epoch, tdbSeconds } from '@magpie/core/time'
import { secondsOf, utcText } from '@magpie/operations/command/instant'
import { DeploymentRunner, type RunnerCommand } from '@magpie/operations/deployment-runner'
import type { GateSight, Surroundings } from '@magpie/operations/gate-sight'
import type { Deployment } from '@magpie/operations/operations-file'
import type { OperationsEvent } from '@magpie/simulator/operations-event'

export type DeploymentsParts = {
  readonly deployments: readonly Deployment[]
  readonly surroundings: Surroundings
  readonly touchdown_s: number
  /** The newest value of a parameter; its time TDB s. */
  readonly value: GateSight['value']
  readonly contact: (now_s: number) => GateSight['contact']
  readonly operatorOf: (party: string) => string
  readonly mission: string
  readonly emit: (event: OperationsEvent) => void
}

type Waiting = {
  readonly module: string
  readonly command: RunnerCommand
  readonly told: (state: string, failed: boolean) => void
  state: string
}

/** Runners are looked at so often, s of the mission. */
const LOOK_S = 60
/** A step's command is not wanted any more after so long, s. */
const WANTED_S = 3600
const FAILED = new Set(['refused', 'revoked', 'declined', 'withdrawn', 'expired', 'failed', 'timed-out'])

export class LinkedDeployments {
  private readonly parts: DeploymentsParts
  private readonly centre: CommandCentre
  private readonly runners: readonly DeploymentRunner[]
  private readonly waiting: Waiting[] = []
  /** Commands of runs before a restart that were carried out: what they confirmed may have gone on since. */
  private readonly done: ReadonlySet<string>
  private looked_s = Number.NEGATIVE_INFINITY
  private heard = 0

  constructor(centre: CommandCentre, parts: DeploymentsParts) {
    this.centre = centre
    this.parts = parts
    const commands = [...centre.desk.book.commands.values()]
    this.done = new Set(commands.filter((c) => c.state === 'completed').map((c) => c.content.nonce))
    this.runners = parts.deployments.map((deployment) => this.runnerOf(deployment))
  }

  /** What telemetry and people said since is looked at, and commands of steps are submitted. */
  async tick(now_s: number): Promise<void> {
    this.hear()
    this.follow()
    if (now_s - this.looked_s < LOOK_S) return
    this.looked_s = now_s
    for (const runner of this.runners)
      if (now_s >= this.parts.touchdown_s + runner.deployment.earliest_s && !runner.over) runner.look(now_s)
    for (const one of this.waiting) if (one.state === '') await this.submit(one)
  }

  /** Acts on record that the runners have not heard. */
  private hear(): void {
    const { said } = this.centre.desk.book
    for (; this.heard < said.length; this.heard++) {
      const { event, stamp } = said[this.heard]!
      if (event.kind !== 'deployment' || event.refusal !== undefined) continue
      const runner = this.runners.find(({ deployment }) => deployment.module === event.module)
      runner?.act(event.act, { party: stamp.party, person: stamp.person, at_s: tdbOf(stamp.at) })
    }
  }

  /** What became of commands. */
  private follow(): void {
    const byNonce = this.centre.desk.book.byNonce
    for (const one of this.waiting) {
      const c = byNonce.get(`${this.ownerOf(one.command.element)} ${nonceOf(one.command)}`)
      if (c === undefined || c.state === one.state) continue
      one.state = c.state
      one.told(c.state, FAILED.has(c.state))
    }
  }

  private async submit({ module, command }: Waiting): Promise<void> {
    const { operatorOf, mission } = this.parts
    const party = this.ownerOf(command.element)
    const person = operatorOf(party)
    const runner = this.runners.find(({ deployment }) => deployment.module === module)!
    const { go, noObjection } = runner.people
    await this.centre.perform((desk, at) => {
      const submitted = desk.submit(
        {
          ...{ format: 'magpie-command-1', mission, party, person, nonce: nonceOf(command), priority: 3 },
          ...{ element: command.element, command: command.command, arguments: command.arguments },
          ...{ expires: utcText(secondsOf(at) + WANTED_S), purpose: `deployment of ${module}` },
        },
        undefined,
        { at, party, person },
      )
      // What the owner and the host said of the whole is their consent to each of its steps.
      for (const said of [go, noObjection])
        if (submitted.ok && submitted.value.state === 'awaiting' && said !== undefined && said.party !== party)
          desk.approve(submitted.value.id, undefined, { at, party: said.party, person: said.person })
      return submitted
    })
    this.follow()
  }

  private ownerOf(element: string): string {
    return this.parts.surroundings.ownerOf(element) ?? this.centre.desk.ground.lead
  }

  private runnerOf(deployment: Deployment): DeploymentRunner {
    const { value, contact, surroundings, emit } = this.parts
    const { module, owner, host } = deployment
    const runner: DeploymentRunner = new DeploymentRunner(deployment, {
      value: (element, parameter) => this.confirmedBefore(runner, element, parameter) ?? value(element, parameter),
      contact,
      surroundings,
      say: () => ({ owner, host: this.ownerOf(host), lead: this.centre.desk.book.lead.holder }),
      submit: (command, told) => {
        this.waiting.push({ module, command, told, state: '' })
      },
      report: (change, status) =>
        emit({ at: tdbOf(this.centre.now()), kind: 'deployment', module, party: owner, change, status }),
    })
    return runner
  }

  /** A step that was confirmed before a restart: telemetry may say since what a later step made of it. */
  private confirmedBefore(runner: DeploymentRunner, element: string, parameter: string) {
    if (this.done.size === 0) return undefined
    const { steps } = runner.status()
    const at = steps.findIndex((s) => s.state === 'running')
    const confirm = runner.deployment.steps[at]?.confirm
    const sent = steps[at]?.commands.at(-1)
    if (confirm?.element !== element || confirm.parameter !== parameter || sent === undefined) return undefined
    return this.done.has(nonceOf(sent)) ? { value: confirm.equals, at_s: sent.sent_s } : undefined
  }
}

/** One name for each attempt of a step, the same after a restart. */
function nonceOf({ id }: RunnerCommand): string {
  return `deployment-${id}`.slice(0, 64)
}

function tdbOf(utc: string): number {
  return tdbSeconds(epoch(secondsOf(utc)), NAIF0012)
}
