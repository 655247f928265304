/** What the desk records, one entry of the ledger each: commands and their steps, the queue's order, grants, the lead. */
import { identifier } from '@magpie/core/identifier'
import { source } from '@magpie/core/provenance'
import { grant } from '@magpie/mission/agreement'
import * as z from 'zod'
import { deploymentEvent } from '../deployment-people.ts'
import { exchangeEvent } from '../exchange/exchange-people.ts'
import { flightRule, waiver } from '../flight-rules/rule.ts'
import { anomalyEvent } from '../log/anomaly.ts'
import { shiftEvent } from '../log/shift.ts'
import { procedureEvent } from '../procedure/procedure-event.ts'
import { rehearsalEvent } from '../rehearsal-acts.ts'
import { outageEvent } from '../relay/outage-event.ts'
import { commandContent, detachedSignature, ownSignature } from './content.ts'
import { deskAction } from './life.ts'

/** A refusal as it is kept: rule, fact, source, remedy. */
export const keptRefusal = z.strictObject({ rule: z.string(), fact: z.string(), source, remedy: z.string() })
export type KeptRefusal = z.infer<typeof keptRefusal>

/** What can keep a command back. */
export const holdKind = z.enum(['person', 'flight-rule', 'constraint', 'warning'])

/** One step of a command's life, and what it says. `hold` names what holds or lets go. */
export const stepNote = z.strictObject({
  action: deskAction,
  by: z.enum([
    'sender',
    'approver',
    'controller',
    'authority',
    'dictionary',
    'rule',
    'centre',
    'gateway',
    'element',
    'clock',
  ]),
  why: z.string().optional(),
  refusal: keptRefusal.optional(),
  hold: z.strictObject({ kind: holdKind, id: z.string() }).optional(),
  /** Of `acknowledge`: the warnings, by name. */
  warnings: z.array(z.string().min(1).max(200)).max(50).optional(),
})
export type StepNote = z.infer<typeof stepNote>

const stages = z.record(z.string(), z.enum(['pending', 'passed', 'failed', 'timed-out']))

export const deskEvent = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('command-submitted'),
    id: z.string(),
    number: z.number().int().positive(),
    content: commandContent,
    signature: detachedSignature.optional(),
    steps: z.array(stepNote),
  }),
  z.strictObject({
    kind: z.literal('command-moved'),
    id: z.string(),
    steps: z.array(stepNote),
    /** Of `approve`: the approver's own signature, where its party keeps its key. */
    signature: detachedSignature.optional(),
    /** Verifiers by their place. */
    stages: stages.optional(),
  }),
  z.strictObject({ kind: z.literal('queue-ordered'), id: z.string(), before: z.string().nullable() }),
  /** With the party's own signature where it keeps its key. */
  z.strictObject({ kind: z.literal('grant-given'), grant, note: z.string(), own: ownSignature.optional() }),
  z.strictObject({
    kind: z.literal('grant-revoked'),
    grant: identifier,
    why: z.string(),
    own: ownSignature.optional(),
  }),
  z.strictObject({ kind: z.literal('lead-offered'), to: identifier, note: z.string() }),
  z.strictObject({ kind: z.literal('lead-accepted') }),
  z.strictObject({ kind: z.literal('lead-declined') }),
  z.strictObject({ kind: z.literal('rule-set'), rule: flightRule }),
  z.strictObject({ kind: z.literal('rule-ended'), rule: identifier, why: z.string() }),
  z.strictObject({ kind: z.literal('rule-waived'), waiver }),
  /** From then on the party signs itself, with this key, which it holds: its centre's key for it does not count here. */
  z.strictObject({
    kind: z.literal('own-key-kept'),
    publicKey: z.string().regex(/^[0-9a-f]{64}$/),
    proof: z.string().regex(/^[0-9a-f]{128}$/),
  }),
  z.strictObject({ kind: z.literal('own-key-dropped'), publicKey: z.string(), why: z.string() }),
  anomalyEvent,
  shiftEvent,
  procedureEvent,
  deploymentEvent,
  exchangeEvent,
  outageEvent,
  rehearsalEvent,
])
export type DeskEvent = z.infer<typeof deskEvent>

/** Who did it and when: times UTC, as the ledger's entry has them. */
export type Stamp = { readonly at: string; readonly party: string; readonly person: string }
