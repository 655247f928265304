/**
 * The one union of errors that HTTP, CLI and client share: `kind`, `values`, and a sentence that says what is wrong and
 * what to do. `status` is HTTP's word for the kind, `exit` the CLI's.
 */
import { never } from '@magpie/core/result'
import * as z from 'zod'

/** One thing wrong with an input or a file: where, which rule, what to do. */
export const problem = z.strictObject({
  /** The file, relative to the folder that was read; empty for a request. */
  file: z.string(),
  /** JSON pointer to the field. */
  field: z.string(),
  line: z.number().int().positive().optional(),
  rule: z.string(),
  message: z.string(),
})
export type Problem = z.infer<typeof problem>

const sentence = z.string().min(1)

export const failure = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('bad-request'), message: sentence, problems: z.array(problem) }),
  z.strictObject({ kind: z.literal('not-found'), message: sentence, what: z.string(), id: z.string() }),
  z.strictObject({ kind: z.literal('folder-unreadable'), message: sentence, folder: z.string() }),
  z.strictObject({ kind: z.literal('invalid-mission'), message: sentence, problems: z.array(problem) }),
  z.strictObject({ kind: z.literal('data-unreadable'), message: sentence, file: z.string() }),
  z.strictObject({ kind: z.literal('stage-failed'), message: sentence, stage: z.string(), cause: z.string() }),
  z.strictObject({ kind: z.literal('ledger-broken'), message: sentence, sequence: z.number().int(), why: z.string() }),
  z.strictObject({ kind: z.literal('not-signed-in'), message: sentence }),
  z.strictObject({ kind: z.literal('not-allowed'), message: sentence, needs: z.array(z.string()), party: z.string() }),
  /** A rule of the programme says no; `rule` names it. */
  z.strictObject({ kind: z.literal('refused'), message: sentence, rule: z.string() }),
  z.strictObject({ kind: z.literal('conflict'), message: sentence, with: z.string() }),
  z.strictObject({ kind: z.literal('internal'), message: sentence, reference: z.string() }),
])
export type Failure = z.infer<typeof failure>

/** The HTTP status of a failure. */
export function httpStatus(f: Failure): 400 | 401 | 403 | 404 | 409 | 422 | 500 {
  switch (f.kind) {
    case 'bad-request':
      return 400
    case 'not-found':
      return 404
    case 'not-signed-in':
      return 401
    case 'not-allowed':
      return 403
    case 'folder-unreadable':
    case 'invalid-mission':
    case 'data-unreadable':
    case 'stage-failed':
    case 'ledger-broken':
      return 422
    case 'conflict':
    case 'refused':
      return 409
    case 'internal':
      return 500
    default:
      return never(f)
  }
}
