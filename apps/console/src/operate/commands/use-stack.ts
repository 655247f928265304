/** The stack as this browser keeps it, by party: what was composed is there again after the page was closed. */
import type { CommandView } from '@magpie/api/command-views'
import { useCallback, useEffect, useState } from 'react'
import type { Draft } from './draft.ts'

/** A command of the stack, and what became of it once it was sent. */
export type Stacked = {
  readonly draft: Draft
  readonly sent?: { readonly id: string; readonly state: CommandView['state'] }
  readonly failed?: string
}

const MOST_KEPT = 500

/** The stack of a party, and how to change it. */
export function useStack(party: string) {
  const place = `magpie.stack.${party}`
  const [kept, setKept] = useState(() => ({ place, stack: readKept(place) }))
  const stack = kept.place === place ? kept.stack : readKept(place)
  useEffect(() => {
    if (kept.place !== place) setKept({ place, stack: readKept(place) })
  }, [kept.place, place])
  const change = useCallback(
    (by: (stack: readonly Stacked[]) => readonly Stacked[]) =>
      setKept((before) => {
        const next = by(before.place === place ? before.stack : readKept(place)).slice(0, MOST_KEPT)
        try {
          localStorage.setItem(place, JSON.stringify(next))
        } catch {
          // Storage may be forbidden or full; the stack then lasts as long as the page.
        }
        return { place, stack: next }
      }),
    [place],
  )
  return { stack, change }
}

function readKept(place: string): readonly Stacked[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(place) ?? '[]')
    return Array.isArray(read) ? (read as Stacked[]).filter((s) => typeof s?.draft?.command === 'string') : []
  } catch {
    return []
  }
}
