/** Which values the words of an event quote, so that who may not read the values is told without them. */
import type { Deployment as DeploymentPlan, Gate } from '@magpie/operations/operations-file'
import type { Quoted } from './happening.ts'

/** The parameters behind what a gate says of itself. */
export function quotedByGate({ gates, host, module }: DeploymentPlan, kind: string): Quoted[] {
  const of = (element: string, ...names: string[]) => names.map((parameter): Quoted => ({ element, parameter }))
  return gates
    .filter((gate) => gate.kind === kind)
    .flatMap((gate: Gate) => {
      switch (gate.kind) {
        case 'landed':
          return of(host, 'state')
        case 'stable':
          return of(host, 'tilt', 'tilt_rate')
        case 'power-margin':
          return of(host, 'power_margin', 'battery_charge')
        case 'temperature':
          // The module's own, or where it says nothing yet the host's.
          return [...of(module, gate.parameter), ...of(host, gate.parameter)]
        case 'keep-out-clear':
          // Where the module itself stands; how far others are, in whole metres, is told for everybody's safety.
          return of(module, 'east', 'north')
        default:
          return []
      }
    })
}

/** What a reason quotes, and the reason without the values: gates that are closed stand in it as `kind: value; kind: value`. */
export function quotedByReason(
  plan: DeploymentPlan,
  why: string,
): { readonly quotes: Quoted[]; readonly plain: string } {
  const parts = why.split('; ').map((part) => {
    const kind = plan.gates.find((gate) => part.startsWith(`${gate.kind}: `))?.kind
    const quotes = kind === undefined ? [] : quotedByGate(plan, kind)
    return { quotes, plain: quotes.length === 0 ? part : `${kind} is not open` }
  })
  return { quotes: parts.flatMap((p) => p.quotes), plain: parts.map((p) => p.plain).join('; ') }
}
