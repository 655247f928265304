/** An invitation to review: accepted with what one knows and to whom one is bound, or declined. The same is said anew later. */
import { type FormEvent, type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../api.ts'
import { AreaField, TextField } from '../parts/field.tsx'
import { identifierFrom } from '../parts/form-problems.ts'
import { Failed } from '../parts/states.tsx'
import type { CallView } from '../programme/programme.ts'
import { namesIn } from './desk-figures.ts'
import { callReview, type MyReviewView, useReviewAct } from './review.ts'

const KNOWLEDGE = [
  ['none', 0],
  ['some', 0.3],
  ['good', 0.7],
  ['expert', 1],
] as const

type InvitationProps = { readonly call: CallView; readonly mine: MyReviewView }

/** The card, or the form alone where it was accepted. */
export function Invitation({ call, mine }: InvitationProps): JSX.Element {
  const { t } = useTranslation('review')
  const accepted = mine.state === 'accepted'
  const form = <AcceptForm call={call} mine={mine} />
  if (accepted) return form
  return (
    <section className="card invitation" aria-labelledby="invitation">
      <h2 id="invitation">{t('invitation.heading')}</h2>
      {mine.state === 'declined' && <p>{t('invitation.declined')}</p>}
      <p className="quiet">{t('invitation.help', { reviewer: mine.reviewer })}</p>
      {form}
    </section>
  )
}

function AcceptForm({ call, mine }: InvitationProps): JSX.Element {
  const { t } = useTranslation('review')
  const known = call.call.review?.topics ?? []
  const [topics, setTopics] = useState<Readonly<Record<string, number>>>(mine.topics)
  const [free, setFree] = useState(Object.keys(mine.topics).join(', '))
  const [coAuthors, setCoAuthors] = useState('')
  const [advisors, setAdvisors] = useState('')
  const [reason, setReason] = useState('')
  const id = { call: mine.call, reviewer: mine.reviewer }
  const typed =
    known.length > 0
      ? topics
      : Object.fromEntries(namesIn(free).map((n) => [identifierFrom(n), mine.topics[identifierFrom(n)] ?? 1]))
  const accept = useReviewAct(() =>
    callReview('acceptReview', {
      ...{ ...id, topics: typed, conflicts: [] },
      ...{ coAuthors: namesIn(coAuthors), advisors: namesIn(advisors) },
    }),
  )
  const decline = useReviewAct(() =>
    callReview('declineReview', { ...id, ...(reason.trim() === '' ? {} : { reason }) }),
  )
  const error = accept.error ?? decline.error
  const submit = (event: FormEvent) => {
    event.preventDefault()
    accept.mutate(undefined)
  }
  return (
    <form className="form" onSubmit={submit} aria-label={t('invitation.again')}>
      {known.length > 0 ? (
        <fieldset className="knowledge">
          <legend>{t('invitation.topics')}</legend>
          {known.map((topic) => (
            <Knowledge
              key={topic}
              topic={topic}
              weight={topics[topic] ?? 0}
              onChange={(weight) => setTopics({ ...topics, [topic]: weight })}
            />
          ))}
        </fieldset>
      ) : (
        <TextField
          label={t('invitation.topicsFree')}
          help={t('invitation.topicsHelp')}
          value={free}
          onChange={setFree}
          wide
        />
      )}
      <AreaField
        label={t('invitation.coAuthors')}
        help={t('invitation.namesHelp')}
        value={coAuthors}
        onChange={setCoAuthors}
        rows={2}
      />
      <AreaField label={t('invitation.advisors')} value={advisors} onChange={setAdvisors} rows={2} />
      {error !== null && <Failed failure={failureOf(error)} />}
      <div className="form-buttons">
        <button type="submit" className="button primary" disabled={accept.isPending}>
          {t(mine.state === 'accepted' ? 'invitation.save' : 'invitation.accept')}
        </button>
      </div>
      {mine.state === 'invited' && (
        <>
          <TextField label={t('invitation.declineReason')} value={reason} onChange={setReason} wide />
          <div className="form-buttons">
            <button
              type="button"
              className="button"
              disabled={decline.isPending}
              onClick={() => decline.mutate(undefined)}
            >
              {t('invitation.decline')}
            </button>
          </div>
        </>
      )}
    </form>
  )
}

function Knowledge(props: {
  readonly topic: string
  readonly weight: number
  readonly onChange: (weight: number) => void
}): JSX.Element {
  const { t } = useTranslation('review')
  const { topic, weight, onChange } = props
  // A weight that came by a file may lie between: the nearest is shown.
  const nearest = KNOWLEDGE.reduce((a, b) => (Math.abs(b[1] - weight) < Math.abs(a[1] - weight) ? b : a))
  return (
    <label className="choice">
      <span>{topic}</span>
      <select value={nearest[0]} onChange={(e) => onChange(KNOWLEDGE.find(([name]) => name === e.target.value)![1])}>
        {KNOWLEDGE.map(([name]) => (
          <option key={name} value={name}>
            {t(`invitation.know.${name}`)}
          </option>
        ))}
      </select>
    </label>
  )
}
