/** Who one is at this centre, and the acts of people and parties. */
import type { OutputOf } from '@magpie/api/operation'
import { peopleOperations } from '@magpie/api/people-operations'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { actFor, actingParty, becomeAnother } from '../acting.ts'
import { callerOf, DESK } from '../api.ts'

export type Me = OutputOf<typeof peopleOperations.me>

export const ROLES = ['officer', 'proposer', 'member', 'reviewer', 'chair', 'signatory', 'operator'] as const

/** Calls an operation of accounts; throws. */
export const callPeople = callerOf(peopleOperations)

/** Who one is. A party chosen before that one no longer acts for is forgotten; of several the first acts. */
async function readMe(): Promise<Me> {
  const me = await callPeople('me', {})
  const chosen = actingParty()
  const known = me.memberships.some((m) => m.party === chosen)
  if (known || (chosen === undefined && me.memberships.length < 2)) return me
  actFor(me.memberships.length < 2 ? undefined : me.memberships[0]?.party)
  return callPeople('me', {})
}

/** Who one is, as a query. */
export function useMe() {
  return useQuery({ queryKey: [DESK, 'me'], queryFn: readMe, staleTime: 60_000 })
}

/** Whether one holds any of these roles in the party acted for. */
export function holds(me: Me | undefined, ...roles: readonly Me['roles'][number][]): boolean {
  return me?.party !== undefined && roles.some((r) => me.roles.includes(r))
}

/** Reads everything of the desk again: after an act, or when one has become somebody else. */
export function useRefreshDesk(): () => Promise<void> {
  const queries = useQueryClient()
  return useCallback(() => queries.invalidateQueries({ queryKey: [DESK] }), [queries])
}

/** Forgets what another person, or another party, was shown, and reads it again. */
export function useResetDesk(): () => Promise<void> {
  const queries = useQueryClient()
  return useCallback(() => {
    becomeAnother()
    // What others read of telemetry is not what one reads: everything is asked for anew.
    return queries.resetQueries()
  }, [queries])
}
