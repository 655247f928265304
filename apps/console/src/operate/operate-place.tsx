/** The Operate place: passes and pace above, the views as tabs, and the one that is open. */
import { getRouteApi } from '@tanstack/react-router'
import { type JSX, Suspense, useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import '../styles/desk.css'
import '../styles/operate.css'
import { PaceControl } from '../parts/pace.tsx'
import { PlaceTabs } from '../parts/place-tabs.tsx'
import { usePlaceTitle } from '../parts/place-title.ts'
import { Loading } from '../parts/states.tsx'
import { OPERATE_VIEWS, type OperateChange, type OperateSearch } from './operate-search.ts'
import { VIEWS } from './operate-views.ts'
import { Passes } from './passes.tsx'

const route = getRouteApi('/operate')

/** The place. */
export function OperatePlace(): JSX.Element {
  const { t } = useTranslation('operate')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { view = 'watch' } = search
  usePlaceTitle(t('place.operate', { ns: 'translation' }))
  const change = useCallback(
    (part: OperateChange) =>
      void navigate({ search: (s) => present({ ...s, ...part }), replace: true, resetScroll: false }),
    [navigate],
  )
  const View = VIEWS[view]
  return (
    <main id="content" className="operate-place" data-view={view}>
      <h1 className="visually-hidden">{t('place.operate', { ns: 'translation' })}</h1>
      <div className="operate-bar">
        <Passes />
        <PaceControl />
      </div>
      <PlaceTabs
        to="/operate"
        views={OPERATE_VIEWS}
        current={view}
        label={t('views')}
        className="operate-nav"
        word={(v) => t(`view.${v}`)}
      />
      <Suspense
        fallback={
          <div className="operate-view">
            <Loading label={t('opening')} />
          </div>
        }
      >
        {view === 'watch' ? (
          <View search={search} change={change} />
        ) : (
          <div className="operate-view">
            <View search={search} change={change} />
          </div>
        )}
      </Suspense>
    </main>
  )
}

/** The search without what was cleared. */
function present(search: OperateChange): OperateSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as OperateSearch
}
