/** The votes on a motion, what they come to by the call's rules, and one's own: cast, changed, or stood aside. */
import { type FormEvent, type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me } from '../account/people.ts'
import { failureOf } from '../api.ts'
import { AreaField, ChoiceField, TextField } from '../parts/field.tsx'
import { problemsByField } from '../parts/form-problems.ts'
import { keyed } from '../parts/keyed.ts'
import { SaidText } from '../parts/said.tsx'
import { StateMark } from '../parts/state-mark.tsx'
import { Failed } from '../parts/states.tsx'
import { callSelection, type SelectionView, useSelectionAct } from './selection.ts'

type Decision = SelectionView['decisions'][number]
type VotesProps = { readonly decision: Decision; readonly me: Me }

/** The votes with their tally, for the owner's people. */
export function Votes({ decision, me }: VotesProps): JSX.Element {
  const { t } = useTranslation('selection')
  const { state, votes = [], tally } = decision
  const { yes = 0, no = 0, abstain = 0 } = tally ?? {}
  return (
    <>
      <h4>{t('decision.votes', { yes, no, abstain })}</h4>
      {tally !== undefined && (
        <p>
          <StateMark mark={tally.carried ? 'check' : 'ring'} tone={tally.carried ? 'nominal' : 'watch'} />{' '}
          {t(tally.carried ? 'decision.carried' : 'decision.notCarried')}{' '}
          <span className="quiet">
            <SaidText text={tally.because} /> · {t('decision.quorum', { count: tally.quorum })}
          </span>
        </p>
      )}
      {votes.length > 0 && (
        <ul className="bullets">
          {keyed(votes, (v) => `${v.person} ${v.at}`).map(([key, v]) => (
            <li key={key}>
              <b>{t(`decision.votesFor.${v.vote as 'yes'}`)}</b> {v.reason}{' '}
              <small className="figure quiet">
                {v.at.slice(0, 16).replace('T', ' ')} UTC
                {v.chair === true && ` · ${t('decision.chair')}`}
              </small>
            </li>
          ))}
        </ul>
      )}
      {tally !== undefined && tally.excluded.length > 0 && (
        <>
          <h4>{t('decision.excluded', { count: tally.excluded.length })}</h4>
          <ul className="bullets">
            {tally.excluded.map((e) => (
              <li key={e.person}>
                <SaidText text={e.reason} />
              </li>
            ))}
          </ul>
        </>
      )}
      {decision.lapsesAt !== undefined && state === 'moved' && (
        <p className="quiet">{t('decision.lapses', { at: decision.lapsesAt.slice(0, 16).replace('T', ' ') })}</p>
      )}
      {decision.closed !== undefined && <p>{t('decision.closed', { why: decision.closed })}</p>}
      {state === 'moved' && <VoteForm decision={decision} me={me} />}
      {state === 'moved' && <Aside decision={decision} me={me} />}
    </>
  )
}

function VoteForm({ decision, me }: VotesProps): JSX.Element {
  const { t } = useTranslation('selection')
  const [vote, setVote] = useState<'yes' | 'no' | 'abstain'>('yes')
  const [reason, setReason] = useState('')
  const act = useSelectionAct(
    () => callSelection('voteDecision', { decision: decision.id, vote, reason }),
    () => setReason(''),
  )
  const failure = act.error === null ? undefined : failureOf(act.error)
  const voted = decision.votes?.some((v) => v.person === me.person?.id) === true
  const submit = (event: FormEvent) => {
    event.preventDefault()
    act.mutate(undefined)
  }
  return (
    <form className="form" onSubmit={submit} aria-label={t('decision.vote')}>
      {voted && <p className="quiet">{t('decision.voted')}</p>}
      <ChoiceField
        label={t('decision.vote')}
        value={vote}
        onChange={(v) => setVote(v as typeof vote)}
        options={(['yes', 'no', 'abstain'] as const).map((v) => [v, t(`decision.votesFor.${v}`)])}
      />
      <TextField
        label={t('decision.reason')}
        value={reason}
        onChange={setReason}
        problem={problemsByField(failure, '')('/reason')}
        required
      />
      {failure !== undefined && <Failed failure={failure} />}
      <div className="form-buttons">
        <button type="submit" className="button" disabled={act.isPending || reason.trim() === ''}>
          {t(voted ? 'decision.changeVote' : 'decision.castVote')}
        </button>
      </div>
    </form>
  )
}

/** To stand aside from the motion; for an officer also to close it where it was not carried. */
function Aside({ decision, me }: VotesProps): JSX.Element {
  const { t } = useTranslation('selection')
  const [reason, setReason] = useState('')
  const aside = useSelectionAct(() => callSelection('recuse', { decision: decision.id, reason }))
  const close = useSelectionAct(() => callSelection('lapseDecision', { decision: decision.id, reason }))
  const error = aside.error ?? close.error
  const empty = reason.trim() === ''
  return (
    <details className="motion">
      <summary>{t('decision.otherwise')}</summary>
      <form className="form" onSubmit={(event) => event.preventDefault()} aria-label={t('decision.otherwise')}>
        <AreaField
          label={t('decision.why')}
          help={t('decision.asideHelp')}
          value={reason}
          onChange={setReason}
          rows={2}
        />
        {error !== null && <Failed failure={failureOf(error)} />}
        <div className="form-buttons">
          <button
            type="button"
            className="button"
            disabled={aside.isPending || empty}
            onClick={() => aside.mutate(undefined)}
          >
            {t('decision.aside')}
          </button>
          {holds(me, 'officer') && (
            <button
              type="button"
              className="button"
              disabled={close.isPending || empty}
              onClick={() => close.mutate(undefined)}
            >
              {t('decision.close')}
            </button>
          )}
        </div>
      </form>
    </details>
  )
}
