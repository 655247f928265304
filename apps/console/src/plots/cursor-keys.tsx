/** The cursor of a plot by keys: what the mouse reads by pointing is read by arrows, and told to who does not see it. */
import type { JSX, KeyboardEvent } from 'react'

type CursorProps = {
  readonly label: string
  /** What is read there, in words. */
  readonly reading: string | undefined
  /** Where it is, by its place among what can be read; undefined where it is nowhere. */
  readonly at: number | undefined
  readonly count: number
  readonly onMove: (to: number | undefined) => void
  readonly onEnter?: (() => void) | undefined
}

/** A slider over the plot, which takes no clicks. */
export function CursorKeys({ label, reading, at, count, onMove, onEnter }: CursorProps): JSX.Element {
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && onEnter !== undefined) onEnter()
    else if (event.key === 'Escape' && at !== undefined) onMove(undefined)
    else {
      const to = moved(event.key, at, count)
      if (to === undefined) return
      onMove(to)
    }
    event.preventDefault()
  }
  return (
    <div
      className="plot-cursor"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, count - 1)}
      aria-valuenow={at ?? 0}
      aria-valuetext={reading ?? '–'}
      onKeyDown={press}
    />
  )
}

/** Where a key leads: the next, the last, a twentieth further; undefined for another key. */
function moved(key: string, at: number | undefined, count: number): number | undefined {
  if (count === 0) return undefined
  const leap = Math.max(2, Math.round(count / 20))
  const steps: Readonly<Record<string, number>> = {
    ...{ ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 },
    ...{ PageUp: leap, PageDown: -leap },
  }
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  const by = steps[key]
  if (by === undefined) return undefined
  if (at === undefined) return by > 0 ? 0 : count - 1
  return Math.min(count - 1, Math.max(0, at + by))
}
