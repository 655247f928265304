/** The proposals that a reviewer was given: which reviews are in and which are missing. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { StateMark } from '../parts/state-mark.tsx'
import { useCalls } from '../programme/programme.ts'
import type { MyReviewView } from './review.ts'
import { StageLine } from './stage-line.tsx'

/** The section. */
export function MyPapers({ mine }: { readonly mine: MyReviewView }): JSX.Element {
  const { t } = useTranslation('review')
  const rules = useCalls().data?.calls.find((c) => c.call.id === mine.call)?.call.review
  const given = mine.papers.filter((p) => p.assigned)
  const done = given.filter((p) => p.submitted).length
  return (
    <section className="card" aria-labelledby="given">
      <h2 id="given">{t('mine.heading')}</h2>
      {rules !== undefined && <StageLine rules={rules} stage={mine.stage} />}
      {given.length === 0 && <p className="quiet">{t('mine.none')}</p>}
      {given.length > 0 && mine.stage !== undefined && (
        <p>
          <meter min={0} max={given.length} value={done} aria-label={t('mine.heading')} />{' '}
          {t('mine.progress', { done, all: given.length })}
        </p>
      )}
      <ol className="paper-list">
        {given.map((p) => (
          <li key={p.paper}>
            <span className="paper-title">
              <small className="figure quiet">{p.paper}</small> {p.title}
              <Topics topics={p.topics} />
            </span>
            {mine.stage !== undefined && (
              <span>
                <StateMark mark={p.submitted ? 'check' : 'ring'} tone={p.submitted ? 'nominal' : 'warning'} />{' '}
                {t(p.submitted ? 'mine.in' : 'mine.missing')}
              </span>
            )}
            <Link
              className={p.submitted ? 'button' : 'button primary'}
              to="/programme"
              search={{ view: 'review', call: mine.call, paper: p.paper }}
            >
              {t(p.submitted || mine.stage === undefined ? 'mine.change' : 'mine.write')}
            </Link>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** The topics of a proposal. */
export function Topics({ topics }: { readonly topics: readonly string[] }): JSX.Element | null {
  if (topics.length === 0) return null
  return <small className="quiet topics">{topics.join(' · ')}</small>
}
