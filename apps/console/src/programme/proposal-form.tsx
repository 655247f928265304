/** The fields of a proposal: its team, its elements, what they do together with others', and the files beside it. */
import { type JSX, type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useMission } from '../api.ts'
import { AreaField, CheckField, ChoiceField, TextField } from '../parts/field.tsx'
import { RowList } from '../parts/row-list.tsx'
import { BudgetBar, limitsOf } from './budget-bar.tsx'
import { ElementFields, MissionElements } from './element-fields.tsx'
import type { CallView } from './programme.ts'
import { TeamRows } from './team-rows.tsx'
import { type Figure, NO_ELEMENT, NO_JOINT, NO_PERSON, type TypedJoint, type TypedProposal } from './typed-proposal.ts'

type ProposalFormProps = {
  readonly call: CallView
  readonly typed: TypedProposal
  readonly at: (field: string) => string | undefined
  readonly onChange: (typed: TypedProposal) => void
  /** The files beside it. */
  readonly children: ReactNode
}

/** The form. */
export function ProposalForm({ call, typed, at, onChange, children }: ProposalFormProps): JSX.Element {
  const { t } = useTranslation('desk')
  const put = (part: Partial<TypedProposal>) => onChange({ ...typed, ...part })
  const owners = [...new Set(typed.team.map((row) => row.party.trim()).filter((party) => party !== ''))]
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
        <Topics call={call} typed={typed} at={at} put={put} />
      </fieldset>
      <fieldset className="card form">
        <legend>
          <h2>{t('letter.who')}</h2>
        </legend>
        <TeamRows rows={typed.team} at={at} onChange={(team) => put({ team })} />
        <RowList
          heading={t('people.heading')}
          help={t('people.help')}
          rows={typed.people}
          empty={NO_PERSON}
          add={t('people.add')}
          onChange={(people) => put({ people })}
        >
          {(person, change, i) =>
            (['name', 'email', 'party'] as const).map((field) => (
              <TextField
                key={field}
                label={t(`people.${field}`)}
                value={person[field]}
                onChange={(value) => change({ [field]: value })}
                problem={at(`/people/${i}/${field}`)}
              />
            ))
          }
        </RowList>
      </fieldset>
      <fieldset className="card form">
        <legend>
          <h2>{t('proposal.elements')}</h2>
        </legend>
        <RowList
          rows={typed.elements}
          empty={NO_ELEMENT}
          add={t('proposal.addElement')}
          onChange={(elements) => put({ elements })}
        >
          {(element, change, i) => (
            <ElementFields
              element={element}
              owners={owners}
              at={(field) => at(`/elements/${i}${field}`)}
              put={change}
            />
          )}
        </RowList>
        {at('/elements') !== undefined && (
          <p className="field-problem" role="status">
            {at('/elements')}
          </p>
        )}
        <Budgets call={call} typed={typed} />
      </fieldset>
      <JointFields typed={typed} at={at} put={put} />
      {children}
    </form>
  )
}

type PartProps = Pick<ProposalFormProps, 'typed' | 'at'> & { readonly put: (part: Partial<TypedProposal>) => void }

/** What it takes of the call's envelope, margins left out, as the centre counts it. */
function Budgets({ call, typed }: Pick<ProposalFormProps, 'call' | 'typed'>): JSX.Element {
  const { t } = useTranslation('desk')
  const sum = (figure: Figure) =>
    typed.elements.reduce((total, e) => total + Math.round((Number(e.figures[figure]?.value) || 0) * 1e6), 0) / 1e6
  const limits = limitsOf(call, typed.level, {
    ...{ mass: sum('mass'), power: sum('power-peak'), 'power-average': sum('power-average') },
    ...{ 'power-survival': sum('power-survival'), data: sum('data-volume-day') },
    ...{ volume: sum('volume'), area: sum('deck-area'), cost: Number(typed.cost) || 0 },
  }).filter((l) => l.resource !== 'module')
  return (
    <div className="budgets" role="status" aria-label={t('budget.heading')}>
      {limits.map((l) => (
        <BudgetBar key={l.resource} {...l} name={t(`budget.${l.resource}`)} />
      ))}
    </div>
  )
}

function Topics({ call, typed, at, put }: PartProps & Pick<ProposalFormProps, 'call'>): JSX.Element | null {
  const { t } = useTranslation('desk')
  const topics = call.call.review?.topics ?? []
  if (topics.length === 0) return null
  const shown = [...new Set([...topics, ...typed.topics])]
  return (
    <fieldset className="checks">
      <legend>{t('proposal.topics')}</legend>
      {shown.map((topic) => (
        <CheckField
          key={topic}
          label={topic}
          value={typed.topics.includes(topic)}
          onChange={(yes) => put({ topics: shown.filter((o) => (o === topic ? yes : typed.topics.includes(o))) })}
        />
      ))}
      {typed.topics.map((topic, i) =>
        at(`/topics/${i}`) === undefined ? null : (
          <p key={topic} className="field-problem">
            {topic}: {at(`/topics/${i}`)}
          </p>
        ),
      )}
    </fieldset>
  )
}

function JointFields({ typed, at, put }: PartProps): JSX.Element {
  const { t } = useTranslation('desk')
  const [own, others] = [useId(), useId()]
  return (
    <fieldset className="card form">
      <legend>
        <h2>{t('proposal.joint')}</h2>
      </legend>
      <datalist id={own}>
        {typed.elements.map((e) => (
          <option key={e.id} value={e.id}>
            {e.name}
          </option>
        ))}
      </datalist>
      <MissionElements id={others} />
      <RowList
        help={t('proposal.jointHelp')}
        rows={typed.joint}
        empty={NO_JOINT}
        add={t('proposal.addJoint')}
        onChange={(joint) => put({ joint })}
      >
        {(joint, change, i) => (
          <>
            {(['name', 'element', 'touches', 'actions', 'phases', 'approvals'] as const).map((field) => (
              <TextField
                key={field}
                label={t(`jointField.${field}`)}
                {...(field === 'touches' ? { help: <Touched joint={joint} />, list: others } : {})}
                {...(field === 'element' ? { list: own } : {})}
                numeric={field === 'approvals'}
                value={joint[field]}
                onChange={(value) => change({ [field]: value })}
                problem={at(`/jointOperations/${i}/${field}`) ?? at(`/jointOperations/${i}/${field}/0`)}
              />
            ))}
          </>
        )}
      </RowList>
    </fieldset>
  )
}

/** Whose the elements touched are: these parties grant the operation. */
function Touched({ joint }: { readonly joint: TypedJoint }): JSX.Element {
  const { t } = useTranslation('desk')
  const mission = useMission().data
  const named = joint.touches
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '')
  const owners = named.map((id) => {
    const element = mission?.elements.find((e) => e.id === id)
    const owner = mission?.parties.find((p) => p.id === element?.owner)
    return element === undefined
      ? t('proposal.unknownElement', { element: id })
      : t('proposal.ownedBy', { element: element.name, owner: owner?.name ?? element.owner })
  })
  return <>{owners.length === 0 ? t('proposal.touchesHelp') : owners.join('; ')}</>
}
