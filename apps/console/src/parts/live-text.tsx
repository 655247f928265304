/** Text that changes with time without rendering React: written straight into its element. */
import { type JSX, useEffect, useRef } from 'react'
import { onFrame } from '../time/frame-loop.ts'

export type LiveTextProps = {
  /** The text now; `now_ms` is performance.now's. */
  readonly read: (now_ms: number) => string
  readonly hz?: number
  readonly className?: string
  readonly as?: 'span' | 'time' | 'p'
}

/** A piece of text read `hz` times a second. */
export function LiveText({ read, hz = 4, className, as: Tag = 'span' }: LiveTextProps): JSX.Element {
  const element = useRef<HTMLElement>(null)
  const reader = useRef(read)
  reader.current = read
  useEffect(() => {
    const write = (now_ms: number) => {
      const text = reader.current(now_ms)
      if (element.current !== null && element.current.textContent !== text) element.current.textContent = text
    }
    write(performance.now())
    return onFrame(write, hz)
  }, [hz])
  return <Tag ref={element as never} className={className} />
}
