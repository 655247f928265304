/** Deployment in Operate: each module's lane from touchdown to deployed, or one module whole. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import '../../styles/operate-deployment.css'
import { type Me, useMe } from '../../account/people.ts'
import { keyed } from '../../parts/keyed.ts'
import { PartyTag, usePalette } from '../../parts/party.tsx'
import { SaidText } from '../../parts/said.tsx'
import { DEPLOYMENT_MARK, GATE_MARK, STEP_MARK, StateMark } from '../../parts/state-mark.tsx'
import { Empty, pending } from '../../parts/states.tsx'
import { lacks, Needs } from '../../programme/signed-out.tsx'
import { ActsFor } from '../acts-for.tsx'
import { useFollowCommandDesk } from '../desk.ts'
import { Filters } from '../filters.tsx'
import type { OperateViewProps } from '../operate-search.ts'
import { type Deployment, useDeployments, useFollowBoard } from './deployments.ts'
import { ModulePage } from './module-page.tsx'

/** Who may read the desk. */
const READERS = ['operator', 'officer', 'signatory'] as const
const STATES = ['waiting', 'ready', 'deploying', 'held', 'deployed', 'failed', 'safe'] as const

/** The view, as the URL says. */
export function DeploymentView(props: OperateViewProps): JSX.Element {
  const { t } = useTranslation('operate-deployment')
  const me = useMe()
  useFollowCommandDesk()
  useFollowBoard()
  if (me.data === undefined) return <>{pending(me)}</>
  const { item } = props.search
  if (lacks(me.data, READERS))
    return (
      <article className="deployment-view">
        <Head />
        <Needs me={me.data} roles={READERS} />
      </article>
    )
  if (item !== undefined) return <ModulePage key={item} module={item} me={me.data} />
  return (
    <article className="deployment-view">
      <Head />
      <ActsFor me={me.data} />
      <Lanes {...props} me={me.data} />
      <p className="quiet legend">{t('legend')}</p>
    </article>
  )
}

function Head(): JSX.Element {
  const { t } = useTranslation('operate-deployment')
  return (
    <header className="deployment-head">
      <h2>{t('heading')}</h2>
      <p className="quiet">{t('help')}</p>
    </header>
  )
}

function Lanes({ search, change, me }: OperateViewProps & { readonly me: Me }): JSX.Element {
  const { t } = useTranslation('operate-deployment')
  const lookOf = usePalette()
  const query = useDeployments()
  const all = query.data?.deployments
  const words = (search.find ?? '').toLowerCase()
  const shown = all?.filter(
    (d) =>
      (search.state === undefined || d.state === search.state) &&
      (search.party === undefined || d.party === search.party) &&
      (words === '' || `${d.element} ${d.name}`.toLowerCase().includes(words)),
  )
  const parties = [...new Set((all ?? []).map((d) => d.party))]
  return (
    <>
      <Filters
        search={search}
        change={change}
        states={STATES.map((state) => [state, t(`deployment.state.${state}`, { ns: 'translation' })])}
        parties={parties.map((p) => [p, lookOf(p).name])}
        partyLabel={t('filter.owner', { ns: 'operate' })}
      />
      {pending(query)}
      {shown?.length === 0 && <Empty>{all?.length === 0 ? t('none') : t('filter.none', { ns: 'operate' })}</Empty>}
      {shown !== undefined && shown.length > 0 && (
        <ul className="module-lanes">
          {shown.map((d) => (
            <Lane key={d.element} deployment={d} me={me} />
          ))}
        </ul>
      )}
    </>
  )
}

function Lane({ deployment: d, me }: { readonly deployment: Deployment; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('operate-deployment')
  const { t: shared } = useTranslation()
  const passed = d.gates.filter((g) => g.state === 'passed').length
  const done = d.steps.filter((s) => s.state === 'done').length
  const asked = asks(d, me)
  return (
    <li className="module-lane" data-yours={d.party === me.party ? 'yes' : 'no'}>
      <div className="lane-name">
        <h3>
          <Link to="/operate" search={{ view: 'deployment', item: d.element }}>
            {d.name}
          </Link>
        </h3>
        <PartyTag party={d.party} short />
      </div>
      <p className="lane-state">
        <StateMark {...DEPLOYMENT_MARK[d.state]} />
        {shared(`deployment.state.${d.state}`)}
        {asked !== undefined && <strong className="asks-you">{t(`asks.${asked}`)}</strong>}
      </p>
      <div className="lane-way">
        <span className="visually-hidden">
          {shared('deployment.gatesPassed', { done: passed, total: d.gates.length })},{' '}
          {shared('deployment.stepsDone', { done, total: d.steps.length })}
        </span>
        {keyed(d.gates, (g) => g.id).map(([key, g]) => (
          <span key={key} className="lane-mark" data-state={g.state} aria-hidden="true">
            <StateMark {...GATE_MARK[g.state]} />
            <small>{t(`gate.${g.id as 'landed'}`)}</small>
          </span>
        ))}
        <i aria-hidden="true" />
        {keyed(d.steps, (s) => s.name).map(([key, s]) => (
          <span key={key} className="lane-mark" data-state={s.state} aria-hidden="true">
            <StateMark {...STEP_MARK[s.state]} />
            <small>{s.name}</small>
          </span>
        ))}
      </div>
      {d.why !== undefined && d.why !== '' && d.state !== 'deployed' && (
        <p className="lane-why">
          <SaidText text={d.why} />
        </p>
      )}
    </li>
  )
}

/** What the module waits for of one's own party. */
function asks({ rights, gates, people }: Deployment, me: Me): 'go' | 'no-objection' | undefined {
  const may = (action: string) => rights.some((r) => r.action === action && r.refusal === undefined)
  const closed = (id: string) => gates.some((g) => g.id === id && g.state !== 'passed')
  if (me.party === undefined || people?.holds.some((h) => h.party === me.party)) return undefined
  if (closed('owner-go') && may('go')) return 'go'
  return closed('host-no-objection') && may('no-objection') ? 'no-objection' : undefined
}
