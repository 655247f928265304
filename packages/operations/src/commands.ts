/**
 * The authority that a command needs at each of three points: when it is submitted, when it is released to the link, and at
 * the spacecraft's gateway. A refusal carries the decision that made it. Its life is the table of command/life.ts.
 */
import type { Identifier } from '@magpie/core/identifier'
import type { AuthorityRequest, Refusal } from '@magpie/mission/authority-request'
import type { ArgumentValues } from './command-encoder.ts'
import { type Command, isHazardous } from './dictionary.ts'

/** The authority's question for a command of the dictionary: significance, safety and further elements come from there. */
export function authorityQuestion(
  sender: { readonly party: Identifier; readonly person: string },
  element: Identifier,
  command: Command,
  values: ArgumentValues,
  approvals: AuthorityRequest['approvals'],
): Omit<AuthorityRequest, 'at' | 'phase'> {
  const numbers: Record<string, number> = {}
  for (const [name, value] of Object.entries(values)) if (typeof value === 'number') numbers[name] = value
  return {
    party: sender.party,
    person: sender.person,
    action: command.name,
    element,
    arguments: numbers,
    touches: touchedBy(command, values),
    hazardous: isHazardous(command),
    makesSafe: command.ancillary.get('makes-safe') === 'true',
    approvals,
  }
}

/** Elements beside the commanded one, by the dictionary's `touches`: `argument:NAME` or `element:ID`. */
export function touchedBy(command: Command, values: ArgumentValues): Identifier[] {
  const [kind, name] = (command.ancillary.get('touches') ?? '').split(':')
  if (kind === 'element' && name !== undefined) return [name]
  const value = kind === 'argument' && name !== undefined ? values[name] : undefined
  return typeof value === 'string' ? [value] : []
}

/** How long after release a stage may take, s; from the dictionary's verifiers. */
export function window_s(command: Command, stage: 'accepted' | 'complete'): number {
  return command.verifiers.find((v) => v.stage === stage)?.window_s ?? Number.POSITIVE_INFINITY
}

/** The sentence for a refusal: rule, fact, source, and what would help. */
export function describeRefusal(refusal: Refusal): string {
  return `${refusal.fact} (rule ${refusal.rule}, ${refusal.source.title}); ${refusal.remedy}`
}
