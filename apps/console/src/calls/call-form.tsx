/** The fields of a call: what it is, its levels and criteria, what the host offers, its dates, questions, review and rules. */
import { type JSX, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useMission } from '../api.ts'
import { AreaField, CheckField, ChoiceField, TextField } from '../parts/field.tsx'
import { RowList } from '../parts/row-list.tsx'
import { StateMark } from '../parts/state-mark.tsx'
import { DatesFields } from './dates-fields.tsx'
import { EnvelopeFields } from './envelope-fields.tsx'
import { LevelChecks } from './level-checks.tsx'
import { RuleFields } from './rule-fields.tsx'
import {
  type CallFieldsProps,
  NO_CRITERION,
  NO_QUESTION,
  QUESTION_KINDS,
  type TypedCall,
  weightSums,
} from './typed-call.ts'

type CallFormProps = Omit<CallFieldsProps, 'put'> & {
  readonly onChange: (typed: TypedCall) => void
  /** A call that stands: its name, owner and dates are no longer for this form. */
  readonly amending: boolean
  /** Whether reviewers are invited: what they were promised stands. */
  readonly reviewFixed?: boolean
}

/** The form. */
export function CallForm({ typed, at, onChange, amending, reviewFixed = false }: CallFormProps): JSX.Element {
  const put = (part: Partial<TypedCall>) => onChange({ ...typed, ...part })
  const fields = { typed, at, put }
  return (
    <form className="letter-form" onSubmit={(event) => event.preventDefault()}>
      <WhatFields {...fields} amending={amending} />
      <LevelFields {...fields} />
      <EnvelopeFields {...fields} />
      {!amending && <DatesFields {...fields} />}
      <QuestionFields {...fields} />
      {!reviewFixed && <ReviewFields {...fields} />}
      <RuleFields {...fields} />
    </form>
  )
}

function WhatFields({ typed, at, put, amending }: CallFieldsProps & { readonly amending: boolean }): JSX.Element {
  const { t } = useTranslation('calls')
  const list = useId()
  const elements = useMission().data?.elements ?? []
  return (
    <fieldset className="card form">
      <legend>
        <h2>{t('what.heading')}</h2>
      </legend>
      <TextField
        label={t('what.title')}
        wide
        value={typed.title}
        onChange={(title) => put({ title })}
        problem={at('/title')}
      />
      {!amending && (
        <TextField
          label={t('what.id')}
          help={t('what.idHelp')}
          value={typed.id}
          onChange={(id) => put({ id })}
          problem={at('/id')}
        />
      )}
      <TextField
        label={t('what.hostState')}
        help={t('what.hostStateHelp')}
        value={typed.hostState}
        onChange={(hostState) => put({ hostState })}
        problem={at('/hostState')}
      />
      <TextField
        label={t('what.host')}
        help={t('what.hostHelp')}
        value={typed.host}
        onChange={(host) => put({ host })}
        list={list}
        problem={at('/host')}
      />
      <datalist id={list}>
        {elements.map((e) => (
          <option key={e.id} value={e.id}>
            {e.name}
          </option>
        ))}
      </datalist>
      <AreaField
        label={t('what.priorities')}
        help={t('what.prioritiesHelp')}
        value={typed.priorities}
        onChange={(priorities) => put({ priorities })}
        rows={3}
        problem={at('/priorities')}
      />
    </fieldset>
  )
}

