/** Motions, votes, the decision with its reasons, and its announcement. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me } from '../account/people.ts'
import { failureOf } from '../api.ts'
import { ActForm } from '../parts/act-form.tsx'
import { AreaField } from '../parts/field.tsx'
import { withUnit } from '../parts/numbers.ts'
import { StateMark } from '../parts/state-mark.tsx'
import { Failed } from '../parts/states.tsx'
import type { CallView } from '../programme/programme.ts'
import { LedgerPlaces } from './ledger-places.tsx'
import { MotionForm } from './motion-form.tsx'
import { callSelection, type SelectionView, type StudyView, useSelectionAct } from './selection.ts'
import { Votes } from './votes.tsx'

type DecisionsProps = {
  readonly call: CallView
  readonly me: Me
  readonly view: SelectionView
  readonly study: StudyView
  readonly shown: ReadonlySet<string>
}
type Decision = SelectionView['decisions'][number]

/** The section. */
export function Decisions({ call, me, view, study, shown }: DecisionsProps): JSX.Element {
  const { t } = useTranslation('selection')
  const decided = view.decisions.some((d) => d.state === 'taken' || d.state === 'announced')
  return (
    <section className="card" aria-labelledby="decision">
      <h2 id="decision">{t('decision.heading')}</h2>
      {view.decisions.length === 0 && view.runs.length === 0 && <p>{t('decision.none')}</p>}
      {view.decisions.map((d) => (
        <DecisionCard key={d.id} decision={d} me={me} view={view} />
      ))}
      {!decided && view.runs.length > 0 && <MotionForm key={view.runs.length} {...{ call, view, study, shown }} />}
    </section>
  )
}

const STATE_MARK = {
  lapsed: { mark: 'cross', tone: 'quiet' },
  moved: { mark: 'ring', tone: 'watch' },
  taken: { mark: 'half', tone: 'active' },
  announced: { mark: 'check', tone: 'nominal' },
} as const

function DecisionCard({
  decision,
  me,
  view,
}: {
  readonly decision: Decision
  readonly me: Me
  readonly view: SelectionView
}): JSX.Element {
  const { t, i18n } = useTranslation('selection')
  const { state, loss, score, departure } = decision
  const number = (value: number) => withUnit(value, '', i18n.language, 2)
  const officer = holds(me, 'officer')
  return (
    <article className="decision" aria-label={decision.id}>
      <h3>
        <StateMark {...STATE_MARK[state]} /> <span className="figure">{decision.id}</span>{' '}
        {t(`decision.state.${state}`)}
      </h3>
      <p>
        {score !== undefined && t('decision.worth', { score: number(score) })}
        {loss !== undefined &&
          ` · ${loss === 0 ? t('decision.isOptimum') : t('decision.loss', { loss: number(loss) })}`}
        {decision.run !== undefined && (
          <>
            {' · '}
            {t('decision.on')} <span className="figure">{decision.run}</span>
          </>
        )}
      </p>
      {departure !== undefined && <p>{t('decision.departs', { why: departure })}</p>}
      <Outcomes decision={decision} view={view} />
      {decision.votes !== undefined && <Votes decision={decision} me={me} />}
      {state === 'moved' && officer && <TakeForm decision={decision.id} />}
      {state === 'taken' && officer && <Announce decision={decision.id} />}
      <LedgerPlaces places={decision.ledger} />
    </article>
  )
}

const OUTCOME_MARK = {
  selected: { mark: 'check', tone: 'nominal' },
  reserve: { mark: 'half', tone: 'watch' },
  declined: { mark: 'cross', tone: 'quiet' },
} as const

/** Each outcome with its reason. */
export function Outcomes({
  decision,
  view,
}: {
  readonly decision: Pick<Decision, 'outcomes'>
  readonly view: SelectionView
}): JSX.Element | null {
  const { t } = useTranslation('selection')
  if (decision.outcomes.length === 0) return null
  return (
    <div className="scroll">
      <table className="grid outcomes">
        <tbody>
          {decision.outcomes.map((o) => (
            <tr key={o.proposal}>
              <th scope="row">{view.proposals.find((p) => p.id === o.proposal)?.title ?? o.proposal}</th>
              <td>
                <StateMark {...OUTCOME_MARK[o.outcome as 'selected']} />{' '}
                {t(`decision.outcomes.${o.outcome as 'selected'}`)}
              </td>
              <td>{o.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function TakeForm({ decision }: { readonly decision: string }): JSX.Element {
  const { t } = useTranslation('selection')
  const [reason, setReason] = useState('')
  const act = useSelectionAct(() => callSelection('takeDecision', { decision, reason }))
  return (
    <ActForm act={act} label={t('decision.take')} confirm={t('decision.take')} ready={reason.trim() !== ''}>
      <AreaField
        label={t('decision.reason')}
        help={t('decision.takeHelp')}
        value={reason}
        onChange={setReason}
        rows={2}
      />
    </ActForm>
  )
}

function Announce({ decision }: { readonly decision: string }): JSX.Element {
  const { t } = useTranslation('selection')
  const act = useSelectionAct(() => callSelection('announceDecision', { decision }))
  return (
    <div className="callout">
      <p>{t('decision.announceHelp')}</p>
      {act.error !== null && <Failed failure={failureOf(act.error)} />}
      <button type="button" className="button primary" disabled={act.isPending} onClick={() => act.mutate(undefined)}>
        {t('decision.announce')}
      </button>
    </div>
  )
}
