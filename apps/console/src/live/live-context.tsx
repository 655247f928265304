/** The live store for React: one subscription a component, to as little of the state as it needs. */
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { LiveStore, Snapshot } from './live-store.ts'

const LiveContext = createContext<LiveStore | undefined>(undefined)

export const LiveProvider = LiveContext.Provider

/** The store itself, for code that reads it without rendering. */
export function useLiveStore(): LiveStore {
  const store = useContext(LiveContext)
  if (store === undefined) throw new Error('no live store above this component')
  return store
}

/** A part of the live state; `select` must return the same object while its part is unchanged. */
export function useLive<T>(select: (snapshot: Snapshot) => T): T {
  const store = useLiveStore()
  return useSyncExternalStore(store.subscribe, () => select(store.snapshot()))
}
