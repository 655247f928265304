/** The operations of a selection for React: studies, runs, what one sees, and the acts. */
import type { InputOf } from '@magpie/api/operation'
import {
  type RecordedView,
  type SelectionView,
  type StudyView,
  selectionActs,
  selectionOperations,
} from '@magpie/api/selection-operations'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useRefreshDesk } from '../account/people.ts'
import { callerOf, DESK } from '../api.ts'

export type { RecordedView, SelectionView, StudyView }
export type Inputs = NonNullable<InputOf<typeof selectionOperations.selectionStudy>['inputs']>

const { select: _, ...served } = selectionOperations

/** Calls an operation of selection; throws. */
export const callSelection = callerOf({ ...served, ...selectionActs })

/** What one sees of a call's selection. */
export function useSelection(call: string) {
  return useQuery({
    queryKey: [DESK, 'selection', call],
    queryFn: () => callSelection('selection', { call }),
    refetchInterval: 60_000,
  })
}

/** What a study is asked for beside the best set. */
export type Ask = Omit<InputOf<typeof selectionOperations.selectionStudy>, 'call' | 'inputs' | 'most' | 'seed'>

/** A study of a call; while a newer one runs the last stays. */
export function useStudy(call: string, inputs: Inputs, ask: Ask, enabled = true) {
  return useQuery({
    queryKey: [DESK, 'study', call, inputs, ask],
    queryFn: () => callSelection('selectionStudy', { call, inputs, ...ASKED, ...ask }),
    placeholderData: (before) => before,
    staleTime: 60_000,
    retry: false,
    enabled,
  })
}

const ASKED = { most: 20, seed: 'magpie' }

/** What the mission's folder records. */
export function useRecorded() {
  return useQuery({
    queryKey: ['selection-recorded'],
    queryFn: () => callSelection('recordedSelection', {}),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
}

/** A value once it has rested for a moment. */
export function useRested<T>(value: T, wait_ms: number): T {
  const [rested, setRested] = useState(value)
  const text = JSON.stringify(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(JSON.parse(text) as T), wait_ms)
    return () => clearTimeout(timer)
  }, [text, wait_ms])
  return rested
}

/** An act, after which everything of the desk is read again. */
export function useSelectionAct<I, O>(act: (input: I) => Promise<O>, then?: (made: O) => void) {
  const refresh = useRefreshDesk()
  return useMutation({
    mutationFn: act,
    onSuccess: async (made: O) => {
      then?.(made)
      await refresh()
    },
  })
}
