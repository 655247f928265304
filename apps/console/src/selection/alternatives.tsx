/** All sets within some per cent of the best, and how each differs from it. */
import type { UseQueryResult } from '@tanstack/react-query'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../api.ts'
import { withUnit } from '../parts/numbers.ts'
import { Failed, Loading } from '../parts/states.tsx'
import type { StudyView } from './selection.ts'
import type { Looked } from './wishes.ts'

type CardProps = {
  readonly study: UseQueryResult<StudyView>
  readonly within: number
  readonly looked: Looked | undefined
  readonly onWithin: (percent: number) => void
  readonly onLook: (looked: Looked) => void
}

const MOST_PERCENT = 20

/** The card. */
export function Alternatives({ study, within, looked, onWithin, onLook }: CardProps): JSX.Element {
  const { t, i18n } = useTranslation('selection')
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 1 })
  const found = study.data?.alternatives
  return (
    <section className="card" aria-labelledby="near">
      <h2 id="near">{t('near.heading')}</h2>
      <label className="slider">
        <span>{t('near.within', { percent: percent.format(within / 100) })}</span>
        <input
          type="range"
          min="0"
          max={MOST_PERCENT}
          step="0.5"
          value={within}
          onChange={(event) => onWithin(Number(event.target.value))}
        />
      </label>
      {study.isPending && <Loading />}
      {study.error !== null && <Failed failure={failureOf(study.error)} retry={() => void study.refetch()} />}
      {found?.list.length === 0 && <p>{t('near.none')}</p>}
      {found !== undefined && found.list.length > 0 && study.data !== undefined && (
        <>
          <p className="quiet">
            {t('near.count', { count: found.list.length })}
            {!found.whole && `, ${t('near.more')}`}
          </p>
          <ol className="near-list">
            {found.list.map((a, i) => (
              <One key={a.proposals.join()} study={study.data} {...{ a, i, looked, onLook }} />
            ))}
          </ol>
        </>
      )}
    </section>
  )
}

type Alternative = NonNullable<StudyView['alternatives']>['list'][number]

function One({
  a,
  i,
  study,
  looked,
  onLook,
}: {
  readonly a: Alternative
  readonly i: number
  readonly study: StudyView
} & Pick<CardProps, 'looked' | 'onLook'>): JSX.Element {
  const { t, i18n } = useTranslation('selection')
  const title = (id: string) => study.proposals.find((p) => p.id === id)?.title ?? id
  const chosen = looked?.proposals.join() === a.proposals.join()
  const less = withUnit(a.less, '', i18n.language, 2)
  const moves = [
    ...(a.joins.length === 0 ? [] : [t('near.joins', { list: a.joins.map(title).join(', ') })]),
    ...(a.leaves.length === 0 ? [] : [t('near.leaves', { list: a.leaves.map(title).join(', ') })]),
  ]
  return (
    <li data-chosen={chosen ? 'yes' : undefined}>
      <span>
        <b className="figure">{withUnit(a.score, '', i18n.language, 2)}</b>{' '}
        <span className="quiet">{t('near.less', { less })}</span>
        <small className="quiet">{moves.join('; ')}</small>
      </span>
      <button
        type="button"
        className="button"
        aria-pressed={chosen}
        aria-label={t('near.showOf', { number: i + 1 })}
        onClick={() =>
          onLook({ kind: 'alternative', proposals: a.proposals, text: t('study.showing.alternative', { less }) })
        }
      >
        {t('near.show')}
      </button>
    </li>
  )
}
