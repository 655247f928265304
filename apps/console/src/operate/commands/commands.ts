/** The command desk for the console: what is read of it, and the acts of who sends, approves and controls. */
import { authorityActs, authorityReads } from '@magpie/api/authority-operations'
import { commandActs, commandReads } from '@magpie/api/command-operations'
import type { CommandCheck, CommandRight, CommandView } from '@magpie/api/command-views'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useMe } from '../../account/people.ts'
import { callerOf } from '../../api.ts'
import { COMMAND_DESK, DESK_REFRESH_MS } from '../desk.ts'
import { type Draft, sentOf } from './draft.ts'

export type { CommandCheck, CommandRight, CommandView }

/** Calls an operation of the desk; throws. */
export const callDesk = callerOf({ ...commandReads, ...commandActs, ...authorityReads, ...authorityActs })

/** What a party may send now, of every element. */
export function useRights(enabled: boolean) {
  const party = useMe().data?.party
  return useQuery({
    queryKey: [COMMAND_DESK, 'rights', party],
    queryFn: () => callDesk('commandRights', {}),
    refetchInterval: 2 * DESK_REFRESH_MS,
    enabled,
  })
}

/** What waits, in its order, with who leads. */
export function useQueue(enabled: boolean) {
  const party = useMe().data?.party
  return useQuery({
    queryKey: [COMMAND_DESK, 'queue', party],
    queryFn: () => callDesk('commandQueue', {}),
    refetchInterval: DESK_REFRESH_MS,
    enabled,
  })
}

/** The newest commands, whatever became of them. */
export function useRecent(enabled: boolean) {
  const party = useMe().data?.party
  return useQuery({
    queryKey: [COMMAND_DESK, 'recent', party],
    queryFn: () => callDesk('commands', { limit: 50 }),
    refetchInterval: DESK_REFRESH_MS,
    enabled,
  })
}

/** One command with all of its life. */
export function useCommand(id: string) {
  const party = useMe().data?.party
  return useQuery({
    queryKey: [COMMAND_DESK, 'command', party, id],
    queryFn: () => callDesk('command', { id }),
    refetchInterval: DESK_REFRESH_MS,
    placeholderData: (before) => (before?.id === id ? before : undefined),
  })
}

/** Keys that parties keep themselves. */
export function useOwnKeys(enabled = true) {
  const party = useMe().data?.party
  return useQuery({
    queryKey: [COMMAND_DESK, 'own-keys', party],
    queryFn: () => callDesk('ownKeys', {}),
    enabled: enabled && party !== undefined,
  })
}

const TYPING_MS = 250

/** What would become of a draft, asked a moment after one stopped typing, and again as time goes by. */
export function useCheck(draft: Draft, right: CommandRight | undefined) {
  const party = useMe().data?.party
  // Its name in the stack changes nothing.
  const settled = useSettled({ ...draft, key: '' }, TYPING_MS)
  return useQuery({
    queryKey: [COMMAND_DESK, 'check', party, settled],
    queryFn: () => callDesk('checkCommand', sentOf(settled, right?.arguments ?? [])),
    refetchInterval: DESK_REFRESH_MS,
    placeholderData: (before) => before,
    enabled: right !== undefined,
  })
}

function useSettled<T>(value: T, after_ms: number): T {
  const [settled, settle] = useState(value)
  const text = JSON.stringify(value)
  useEffect(() => {
    const timer = setTimeout(() => settle(JSON.parse(text) as T), after_ms)
    return () => clearTimeout(timer)
  }, [text, after_ms])
  return settled
}

/** An act at the desk; afterwards everything that was read of it is read again. */
export function useDeskAct<V, R>(act: (given: V) => Promise<R>, done?: (result: R) => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: async (result) => {
      done?.(result)
      await queries.invalidateQueries({ queryKey: [COMMAND_DESK] })
    },
  })
}
