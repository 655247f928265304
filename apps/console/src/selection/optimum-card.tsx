/** The optimum with its proof, what the wishes cost, and in words why they cannot all be. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { withUnit } from '../parts/numbers.ts'
import { SaidText } from '../parts/said.tsx'
import { StateMark } from '../parts/state-mark.tsx'
import { type Judged, sum } from './portfolio.ts'
import type { StudyView } from './selection.ts'
import { type Looked, type Wishes, withWish } from './wishes.ts'

type CardProps = {
  readonly study: StudyView
  readonly free: StudyView
  readonly wishes: Wishes
  readonly looked: Looked | undefined
  readonly judged: Judged
  readonly running: boolean
  readonly fresh: boolean
  readonly onBack: () => void
  readonly onTake: () => void
  readonly onWish: (wishes: Wishes) => void
}

/** The card. */
export function OptimumCard(props: CardProps): JSX.Element {
  const { study, free, wishes, looked, judged, running, fresh, onBack, onTake, onWish } = props
  const { t, i18n } = useTranslation('selection')
  const number = (value: number) => withUnit(value, '', i18n.language, 2)
  const { optimum } = study
  const cost = optimum === undefined || free.optimum === undefined ? 0 : sum([free.optimum.score, -optimum.score])
  const wished = wishes.in.length + wishes.out.length > 0
  return (
    <section className="card optimum" aria-labelledby="optimum" data-fresh={fresh ? 'yes' : undefined}>
      <h2 id="optimum">
        {t('study.heading')}{' '}
        <span className="quiet running" role="status">
          {running ? t('study.running') : ''}
        </span>
      </h2>
      {optimum !== undefined && (
        <dl className="tiles">
          <div>
            <dt>{t('study.score')}</dt>
            <dd className="figure">{number(optimum.score)}</dd>
            <dd className="note">
              <StateMark mark={optimum.proved ? 'check' : 'ring'} tone={optimum.proved ? 'nominal' : 'watch'} />{' '}
              {optimum.proved ? t('study.proved') : t('study.notProved', { bound: number(optimum.bound) })}
            </dd>
          </div>
          <div>
            <dt>{t('study.shown')}</dt>
            <dd className="figure">{number(judged.score)}</dd>
            <dd className="note">{looked === undefined ? t('study.showing.optimum') : looked.text}</dd>
          </div>
          {wished && fresh && (
            <div>
              <dt>{t('study.cost')}</dt>
              <dd className="figure">{cost === 0 ? t('study.costNone') : number(cost)}</dd>
              <dd className="note">{t('study.fresh')}</dd>
            </div>
          )}
        </dl>
      )}
      {study.conflict !== undefined && <Impossible study={study} wishes={wishes} onWish={onWish} />}
      {looked !== undefined && (
        <p className="form-buttons">
          <button type="button" className="button primary" onClick={onTake}>
            {t('study.take')}
          </button>
          <button type="button" className="button" onClick={onBack}>
            {t('study.back')}
          </button>
        </p>
      )}
      <small className="quiet">
        {optimum !== undefined && `${t('study.solver')}: ${optimum.solver}. `}
        {study.scoresFrom !== undefined && t('study.from', { from: study.scoresFrom })}
      </small>
    </section>
  )
}

/** Why there is none: an irreducible conflict, and the wishes of it that can be taken back. */
function Impossible({
  study,
  wishes,
  onWish,
}: {
  readonly study: StudyView
  readonly wishes: Wishes
  readonly onWish: (wishes: Wishes) => void
}): JSX.Element {
  const { t } = useTranslation('selection')
  const sentences = study.conflict ?? []
  const named = study.proposals.filter(
    (p) => [...wishes.in, ...wishes.out].includes(p.id) && sentences.some((s) => wordsOf(s).has(p.id)),
  )
  return (
    <div className="failed" role="alert">
      <strong>{t('study.impossible')}</strong>
      <p>{t('study.why')}</p>
      <ul className="bullets">
        {sentences.map((s) => (
          <li key={s}>
            <SaidText text={s} />
          </li>
        ))}
      </ul>
      {named.length > 0 && (
        <>
          <p>{t('study.relax')}</p>
          <p className="form-buttons">
            {named.map((p) => (
              <button
                key={p.id}
                type="button"
                className="button"
                onClick={() => onWish(withWish(wishes, p.id, 'free'))}
              >
                {t('study.free', { title: p.title })}
              </button>
            ))}
          </p>
        </>
      )}
    </div>
  )
}

/** The words of a sentence, identifiers whole. */
function wordsOf(sentence: string): ReadonlySet<string> {
  return new Set(sentence.split(/[^\w-]+/))
}
