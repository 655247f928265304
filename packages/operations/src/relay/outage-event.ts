/** An outage that whoever leads a rehearsal puts in, as the desk records it. */
import { identifier } from '@magpie/core/identifier'
import * as z from 'zod'

/** A station, or the relay, does not answer from when this was said, for so long. */
export const outageEvent = z.strictObject({
  kind: z.literal('outage'),
  node: identifier,
  duration_s: z.number().positive(),
  why: z.string(),
})
