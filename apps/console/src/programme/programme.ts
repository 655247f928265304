/** The programme's operations for React: calls, letters, proposals, and the acts on them. */
import { centreOperations } from '@magpie/api/centre-operations'
import { eligibilityCheck } from '@magpie/api/eligibility-operations'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { CallView, LetterView, ProposalView } from '@magpie/api/programme-operations'
import { programmeActs, programmeReads } from '@magpie/api/programme-operations'
import { describeProvenance, isAssumed, type Provenance } from '@magpie/core/provenance'
import { useQuery } from '@tanstack/react-query'
import { useMe } from '../account/people.ts'
import { callerOf, DESK } from '../api.ts'

export type { CallView, LetterView, ProposalView }
export type LetterContent = LetterView['versions'][number]['content']
export type ProposalContent = ProposalView['versions'][number]['content']
export type Attachment = LetterContent['attachments'][number]
export type Verdict = OutputOf<typeof eligibilityCheck>
export type JoinQuestion = InputOf<typeof eligibilityCheck>
export type MergeOffer = OutputOf<typeof programmeReads.letters>['mergeOffers'][number]

/** Calls an operation of the programme; throws. */
export const callProgramme = callerOf({
  ...programmeReads,
  ...programmeActs,
  eligibilityCheck,
  stageOutput: centreOperations.stageOutput,
})

/** The calls of this centre, as one may see them. */
export function useCalls() {
  return useQuery({ queryKey: [DESK, 'calls'], queryFn: () => callProgramme('calls', {}), refetchInterval: 60_000 })
}

/** The letters that one may see, with the offers to merge them; the public sees none. */
export function useLetters(call: string) {
  const signedIn = useMe().data?.person !== undefined
  return useQuery({
    queryKey: [DESK, 'letters', call],
    queryFn: () => callProgramme('letters', { call }),
    enabled: signedIn,
    refetchInterval: 30_000,
  })
}

/** The proposals that one may see. */
export function useProposals(call: string) {
  const signedIn = useMe().data?.person !== undefined
  return useQuery({
    queryKey: [DESK, 'proposals', call],
    queryFn: () => callProgramme('proposals', { call }),
    enabled: signedIn,
  })
}

/** The parties that the centre knows. */
export function useParties() {
  return useQuery({ queryKey: [DESK, 'parties'], queryFn: () => callProgramme('parties', {}) })
}

/** The mark of a value by where it is from. */
export function markOf(p: Provenance): { readonly assumed: boolean; readonly note: string } {
  return { assumed: isAssumed(p), note: p.kind === 'assumed' ? p.reason : describeProvenance(p) }
}
