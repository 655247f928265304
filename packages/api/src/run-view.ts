/** What one reads of procedures: what stands in the way of one, and a run with what became of its steps. Times UTC. */
import { deskState } from '@magpie/operations/command/life'
import { procedureFile } from '@magpie/operations/procedure/procedure-file'
import { runState, stepOutcome } from '@magpie/operations/procedure/run'
import * as z from 'zod'
import { refusalView } from './command-views.ts'

export const findingView = z.strictObject({
  step: z.string(),
  severity: z.enum(['error', 'refusal', 'people', 'note']),
  rule: z.string(),
  fact: z.string(),
  remedy: z.string(),
  at: z.string().optional().describe('when the step is foreseen'),
})

/** A command that a step sent; `refusal`: what it waits for, or why it did not go. */
const sent = z.strictObject({ id: z.string(), state: deskState, refusal: refusalView.optional() })

export const runView = z.strictObject({
  run: z.string(),
  procedure: procedureFile,
  begun: z.strictObject({ at: z.string(), party: z.string(), person: z.string() }),
  state: runState,
  /** The step where it stands. */
  step: z.string().optional(),
  /** When that step began, and when its wait or its patience ends. */
  since: z.string(),
  due: z.string().optional(),
  /** The command of that step, where it was taken in. */
  command: sent.optional(),
  /** The nonce under which a party that keeps its key signs the step's command. */
  nonce: z.string().optional(),
  /** What became of steps, with the commands that they sent. */
  outcomes: z.array(stepOutcome.omit({ at_s: true }).extend({ at: z.string(), command: sent.optional() })),
  /** Whether the condition of a step holds now; absent where that cannot be told. Empty when the run is over. */
  conditions: z.array(z.strictObject({ step: z.string(), holds: z.boolean().optional() })),
  /** For how long windows that conditions look at stay open, s; absent where nothing is known of the kind. */
  windows: z.array(z.strictObject({ window: z.string(), remaining_s: z.number().optional() })),
  told: z.array(z.strictObject({ at: z.string(), party: z.string(), text: z.string() })),
})
