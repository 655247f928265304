/** What one reads of the command desk. */
import { source } from '@magpie/core/provenance'
import { grant } from '@magpie/mission/agreement'
import { deskAction, deskState } from '@magpie/operations/command/life'
import { flightRule, waiver } from '@magpie/operations/flight-rules/rule'
import { anomalyAct, anomalyReport, anomalyState } from '@magpie/operations/log/anomaly'
import { shiftAct } from '@magpie/operations/log/shift'
import { commandArguments } from '@magpie/operations/operations-file'
import { procedureFile } from '@magpie/operations/procedure/procedure-file'
import { runState } from '@magpie/operations/procedure/run'
import * as z from 'zod'

/** Why not: the rule, the fact it found, where that is written, and what would help. */
export const refusalView = z.strictObject({ rule: z.string(), fact: z.string(), source, remedy: z.string() })

const who = { party: z.string(), person: z.string() }

export const commandView = z.strictObject({
  id: z.string(),
  number: z.number().int(),
  ...who,
  element: z.string(),
  command: z.string(),
  arguments: commandArguments,
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
  holds: z.array(
    z.strictObject({
      kind: z.enum(['person', 'flight-rule', 'constraint']),
      by: z.string(),
      why: z.string(),
      person: z.string().optional(),
    }),
  ),
  /** What it waits for, or why it was refused or revoked. */
  refusal: refusalView.optional(),
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

/** One command of the dictionary, and whether the asking party may send it now. */
export const commandRight = z.strictObject({
  element: z.string(),
  command: z.string(),
  aliases: z.array(z.string()),
  description: z.string(),
  significance: z.string(),
  arguments: z.array(
    z.strictObject({
      name: z.string(),
      description: z.string(),
      unit: z.string(),
      allowed: z.string(),
      initial: z.string().optional(),
    }),
  ),
  verdict: z.enum(['may', 'may-with-people', 'may-not']),
  /** On what it rests, where it may. */
  basis: z.string().optional(),
  refusal: refusalView.optional(),
})
export type CommandRight = z.infer<typeof commandRight>

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

export const findingView = z.strictObject({
  step: z.string(),
  severity: z.enum(['error', 'refusal', 'people', 'note']),
  rule: z.string(),
  fact: z.string(),
  remedy: z.string(),
  at: z.string().optional().describe('when the step is foreseen'),
})

export const runView = z.strictObject({
  run: z.string(),
  procedure: procedureFile,
  begun: z.strictObject({ at: z.string(), ...who }),
  state: runState,
  /** The step where it stands. */
  step: z.string().optional(),
  /** The nonce under which a party that keeps its key signs the step's command. */
  nonce: z.string().optional(),
  told: z.array(z.strictObject({ at: z.string(), party: z.string(), text: z.string() })),
})
