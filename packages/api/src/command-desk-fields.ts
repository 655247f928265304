/** What operations of the command desk have in common. */
import * as z from 'zod'

/** Everyone who has to do with commands. */
export const anyDeskRole = ['operator', 'officer', 'signatory'] as const

/** Why something is done; it stands in the record. */
export const reason = z.string().min(1).max(1000).describe('the reason, which is recorded')

/** That an act is done, when, and which commands left the queue by it. */
export const deskDone = z.strictObject({ at: z.string(), revoked: z.array(z.string()).default([]) })
