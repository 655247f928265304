/** The fields of a letter of intent. A problem is told at its field once something stands in it, or once one tried to submit. */
import type { JSX, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { AreaField, CheckField, ChoiceField, TextField } from '../parts/field.tsx'
import { RowList } from '../parts/row-list.tsx'
import { BudgetBar, limitsOf } from './budget-bar.tsx'
import { PaperRows } from './paper-rows.tsx'
import type { CallView } from './programme.ts'
import { TeamRows } from './team-rows.tsx'
import { type PartRow, sentIndex, type TypedLetter } from './typed-letter.ts'

type At = (field: string) => string | undefined

type LetterFormProps = {
  readonly call: CallView
  readonly typed: TypedLetter
  readonly at: At
  readonly showAll: boolean
  readonly onChange: (typed: TypedLetter) => void
  /** The files beside it. */
  readonly children?: ReactNode
}

/** The form. */
export function LetterForm({ call, typed, at, showAll, onChange, children }: LetterFormProps): JSX.Element {
  const { t } = useTranslation('desk')
  const put = (part: Partial<TypedLetter>) => onChange({ ...typed, ...part })
  const told = (field: string, value: string) => (showAll || value.trim() !== '' ? at(field) : undefined)
  const text = (name: 'title' | 'mass_kg' | 'power_w' | 'data_mbit_day') => ({
    value: typed[name],
    onChange: (value: string) => put({ [name]: value }),
    problem: told(`/${name}`, typed[name]),
  })
  const number = (text: string) => Number(text) || 0
  const limits = limitsOf(call, typed.level, {
    ...{ mass: number(typed.mass_kg), power: number(typed.power_w), data: number(typed.data_mbit_day) },
  })
  return (
    <form className="letter-form" onSubmit={(event) => event.preventDefault()}>
      <fieldset className="card form">
        <legend>
          <h2>{t('letter.what')}</h2>
        </legend>
        <TextField label={t('letter.title')} wide {...text('title')} />
        <ChoiceField
          label={t('letter.level')}
          value={typed.level}
          onChange={(level) => put({ level })}
          problem={told('/level', typed.level)}
          options={[
            ['', t('form.choose')],
            ...call.call.levels.map(({ level }) => [level, t(`level.${level}`)] as const),
          ]}
          help={call.call.levels.find((l) => l.level === typed.level)?.meaning}
        />
        <AreaField
          label={t('letter.summary')}
          value={typed.summary}
          onChange={(summary) => put({ summary })}
          problem={told('/summary', typed.summary)}
          rows={5}
        />
      </fieldset>
      <fieldset className="card form">
        <legend>
          <h2>{t('letter.takes')}</h2>
        </legend>
        <TextField label={t('letter.mass')} unit="kg" numeric {...text('mass_kg')} />
        <TextField label={t('letter.power')} unit="W" numeric {...text('power_w')} />
        <TextField label={t('letter.data')} unit="Mbit/d" numeric {...text('data_mbit_day')} />
        <div className="budgets" role="status" aria-label={t('budget.heading')}>
          {limits.map((l) => (
            <BudgetBar key={l.resource} {...l} name={t(`budget.${l.resource}`)} />
          ))}
          {limits.length === 0 && <p className="quiet">{t('budget.none')}</p>}
        </div>
      </fieldset>
      <fieldset className="card form">
        <legend>
          <h2>{t('letter.who')}</h2>
        </legend>
        <TeamRows rows={typed.team} at={at} onChange={(team) => put({ team })} />
        <FundingRows
          rows={typed.funding}
          problem={showAll ? at('/funding') : undefined}
          onChange={(funding) => put({ funding })}
        />
        <ChoiceField
          label={t('join.kind')}
          value={typed.mode}
          onChange={(mode) => put({ mode })}
          problem={told('/mode', typed.mode)}
          options={[
            ['', t('form.choose')],
            ['bilateral', t('join.bilateral')],
            ['multilateral', t('join.multilateral')],
          ]}
        />
        <CheckField
          label={t('letter.declares')}
          value={typed.declaresForeignParty}
          onChange={(declaresForeignParty) => put({ declaresForeignParty })}
        />
      </fieldset>
      <fieldset className="card form">
        <legend>
          <h2>{t('letter.parts')}</h2>
        </legend>
        <PartRows rows={typed.parts} at={at} onChange={(parts) => put({ parts })} />
        <PaperRows typed={typed} at={at} put={put} />
      </fieldset>
      <Answers call={call} typed={typed} at={at} showAll={showAll} onChange={onChange} />
      {children}
    </form>
  )
}

type RowsProps<R> = { readonly rows: readonly R[]; readonly at: At; readonly onChange: (rows: readonly R[]) => void }

function FundingRows(props: {
  readonly rows: readonly string[]
  readonly problem: string | undefined
  readonly onChange: (rows: readonly string[]) => void
}): JSX.Element {
  const { rows, problem, onChange } = props
  const { t } = useTranslation('desk')
  return (
    <div className="rows-field">
      <h3>{t('letter.funding')}</h3>
      <small className="field-help">{t('letter.fundingHelp')}</small>
      {rows.map((row, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name, and rows are not sorted
        <div className="row-fields" key={i}>
          <TextField
            label={t('letter.funder')}
            value={row}
            onChange={(value) => onChange(rows.map((r, k) => (k === i ? value : r)))}
            problem={i === 0 ? problem : undefined}
          />
          {rows.length > 1 && (
            <button type="button" className="button" onClick={() => onChange(rows.filter((_, k) => k !== i))}>
              {t('form.remove')}
            </button>
          )}
        </div>
      ))}
      <button type="button" className="button" onClick={() => onChange([...rows, ''])}>
        {t('letter.addFunder')}
      </button>
    </div>
  )
}

function PartRows({ rows, at, onChange }: RowsProps<PartRow>): JSX.Element {
  const { t } = useTranslation('desk')
  const told = (row: PartRow, i: number, field: keyof PartRow) =>
    row.name === '' ? undefined : at(`/parts/${sentIndex(rows, i)}/${field}`)
  return (
    <RowList
      help={t('letter.partsHelp')}
      rows={rows}
      empty={{ name: '', origin: '', classification: '' }}
      add={t('join.addPart')}
      onChange={onChange}
    >
      {(row, put, i) =>
        (['name', 'origin', 'classification'] as const).map((field) => (
          <TextField
            key={field}
            label={t(`part.${field}`)}
            value={row[field]}
            onChange={(value) => put({ [field]: value })}
            problem={told(row, i, field)}
          />
        ))
      }
    </RowList>
  )
}

/** The call's own questions at the level chosen. */
function Answers({ call, typed, at, showAll, onChange }: LetterFormProps): JSX.Element | null {
  const { t } = useTranslation('desk')
  const questions = call.call.forms.filter((q) => q.levels.some((l) => l === typed.level))
  if (questions.length === 0) return null
  const put = (id: string, answer: string | boolean) =>
    onChange({ ...typed, answers: { ...typed.answers, [id]: answer } })
  return (
    <fieldset className="card form">
      <legend>
        <h2>{t('letter.questions')}</h2>
      </legend>
      {questions.map((q) => {
        const answer = typed.answers[q.id]
        const value = typeof answer === 'string' ? answer : ''
        const problem = showAll || value !== '' ? at(`/answers/${q.id}`) : undefined
        const onText = (next: string) => put(q.id, next)
        const field = { label: q.label, problem }
        switch (q.kind) {
          case 'yes-no':
            return <CheckField key={q.id} label={q.label} value={answer === true} onChange={(yes) => put(q.id, yes)} />
          case 'choice':
            return (
              <ChoiceField
                key={q.id}
                {...field}
                value={value}
                onChange={onText}
                options={[['', t('form.choose')], ...q.choices.map((c) => [c, c] as const)]}
              />
            )
          case 'number':
            return <TextField key={q.id} {...field} value={value} onChange={onText} numeric />
          default:
            return <AreaField key={q.id} {...field} value={value} onChange={onText} rows={3} />
        }
      })}
    </fieldset>
  )
}
