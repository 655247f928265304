/** Commands that are being written, kept in this browser by party and command: closing the page loses nothing. */
import { useCallback, useState } from 'react'
import type { Draft } from './draft.ts'

const MOST_KEPT = 50

/** The drafts by `element/command`, and how to keep one. */
export function useDrafts(party: string) {
  const place = `magpie.drafts.${party}`
  const [drafts, setDrafts] = useState(() => readKept(place))
  const put = useCallback(
    (draft: Draft) =>
      setDrafts((before) => {
        const next = new Map(before)
        next.delete(draftName(draft))
        next.set(draftName(draft), draft)
        for (const name of [...next.keys()].slice(0, Math.max(0, next.size - MOST_KEPT))) next.delete(name)
        try {
          localStorage.setItem(place, JSON.stringify([...next.values()]))
        } catch {
          // Storage may be forbidden or full; drafts then last as long as the page.
        }
        return next
      }),
    [place],
  )
  return { drafts, put }
}

/** Under which a draft is kept: one of each command. */
export function draftName({ element, command }: { readonly element: string; readonly command: string }): string {
  return `${element}/${command}`
}

function readKept(place: string): ReadonlyMap<string, Draft> {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(place) ?? '[]')
    const kept = Array.isArray(read) ? (read as Draft[]).filter((d) => typeof d?.command === 'string') : []
    return new Map(kept.map((d) => [draftName(d), d]))
  } catch {
    return new Map()
  }
}
