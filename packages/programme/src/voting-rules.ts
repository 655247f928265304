/** How the people of a call's owner decide on a motion: the `voting` part of a call. */
import { provenance } from '@magpie/core/provenance'
import * as z from 'zod'

/**
 * Of the votes that count: `simple`, more for than against; `absolute`, more than half of all votes for, abstentions among
 * them; `two-thirds`, at least two for each one against; `unanimous`, none against and one for.
 */
const majority = z.enum(['simple', 'absolute', 'two-thirds', 'unanimous'])

export const votingRules = z.strictObject({
  /** So many people vote at least; who abstains is there. */
  quorum: z.number().int().min(1).max(1000),
  majority,
  /** What as many for as against come to: the motion is not carried, or the chair's own vote decides. */
  tie: z.enum(['not-carried', 'chair']).default('not-carried'),
  /** A motion that is not taken so many days after it was moved lapses; none does where it is left out. */
  lapsesAfter_days: z.number().int().min(1).max(3660).optional(),
  provenance,
})
export type VotingRules = z.infer<typeof votingRules>

/** What holds where a call says nothing. */
export const USUAL_VOTING: Omit<VotingRules, 'provenance'> = { quorum: 1, majority: 'simple', tie: 'not-carried' }