function LevelFields({ typed, at, put }: CallFieldsProps): JSX.Element {
  const { t } = useTranslation('calls')
  const desk = useTranslation('desk').t
  const sent = typed.levels.filter((l) => l.offered)
  return (
    <fieldset className="card form">
      <legend>
        <h2>{t('levels.heading')}</h2>
      </legend>
      {typed.levels.map((level) => {
        const change = (part: object) =>
          put({ levels: typed.levels.map((l) => (l.level === level.level ? { ...l, ...part } : l)) })
        return (
          <div className="level-field field wide" key={level.level}>
            <CheckField
              label={desk(`level.${level.level}`)}
              value={level.offered}
              onChange={(offered) => change({ offered })}
            />
            {level.offered && (
              <TextField
                label={t('levels.meaning')}
                value={level.meaning}
                onChange={(meaning) => change({ meaning })}
                problem={at(`/levels/${sent.indexOf(level)}/meaning`)}
              />
            )}
          </div>
        )
      })}
      {at('/levels') !== undefined && <p className="field-problem">{at('/levels')}</p>}
      <RowList
        heading={t('criteria.heading')}
        help={t('criteria.help')}
        rows={typed.criteria}
        empty={NO_CRITERION}
        add={t('criteria.add')}
        onChange={(criteria) => put({ criteria })}
      >
        {(row, change, i) => (
          <>
            <TextField
              label={t('criteria.name')}
              value={row.name}
              onChange={(name) => change({ name })}
              problem={at(`/criteria/${i}/name`)}
            />
            <TextField
              label={t('criteria.weight')}
              unit="%"
              numeric
              value={row.percent}
              onChange={(percent) => change({ percent })}
              problem={at(`/criteria/${i}/weight`)}
            />
            <LevelChecks label={t('criteria.levels')} value={row.levels} onChange={(levels) => change({ levels })} />
          </>
        )}
      </RowList>
      <p role="status">
        {weightSums(typed).map(({ level, percent }) => (
          <span key={level} className="weight-sum">
            <StateMark mark={percent === 100 ? 'check' : 'triangle'} tone={percent === 100 ? 'nominal' : 'warning'} />{' '}
            {t('criteria.sum', { level: desk(`level.${level}`), percent })}
          </span>
        ))}
      </p>
      {at('/criteria') !== undefined && (
        <p className="field-problem" role="status">
          {at('/criteria')}
        </p>
      )}
    </fieldset>
  )
}

function QuestionFields({ typed, at, put }: CallFieldsProps): JSX.Element {
  const { t } = useTranslation('calls')
  return (
    <fieldset className="card form">
      <legend>
        <h2>{t('questions.heading')}</h2>
      </legend>
      <RowList
        help={t('questions.help')}
        rows={typed.questions}
        empty={NO_QUESTION}
        add={t('questions.add')}
        onChange={(questions) => put({ questions })}
      >
        {(row, change, i) => (
          <>
            <TextField
              label={t('questions.label')}
              value={row.label}
              onChange={(label) => change({ label })}
              problem={at(`/forms/${i}/label`)}
            />
            <ChoiceField
              label={t('questions.kind')}
              value={row.kind}
              onChange={(kind) => change({ kind })}
              options={QUESTION_KINDS.map((k) => [k, t(`questions.kinds.${k}`)])}
            />
            {row.kind === 'choice' && (
              <TextField
                label={t('questions.choices')}
                value={row.choices}
                onChange={(choices) => change({ choices })}
                problem={at(`/forms/${i}/choices`)}
              />
            )}
            <CheckField
              label={t('questions.required')}
              value={row.required}
              onChange={(required) => change({ required })}
            />
            <LevelChecks
              label={t('questions.levels')}
              value={row.levels}
              onChange={(levels) => change({ levels })}
              problem={at(`/forms/${i}/levels`)}
            />
          </>
        )}
      </RowList>
    </fieldset>
  )
}

function ReviewFields({ typed, at, put }: CallFieldsProps): JSX.Element {
  const { t } = useTranslation('calls')
  const { review } = typed
  const change = (part: Partial<TypedCall['review']>) => put({ review: { ...review, ...part } })
  return (
    <fieldset className="card form">
      <legend>
        <h2>{t('review.heading')}</h2>
      </legend>
      <CheckField label={t('review.reviewed')} value={review.reviewed} onChange={(reviewed) => change({ reviewed })} />
      {review.reviewed && (
        <>
          <ChoiceField
            label={t('review.anonymity')}
            help={t(`review.help.${review.anonymity === 'single' ? 'single' : 'dual'}`)}
            value={review.anonymity}
            onChange={(anonymity) => change({ anonymity })}
            options={[
              ['dual', t('review.dual')],
              ['single', t('review.single')],
            ]}
          />
          <TextField
            label={t('review.perProposal')}
            numeric
            value={review.perProposal}
            onChange={(perProposal) => change({ perProposal })}
            problem={at('/review/reviewsPerProposal')}
          />
          <TextField
            label={t('review.most')}
            numeric
            value={review.most}
            onChange={(most) => change({ most })}
            problem={at('/review/load/most') ?? at('/review/load')}
          />
          <TextField
            label={t('review.topics')}
            help={t('review.topicsHelp')}
            value={review.topics}
            onChange={(topics) => change({ topics })}
            problem={at('/review/topics/0') ?? at('/review/topics')}
            wide
          />
          <CheckField label={t('review.state')} value={review.state} onChange={(state) => change({ state })} />
        </>
      )}
    </fieldset>
  )
}
