/** Who is in the best set whatever grows: 200 draws, solved one by one. */
import type { UseQueryResult } from '@tanstack/react-query'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../api.ts'
import { SaidText } from '../parts/said.tsx'
import { StateMark } from '../parts/state-mark.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import type { StudyView } from './selection.ts'

type CardProps = {
  readonly study: UseQueryResult<StudyView>
  readonly grows: boolean
  readonly onGrow: () => void
}

/** The card. */
export function Growth({ study, grows, onGrow }: CardProps): JSX.Element {
  const { t } = useTranslation('selection')
  return (
    <section className="card" aria-labelledby="growth">
      <h2 id="growth">{t('growth.heading')}</h2>
      <p className="quiet">{t('growth.help')}</p>
      {!grows && (
        <p>
          <button type="button" className="button" onClick={onGrow}>
            {t('growth.run')}
          </button>
        </p>
      )}
      {grows && study.isFetching && <Loading label={t('growth.running')} />}
      {study.error !== null && <Failed failure={failureOf(study.error)} retry={() => void study.refetch()} />}
      {study.data?.growth !== undefined && <GrowthFigures study={study.data} />}
    </section>
  )
}

const STANDINGS = [
  ['always', { mark: 'check', tone: 'nominal' }],
  ['sometimes', { mark: 'half', tone: 'watch' }],
  ['never', { mark: 'ring', tone: 'quiet' }],
] as const

/** Always, sometimes, never; and whether the optimum of today would hold. */
export function GrowthFigures({ study }: { readonly study: StudyView }): JSX.Element {
  const { t, i18n } = useTranslation('selection')
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent' })
  const { scenarios, optimumHolds, infeasible, note } = study.growth!
  return (
    <>
      <p>{t('growth.holds', { count: optimumHolds, all: scenarios })}</p>
      {infeasible > 0 && <p>{t('growth.infeasible', { count: infeasible })}</p>}
      <dl className="growth-list">
        {STANDINGS.map(([standing, mark]) => {
          const of = study.proposals.filter((p) => p.standing === standing)
          return (
            <div key={standing}>
              <dt>
                <StateMark {...mark} /> {t(`growth.${standing}`)} <span className="figure quiet">{of.length}</span>
              </dt>
              <dd>
                {of.length === 0 && <span className="quiet">{t('growth.nobody')}</span>}
                {of.map((p) => (
                  <span key={p.id} className="grown">
                    {p.title}
                    {standing === 'sometimes' && <small className="figure quiet">{percent.format(p.share ?? 0)}</small>}
                  </span>
                ))}
              </dd>
            </div>
          )
        })}
      </dl>
      <small className="quiet">
        <SaidText text={note} />
      </small>
    </>
  )
}
