/**
 * The life of a command as a table, and the authority it needs at each of three points: when it is submitted, when it is
 * released to the link, and at the spacecraft's gateway. A refusal carries the decision that made it.
 */
import type { Identifier } from '@magpie/core/identifier'
import { err, ok, type Result } from '@magpie/core/result'
import type { AuthorityDecision, AuthorityRequest, Refusal } from '@magpie/mission/authority-request'
import type { ArgumentValues } from './command-encoder.ts'
import { type Command, isHazardous } from './dictionary.ts'

export type CommandState =
  | 'drafted'
  | 'submitted'
  | 'refused'
  | 'queued'
  | 'released'
  | 'uplinked'
  | 'accepted'
  | 'executed'
  | 'failed'
  | 'expired'

export type CommandAction =
  | 'submit'
  | 'permit'
  | 'refuse'
  | 'revoke'
  | 'release'
  | 'uplink'
  | 'accept'
  | 'reject'
  | 'complete'
  | 'fail'
  | 'expire'

/** Who moves a command on. */
export type CommandActor = 'party' | 'authority' | 'centre' | 'link' | 'gateway' | 'element' | 'clock'

/** The whole life: what is not in this table cannot happen. */
export const COMMAND_LIFE: readonly {
  readonly from: CommandState
  readonly action: CommandAction
  readonly to: CommandState
  readonly by: CommandActor
}[] = [
  { from: 'drafted', action: 'submit', to: 'submitted', by: 'party' },
  { from: 'submitted', action: 'permit', to: 'queued', by: 'authority' },
  { from: 'submitted', action: 'refuse', to: 'refused', by: 'authority' },
  { from: 'queued', action: 'revoke', to: 'refused', by: 'authority' },
  { from: 'queued', action: 'refuse', to: 'refused', by: 'authority' },
  { from: 'queued', action: 'release', to: 'released', by: 'centre' },
  { from: 'queued', action: 'expire', to: 'expired', by: 'clock' },
  { from: 'released', action: 'uplink', to: 'uplinked', by: 'link' },
  { from: 'uplinked', action: 'accept', to: 'accepted', by: 'gateway' },
  { from: 'uplinked', action: 'reject', to: 'refused', by: 'gateway' },
  { from: 'uplinked', action: 'expire', to: 'expired', by: 'clock' },
  { from: 'accepted', action: 'complete', to: 'executed', by: 'element' },
  { from: 'accepted', action: 'fail', to: 'failed', by: 'element' },
  { from: 'accepted', action: 'expire', to: 'expired', by: 'clock' },
  // What comes late is still true: a report that arrives after the clock has given the command up.
  { from: 'expired', action: 'accept', to: 'accepted', by: 'gateway' },
  { from: 'expired', action: 'complete', to: 'executed', by: 'element' },
  { from: 'expired', action: 'fail', to: 'failed', by: 'element' },
  { from: 'uplinked', action: 'complete', to: 'executed', by: 'element' },
  { from: 'uplinked', action: 'fail', to: 'failed', by: 'element' },
]

/** A command in hand, with its history. */
export type CommandRecord = {
  readonly id: string
  readonly number: number
  readonly request: Omit<AuthorityRequest, 'at' | 'phase'>
  readonly command: Command
  readonly values: ArgumentValues
  /** When it is to be executed on board, TDB s; at once without it. */
  readonly execute_s: number | undefined
  state: CommandState
  readonly history: { readonly state: CommandState; readonly at_s: number; readonly by: CommandActor }[]
}

export type LifeError = {
  readonly kind: 'command-cannot'
  readonly action: CommandAction
  readonly state: CommandState
}

/** Moves a command on, or says that the table has no such step. */
export function advance(record: CommandRecord, action: CommandAction, at_s: number): Result<CommandState, LifeError> {
  const row = COMMAND_LIFE.find((r) => r.from === record.state && r.action === action)
  if (row === undefined) return err({ kind: 'command-cannot', action, state: record.state })
  record.state = row.to
  record.history.push({ state: row.to, at_s, by: row.by })
  return ok(row.to)
}

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

/** Narrows a decision. */
export function isRefusal(decision: AuthorityDecision): decision is Refusal {
  return !decision.permitted
}
