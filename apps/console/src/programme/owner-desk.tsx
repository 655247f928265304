/** The desk of the call's owner: letters received, invited or declined; questions to answer; a deadline moved with its reason. */
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Me, useRefreshDesk } from '../account/people.ts'
import { failureOf } from '../api.ts'
import { EndOrHandOver } from '../calls/hand-over.tsx'
import { ActForm } from '../parts/act-form.tsx'
import { ChoiceField, TextField } from '../parts/field.tsx'
import { problemsByField } from '../parts/form-problems.ts'
import { Empty, Failed, pending } from '../parts/states.tsx'
import { DeadlineCard } from './deadline-card.tsx'
import { LetterFacts } from './letter-facts.tsx'
import { type CallView, callProgramme, type LetterView, useLetters } from './programme.ts'
import { AnswerForm } from './questions.tsx'
import { Needs } from './signed-out.tsx'

const OFFICER = ['officer'] as const
type DeskProps = { readonly call: CallView; readonly me: Me }

/** The view. */
export function OwnerDesk({ call, me }: DeskProps): JSX.Element {
  const { t } = useTranslation('desk')
  const letters = useLetters(call.call.id)
  if (me.party !== call.owner)
    return (
      <article>
        <h1>{t('programme.view.desk')}</h1>
        <Needs me={me} roles={OFFICER} />
        <Empty>{t('desk.notOwner', { owner: call.owner })}</Empty>
      </article>
    )
  const open = call.questions.filter((q) => q.answer === undefined)
  return (
    <article className="desk-page">
      <header className="desk-head">
        <h1>{t('programme.view.desk')}</h1>
        <p className="quiet">{call.call.title}</p>
        <p className="form-buttons">
          <Link className="button" to="/programme" search={{ view: 'amend', call: call.call.id }}>
            {t('programme.view.amend')}
          </Link>
        </p>
      </header>
      <Needs me={me} roles={OFFICER} />
      <section className="card" aria-labelledby="received">
        <h2 id="received">{t('desk.received', { count: call.received })}</h2>
        {pending(letters)}
        {letters.data?.letters.length === 0 && <p className="quiet">{t('desk.none')}</p>}
        {(letters.data?.letters ?? []).map((l) => (
          <Received key={l.id} letter={l} />
        ))}
      </section>
      <section className="card" aria-labelledby="to-answer">
        <h2 id="to-answer">{t('desk.questions', { count: open.length })}</h2>
        {open.length === 0 && <p className="quiet">{t('desk.noQuestions')}</p>}
        <ol className="questions">
          {open.map((q) => (
            <li key={q.id}>
              <p className="question">{q.text}</p>
              <small className="quiet">{q.by}</small>
              <AnswerForm call={call.call.id} question={q.id} />
            </li>
          ))}
        </ol>
      </section>
      <MoveDeadline call={call} />
      <EndOrHandOver call={call} />
    </article>
  )
}

function Received({ letter }: { readonly letter: LetterView }): JSX.Element {
  const { t } = useTranslation('desk')
  const { content, at, verdict } = letter.versions.at(-1)!
  const answered = letter.answer?.version === letter.versions.length
  return (
    <details className="letter">
      <summary>
        <h3>{content.title}</h3>
        <span className="quiet">
          {content.lead} · {t(`letters.state.${letter.state}`)} ·{' '}
          {t(verdict === 'in-grace' ? 'receipt.inGrace' : 'receipt.in')} ·{' '}
          <span className="figure">{at.slice(0, 16).replace('T', ' ')} UTC</span>
          {answered && ` · ${t(`desk.${letter.answer!.answer}`)}`}
        </span>
      </summary>
      <LetterFacts letter={letter} />
      {letter.state === 'submitted' && !answered && <AnswerLetter letter={letter.id} />}
    </details>
  )
}

function AnswerLetter({ letter }: { readonly letter: string }): JSX.Element {
  const { t } = useTranslation('desk')
  const refresh = useRefreshDesk()
  const [reason, setReason] = useState('')
  const act = useMutation({
    mutationFn: (answer: 'invited' | 'declined') => callProgramme('answerLetter', { letter, answer, reason }),
    onSuccess: refresh,
  })
  const failure = act.error === null ? undefined : failureOf(act.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    act.mutate('invited')
  }
  return (
    <form className="form" onSubmit={submit} aria-label={t('desk.answer')}>
      <TextField
        label={t('form.reason')}
        help={t('desk.reasonHelp')}
        value={reason}
        onChange={setReason}
        problem={problemsByField(failure, '')('/reason')}
        wide
        required
      />
      {failure !== undefined && <Failed failure={failure} />}
      <div className="form-buttons">
        <button type="submit" className="button primary" disabled={act.isPending || reason.trim() === ''}>
          {t('desk.invite')}
        </button>
        <button
          type="button"
          className="button"
          disabled={act.isPending || reason.trim() === ''}
          onClick={() => act.mutate('declined')}
        >
          {t('desk.decline')}
        </button>
      </div>
    </form>
  )
}

function MoveDeadline({ call }: { readonly call: CallView }): JSX.Element {
  const { t } = useTranslation('desk')
  const refresh = useRefreshDesk()
  const [which, setWhich] = useState<'letters' | 'proposals'>('letters')
  const [day, setDay] = useState('')
  const [time, setTime] = useState('24:00')
  const [reason, setReason] = useState('')
  const act = useMutation({
    mutationFn: () => callProgramme('moveDeadline', { call: call.call.id, deadline: which, day, time, reason }),
    onSuccess: async () => {
      setReason('')
      await refresh()
    },
  })
  const failure = act.error === null ? undefined : failureOf(act.error)
  const at = problemsByField(failure, '')
  const shown = which === 'letters' ? call.letters : call.proposals
  return (
    <section className="card" aria-labelledby="move">
      <h2 id="move">{t('desk.move')}</h2>
      <p className="quiet">{t('desk.moveHelp')}</p>
      {shown !== undefined && <DeadlineCard title={t(`call.${which}`)} deadline={shown} />}
      <ActForm act={act} label={t('desk.move')} confirm={t('desk.move')} primary>
        {call.proposals !== undefined && (
          <ChoiceField
            label={t('desk.which')}
            value={which}
            onChange={(w) => setWhich(w as 'letters' | 'proposals')}
            options={[
              ['letters', t('call.letters')],
              ['proposals', t('call.proposals')],
            ]}
          />
        )}
        <TextField label={t('desk.day')} type="date" value={day} onChange={setDay} problem={at('/day')} required />
        <TextField
          label={t('desk.time', { zone: call.letters.zone })}
          value={time}
          onChange={setTime}
          problem={at('/time')}
          required
        />
        <TextField label={t('form.reason')} value={reason} onChange={setReason} problem={at('/reason')} wide required />
      </ActForm>
    </section>
  )
}
