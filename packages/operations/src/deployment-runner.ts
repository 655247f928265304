/**
 * Carries out one module's deployment over ports: telemetry in, commands out, acts of people between. A simulation's ground
 * runs it, and a centre on a real link runs the same. What it does depends on its ports and on the acts it is given alone.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { Refusal } from '@magpie/mission/authority-request'
import {
  abortDeployment,
  advanceDeployment,
  type DeploymentMachine,
  deploymentMachine,
  type MachineAction,
  retryDeployment,
} from './deployment.ts'
import {
  type Actor,
  afterAct,
  type DeploymentAct,
  type DeploymentPeople,
  isOver,
  judgeDeployment,
  NOBODY_SPOKE,
  type Say,
} from './deployment-people.ts'
import type { DeploymentState, GateState, StepState } from './deployment-state.ts'
import type { GateSight, Surroundings } from './gate-sight.ts'
import type { CommandArguments, Deployment, Gate } from './operations-file.ts'
import { sayOperations as sentence } from './sentences.ts'

/** A command that the sequence wants sent: `step` of which attempt, or the abort. */
export type RunnerCommand = {
  /** The same for the same attempt after a restart. */
  readonly id: string
  readonly element: string
  readonly command: string
  readonly arguments: CommandArguments
  readonly step: string
  readonly attempt: number
}

/** A command that was sent, and the last that was heard of it. */
export type SentCommand = RunnerCommand & { readonly sent_s: number; readonly state: string }

/** Something changed: what a log tells. */
export type DeploymentChange =
  | { readonly kind: 'gate'; readonly gate: string; readonly state: GateState; readonly detail: string }
  | { readonly kind: 'step'; readonly step: string; readonly state: StepState; readonly attempt: number }
  | { readonly kind: 'state'; readonly state: DeploymentState; readonly why: string }
  | { readonly kind: 'command'; readonly command: string; readonly step: string; readonly state: string }
  /** `refused` is the fact by which an act came too late to be done. */
  | { readonly kind: 'act'; readonly act: DeploymentAct; readonly by: Actor; readonly refused?: string }

/** Where a deployment stands, whole: plain data. */
export type DeploymentStatus = {
  readonly module: string
  readonly state: DeploymentState
  readonly why: string
  readonly gates: readonly {
    readonly kind: Gate['kind']
    readonly state: GateState
    readonly detail: string
    readonly source: string
    /** Since when it is so; undefined before it was looked at. */
    readonly since_s: number | undefined
  }[]
  readonly steps: readonly {
    readonly id: string
    readonly state: StepState
    readonly attempts: number
    readonly allowed: number
    readonly at_s: number | undefined
    readonly commands: readonly SentCommand[]
  }[]
  readonly aborts: readonly SentCommand[]
  readonly people: DeploymentPeople
}

/** What a runner stands on. Times s, on one scale. */
export type RunnerPorts = {
  readonly value: GateSight['value']
  readonly contact: (now_s: number) => GateSight['contact']
  readonly surroundings: Surroundings
  readonly say: () => Say
  /** Sends a command as its element's owner, with the approvals that go and no-objection are; told what becomes of it. */
  readonly submit: (command: RunnerCommand, told: (state: string, failed: boolean) => void) => void
  /** Told of each change, with where everything stands after it. */
  readonly report: (change: DeploymentChange, status: DeploymentStatus) => void
}

export class DeploymentRunner {
  readonly deployment: Deployment
  people: DeploymentPeople = NOBODY_SPOKE
  private readonly machine: DeploymentMachine
  private readonly ports: RunnerPorts
  private commands: SentCommand[] = []
  private commandFailed: boolean | undefined
  private count = 0

  constructor(deployment: Deployment, ports: RunnerPorts) {
    this.deployment = deployment
    this.ports = ports
    this.machine = deploymentMachine(deployment)
  }

  /** Whether it has come to an end, which only its owner's `retry` takes back. */
  get over(): boolean {
    return isOver(this.machine.state)
  }

