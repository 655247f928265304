/** A value once it has not changed for a moment: what is asked of the centre while somebody types. */
import { useEffect, useState } from 'react'

const PAUSE_MS = 300

/** The value after the pause. */
export function usePaused<T>(value: T): T {
  const [paused, setPaused] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setPaused(value), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return paused
}
