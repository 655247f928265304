/** The places and their URLs; a view's whole state stands in the URL. Places that are not built are not routes. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { readAccountSearch, readSetUpSearch } from './account/account-search.ts'
import { useFollowSpine, useMission } from './api.ts'
import { readArchiveSearch } from './archive/archive-search.ts'
import { loadTexts, type PlaceTexts } from './i18n/i18n.ts'
import { readMissionSearch } from './mission/mission-search.ts'
import { readModelSearch } from './model/model-search.ts'
import { readOperateSearch } from './operate/operate-search.ts'
import { Header } from './parts/header.tsx'
import { PaletteProvider, paletteOf } from './parts/party.tsx'
import { readProgrammeSearch } from './programme/programme-search.ts'
import { readRoadmapSearch } from './roadmap/roadmap-search.ts'

function Frame(): JSX.Element {
  const { t } = useTranslation()
  const mission = useMission()
  const palette = useMemo(() => paletteOf(mission.data), [mission.data])
  useFollowSpine()
  return (
    <PaletteProvider value={palette}>
      <a className="skip" href="#content">
        {t('app.skip')}
      </a>
      <Header />
      <Outlet />
    </PaletteProvider>
  )
}

const root = createRootRoute({ component: Frame })

/** The Mission place, `/`. */
export const missionRoute = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: readMissionSearch,
  component: lazyRouteComponent(() => import('./mission/mission-place.tsx'), 'MissionPlace'),
})

/** Loads a place of the desk with its texts, and others that it needs. */
function withTexts<T>(load: () => Promise<T>, ...more: readonly PlaceTexts[]): () => Promise<T> {
  return async () => (await Promise.all([load(), loadTexts('desk', ...more)]))[0]
}

/** The Operate place, `/operate`. */
export const operateRoute = createRoute({
  getParentRoute: () => root,
  path: '/operate',
  validateSearch: readOperateSearch,
  component: lazyRouteComponent(
    withTexts(() => import('./operate/operate-place.tsx'), 'operate'),
    'OperatePlace',
  ),
})

const archiveRoute = createRoute({
  getParentRoute: () => root,
  path: '/archive',
  validateSearch: readArchiveSearch,
  component: lazyRouteComponent(
    withTexts(() => import('./archive/archive-place.tsx'), 'archive', 'operate'),
    'ArchivePlace',
  ),
})

const programmeRoute = createRoute({
  getParentRoute: () => root,
  path: '/programme',
  validateSearch: readProgrammeSearch,
  component: lazyRouteComponent(
    withTexts(() => import('./programme/programme-place.tsx'), 'calls', 'verdicts'),
    'ProgrammePlace',
  ),
})

const roadmapRoute = createRoute({
  getParentRoute: () => root,
  path: '/roadmap',
  validateSearch: readRoadmapSearch,
  component: lazyRouteComponent(
    withTexts(() => import('./roadmap/roadmap-place.tsx')),
    'RoadmapPlace',
  ),
})

const modelRoute = createRoute({
  getParentRoute: () => root,
  path: '/model',
  validateSearch: readModelSearch,
  component: lazyRouteComponent(() => import('./model/model-place.tsx'), 'ModelPlace'),
})

const accountRoute = createRoute({
  getParentRoute: () => root,
  path: '/account',
  validateSearch: readAccountSearch,
  component: lazyRouteComponent(
    withTexts(() => import('./account/account-place.tsx')),
    'AccountPlace',
  ),
})

const setUpRoute = createRoute({
  getParentRoute: () => root,
  path: '/set-up',
  validateSearch: readSetUpSearch,
  component: lazyRouteComponent(
    withTexts(() => import('./account/set-up-place.tsx')),
    'SetUpPlace',
  ),
})

/** The router of the page. */
export const router = createRouter({
  routeTree: root.addChildren([
    missionRoute,
    programmeRoute,
    roadmapRoute,
    modelRoute,
    operateRoute,
    archiveRoute,
    accountRoute,
    setUpRoute,
  ]),
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
