/** Where in the ledger acts stand: kind, time, number and hash. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import type { SelectionView } from './selection.ts'

/** The list, folded; nothing where there is none. */
export function LedgerPlaces({
  places,
}: {
  readonly places: SelectionView['decisions'][number]['ledger']
}): JSX.Element | null {
  const { t } = useTranslation('selection')
  if (places.length === 0) return null
  return (
    <details className="ledger-places">
      <summary>{t('decision.ledger')}</summary>
      <ol className="rows">
        {places.map((p) => (
          <li key={p.sequence}>
            <span>
              <b>{t(`decision.kinds.${p.kind as 'decision-moved'}`)}</b>{' '}
              <span className="quiet">
                {t('decision.entry', { sequence: p.sequence })} ·{' '}
                <span className="figure">{p.at.slice(0, 19).replace('T', ' ')} UTC</span>
              </span>
              <small className="figure hash quiet">{p.hash}</small>
            </span>
          </li>
        ))}
      </ol>
    </details>
  )
}