  get state(): DeploymentState {
    return this.machine.state
  }

  /** Whether all that can be measured is right, so that only people are waited for. */
  get measured(): boolean {
    return this.deployment.gates.every(
      ({ kind }, i) => kind === 'owner-go' || kind === 'host-no-objection' || this.machine.gates[i]!.state === 'passed',
    )
  }

  /** Looks at everything and does what is next. Called as often as telemetry is worth looking at. */
  look(now_s: number): void {
    const { value, contact, surroundings } = this.ports
    const { people, commandFailed } = this
    const sight = { now_s, value, contact: contact(now_s), people, surroundings, commandFailed }
    for (const action of advanceDeployment(this.machine, sight)) this.carryOut(action, now_s)
  }

  /** Does what somebody says, or says why not. */
  act(act: DeploymentAct, by: Actor): Result<undefined, Refusal> {
    const say = { ...this.ports.say(), ...(by.lead === undefined ? {} : { lead: by.lead }) }
    const refusal = judgeDeployment(this.deployment, this.people, this.machine, act, by.party, say)
    if (refusal !== undefined) {
      if (by.madeUp !== true) this.people = { ...this.people, acts: this.people.acts + 1 }
      this.report({ kind: 'act', act, by, refused: refusal.fact })
      return err(refusal)
    }
    this.people = afterAct(this.people, act, by, say)
    this.report({ kind: 'act', act, by })
    const actions =
      act.action === 'retry'
        ? retryDeployment(this.machine, by.at_s)
        : act.action === 'abort'
          ? abortDeployment(this.machine, sentence('aborted-by', { party: by.party, why: act.why }), by.at_s)
          : []
    for (const action of actions) this.carryOut(action, by.at_s)
    return ok(undefined)
  }

  /** Where it stands. */
  status(): DeploymentStatus {
    const { machine, deployment, people, commands } = this
    const known = (at_s: number) => (Number.isNaN(at_s) ? undefined : at_s)
    return {
      module: deployment.module,
      state: machine.state,
      why: machine.why,
      gates: deployment.gates.map(({ kind }, i) => {
        const { state, detail, source, at_s } = machine.gates[i]!
        return { kind, state: Number.isNaN(at_s) ? 'open' : state, detail, source, since_s: known(at_s) }
      }),
      steps: deployment.steps.map(({ id }, i) => {
        const { state, attempts, allowed, at_s } = machine.steps[i]!
        return { id, state, attempts, allowed, at_s: known(at_s), commands: commands.filter((c) => c.step === id) }
      }),
      aborts: commands.filter((c) => c.step === ABORT),
      people,
    }
  }

  private carryOut(action: MachineAction, now_s: number): void {
    switch (action.kind) {
      case 'send':
        this.send(action.step, action.step.id, now_s)
        return
      case 'abort':
        this.send(action.command, ABORT, now_s)
        return
      default:
        this.report(action)
    }
  }

  private send(
    { element, command, arguments: values }: NonNullable<Deployment['abort']>,
    step: string,
    now_s: number,
  ): void {
    const attempt = this.commands.filter((c) => c.step === step).length + 1
    const id = `${this.deployment.module}-${step}-${++this.count}`
    const wanted: RunnerCommand = { id, element, command, arguments: values, step, attempt }
    this.commands.push({ ...wanted, sent_s: now_s, state: 'submitted' })
    this.commandFailed = undefined
    this.ports.submit(wanted, (state, failed) => {
      this.commands = this.commands.map((c) => (c.id === id ? { ...c, state } : c))
      const latest = this.commands.at(-1)?.id === id
      if (latest && failed) this.commandFailed = true
      this.report({ kind: 'command', command: id, step, state })
    })
  }

  private report(change: DeploymentChange): void {
    this.ports.report(change, this.status())
  }
}

/** What the abort is called among steps. */
const ABORT = 'abort'
