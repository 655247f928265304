/** What was said of an item when, each statement with its source, and the way to the roadmap as it was known then. */
import { type JSX, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Item, Statement } from './roadmap-operations.ts'

type ItemSourcesProps = {
  readonly item: Item
  readonly chosen: string | undefined
  readonly onKnown: (day: string) => void
}

/** The row of the table below the item. */
export function ItemSources({ item, chosen, onKnown }: ItemSourcesProps): JSX.Element {
  const { t } = useTranslation('desk')
  return (
    <tr className="item-sources">
      <td colSpan={3}>
        <h2>{t('roadmap.history', { item: item.title })}</h2>
        <ol>
          {item.history.map((s) => (
            <Said key={s.id} statement={s} chosen={s.id === chosen} onKnown={onKnown} />
          ))}
        </ol>
      </td>
    </tr>
  )
}

function Said(props: {
  readonly statement: Statement
  readonly chosen: boolean
  readonly onKnown: (day: string) => void
}): JSX.Element {
  const { statement: s, chosen, onKnown } = props
  const { t } = useTranslation('desk')
  const entry = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (chosen) entry.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  return (
    <li ref={entry} aria-current={chosen ? 'true' : undefined}>
      <span className="figure">{s.says}</span>{' '}
      <span className="quiet">
        {t('roadmap.since', { day: s.knownFrom })}
        {s.supersededOn === undefined ? '' : ` ${t('roadmap.until', { day: s.supersededOn })}`}
      </span>{' '}
      <button type="button" className="link-button" onClick={() => onKnown(s.knownFrom)}>
        {t('roadmap.asKnown', { day: s.knownFrom })}
      </button>
      <small className="source">
        {s.url !== undefined && /^https?:/.test(s.url) ? (
          <a href={s.url} rel="noreferrer noopener" target="_blank">
            {s.source}
          </a>
        ) : (
          s.source
        )}
        {s.assumed && <b> {t('source.assumed')}</b>}
        {s.reading !== undefined && <> · {s.reading}</>}
        {s.note !== undefined && <> · {s.note}</>}
      </small>
      {s.disagreesWith.length > 0 && (
        <small className="tone-warning">{t('roadmap.disagrees', { with: s.disagreesWith.join(', ') })}</small>
      )}
    </li>
  )
}
