/** A proposal under review: what one may read of it, one's own review beside it, what others wrote, the panel's score. */
import { Link } from '@tanstack/react-router'
import type { JSX, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '../account/people.ts'
import { failureOf } from '../api.ts'
import { withUnit } from '../parts/numbers.ts'
import { StateMark } from '../parts/state-mark.tsx'
import { Failed, Loading } from '../parts/states.tsx'
import type { CallView } from '../programme/programme.ts'
import { Discussion } from './discussion.tsx'
import { PanelScores } from './panel-scores.tsx'
import { type MyReviewView, type PaperView, usePaper } from './review.ts'
import { ReviewForm } from './review-form.tsx'

type PaperProps = {
  readonly call: CallView
  readonly me: Me
  readonly paper: string
  /** None for an officer of the owner who is no reviewer. */
  readonly mine: MyReviewView | undefined
}

/** The page. */
export function PaperPage({ call, me, paper, mine }: PaperProps): JSX.Element {
  const { t } = useTranslation('review')
  const found = usePaper(call.call.id, paper)
  const failure = found.error === null ? undefined : failureOf(found.error)
  const given = mine?.papers.find((p) => p.paper === paper)?.assigned === true
  return (
    <article className="paper-page">
      <p>
        <Link to="/programme" search={{ view: mine === undefined ? 'reviews' : 'review', call: call.call.id }}>
          {t('paper.back')}
        </Link>
      </p>
      {found.isPending && <Loading lines={5} />}
      {failure?.kind === 'not-found' && (
        <div className="callout">
          <h1>{paper}</h1>
          <p>{t('paper.missing')}</p>
        </div>
      )}
      {failure !== undefined && failure.kind !== 'not-found' && (
        <Failed failure={failure} retry={() => void found.refetch()} />
      )}
      {found.data !== undefined && (
        <div className="paper-columns">
          <PaperContent view={found.data} mine={mine} />
          <div className="paper-side">
            {mine !== undefined && (
              <ReviewForm key={`${paper} ${mine.stage}`} {...{ call, me, mine, given }} view={found.data} />
            )}
            <Discussion
              call={call}
              view={found.data}
              waits={mine !== undefined && given && found.data.mine === undefined}
            />
            <PanelScores call={call.call.id} view={found.data} mine={mine} />
          </div>
        </div>
      )}
    </article>
  )
}

function PaperContent({
  view,
  mine,
}: {
  readonly view: PaperView
  readonly mine: MyReviewView | undefined
}): JSX.Element {
  const { t } = useTranslation('review')
  const { t: desk, i18n } = useTranslation('desk')
  const { content } = view
  const why = mine === undefined ? 'owner' : mine.anonymity === 'dual' ? 'hidden' : 'shown'
  const rows: readonly (readonly [string, ReactNode])[] = [
    [t('paper.level'), desk(`level.${content.level}`)],
    ...(content.topics.length === 0 ? [] : [[t('paper.topics'), content.topics.join(', ')] as const]),
    ...(content.lead === undefined ? [] : [[t('paper.lead'), content.lead] as const]),
    ...(content.team === undefined || content.team.length === 0
      ? []
      : [[t('paper.team'), content.team.map((row) => `${row.party}: ${row.part}`).join('; ')] as const]),
    ...(content.people === undefined || content.people.length === 0
      ? []
      : [[t('paper.people'), content.people.map((p) => p.name).join(', ')] as const]),
    [t('paper.cost'), withUnit(content.cost, '', i18n.language, 2)],
  ]
  return (
    <section className="card paper" aria-labelledby="paper-title">
      <p className="quiet">
        <span className="figure">{view.paper}</span> · {t('paper.version', { version: view.version })}
        {view.proposal !== undefined && (
          <>
            {' · '}
            <span className="figure">{view.proposal}</span>
          </>
        )}
      </p>
      <h1 id="paper-title">{content.title}</h1>
      <p className="why-hidden">
        <StateMark mark={why === 'hidden' ? 'bars' : 'ring'} tone="watch" /> {t(`paper.${why}`)}
      </p>
      {content.summary === '' ? (
        <p className="quiet">{t('paper.noSummary')}</p>
      ) : (
        <p className="written">{content.summary}</p>
      )}
      <dl className="pairs">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h2>{t('paper.elements')}</h2>
      <ul className="elements">
        {content.elements.map((e) => (
          <li key={e.id}>
            <b>{e.name}</b>{' '}
            <span className="quiet">{desk(`elementKind.${e.kind as 'rover'}`, { defaultValue: e.kind })}</span>
            <dl className="pairs">
              {e.parameters.map((p) => (
                <div key={p.name}>
                  <dt>{desk(`figure.${p.name as 'mass'}`, { defaultValue: p.name })}</dt>
                  <dd className="figure">
                    {withUnit(p.value, p.unit, i18n.language, 2)}{' '}
                    <small className="quiet">{desk(`maturity.${p.maturity}`)}</small>
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
      {content.jointOperations.length > 0 && (
        <>
          <h2>{t('paper.joint')}</h2>
          <ul className="bullets">
            {content.jointOperations.map((o) => (
              <li key={o.id}>
                {o.name} <span className="quiet figure">{o.touches.join(', ')}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {content.attachments.length > 0 && (
        <>
          <h2>{t('paper.attachments')}</h2>
          <ul className="bullets">
            {content.attachments.map((a) => (
              <li key={a.sha256}>
                {a.name} <span className="quiet figure">{withUnit(a.bytes / 1024, 'KiB', i18n.language)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
