/** What one reads of the command desk. */
import { source } from '@magpie/core/provenance'
import { grant } from '@magpie/mission/agreement'
import { commandContent } from '@magpie/operations/command/content'
import { holdKind } from '@magpie/operations/command/desk-event'
import { deskAction, deskState } from '@magpie/operations/command/life'
import { flightRule, waiver } from '@magpie/operations/flight-rules/rule'
import { anomalyAct, anomalyReport, anomalyState } from '@magpie/operations/log/anomaly'
import { shiftAct } from '@magpie/operations/log/shift'
import { commandArguments } from '@magpie/operations/operations-file'
import * as z from 'zod'

/** Why not: the rule, the fact it found, where that is written, and what would help. */
export const refusalView = z.strictObject({ rule: z.string(), fact: z.string(), source, remedy: z.string() })

const who = { party: z.string(), person: z.string() }

/**
 * Why a command does not leave: no pass, its time has not come, others go first, no link is connected, or the gateway on board
 * has not confirmed yet what it rests on; with when that ends where it is known.
 */
const wayView = z.strictObject({
  waits: z.enum(['pass', 'time', 'turn', 'gateway', 'link']),
  until: z.string().optional(),
})

export const commandView = z.strictObject({
  id: z.string(),
  number: z.number().int(),
  ...who,
  element: z.string(),
  command: z.string(),
  arguments: commandArguments,
  /** As it was sent, word for word: what a party that keeps its key signs when it approves. */
  content: commandContent,
  state: deskState,
  priority: z.number().int(),
  purpose: z.string(),
  nonce: z.string(),
  expires: z.string(),
  execute: z.string().optional(),
  significance: z.string().describe('the consequence level as things stand'),
  reason: z.string().describe('why it has that level'),
  /** Signed by a key that the party keeps itself. */
  signedByKey: z.string().optional(),
  approvals: z.array(z.strictObject({ ...who, at: z.string(), signedByKey: z.string().optional() })),
  /** Warnings that its sender has read, by name. */
  acknowledged: z.array(z.string()),
  holds: z.array(
    z.strictObject({
      kind: holdKind,
      by: z.string(),
      why: z.string(),
      person: z.string().optional(),
    }),
  ),
  /** What it waits for, or why it was refused or revoked. */
  refusal: refusalView.optional(),
  /** Of one that is queued: what the way to the spacecraft waits for. */
  way: wayView.optional(),
  /** Parties of which a person's consent may be needed, and those that may hold it. */
  concerned: z.array(z.string()),
  controllers: z.array(z.string()),
  verifiers: z.array(z.strictObject({ stage: z.string(), state: z.string(), from: z.string(), until: z.string() })),
  history: z.array(
    z.strictObject({
      at: z.string(),
      action: deskAction,
      state: deskState,
      by: z.string(),
      ...who,
      why: z.string().optional(),
      refusal: refusalView.optional(),
    }),
  ),
})
export type CommandView = z.infer<typeof commandView>

const bound = z.strictObject({
  min: z.number().optional(),
  minInclusive: z.boolean().optional(),
  max: z.number().optional(),
  maxInclusive: z.boolean().optional(),
})

/** What an argument takes, as the dictionary has it: enough to make a field of a form. */
const argumentView = z.strictObject({
  name: z.string(),
  description: z.string(),
  unit: z.string(),
  kind: z.enum(['integer', 'float', 'enumerated', 'boolean', 'string', 'binary', 'absolute-time', 'relative-time']),
  /** In words. */
  allowed: z.string(),
  initial: z.string().optional(),
  /** Of enumerations, in their order. */
  labels: z.array(z.string()).optional(),
  /** A value lies in one of them; ends are included unless it is said. */
  ranges: z.array(bound).optional(),
  /** It names another element, which the command then touches. */
  touches: z.boolean(),
})
export type ArgumentView = z.infer<typeof argumentView>

/** A warning that whoever sends the command acknowledges by its name. */
const warningView = z.strictObject({ id: z.string(), text: z.string(), source })

/** What would hold it now. */
export const heldView = z.strictObject({
  kind: holdKind,
  by: z.string(),
  why: z.string(),
  refusal: refusalView.optional(),
})

const verdict = z.enum(['may', 'may-with-people', 'may-not'])

/** One command of the dictionary, and whether the asking party may send it now. */
export const commandRight = z.strictObject({
  element: z.string(),
  command: z.string(),
  aliases: z.array(z.string()),
  description: z.string(),
  significance: z.string(),
  reason: z.string().describe('why it has that level'),
  /** Two people of two parties agree to it. */
  hazardous: z.boolean(),
  makesSafe: z.boolean(),
  arguments: z.array(argumentView),
  /** What the dictionary wants to hold before it goes, in words. */
  constraints: z.array(z.strictObject({ criteria: z.string(), holds: z.boolean().optional() })),
  /** By what the dictionary tells that a stage was reached. */
  verifiers: z.array(z.strictObject({ stage: z.string(), window_s: z.number(), by: z.string().optional() })),
  verdict,
  /** On what it rests, where it may. */
  basis: z.string().optional(),
  refusal: refusalView.optional(),
})
export type CommandRight = z.infer<typeof commandRight>

/** What would become of a command that is being written. */
export const commandCheck = z.strictObject({
  at: z.string(),
  problems: z.array(z.strictObject({ argument: z.string(), kind: z.string(), message: z.string() })),
  verdict,
  basis: z.string().optional(),
  refusal: refusalView.optional(),
  significance: z.string(),
  reason: z.string(),
  hazardous: z.boolean(),
  holds: z.array(heldView),
  warnings: z.array(warningView),
  way: wayView.optional(),
})
export type CommandCheck = z.infer<typeof commandCheck>

export const grantView = z.strictObject({
  grant,
  agreement: z.string().describe('the title of the agreement'),
  note: z.string(),
  revokedAt: z.string().optional(),
  givenHere: z.boolean().describe('given at this desk, not by an agreement'),
})

export const leadView = z.strictObject({
  holder: z.string(),
  offered: z.strictObject({ to: z.string(), note: z.string(), at: z.string() }).optional(),
})

export const flightRuleView = z.strictObject({
  rule: flightRule,
  /** Whether it holds now; absent where that cannot be told. */
  holds: z.boolean().optional(),
  found: z.string(),
  waivers: z.array(waiver.extend({ by: z.string(), person: z.string() })),
})

export const anomalyView = z.strictObject({
  id: z.string(),
  owner: z.string(),
  opener: z.string(),
  state: anomalyState,
  report: anomalyReport,
  disposition: z.strictObject({ kind: z.string(), rationale: z.string() }).optional(),
  history: z.array(z.strictObject({ at: z.string(), ...who, act: anomalyAct })),
})

const openItem = z.strictObject({ item: z.number().int(), at: z.string(), person: z.string(), text: z.string() })
export const shiftView = z.strictObject({
  party: z.string(),
  onDuty: z.string().optional(),
  offered: z.strictObject({ to: z.string(), text: z.string(), at: z.string() }).optional(),
  items: z.array(openItem),
  log: z.array(
    z.strictObject({ at: z.string(), person: z.string(), act: shiftAct, carried: z.array(openItem).optional() }),
  ),
})
