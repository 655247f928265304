/**
 * A module's way from touchdown to deployed, as a state machine over data: gates that must all be open before it begins
 * and stay open before each step, then commands, each confirmed by telemetry within its time, retried where the sequence
 * allows, aborted where not. Every module has a machine of its own and sees no other.
 */
import { lookAt, steadyFor_s } from './deployment-gates.ts'
import { isOver } from './deployment-people.ts'
import type { DeploymentState, GateState, StepState } from './deployment-state.ts'
import type { GateSight } from './gate-sight.ts'
import type { Deployment, DeploymentStep, Gate } from './operations-file.ts'
import { sayOperations as say } from './sentences.ts'

/** What a machine is told: values come from decoded telemetry alone, the rest from people and the contact plan. */
export type Observation = GateSight & {
  /** Whether the last command sent was refused or failed; undefined while it is under way or none is. */
  readonly commandFailed: boolean | undefined
}

/** What a machine asks for or tells. */
export type MachineAction =
  | { readonly kind: 'gate'; readonly gate: Gate['kind']; readonly state: GateState; readonly detail: string }
  | { readonly kind: 'state'; readonly state: DeploymentState; readonly why: string }
  | { readonly kind: 'step'; readonly step: string; readonly state: StepState; readonly attempt: number }
  | { readonly kind: 'send'; readonly step: DeploymentStep }
  | { readonly kind: 'abort'; readonly command: NonNullable<Deployment['abort']> }

export type DeploymentMachine = {
  readonly deployment: Deployment
  state: DeploymentState
  /** Why it stands there. */
  why: string
  /** `at_s` since when it is so; `within_s` since when what it measures is right. */
  readonly gates: { state: GateState; detail: string; source: string; at_s: number; within_s: number }[]
  /** `allowed` is how many attempts it has in all: `retry` gives more. */
  readonly steps: { state: StepState; attempts: number; allowed: number; at_s: number }[]
  /** The step under way or next. */
  step: number
  /** When the running step was sent, or when it may be tried again. */
  since_s: number
}

/** A machine at touchdown. */
export function deploymentMachine(deployment: Deployment): DeploymentMachine {
  return {
    deployment,
    state: 'waiting',
    why: say('not-begun', {}),
    gates: deployment.gates.map(() => ({
      state: 'blocked',
      detail: 'not seen yet',
      source: '',
      at_s: Number.NaN,
      within_s: Number.NaN,
    })),
    steps: deployment.steps.map(({ attempts }) => ({
      state: 'waiting',
      attempts: 0,
      allowed: attempts,
      at_s: Number.NaN,
    })),
    step: 0,
    since_s: Number.NEGATIVE_INFINITY,
  }
}

/** Moves the machine on at `seen.now_s`; what it asks for, in order. */
export function advanceDeployment(m: DeploymentMachine, seen: Observation): MachineAction[] {
  if (isOver(m.state)) return []
  const out: MachineAction[] = []
  const open = checkGates(m, seen, out)
  const step = m.deployment.steps[m.step]!
  if (m.steps[m.step]!.state === 'running') {
    watchStep(m, step, seen, out)
    return out
  }
  const [held] = seen.people.holds
  if (held !== undefined) enter(m, 'held', say('held-by', held), out)
  else if (!open) enter(m, hasBegun(m) ? 'held' : 'waiting', blockedBy(m), out)
  else if (m.state === 'waiting') enter(m, 'ready', say('gates-open', {}), out)
  else if (seen.now_s >= m.since_s) startStep(m, step, seen.now_s, out)
  return out
}

/**
 * Tries again, at its owner's word: at once where a step waits for its next attempt; after the end with as many attempts as
 * at first, from the first step where an abort undid what was done.
 */
export function retryDeployment(m: DeploymentMachine, now_s: number): MachineAction[] {
  const out: MachineAction[] = []
  m.since_s = now_s
  if (!isOver(m.state)) return out
  const from = m.deployment.abort === undefined ? m.step : 0
  m.step = from
  for (const [i, progress] of m.steps.entries()) {
    if (i < from) continue
    progress.state = 'waiting'
    progress.allowed = progress.attempts + m.deployment.steps[i]!.attempts
  }
  enter(m, 'waiting', say('tried-again', {}), out)
  return out
}

