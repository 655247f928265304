/** The Operate place: live values and their plot, the deployment board, passes, and what happened or was refused. */
import { getRouteApi } from '@tanstack/react-router'
import { type JSX, lazy, Suspense, useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { PaceControl } from '../parts/pace.tsx'
import { usePlaceTitle } from '../parts/place-title.ts'
import { Empty, Loading } from '../parts/states.tsx'
import { DeploymentBoard } from './deployment-board.tsx'
import { EventLog } from './event-log.tsx'
import type { OperateSearch } from './operate-search.ts'
import { Passes } from './passes.tsx'
import { ValuesTable } from './values-table.tsx'

const Plot = lazy(() => import('./plot.tsx').then((m) => ({ default: m.Plot })))
const route = getRouteApi('/operate')

/** The place. */
export function OperatePlace(): JSX.Element {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  usePlaceTitle(t('place.operate'))
  const change = useCallback(
    (part: { readonly [K in keyof OperateSearch]: OperateSearch[K] | undefined }) =>
      void navigate({ search: (s) => present({ ...s, ...part }), replace: true, resetScroll: false }),
    [navigate],
  )
  return (
    <main id="content" className="operate-place">
      <h1 className="visually-hidden">{t('place.operate')}</h1>
      <div className="operate-bar">
        <Passes />
        <PaceControl />
      </div>
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
    </main>
  )
}

/** The search without what was cleared. */
function present(search: { readonly [K in keyof OperateSearch]: OperateSearch[K] | undefined }): OperateSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as OperateSearch
}
