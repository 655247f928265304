/** The views of a place as tabs, each a link of its own; the first has the place's bare address. */
import { Link, type LinkProps } from '@tanstack/react-router'
import type { JSX } from 'react'

type Props<V extends string> = {
  readonly to: NonNullable<LinkProps['to']>
  readonly views: readonly V[]
  readonly current: V
  readonly label: string
  readonly className: string
  readonly word: (view: V) => string
}

/** The tabs. */
export function PlaceTabs<V extends string>(props: Props<V>): JSX.Element {
  const { to, views, current, label, className, word } = props
  return (
    <nav className={className} aria-label={label}>
      <ul>
        {views.map((view, i) => (
          <li key={view}>
            <Link
              to={to}
              search={(i === 0 ? {} : { view }) as never}
              activeOptions={{ exact: true, includeSearch: false }}
              activeProps={{ className: '' }}
              className={view === current ? 'current' : ''}
              aria-current={view === current ? 'page' : undefined}
            >
              {word(view)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
