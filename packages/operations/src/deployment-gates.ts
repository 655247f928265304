/**
 * What the gates of a deployment find: each says whether it is open now, the fact it found and where that fact is written.
 * Facts about the spacecraft come from decoded telemetry alone, and what was made too long ago counts as not known.
 */
import { never } from '@magpie/core/result'
import type { DeploymentPeople } from './deployment-people.ts'
import { age, type GateLook, type GateSight } from './gate-sight.ts'
import { clearanceOf } from './keep-out.ts'
import type { Deployment, Gate } from './operations-file.ts'
import { sayOperations as say } from './sentences.ts'

/** Looks through one gate. */
export function lookAt(gate: Gate, deployment: Deployment, seen: GateSight): GateLook {
  switch (gate.kind) {
    case 'landed': {
      const { text, values, source } = heard(deployment, seen, [[deployment.host, 'state']])
      return {
        passed: values[0] === 'LANDED',
        detail: text ?? say('lander-says', { state: String(values[0]) }),
        source,
      }
    }
    case 'stable':
      return attitude(gate, deployment, seen)
    case 'power-margin':
      return power(gate, deployment, seen)
    case 'temperature':
      return thermal(gate, deployment, seen)
    case 'contact': {
      const { remaining_s, source } = seen.contact
      const passed = remaining_s >= gate.remaining_s
      return { passed, detail: say('contact-left', { seconds: Math.round(remaining_s) }), source }
    }
    case 'keep-out-clear':
      return clearanceOf(deployment, gate.sweep_m, seen)
    case 'owner-go':
      return ownerGo(deployment, seen.people)
    case 'host-no-objection':
      return hostView(seen.people)
    default:
      return never(gate)
  }
}

/** For how long a gate must have been open before it counts. */
export function steadyFor_s(gate: Gate): number {
  return gate.kind === 'stable' || gate.kind === 'temperature' ? gate.steady_s : 0
}

type Named = readonly [element: string, parameter: string]

/** Values by name; `text` says what is missing or too old, where anything is. */
function heard({ fresh_s }: Deployment, seen: GateSight, names: readonly Named[]) {
  const source = say('source-decoded', { names: names.map((n) => n.join('/')).join(', ') })
  const values = names.map(([element, parameter]) => {
    const sighting = seen.value(element, parameter)
    return sighting === undefined || seen.now_s - sighting.at_s > fresh_s ? undefined : sighting.value
  })
  const lost = names.findIndex((_, i) => values[i] === undefined)
  if (lost < 0) return { text: undefined, values, source }
  const [element, parameter] = names[lost]!
  const old = seen.value(element, parameter)
  const text =
    old === undefined
      ? say('nothing-said', { element, parameter })
      : say('said-too-long-ago', { element, parameter, value: String(old.value), age: age(seen.now_s - old.at_s) })
  return { text, values, source }
}

function attitude(gate: Gate & { kind: 'stable' }, deployment: Deployment, seen: GateSight): GateLook {
  const { host } = deployment
  const { text, values, source } = heard(deployment, seen, [
    [host, 'tilt'],
    [host, 'tilt_rate'],
  ])
  const [tilt, rate] = values.map(Number)
  const passed = text === undefined && Math.abs(tilt!) <= gate.tilt_deg && Math.abs(rate!) <= gate.rate_deg_s
  return {
    passed,
    detail: text ?? say('attitude', { tilt_deg: tilt!.toFixed(2), rate_deg_s: rate!.toFixed(4) }),
    source,
  }
}

function power(gate: Gate & { kind: 'power-margin' }, deployment: Deployment, seen: GateSight): GateLook {
  const { host } = deployment
  const { text, values, source } = heard(deployment, seen, [
    [host, 'power_margin'],
    [host, 'battery_charge'],
  ])
  const [margin, charge] = values.map(Number)
  const passed = text === undefined && margin! >= gate.atLeast_W && charge! >= gate.batteryAbove_percent
  return {
    passed,
    detail: text ?? say('power', { margin_W: margin!.toFixed(0), charge_percent: charge!.toFixed(0) }),
    source,
  }
}

/** A module that is off says nothing of itself: then it is as warm as what carries it. */
function thermal(gate: Gate & { kind: 'temperature' }, deployment: Deployment, seen: GateSight): GateLook {
  const { module, host } = deployment
  const own = heard(deployment, seen, [[module, gate.parameter]])
  const { text, values, source } = own.text === undefined ? own : heard(deployment, seen, [[host, gate.parameter]])
  const t = Number(values[0])
  const whose = own.text === undefined ? module : host
  return {
    passed: text === undefined && t >= gate.min_degC && t <= gate.max_degC,
    detail: text ?? say('warmth', { element: whose, temperature_degC: t.toFixed(1) }),
    source,
  }
}

function ownerGo({ owner }: Deployment, { go, noGo }: DeploymentPeople): GateLook {
  const source = say('source-owner-said', {})
  if (go !== undefined) return { passed: true, detail: say('owner-go', { owner }), source }
  const detail = noGo === undefined ? say('owner-silent', { owner }) : say('owner-no-go', { owner, why: noGo.why })
  return { passed: false, detail, source }
}

function hostView({ noObjection, objection }: DeploymentPeople): GateLook {
  const source = say('source-host-said', {})
  if (objection !== undefined) return { passed: false, detail: say('host-objects', objection), source }
  if (noObjection === undefined) return { passed: false, detail: say('host-silent', {}), source }
  return { passed: true, detail: say('host-agrees', noObjection), source }
}
