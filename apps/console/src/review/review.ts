/** The operations of a review for React: one's own invitations, papers, the owner's desk, and the acts on them. */
import type { OutputOf } from '@magpie/api/operation'
import { type MyReviewView, type PaperView, reviewActs, reviewReads } from '@magpie/api/review-operations'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useMe, useRefreshDesk } from '../account/people.ts'
import { callerOf, DESK } from '../api.ts'
import type { CallView } from '../programme/programme.ts'

export type { MyReviewView, PaperView }
export type ReviewDesk = OutputOf<typeof reviewReads.reviewers>
export type Conflicts = OutputOf<typeof reviewReads.reviewConflicts>['conflicts']
export type Standings = OutputOf<typeof reviewReads.reviewStandings>
export type Rules = NonNullable<CallView['call']['review']>
export type Bid = NonNullable<MyReviewView['papers'][number]['bid']>

/** Calls an operation of a review; throws. */
export const callReview = callerOf({ ...reviewReads, ...reviewActs })

/** One's own reviewing for a call. */
export function useMyReviews(call: string) {
  const signedIn = useMe().data?.person !== undefined
  return useQuery({
    queryKey: [DESK, 'my-reviews', call],
    queryFn: () => callReview('myReviews', { call }),
    enabled: signedIn,
    refetchInterval: 60_000,
  })
}

/** A proposal under review, as far as one may read it; what others write of it comes by itself. */
export function usePaper(call: string, paper: string | undefined) {
  return useQuery({
    queryKey: [DESK, 'review-paper', call, paper],
    queryFn: () => callReview('reviewPaper', { call, paper: paper! }),
    enabled: paper !== undefined,
    refetchInterval: 30_000,
    retry: false,
  })
}

/** The desk of the call's owner. */
export function useReviewDesk(call: string, enabled = true) {
  return useQuery({
    queryKey: [DESK, 'review-desk', call],
    queryFn: () => callReview('reviewers', { call }),
    enabled,
    refetchInterval: 30_000,
    retry: false,
  })
}

/** Who must not review what: all for the owner, one's own for a reviewer. */
export function useConflicts(call: string, enabled = true) {
  return useQuery({
    queryKey: [DESK, 'review-conflicts', call],
    queryFn: () => callReview('reviewConflicts', { call }),
    enabled,
    retry: false,
  })
}

/** Where the proposals stand. */
export function useStandings(call: string, enabled = true) {
  return useQuery({
    queryKey: [DESK, 'review-standings', call],
    queryFn: () => callReview('reviewStandings', { call }),
    enabled,
    retry: false,
  })
}

/** What reviewers wrote for the party acted for. */
export function useFeedback(call: string, enabled: boolean) {
  return useQuery({
    queryKey: [DESK, 'review-feedback', call],
    queryFn: () => callReview('reviewFeedback', { call }),
    enabled,
  })
}

/** An act, after which everything of the desk is read again. */
export function useReviewAct<I>(act: (input: I) => Promise<unknown>, then?: () => void) {
  const refresh = useRefreshDesk()
  return useMutation({
    mutationFn: act,
    onSuccess: async () => {
      then?.()
      await refresh()
    },
  })
}
