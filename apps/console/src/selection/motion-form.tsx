/** Moving a decision over every proposal, on the ground of a run; what is shown in the workbench is the start. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../api.ts'
import { ActForm } from '../parts/act-form.tsx'
import { AreaField, ChoiceField } from '../parts/field.tsx'
import { problemsByField } from '../parts/form-problems.ts'
import { withUnit } from '../parts/numbers.ts'
import type { CallView } from '../programme/programme.ts'
import { BrokenList } from './bars.tsx'
import { departs, NO_MOTION, nextId, type OutcomeName, outcomeOf, outcomesOf, type TypedMotion } from './motion.ts'
import { judgePortfolio } from './portfolio.ts'
import { resultOf } from './runs.tsx'
import { callSelection, type SelectionView, type StudyView, useSelectionAct } from './selection.ts'

type FormProps = {
  readonly call: CallView
  readonly view: SelectionView
  readonly study: StudyView
  readonly shown: ReadonlySet<string>
}

/** The form, folded. */
export function MotionForm({ call, view, study, shown }: FormProps): JSX.Element {
  const { t, i18n } = useTranslation('selection')
  const [typed, setTyped] = useState<TypedMotion>(NO_MOTION)
  const [run, setRun] = useState(view.runs.at(-1)!.id)
  const ground = resultOf(view.runs.find((r) => r.id === run) ?? view.runs.at(-1)!)
  const ids = study.proposals.map((p) => p.id)
  const outcomes = outcomesOf(typed, shown, ids)
  const selected = outcomes.filter((o) => o.outcome === 'selected').map((o) => o.proposal)
  const judged = judgePortfolio(study, new Set(selected))
  const optimum = ground.kind === 'optimum' ? ground : undefined
  const departing = departs(selected, optimum?.proposals)
  const reasoned = outcomes.every((o) => o.reason !== '') && (!departing || typed.departure.trim() !== '')
  const act = useSelectionAct(() =>
    callSelection('moveDecision', {
      ...{ decision: nextId(call.call.id, 'decision', view.decisions), run, outcomes },
      ...(departing ? { departure: typed.departure } : {}),
    }),
  )
  const failure = act.error === null ? undefined : failureOf(act.error)
  const at = problemsByField(failure, '')
  const number = (value: number) => withUnit(value, '', i18n.language, 2)
  const set = (change: Partial<TypedMotion>) => setTyped({ ...typed, ...change })
  return (
    <details className="motion" open={view.decisions.length === 0}>
      <summary>
        <h3>{t('decision.move')}</h3>
      </summary>
      <p className="quiet">{t('decision.moveHelp')}</p>
      <ActForm act={act} label={t('decision.move')} confirm={t('decision.moveIt')} ready={reasoned} primary>
        <ChoiceField
          label={t('decision.on')}
          value={run}
          onChange={setRun}
          options={[...view.runs].reverse().map((r) => [r.id, r.id])}
        />
        <p className="wide-row">
          {t('decision.worth', { score: number(judged.score) })}
          {optimum !== undefined && !departing && ` · ${t('decision.isOptimum')}`}
        </p>
        {judged.broken.length > 0 && (
          <div className="wide-row">
            <BrokenList broken={judged.broken} study={study} />
          </div>
        )}
        <AreaField
          label={t('decision.forSelected')}
          help={t('decision.fill')}
          value={typed.forSelected}
          onChange={(forSelected) => set({ forSelected })}
          rows={2}
        />
        <AreaField
          label={t('decision.forOthers')}
          help={t('decision.fill')}
          value={typed.forOthers}
          onChange={(forOthers) => set({ forOthers })}
          rows={2}
        />
        {departing && (
          <AreaField
            label={t('decision.departure')}
            help={
              optimum === undefined
                ? undefined
                : t('decision.departureHelp', { score: number(judged.score), best: number(optimum.score) })
            }
            value={typed.departure}
            onChange={(departure) => set({ departure })}
            problem={at('/departure')}
            rows={2}
          />
        )}
        <div className="scroll wide-row">
          <OutcomeTable {...{ study, typed, shown, set }} />
        </div>
      </ActForm>
    </details>
  )
}

const OUTCOMES = ['selected', 'reserve', 'declined'] as const

function OutcomeTable(props: {
  readonly study: StudyView
  readonly typed: TypedMotion
  readonly shown: ReadonlySet<string>
  readonly set: (change: Partial<TypedMotion>) => void
}): JSX.Element {
  const { study, typed, shown, set } = props
  const { t } = useTranslation('selection')
  return (
    <table className="grid outcomes">
      <thead>
        <tr>
          <th scope="col">{t('column.proposal')}</th>
          <th scope="col">{t('decision.outcome')}</th>
          <th scope="col">{t('decision.reason')}</th>
        </tr>
      </thead>
      <tbody>
        {study.proposals.map((p) => (
          <tr key={p.id}>
            <th scope="row">{p.title}</th>
            <td>
              <select
                aria-label={t('decision.outcomeOf', { title: p.title })}
                value={outcomeOf(typed, shown, p.id)}
                onChange={(event) =>
                  set({ outcomes: { ...typed.outcomes, [p.id]: event.target.value as OutcomeName } })
                }
              >
                {OUTCOMES.map((o) => (
                  <option key={o} value={o}>
                    {t(`decision.outcomes.${o}`)}
                  </option>
                ))}
              </select>
            </td>
            <td className="input">
              <input
                aria-label={t('decision.reasonOf', { title: p.title })}
                value={typed.reasons[p.id] ?? ''}
                placeholder={outcomeOf(typed, shown, p.id) === 'selected' ? typed.forSelected : typed.forOthers}
                onChange={(event) => set({ reasons: { ...typed.reasons, [p.id]: event.target.value } })}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
