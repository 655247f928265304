/**
 * A procedure: a JSON file of steps that people of one or several parties carry out together. Every step belongs to a party,
 * whose person acts and whose key signs. Structure is nested (if, repeat), repetition is bounded, nothing jumps.
 */
import { identifier } from '@magpie/core/identifier'
import * as z from 'zod'
import { type Condition, condition, conditionProblem } from '../command/condition.ts'
import { commandArguments } from '../operations-file.ts'

/** What happens when a step fails: the run is held for a decision, goes on, or goes to its abort sequence. */
export const onFailure = z.enum(['hold', 'continue', 'abort'])
export type OnFailure = z.infer<typeof onFailure>

/** A command's state that a step waits for before the next one begins. */
export const sendUntil = z.enum(['queued', 'released', 'accepted', 'completed'])

export type SendStep = {
  readonly kind: 'send'
  readonly id: string
  readonly party: string
  readonly element: string
  readonly command: string
  readonly arguments: Readonly<Record<string, number | string | boolean>>
  /** Seconds after this step begins at which the command is executed on board; at once without it. */
  readonly executeAfter_s?: number | undefined
  readonly until: z.infer<typeof sendUntil>
  readonly timeout_s: number
  readonly retries: number
  readonly priority: number
  readonly onFailure: OnFailure
  readonly note: string
}

export type ProcedureStep =
  | SendStep
  | {
      readonly kind: 'wait'
      readonly id: string
      readonly party: string
      readonly for_s: number
      readonly note: string
    }
  | {
      readonly kind: 'await'
      readonly id: string
      readonly party: string
      readonly until: Condition
      readonly timeout_s: number
      readonly onFailure: OnFailure
      readonly note: string
    }
  | {
      readonly kind: 'check'
      readonly id: string
      readonly party: string
      readonly that: Condition
      readonly onFailure: OnFailure
      readonly note: string
    }
  /** Go or no-go of a person of the party. */
  | {
      readonly kind: 'ask'
      readonly id: string
      readonly party: string
      readonly question: string
      readonly onFailure: OnFailure
      readonly note: string
    }
  /** Something that a person does elsewhere, and says when it is done. */
  | {
      readonly kind: 'manual'
      readonly id: string
      readonly party: string
      readonly text: string
      readonly onFailure: OnFailure
      readonly note: string
    }
  | {
      readonly kind: 'if'
      readonly id: string
      readonly party: string
      readonly that: Condition
      readonly steps: readonly ProcedureStep[]
      readonly otherwise: readonly ProcedureStep[]
      readonly note: string
    }
  /** At most so often; ends before a round when `until` holds. */
  | {
      readonly kind: 'repeat'
      readonly id: string
      readonly party: string
      readonly atMost: number
      readonly until?: Condition | undefined
      readonly steps: readonly ProcedureStep[]
      readonly note: string
    }

const sized = condition.superRefine((value, context) => {
  const message = conditionProblem(value)
  if (message !== undefined) context.addIssue({ code: 'custom', message })
})
const common = { id: identifier, party: identifier, note: z.string().max(2000).default('') }
const seconds = z.number().nonnegative().max(1e8)
const failing = onFailure.default('hold')

const send = z.strictObject({
  kind: z.literal('send'),
  ...common,
  element: identifier,
  command: z.string().min(1),
  arguments: commandArguments.default({}),
  executeAfter_s: seconds.optional(),
  until: sendUntil.default('completed'),
  timeout_s: seconds.default(3600),
  retries: z.number().int().min(0).max(10).default(0),
  priority: z.number().int().min(1).max(9).default(5),
  onFailure: failing,
})
const wait = z.strictObject({ kind: z.literal('wait'), ...common, for_s: seconds })

const step: z.ZodType<ProcedureStep> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    send,
    wait,
    z.strictObject({
      kind: z.literal('await'),
      ...common,
      until: sized,
      timeout_s: seconds.default(3600),
      onFailure: failing,
    }),
    z.strictObject({ kind: z.literal('check'), ...common, that: sized, onFailure: failing }),
    z.strictObject({ kind: z.literal('ask'), ...common, question: z.string().min(1).max(500), onFailure: failing }),
    z.strictObject({ kind: z.literal('manual'), ...common, text: z.string().min(1).max(2000), onFailure: failing }),
    z.strictObject({
      kind: z.literal('if'),
      ...common,
      that: sized,
      steps: z.array(step).max(200),
      otherwise: z.array(step).max(200).default([]),
    }),
    z.strictObject({
      kind: z.literal('repeat'),
      ...common,
      atMost: z.number().int().min(1).max(1000),
      until: sized.optional(),
      steps: z.array(step).min(1).max(200),
    }),
  ]),
)

/** A procedure's file. `abort` leaves everything safe when the run is broken off: it is done without questions. */
export const procedureFile = z.strictObject({
  format: z.literal('magpie-procedure-1'),
  id: identifier,
  title: z.string().min(1).max(200),
  mission: identifier,
  version: z.number().int().min(1),
  purpose: z.string().max(5000).default(''),
  steps: z.array(step).min(1).max(500),
  abort: z
    .array(z.discriminatedUnion('kind', [send, wait]))
    .max(50)
    .default([]),
})
export type Procedure = z.infer<typeof procedureFile>
