/** The centre's operations for React: each read a query that is tried again while the spine still runs. */
import { centreOperations } from '@magpie/api/centre-operations'
import { clientOf } from '@magpie/api/client-of'
import type { Failure } from '@magpie/api/failure'
import type { OutputOf } from '@magpie/api/operation'
import type { OperationKey, Operations } from '@magpie/api/operations'
import { QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import { askCentre } from './acting.ts'
import { missionTime } from './live/clock.ts'
import { useLive, useLiveStore } from './live/live-context.tsx'
import { isDecided } from './live/live-state.ts'

/** A failure of the contract, thrown only into the query library, which hands it back as `error`. */
class CentreError extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.message)
    this.failure = failure
  }
}

/** A function that calls the operations of a table at the centre; what it returns throws `CentreError`. */
export function callerOf<T extends Partial<Operations>>(table: T) {
  const centre = clientOf(location.origin, askCentre, table)
  return async <K extends keyof T & OperationKey>(
    key: K,
    input: Parameters<typeof centre.call<K>>[1],
  ): Promise<OutputOf<Operations[K]>> => {
    const answer = await centre.call(key, input)
    if (!answer.ok) throw new CentreError(answer.error)
    return answer.value
  }
}

/** Calls an operation that every page may need. */
export const call = callerOf(centreOperations)

/** The failure behind a query's error. */
export function failureOf(error: Error): Failure {
  return error instanceof CentreError
    ? error.failure
    : { kind: 'internal', message: error.message, reference: location.origin }
}

/** The query client of the page. Failures are shown with a button; only what a later stage will answer is retried. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { retry: 1, retryDelay: 800, staleTime: 30_000, refetchOnWindowFocus: false } },
  })
}

/** Reads what the stages decide: again each time a stage is done, the rehearsal restarts or the connection returns. */
export function useFollowSpine(): void {
  const queries = useQueryClient()
  const decided = useLive((s) => s.stages.filter(isDecided).length)
  const run = useLive((s) => s.run)
  const connected = useLive((s) => s.connection.kind === 'open')
  useEffect(() => {
    if (decided >= 0 && connected) void queries.invalidateQueries({ predicate: isOfRehearsal })
  }, [decided, connected, queries])
  useEffect(() => {
    // Another run: nothing that the last one decided may stay on the screen.
    if (run > 0) void queries.resetQueries({ predicate: isOfRehearsal })
  }, [run, queries])
}

/** The first word of the keys of what people do at the desk, which no stage and no restart changes. */
export const DESK = 'desk'

function isOfRehearsal({ queryKey }: { readonly queryKey: readonly unknown[] }): boolean {
  return queryKey[0] !== DESK
}

/** The mission: parties, elements, phases, site. */
export function useMission() {
  return useQuery({ queryKey: ['mission'], queryFn: () => call('mission', {}) })
}

/** The scene's positions; not asked for while the stage that decides them is known to be open. */
export function useScene() {
  const enabled = useLive((s) => !s.stages.some((g) => g.stage === 'flight' && !isDecided(g)))
  return useQuery({ queryKey: ['scene'], queryFn: () => call('scene', {}), staleTime: Infinity, enabled })
}

const AHEAD = 200
/** Refreshed when the time has moved on by so much of mission time, s, or real time, ms. */
const AHEAD_BUCKET_S = 12 * 3600
const AHEAD_REFRESH_MS = 20_000

/** What lies ahead of (the bucket of) a time; the caller drops what is over at its own moment. */
export function useUpcoming(at_s: number | undefined) {
  const bucket = at_s === undefined ? undefined : Math.floor(at_s / AHEAD_BUCKET_S) * AHEAD_BUCKET_S
  return useQuery({
    queryKey: ['next', bucket],
    queryFn: () => call('next', bucket === undefined ? { limit: AHEAD } : { after: bucket, limit: AHEAD }),
    refetchInterval: AHEAD_REFRESH_MS,
    placeholderData: (before) => before,
  })
}

/** Reads the mission clock now, TDB s; stable, renders nothing. */
export function useMissionClock(): (now_ms: number) => number | undefined {
  const store = useLiveStore()
  return useCallback(
    (now_ms: number) => {
      const { clock } = store.snapshot()
      return clock === undefined ? undefined : missionTime(clock, now_ms)
    },
    [store],
  )
}
