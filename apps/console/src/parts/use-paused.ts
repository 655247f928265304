/** What is typed, once the person pauses: the centre is asked then, and not at every key. */
import { useEffect, useState } from 'react'

const PAUSE_MS = 350

/** The value once it has not changed for a moment. */
export function usePaused<T>(value: T): T {
  const [paused, setPaused] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setPaused(value), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return paused
}
