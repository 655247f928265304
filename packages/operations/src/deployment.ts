/**
 * A module's way from touchdown to deployed, as a state machine over data: gates that must all be open before it begins
 * and stay open before each step, then commands, each confirmed by telemetry within its time, retried where the sequence
 * allows, aborted where not. Every module has a machine of its own and sees no other.
 */
import type { Deployment, DeploymentStep, Gate } from './operations-file.ts'

export type DeploymentState = 'waiting' | 'ready' | 'deploying' | 'held' | 'deployed' | 'failed' | 'safe'
export type GateState = 'open' | 'passed' | 'blocked'
export type StepState = 'waiting' | 'running' | 'done' | 'failed' | 'retried'

/** What a machine is told: values come from decoded telemetry alone, the rest from people and the contact plan. */
export type Observation = {
  /** The latest value of a parameter, engineering units or label; undefined where none has come. */
  readonly value: (element: string, parameter: string) => number | string | boolean | undefined
  /** Seconds of contact left, 0 outside. */
  readonly contact_s: number
  readonly ownerGo: boolean
  readonly hostObjects: boolean
  /** Whether the last command sent was refused or failed; undefined while it is under way or none is. */
  readonly commandFailed: boolean | undefined
}

/** What a machine asks for or tells. */
export type DeploymentAction =
  | { readonly kind: 'gate'; readonly gate: Gate['kind']; readonly state: GateState; readonly detail: string }
  | { readonly kind: 'state'; readonly state: DeploymentState; readonly why: string }
  | { readonly kind: 'step'; readonly step: string; readonly state: StepState; readonly attempt: number }
  | { readonly kind: 'send'; readonly step: DeploymentStep }
  | { readonly kind: 'abort'; readonly command: NonNullable<Deployment['abort']> }

export type DeploymentMachine = {
  readonly deployment: Deployment
  state: DeploymentState
  readonly gates: { state: GateState; detail: string; at_s: number }[]
  readonly steps: { state: StepState; attempts: number; at_s: number }[]
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
    gates: deployment.gates.map(() => ({ state: 'blocked', detail: 'not seen yet', at_s: Number.NaN })),
    steps: deployment.steps.map(() => ({ state: 'waiting', attempts: 0, at_s: Number.NaN })),
    step: 0,
    since_s: Number.NEGATIVE_INFINITY,
  }
}

/** Moves the machine on at `now_s`; what it asks for, in order. */
export function advanceDeployment(m: DeploymentMachine, now_s: number, seen: Observation): DeploymentAction[] {
  if (m.state === 'deployed' || m.state === 'failed' || m.state === 'safe') return []
  const out: DeploymentAction[] = []
  const open = checkGates(m, now_s, seen, out)
  const step = m.deployment.steps[m.step]!
  const progress = m.steps[m.step]!
  if (progress.state === 'running') {
    watchStep(m, step, now_s, seen, out)
    return out
  }
  if (!open) {
    if (m.state === 'ready' || m.state === 'deploying') enter(m, m.step === 0 ? 'waiting' : 'held', blockedBy(m), out)
    return out
  }
  if (m.state === 'waiting') enter(m, 'ready', 'all gates are open', out)
  else if (now_s >= m.since_s) startStep(m, step, now_s, out)
  return out
}

function enter(m: DeploymentMachine, state: DeploymentState, why: string, out: DeploymentAction[]): void {
  if (m.state === state) return
  m.state = state
  out.push({ kind: 'state', state, why })
}

function blockedBy(m: DeploymentMachine): string {
  return m.deployment.gates
    .flatMap((gate, i) => (m.gates[i]!.state === 'blocked' ? [`${gate.kind}: ${m.gates[i]!.detail}`] : []))
    .join('; ')
}

function startStep(m: DeploymentMachine, step: DeploymentStep, now_s: number, out: DeploymentAction[]): void {
  const progress = m.steps[m.step]!
  enter(m, 'deploying', step.id, out)
  progress.state = 'running'
  progress.attempts++
  progress.at_s = now_s
  m.since_s = now_s
  out.push({ kind: 'step', step: step.id, state: 'running', attempt: progress.attempts }, { kind: 'send', step })
}

