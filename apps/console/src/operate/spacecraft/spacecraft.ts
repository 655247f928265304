/** Spacecraft as a whole, faults and loads: what is read of them and what is done. */
import type { OutputOf } from '@magpie/api/operation'
import { rehearsalOperations } from '@magpie/api/rehearsal-operations'
import { type SpacecraftValue, spacecraftOperations } from '@magpie/api/spacecraft-operations'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMe } from '../../account/people.ts'
import { callerOf } from '../../api.ts'
import { useLive } from '../../live/live-context.tsx'
import { parameterKey } from '../../live/live-state.ts'
import { COMMAND_DESK, DESK_REFRESH_MS } from '../desk.ts'

export const callSpacecraft = callerOf({ ...spacecraftOperations, ...rehearsalOperations })

export type { SpacecraftValue }
export type Fleet = OutputOf<typeof spacecraftOperations.spacecraftList>
export type Craft = OutputOf<typeof spacecraftOperations.spacecraftShow>
export type Software = NonNullable<Craft['software']>
export type Faults = OutputOf<typeof rehearsalOperations.faultList>
export type Judged = OutputOf<typeof rehearsalOperations.faultInject>

/** All of them. */
export function useFleet() {
  const party = useMe().data?.party
  return useQuery({
    queryKey: [COMMAND_DESK, 'spacecraft', party],
    queryFn: () => callSpacecraft('spacecraftList', {}),
    refetchInterval: DESK_REFRESH_MS,
    placeholderData: keepPreviousData,
  })
}

/** One of them. */
export function useCraft(element: string) {
  const party = useMe().data?.party
  return useQuery({
    queryKey: [COMMAND_DESK, 'spacecraft', party, element],
    queryFn: () => callSpacecraft('spacecraftShow', { element }),
    refetchInterval: DESK_REFRESH_MS,
  })
}

/** The faults there are, and what was put in. */
export function useFaults() {
  const party = useMe().data?.party
  return useQuery({
    queryKey: [COMMAND_DESK, 'faults', party],
    queryFn: () => callSpacecraft('faultList', {}),
    refetchInterval: DESK_REFRESH_MS,
  })
}

/** An act of who rehearses; what was read is read again. */
export function useRehearsalAct<V, R>(act: (given: V) => Promise<R>, done?: (result: R) => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: async (result) => {
      done?.(result)
      await queries.invalidateQueries({ queryKey: [COMMAND_DESK] })
    },
  })
}

/** A value as it is now: what came in since it was asked for takes its place. */
export function useNow(element: string, asked: SpacecraftValue): SpacecraftValue {
  const live = useLive((s) => s.parameters[parameterKey(element, asked.parameter)]?.sample)
  if (live === undefined || asked.held !== undefined || live.generatedAt < (asked.generatedAt ?? '')) return asked
  const { value, alarm: level, generatedAt, receivedAt } = live
  return { ...asked, value, level, generatedAt, receivedAt }
}
