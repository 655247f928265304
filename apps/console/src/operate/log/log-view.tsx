/** The log in Operate: flight rules, anomaly reports, and the shift log, each a tab with its filters in the URL. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import '../../styles/operate-procedures.css'
import '../../styles/operate-log.css'
import { useMe } from '../../account/people.ts'
import { pending } from '../../parts/states.tsx'
import { lacks, Needs } from '../../programme/signed-out.tsx'
import { ActsFor } from '../acts-for.tsx'
import { useFollowCommandDesk } from '../desk.ts'
import type { OperateViewProps } from '../operate-search.ts'
import { Anomalies } from './anomalies.tsx'
import { AnomalyForm } from './anomaly-form.tsx'
import { AnomalyPage } from './anomaly-page.tsx'
import type { LogTabProps } from './log-desk.ts'
import { RuleForm } from './rule-form.tsx'
import { Rules } from './rules.tsx'
import { ShiftLog } from './shift-log.tsx'

const READERS = ['operator', 'officer', 'signatory'] as const
const TABS = ['rules', 'anomalies', 'shift'] as const

/** The view. */
export function LogView(props: OperateViewProps): JSX.Element {
  const { t } = useTranslation('operate-log')
  const me = useMe()
  useFollowCommandDesk()
  const tab = TABS.find((known) => known === props.search.tab) ?? 'rules'
  if (me.data === undefined) return <>{pending(me)}</>
  const missing = lacks(me.data, READERS)
  return (
    <article className="log-view">
      <header className="run-head">
        <h2>{t('heading')}</h2>
        <p className="quiet">{t(`help.${tab}`)}</p>
        <ActsFor me={me.data} />
      </header>
      {missing ? (
        <Needs me={me.data} roles={READERS} />
      ) : (
        <>
          <nav className="segments log-tabs" aria-label={t('tabs')}>
            {TABS.map((name) => (
              <Link
                key={name}
                to="/operate"
                search={{ view: 'log', tab: name }}
                className={name === tab ? 'current' : ''}
                aria-current={name === tab ? 'page' : undefined}
                activeOptions={{ exact: true, includeSearch: true }}
                activeProps={{ className: 'current' }}
              >
                {t(`tab.${name}`)}
              </Link>
            ))}
          </nav>
          <Tab {...props} tab={tab} me={me.data} />
        </>
      )}
    </article>
  )
}

function Tab(props: LogTabProps & { readonly tab: (typeof TABS)[number] }): JSX.Element {
  const { tab, search } = props
  if (tab === 'shift') return <ShiftLog {...props} />
  const writes = search.item === 'new' || search.item?.startsWith('new:') === true
  if (tab === 'rules') return writes ? <RuleForm key={search.item} {...props} /> : <Rules {...props} />
  if (writes) return <AnomalyForm key={search.item} {...props} />
  return search.item === undefined ? <Anomalies {...props} /> : <AnomalyPage key={search.item} {...props} />
}
