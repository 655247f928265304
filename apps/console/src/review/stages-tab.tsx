/** The panel, how a stage ends and what goes on, and the release of feedback. */
import { type FormEvent, type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../api.ts'
import { ActForm } from '../parts/act-form.tsx'
import { CheckField, ChoiceField, TextField } from '../parts/field.tsx'
import { problemsByField } from '../parts/form-problems.ts'
import { StateMark } from '../parts/state-mark.tsx'
import { Failed } from '../parts/states.tsx'
import type { CallView } from '../programme/programme.ts'
import { callReview, type ReviewDesk, useReviewAct } from './review.ts'
import { numberIn } from './typed-review.ts'

type TabProps = { readonly call: CallView; readonly desk: ReviewDesk }

/** The part. */
export function StagesTab({ call, desk }: TabProps): JSX.Element {
  const { t } = useTranslation('review')
  const stages = call.call.review!.stages
  return (
    <>
      <PanelForm key={JSON.stringify(desk.panel)} call={call} desk={desk} />
      {desk.closings.length > 0 && (
        <section className="card" aria-labelledby="closings">
          <h2 id="closings">{t('stages.closings')}</h2>
          <ol className="rows">
            {desk.closings.map((c) => (
              <li key={c.at}>
                <span>
                  <StateMark mark="square" tone="quiet" /> {stages.find((s) => s.id === c.stage)?.name ?? c.stage}{' '}
                  <small className="figure quiet">{c.at.slice(0, 16).replace('T', ' ')} UTC</small>
                </span>
                <span className="quiet">{t('stages.wentOn', { count: c.forward.length })}</span>
              </li>
            ))}
          </ol>
        </section>
      )}
      {desk.stage !== undefined && <CloseForm key={desk.stage} call={call} desk={desk} stage={desk.stage} />}
      {desk.stage !== undefined && <MoveForm key={`move ${desk.stage}`} call={call} stage={desk.stage} />}
      <Release call={call.call.id} desk={desk} />
    </>
  )
}

function PanelForm({ call, desk }: TabProps): JSX.Element {
  const { t } = useTranslation('review')
  const accepted = desk.reviewers.filter((r) => r.state === 'accepted').map((r) => r.profile)
  const [chair, setChair] = useState(desk.panel?.chair ?? '')
  const [alternate, setAlternate] = useState(desk.panel?.alternate ?? '')
  const [members, setMembers] = useState<readonly string[]>(desk.panel?.members ?? [])
  const act = useReviewAct(() =>
    callReview('formPanel', {
      ...{ call: call.call.id, chair },
      ...(alternate === '' ? {} : { alternate }),
      members: members.filter((m) => m !== chair && m !== alternate),
    }),
  )
  const options = [['', t('stages.nobody')], ...accepted.map((p) => [p.id, p.name] as const)] as const
  return (
    <ActForm
      act={act}
      heading={{ id: 'panel', text: t('stages.panel') }}
      confirm={t('stages.form')}
      ready={chair !== ''}
    >
      <p className="quiet">{t('stages.panelHelp')}</p>
      <ChoiceField label={t('stages.chair')} value={chair} onChange={setChair} options={options} />
      <ChoiceField label={t('stages.alternate')} value={alternate} onChange={setAlternate} options={options} />
      {accepted.length > 2 && (
        <fieldset className="checks">
          <legend>{t('stages.members')}</legend>
          {accepted
            .filter((p) => p.id !== chair && p.id !== alternate)
            .map((p) => (
              <CheckField
                key={p.id}
                label={p.name}
                value={members.includes(p.id)}
                onChange={(on) => setMembers(on ? [...members, p.id] : members.filter((m) => m !== p.id))}
              />
            ))}
        </fieldset>
      )}
    </ActForm>
  )
}

function CloseForm({ call, desk, stage }: TabProps & { readonly stage: string }): JSX.Element {
  const { t } = useTranslation('review')
  const stages = call.call.review!.stages
  const open = desk.papers.filter((p) => p.open)
  const last = stages.at(-1)!.id === stage
  const [forward, setForward] = useState<readonly string[]>(open.map((p) => p.paper))
  const [reason, setReason] = useState('')
  const act = useReviewAct(() =>
    callReview('closeReviewStage', { call: call.call.id, stage, forward: last ? [] : [...forward], reason }),
  )
  const failure = act.error === null ? undefined : failureOf(act.error)
  const at = problemsByField(failure, '')
  const name = stages.find((s) => s.id === stage)!.name
  return (
    <ActForm
      act={act}
      heading={{ id: 'close-stage', text: t('stages.close', { stage: name }) }}
      confirm={t('stages.done')}
      ready={reason.trim() !== ''}
    >
      <p className="quiet">{t(last ? 'stages.closeLast' : 'stages.closeHelp')}</p>
      {!last && (
        <fieldset className="checks column">
          <legend>{t('stages.forward')}</legend>
          <span className="form-buttons">
            <button type="button" className="button" onClick={() => setForward(open.map((p) => p.paper))}>
              {t('stages.all')}
            </button>
            <button type="button" className="button" onClick={() => setForward([])}>
              {t('stages.none')}
            </button>
          </span>
          {open.map((p) => (
            <CheckField
              key={p.paper}
              label={`${p.paper}: ${p.title}`}
              value={forward.includes(p.paper)}
              onChange={(on) => setForward(on ? [...forward, p.paper] : forward.filter((f) => f !== p.paper))}
            />
          ))}
        </fieldset>
      )}
      <TextField label={t('stages.reason')} value={reason} onChange={setReason} problem={at('/reason')} wide required />
    </ActForm>
  )
}

/** The stage's deadline, moved; what was in force stays readable in the call. */
function MoveForm({ call, stage }: { readonly call: CallView; readonly stage: string }): JSX.Element {
  const { t } = useTranslation('review')
  const [day, setDay] = useState('')
  const [time, setTime] = useState('24:00')
  const [grace, setGrace] = useState('')
  const [reason, setReason] = useState('')
  const grace_s = numberIn(grace)
  const act = useReviewAct(
    () =>
      callReview('moveReviewDeadline', {
        ...{ call: call.call.id, stage, day, time, reason },
        ...(grace_s === undefined ? {} : { grace_s: 60 * grace_s }),
      }),
    () => setReason(''),
  )
  const failure = act.error === null ? undefined : failureOf(act.error)
  const at = problemsByField(failure, '')
  const named = call.call.review!.stages.find((s) => s.id === stage)!
  return (
    <ActForm
      act={act}
      heading={{ id: 'move-stage', text: t('stages.move', { stage: named.name }) }}
      confirm={t('stages.moveIt')}
      ready={day !== '' && reason.trim() !== ''}
    >
      <p className="quiet">{t('stages.moveHelp')}</p>
      {named.deadline !== undefined && named.deadline.revisions.length > 1 && (
        <ul className="revisions wide-row">
          {named.deadline.revisions.slice(0, -1).map((r) => (
            <li key={`${r.day} ${r.time} ${r.knownFrom}`}>
              <s className="figure">
                {r.day} {r.time}
              </s>
            </li>
          ))}
        </ul>
      )}
      <TextField label={t('stages.day')} type="date" value={day} onChange={setDay} problem={at('/day')} required />
      <TextField
        label={t('stages.time', { zone: named.deadline?.zone ?? call.letters.zone })}
        value={time}
        onChange={setTime}
        problem={at('/time')}
        required
      />
      <TextField
        label={t('stages.grace')}
        value={grace}
        onChange={setGrace}
        problem={at('/grace_s')}
        unit="min"
        numeric
      />
      <TextField label={t('stages.reason')} value={reason} onChange={setReason} problem={at('/reason')} wide required />
    </ActForm>
  )
}

function Release({ call, desk }: { readonly call: string; readonly desk: ReviewDesk }): JSX.Element {
  const { t } = useTranslation('review')
  const [reason, setReason] = useState('')
  const act = useReviewAct(() => callReview('releaseReviews', { call, reason }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    act.mutate(undefined)
  }
  return (
    <form className="card form" onSubmit={submit} aria-labelledby="release">
      <h2 id="release" className="wide-row">
        {t('stages.release')}
      </h2>
      {desk.released ? (
        <p>
          <StateMark mark="check" tone="nominal" /> {t('stages.released')}
        </p>
      ) : (
        <>
          <p className="quiet">{t('stages.releaseHelp')}</p>
          {desk.stage !== undefined && <p>{t('stages.releaseFirst')}</p>}
          <TextField label={t('stages.reason')} value={reason} onChange={setReason} wide required />
          {act.error !== null && <Failed failure={failureOf(act.error)} />}
          <div className="form-buttons">
            <button
              type="submit"
              className="button primary"
              disabled={act.isPending || desk.stage !== undefined || reason.trim() === ''}
            >
              {t('stages.release')}
            </button>
          </div>
        </>
      )}
    </form>
  )
}