function watchStep(
  m: DeploymentMachine,
  step: DeploymentStep,
  now_s: number,
  seen: Observation,
  out: DeploymentAction[],
) {
  const progress = m.steps[m.step]!
  const { element, parameter, equals } = step.confirm
  if (seen.value(element, parameter) === equals) {
    progress.state = 'done'
    progress.at_s = now_s
    out.push({ kind: 'step', step: step.id, state: 'done', attempt: progress.attempts })
    m.since_s = now_s
    if (m.step + 1 === m.deployment.steps.length) enter(m, 'deployed', 'every step is confirmed', out)
    else m.step++
    return
  }
  if (seen.commandFailed !== true && now_s - m.since_s < step.timeout_s) return
  if (progress.attempts < step.attempts) {
    progress.state = 'retried'
    out.push({ kind: 'step', step: step.id, state: 'retried', attempt: progress.attempts })
    m.since_s = now_s + step.retryAfter_s
    enter(m, 'held', `${step.id} failed, tried again in ${step.retryAfter_s} s`, out)
    return
  }
  progress.state = 'failed'
  out.push({ kind: 'step', step: step.id, state: 'failed', attempt: progress.attempts })
  const { abort } = m.deployment
  if (abort !== undefined) out.push({ kind: 'abort', command: abort })
  enter(m, 'failed', `${step.id} failed ${progress.attempts} times`, out)
}

/** Looks at every gate; changes are told. Whether all are open. */
function checkGates(m: DeploymentMachine, now_s: number, seen: Observation, out: DeploymentAction[]): boolean {
  let open = true
  m.deployment.gates.forEach((gate, i) => {
    const { passed, detail } = lookAt(gate, m.deployment, seen)
    const state: GateState = passed ? 'passed' : 'blocked'
    const kept = m.gates[i]!
    if (kept.state !== state) {
      kept.at_s = now_s
      out.push({ kind: 'gate', gate: gate.kind, state, detail })
    }
    kept.state = state
    kept.detail = detail
    open = open && passed
  })
  return open
}

type Look = { readonly passed: boolean; readonly detail: string }

function lookAt(gate: Gate, { host, module }: Deployment, seen: Observation): Look {
  const number = (element: string, parameter: string) => {
    const value = seen.value(element, parameter)
    return typeof value === 'number' ? value : Number.NaN
  }
  switch (gate.kind) {
    case 'landed': {
      const state = seen.value(host, 'state')
      return { passed: state === 'LANDED', detail: `the lander says ${state ?? 'nothing yet'}` }
    }
    case 'stable': {
      const tilt = number(host, 'tilt')
      const rate = number(host, 'tilt_rate')
      const passed = Math.abs(tilt) <= gate.tilt_deg && Math.abs(rate) <= gate.rate_deg_s
      return { passed, detail: `tilt ${tilt.toFixed(2)} deg, ${rate.toFixed(4)} deg/s` }
    }
    case 'power-margin': {
      const margin = number(host, 'power_margin')
      const charge = number(host, 'battery_charge')
      const passed = margin >= gate.atLeast_W && charge >= gate.batteryAbove_percent
      return { passed, detail: `margin ${margin.toFixed(0)} W, battery ${charge.toFixed(0)} %` }
    }
    case 'temperature': {
      const own = number(module, gate.parameter)
      const t = Number.isNaN(own) ? number(host, gate.parameter) : own
      return { passed: t >= gate.min_degC && t <= gate.max_degC, detail: `${t.toFixed(1)} degC` }
    }
    case 'contact':
      return { passed: seen.contact_s >= gate.remaining_s, detail: `${Math.round(seen.contact_s)} s of contact left` }
    case 'owner-go':
      return { passed: seen.ownerGo, detail: seen.ownerGo ? 'the owner said go' : 'the owner has not said go' }
    case 'host-no-objection':
      return { passed: !seen.hostObjects, detail: seen.hostObjects ? 'the host objects' : 'the host has no objection' }
  }
}
