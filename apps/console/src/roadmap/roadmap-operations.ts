/** The one operation of the contract that the Roadmap place asks. */
import { roadmap } from '@magpie/api/eligibility-operations'
import type { OutputOf } from '@magpie/api/operation'

export const eligibilityOperations = { roadmap } as const
export type Roadmap = OutputOf<typeof roadmap>
type Lane = Roadmap['lanes'][number]
export type Item = Lane['items'][number]
export type Statement = Item['current']
