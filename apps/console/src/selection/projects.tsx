/** Projects of the selected proposals: formed by the owner, merged or split, confirmed by their leads. */
import { type FormEvent, type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me } from '../account/people.ts'
import { failureOf } from '../api.ts'
import { TextField } from '../parts/field.tsx'
import { withUnit } from '../parts/numbers.ts'
import { PartyTag } from '../parts/party.tsx'
import { StateMark } from '../parts/state-mark.tsx'
import { Failed } from '../parts/states.tsx'
import type { CallView } from '../programme/programme.ts'
import { LedgerPlaces } from './ledger-places.tsx'
import { ProjectForm } from './project-form.tsx'
import { callSelection, type SelectionView, useSelectionAct } from './selection.ts'
import { useLevelName } from './words.ts'

type ProjectsProps = { readonly call: CallView; readonly me: Me; readonly view: SelectionView }
type Project = SelectionView['projects'][number]

/** The section; nothing before a decision is announced. */
export function Projects({ call, me, view }: ProjectsProps): JSX.Element | null {
  const { t } = useTranslation('selection')
  const announced = view.decisions.find((d) => d.state === 'announced')
  if (announced === undefined) return null
  const forms = me.party === call.owner && holds(me, 'officer') && !view.withheld
  return (
    <section className="card" aria-labelledby="projects">
      <h2 id="projects">{t('projects.heading', { count: view.projects.length })}</h2>
      <p className="quiet">{t('projects.help')}</p>
      {view.projects.length === 0 && <p>{t('projects.none')}</p>}
      {view.projects.map((p) => (
        <ProjectCard key={p.id} project={p} me={me} view={view} />
      ))}
      {forms && <ProjectForm key={view.projects.length} call={call} view={view} decision={announced} />}
    </section>
  )
}

const STATE_MARK = {
  formed: { mark: 'half', tone: 'watch' },
  standing: { mark: 'check', tone: 'nominal' },
  declined: { mark: 'cross', tone: 'quiet' },
} as const

function ProjectCard({
  project,
  me,
  view,
}: {
  readonly project: Project
  readonly me: Me
  readonly view: SelectionView
}): JSX.Element {
  const { t, i18n } = useTranslation('selection')
  const level = useLevelName()
  const { state, awaited, mass_kg, score, from, parties } = project
  const waits = me.party !== undefined && awaited.includes(me.party) && holds(me, 'proposer')
  const title = (id: string) => view.proposals.find((p) => p.id === id)?.title ?? id
  return (
    <article className="decision" aria-label={project.name}>
      <h3>
        <StateMark {...STATE_MARK[state]} /> {project.name}{' '}
        <span className="quiet">
          {level(project.level)} · {t(`projects.state.${state}`)}
          {awaited.length > 0 && ` (${t('projects.awaited', { list: awaited.join(', ') })})`}
        </span>
      </h3>
      <dl className="pairs">
        <dt>{t('projects.lead')}</dt>
        <dd>
          <PartyTag party={project.lead} />
        </dd>
        <dt>{t('projects.parties')}</dt>
        <dd>{parties.join(', ')}</dd>
        <dt>{t('projects.from')}</dt>
        <dd>
          {from.map((f) => (
            <div key={f.proposal}>
              {title(f.proposal)} <span className="figure quiet wrap">{f.elements.join(', ')}</span>
            </div>
          ))}
        </dd>
        <dt>{t('projects.mass')}</dt>
        <dd className="figure">{withUnit(mass_kg, 'kg', i18n.language, 1)}</dd>
        {score !== undefined && (
          <>
            <dt>{t('projects.score')}</dt>
            <dd className="figure">{withUnit(score, '', i18n.language, 2)}</dd>
          </>
        )}
      </dl>
      {waits && <Confirm project={project.id} />}
      <LedgerPlaces places={project.ledger} />
    </article>
  )
}

function Confirm({ project }: { readonly project: string }): JSX.Element {
  const { t } = useTranslation('selection')
  const [reason, setReason] = useState('')
  const confirm = useSelectionAct(() => callSelection('confirmProject', { project }))
  const decline = useSelectionAct(() => callSelection('declineProject', { project, reason }))
  const error = confirm.error ?? decline.error
  const submit = (event: FormEvent) => {
    event.preventDefault()
    confirm.mutate(undefined)
  }
  return (
    <form className="callout" onSubmit={submit}>
      <TextField label={t('projects.declineReason')} value={reason} onChange={setReason} wide />
      {error !== null && <Failed failure={failureOf(error)} />}
      <div className="form-buttons">
        <button type="submit" className="button primary" disabled={confirm.isPending}>
          {t('projects.confirm')}
        </button>
        <button
          type="button"
          className="button"
          disabled={decline.isPending || reason.trim() === ''}
          onClick={() => decline.mutate(undefined)}
        >
          {t('projects.decline')}
        </button>
      </div>
    </form>
  )
}
