/** What one watches: the overview with live values, plot, deployments and log; the alarms; and displays that one composes. */
import { type JSX, lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useLive } from '../../live/live-context.tsx'
import { Segments } from '../../parts/segments.tsx'
import { Empty, Loading } from '../../parts/states.tsx'
import '../../styles/operate-watch.css'
import { DeploymentBoard } from '../deployment-board.tsx'
import { EventLog } from '../event-log.tsx'
import type { OperateViewProps } from '../operate-search.ts'
import { ValuesTable } from '../values-table.tsx'
import { AlarmList, waitingAlarms } from './alarm-list.tsx'
import { layoutText, readLayout } from './display-layout.ts'

const JoinedPlot = lazy(async () => ({ default: (await import('./tiles.tsx')).JoinedPlot }))
const Display = lazy(async () => ({ default: (await import('./display.tsx')).Display }))

const TABS = ['overview', 'alarms', 'display'] as const
type Tab = (typeof TABS)[number]
/** So much of the past stands before what comes in, s. */
const OVERVIEW_S = 6 * 3600

/** The view. */
export function WatchView({ search, change }: OperateViewProps): JSX.Element {
  const { t } = useTranslation('operate-watch')
  const tab = TABS.find((one) => one === search.tab) ?? 'overview'
  const waiting = useLive(waitingAlarms)
  const toDisplay = (key: string) => {
    const tiles = [...readLayout(search.layout), { kind: 'plot' as const, of: [key], wide: true }]
    change({ tab: 'display', layout: layoutText(tiles), item: undefined })
  }
  return (
    <>
      <div className="watch-bar">
        <Segments<Tab>
          label={t('tabs')}
          value={tab}
          options={TABS.map((value) => ({
            value,
            text: value === 'alarms' && waiting > 0 ? `${t('tab.alarms')} (${waiting})` : t(`tab.${value}`),
          }))}
          onChange={(next) => change({ tab: next === 'overview' ? undefined : next, item: undefined })}
        />
      </div>
      {tab === 'overview' && <Overview search={search} change={change} onDisplay={toDisplay} />}
      {tab === 'alarms' && (
        <section className="watch-whole" aria-label={t('alarm.heading')}>
          <AlarmList item={search.item} onItem={(item) => change({ item })} onPlot={toDisplay} />
        </section>
      )}
      {tab === 'display' && (
        <section className="watch-whole" aria-label={t('tab.display')}>
          <Suspense fallback={<Loading />}>
            <Display layout={search.layout} span={search.state} item={search.item} onChange={change as never} />
          </Suspense>
        </section>
      )}
    </>
  )
}

function Overview({
  search,
  change,
  onDisplay,
}: OperateViewProps & { readonly onDisplay: (key: string) => void }): JSX.Element {
  const { t } = useTranslation(['operate-watch', 'translation'])
  const { parameter } = search
  return (
    <>
      <ValuesTable
        element={search.element}
        parameter={parameter}
        onElement={(element) => change({ element })}
        onParameter={(next) => change({ parameter: next })}
      />
      <div className="operate-middle">
        <section className="panel plot-panel" aria-labelledby="plot-heading">
          <div className="panel-head">
            <h2 id="plot-heading">{t('plot.heading', { ns: 'translation' })}</h2>
            {parameter !== undefined && (
              <button type="button" className="button" onClick={() => onDisplay(parameter)}>
                {t('display.toDisplay')}
              </button>
            )}
          </div>
          {parameter === undefined ? (
            <Empty>{t('plot.choose', { ns: 'translation' })}</Empty>
          ) : (
            <Suspense fallback={<Loading label={t('plot.loading', { ns: 'translation' })} />}>
              <JoinedPlot key={parameter} parameter={parameter} span_s={OVERVIEW_S} group="overview" />
            </Suspense>
          )}
        </section>
        <DeploymentBoard />
      </div>
      <EventLog
        kind={search.kind}
        party={search.party}
        onKind={(kind) => change({ kind })}
        onParty={(party) => change({ party })}
      />
    </>
  )
}
