/** A draft of the person who types, bound to React: kept in this browser and at the centre. */
import type { Failure } from '@magpie/api/failure'
import { err, ok, type Result } from '@magpie/core/result'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { failureOf } from '../api.ts'
import { DraftKeeper, type DraftState, type SavedDraft } from './draft-keeper.ts'
import { callProgramme } from './programme.ts'

/** What the keeper of one draft needs. */
type DraftOf<T> = {
  readonly id: string
  readonly kind: 'letter' | 'proposal' | 'call' | 'review' | 'agreement' | 'interface' | 'line'
  /** Who types; without anybody this browser alone keeps the text. */
  readonly person: string | undefined
  readonly initial: T
  readonly read: (content: unknown) => T
  readonly title: (content: T) => string
}

/** The draft and its keeper. What nobody typed while signed out becomes the draft of who signs in. */
export function useDraft<T>(draft: DraftOf<T>): readonly [DraftState<T>, DraftKeeper<T>] {
  const { id, kind, person } = draft
  // biome-ignore lint/correctness/useExhaustiveDependencies: a keeper is of one draft and one person; the rest is constant for them
  const keeper = useMemo(
    () =>
      new DraftKeeper<T>(id, draft.initial, draft.read, {
        storage: localStorage,
        save:
          person === undefined
            ? undefined
            : (content, over) =>
                asResult(
                  callProgramme('saveDraft', {
                    id,
                    kind,
                    title: draft.title(content as T).slice(0, 200),
                    content,
                    over,
                  }),
                ),
        load: () => load(id),
        later: (act, wait_ms) => {
          const timer = setTimeout(act, wait_ms)
          return () => clearTimeout(timer)
        },
      }),
    [id, kind, person],
  )
  useEffect(() => {
    void keeper.open()
    const online = () => void keeper.open()
    addEventListener('online', online)
    return () => {
      removeEventListener('online', online)
      keeper.stop()
    }
  }, [keeper])
  return [useSyncExternalStore(keeper.subscribe, keeper.snapshot), keeper]
}

async function load(id: string): Promise<Result<SavedDraft | undefined, Failure>> {
  const found = await asResult(callProgramme('draft', { id }))
  if (found.ok) return ok(found.value)
  return found.error.kind === 'not-found' ? ok(undefined) : found
}

async function asResult<T>(asked: Promise<T>): Promise<Result<T, Failure>> {
  try {
    return ok(await asked)
  } catch (cause) {
    return err(failureOf(cause as Error))
  }
}
