/** The fields of a proposal: its elements with their figures and maturity, and what they do together with others'. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { AreaField, ChoiceField, TextField } from '../parts/field.tsx'
import { BudgetBar, limitsOf } from './budget-bar.tsx'
import type { CallView } from './programme.ts'
import {
  ELEMENT_KINDS,
  FIGURES,
  type Figure,
  MATURITIES,
  NO_ELEMENT,
  NO_JOINT,
  type TypedElement,
  type TypedJoint,
  type TypedProposal,
} from './typed-proposal.ts'

type ProposalFormProps = {
  readonly call: CallView
  readonly typed: TypedProposal
  readonly at: (field: string) => string | undefined
  readonly onChange: (typed: TypedProposal) => void
}

/** The form. */
export function ProposalForm({ call, typed, at, onChange }: ProposalFormProps): JSX.Element {
  const { t } = useTranslation('desk')
  const put = (part: Partial<TypedProposal>) => onChange({ ...typed, ...part })
  const sum = (figure: Figure) =>
    String(typed.elements.reduce((total, e) => total + Math.round((Number(e.figures[figure]) || 0) * 1e6), 0) / 1e6)
  const taken = { mass_kg: sum('mass'), power_w: sum('power-peak'), data_mbit_day: sum('data-volume-day') }
  const limits = limitsOf(call, typed.level, taken).filter((l) => l.resource !== 'module')
  return (
    <form className="letter-form" onSubmit={(event) => event.preventDefault()}>
      <fieldset className="card form">
        <legend>
          <h2>{t('letter.what')}</h2>
        </legend>
        <TextField
          label={t('letter.title')}
          wide
          value={typed.title}
          onChange={(title) => put({ title })}
          problem={at('/title')}
        />
        <ChoiceField
          label={t('letter.level')}
          value={typed.level}
          onChange={(level) => put({ level })}
          problem={at('/level')}
          options={call.call.levels.map(({ level }) => [level, t(`level.${level}`)] as const)}
        />
        <TextField
          label={t('proposal.cost')}
          value={typed.cost}
          onChange={(cost) => put({ cost })}
          unit={call.call.envelope.find((e) => e.resource === 'cost')?.limit.unit ?? ''}
          numeric
          problem={at('/cost')}
        />
        <AreaField
          label={t('letter.summary')}
          value={typed.summary}
          onChange={(summary) => put({ summary })}
          problem={at('/summary')}
        />
      </fieldset>
      <fieldset className="card form">
        <legend>
          <h2>{t('proposal.elements')}</h2>
        </legend>
        {typed.elements.map((element, i) => (
          <ElementFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name, and rows are not sorted
            key={i}
            element={element}
            at={(field) => at(`/elements/${i}${field}`)}
            onChange={(next) => put({ elements: typed.elements.map((e, k) => (k === i ? next : e)) })}
            onRemove={() => put({ elements: typed.elements.filter((_, k) => k !== i) })}
          />
        ))}
        <button type="button" className="button" onClick={() => put({ elements: [...typed.elements, NO_ELEMENT] })}>
          {t('proposal.addElement')}
        </button>
        {at('/elements') !== undefined && (
          <p className="field-problem" role="status">
            {at('/elements')}
          </p>
        )}
        <div className="budgets" role="status" aria-label={t('budget.heading')}>
          {limits.map((l) => (
            <BudgetBar key={l.resource} {...l} name={t(`budget.${l.resource}`)} />
          ))}
        </div>
      </fieldset>
      <fieldset className="card form">
        <legend>
          <h2>{t('proposal.joint')}</h2>
        </legend>
        <small className="field-help">{t('proposal.jointHelp')}</small>
        {typed.joint.map((joint, i) => (
          <JointFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name, and rows are not sorted
            key={i}
            joint={joint}
            at={(field) => at(`/jointOperations/${i}${field}`)}
            onChange={(next) => put({ joint: typed.joint.map((j, k) => (k === i ? next : j)) })}
            onRemove={() => put({ joint: typed.joint.filter((_, k) => k !== i) })}
          />
        ))}
        <button type="button" className="button" onClick={() => put({ joint: [...typed.joint, NO_JOINT] })}>
          {t('proposal.addJoint')}
        </button>
      </fieldset>
    </form>
  )
}

type RowProps<T> = {
  readonly at: (field: string) => string | undefined
  readonly onChange: (row: T) => void
  readonly onRemove: () => void
}

function ElementFields(props: RowProps<TypedElement> & { readonly element: TypedElement }): JSX.Element {
  const { element, at, onChange, onRemove } = props
  const { t } = useTranslation('desk')
  const put = (part: Partial<TypedElement>) => onChange({ ...element, ...part })
  const sent = FIGURES.filter(([figure]) => (element.figures[figure] ?? '').trim() !== '').map(([figure]) => figure)
  return (
    <div className="row-fields element-fields">
      <TextField
        label={t('proposal.elementName')}
        value={element.name}
        onChange={(name) => put({ name })}
        problem={at('/name')}
      />
      <TextField
        label={t('proposal.elementId')}
        value={element.id}
        onChange={(id) => put({ id })}
        problem={at('/id')}
      />
      <ChoiceField
        label={t('proposal.elementKind')}
        value={element.kind}
        onChange={(kind) => put({ kind })}
        options={ELEMENT_KINDS.map((k) => [k, t(`elementKind.${k}`)])}
      />
      <ChoiceField
        label={t('proposal.maturity')}
        help={t('proposal.maturityHelp')}
        value={element.maturity}
        onChange={(maturity) => put({ maturity })}
        options={MATURITIES.map((m) => [m, t(`maturity.${m}`)])}
      />
      {FIGURES.map(([figure, unit]) => (
        <TextField
          key={figure}
          label={t(`figure.${figure}`)}
          unit={unit}
          numeric
          value={element.figures[figure] ?? ''}
          onChange={(value) => put({ figures: { ...element.figures, [figure]: value } })}
          problem={
            at(`/parameters/${sent.indexOf(figure)}/value`) ?? (figure === 'mass' ? at('/parameters') : undefined)
          }
        />
      ))}
      <button type="button" className="button" onClick={onRemove}>
        {t('form.remove')}
      </button>
    </div>
  )
}

function JointFields(props: RowProps<TypedJoint> & { readonly joint: TypedJoint }): JSX.Element {
  const { joint, at, onChange, onRemove } = props
  const { t } = useTranslation('desk')
  return (
    <div className="row-fields">
      {(['name', 'element', 'touches', 'actions'] as const).map((field) => (
        <TextField
          key={field}
          label={t(`jointField.${field}`)}
          value={joint[field]}
          onChange={(value) => onChange({ ...joint, [field]: value })}
          problem={at(`/${field}`)}
        />
      ))}
      <button type="button" className="button" onClick={onRemove}>
        {t('form.remove')}
      </button>
    </div>
  )
}
