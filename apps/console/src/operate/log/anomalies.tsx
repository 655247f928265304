/** Anomaly reports that one's party sees, filtered by state, owner and words. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { PartyTag, usePalette } from '../../parts/party.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { Empty, pending } from '../../parts/states.tsx'
import { readableIso } from '../../time/mission-time.ts'
import { Filters } from '../filters.tsx'
import { useElementNames } from '../values-table.tsx'
import { ANOMALY_MARK, type Anomaly, type LogTabProps, useAnomalies } from './log-desk.ts'

const STATES = Object.keys(ANOMALY_MARK) as Anomaly['state'][]

/** The list. */
export function Anomalies({ search, change }: LogTabProps): JSX.Element {
  const { t } = useTranslation('operate-log')
  const lookOf = usePalette()
  const query = useAnomalies()
  const all = query.data?.anomalies
  const words = (search.find ?? '').toLowerCase()
  const shown = all?.filter(
    (a) =>
      (search.state === undefined || a.state === search.state) &&
      (search.party === undefined || a.owner === search.party) &&
      (search.element === undefined || a.report.element === search.element) &&
      (words === '' || `${a.id} ${a.report.title} ${a.report.text}`.toLowerCase().includes(words)),
  )
  const owners = [
    ...new Set([...(all ?? []).map((a) => a.owner), ...(search.party === undefined ? [] : [search.party])]),
  ]
  return (
    <section aria-label={t('tab.anomalies')}>
      <p>
        <Link className="button" to="/operate" search={{ view: 'log', tab: 'anomalies', item: 'new' }}>
          {t('anomaly.new')}
        </Link>
      </p>
      <Filters
        search={search}
        change={change}
        states={STATES.map((s) => [s, t(`anomalyState.${s}`)])}
        parties={owners.map((p) => [p, lookOf(p).name])}
        partyLabel={t('filter.owner', { ns: 'operate' })}
      />
      {pending(query)}
      {shown?.length === 0 && (
        <Empty>{all?.length === 0 ? t('anomaly.none') : t('filter.none', { ns: 'operate' })}</Empty>
      )}
      <ul className="run-rows">
        {shown?.map((a) => (
          <AnomalyRow key={a.id} anomaly={a} />
        ))}
      </ul>
    </section>
  )
}

function AnomalyRow({ anomaly }: { readonly anomaly: Anomaly }): JSX.Element {
  const { t } = useTranslation('operate-log')
  const nameOf = useElementNames()
  const { id, state, owner, report, history } = anomaly
  return (
    <li className="run-row" data-status={state}>
      <p>
        <StateMark {...ANOMALY_MARK[state]} /> {t(`anomalyState.${state}`)}
        <small className="anomaly-severity">{t(`severity.${report.severity}`)}</small>
      </p>
      <div>
        <h3>
          <Link to="/operate" search={{ view: 'log', tab: 'anomalies', item: id }}>
            {report.title}
          </Link>
        </h3>
        <p className="quiet">
          <span className="figure">{id}</span> · {nameOf(report.element).name} · {t('anomaly.opened')}{' '}
          <time className="figure">{readableIso(history[0]?.at ?? '')} UTC</time>
        </p>
      </div>
      <p>
        <PartyTag party={owner} short />
      </p>
    </li>
  )
}
