/** What may be wider or higher than its place: it scrolls by itself, by keyboard too. */
import type { JSX, ReactNode } from 'react'

/** A region with a name. */
export function Scroll(props: {
  readonly label: string
  readonly className?: string
  readonly children: ReactNode
}): JSX.Element {
  const { label, className = 'links-scroll', children } = props
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={className} aria-label={label} tabIndex={0}>
      {children}
    </section>
  )
}
