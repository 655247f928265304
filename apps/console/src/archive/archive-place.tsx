/** The Archive place: its views as tabs, and the one that is open. All of its state stands in the URL. */
import { getRouteApi } from '@tanstack/react-router'
import { type ComponentType, type JSX, lazy, Suspense, useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import '../styles/desk.css'
import '../styles/archive.css'
import { PlaceTabs } from '../parts/place-tabs.tsx'
import { usePlaceTitle } from '../parts/place-title.ts'
import { Loading } from '../parts/states.tsx'
import {
  ARCHIVE_VIEWS,
  type ArchiveChange,
  type ArchiveView,
  type ArchiveViewProps,
  present,
} from './archive-search.ts'

const route = getRouteApi('/archive')

const VIEWS: { readonly [V in ArchiveView]: ComponentType<ArchiveViewProps> } = {
  data: lazy(async () => ({ default: (await import('./samples-view.tsx')).SamplesView })),
  policy: lazy(async () => ({ default: (await import('./policy-view.tsx')).PolicyView })),
  releases: lazy(async () => ({ default: (await import('./releases-view.tsx')).ReleasesView })),
  ledger: lazy(async () => ({ default: (await import('./ledger-view.tsx')).LedgerView })),
  report: lazy(async () => ({ default: (await import('./report-view.tsx')).ReportView })),
  yours: lazy(async () => ({ default: (await import('./yours-view.tsx')).YoursView })),
}

/** The place. */
export function ArchivePlace(): JSX.Element {
  const { t } = useTranslation('archive')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { view = 'data' } = search
  usePlaceTitle(t('heading'))
  const change = useCallback(
    (part: Partial<ArchiveChange>) =>
      void navigate({
        search: (s) => present({ ...(s as ArchiveChange), ...part }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  )
  const View = VIEWS[view]
  return (
    <main id="content" className="archive-place" data-view={view}>
      <h1 className="visually-hidden">{t('heading')}</h1>
      <PlaceTabs
        to="/archive"
        views={ARCHIVE_VIEWS}
        current={view}
        label={t('views')}
        className="archive-nav"
        word={(v) => t(`view.${v}`)}
      />
      <Suspense fallback={<Loading />}>
        <View search={search} change={change} />
      </Suspense>
    </main>
  )
}
