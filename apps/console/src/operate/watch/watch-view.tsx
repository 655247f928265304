/** What one watches: live values and their plot, the deployment board, and what happened or was refused. */
import { type JSX, lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty, Loading } from '../../parts/states.tsx'
import { DeploymentBoard } from '../deployment-board.tsx'
import { EventLog } from '../event-log.tsx'
import type { OperateViewProps } from '../operate-views.ts'
import { ValuesTable } from '../values-table.tsx'

const Plot = lazy(() => import('../plot.tsx').then((m) => ({ default: m.Plot })))

/** The view. */
export function WatchView({ search, change }: OperateViewProps): JSX.Element {
  const { t } = useTranslation()
  return (
    <>
      <ValuesTable
        element={search.element}
        parameter={search.parameter}
        onElement={(element) => change({ element })}
        onParameter={(parameter) => change({ parameter })}
      />
      <div className="operate-middle">
        <section className="panel plot-panel" aria-labelledby="plot-heading">
          <h2 id="plot-heading">{t('plot.heading')}</h2>
          {search.parameter === undefined ? (
            <Empty>{t('plot.choose')}</Empty>
          ) : (
            <Suspense fallback={<Loading label={t('plot.loading')} />}>
              <Plot key={search.parameter} parameter={search.parameter} />
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
