/** What the ledger keeps of a run: the procedure when it starts, then the state after each change. */
import * as z from 'zod'
import { procedureFile } from './procedure-file.ts'
import { runState } from './run.ts'

export const procedureEvent = z.strictObject({
  kind: z.literal('procedure'),
  act: z.string().min(1).max(32),
  procedure: procedureFile.optional(),
  state: runState,
})
export type ProcedureEvent = z.infer<typeof procedureEvent>
