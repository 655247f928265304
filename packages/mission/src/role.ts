/**
 * What a person may do for a party. Roles are held for one party at a time: an officer of one agency is nobody in another.
 * Who has none is the public, which reads what is published.
 */
import * as z from 'zod'

/**
 * `officer` runs the party's calls; `proposer` writes its letters and proposals; `member` confirms its part in them;
 * `reviewer` reviews what it is given; `chair` leads a panel; `signatory` signs agreements; `operator` commands.
 */
export const role = z.enum(['officer', 'proposer', 'member', 'reviewer', 'chair', 'signatory', 'operator'])
export type Role = z.infer<typeof role>
