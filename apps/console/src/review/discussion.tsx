/** What other reviewers wrote of a proposal, and the talk about it; hidden from a reviewer until their own review is in. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { ActForm } from '../parts/act-form.tsx'
import { AreaField } from '../parts/field.tsx'
import { keyed } from '../parts/keyed.ts'
import { StateMark } from '../parts/state-mark.tsx'
import { useKeptText } from '../programme/kept-text.ts'
import type { CallView } from '../programme/programme.ts'
import { callReview, type PaperView, useReviewAct } from './review.ts'
import { criteriaAt } from './typed-review.ts'

type DiscussionProps = { readonly call: CallView; readonly view: PaperView; readonly waits: boolean }

/** The section. */
export function Discussion({ call, view, waits }: DiscussionProps): JSX.Element {
  const { t } = useTranslation('review')
  return (
    <section className="card discussion" aria-labelledby="discussion">
      <h2 id="discussion">{t('talk.heading')}</h2>
      {waits ? (
        <p>
          <StateMark mark="bars" tone="watch" /> {t('talk.waits')}
        </p>
      ) : (
        <>
          {view.reviews.length === 0 && <p className="quiet">{t('talk.noReviews')}</p>}
          {view.reviews.map((r) => (
            <OtherReview key={`${r.stage} ${r.reviewer}`} call={call} level={view.content.level} review={r} />
          ))}
          {view.posts.length === 0 && <p className="quiet">{t('talk.noPosts')}</p>}
          <ol className="questions">
            {keyed(view.posts, (p) => p.at).map(([key, post]) => (
              <li key={key}>
                <small className="quiet">
                  {post.by === 'owner' ? t('talk.owner') : post.by} ·{' '}
                  <span className="figure">{post.at.slice(0, 16).replace('T', ' ')} UTC</span>
                </small>
                <p className="written">{post.text}</p>
              </li>
            ))}
          </ol>
          <PostForm call={call.call.id} paper={view.paper} />
        </>
      )}
    </section>
  )
}

function OtherReview({
  call,
  level,
  review,
}: {
  readonly call: CallView
  readonly level: string
  readonly review: PaperView['reviews'][number]
}): JSX.Element {
  const { t } = useTranslation('review')
  const sure = review.confidence as 1 | 2 | 3 | 4 | 5
  return (
    <details className="other-review" open>
      <summary>
        <h3>{t('talk.review', { reviewer: review.reviewer })}</h3>{' '}
        <span className="quiet">
          {review.stage} · {t('talk.confidence', { text: t(`form.sure.s${sure}`) })}
        </span>
      </summary>
      <dl className="pairs">
        {criteriaAt(call.call.criteria, level).map((c) => (
          <div key={c.id}>
            <dt>{c.name}</dt>
            <dd className="figure">{review.scores[c.id] ?? '–'}</dd>
          </div>
        ))}
      </dl>
      {review.toPanel !== '' && (
        <>
          <h4>{t('talk.toPanel')}</h4>
          <p className="written">{review.toPanel}</p>
        </>
      )}
      <h4>{t('talk.toProposers')}</h4>
      <p className="written">{review.toProposers}</p>
    </details>
  )
}

function PostForm({ call, paper }: { readonly call: string; readonly paper: string }): JSX.Element {
  const { t } = useTranslation('review')
  const [text, setText, forget] = useKeptText(`post.${call}.${paper}`)
  const act = useReviewAct(() => callReview('discuss', { call, paper, text }), forget)
  return (
    <ActForm act={act} confirm={t('talk.send')} ready={text.trim() !== ''}>
      <AreaField label={t('talk.post')} help={t('talk.postHelp')} value={text} onChange={setText} rows={3} />
    </ActForm>
  )
}
