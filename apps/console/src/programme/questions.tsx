/** Questions and answers on a call: what was answered is public; who asks sees their own; the owner answers. */
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me, useRefreshDesk } from '../account/people.ts'
import { failureOf } from '../api.ts'
import { ActForm } from '../parts/act-form.tsx'
import { AreaField } from '../parts/field.tsx'
import { Failed } from '../parts/states.tsx'
import { useKeptText } from './kept-text.ts'
import { type CallView, callProgramme } from './programme.ts'
import { lacks, Needs } from './signed-out.tsx'

const ASKERS = ['officer', 'proposer', 'member'] as const

type QuestionsProps = { readonly call: CallView; readonly me: Me }

/** The section. */
export function Questions({ call, me }: QuestionsProps): JSX.Element {
  const { t } = useTranslation('desk')
  const owner = me.party === call.owner && holds(me, 'officer')
  return (
    <section className="card" aria-labelledby="questions">
      <h2 id="questions">{t('questions.heading')}</h2>
      {call.questions.length === 0 && <p className="quiet">{t('questions.empty')}</p>}
      <ol className="questions">
        {call.questions.map((q) => (
          <li key={q.id}>
            <p className="question">{q.text}</p>
            <small className="quiet figure">
              {q.at.slice(0, 16).replace('T', ' ')} UTC{q.by === undefined ? '' : ` · ${q.by}`}
            </small>
            {q.answer !== undefined && <p className="answer">{q.answer.text}</p>}
            {q.answer === undefined && !owner && <p className="quiet">{t('questions.waits')}</p>}
            {q.answer === undefined && owner && <AnswerForm call={call.call.id} question={q.id} />}
          </li>
        ))}
      </ol>
      {!owner && (lacks(me, ASKERS) ? <Needs me={me} roles={ASKERS} /> : <AskForm call={call.call.id} />)}
    </section>
  )
}

function AskForm({ call }: { readonly call: string }): JSX.Element {
  const { t } = useTranslation('desk')
  const refresh = useRefreshDesk()
  const [text, setText, forget] = useKeptText(`question.${call}`)
  const ask = useMutation({
    mutationFn: () => callProgramme('askQuestion', { call, text }),
    onSuccess: async () => {
      forget()
      await refresh()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    ask.mutate()
  }
  return (
    <form className="form" onSubmit={submit}>
      <AreaField label={t('questions.ask')} help={t('questions.askHelp')} value={text} onChange={setText} rows={3} />
      {ask.error !== null && <Failed failure={failureOf(ask.error)} />}
      <div className="form-buttons">
        <button type="submit" className="button" disabled={ask.isPending || text.trim() === ''}>
          {t('questions.send')}
        </button>
      </div>
    </form>
  )
}

/** Answers a question in public. */
export function AnswerForm({ call, question }: { readonly call: string; readonly question: string }): JSX.Element {
  const { t } = useTranslation('desk')
  const refresh = useRefreshDesk()
  const [answer, setAnswer] = useState('')
  const act = useMutation({
    mutationFn: () => callProgramme('answerQuestion', { call, question, answer }),
    onSuccess: refresh,
  })
  return (
    <ActForm act={act} confirm={t('questions.publish')} ready={answer.trim() !== ''} primary>
      <AreaField label={t('questions.answer')} value={answer} onChange={setAnswer} rows={3} />
    </ActForm>
  )
}
