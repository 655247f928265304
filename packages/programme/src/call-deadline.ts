/** Deadlines of a call: for its letters, its proposals, the stages of its review. */
import { provenance } from '@magpie/core/provenance'
import * as z from 'zod'
import { civilDay } from './civil-date.ts'

/** A clock time of a deadline, `24:00` being the end of the day. */
export const clockTime = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?|24:00)$/, 'expected HH:MM, HH:MM:SS or 24:00')

/** One statement of a deadline; the last one known on a day is the one in force on it. */
const deadlineRevision = z.strictObject({
  day: civilDay,
  time: clockTime,
  knownFrom: civilDay,
  provenance,
  /** Calls often name a day only: the hour has a provenance of its own. */
  timeProvenance: provenance,
})
export type DeadlineRevision = z.infer<typeof deadlineRevision>

/**
 * A deadline, kept in the call's time zone (IANA name). Grace is an explicit rule that every proposer can read: what arrives
 * up to `seconds` after the instant is taken and marked so.
 */
export const callDeadline = z.strictObject({
  zone: z.string().min(1),
  revisions: z.array(deadlineRevision).min(1),
  grace: z.strictObject({ seconds: z.number().min(0), text: z.string().min(1), provenance }),
})
export type CallDeadline = z.infer<typeof callDeadline>
