/** Forming a project: whole proposals, or some elements of them, with the mass that is carried over. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../api.ts'
import { ActForm } from '../parts/act-form.tsx'
import { CheckField, ChoiceField, TextField } from '../parts/field.tsx'
import { identifierFrom, problemsByField } from '../parts/form-problems.ts'
import { withUnit } from '../parts/numbers.ts'
import { type CallView, type ProposalContent, useProposals } from '../programme/programme.ts'
import { sum } from './portfolio.ts'
import { callSelection, type SelectionView, useSelectionAct } from './selection.ts'
import { useLevelName } from './words.ts'

type FormProps = {
  readonly call: CallView
  readonly view: SelectionView
  readonly decision: SelectionView['decisions'][number]
}
type Element = ProposalContent['elements'][number]

/** The form, folded. */
export function ProjectForm({ call, view, decision }: FormProps): JSX.Element | null {
  const { t, i18n } = useTranslation('selection')
  const levelName = useLevelName()
  const proposals = useProposals(call.call.id).data?.proposals ?? []
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<Readonly<Record<string, readonly string[]>>>({})
  const [lead, setLead] = useState('')
  const [level, setLevel] = useState<'mission' | 'system' | 'unit'>('system')
  const [reason, setReason] = useState('')
  const taken = new Set(
    view.projects.filter((p) => p.state !== 'declined').flatMap((p) => p.from.flatMap((f) => f.elements)),
  )
  const offered = decision.selected
    .map((id) => ({ id, elements: freeElements(proposals.find((p) => p.id === id)?.versions.at(-1)?.content, taken) }))
    .filter((p) => p.elements.length > 0)
  const from = Object.entries(chosen).filter(([, elements]) => elements.length > 0)
  const leads = [...new Set(from.map(([id]) => view.proposals.find((p) => p.id === id)?.lead ?? ''))]
  const leading = leads.includes(lead) ? lead : (leads[0] ?? '')
  const mass = sum(
    from.flatMap(([id, elements]) =>
      (offered.find((p) => p.id === id)?.elements ?? []).filter((e) => elements.includes(e.id)).map(massOf),
    ),
  )
  const act = useSelectionAct(() =>
    callSelection('formProject', {
      ...{ decision: decision.id, project: identifierFrom(name), name, level, lead: leading, reason },
      from: from.map(([proposal, elements]) => ({ proposal, elements: [...elements] })),
    }),
  )
  const failure = act.error === null ? undefined : failureOf(act.error)
  const at = problemsByField(failure, '')
  const title = (id: string) => view.proposals.find((p) => p.id === id)?.title ?? id
  if (offered.length === 0) return null
  return (
    <details className="motion" open={view.projects.length === 0}>
      <summary>
        <h3>{t('projects.form')}</h3>
      </summary>
      <ActForm
        act={act}
        label={t('projects.form')}
        confirm={t('projects.do')}
        ready={from.length !== 0 && name.trim() !== '' && reason.trim() !== ''}
        primary
      >
        <TextField
          label={t('projects.name')}
          value={name}
          onChange={setName}
          problem={at('/name') ?? at('/project')}
          required
        />
        <ChoiceField
          label={t('projects.level')}
          value={level}
          onChange={(l) => setLevel(l as typeof level)}
          options={(['mission', 'system', 'unit'] as const).map((l) => [l, levelName(l)])}
        />
        <ChoiceField
          label={t('projects.lead')}
          value={leading}
          onChange={setLead}
          options={leads.length === 0 ? [['', '–']] : leads.map((l) => [l, l])}
          problem={at('/lead')}
        />
        {offered.map((p) => (
          <fieldset key={p.id} className="checks">
            <legend>{t('projects.elements', { title: title(p.id) })}</legend>
            {p.elements.map((e) => (
              <CheckField
                key={e.id}
                label={`${e.name} (${withUnit(massOf(e), 'kg', i18n.language, 1)})`}
                value={chosen[p.id]?.includes(e.id) === true}
                onChange={(on) => {
                  const rest = (chosen[p.id] ?? []).filter((id) => id !== e.id)
                  setChosen({ ...chosen, [p.id]: on ? [...rest, e.id] : rest })
                }}
              />
            ))}
          </fieldset>
        ))}
        <p>{t('projects.carried', { mass: withUnit(mass, 'kg', i18n.language, 1) })}</p>
        <TextField label={t('projects.reason')} value={reason} onChange={setReason} wide required />
      </ActForm>
    </details>
  )
}

function freeElements(content: ProposalContent | undefined, taken: ReadonlySet<string>): readonly Element[] {
  return (content?.elements ?? []).filter((e) => !taken.has(e.id))
}

function massOf(element: Element): number {
  return element.parameters.findLast((p) => p.name === 'mass')?.value ?? 0
}
