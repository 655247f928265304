/** The review form by the call's criteria, kept as it is typed; what is in can be written anew until the stage ends. */
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Me, useRefreshDesk } from '../account/people.ts'
import { failureOf } from '../api.ts'
import { AreaField } from '../parts/field.tsx'
import { problemsByField } from '../parts/form-problems.ts'
import { withUnit } from '../parts/numbers.ts'
import { StateMark } from '../parts/state-mark.tsx'
import { Failed } from '../parts/states.tsx'
import { differences } from '../programme/compare.ts'
import { DraftBar } from '../programme/draft-bar.tsx'
import type { CallView } from '../programme/programme.ts'
import { useDraft } from '../programme/use-draft.ts'
import { callReview, type MyReviewView, type PaperView } from './review.ts'
import { Confidence, ScoreField } from './score-field.tsx'
import { StageLine } from './stage-line.tsx'
import {
  criteriaAt,
  NO_REVIEW,
  openFields,
  readTypedReview,
  reviewDraftId,
  reviewFrom,
  type TypedReview,
  typedReviewOf,
  weightedScore,
} from './typed-review.ts'

type FormProps = {
  readonly call: CallView
  readonly me: Me
  readonly mine: MyReviewView
  readonly view: PaperView
  readonly given: boolean
}

/** The card: the form, or why there is none. */
export function ReviewForm(props: FormProps): JSX.Element {
  const { t } = useTranslation('review')
  const { call, mine, view, given } = props
  const rules = call.call.review!
  const earlier = view.mine
  return (
    <section className="card review-form" aria-labelledby="own-review">
      <h2 id="own-review">
        {t('form.heading')} <span className="quiet">{t('form.of', { version: earlier?.of ?? view.version })}</span>
      </h2>
      <StageLine rules={rules} stage={mine.stage} />
      {earlier !== undefined && (
        <p>
          <StateMark mark="check" tone="nominal" /> {t('form.in', { at: earlier.at.slice(0, 16).replace('T', ' ') })}
        </p>
      )}
      {earlier !== undefined && earlier.of < view.version && (
        <p className="callout">{t('form.newer', { of: earlier.of, version: view.version })}</p>
      )}
      {!given && <p className="quiet">{t('form.notGiven')}</p>}
      {given && mine.stage === undefined && <p className="quiet">{t('form.closed')}</p>}
      {given && mine.stage !== undefined && <Writing {...props} stage={mine.stage} />}
    </section>
  )
}

function Writing({ call, me, view, stage }: FormProps & { readonly stage: string }): JSX.Element {
  const { t, i18n } = useTranslation('review')
  const refresh = useRefreshDesk()
  const rules = call.call.review!
  const criteria = criteriaAt(call.call.criteria, view.content.level)
  const [asked, setAsked] = useState(false)
  const [draft, keeper] = useDraft<TypedReview>({
    ...{ id: reviewDraftId(call.call.id, stage, view.paper), kind: 'review', person: me.person?.id },
    ...{ read: readTypedReview, title: () => view.content.title },
    initial: view.mine === undefined ? NO_REVIEW : typedReviewOf(view.mine),
  })
  const typed = draft.content
  const submit = useMutation({
    mutationFn: () =>
      callReview('submitReview', { call: call.call.id, paper: view.paper, ...reviewFrom(keeper.snapshot().content) }),
    onSuccess: refresh,
  })
  const open = openFields(typed, criteria, rules)
  const failure = submit.error === null ? undefined : failureOf(submit.error)
  const told = problemsByField(failure, '')
  const problem = (field: string) => told(field) ?? (asked && open.includes(field) ? t('form.needed') : undefined)
  const total = weightedScore(typed, criteria, rules)
  const send = (event: FormEvent) => {
    event.preventDefault()
    setAsked(true)
    if (open.length === 0) submit.mutate()
  }
  return (
    <form className="review-fields" onSubmit={send}>
      <DraftBar
        draft={draft}
        onMine={() => keeper.keepMine()}
        onTheirs={() => keeper.takeTheirs()}
        differences={draft.theirs === undefined ? [] : differences(typed, readTypedReview(draft.theirs.content))}
      />
      {criteria.map((c) => (
        <ScoreField
          key={c.id}
          criterion={c}
          rules={rules}
          value={typed.scores[c.id] ?? ''}
          problem={problem(`/scores/${c.id}`)}
          onChange={(score) => keeper.type({ ...typed, scores: { ...typed.scores, [c.id]: score } })}
        />
      ))}
      <p>
        {t('form.weighted')}:{' '}
        <b className="figure">{total === undefined ? '–' : withUnit(total, '', i18n.language, 1)}</b>{' '}
        {total === undefined && <span className="quiet">{t('form.weightedOpen')}</span>}
      </p>
      <Confidence
        value={typed.confidence}
        problem={problem('/confidence')}
        onChange={(confidence) => keeper.type({ ...typed, confidence })}
      />
      <AreaField
        label={t('form.toProposers')}
        help={t('form.toProposersHelp')}
        value={typed.toProposers}
        problem={problem('/toProposers')}
        onChange={(toProposers) => keeper.type({ ...typed, toProposers })}
        rows={7}
      />
      <AreaField
        label={t('form.toPanel')}
        help={t('form.toPanelHelp')}
        value={typed.toPanel}
        problem={problem('/toPanel')}
        onChange={(toPanel) => keeper.type({ ...typed, toPanel })}
        rows={4}
      />
      {failure !== undefined && <Failed failure={failure} />}
      <div className="form-buttons">
        <button type="submit" className="button primary" disabled={submit.isPending}>
          {t(view.mine === undefined ? 'form.submit' : 'form.again')}
        </button>
        {open.length > 0 && <span className="quiet">{t('form.open', { count: open.length })}</span>}
      </div>
    </form>
  )
}