/** Ends it, at its owner's word, and leaves the module safe. */
export function abortDeployment(m: DeploymentMachine, why: string, now_s: number): MachineAction[] {
  const out: MachineAction[] = []
  const running = m.steps[m.step]!
  if (running.state === 'running') {
    running.state = 'failed'
    running.at_s = now_s
    const step = m.deployment.steps[m.step]!.id
    out.push({ kind: 'step', step, state: 'failed', attempt: running.attempts })
  }
  const { abort } = m.deployment
  if (abort !== undefined && hasBegun(m)) out.push({ kind: 'abort', command: abort })
  enter(m, 'safe', why, out)
  return out
}

function hasBegun(m: DeploymentMachine): boolean {
  return m.steps.some((s) => s.state !== 'waiting')
}

function enter(m: DeploymentMachine, state: DeploymentState, why: string, out: MachineAction[]): void {
  m.why = why
  if (m.state === state) return
  m.state = state
  out.push({ kind: 'state', state, why })
}

function blockedBy(m: DeploymentMachine): string {
  return m.deployment.gates
    .flatMap((gate, i) =>
      m.gates[i]!.state === 'blocked' ? [say('gate-says', { gate: gate.kind, fact: m.gates[i]!.detail })] : [],
    )
    .join('; ')
}

function startStep(m: DeploymentMachine, step: DeploymentStep, now_s: number, out: MachineAction[]): void {
  const progress = m.steps[m.step]!
  enter(m, 'deploying', step.id, out)
  progress.state = 'running'
  progress.attempts++
  progress.at_s = now_s
  m.since_s = now_s
  out.push({ kind: 'step', step: step.id, state: 'running', attempt: progress.attempts }, { kind: 'send', step })
}

function watchStep(m: DeploymentMachine, step: DeploymentStep, seen: Observation, out: MachineAction[]) {
  const progress = m.steps[m.step]!
  const { now_s } = seen
  const { element, parameter, equals } = step.confirm
  if (seen.value(element, parameter)?.value === equals) {
    progress.state = 'done'
    progress.at_s = now_s
    out.push({ kind: 'step', step: step.id, state: 'done', attempt: progress.attempts })
    m.since_s = now_s
    if (m.step + 1 === m.deployment.steps.length) enter(m, 'deployed', say('all-confirmed', {}), out)
    else m.step++
    return
  }
  if (seen.commandFailed !== true && now_s - m.since_s < step.timeout_s) return
  if (progress.attempts < progress.allowed) {
    progress.state = 'retried'
    out.push({ kind: 'step', step: step.id, state: 'retried', attempt: progress.attempts })
    m.since_s = now_s + step.retryAfter_s
    enter(m, 'held', say('step-again', { step: step.id, seconds: step.retryAfter_s }), out)
    return
  }
  progress.state = 'failed'
  out.push({ kind: 'step', step: step.id, state: 'failed', attempt: progress.attempts })
  const { abort } = m.deployment
  if (abort !== undefined) out.push({ kind: 'abort', command: abort })
  enter(m, 'failed', say('step-failed', { step: step.id, count: progress.attempts }), out)
}

/** Looks at every gate; changes are told. Whether all are open. */
function checkGates(m: DeploymentMachine, seen: Observation, out: MachineAction[]): boolean {
  let open = true
  for (const [i, gate] of m.deployment.gates.entries()) {
    const before = m.gates[i]!.state
    const { state, detail } = checkGate(m.gates[i]!, gate, m.deployment, seen)
    if (state !== before) out.push({ kind: 'gate', gate: gate.kind, state, detail })
    open = open && state === 'passed'
  }
  return open
}

function checkGate(kept: DeploymentMachine['gates'][number], gate: Gate, deployment: Deployment, seen: Observation) {
  const look = lookAt(gate, deployment, seen)
  if (!look.passed) kept.within_s = Number.NaN
  else if (Number.isNaN(kept.within_s)) kept.within_s = seen.now_s
  const steady_s = steadyFor_s(gate)
  const waits = look.passed && seen.now_s - kept.within_s < steady_s
  const state: GateState = look.passed && !waits ? 'passed' : 'blocked'
  if (kept.state !== state || Number.isNaN(kept.at_s)) kept.at_s = seen.now_s
  kept.state = state
  kept.detail = waits ? say('not-steady', { fact: look.detail, steady_s }) : look.detail
  kept.source = look.source
  return kept
}
